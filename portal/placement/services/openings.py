"""Every write on the work that is offered."""

from dataclasses import asdict
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.people.rules.sounds import sound_of
from portal.people.services.naming import names_in
from portal.placement.models import JobOpening
from portal.placement.queries import openings as queries
from portal.placement.rules.openings import FREE_TEXTS, OpeningDraft, check_opening
from portal.placement.rules.work import is_work
from portal.training.queries.courses import get_course

MAKE, AMEND, CLOSE = "opening.make", "opening.amend", "opening.close"
opening = cast(Table, JobOpening.__table__)
_NEW = insert(opening)


def make_opening(scope: Scope, it: OpeningDraft) -> UUID:
    """Offer work on the station's public page.

    Raises:
        RuleBroken: its day is over, it is no work of the catalogue, or it says who somebody is.
    """
    _check(scope, it)
    new_id = uuid7()
    made = {"closed_on": None, "made_by": scope.account_id, "made_at": clock.now(), "version": 1}
    db.session.execute(_NEW, {**scope.stamp(opening), "id": new_id, **_written(it), **made})
    audit.note(scope, MAKE, new_id)
    return new_id


def amend_opening(scope: Scope, opening_id: UUID, it: OpeningDraft, *, version: int) -> None:
    """Change an offer, and show it again when it was closed.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: as in `make_opening`.
        Conflict: somebody changed it meanwhile.
    """
    queries.get_opening(scope, opening_id)
    _check(scope, it)
    _change(scope, opening_id, version, {**_written(it), "closed_on": None}, action=AMEND)


def close_opening(scope: Scope, opening_id: UUID, *, version: int) -> None:
    """Show an offer no longer.

    Raises:
        NotFound: it is not this station's.
        Conflict: it is closed already, or somebody changed it meanwhile.
    """
    if queries.get_opening(scope, opening_id).closed_on:
        raise Conflict("这条招工信息已经停止公布。", action=CLOSE, subject_id=opening_id)
    _change(scope, opening_id, version, {"closed_on": clock.today()}, action=CLOSE)


def _check(scope: Scope, it: OpeningDraft) -> None:
    check_opening(it, today=clock.today())
    for field in FREE_TEXTS:
        if names := names_in(scope, getattr(it, field)):
            message = f"这里写了名册上的姓名“{names[0]}”。招工信息谁都看得到，请改用“一户家庭”这样的说法"
            raise RuleBroken(field, message)
    try:
        course = get_course(it.course_id)
    except NotFound as missing:
        raise RuleBroken("course_id", "请从列表中选择工作") from missing
    if not is_work(course.step, course.code):
        raise RuleBroken("course_id", "请从列表中选择工作")


def _change(scope: Scope, opening_id: UUID, version: int, values: dict[str, Any], *, action: str) -> None:
    own = (scope.changes(opening), opening.c.id == bindparam("which"), opening.c.version == bindparam("seen"))
    fresh = update(opening).where(*own).values({**values, "version": version + 1})
    if db.session.execute(fresh, {**scope.binds, "which": opening_id, "seen": version}).rowcount != 1:  # type: ignore[attr-defined]
        message = "这条招工信息刚才被别人修改过，这一次没有保存。"
        raise Conflict(message, action=action, subject_id=opening_id, advice="请看过最新内容后再改。")
    audit.note(scope, action, opening_id)


def _written(it: OpeningDraft) -> dict[str, Any]:
    return {**asdict(it), "title_sound": sound_of(it.title)}


register_words({MAKE: "公布招工信息", AMEND: "修改招工信息", CLOSE: "停止公布招工信息"}, group="上岗")
