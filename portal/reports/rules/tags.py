"""What activities counted for: 五送, 五个一, 六新, unit by unit; and the way 5+1+1."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from portal.reports.rules.rollup import Unit, period_words
from portal.stations.rules import TAGS
from portal.tallies.rules import ATTENDANCES, REFRESHED, SESSIONS, TRAINED
from portal.training.rules.courses import Step

CHAIN: Final = "chain"
SETS: Final = {**{name: words for name, (words, _) in TAGS.items()}, CHAIN: "5+1+1"}
CONTEST, ROLE_MODEL = "contest", "role_model"  # the kinds of activity behind 技能大赛 and 典型选树. Source: S2-3
Kinds = Mapping[int, Collection[str]]  # {kind: its tags of one set}
Sums = Mapping[tuple[Any, str, int], int]  # {(unit or month, indicator code, kind): value}


@dataclass(frozen=True, slots=True)
class TagCell:
    """What one tag came to: how many gatherings, and how many attended."""

    tag: str
    sessions: int
    attendances: int


@dataclass(frozen=True, slots=True)
class TagLine:
    """A unit or a month by the tags of one set."""

    code: str
    name: str
    cells: tuple[TagCell, ...]
    note: str = ""
    is_own: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """The tags that nothing was held for."""
        return tuple(cell.tag for cell in self.cells if not cell.sessions)


@dataclass(frozen=True, slots=True)
class ChainLine:
    """One of the seven of 5+1+1: how much, of what, and what the figure opens."""

    label: str
    value: int
    unit: str
    note: str
    indicator: str
    kind: str = ""


def line_of(unit: Unit, tag_set: str, kinds: Kinds, sums: Sums, *, is_own: bool = False) -> TagLine:
    """Return one unit's line; a gathering whose kind has two tags counts for both, once for each."""
    return TagLine(unit.code, unit.name, _cells(unit.key, tag_set, kinds, sums), unit.note, is_own)


def month_lines(months: Iterable[str], tag_set: str, kinds: Kinds, sums: Sums) -> list[TagLine]:
    """Return a station's months."""
    return [TagLine(month, period_words(month, month), _cells(month, tag_set, kinds, sums)) for month in months]


def own_sums(owner: int, parts: Iterable[Any], sums: Sums) -> dict[tuple[Any, str, int], int]:
    """Return what a county counts itself: its sum less its stations'."""
    held = set(parts)
    found = {(code, kind): value for (key, code, kind), value in sums.items() if key == owner}
    for (key, code, kind), value in sums.items():
        if key in held:
            found[code, kind] = found.get((code, kind), 0) - value
    return {(owner, *cell): value for cell, value in found.items()}


def total_of(lines: Sequence[TagLine]) -> tuple[TagCell, ...]:
    """Return the sums of the lines, tag by tag."""
    by_tag = zip(*(line.cells for line in lines), strict=True)
    return tuple(TagCell(cells[0].tag, sum(it.sessions for it in cells), sum(it.attendances for it in cells)) for cells in by_tag)


def chain_lines(by_step: Mapping[tuple[str, Step], int], by_kind: Mapping[tuple[str, str], int]) -> list[ChainLine]:
    """Return the five steps of training, the contests and the role models. Source: S2-3.

    Args:
        by_step: {(indicator code, step of the course): 人次} of those who completed a course.
        by_kind: {(indicator code, code of the kind): value} of activities.
    """
    steps = [_step_line(step, by_step) for step in Step]
    contests = by_kind.get((SESSIONS.code, CONTEST), 0)
    told = f"参加 {by_kind.get((ATTENDANCES.code, CONTEST), 0):,} 人次"
    models = by_kind.get((SESSIONS.code, ROLE_MODEL), 0)
    return [
        *steps,
        ChainLine("技能大赛", contests, "场", told, SESSIONS.code, CONTEST),
        ChainLine("典型选树", models, "场", "典型宣传、事迹分享活动", SESSIONS.code, ROLE_MODEL),
    ]


def _step_line(step: Step, by_step: Mapping[tuple[str, Step], int]) -> ChainLine:
    """A re-training is a step of its own, whatever course it repeats."""
    if step is Step.REFRESHER:
        value = sum(value for (code, _), value in by_step.items() if code == REFRESHED.code)
        return ChainLine(step.label, value, "人次", "回炉结业，不计入首次培训", REFRESHED.code)
    return ChainLine(step.label, by_step.get((TRAINED.code, step), 0), "人次", "首次培训结业", TRAINED.code)


def _cells(key: Any, tag_set: str, kinds: Kinds, sums: Sums) -> tuple[TagCell, ...]:
    def add(tag: str, code: str) -> int:
        return sum(sums.get((key, code, kind), 0) for kind, tags in kinds.items() if tag in tags)

    return tuple(TagCell(tag, add(tag, SESSIONS.code), add(tag, ATTENDANCES.code)) for tag in TAGS[tag_set][1])
