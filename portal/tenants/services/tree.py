"""The tree of tenants grows and changes: cities, counties, stations; nothing is ever deleted, and every change leaves its line."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, insert, select, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.tenants import queries
from portal.tenants.models import Tenant, TenantChange
from portal.tenants.queries import TenantRow
from portal.tenants.queries import units as unit_queries
from portal.tenants.queries.units import get_unit_below
from portal.tenants.rules.applications import check_opening
from portal.tenants.rules.importing import NewUnit
from portal.tenants.rules.units import CHANGES, Standing, Status, Step, check_rename

tenant, change = cast(Table, Tenant.__table__), cast(Table, TenantChange.__table__)
_NEW_CHANGES = insert(change)


def add_city(*, code: str, name: str, by: int = 0) -> Tenant:
    """Add a root of its own.

    Raises:
        RuleBroken: the code is taken.
    """
    if queries.find_tenant(code):
        raise RuleBroken("code", "这个代码已经有一个单位")
    city = Tenant(code=code, name=name, level="city", status="open", path=f"new {code}", city_id=0, made_at=clock.now())
    db.session.add(city)
    db.session.flush()
    city.city_id, city.path = city.id, f"{city.id}."
    db.session.flush()
    _tell("add", [(city.id, "", name)], by=by)
    return city


def add_child(  # noqa: PLR0913  # every fact of a unit by its name
    *, parent: Tenant | TenantRow, code: str, name: str, level: str, status: str = "preparing", by: int = 0, reason: str = ""
) -> Tenant:
    """Add a county below a city, or a station below a county.

    Args:
        by: the account that does it; 0 is the portal itself.
        reason: stands in the unit's history.

    Raises:
        RuleBroken: the code is taken.
    """
    new = NewUnit(level=level, code=code, name=name, parent_code=parent.code)
    return add_children([(new, parent)], by=by, reason=reason, status=status)[0]


def add_children(
    units: Sequence[tuple[NewUnit, Tenant | TenantRow]], *, by: int, reason: str = "", status: str | None = None
) -> list[Tenant]:
    """Add several units, each below its parent, which is there already.

    Args:
        status: of all of them; when left out, a station is being prepared and a county is open.

    Raises:
        RuleBroken: a code is taken.
    """
    if unit_queries.list_taken([it.code for it, _ in units]):
        raise RuleBroken("code", "这个代码已经有一个单位")
    made = [_new(it, parent, status) for it, parent in units]
    db.session.add_all(made)
    db.session.flush()
    for child, (_, parent) in zip(made, units, strict=True):
        child.path = f"{parent.path}{child.id}."
        child.county_id = child.id if child.level == "county" else parent.id
    db.session.flush()
    _tell("add", [(child.id, "", child.name) for child in made], by=by, reason=reason)
    return made


def open_station(scope: Scope, *, code: str, opened_on: date) -> None:
    """揭牌: a prepared station of this county opens for work.

    Raises:
        NotFound: it is not a station below this county.
        RuleBroken: the day is to come, or before the station was approved.
        Conflict: it is not waiting to be opened.
    """
    station = get_unit_below(scope, code)
    check_opening(opened_on, approved_on=clock.local(station.made_at).date(), today=clock.today())
    waiting = update(tenant).where(*_still_there(station), tenant.c.status == "preparing")
    if not _changed(waiting.values(status="open", opened_on=opened_on)):
        raise Conflict(f"{station.name}已经揭牌，或不在筹建中。", action="station.open")
    _tell("open", [(station.id, "preparing", "open")], by=scope.account_id)
    audit.note(scope, "station.open", note=f"{code} {opened_on}")


def rename_unit(scope: Scope, unit: Any, *, name: str, reason: str, seen: str) -> None:
    """Give a unit another name; its past papers keep the old one.

    Args:
        unit: the scope's own tenant or one below it, found within the scope.
        seen: the name it had when the form was shown.

    Raises:
        RuleBroken: the name is the same, or that of a unit beside it.
        Conflict: somebody renamed it meanwhile.
    """
    check_rename(name, before=unit.name, siblings=unit_queries.names_beside(unit.id), own_id=unit.id)
    known = update(tenant).where(*_still_there(unit), tenant.c.name == seen)
    if not _changed(known.values(name=name)):
        raise _overtaken(unit, "unit.rename")
    _tell("rename", [(unit.id, seen, name)], by=scope.account_id, reason=reason)
    audit.note(scope, "unit.rename", note=f"{unit.code} {seen} → {name}")


def rule_unit(scope: Scope, *, code: str, step: Step, reason: str, seen: str) -> Status:
    """Suspend, close or reopen a unit below; it takes effect with its people's next request. Return how it stands now.

    Args:
        seen: its status when the form was shown.

    Raises:
        NotFound: there is none below this scope.
        Conflict: its status does not allow it, something stands in the way, or another administrator was first.
    """
    unit = get_unit_below(scope, code)
    stands = hold_standing(unit)
    if seen != stands.status:
        raise _overtaken(unit, f"unit.{step}")
    if why := stands.why_not(step):
        raise Conflict(why, action=f"unit.{step}")
    after = stands.after(step)
    if not _changed(update(tenant).where(*_still_there(unit), tenant.c.status == seen).values(status=after)):
        raise _overtaken(unit, f"unit.{step}")
    _tell(step, [(unit.id, seen, after)], by=scope.account_id, reason=reason)
    audit.note(scope, f"unit.{step}", note=f"{code} {seen} → {after}")
    return after


def hold_standing(unit: Any) -> Standing:
    """Return how a unit stands, with it and the one above held until the end: nobody adds below what is being closed."""
    held = select(tenant.c.id, tenant.c.status).where(tenant.c.id.in_([unit.id, unit.parent_id]))
    db.session.execute(held.order_by(tenant.c.id).with_for_update()).all()
    return unit_queries.standing_of(unit.id)


def _new(it: NewUnit, parent: Tenant | TenantRow, status: str | None) -> Tenant:
    status = status or ("preparing" if it.level == "station" else "open")
    place = {"parent_id": parent.id, "city_id": parent.city_id, "path": f"new {it.code}"}
    return Tenant(code=it.code, name=it.name, level=it.level, status=status, made_at=clock.now(), **place)


def _tell(kind: str, changes: Sequence[tuple[int, str, str]], *, by: int, reason: str = "") -> None:
    """Write into the history of units what happened to them.

    Args:
        kind: one of `rules.units.CHANGES`.
        changes: (id of the unit, before, after) of each.
    """
    told = {"kind": kind, "reason": reason, "account_id": by, "at": clock.now()}
    rows = [{"id": uuid7(), "tenant_id": one, "before": before, "after": after, **told} for one, before, after in changes]
    if rows:
        db.session.execute(_NEW_CHANGES, rows)


def _still_there(unit: Any) -> tuple[Any, ...]:
    """The criterion of a unit that has not moved since it was found: under another county it is not this one's to change."""
    return tenant.c.id == unit.id, tenant.c.path == unit.path


def _changed(statement: Any) -> bool:
    return bool(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]


def _overtaken(unit: Any, action: str) -> Conflict:
    latest = unit_queries.find_latest_change(unit.id)
    who = f"{latest.display_name or '平台'} 已于 {clock.local(latest.at):%Y-%m-%d %H:%M} {CHANGES[latest.kind]}" if latest else "已有人改动"
    return Conflict(f"{unit.name}刚才{who}，您这一次没有保存。", action=action, advice="请看过最新情况后再决定。")
