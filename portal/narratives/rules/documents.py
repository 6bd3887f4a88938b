"""A report as an official document: what of it is a heading, whom it goes to, who signs."""

from datetime import date
from typing import Any

from portal.narratives.rules.outline import Kind, Line, outline
from portal.narratives.rules.reading import Reading
from portal.narratives.rules.template import signature_of
from portal.typeset.rules.document import Document, Heading, Level, Paragraph, Runs, plain

_LEVELS: dict[Kind, Level] = {Kind.FIRST: 1, Kind.SECOND: 2, Kind.THIRD: 3}
_STYLES = {Kind.FIRST: "strong", Kind.SECOND: "kai", Kind.THIRD: ""}


def document_of(row: Any, reading: Reading, *, unit: str, day: date, note: str = "", imprint: dict[str, str] | None = None) -> Document:
    """Return a report as an official document.

    Args:
        row: of a narrative; a draft's title says so.
        unit: the name of the unit whose federation signs.
        note: 附注, below the date.
    """
    lines = outline(reading.filled.text)
    addressee = next((it.text.rstrip("：:") for it in lines if it.kind is Kind.ADDRESSEE), "")
    blocks = tuple(_block(it) for it in lines if it.kind is not Kind.ADDRESSEE)
    title = row.title if row.state != "draft" else f"{row.title}\n（草稿）"
    return Document(title, blocks, addressee=addressee, signature=signature_of(unit), day=day, note=note, imprint=imprint or {})


def _block(line: Line) -> Heading | Paragraph:
    level = _LEVELS.get(line.kind)
    if level is None:
        return Paragraph(plain(line.text))
    if line.head == len(line.text):
        return Heading(level, plain(line.text))
    runs: Runs = ((line.text[: line.head], _STYLES[line.kind]), (line.text[line.head :], ""))
    return Paragraph(runs)
