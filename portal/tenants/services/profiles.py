"""What a unit says of itself is written by its own people, and first of all by who makes it from a sheet."""

from dataclasses import asdict
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.tenants.models import UnitProfile
from portal.tenants.queries import profiles as queries
from portal.tenants.rules.units import Profile

profile = cast(Table, UnitProfile.__table__)
_NEW = insert(profile)


def keep_profile(scope: Scope, it: Profile, *, version: int) -> None:
    """Write what the scope's own unit says of itself.

    Args:
        version: of what was shown; 0 when there was nothing.

    Raises:
        Conflict: somebody wrote meanwhile.
    """
    if version == 0 and queries.find_profile(scope, scope.tenant_id) is None:
        db.session.execute(_NEW, {**scope.stamp(profile), "id": uuid7(), **_columns(scope, it), "version": 1})
    else:
        own = (scope.changes(profile), profile.c.version == bindparam("seen"))
        values = {**_columns(scope, it), "version": version + 1}
        changed = db.session.execute(update(profile).where(*own).values(values), {**scope.binds, "seen": version})
        if changed.rowcount != 1:  # type: ignore[attr-defined]
            raise _overtaken(scope)
    audit.note(scope, "unit.edit")


def _columns(scope: Scope, it: Profile) -> dict[str, Any]:
    said = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(it).items()}
    return {**said, "changed_by": scope.account_id, "changed_at": clock.now()}


def _overtaken(scope: Scope) -> Conflict:
    latest = queries.find_profile(scope, scope.tenant_id)
    who = f"{latest.changed_by_name or '平台'} 于 {clock.local(latest.changed_at):%Y-%m-%d %H:%M}" if latest else "别人"
    return Conflict(f"本单位的信息刚才已由 {who} 修改，您这一次没有保存。", action="unit.edit", advice="请看过最新内容后再改。")
