"""What is counted: the catalogue of indicators, and what one row adds to its month."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.core.clock import month_of
from portal.core.text import months_between


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure, declared once.

    Args:
        code: its name in the database.
        label: its Chinese name.
        unit: 场, 人次, 名, 小时; a unit belongs to a figure.
        source: the name of the rows behind it, which a figure opens.
        has_kinds: whether it is kept apart by the kind of activity.
        is_minutes: kept in minutes, shown in hours.
        table: the table of the roll-up it stands in: `daily`, `training`, `work` or `care`.
        persons_of: the code of the figure whose persons it counts, each once; they are kept apart, as `Seen` and `Headcount`.
    """

    code: str
    label: str
    unit: str
    source: str
    has_kinds: bool = False
    is_minutes: bool = False
    table: str = "daily"
    persons_of: str = ""


def _outcome(code: str, label: str, unit: str, table: str = "training") -> Indicator:
    """Declare a figure of 三免一公, whose rows are outcomes."""
    return Indicator(code, label, unit, "outcome", table=table)


SESSIONS = Indicator("sessions", "场次", "场", "activity", has_kinds=True)
ATTENDANCES = Indicator("attendances", "人次", "人次", "activity", has_kinds=True)
WOMEN = Indicator("women", "女性人次", "人次", "activity", has_kinds=True)
ONLINE = Indicator("online", "线上人次", "人次", "activity", has_kinds=True)
INTAKES = Indicator("intakes", "新增学员", "名", "intake")
REFERRED = Indicator("referred", "推荐", "名", "intake")
TRAIN_FIRST = Indicator("train_first", "先培训", "名", "intake")
SERVICE = Indicator("service", "志愿时长", "小时", "service", is_minutes=True)

WISHES = _outcome("wishes", "意愿登记", "人次")
CLASSES = _outcome("classes", "结业班", "期")
LESSON_PRESENT = _outcome("lesson_present", "到课", "人次")
LESSON_ONLINE = _outcome("lesson_online", "线上到课", "人次")  # kept apart: online is not presence
TRAINED = _outcome("trained", "培训结业", "人次")  # first trainings alone
REFRESHED = _outcome("refreshed", "回炉结业", "人次")
EXAMINED = _outcome("examined", "参加考试", "人次")
PASSED = _outcome("passed", "考试合格", "人次")
CERTIFIED = _outcome("certified", "取得证书", "本")
PLACED = _outcome("placed", "上岗", "人次", "work")
PLACED_TRAINED = _outcome("placed_trained", "其中岗前培训", "人次", "work")
PLACED_CHECKED = _outcome("placed_checked", "其中上岗体检", "人次", "work")

PLACED_AWAY = _outcome("placed_away", "其中外地", "人次", "work")  # Source: S3-14, 本地 is the rest
PLACED_OWN = _outcome("placed_own", "其中自主创业", "人次", "work")  # Source: S0-26, 就业 is the rest

CARE_VISITS = _outcome("care_visits", "日间照料", "人次", "care")  # Source: S0-23, of 60 and more alone
CARE_DONE = _outcome("care_done", "完成服务需求", "件", "care")
CARE_URGENT = _outcome("care_urgent", "其中应急需求", "件", "care")
CARE_IN_TIME = _outcome("care_in_time", "其中半小时内到达", "件", "care")
REDEEMED = _outcome("redeemed", "爱心超市兑换", "笔", "care")  # Source: S0-24

_DAILY = (SESSIONS, ATTENDANCES, WOMEN, ONLINE, INTAKES, REFERRED, TRAIN_FIRST, SERVICE)
_TRAINING = (WISHES, CLASSES, LESSON_PRESENT, LESSON_ONLINE, TRAINED, REFRESHED, EXAMINED, PASSED, CERTIFIED)
_WORK = (PLACED, PLACED_TRAINED, PLACED_CHECKED, PLACED_AWAY, PLACED_OWN)
_CARE = (CARE_VISITS, CARE_DONE, CARE_URGENT, CARE_IN_TIME, REDEEMED)
INDICATORS = {i.code: i for i in (*_DAILY, *_TRAINING, *_WORK, *_CARE)}
# 人 do not add up: who was trained in two counties is two persons of theirs and one of the city's.
PERSONS = (
    Indicator("trained_persons", "培训人数", "人", "outcome", table="training", persons_of="trained"),
    Indicator("certified_persons", "持证人数", "人", "outcome", table="training", persons_of="certified"),
    Indicator("placed_persons", "上岗人数", "人", "outcome", table="work", persons_of="placed"),
)
WITH_PERSONS = frozenset(it.persons_of for it in PERSONS)  # what is added here is filled in by `flask tallies rebuild`


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of two figures; of a unit above it is the sum of the one over the sum of the other, never a mean of shares."""

    code: str
    label: str
    part: Indicator
    whole: Indicator
    unit: str = "%"


# Source: S3-16 (岗前培训率, 上岗体检率): they follow from the rows, since nobody passes the gate without both.
RATES = (
    Rate("pre_job_rate", "岗前培训率", PLACED_TRAINED, PLACED),
    Rate("checked_rate", "上岗体检率", PLACED_CHECKED, PLACED),
    Rate("own_rate", "创业占比", PLACED_OWN, PLACED),
    Rate("pass_rate", "考试合格率", PASSED, EXAMINED),
    Rate("in_time_rate", "半小时到达率", CARE_IN_TIME, CARE_URGENT),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row adds to the month of its day; a voided or reversed row adds the negative."""

    on: date
    indicator: Indicator
    value: int
    kind_id: int = 0

    def __neg__(self) -> "Entry":
        return Entry(self.on, self.indicator, -self.value, self.kind_id)


Cell = tuple[str, str, int]


def add_up(entries: Iterable[Entry]) -> dict[Cell, int]:
    """Return {(month, indicator code, kind): sum}, sorted, without zeros: the order in which rows are locked."""
    sums: Counter[Cell] = Counter()
    for entry in entries:
        sums[month_of(entry.on), entry.indicator.code, entry.kind_id] += entry.value
    return {cell: sums[cell] for cell in sorted(sums) if sums[cell]}


def owners(ids: tuple[int, ...], reports_to: int | None) -> tuple[int, ...]:
    """Return whose figures count an entry: a city's or county's own, or a station's and those of the county it reports to that month.

    Args:
        ids: the tenant's line of ids, from the city down.
        reports_to: the county of the month's book; without a book it is the one the station stands under.
    """
    city, *below = ids
    return (city,) if not below else (below[0],) if len(below) == 1 else (below[-1], reports_to or below[0])


def periods_of(month: str) -> tuple[str, str, str]:
    """Return the month, its quarter and its year: `2026-03`, `2026-Q1`, `2026`."""
    return month, _quarter(month), month[:4]


def months_of(period: str) -> list[str]:
    """Return the months of a month, a quarter or a year."""
    year, _, part = period.partition("-")
    if part.startswith("Q"):
        last = int(part[1:]) * 3
        return [f"{year}-{month:02d}" for month in range(last - 2, last + 1)]
    return [period] if part else [f"{year}-{month:02d}" for month in range(1, 13)]


def cover(first: str, last: str) -> list[str]:
    """Return the fewest periods that are the months first..last together: years, quarters and single months."""
    left, found = set(months_between(first, last)), list[str]()
    for month in sorted(left):
        if month not in left:
            continue
        period = next(it for it in reversed(periods_of(month)) if left.issuperset(months_of(it)))
        left.difference_update(months_of(period))
        found.append(period)
    return found


def enclosing(first: str, last: str) -> str | None:
    """Return the shortest month, quarter or year that has both months; None when they are of two years."""
    return next((one for one, other in zip(periods_of(first), periods_of(last), strict=True) if one == other), None)


def _quarter(month: str) -> str:
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"
