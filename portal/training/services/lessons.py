"""A lesson beside its attendance: what was taught and for how long, heads counted online, photos."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, insert
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.core.text import has_long_number
from portal.tallies import services as tallies
from portal.training.models import OnlineCount
from portal.training.queries import classes
from portal.training.queries.attendance import meeting_of
from portal.training.rules.attendance import check_online_counts, check_taught, has_begun, why_not_noted
from portal.training.rules.classes import ClassState
from portal.training.services.marks import Held, change_lesson, hold_lesson, overtaken, recount
from portal.web.photos import Album, Subject, register_subject

KEEP, COUNT = "lesson.keep_minutes", "attendance.count_online"
online_count = cast(Table, OnlineCount.__table__)


def count_online(scope: Scope, lesson_id: UUID, counts: Sequence[tuple[str, int]], *, version: int) -> None:
    """Keep how many of each street or town followed an online lesson without being named, in place of what was kept. Source: S3-2.

    Raises:
        NotFound: no such lesson.
        RuleBroken: a street twice, or too many heads (field `rows-<n>-<name>`).
        Conflict: it is no online lesson, it is to come, its month is closed, or somebody changed it meanwhile.
    """
    held = _hold(scope, lesson_id, version, action=COUNT)
    if not held.it.is_online:
        raise Conflict("这不是线上课，不能按镇街记线上人次。", action=COUNT, subject_id=lesson_id)
    check_online_counts(counts)
    tallies.require_open(scope, clock.month_of(held.it.held_on), action=COUNT)
    of_lesson = (scope.changes(online_count), online_count.c.lesson_id == bindparam("lesson"))
    db.session.execute(delete(online_count).where(*of_lesson), {**scope.binds, "lesson": lesson_id})
    own = {**scope.stamp(online_count), "lesson_id": lesson_id, "noted_by": scope.account_id, "noted_at": clock.now()}
    if counts:
        db.session.execute(insert(online_count), [{**own, "id": uuid7(), "street": it, "attendances": heads} for it, heads in counts])
    taken: dict[str, Any] = {} if held.row.taken_at else {"taken_at": clock.now(), "taken_by": scope.account_id}
    recount(scope, held, action=COUNT, **taken)
    audit.note(scope, COUNT, lesson_id)


def keep_minutes(scope: Scope, lesson_id: UUID, *, text: str, taught_min: int | None, version: int) -> None:
    """Keep the 教学纪要 of a lesson, and for how long it really was taught.

    Args:
        text: names nobody; at most 1,000 characters.
        taught_min: None leaves it as it is.

    Raises:
        NotFound: no such lesson.
        RuleBroken: it was not taught yet, nobody has noted who came, or the text holds a telephone or a document's number.
        Conflict: its class has ended, its month is closed, or somebody changed it meanwhile.
    """
    held = _hold(scope, lesson_id, version, action=KEEP)
    check_taught(taught_min, held.it, clock.local(clock.now()))
    if taught_min is not None and held.row.taught_min is None:
        raise RuleBroken("taught_min", "请先记完考勤，再填写实际课时")
    if has_long_number(text):
        raise RuleBroken("minutes_text", "纪要里不要写电话或证件号码")
    tallies.require_open(scope, clock.month_of(held.it.held_on), action=KEEP)
    taught: dict[str, Any] = {} if taught_min is None else {"taught_min": taught_min}
    change_lesson(scope, held, {"minutes_text": text, **taught}, action=KEEP)
    audit.note(scope, KEEP, lesson_id)


def _hold(scope: Scope, lesson_id: UUID, version: int, *, action: str) -> Held:
    held = hold_lesson(scope, lesson_id)
    if why := why_not_noted(held.it, clock.local(clock.now())):
        raise Conflict(why, action=action, subject_id=lesson_id)
    if held.row.version != version:
        raise overtaken(lesson_id, action)
    return held


def _album(scope: Scope, lesson_id: UUID | None) -> Album:
    if lesson_id is None:
        raise NotFound
    row = classes.get_lesson(scope, lesson_id)
    it = meeting_of(row)
    title = f"{row.class_title}，{it.shown}"
    if it.is_cancelled or it.state is ClassState.CANCELLED:
        return Album(title, "这节课没有上，不能添加或移除照片。")
    if not has_begun(it, clock.local(clock.now())):
        return Album(title, "这节课还没有开始，上课以后再添加照片。")
    return Album(title)


PHOTOS = register_subject(
    Subject("lesson", "上课照片", "lesson.photos", "lesson.page", read="class.read", write="class.keep", find=_album, key="lesson_id")
)

register_words({KEEP: "填写教学纪要", COUNT: "记线上人次"}, group="培训班")
