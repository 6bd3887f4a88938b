"""Who answers for a target at a unit: handed over, never overwritten. Source: S0-4."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Level, Scope
from portal.targets.models import TargetPerson
from portal.targets.queries.persons import list_history
from portal.targets.queries.targets import hold_target
from portal.targets.queries.units import own_rows
from portal.targets.rules.aims import State
from portal.targets.rules.splits import Row

ANSWER = "target.answer"
person = cast(Table, TargetPerson.__table__)
_NEW = insert(person)


@dataclass(frozen=True, slots=True)
class Named:
    """Who is to answer, and since when."""

    name: str
    post: str
    since_on: date


def find_unit(scope: Scope, code: str) -> Row:
    """Return the unit whose people the scope may name: a city any of its counties or itself, a county itself.

    Raises:
        NotFound: it is none of them.
    """
    row = next((row for row in own_rows(scope) if row.code == code), None)
    if row is None:
        raise NotFound
    return row


def hand_over(scope: Scope, target_id: UUID, unit_code: str, it: Named, *, seen: str) -> None:
    """Let somebody answer for a target at a unit from a day on; who did so until then ends the day before.

    Args:
        seen: the id of who answered when the page was shown; empty for nobody.

    Raises:
        NotFound: no such target, or no unit of the scope's.
        RuleBroken: she begins in the future, or not after the one before her.
        Conflict: the target was withdrawn, or somebody else was named meanwhile.
    """
    unit, row = find_unit(scope, unit_code), hold_target(scope, target_id)
    if scope.level is not Level.CITY and not row.revision:
        raise NotFound  # a draft is the city's alone
    if row.state == State.WITHDRAWN:
        raise Conflict("这个目标已经撤销，不再登记责任人。", action=ANSWER, subject_id=target_id)
    held = next(iter(list_history(scope, target_id, unit.id)), None)
    if (str(held.id) if held else "") != seen:
        raise Conflict(
            "刚才有人登记了新的责任人，这一次没有保存。", action=ANSWER, subject_id=target_id, advice="请看过最新的责任人再登记。"
        )
    _check_since(it, held)
    if held and held.until_on is None:
        own = (scope.changes(person), person.c.id == bindparam("which"))
        values = {"until_on": it.since_on - timedelta(days=1)}
        db.session.execute(update(person).where(*own).values(values), {**scope.binds, "which": held.id})
    who: dict[str, Any] = {"name": it.name, "post": it.post, "since_on": it.since_on, "until_on": None}
    noted = {"id": uuid7(), "target_id": target_id, "unit_id": unit.id, "noted_by": scope.account_id, "noted_at": clock.now()}
    db.session.execute(_NEW, {**scope.stamp(person), **noted, **who})
    audit.note(scope, ANSWER, target_id, note=f"{row.name}：{unit.name}，{it.since_on} 起"[:200])


def _check_since(it: Named, held: Any) -> None:
    if it.since_on > clock.today():
        raise RuleBroken("since_on", "还没有到这一天，请到任后再登记")
    if held and it.since_on <= held.since_on:
        raise RuleBroken("since_on", f"应晚于上一任的开始日期 {held.since_on}")


register_words({ANSWER: "登记目标责任人"}, group="目标")
