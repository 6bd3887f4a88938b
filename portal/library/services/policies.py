"""Every write on policies; the city keeps them."""

from dataclasses import asdict
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.library.models import Policy
from portal.library.queries.policies import get_policy
from portal.library.rules import PolicyDraft, check_policy

ADD, AMEND, HIDE, SHOW = "policy.add", "policy.amend", "policy.hide", "policy.show"
policy = cast(Table, Policy.__table__)
_NEW = insert(policy)


def add_policy(scope: Scope, it: PolicyDraft) -> UUID:
    """Put a policy on the shelf.

    Raises:
        RuleBroken: its days cannot be.
    """
    check_policy(it, today=clock.today())
    new_id, now = uuid7(), clock.now()
    who = {"made_by": scope.account_id, "made_at": now, "changed_by": scope.account_id, "changed_at": now, "version": 1}
    db.session.execute(_NEW, {**scope.stamp(policy), "id": new_id, **asdict(it), **who})
    audit.note(scope, ADD, new_id, note=it.title)
    return new_id


def amend_policy(scope: Scope, policy_id: UUID, it: PolicyDraft, *, version: int) -> None:
    """Change what is written of a policy, or hide it, or show it again.

    Raises:
        NotFound: the city has none of this id.
        RuleBroken: its days cannot be.
        Conflict: somebody changed it meanwhile.
    """
    before = get_policy(scope, policy_id)
    check_policy(it, today=clock.today())
    action = AMEND if before.is_shown == it.is_shown else SHOW if it.is_shown else HIDE
    own = (scope.changes(policy), policy.c.id == bindparam("which"), policy.c.version == bindparam("seen"))
    fresh: dict[str, Any] = {**asdict(it), "changed_by": scope.account_id, "changed_at": clock.now(), "version": version + 1}
    changed = db.session.execute(update(policy).where(*own).values(fresh), {**scope.binds, "which": policy_id, "seen": version})
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise overtaken("这条政策", policy_id, action)
    audit.note(scope, action, policy_id, note=it.title)


def overtaken(what: str, row_id: UUID, action: str) -> Conflict:
    """Return what is said when a row was changed since it was shown."""
    message = f"{what}刚才被别人修改过，这一次没有保存。"
    return Conflict(message, action=action, subject_id=row_id, advice="请看过最新内容后再改。")


register_words({ADD: "登记政策", AMEND: "修改政策", HIDE: "停止显示政策", SHOW: "恢复显示政策"}, group="政策与微课堂")
