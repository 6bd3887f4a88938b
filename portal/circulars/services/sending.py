"""Sending down: each unit gets a copy of its own; the slow ones are reminded; what was wrong is taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Update, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.circulars.queries import copies as rows
from portal.circulars.queries.circulars import find_reminder, hold_circular
from portal.circulars.queries.stands import copy
from portal.circulars.rules.sending import Audience, State, check_due, recipients
from portal.circulars.services.drafts import change, hold_draft
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope, prepared
from portal.core.transaction import within
from portal.people.rules.reasons import check_reason
from portal.tenants.queries import TenantRow, get_here, list_below

SEND, REMIND, REMINDED, WITHDRAW = "circular.send", "circular.remind", "circular.reminded", "circular.withdraw"
_NEW_COPY = insert(copy)


def reckon_units(scope: Scope, audience: str, chosen: Sequence[str]) -> tuple[list[TenantRow], list[TenantRow]]:
    """Return which units below get it now, and which of those that were meant do not, since they are closed or not opened."""
    below = [unit for unit in list_below(scope) if unit.path != scope.path]
    return recipients(below, Audience(audience), set(chosen))


def send(scope: Scope, circular_id: UUID, *, units: int, version: int) -> int:
    """Send a draft: each unit gets its copy, which is never changed; return how many did.

    Args:
        units: how many units the page said would get it.

    Raises:
        NotFound: it is not this unit's.
        Conflict: it was sent, somebody changed it, its day is past, or the units are not those that were shown.
    """
    held = hold_draft(scope, circular_id, version, SEND)
    _check_day(held)
    meant, _ = reckon_units(scope, held.audience, held.chosen)
    if not meant:
        message = "现在没有单位能收到：选中的单位都还没有揭牌或已撤销。"
        raise Conflict(message, action=SEND, subject_id=circular_id, advice="请修改草稿，重新选发给谁。")
    if len(meant) != units:
        message = f"收件单位有变动，现在是 {len(meant)} 个，刚才是 {units} 个，还没有发出。"
        raise Conflict(message, action=SEND, subject_id=circular_id, advice="请核对单位以后再按“发出”。")
    sent_at, sender = clock.now(), get_here(scope)
    for unit in sorted(meant, key=lambda it: it.path):
        with within(db.session(), scope, unit.path) as below:
            db.session.execute(_NEW_COPY, [_copy_of(below, held, sender, sent_at)])
    sent = {"sent_by": scope.account_id, "sent_at": sent_at}
    change(scope, circular_id, {**sent, "state": State.SENT.value, "version": version + 1})
    audit.note(scope, SEND, circular_id, note=f"{len(meant)} 个单位")
    return len(meant)


def remind(scope: Scope, circular_id: UUID) -> int:
    """Remind the units that have still to sign or to answer; a line stands in their 本月待办; return how many.

    Raises:
        NotFound: it is not this unit's.
        Conflict: it is not out, nobody is slow, or they were reminded today.
    """
    held = _hold_sent(scope, circular_id, REMIND)
    midnight = clock.instant_of(clock.today(), 0)
    if at := find_reminder(scope, circular_id, action=REMIND, since=midnight):
        message = f"今天 {clock.local(at):%H:%M} 已经催办过，没有重复催办。"
        raise Conflict(message, action=REMIND, subject_id=circular_id, advice="明天还没有办的，可以再催。")
    slow = [place for place in rows.list_places(scope, circular_id) if place.waits and place.status == "open"]
    if not slow:
        raise Conflict(f"“{held.title}”没有要催办的单位：都已办理，或暂时不能办理。", action=REMIND, subject_id=circular_id)
    for place in slow:
        with within(db.session(), scope, place.path) as below:
            audit.note(below, REMINDED, place.id)
    audit.note(scope, REMIND, circular_id, note=f"{len(slow)} 个单位")
    return len(slow)


def withdraw(scope: Scope, circular_id: UUID, *, reason: str, version: int) -> None:
    """Take back what was sent: the copies stay, struck through, with the reason.

    Raises:
        NotFound: it is not this unit's.
        RuleBroken: a number of a person stands in the reason.
        Conflict: it is not out, or somebody changed it meanwhile.
    """
    check_reason(reason)
    held = _hold_sent(scope, circular_id, WITHDRAW)
    if held.version != version:
        raise Conflict("刚才有人动过这一份，您这一次没有撤回。", action=WITHDRAW, subject_id=circular_id, advice="请看过最新情况后再办。")
    taken = {"withdrawn_at": clock.now(), "withdrawn_reason": reason}
    for place in rows.list_places(scope, circular_id):
        with within(db.session(), scope, place.path) as below:
            db.session.execute(_take_back(below), {**below.binds, "which": place.id, "at": taken["withdrawn_at"], "reason": reason})
    change(scope, circular_id, {**taken, "withdrawn_by": scope.account_id, "state": State.WITHDRAWN.value, "version": version + 1})
    audit.note(scope, WITHDRAW, circular_id, note=reason)


@prepared
def _take_back(scope: Scope) -> Update:
    own = (scope.changes(copy), copy.c.id == bindparam("which"))
    gone = {"withdrawn_at": bindparam("at"), "withdrawn_reason": bindparam("reason"), "version": copy.c.version + 1}
    return update(copy).where(*own).values(gone)


def change_copy(scope: Scope, held: Any, values: dict[str, Any]) -> None:
    """Change a copy of this very unit that is held."""
    own = (scope.changes(copy), copy.c.id == bindparam("which"))
    fresh = update(copy).where(*own).values({**values, "version": held.version + 1})
    db.session.execute(fresh, {**scope.binds, "which": held.id})


def _hold_sent(scope: Scope, circular_id: UUID, action: str) -> Any:
    held = hold_circular(scope, circular_id)
    if held.state != State.SENT:
        raise Conflict(f"“{held.title}”{State(held.state).label}，不能这样办理。", action=action, subject_id=circular_id)
    return held


def _check_day(held: Any) -> None:
    if held.due_on is None:
        return
    try:
        check_due(held.due_on, clock.today())
    except RuleBroken as broken:
        message = f"草稿里的期限 {held.due_on} 不能用了：{broken.message}。"
        raise Conflict(message, action=SEND, subject_id=held.id, advice="请先修改草稿。") from broken


def _copy_of(below: Scope, held: Any, sender: TenantRow, sent_at: datetime) -> dict[str, Any]:
    told = {name: getattr(held, name) for name in ("kind", "title", "body", "needs_reply", "due_on")}
    whose = {"circular_id": held.id, "sender_id": sender.id, "sender_name": sender.name, "sent_at": sent_at}
    empty = {"reply": "", "sent_back_reason": "", "withdrawn_reason": "", "version": 1}
    return {**below.stamp(copy), "id": uuid7(), **told, **whose, **empty}


register_words(
    {SEND: "发出通知或任务", REMIND: "催办通知或任务", REMINDED: "被上级催办", WITHDRAW: "撤回通知或任务"},
    group="通知任务",
)
