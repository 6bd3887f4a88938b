"""Why a county moved: points won and lost in each item since the ranking before, and who overtook it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from portal.reports.rules.columns import Cell
from portal.standing.rules.formulas import Basis
from portal.standing.rules.measures import FIGURES, amount_words, points_words
from portal.standing.rules.ranking import Line, Mark, best_of

Bests = dict[tuple[str, str], Fraction]


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What became of one item; `before` or `after` is None when the formula did not have it."""

    before: Mark | None
    after: Mark | None
    best_before: Fraction
    best_after: Fraction

    @property
    def mark(self) -> Mark:
        """The mark that says which item it is."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def label(self) -> str:
        """The item's name."""
        return self.mark.item.label

    @property
    def gained(self) -> int:
        """Points won, in thousandths; less than nothing when they were lost."""
        return _points(self.after) - _points(self.before)

    def reason(self) -> str:
        """Say what it did to the sum."""
        return f"“{self.label}”{'少' if self.gained < 0 else '多'}得 {points_words(abs(self.gained))} 分：{self.words()}。"

    def words(self) -> str:
        """Say what became of it: one's own value, and the best there is."""
        if self.before is None:
            return "公式新列的项目"
        if self.after is None:
            return "公式不再列的项目"
        own = f"本县 {worth_words(self.before)} → {worth_words(self.after)}"
        best = f"最好的县 {amount_words(self.mark.measure, self.best_before)} → {amount_words(self.mark.measure, self.best_after)}"
        weight = "" if self.before.weight == self.after.weight else f"，权重 {self.before.weight}% → {self.after.weight}%"
        return f"{own}，{best}{weight}"


@dataclass(frozen=True, slots=True)
class Movement:
    """A county's way from one ranking to the next; `before` is None when it did not stand in the one before."""

    before: Line | None
    after: Line
    items: tuple[ItemChange, ...]
    overtaken_by: tuple[str, ...] = ()
    overtook: tuple[str, ...] = ()

    @property
    def places(self) -> int | None:
        """How many places it went up, less than nothing for down; None when it cannot be told."""
        if self.before is None or self.before.rank is None or self.after.rank is None:
            return None
        return self.before.rank - self.after.rank

    @property
    def short(self) -> str:
        """The movement for a column of a table."""
        places = self.places
        if places is None:
            return "–"
        return f"升 {places}" if places > 0 else f"降 {-places}" if places else "持平"

    def words(self) -> list[str]:
        """Tell it in sentences."""
        return [line for line in (self._headline(), *self._reasons(), self._neighbours()) if line]

    def _headline(self) -> str:
        if self.after.rank is None:
            return f"本月没有排名：{self.after.why}。"
        now = f"本月第 {self.after.rank} 名，总分 {points_words(self.after.points)}"
        if self.before is None or self.before.rank is None:
            return f"{now}。上一次没有排名，不比较名次。"
        gained = (self.after.points or 0) - (self.before.points or 0)
        change = f"从第 {self.before.rank} 名到第 {self.after.rank} 名（{self.short}）"
        return f"{change}，总分 {points_words(self.before.points)} → {points_words(self.after.points)}（{signed(gained)}）。"

    def _reasons(self) -> list[str]:
        if self.places is None:
            return []
        lost = sorted((it for it in self.items if it.gained < 0), key=lambda it: it.gained)
        won = sorted((it for it in self.items if it.gained > 0), key=lambda it: -it.gained)
        return [
            f"“{it.label}”{'少' if it.gained < 0 else '多'}得 {points_words(abs(it.gained))} 分：{it.words()}。" for it in (*lost, *won)
        ]

    def _neighbours(self) -> str:
        told = [f"被{'、'.join(self.overtaken_by)}超过"] if self.overtaken_by else []
        told += [f"超过了{'、'.join(self.overtook)}"] if self.overtook else []
        return f"{'；'.join(told)}。" if told else ""


def movement_of(unit_id: int, before: Sequence[Line], after: Sequence[Line]) -> Movement:
    """Return how a county moved between two rankings."""
    olds, news = {line.unit_id: line for line in before}, {line.unit_id: line for line in after}
    old, new = olds.get(unit_id), news[unit_id]
    others = [(olds.get(line.unit_id), line) for line in after if line.unit_id != unit_id]
    ahead = tuple(line.name for was, line in others if _is_ahead(line, new) and was and not _is_ahead(was, old) and _both(was, old))
    behind = tuple(line.name for was, line in others if _is_ahead(new, line) and was and not _is_ahead(old, was) and _both(was, old))
    return Movement(old, new, _changes(old, new, _bests(before), _bests(after)), ahead, behind)


def worth_words(mark: Mark) -> str:
    """Return what is compared, as it is read: `35`, `12.5`, `88.889%`; a dash where there is nothing to compare."""
    return "–" if mark.worth is None else amount_words(mark.measure, mark.worth)


def parts_words(mark: Mark) -> str:
    """Return what was divided by what: `8 / 9`, `35 / 12,000 × 10000`; the figure alone where nothing was."""
    if mark.basis == Basis.RATE:
        return f"{mark.value:,} / {mark.whole or 0:,}"
    figure = Cell(FIGURES[mark.measure], mark.value).shown
    return f"{figure} / {mark.women:,}（{mark.women_year} 年）" if mark.women else figure


def signed(thousandths: int) -> str:
    """Return points won or lost with their sign."""
    return f"{'+' if thousandths > 0 else ''}{points_words(thousandths)}"


def _changes(old: Line | None, new: Line, bests_before: Bests, bests_after: Bests) -> tuple[ItemChange, ...]:
    olds = {(mark.measure, mark.basis): mark for mark in (old.marks if old else ())}
    news = {(mark.measure, mark.basis): mark for mark in new.marks}
    nought = Fraction(0)
    return tuple(
        ItemChange(olds.get(key), news.get(key), bests_before.get(key, nought), bests_after.get(key, nought)) for key in {**news, **olds}
    )


def _bests(lines: Sequence[Line]) -> Bests:
    ranked = [line.marks for line in lines if line.rank is not None]
    return {(mark.measure, mark.basis): best for mark, best in zip(ranked[0], best_of(ranked), strict=True)} if ranked else {}


def _is_ahead(one: Line | None, other: Line | None) -> bool:
    return bool(one and other and one.rank is not None and other.rank is not None and one.rank < other.rank)


def _both(one: Line | None, other: Line | None) -> bool:
    return bool(one and other and one.rank is not None and other.rank is not None)


def _points(mark: Mark | None) -> int:
    return (mark.points or 0) if mark else 0
