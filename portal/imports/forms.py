"""The file that is sent; its columns are those of its kind. And the taking over of what the dry run has shown."""

from portal.tenants.forms.proof import ProofForm
from portal.web.importing import ImportKind
from portal.web.sheet_forms import SheetFileForm, TakeSheetForm


def file_form(kind: ImportKind) -> SheetFileForm:
    """Return the form that reads a sheet of this kind."""
    return type("ImportFileForm", (SheetFileForm,), {"columns": kind.columns(), "most_rows": kind.most})()


class ProvenTakeForm(ProofForm, TakeSheetForm):
    """Take over rows of which each, typed at its page, would ask for the password."""


def take_form(kind: ImportKind) -> TakeSheetForm:
    """Return the form by which a sheet of this kind is taken over."""
    return ProvenTakeForm() if kind.asks_proof else TakeSheetForm()
