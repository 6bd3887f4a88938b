"""The way from a wish to work as a funnel: six stages, each beside the one before it; those above see no small cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

SMALL: Final = 3  # Source: small cells (< 3) in upward breakdowns are shown as "<3"
HIDDEN: Final = "<3"


@dataclass(frozen=True, slots=True)
class StageKind:
    """A stage.

    Args:
        opens: the code of the figure whose rows it opens; empty when it has a page of its own or none.
    """

    code: str
    label: str
    unit: str
    note: str
    opens: str = ""


# Source: the chain 意愿→审核→培训→考证→上岗→公益 of 三免一公 (S4-8).
STAGES: Final = (
    StageKind("wishes", "意愿", "人次", "摸排和扫码登记的意愿", "wishes"),
    StageKind("intakes", "审核", "名", "核对证件后登记为学员", "intakes"),
    StageKind("trained", "培训", "人", "结业的人，每人只计一次", "trained"),
    StageKind("certified", "考证", "人", "取得证书的人，每人只计一次", "certified"),
    StageKind("placed", "上岗", "人", "签约上岗的人，每人只计一次", "placed"),
    StageKind("welfare", "公益", "人", "参加过志愿服务的学员，每人只计一次"),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage with its figure.

    Args:
        share: thousandths of the stage before it; None when that is less, as of many who came without it, or one of the two is hidden.
        width: of its bar, in thousandths of the widest.
    """

    kind: StageKind
    value: int
    shown: str
    share: int | None
    width: int

    @property
    def share_words(self) -> str:
        """The share as it is read."""
        return "" if self.share is None else f"{self.share // 10}.{self.share % 10}%"


def shown(value: int, *, is_above: bool) -> str:
    """Return a count as it is read: what is small is hidden from those above."""
    return HIDDEN if is_above and 0 < value < SMALL else f"{value:,}"


def funnel(values: Mapping[str, int], *, is_above: bool) -> list[Stage]:
    """Return the stages with their figures.

    Args:
        is_above: whether a county or a city reads it; then small cells, and the shares that would tell them, are hidden.
    """
    widest, found, before = max([1, *values.values()]), list[Stage](), 0
    for kind in STAGES:
        value = values.get(kind.code, 0)
        is_hidden = is_above and any(0 < one < SMALL for one in (before, value))
        share = None if is_hidden or value > before or not before else (value * 2000 + before) // (2 * before)
        width = value * 1000 // widest if not (is_above and 0 < value < SMALL) else SMALL * 1000 // max(widest, SMALL)
        found.append(Stage(kind, value, shown(value, is_above=is_above), share, width))
        before = value
    return found


@dataclass(frozen=True, slots=True)
class CourseLine:
    """What became of one course: figures in the order of `COURSE_COLUMNS`, small ones hidden from those above."""

    name: str
    cells: tuple[str, ...]


COURSE_COLUMNS: Final = {"wishes": "意愿", "trained": "结业", "refreshed": "回炉", "certified": "取证", "placed": "上岗"}


def course_lines(sums: Mapping[tuple[str, int | None], int], names: Mapping[int, str], *, is_above: bool) -> Sequence[CourseLine]:
    """Return a line for each course that has a figure, in the order of the catalogue."""
    met = {course_id for code, course_id in sums if course_id is not None and code in COURSE_COLUMNS}
    return [
        CourseLine(name, tuple(shown(sums.get((code, course_id), 0), is_above=is_above) for code in COURSE_COLUMNS))
        for course_id, name in names.items()
        if course_id in met
    ]
