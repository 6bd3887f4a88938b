"""A published bulletin as Excel: a tab for each of its parts, from what was frozen, as its paper."""

from collections.abc import Sequence
from typing import Any

from portal.bulletins.rules import Content, Section, number_words
from portal.core.dates import month_words
from portal.web.excel import COUNT, HOURS, SHARE, Column, Sheet, Value

_SEQ = Column("序号", width=6)
_WIDE, _NARROW = 18, 12


def sheets_of(row: Any, *, code: str) -> list[Sheet]:
    """Return the parts of a bulletin.

    Args:
        row: of `get_bulletin`.
        code: the line that says by which code its paper is checked.
    """
    it = Content.read(row.content)
    facts = [f"{number_words(it.year, it.number, it.revision)}　　期间：{month_words(it.month)}　　数据截至：{it.cutoff}"]
    closing = [*([it.gaps] if it.gaps else []), f"校验码：{row.digest}", code]
    opening = [f"前言：{it.foreword}"] if it.foreword else []
    return [_sheet(it.title, section, [*facts, *(opening if n == 0 else [])], closing) for n, section in enumerate(it.sections)]


def _sheet(title: str, it: Section, facts: list[str], closing: list[str]) -> Sheet:
    if not it.rows:
        return Sheet(f"{title}：{it.title}", facts, [_SEQ, Column("说明", width=60)], [["–", it.empty]], notes=closing, name=it.title)
    formats = [_format([cells[n] for cells in it.rows]) if head.is_number else "" for n, head in enumerate(it.heads)]
    columns = [
        Column(head.label, head.unit, _NARROW if kind else _WIDE, kind or COUNT) for head, kind in zip(it.heads, formats, strict=True)
    ]
    rows = [
        [str(n), *(_value(words, kind) for words, kind in zip(cells, formats, strict=True))] for n, cells in enumerate(it.rows, start=1)
    ]
    return Sheet(f"{title}：{it.title}", facts, [_SEQ, *columns], rows, notes=[*it.lead, *closing], fixed=2, name=it.title)


def _format(words: Sequence[str]) -> str:
    """Return how the numbers of a column are shown, by how the paper shows them."""
    if any(it.endswith("%") for it in words):
        return SHARE
    return HOURS if any("." in it for it in words) else COUNT


def _value(words: str, kind: str) -> Value:
    """Return a frozen word as a number where it is one; what is none stays the word it is."""
    plain = words.replace(",", "").removesuffix("%") if kind else ""
    if not plain.removeprefix("-").replace(".", "", 1).isdecimal() or not plain.isascii():
        return words
    return float(plain) / 100 if kind == SHARE else float(plain)
