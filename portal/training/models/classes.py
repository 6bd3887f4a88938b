"""Classes, their lessons, who is enrolled and who came."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CityOwned, Owned, Personal, child_of
from portal.people.models import Person
from portal.training.models.courses import Course, Room, Teacher
from portal.training.models.intake import Trainee
from portal.training.models.wishes import Wish


class TrainingClass(Owned):
    """A class (一期): one course for one group, from its planning to its end."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "number"),
        CheckConstraint("state in ('planned', 'running', 'ended', 'cancelled')", "state"),
        CheckConstraint("kind in ('pre_job', 'level', 'refresher', 'welfare')", "kind"),
        CheckConstraint("length(title) between 1 and 80", "title"),
        CheckConstraint("capacity between 1 and 2000", "capacity"),
        CheckConstraint("ends_on >= starts_on", "ends_on"),
        CheckConstraint("length(note) <= 500", "note"),
        Index(None, "city_id", "tenant_id", "state", "starts_on"),
        Index(None, "city_id", "tenant_id", "starts_on", "id"),
    )

    number: Mapped[int]  # 第几期, counted by the station from its first class on
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id))
    title: Mapped[str] = mapped_column(String(80))
    title_sound: Mapped[str] = mapped_column(String(200), default="")  # initials and syllables, for the search
    kind: Mapped[str] = mapped_column(String(10))  # 岗前, 等级, 回炉, 公益
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    capacity: Mapped[int]
    room_id: Mapped[UUID | None] = child_of(Room)  # the usual one
    teacher_id: Mapped[UUID | None] = child_of(Teacher)  # the usual one
    state: Mapped[str] = mapped_column(String(10), default="planned")
    state_reason: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    ended_on: Mapped[date | None]
    ended_by: Mapped[int | None]
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Lesson(Owned):
    """One meeting of a class: when, where and by whom; how many came stands here, who came with the station alone."""

    __table_args__ = (
        CheckConstraint("start_min between 0 and 1439 and end_min between 1 and 1440 and end_min > start_min", "times"),
        CheckConstraint("taught_min between 1 and 1440", "taught_min"),
        CheckConstraint("present_count between 0 and 2000 and online_count between 0 and 99999", "counts"),
        CheckConstraint("held_on >= '2000-01-01' and held_on < '2100-01-01'", "held_on"),
        CheckConstraint("length(minutes_text) <= 1000", "minutes_text"),
        Index(None, "city_id", "tenant_id", "held_on", "start_min"),
        Index(None, "city_id", "tenant_id", "class_id", "held_on"),
        Index(None, "city_id", "tenant_id", "room_id", "held_on"),
        Index(None, "city_id", "tenant_id", "teacher_id", "held_on"),
    )

    class_id: Mapped[UUID] = child_of(TrainingClass)
    held_on: Mapped[date]
    start_min: Mapped[int]
    end_min: Mapped[int]
    topic: Mapped[str] = mapped_column(String(80), default="")
    room_id: Mapped[UUID | None] = child_of(Room)
    teacher_id: Mapped[UUID | None] = child_of(Teacher)
    is_online: Mapped[bool] = mapped_column(default=False)
    taught_min: Mapped[int | None]  # as it really was; empty until it was taught
    minutes_text: Mapped[str] = mapped_column(String(1000), default="")  # 教学纪要
    present_count: Mapped[int] = mapped_column(default=0)
    online_count: Mapped[int] = mapped_column(default=0)  # kept apart: online is not presence
    taken_at: Mapped[datetime | None]
    taken_by: Mapped[int | None]
    cancelled_at: Mapped[datetime | None]
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class OnlineCount(Owned):
    """How many of one street or town followed an online lesson, where nobody's name is known (S3-2)."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "lesson_id", "street"),
        CheckConstraint("attendances between 1 and 99999", "attendances"),
        CheckConstraint("length(street) between 1 and 40", "street"),
    )

    lesson_id: Mapped[UUID] = child_of(Lesson)
    street: Mapped[str] = mapped_column(String(40))
    attendances: Mapped[int]
    noted_by: Mapped[int]
    noted_at: Mapped[datetime]


class Enrolment(Personal):
    """A trainee's place in a class, or in its waiting list."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "class_id", "trainee_id"),
        CheckConstraint("state in ('enrolled', 'waiting', 'left', 'completed', 'failed')", "state"),
        CheckConstraint("is_refresher = (refresher_cause <> '')", "refresher"),
        CheckConstraint("refresher_cause in ('', 'exam', 'complaint')", "refresher_cause"),
        CheckConstraint("free_way in ('', 'signed', 'phone', 'online')", "free_way"),
        Index(None, "city_id", "tenant_id", "trainee_id"),
    )

    class_id: Mapped[UUID] = child_of(TrainingClass)
    trainee_id: Mapped[UUID] = child_of(Trainee)
    wish_id: Mapped[UUID | None] = child_of(Wish)
    state: Mapped[str] = mapped_column(String(10))
    is_refresher: Mapped[bool] = mapped_column(default=False)
    refresher_cause: Mapped[str] = mapped_column(String(10), default="")
    refresher_entry_id: Mapped[UUID | None]  # the exam entry she failed, when that is the cause
    refresher_note: Mapped[str] = mapped_column(String(200), default="")  # the failed item, or what the complaint was of
    attended_min: Mapped[int | None]  # at the end: of what was taught
    taught_min: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(200), default="")  # why she left, or did not complete
    free_confirmed_on: Mapped[date | None]  # the day she confirmed that she paid nothing
    free_way: Mapped[str] = mapped_column(String(10), default="")
    enrolled_by: Mapped[int]
    enrolled_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Attendance(Personal):
    """That a trainee came to a lesson, in the room or online; a correction changes the row, there is never a second one."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "lesson_id", "trainee_id"),
        CheckConstraint("way in ('paper', 'keyed', 'code', 'online', 'absent')", "way"),
        Index(None, "city_id", "tenant_id", "trainee_id"),
    )

    lesson_id: Mapped[UUID] = child_of(Lesson)
    trainee_id: Mapped[UUID] = child_of(Trainee)
    way: Mapped[str] = mapped_column(String(10))
    street: Mapped[str] = mapped_column(String(40), default="")  # 镇街, of whoever attends online
    noted_at: Mapped[datetime]
    noted_by: Mapped[int]  # 0: she herself, by the class code


class Presence(CityOwned):
    """That one person of the city was in one lesson: what tells overlapping lessons and two counties, and names nobody."""

    __table_args__ = (
        UniqueConstraint("city_id", "person_id", "lesson_id"),
        Index(None, "city_id", "held_on"),
        Index(None, "city_id", "tenant_id", "held_on"),
    )

    person_id: Mapped[UUID] = child_of(Person)
    tenant_id: Mapped[int]
    lesson_id: Mapped[UUID]
    class_id: Mapped[UUID]
    held_on: Mapped[date]
    start_min: Mapped[int]
    end_min: Mapped[int]
    is_online: Mapped[bool]
