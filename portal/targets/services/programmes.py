"""Programmes: what a city is told to do in a year."""

from dataclasses import asdict
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db, insert_or
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.targets.models import Programme
from portal.targets.queries.programmes import get_programme, list_programmes
from portal.targets.rules.aims import ProgrammeFacts

ADD, AMEND = "programme.add", "programme.amend"
programme = cast(Table, Programme.__table__)


def add_programme(scope: Scope, it: ProgrammeFacts) -> UUID:
    """Add a programme of a year.

    Raises:
        RuleBroken: there is one of this name in this year.
    """
    new_id = uuid7()
    made = {"id": new_id, "version": 1, "made_by": scope.account_id, "made_at": clock.now()}
    new = insert_or(programme).on_conflict_do_nothing(index_elements=["city_id", "year", "name"]).returning(programme.c.id)
    if db.session.execute(new, {**scope.stamp(programme), **asdict(it), **made}).scalar() is None:
        raise _doubled(it)
    audit.note(scope, ADD, new_id, note=f"{it.year} 年 {it.name}")
    return new_id


def amend_programme(scope: Scope, programme_id: UUID, it: ProgrammeFacts, *, version: int) -> None:
    """Put a programme right as it was seen; its year stays, since its targets' months lie in it.

    Raises:
        NotFound: there is none.
        RuleBroken: another year, or another programme of this name.
        Conflict: somebody else changed it meanwhile.
    """
    row = get_programme(scope, programme_id)
    if row.year != it.year:
        raise RuleBroken("year", f"年度不能改，目标的月份都在 {row.year} 年；别的年度请另建一个专项")
    if any(one.name == it.name and one.id != programme_id for one in list_programmes(scope, it.year)):
        raise _doubled(it)
    seen = (scope.changes(programme), programme.c.id == bindparam("which"), programme.c.version == bindparam("seen"))
    values: dict[str, Any] = {**asdict(it), "version": version + 1}
    done = db.session.execute(update(programme).where(*seen).values(values), {**scope.binds, "which": programme_id, "seen": version})
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("刚才有人改过这个专项，这一次没有保存。", action=AMEND, subject_id=programme_id, advice="请看过最新的内容再改。")
    audit.note(scope, AMEND, programme_id, note=f"{it.year} 年 {it.name}")


def _doubled(it: ProgrammeFacts) -> RuleBroken:
    return RuleBroken("name", f"{it.year} 年已经有“{it.name}”，请换一个名称，或在已有的专项里添加目标")


register_words({ADD: "添加专项", AMEND: "修改专项"}, group="目标")
