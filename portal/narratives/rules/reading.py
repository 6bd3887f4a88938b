"""A report as it is read: its figures in place, what is wrong with them, and what contradicts what."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from portal.checker.rules import Finding, find_contradictions
from portal.narratives.rules.figures import Fault, Filled, Found, fill, read
from portal.narratives.rules.narratives import State, digest_of, said_of
from portal.narratives.rules.outline import notes_of, without_notes
from portal.narratives.rules.pieces import Paragraph, paragraphs
from portal.narratives.rules.tokens import Token

_UNITS: Final = ("人次", "人", "名", "场", "期", "件", "笔", "本", "户", "小时", "个", "%", "％")
_LEADS_ON: Final = re.compile(
    "人员|人数|人均|人民|人才|人群|名单|名称|名录|场次|场所|场地|期间|期末|件数|本人|本市|本区|本县|本地|本期|户均|个人|个别"
)
_ROUND_BEFORE, _ROUND_AFTER = frozenset("近约超逾"), frozenset("余多")
_MOST_DOUBTS: Final = 10


@dataclass(frozen=True, slots=True)
class Reading:
    """A report read.

    Args:
        filled: the text without notes to the writer, with its figures in place.
        faults: the tokens that are wrong with why, their lines counted as in the text that is typed.
        findings: figures of the filled text that cannot all be true.
        notes: those to the writer.
        doubts: words beside a figure that the figure brings itself.
        is_whole: False when a finished report is not what its digest says.
    """

    filled: Filled
    faults: Sequence[tuple[Token, str]] = ()
    findings: Sequence[Finding] = ()
    notes: Sequence[str] = field(default_factory=tuple)
    doubts: Sequence[str] = field(default_factory=tuple)
    is_whole: bool = True

    @property
    def paragraphs(self) -> list[Paragraph]:
        """The text in pieces, to be shown."""
        return paragraphs(self.filled, self.findings)


def read_text(text: str, found: Found) -> Reading:
    """Return a draft as it is read."""
    filled, typed = fill(without_notes(text), found), fill(text, found)
    return Reading(filled, typed.faults, find_contradictions(filled.text), notes_of(text), doubts_of(typed))


def doubts_of(typed: Filled) -> list[str]:
    """Return where a unit, or 余, 近, 约, stands beside a figure though the figure brings its own."""
    found: list[str] = []
    for it in typed.places:
        if isinstance(it.figure, Fault):
            continue
        before, after = typed.text[max(it.start - 1, 0) : it.start], typed.text[it.end : it.end + 2]
        where = f"第 {it.token.line} 行{it.token.source}"
        if (unit := next((word for word in _UNITS if after.startswith(word)), "")) and not _LEADS_ON.match(typed.text[it.end : it.end + 3]):
            found.append(f"{where}后面的“{unit}”可能多了：平台写出的是“{it.figure.words}”，单位已经在里面")
        if before in _ROUND_BEFORE or after[:1] in _ROUND_AFTER:
            word = before if before in _ROUND_BEFORE else after[:1]
            found.append(
                f"{where}旁边的“{word}”可能不对：要写约数，请写【{it.token.source[1:-1].split('｜')[0]}｜约】，余、近、约由平台按数值选"
            )
    return found[:_MOST_DOUBTS]


def read_frozen(row: Any) -> Reading:
    """Return a finished report as it was frozen; its findings are reckoned anew from the same text."""
    filled = fill(row.text, read(row.figures))
    return Reading(filled, findings=find_contradictions(filled.text), is_whole=digest_of(said_of(row, row.figures)) == row.digest)


def is_frozen(row: Any) -> bool:
    """Say whether a report does not change any more."""
    return row.state != State.DRAFT


def file_name_of(row: Any) -> str:
    """Return what a file of a report is called, without its ending."""
    words: Mapping[str, str] = {State.DRAFT.value: "（草稿）", State.SUPERSEDED.value: "（已被新版替代）"}
    version = f"（第{row.revision}版）" if row.revision > 1 else ""
    return f"{row.title}{version}{words.get(row.state, '')}"
