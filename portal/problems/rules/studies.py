"""专题调研: what a study and the opinions heard in it may say, and what becomes of an opinion."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from portal.core.errors import RuleBroken

FIRST_YEAR: Final = 2000


class Became(StrEnum):
    """What became of an opinion."""

    NOTHING = ""
    PROBLEM = "problem"
    TASK = "task"
    NOTED = "noted"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return {"": "待处理", "problem": "已转问题", "task": "已转任务", "noted": "留作参考"}[self.value]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return {"": "warn", "problem": "info", "task": "info", "noted": "neutral"}[self.value]


@dataclass(frozen=True, slots=True)
class Heard:
    """An opinion as it was heard, in nameless words: 企业负责人, 学员, 社区干部."""

    words: str
    said_by: str = ""


@dataclass(frozen=True, slots=True)
class StudyDraft:
    """A study as it is written down.

    Args:
        site: where it was, in words.
        unit_id: the unit of the tree it was at, None when it is none of them.
    """

    topic: str
    site: str
    studied_on: date
    people: str = ""
    findings: str = ""
    unit_id: int | None = None
    opinions: tuple[Heard, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """What an opinion asks of one's own unit: who sees to it, until when."""

    owner_name: str
    due_on: date


def check(it: StudyDraft, *, today: date) -> None:
    """Refuse a day that cannot have been.

    Raises:
        RuleBroken: it is to come, or long past.
    """
    if it.studied_on > today:
        raise RuleBroken("studied_on", "调研日期还没有到")
    if it.studied_on.year < FIRST_YEAR:
        raise RuleBroken("studied_on", "日期太早，请检查年份")


def check_task(it: Task, *, today: date) -> None:
    """Refuse a task that is due before it is given.

    Raises:
        RuleBroken: its day is over.
    """
    if it.due_on < today:
        raise RuleBroken("due_on", "办理期限不能早于今天")
