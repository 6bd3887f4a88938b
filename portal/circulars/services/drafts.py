"""What is written before it is sent: kept, changed, thrown away."""

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.circulars.queries.circulars import hold_circular
from portal.circulars.queries.stands import circular
from portal.circulars.rules.sending import Audience, Draft, Kind, State, check_draft
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.tenants.queries import list_below

WRITE, AMEND, DISCARD = "circular.write", "circular.amend", "circular.discard"
_NEW = insert(circular)


def write_draft(scope: Scope, draft: Draft) -> UUID:
    """Keep a draft and return its id.

    Raises:
        RuleBroken: something of it cannot be sent as it stands, or a chosen unit is not below this one.
    """
    _check(scope, draft)
    new_id = uuid7()
    made = {"id": new_id, "state": State.DRAFT.value, "made_by": scope.account_id, "made_at": clock.now(), "version": 1}
    db.session.execute(_NEW, [{**scope.stamp(circular), **made, **_facts(draft), "withdrawn_reason": ""}])
    audit.note(scope, WRITE, new_id, note=draft.kind.label)
    return new_id


def amend_draft(scope: Scope, circular_id: UUID, draft: Draft, *, version: int) -> None:
    """Change a draft.

    Raises:
        NotFound: it is not this unit's.
        RuleBroken: as `write_draft`.
        Conflict: it was sent, or somebody changed it meanwhile.
    """
    _check(scope, draft)
    hold_draft(scope, circular_id, version, AMEND)
    change(scope, circular_id, {**_facts(draft), "version": version + 1})
    audit.note(scope, AMEND, circular_id)


def discard_draft(scope: Scope, circular_id: UUID, *, version: int) -> None:
    """Throw a draft away; nobody has seen it.

    Raises:
        NotFound: it is not this unit's.
        Conflict: it was sent, or somebody changed it meanwhile.
    """
    hold_draft(scope, circular_id, version, DISCARD)
    own = (scope.changes(circular), circular.c.id == bindparam("which"))
    db.session.execute(delete(circular).where(*own), {**scope.binds, "which": circular_id})
    audit.note(scope, DISCARD, circular_id)


def hold_draft(scope: Scope, circular_id: UUID, version: int, action: str) -> Any:
    """Return a draft as it was seen, which nobody changes meanwhile.

    Raises:
        NotFound: it is not this unit's.
        Conflict: it was sent, or somebody changed it meanwhile.
    """
    held = hold_circular(scope, circular_id)
    if held.state != State.DRAFT:
        message = f"“{held.title}”{State(held.state).label}，不能再改，您这一次没有保存。"
        raise Conflict(message, action=action, subject_id=circular_id, advice="发错了的，请在办理情况页撤回。")
    if held.version != version:
        message = f"“{held.title}”刚才有人修改过，您这一次没有保存。"
        raise Conflict(message, action=action, subject_id=circular_id, advice="请看过最新内容后再办。")
    return held


def change(scope: Scope, circular_id: UUID, values: dict[str, Any]) -> None:
    """Change a circular of this unit that is held."""
    own = (scope.changes(circular), circular.c.id == bindparam("which"))
    db.session.execute(update(circular).where(*own).values(values), {**scope.binds, "which": circular_id})


def _check(scope: Scope, draft: Draft) -> None:
    check_draft(draft, scope.level, today=clock.today())
    known = {unit.code for unit in list_below(scope) if unit.path != scope.path}
    if not set(draft.chosen) <= known:
        raise RuleBroken("chosen", "选中的单位里有的已不在本单位下面，请重新选")


def _facts(draft: Draft) -> dict[str, Any]:
    chosen = list(draft.chosen) if draft.audience is Audience.CHOSEN else []
    said = {"kind": draft.kind.value, "title": draft.title, "body": draft.body, "due_on": draft.due_on}
    needs_reply = draft.needs_reply or draft.kind is Kind.TASK
    return {**said, "audience": draft.audience.value, "chosen": chosen, "needs_reply": needs_reply}


register_words({WRITE: "起草通知或任务", AMEND: "修改通知或任务草稿", DISCARD: "删除通知或任务草稿"}, group="通知任务")
