"""A written report: its states, its limits, its digest, and what keeps it from being finished."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from portal.checker.rules import KINDS, Finding
from portal.core.clock import month_of
from portal.core.dates import month_words
from portal.core.errors import RuleBroken
from portal.narratives.rules.tokens import Token
from portal.reports.rules.rollup import why_no_range

MIN_TITLE, MAX_TITLE, MAX_TEXT, MAX_DESPITE = 2, 60, 60_000, 500
FIRST_MONTH: Final = "2020-01"
_NAMED: Final = 5  # so many faults are told; the others are counted


class State(StrEnum):
    """How far a report has come."""

    DRAFT = "draft"
    FINAL = "final"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return {"draft": "草稿", "final": "已定稿", "superseded": "已被新版替代"}[self.value]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return {"draft": "warn", "final": "good", "superseded": "neutral"}[self.value]


def title_words(title: str, revision: int) -> str:
    """Return the title, of a later version with its number."""
    return f"{title}（第{revision}版）" if revision > 1 else title


def check_months(first: str, last: str, *, today: date) -> None:
    """Refuse months no report can be about.

    Raises:
        RuleBroken: at `last` they run backwards, are too many, or have not begun; at `first` they are too early.
    """
    if why := why_no_range(first, last):
        raise RuleBroken("last", why)
    if last > month_of(today):
        raise RuleBroken("last", f"{month_words(last)}还没有到，最晚写到本月")
    if first < FIRST_MONTH:
        raise RuleBroken("first", "月份太早，请检查年份")


def check_title(title: str) -> None:
    """Refuse a title that is too short or too long.

    Raises:
        RuleBroken: it is.
    """
    if not MIN_TITLE <= len(title) <= MAX_TITLE:
        raise RuleBroken("title", f"标题请写 {MIN_TITLE} 到 {MAX_TITLE} 个字")


def check_text(text: str) -> None:
    """Refuse a text that is too long to be kept.

    Raises:
        RuleBroken: it is; the message says by how much.
    """
    if len(text) > MAX_TEXT:
        raise RuleBroken("text", f"正文最多 {MAX_TEXT:,} 个字，现在有 {len(text):,} 个，请删减或分成两份")


def faults_words(faults: Sequence[tuple[Token, str]]) -> str:
    """Return where tokens are wrong and why, the first five of them."""
    said = [f"第 {token.line} 行{token.source}：{why}" for token, why in faults[:_NAMED]]
    return "；".join([*said, *([f"另有 {len(faults) - _NAMED} 处"] if len(faults) > _NAMED else [])])


def check_finish(text: str, faults: Sequence[tuple[Token, str]], findings: Sequence[Finding], despite: str) -> None:
    """Refuse a report that cannot be finished as it is.

    Raises:
        RuleBroken: it has no text; a token is wrong; figures contradict one another and nobody says why they stand.
    """
    if not text.strip():
        raise RuleBroken("despite", "正文还是空的，请先写正文")
    if faults:
        raise RuleBroken("despite", f"有 {len(faults)} 处数字没有认出来，请先改好。{faults_words(faults)}")
    if findings and not despite:
        kinds = "、".join(dict.fromkeys(KINDS[it.kind] for it in findings))
        raise RuleBroken("despite", f"还有 {len(findings)} 处数字互相矛盾（{kinds}）。请先改好；都没有错的，请写明原因")


def digest_of(kept: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a finished report says, in hex."""
    return sha256(json.dumps(kept, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def said_of(row: Any, figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return all that the digest of a report covers."""
    names = ("title", "revision", "first_month", "last_month", "text")
    return {"series": str(row.series), **{name: getattr(row, name) for name in names}, "figures": dict(figures)}
