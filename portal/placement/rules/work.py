"""Work: what a woman wishes, who takes her, how it ends, and when somebody asks after her."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from portal.core.errors import RuleBroken
from portal.people.rules import ConsentChannel
from portal.training.rules.courses import Step
from portal.training.rules.intake import Trade

OLDEST_DAYS: Final = 730
MARKS: Final = (30, 90, 180)
GRACE_DAYS: Final = 15
MAX_NOTE: Final = 200
MAX_CONTRACT: Final = 40
PURPOSE: Final = "income"
PRE_JOB_COURSE: Final = "pre_job"

PLACES: Final = {"local": "本地", "away": "外地"}
LIVINGS: Final = {"live_in": "住家", "live_out": "不住家"}
HOURS: Final = {"full": "全日", "part": "半日", "hourly": "钟点"}
ANY: Final = {"any": "都可以"}
KINDS: Final = {"company": "企业", "household": "家庭", "own": "自主创业"}
OWN: Final = "own"  # Source: S0-26, whose outcome is split into 创业 and 就业
INCOMES: Final = {
    "below_3000": "3000 元以下",
    "to_5000": "3000–5000 元",
    "to_8000": "5000–8000 元",
    "to_10000": "8000–10000 元",
    "above_10000": "10000 元以上",
}
CAUSES: Final = {
    "finished": "服务期满",
    "family": "家庭原因",
    "health": "身体原因",
    "pay": "工资待遇",
    "distance": "路途太远",
    "employer": "雇主原因",
    "skill": "技能不适应",
    "better": "换了更好的工作",
    "other": "其他",
}
OUTCOMES: Final = {"working": "在岗", "left": "已离岗", "unreached": "没联系上"}
TONES: Final = {"working": "good", "left": "warn", "unreached": "neutral"}
SATISFACTION: Final = {"5": "很满意", "4": "满意", "3": "一般", "2": "不太满意", "1": "不满意"}


@dataclass(frozen=True, slots=True)
class JobWishDraft:
    """What work she wishes."""

    trade: Trade
    place: str
    living: str
    hours: str
    note: str
    told_on: date


@dataclass(frozen=True, slots=True)
class EmployerDraft:
    """Who takes women on.

    Args:
        kind: one of `KINDS`.
        phone: as `parse_phone` gives it, or empty.
    """

    kind: str
    name: str
    phone: str
    place: str
    note: str


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work as it was typed.

    Args:
        income_band: one of `INCOMES`, or empty.
        income_consent: how she agreed to its being noted, None when she did not.
    """

    course_id: int
    started_on: date
    contract_on: date
    contract_number: str
    place: str
    living: str
    hours: str
    income_band: str
    income_consent: ConsentChannel | None
    note: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """When and why she left; `cause` is one of `CAUSES`."""

    ended_on: date
    cause: str
    note: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was learnt of a placement.

    Args:
        outcome: one of `OUTCOMES`.
        satisfaction: 1 to 5, None when she did not say.
        leaving: when and why she left, None when she did not.
    """

    done_on: date
    outcome: str
    satisfaction: int | None
    note: str
    leaving: Leaving | None
    income_band: str
    income_consent: ConsentChannel | None


class Due(StrEnum):
    """How a follow-up stands."""

    OVERDUE = "overdue"
    OPEN = "open"
    LATER = "later"
    DONE = "done"
    GONE = "gone"  # she had left before


def is_work(step: Step, code: str) -> bool:
    """Say whether a course names work that one can be placed in: a trade, not a talk, a refresher or the training for all."""
    return step in {Step.SKILL, Step.SPECIAL, Step.MANAGER} and code != PRE_JOB_COURSE


def due_on(started_on: date, day: int) -> date:
    """Return the day from which a follow-up may be made."""
    return started_on + timedelta(days=day)


def due_of(started_on: date, day: int, *, on: date, ended_on: date | None, is_done: bool) -> Due:
    """Return how one follow-up of a placement stands on a day."""
    if is_done:
        return Due.DONE
    due = due_on(started_on, day)
    if ended_on is not None:
        return Due.GONE
    if on < due:
        return Due.LATER
    return Due.OVERDUE if on > due + timedelta(days=GRACE_DAYS) else Due.OPEN


def check_job(it: Job, *, today: date, since: date) -> None:
    """Refuse work that cannot have begun so.

    Args:
        since: the day she was taken in.

    Raises:
        RuleBroken: a day that cannot be, or income without her consent.
    """
    if it.started_on > today:
        raise RuleBroken("started_on", "上岗日期还没有到；到岗以后再登记")
    if it.started_on < today - timedelta(days=OLDEST_DAYS):
        raise RuleBroken("started_on", "上岗日期太早，只能补登近两年的")
    if it.started_on < since:
        raise RuleBroken("started_on", f"上岗日期不能早于她的登记日期 {since}")
    if it.contract_on > today:
        raise RuleBroken("contract_on", "合同日期还没有到")
    if it.contract_on < it.started_on - timedelta(days=OLDEST_DAYS):
        raise RuleBroken("contract_on", "合同日期比上岗日期早太多，请核对")
    check_income(it.income_band, it.income_consent)


def check_income(band: str, consent: ConsentChannel | None) -> None:
    """Refuse to note what she earns without her word.

    Raises:
        RuleBroken: there is an amount and no consent to it.
    """
    if band and consent is None:
        raise RuleBroken("income_consent", "没有她的同意，不能登记收入；请选同意方式，或不填收入")


def check_end(it: Leaving, *, started_on: date, today: date, field: str = "ended_on") -> None:
    """Refuse an end that cannot be.

    Args:
        field: the form's name for the day.

    Raises:
        RuleBroken: a day that cannot be, or no cause.
    """
    if it.ended_on > today:
        raise RuleBroken(field, "离岗日期还没有到")
    if it.ended_on < started_on:
        raise RuleBroken(field, f"离岗日期不能早于上岗日期 {started_on}")
    if it.cause not in CAUSES:
        raise RuleBroken("left_cause", "请选择离岗原因")


def check_answer(it: Answer, *, started_on: date, day: int, today: date) -> None:
    """Refuse a follow-up that cannot have been made.

    Raises:
        RuleBroken: a day before it was due or to come, or a satisfaction nobody could have told.
    """
    due = due_on(started_on, day)
    if it.done_on < due:
        raise RuleBroken("done_on", f"{day} 天回访从 {due} 起才能做")
    if it.done_on > today:
        raise RuleBroken("done_on", "回访日期还没有到")
    if it.outcome == "unreached" and (it.satisfaction or it.income_band):
        raise RuleBroken("outcome", "没联系上时，不填满意度和收入")
    if it.leaving is not None:
        check_end(it.leaving, started_on=started_on, today=today, field="left_on")
    check_income(it.income_band, it.income_consent)
