"""对比: two months or two years of a unit, what changed, and which units, kinds and corrections made the difference."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from portal.core.clock import days_of, month_of
from portal.core.dates import month_words
from portal.reports.rules import Cell as Figure
from portal.reports.rules import Share
from portal.tallies.rules import Indicator, Rate

TOP: Final = 3
OWN_KEY: Final = 0  # what is left of the whole beyond the units below


@dataclass(frozen=True, slots=True)
class Period:
    """Months that are compared: one month, a year, or the first months of one.

    Args:
        year: when it is a whole year, which may have been typed in.
    """

    first: str
    last: str
    words: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What a unit came to in a period.

    Args:
        whole: {code: value}.
        parts: {(unit below, code): value}.
        kinds: {(kind, code): value} of activities.
        posted: {code: what corrections of other periods add to this one}.
        restated: {code: value} with every correction in the month it corrects.
        typed: codes whose value was typed in.
    """

    whole: Mapping[str, int]
    parts: Mapping[tuple[int, str], int]
    kinds: Mapping[tuple[int, str], int]
    posted: Mapping[str, int]
    restated: Mapping[str, int]
    typed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """What a unit below, a kind, or what is left beyond them, did to a difference."""

    key: int
    name: str
    before: int
    after: int

    @property
    def change(self) -> int:
        """What it added or took away."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure in both periods.

    Args:
        parts: by unit; they add up to the difference exactly.
    """

    it: Indicator
    before: int
    after: int
    parts: tuple[Part, ...]

    @property
    def change(self) -> int:
        """The difference."""
        return self.after - self.before

    @property
    def top(self) -> tuple[Part, ...]:
        """Which did most to it."""
        return tuple(part for part in self.parts if part.change)[:TOP]


@dataclass(frozen=True, slots=True)
class ComparedShare:
    """A share in both periods: a difference of shares is one of percentage points."""

    it: Rate
    before: Share
    after: Share

    @property
    def change(self) -> int | None:
        """The difference in thousandths; None when one of them is of nothing."""
        if self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value

    @property
    def points(self) -> str:
        """The difference as it is read: `+1.5个百分点`."""
        if self.change is None:
            return "–"
        sign = "+" if self.change > 0 else "−" if self.change < 0 else ""
        return f"{sign}{abs(self.change) // 10}.{abs(self.change) % 10}个百分点"


def compare(it: Indicator, before: Held, after: Held, names: Mapping[int, str], own_name: str) -> Compared:
    """Compare a figure, and tell who made the difference, the largest first; what is left beyond the units below stands among them."""
    whole = before.whole.get(it.code, 0), after.whole.get(it.code, 0)
    below = [Part(key, name, before.parts.get((key, it.code), 0), after.parts.get((key, it.code), 0)) for key, name in names.items()]
    left = Part(OWN_KEY, own_name, whole[0] - sum(one.before for one in below), whole[1] - sum(one.after for one in below))
    return Compared(it, *whole, in_order([*below, left] if below else []))


def by_kind(it: Indicator, before: Held, after: Held, names: Mapping[int, str]) -> tuple[Part, ...]:
    """Tell which kinds of activity made the difference; what has none, as figures that were typed in, stands among them."""
    if not it.has_kinds:
        return ()
    held = sorted({key for key, code in (*before.kinds, *after.kinds) if code == it.code})
    known = [Part(key, names.get(key, "其他"), before.kinds.get((key, it.code), 0), after.kinds.get((key, it.code), 0)) for key in held]
    whole = before.whole.get(it.code, 0), after.whole.get(it.code, 0)
    left = Part(OWN_KEY, "没有分类别的", whole[0] - sum(one.before for one in known), whole[1] - sum(one.after for one in known))
    return in_order([*known, left])


def in_order(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return those that counted anything, the largest difference first, whatever its sign."""
    counted = [part for part in parts if part.before or part.after]
    return tuple(sorted(counted, key=lambda part: (-abs(part.change), part.key)))


def compare_share(it: Rate, before: Held, after: Held) -> ComparedShare:
    """Compare a share, of either period the sum of its parts over the sum of its wholes."""

    def share(of: Held) -> Share:
        return Share(it, of.whole.get(it.part.code, 0), of.whole.get(it.whole.code, 0))

    return ComparedShare(it, share(before), share(after))


def growth(before: int, after: int) -> str:
    """Return a growth as it is read, `+12.5%`; of nothing, or less, there is none."""
    if before <= 0:
        return "–"
    change = after - before
    thousandths = (abs(change) * 2000 + before) // (2 * before)
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return f"{sign}{thousandths // 10:,}.{thousandths % 10}%"


def shown(it: Indicator, value: int) -> str:
    """Return a figure as it is read."""
    return Figure(it, value).shown


def month_period(month: str) -> Period:
    """Return a month to compare."""
    return Period(month, month, month_words(month))


def year_period(year: int, *, until: int = 12) -> Period:
    """Return a year to compare, or its first months."""
    words = f"{year}年" if until == 12 else f"{year}年1月" if until == 1 else f"{year}年1至{until}月"
    return Period(f"{year}-01", f"{year}-{until:02d}", words, year if until == 12 else None)


def why_unfair(periods: Sequence[Period], *, today: date) -> list[str]:
    """Say which of the periods is not over, and so is small beside one that is."""
    now, said = month_of(today), list[str]()
    for period in periods:
        if period.first > now:
            said.append(f"{period.words}还没有到，没有数字。")
        elif period.last >= now and today < days_of(period.last)[1]:
            start, end = days_of(period.first)[0], days_of(period.last)[1]
            gone, whole = (today - start) // timedelta(days=1) + 1, (end - start) // timedelta(days=1) + 1
            said.append(f"{period.words}还没有过完（截至今天 {gone} 天，全期 {whole} 天），数字还会增加，与已经过完的相比会偏低。")
    return said
