"""Every write on the lessons of the 微课堂: the city keeps them, and whoever opens one is counted as a view."""

from dataclasses import asdict
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, select, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db, insert_or
from portal.core.scope import Scope
from portal.library.models import MicroClass, MicroViews
from portal.library.queries.micro_classes import get_class
from portal.library.rules import MicroDraft, check_micro
from portal.library.services.policies import overtaken
from portal.tenants.services.code_tries import is_first

ADD, AMEND, HIDE, SHOW = "micro.add", "micro.amend", "micro.hide", "micro.show"
micro, views = cast(Table, MicroClass.__table__), cast(Table, MicroViews.__table__)
_NEW = insert(micro)


def add_class(scope: Scope, it: MicroDraft) -> UUID:
    """Put a lesson on the shelf.

    Raises:
        RuleBroken: its day cannot be.
    """
    check_micro(it, today=clock.today())
    new_id = uuid7()
    who = {"made_by": scope.account_id, "made_at": clock.now(), "version": 1}
    db.session.execute(_NEW, {**scope.stamp(micro), "id": new_id, **asdict(it), **who})
    audit.note(scope, ADD, new_id, note=it.title)
    return new_id


def amend_class(scope: Scope, class_id: UUID, it: MicroDraft, *, version: int) -> None:
    """Change what is written of a lesson, or hide it, or show it again; its views stay.

    Raises:
        NotFound: the city has none of this id.
        RuleBroken: its day cannot be.
        Conflict: somebody changed it meanwhile.
    """
    before = get_class(scope, class_id)
    check_micro(it, today=clock.today())
    action = AMEND if before.is_shown == it.is_shown else SHOW if it.is_shown else HIDE
    own = (scope.changes(micro), micro.c.id == bindparam("which"), micro.c.version == bindparam("seen"))
    fresh: dict[str, Any] = {**asdict(it), "version": version + 1}
    changed = db.session.execute(update(micro).where(*own).values(fresh), {**scope.binds, "which": class_id, "seen": version})
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise overtaken("这一课", class_id, action)
    audit.note(scope, action, class_id, note=it.title)


def count_view(scope: Scope, class_id: UUID, *, whose: str) -> None:
    """Count that a lesson was opened, once a quarter of an hour for the same browser; a view is never an attendance.

    Args:
        whose: what tells one browser, or one account, from another; it is kept as a digest alone, and not for long.
    """
    held = select(micro.c.id).where(scope.owns(micro), micro.c.id == bindparam("which")).with_for_update()
    db.session.execute(held, {**scope.binds, "which": class_id})  # of two presses at once the second waits, and finds the first
    if not is_first(f"view {class_id} {whose}", scope.address):
        return
    new: Any = insert_or(views)
    counted = new.on_conflict_do_update(index_elements=["city_id", "class_id", "day"], set_={"views": views.c.views + 1})
    row = {**scope.stamp(views), "id": uuid7(), "class_id": class_id, "day": clock.today(), "views": 1}
    db.session.execute(counted, row)


register_words({ADD: "登记微课", AMEND: "修改微课", HIDE: "停止显示微课", SHOW: "恢复显示微课"}, group="政策与微课堂")
