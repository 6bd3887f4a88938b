"""A unit is added by the city or the county above it: from a code, or in a community that has none."""

from collections.abc import Iterable, Sequence

from sqlalchemy import insert, select

from portal.audit import services as audit
from portal.core.db import db
from portal.core.errors import RuleBroken
from portal.core.scope import Scope
from portal.tenants import queries
from portal.tenants.divisions import next_local_code, parent_of
from portal.tenants.models import Tenant
from portal.tenants.queries import places as place_queries
from portal.tenants.queries import units as unit_queries
from portal.tenants.rules.applications import station_name_for
from portal.tenants.rules.importing import Draft, Known, NewUnit, check_new, plain_code
from portal.tenants.services import tree
from portal.tenants.services.places import division


def add_unit(scope: Scope, draft: Draft) -> NewUnit:
    """Add the unit a form describes: a station being prepared, or a county.

    Raises:
        RuleBroken: it cannot be made; the field is that of the draft.
    """
    hold_parents(scope)
    unit = check_new(draft, known_for(scope, [draft]))
    make_units(scope, [unit], reason="")
    audit.note(scope, "unit.add", note=f"{unit.level} {unit.code}")
    return unit


def add_local(scope: Scope, *, street: str, community: str, name: str, is_place_only: bool) -> str:
    """Give a community that has no code the next free one of its street, and make its station. Return the code.

    Args:
        name: of the station; the usual one when it is empty.
        is_place_only: no station yet; the community can then be chosen in an application.

    Raises:
        RuleBroken: the street is not inside this unit, has a community of this name, or no code is left; or the station cannot be made.
    """
    hold_parents(scope)
    if street not in {row.code for row in place_queries.list_streets(scope)}:
        raise RuleBroken("street", "请选择本单位区划内的镇街")
    if known_code := place_queries.find_community(street, community):
        raise RuleBroken("community", f"这个镇街已有“{community}”，代码是 {known_code}，请直接用这个代码")
    code = next_local_code(street, place_queries.list_local_codes(street))
    db.session.execute(insert(division), {"code": code, "level": "community", "name": community, "parent_code": parent_of(code)})
    audit.note(scope, "place.add", note=code)
    if not is_place_only:
        add_unit(scope, Draft("station", code, name or station_name_for(community)))
    return code


def make_units(scope: Scope, units: Sequence[NewUnit], *, reason: str) -> dict[str, Tenant]:
    """Make units that were found good, counties first; return {code: unit}."""
    here = queries.get_here(scope)
    parents: dict[str, Tenant | queries.TenantRow] = {here.code: here, **{it.code: it for it in queries.list_below(scope, "county")}}
    made: dict[str, Tenant] = {}
    for level in ("county", "station"):
        wave = [(it, parents[it.parent_code]) for it in units if it.level == level]
        new = {it.code: it for it in tree.add_children(wave, by=scope.account_id, reason=reason)}
        made, parents = {**made, **new}, {**parents, **new}
    return made


def known_for(scope: Scope, drafts: Iterable[Draft]) -> Known:
    """Return what drafts are held against, seen from the unit that adds."""
    codes = [plain_code(code) for draft in drafts for code in (draft.code, draft.parent_code) if code]
    units = unit_queries.list_known(scope, codes)
    here = queries.get_here(scope).code
    return Known(next(it for it in units if it.code == here), units, place_queries.names_of(codes), unit_queries.list_other_cities(scope))


def hold_parents(scope: Scope) -> None:
    """Keep the units one may add to as they are until the end: a county that is being closed takes no station."""
    inside = (Tenant.path >= scope.path, Tenant.path < scope.path[:-1] + "/")
    held = select(Tenant.id).where(*inside, Tenant.level.in_(("city", "county")))
    db.session.execute(held.order_by(Tenant.id).with_for_update(read=True)).all()
