"""A woman who wished takes her consent back, or wants to be forgotten; and what becomes of her wishes with her record as a trainee."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, update

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.people.rolls import Sheet
from portal.people.rules.reasons import check_reason
from portal.training.belongings import register_belonging
from portal.training.models import Wish
from portal.training.queries import wishes as queries
from portal.training.queries.courses import map_courses
from portal.training.queries.wishes import WishRow
from portal.training.rules.wishes import PRIORITIES, DemandState, WishState
from portal.training.services.wish_rows import change_demand, change_wish, overtaken, require_open

WITHDRAW, ERASE = "wish.withdraw", "wish.erase"
wish = cast(Table, Wish.__table__)


def withdraw_wish(scope: Scope, wish_id: UUID, *, reason: str, version: int) -> None:
    """Lock a wish whose woman took her consent back: name and telephone are masked, nobody plans for her; the figure stays.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: the note names her.
        Conflict: it is no longer open, or somebody changed it meanwhile.
    """
    before = require_open(scope, wish_id, version, action=WITHDRAW)
    check_reason(reason, before.told.name)
    gone = {"state": WishState.DROPPED.value, "drop_reason": reason or "本人撤回同意", "consent_withdrawn_at": clock.now()}
    change_wish(scope, before, gone, action=WITHDRAW)
    change_demand(scope, before.demand_id, {"state": DemandState.DROPPED.value})
    audit.note(scope, WITHDRAW, wish_id)


def erase_wish(scope: Scope, wish_id: UUID, *, reason: str, version: int) -> None:
    """Put a pseudonym in the place of her name, and nothing in that of all else she said; the nameless row stays and counts.

    Args:
        reason: one of `ERASE_REASONS` in words.

    Raises:
        NotFound: it is not this station's.
        Conflict: it was erased before, she is a trainee now and is erased there, or somebody changed it meanwhile.
    """
    before = queries.lock_wish(scope, wish_id)
    if before.erased_at:
        raise Conflict("这份意愿里的个人信息已经删除过了。", action=ERASE, subject_id=wish_id)
    if before.state is WishState.ADMITTED and before.trainee_id:
        message, advice = "她已经是学员，这一次没有删除。", "请在她的学员页面上删除，意愿会一并删除。"
        raise Conflict(message, action=ERASE, subject_id=wish_id, advice=advice)
    if before.version != version:
        raise overtaken(wish_id, ERASE)
    _erase(scope, before)
    audit.note(scope, ERASE, wish_id, note=reason)


def follow_erasure(scope: Scope, trainee_id: UUID) -> None:
    """Erase the wishes of a trainee who is erased."""
    for row in queries.list_of_trainee(scope, trainee_id):
        if row.erased_at is None:
            _erase(scope, row)


def move_wishes(scope: Scope, from_id: UUID, to_id: UUID) -> None:
    """Hang the wishes of one record on the one that stays, when two trainees are found to be of one woman."""
    own = (scope.changes(wish), wish.c.trainee_id == bindparam("which"))
    db.session.execute(update(wish).where(*own).values(trainee_id=to_id), {**scope.binds, "which": from_id})


def copy_wishes(scope: Scope, trainee_id: UUID) -> list[Sheet]:
    """Return what the station holds of a trainee's wishes, for the copy she may ask for."""
    rows, courses = queries.list_of_trainee(scope, trainee_id), map_courses()
    heads = ("采集日期", "意向课程", "姓名", "电话", "村或网格", "困难或限制", "重点人群", "备注", "采集人身份", "采集人姓名")
    lines = [_copied(row, courses[row.told.course_id].name) for row in rows]
    return [Sheet("培训意愿", heads=heads, rows=lines)] if lines else []


def tell_remains(scope: Scope, trainee_id: UUID) -> list[str]:
    """Say what stays of her wishes when she is erased."""
    count = len(queries.list_of_trainee(scope, trainee_id))
    return [f"{count} 份培训意愿仍计入当月数字，只有日期、课程、社区和来源，没有姓名。"] if count else []


def _erase(scope: Scope, row: WishRow) -> None:
    nothing = {"phone": "", "name_sound": "", "place": "", "limits": "", "note": "", "skills": [], "born_year": None, "is_student": False}
    gone = {"priority": "", "priority_consented_at": None, "erased_at": clock.now(), "name": pseudonym(row)}
    is_over = row.state is not WishState.OPEN
    change_wish(scope, row, {**nothing, **gone, "state": row.state.value if is_over else WishState.DROPPED.value}, action=ERASE)
    if not is_over:
        change_demand(scope, row.demand_id, {"state": DemandState.DROPPED.value})


def _copied(row: WishRow, course: str) -> list[Any]:
    it = row.told
    said = (it.name, it.phone, it.place, it.limits, PRIORITIES.get(it.priority, ""), it.note)
    return [row.collected_on, course, *said, row.collector.label, row.collector_name]


def pseudonym(row: WishRow) -> str:
    """Return what stands for her where no name may."""
    return f"意愿-{row.demand_id.hex[-4:].upper()}"


register_belonging(sheets=copy_wishes, blank=follow_erasure, move=move_wishes, remains=tell_remains)
register_words({WITHDRAW: "登记撤回同意（意愿）", ERASE: "删除个人信息（意愿）"}, group="意愿")
