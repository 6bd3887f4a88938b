"""When a month may be submitted, reviewed, archived and opened again, and why not."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from portal.core import clock
from portal.core.dates import day_words, month_words, short_day_words
from portal.core.text import months_between
from portal.tallies.rules.months import MOVES, Figures, MonthState, Step

MAX_REASON: Final = 500
DONE: Final = frozenset({MonthState.ACCEPTED, MonthState.ARCHIVED})
NAMES_SHOWN: Final = 5
_MONTH: Final = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Below:
    """A unit just below another, as far as the month of the one above depends on it.

    Args:
        status: of the unit: preparing, open, suspended or closed.
        began_on: when it was opened; when it was entered here, as long as nobody noted an opening.
        has_book: whether something was ever entered in the month, or it was closed.
        is_counted_here: whether the unit above counts its figures of the month; a county or a station elsewhere may.
        revision: of the month's book.
    """

    id: int
    code: str
    name: str
    path: str
    status: str
    began_on: date | None = None
    has_book: bool = False
    state: MonthState = MonthState.FILLING
    is_counted_here: bool = True
    revision: int = 0

    def must_report(self, month: str) -> bool:
        """Say whether the unit above waits for its month: it works, it was open then, and it is counted there."""
        was_open = self.has_book or self.began_on is None or clock.month_of(self.began_on) <= month
        return self.status == "open" and was_open and self.is_counted_here

    def is_missing(self, month: str) -> bool:
        """Say whether the unit above still waits for it."""
        return self.must_report(month) and self.state not in DONE

    def is_left_open(self, month: str) -> bool:
        """Say whether it need not report and its month is open: the unit above closes it together with its own."""
        return not self.must_report(month) and self.is_counted_here and self.state is MonthState.FILLING


@dataclass(frozen=True, slots=True)
class Outset:
    """All on which it depends whether a unit's month may be submitted.

    Args:
        opened_on: of the unit itself; None when nobody noted it.
        made_on: when it was entered here.
        first_month: the earliest month with a book here or below; empty when there is none.
        closed: the unit's own months that are closed, up to this one.
        below: the units just below it.
        unit_word: what those below are called.
    """

    month: str
    today: date
    opened_on: date | None = None
    made_on: date | None = None
    first_month: str = ""
    closed: frozenset[str] = frozenset()
    below: Sequence[Below] = field(default_factory=tuple[Below, ...])
    unit_word: str = "驿站"


@dataclass(frozen=True, slots=True)
class Held:
    """A month's book as far as its next step depends on it.

    Args:
        closed_by: whose figures are judged: the account that submitted them.
        is_above_closed: whether the month of the unit above is closed over this one.
        is_counted_elsewhere: whether another county counts this station's month.
    """

    month: str
    state: MonthState
    revision: int
    closed_by: int | None = None
    is_above_closed: bool = False
    is_counted_elsewhere: bool = False


def is_month(raw: str) -> bool:
    """Say whether this is a month as an address has it, `2026-03`, between 2000 and 2099."""
    return bool(_MONTH.fullmatch(raw))


def why_not_submit(it: Outset) -> str:
    """Return why the month cannot be submitted yet; empty when it can."""
    name = month_words(it.month)
    if it.opened_on and clock.month_of(it.opened_on) > it.month:
        return f"本单位{day_words(it.opened_on)}揭牌，不用上报{name}的月报。"
    if it.month < begins(it):
        return f"{name}没有登记过内容，不用上报；本单位从{month_words(begins(it))}开始上报。"
    last = clock.days_of(it.month)[1]
    if it.today < last:
        return f"{name}还没有结束，{short_day_words(last)}起可以上报。"
    if skipped := earlier_open(it):
        return f"请按月份顺序上报：{month_words(skipped[0])}的月报还没有上报。"
    missing = [one.name for one in it.below if one.is_missing(it.month)]
    if missing:
        return f"还有 {len(missing)} 个{it.unit_word}的月报没有审核通过：{named(missing)}。"
    return ""


def begins(it: Outset) -> str:
    """Return the first month of a unit: that of its first book, and before it has any, that in which it was opened or entered here."""
    began_on = it.opened_on or it.made_on
    return it.first_month or (clock.month_of(began_on) if began_on else it.month)


def earlier_open(it: Outset) -> list[str]:
    """Return the earlier months that are still to be submitted, from the unit's first one on."""
    begun = max(begins(it), clock.month_of(it.opened_on)) if it.opened_on else begins(it)
    return [month for month in months_between(begun, it.month)[:-1] if month not in it.closed] if begun < it.month else []


def why_not_step(held: Held, step: Step, *, by: int) -> str:
    """Return why somebody above cannot return, accept, archive or open this month again; empty when she can.

    Args:
        by: her account.
    """
    name = month_words(held.month)
    if held.state not in MOVES[step][0]:
        return f"{name}的月报现在是“{held.state.label}”，不能{step.label}。"
    if step in {Step.RETURN, Step.ACCEPT} and held.closed_by and held.closed_by == by:
        return "这份月报是您本人上报的，按规定须由另一位审核人审核。"
    if step in {Step.RETURN, Step.REOPEN}:
        if held.is_above_closed:
            return f"上一级{name}的月报已经上报或归档，请先把上一级的月报退回或重新打开。"
        if held.is_counted_elsewhere and step is Step.REOPEN:
            return f"这个驿站{name}的数字由别的县（市、区）统计，请市级重新打开。"
    return ""


def named(names: Sequence[str]) -> str:
    """Return the first names, and how many more there are."""
    shown = "、".join(names[:NAMES_SHOWN])
    return f"{shown}等 {len(names)} 个" if len(names) > NAMES_SHOWN else shown


def differing(frozen: Figures, counted: Figures) -> list[tuple[str, int, int, int]]:
    """Return (indicator, kind, frozen value, counted value) of each figure that is not what was frozen, in their order.

    Figures of persons are left out: two records found to be of one person change them at any time.
    """
    was, now = ({(code, kind): value for code, kind, value in it.figures} for it in (frozen, counted))
    cells = sorted({*was, *now})
    return [(*cell, was.get(cell, 0), now.get(cell, 0)) for cell in cells if was.get(cell, 0) != now.get(cell, 0)]


def days_late(submitted_at: datetime | None, due_on: date, *, today: date) -> int:
    """Return how many days after its day a month was submitted, or is late by today; 0 or less is in time."""
    return ((clock.local(submitted_at).date() if submitted_at else today) - due_on).days


def receipt_of(code: str, month: str, revision: int, digest: str) -> str:
    """Return the number under which a submission is asked for: unit, month, version, and the first of the digest."""
    return f"{code}-{month.replace('-', '')}-{revision}-{digest[:8].upper()}"


def parts_of(below: Sequence[Below], digests: Mapping[int, tuple[int, str]]) -> list[tuple[str, int, str]]:
    """Return (code, revision, digest) of the closed months below that a month is closed over, by code.

    Args:
        digests: {unit id: (revision, digest)} of what was frozen last.
    """
    closed = [one for one in below if one.is_counted_here and one.state is not MonthState.FILLING and one.id in digests]
    return sorted((one.code, *digests[one.id]) for one in closed)
