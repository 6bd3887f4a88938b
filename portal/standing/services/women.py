"""How many women live in a county: filled in by the city with its source, amended with the version that was seen."""

from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db, insert_or
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.standing.models import WomenCount
from portal.standing.queries import women as queries

SET, AMEND = "women.set", "women.amend"
women = cast(Table, WomenCount.__table__)


def set_count(scope: Scope, unit_id: int, year: int, *, count: int, source: str) -> UUID:
    """Note how many women live in a county of the city in a year.

    Args:
        unit_id: of a county the caller found within her scope.

    Raises:
        Conflict: somebody filled it in meanwhile.
    """
    count_id = uuid7()
    what = {"unit_id": unit_id, "year": year, "women": count, "source": source}
    who = {"set_by": scope.account_id, "set_at": clock.now(), "version": 1}
    new = insert_or(women).on_conflict_do_nothing(index_elements=["city_id", "unit_id", "year"]).returning(women.c.id)
    if db.session.execute(new, {**scope.stamp(women), "id": count_id, **what, **who}).scalar() is None:
        raise Conflict("这个县这一年的妇女人数刚才已经有人填了。", action=SET, advice="请刷新页面，核对后再改。")
    audit.note(scope, SET, count_id, note=f"{year} 年 {count} 人，{source}"[:200])
    return count_id


def amend_count(scope: Scope, count_id: UUID, *, count: int, source: str, version: int) -> None:
    """Put a count right; what was ranked by the old one stays as it was.

    Raises:
        NotFound: there is none.
        Conflict: somebody amended it meanwhile.
    """
    held = queries.get_held(scope, count_id)
    if held.version != version:
        message = f"这个数刚才已经有人改成了 {held.women:,} 人，您这一次没有保存。"
        raise Conflict(message, action=AMEND, subject_id=count_id, advice="请看过最新的数再改。")
    fresh = {"women": count, "source": source, "set_by": scope.account_id, "set_at": clock.now(), "version": version + 1}
    own = (scope.changes(women), women.c.id == bindparam("which"))
    db.session.execute(update(women).where(*own).values(**fresh), {**scope.binds, "which": count_id})
    audit.note(scope, AMEND, count_id, note=f"{held.year} 年 {held.women} → {count} 人，{source}"[:200])


register_words({SET: "填写妇女人数", AMEND: "修改妇女人数"}, group="县区排名")
