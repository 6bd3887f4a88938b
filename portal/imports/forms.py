"""The file that is sent; its columns are those of its kind."""

from portal.web.importing import ImportKind
from portal.web.sheet_forms import SheetFileForm


def file_form(kind: ImportKind) -> SheetFileForm:
    """Return the form that reads a sheet of this kind."""
    return type("ImportFileForm", (SheetFileForm,), {"columns": kind.columns(), "most_rows": kind.most})()
