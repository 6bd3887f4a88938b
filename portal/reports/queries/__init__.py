"""The roll-up out of month figures, the rows a figure opens to, and which stations a county counted."""

from portal.reports.queries.counted import find_counted
from portal.reports.queries.figures import PAGE_ROWS, Opened, get_own_figure, get_roll_up, list_rows

__all__ = ["PAGE_ROWS", "Opened", "find_counted", "get_own_figure", "get_roll_up", "list_rows"]
