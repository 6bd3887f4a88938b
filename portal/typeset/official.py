"""An official document as PDF; only the job worker calls this."""

from portal.typeset.rules.document import Document
from portal.typeset.rules.faces import Face
from portal.typeset.rules.pages import Page
from portal.typeset.rules.setting import Faces, set_document


def make_official_pdf(document: Document) -> bytes:
    """Lay the document out as GB/T 9704-2012 has it and return the PDF."""
    from portal.typeset.drawing import draw, parts_of
    from portal.web import print as printer

    pages = (draw(page) for page in set_pages(document))
    return printer.make_pdf(printer.lay_out("official.html", document=document, pages=pages, parts_of=parts_of, faces=_sources()))


def set_pages(document: Document) -> list[Page]:
    """Return the pages of a document, set in the fonts that are here: how many they are, and what stands on each."""
    from portal.web import fonts

    return set_document(document, Faces(**{role: Face(*fonts.measured(fonts.path_of(role))) for role in fonts.ROLES}))


def _sources() -> dict[str, str]:
    """Return {family: address} of the fonts beyond the two that every paper has."""
    from portal.web import fonts

    found = {role: fonts.path_of(role) for role in fonts.ROLES}
    return {f"Portal {role.title()}": path.as_uri() for role, path in found.items() if path not in (fonts.SANS, fonts.SERIF)}
