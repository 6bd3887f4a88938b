"""Every SELECT on the places of the division codes that units are made of."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from portal.core.db import db
from portal.core.scope import Level, Scope
from portal.tenants.divisions import matches, prefix_of
from portal.tenants.models import Division, Tenant
from portal.tenants.queries import directory
from portal.tenants.queries.directory import Rows

street, county = aliased(Division), aliased(Division)
_AROUND = (
    select(Division.code, Division.level, Division.name, street.name.label("street"), county.name.label("county"))
    .outerjoin(street, street.code == Division.parent_code)
    .outerjoin(county, county.code == street.parent_code)
)


def find_free_places(scope: Scope, sought: str) -> list[Any]:
    """Return the places called or sounding so in which a unit could be made and none stands, ordered by code.

    Args:
        sought: a piece of the name, pinyin or initials.

    Returns:
        Rows of (code, level, name, street, county): communities; for a city its counties too, or its streets when it has none.
    """
    communities = (Division.level == "community") & _inside(_homes(scope))
    is_city = scope.level is Level.CITY
    wanted = or_(communities, Division.parent_code == directory.get_here(scope).code) if is_city else communities
    taken = select(Tenant.id).where(Tenant.code == Division.code).exists()
    rows = db.session.execute(_AROUND.where(wanted, ~taken).order_by(Division.code))
    return [row for row in rows if matches(sought, row.name)]


def list_streets(scope: Scope) -> Rows:
    """Return (code, name, county) of the streets in which this unit's stations may stand, ordered by code."""
    columns = select(Division.code, Division.name, county.name.label("county")).outerjoin(county, county.code == Division.parent_code)
    inside = columns.where(Division.level == "street", _inside(_homes(scope)))
    return db.session.execute(inside.order_by(Division.code)).all()


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Return {code: name} of those places that are known."""
    wanted = [code for code in set(codes) if code.isascii() and code.isdigit()]
    rows = db.session.execute(select(Division.code, Division.name).where(Division.code.in_(wanted))).all() if wanted else []
    return {row.code: row.name for row in rows}


def list_local_codes(street_code: str) -> list[str]:
    """Return the codes given out here, 901 to 999, in a street."""
    first, last = f"{street_code[:9]}901", f"{street_code[:9]}999"
    return list(db.session.scalars(select(Division.code).where(Division.code >= first, Division.code <= last)))


def find_community(street_code: str, name: str) -> str | None:
    """Return the code of a street's community of this name."""
    same = select(Division.code).where(Division.parent_code == street_code, Division.name == name)
    return db.session.scalars(same.order_by(Division.code)).first()


def _homes(scope: Scope) -> list[str]:
    """Return the codes of the places in which the scope's stations may stand: its own, and its counties'."""
    return [directory.get_here(scope).code, *(it.code for it in directory.list_below(scope, "county"))]


def _inside(homes: Iterable[str]) -> Any:
    return or_(*(Division.code.between(prefix.ljust(12, "0"), prefix.ljust(12, "9")) for prefix in map(prefix_of, homes)))
