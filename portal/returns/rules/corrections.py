"""Corrections (更正): what a closed month should have counted, as differences that an open month counts.

Source: working rule 3 of the domain, "what is closed is changed only by a correction in an open month that names what it corrects".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from portal.core.clock import month_of
from portal.core.errors import RuleBroken
from portal.core.text import format_hours, months_between
from portal.stations.rules import MAX_ATTENDANCES, Gathering, entries
from portal.tallies.rules import INDICATORS, Entry, Indicator

Cell = tuple[str, int]  # (indicator code, kind)
Values = Mapping[Cell, int]
MOST_VALUE: Final = 99_999
MOST_WHAT: Final = 100
SHOWN_MONTHS: Final = 12


class Subject(StrEnum):
    """What a correction is about."""

    ACTIVITY = "activity"
    OUTCOME = "outcome"
    INTAKE = "intake"
    SERVICE = "service"
    MISSING = "missing"

    @property
    def label(self) -> str:
        """Its word on the page."""
        words = {"activity": "活动", "outcome": "成果", "intake": "学员登记", "service": "志愿时长", "missing": "没有明细的漏报或多报"}
        return words[self.value]


# Of one row of a station: who is not counted as placed does not count as placed elsewhere either, and so on.
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "placed": ("placed_trained", "placed_checked", "placed_away", "placed_own"),
    "examined": ("passed",),
    "care_done": ("care_urgent", "care_in_time"),
    "care_urgent": ("care_in_time",),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """What an activity should have counted: 人次, of which women, and whether it was online."""

    attendances: int
    women: int
    is_online: bool


@dataclass(frozen=True, slots=True)
class Missed:
    """What was counted too little, or too much, without a row of its own.

    Args:
        values: what it adds; less than nothing takes away.
    """

    happened_on: date
    what: str
    values: Values


@dataclass(frozen=True, slots=True)
class Draft:
    """A correction as it is asked for.

    Args:
        month: the open month it is to count in.
        subject_id: the row of the unit's own; None of what has none.
        is_away: the row should not have counted at all.
        counts: what an activity should have counted; any other row counts as it stands again.
        missed: what has no row.
    """

    month: str
    reason: str
    subject: Subject
    subject_id: UUID | None = None
    is_away: bool = False
    counts: Counts | None = None
    missed: Missed | None = None


@dataclass(frozen=True, slots=True)
class CountedRow:
    """A row of the unit's own, as it counted when its month was closed.

    Args:
        ids: by which corrections name it, or what counts with it.
        what: it in nameless words.
        values: what it counted.
    """

    subject: Subject
    id: UUID
    ids: tuple[UUID, ...]
    happened_on: date
    what: str
    values: Values

    @property
    def month(self) -> str:
        """The month it counted in."""
        return month_of(self.happened_on)


def add(*parts: Values) -> dict[Cell, int]:
    """Return the sum of several, cell by cell."""
    cells = sorted({cell for part in parts for cell in part})
    return {cell: sum(part.get(cell, 0) for part in parts) for cell in cells}


def values_of(it: Iterable[Entry]) -> dict[Cell, int]:
    """Return what entries add, without their day."""
    return {(entry.indicator.code, entry.kind_id): entry.value for entry in it}


def activity_values(kind_id: int, held_on: date, it: Counts) -> dict[Cell, int]:
    """Return what an activity of these numbers counts."""
    return values_of(entries(Gathering(kind_id, "", held_on, None, "", it.is_online, it.attendances, it.women, "")))


def counts_of(now: Values, *, was_online: bool) -> Counts:
    """Return the numbers an activity counts by now, for a form that shows them."""
    sums = {code: sum(value for (held, _), value in now.items() if held == code) for code in ("attendances", "women", "online")}
    return Counts(sums["attendances"], sums["women"], sums["online"] > 0 or (was_online and not sums["attendances"]))


def change_of(row: CountedRow, earlier: Values, draft: Draft) -> dict[Cell, int]:
    """Return what is to be added, so that the row counts as it should: by the row and all that was corrected of it before.

    Raises:
        RuleBroken: more women than people, or it counts just so by now.
    """
    now = add(row.values, earlier)
    if draft.is_away:
        wanted: Values = dict.fromkeys(now, 0)
    elif draft.counts:
        check_counts(draft.counts)
        kind_id = next(iter(row.values))[1]
        wanted = activity_values(kind_id, row.happened_on, draft.counts)
    else:
        wanted = row.values
    change = {cell: value for cell, value in add(wanted, {cell: -value for cell, value in now.items()}).items() if value}
    if not change:
        raise RuleBroken("reason", "填写的和现在计入的一样，没有需要更正的数")
    return change


def check_counts(it: Counts) -> None:
    """Refuse what no activity can have counted.

    Raises:
        RuleBroken: more women than people.
    """
    if it.women > it.attendances:
        raise RuleBroken("women", "女性人次不能多于人次")


def check_missed(it: Missed, *, today: date) -> None:
    """Refuse what cannot have been missed.

    Raises:
        RuleBroken: a day to come, nothing, or more than a figure of a month can be.
    """
    if it.happened_on > today:
        raise RuleBroken("happened_on", "日期还没有到")
    if not any(it.values.values()):
        raise RuleBroken("value", "请填写漏报或多报了多少，不能是 0")
    heads, women = (abs(sum(value for (held, _), value in it.values.items() if held == code)) for code in ("attendances", "women"))
    if women > heads:
        raise RuleBroken("women", "女性人次不能多于人次")
    if any(abs(value) > MAX_ATTENDANCES for value in it.values.values()):
        raise RuleBroken("value", f"一次最多更正 {MAX_ATTENDANCES:,}")


def lacking(counted: Values, change: Values) -> Cell | None:
    """Return what would be less than nought in the month as it is put right; None when all is well.

    Args:
        counted: what the unit itself counts for the month by now: what was closed, and what was corrected of it.
    """
    return next((cell for cell, value in change.items() if value < 0 and counted.get(cell, 0) + value < 0), None)


def open_months(corrected: str, *, closed: set[str], today: date) -> list[str]:
    """Return in which months a correction may count: later than the one it corrects, open, none to come; the present one first."""
    now = month_of(today)
    later = [month for month in months_between(corrected, now) if month > corrected and month not in closed] if corrected < now else []
    return later[::-1][:SHOWN_MONTHS]


def parts_of(code: str, held: Iterable[str]) -> set[str]:
    """Return which of the figures that a row counts for are put right together with one of them."""
    return {code, *PARTS.get(code, ())} & set(held)


def is_short(code: str, now: Mapping[str, int]) -> bool:
    """Say whether a part would count again of something that itself does not."""
    return any(code in parts and whole in now and not now[whole] for whole, parts in PARTS.items())


def figure_words(it: Indicator, value: int) -> str:
    """Return a difference as it is read: `人次 +5`, `志愿时长 −1.5 小时`."""
    return f"{it.label} {signed(it, value)}{'小时' if it.is_minutes else ''}"


def signed(it: Indicator, value: int) -> str:
    """Return a difference with its sign, in the figure's unit."""
    shown = format_hours(abs(value)) if it.is_minutes else f"{abs(value):,}"
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{shown}"


def words_of(values: Values) -> str:
    """Return differences in words, those of one figure added up."""
    sums: dict[str, int] = {}
    for (code, _), value in values.items():
        sums[code] = sums.get(code, 0) + value
    order = list(INDICATORS)
    return "，".join(figure_words(INDICATORS[code], sums[code]) for code in sorted(sums, key=order.index) if sums[code])
