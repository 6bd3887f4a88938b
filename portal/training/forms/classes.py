"""A class, its lessons, and what a list of classes is narrowed to."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast
from uuid import UUID

from wtforms import BooleanField

from portal.core.dates import WEEKDAYS
from portal.core.text import clean_text, format_clock, parse_clock, parse_count, to_ascii_digits
from portal.training.forms.registers import parse_capacity
from portal.training.queries.classes import ClassRow, Filter
from portal.training.queries.courses import CourseRow
from portal.training.rules.classes import ClassKind, ClassState, Plan, kind_for
from portal.training.rules.courses import Step
from portal.training.rules.timetable import DAY_MIN, MAX_SERIES, LessonPlan, series
from portal.web.fields import Choice, ChoiceField, ChoicesField, ClockField, DayField, VersionField
from portal.web.forms import REQUIRED, FilterForm, LongTextField, ParsedField, PortalForm, TextField, at_most


def course_choices(courses: Iterable[CourseRow]) -> list[Choice]:
    """Return the courses as choices, grouped by the step on the way 5+1+1."""
    ordered = sorted(courses, key=lambda it: list(Step).index(it.step))
    return [(str(it.id), it.name, it.step.label) for it in ordered]


def parse_end(raw: str) -> int:
    """Return when a lesson ends, in minutes after midnight; `24:00` is the end of the day.

    Raises:
        BadClock: unreadable, or no time of the day.
    """
    if clean_text(to_ascii_digits(raw)) in {"24:00", "2400"}:
        return DAY_MIN
    at = parse_clock(raw)
    return at.hour * 60 + at.minute


def parse_lessons(raw: str) -> int:
    """Return how many lessons a series has.

    Raises:
        BadCount: not a whole number from 1 to 120.
    """
    return parse_count(raw, low=1, high=MAX_SERIES)


class ClassForm(PortalForm):
    """A class, to be opened or amended; `version` is the one that was shown."""

    version = VersionField()
    course_id = ChoiceField("课程", [REQUIRED])
    kind = ChoiceField("班别", [], choices=[(it.value, it.label) for it in ClassKind], blank="按课程自动选择")
    title = TextField("班名", [at_most(80)])
    starts_on = DayField("开始日期", [REQUIRED])
    ends_on = DayField("结束日期", [REQUIRED])
    capacity = ParsedField("名额", [REQUIRED], parse=parse_capacity)
    room_id = ChoiceField("常用教室", [], blank="不固定")
    teacher_id = ChoiceField("常用老师", [], blank="不固定")
    note = LongTextField("备注", [at_most(500)])

    def plan(self, courses: dict[int, CourseRow]) -> Plan:
        """Return what was typed; without a kind it is the usual one of the course."""
        course = courses[int(self.course_id.data)]
        kind = ClassKind(self.kind.data) if self.kind.data else kind_for(course.step, course.level)
        days: dict[str, Any] = {"starts_on": self.starts_on.data, "ends_on": self.ends_on.data, "capacity": self.capacity.data}
        where: dict[str, Any] = {"room_id": id_of(self.room_id), "teacher_id": id_of(self.teacher_id)}
        return Plan(course.id, kind, title=self.title.data or "", note=self.note.data or "", **days, **where)


def class_fields(row: ClassRow) -> dict[str, Any]:
    """Return what the form shows of a kept class."""
    same = {name: getattr(row, name) for name in ("title", "starts_on", "ends_on", "capacity", "note", "version")}
    return {**same, "course_id": str(row.course_id), "kind": row.kind.value, **_places(row)}


class CancelForm(PortalForm):
    """Why a class is cancelled."""

    version = VersionField()
    reason = TextField("取消原因", [REQUIRED, at_most(100)])


class VersionForm(PortalForm):
    """What is done with one button; `version` is the one that was shown."""

    version = VersionField()


class LessonForm(PortalForm):
    """A lesson, to be planned or amended; `version` is the one that was shown."""

    version = VersionField()
    held_on = DayField("上课日期", [REQUIRED])
    starts_at = ClockField("上课时间", [REQUIRED])
    ends_at = ParsedField("下课时间", [REQUIRED], parse=parse_end, show=format_clock)
    topic = TextField("内容", [at_most(80)])
    room_id = ChoiceField("教室", [], blank="不用教室")
    teacher_id = ChoiceField("老师", [], blank="待定")
    is_online = BooleanField("线上课")

    def plans(self) -> list[LessonPlan]:
        """Return what was typed."""
        return [self._plan(cast(Any, self.held_on.data))]

    def _plan(self, day: date) -> LessonPlan:
        times: dict[str, Any] = {"start_min": self.starts_at.data, "end_min": self.ends_at.data}
        where: dict[str, Any] = {
            "room_id": id_of(self.room_id),
            "teacher_id": id_of(self.teacher_id),
            "is_online": bool(self.is_online.data),
        }
        return LessonPlan(day, **times, topic=self.topic.data or "", **where)


class SeriesForm(LessonForm):
    """Lessons on some days of the week, from a day on."""

    held_on = DayField("从哪天起", [REQUIRED])
    weekdays = ChoicesField("每周哪几天", [], choices=[(str(n), words) for n, words in enumerate(WEEKDAYS)])
    count = ParsedField("一共几节", [REQUIRED], parse=parse_lessons)

    def plans(self) -> list[LessonPlan]:
        """Return the lessons of the series.

        Raises:
            RuleBroken: no day of the week.
        """
        days = series(cast(Any, self.held_on.data), {int(n) for n in self.weekdays.data or ()}, cast(Any, self.count.data))
        return [self._plan(day) for day in days]


def lesson_fields(row: Any) -> dict[str, Any]:
    """Return what the form shows of a kept lesson."""
    same = {name: getattr(row, name) for name in ("held_on", "topic", "is_online", "version")}
    return {**same, "starts_at": row.start_min, "ends_at": row.end_min, **_places(row)}


class ClassFilter(FilterForm):
    """What the list is narrowed to."""

    state = ChoiceField("状态", [], choices=[(it.value, it.label) for it in ClassState], blank="全部状态")
    course = ChoiceField("课程", [], blank="全部课程")
    kind = ChoiceField("班别", [], choices=[(it.value, it.label) for it in ClassKind], blank="全部班别")
    year = ChoiceField("年份", [], blank="全部年份")
    sought = TextField("班名", [at_most(80)])

    def chosen(self) -> Filter:
        """Return what was chosen."""
        state, kind = self.state.data, self.kind.data
        course, year = self.course.data, self.year.data
        numbers: dict[str, Any] = {"course_id": int(course) if course else None, "year": int(year) if year else None}
        return Filter(
            ClassState(state) if state else None, kind=ClassKind(kind) if kind else None, sought=self.sought.data or "", **numbers
        )


class WeekFilter(FilterForm):
    """Which week is shown."""

    day = DayField("日期", [])


def place_choices(rooms: Iterable[Any], teachers: Iterable[Any]) -> dict[str, list[Choice]]:
    """Return what the choices of rooms and teachers offer."""
    held: list[Choice] = [(str(it.id), f"{it.name}（{it.capacity} 人）") for it in rooms]
    taught: list[Choice] = [(str(it.id), it.name if not it.subjects else f"{it.name}（{it.subjects}）") for it in teachers]
    return {"room_id": held, "teacher_id": taught}


def id_of(field: ChoiceField) -> UUID | None:
    """Return the id that was chosen."""
    return UUID(field.data) if field.data else None


def _places(row: Any) -> dict[str, str]:
    return {name: str(getattr(row, name) or "") for name in ("room_id", "teacher_id")}
