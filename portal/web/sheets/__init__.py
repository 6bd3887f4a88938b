"""Excel sheets that people send in, and the blank ones they fill in; it knows no domain."""

from portal.web.sheets.blank import make_blank
from portal.web.sheets.marked import make_marked
from portal.web.sheets.reading import MAX_BYTES, SheetColumn, read_sheet, text_of
from portal.web.sheets.unpacking import BadSheet

__all__ = ["MAX_BYTES", "BadSheet", "SheetColumn", "make_blank", "make_marked", "read_sheet", "text_of"]
