"""What the first page draws: twelve months of one figure, this one as far as it has come."""

from collections.abc import Mapping
from datetime import date

from portal.core.clock import month_of
from portal.core.text import months_until
from portal.reports.rules import Cell
from portal.reports.rules.pictures import month_point
from portal.tallies.rules import ATTENDANCES
from portal.web.charts import Trend

MONTHS_DRAWN = 12


def trend_of(values: Mapping[str, int], today: date) -> Trend | None:
    """Return twelve months of attendances; None when nobody ever came.

    Args:
        values: attendances by month; a month without any may be left out.
    """
    if not any(values.values()):
        return None
    this = month_of(today)
    cells = [(month, Cell(ATTENDANCES, values.get(month, 0))) for month in months_until(this, MONTHS_DRAWN)]
    points = tuple(month_point(month, n, cell.number, cell.shown, is_partial=month == this) for n, (month, cell) in enumerate(cells))
    return Trend("近 12 个月服务人次", ATTENDANCES.unit, points, note="本月到今天")
