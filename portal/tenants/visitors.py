"""Who is signed in, at which unit, and what she may do there: as rows of the one query say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_login import UserMixin
from sqlalchemy import Row

from portal.core.scope import Scope
from portal.tenants.policy import LEVELS, permissions_at
from portal.tenants.rules.second_factor import is_demanded


@dataclass(frozen=True, slots=True)
class Unit:
    """The tenant of the page, as its heading and breadcrumb need it.

    Args:
        parents: (code, name, whether she may go there) of the city and the county above.
    """

    code: str
    name: str
    level: str
    status: str
    parents: tuple[tuple[str, str, bool], ...] = ()

    @property
    def level_name(self) -> str:
        """Its level's Chinese name."""
        return LEVELS[self.level]


@dataclass(frozen=True, slots=True)
class Visitor(UserMixin):
    """Who is signed in, and what she may do at the tenant of the URL.

    Args:
        units: (code, name) of each unit she belongs to.
        proved_at: when she gave her password last.
        must_set_up: a setting demands a second factor of her and she has none: nothing else opens before.
    """

    account_id: int
    account_name: str
    display_name: str
    csrf: str
    login_digest: str
    unit: Unit | None
    scope: Scope | None
    units: tuple[tuple[str, str], ...] = ()
    proved_at: datetime | None = None
    has_second: bool = False
    must_set_up: bool = False

    def get_id(self) -> str:
        """Return the account's id, for Flask-Login."""
        return str(self.account_id)


def visitor_of(rows: Sequence[Row[*tuple[Any, ...]]], *, address: str, totp: str) -> Visitor:
    """Return who is there.

    Args:
        rows: one for each of her roles; those that reach the unit of the page have its columns.
        totp: the setting, `off`, `offered` or `required`.
    """
    first = rows[0]
    held = [row for row in rows if row.path]
    unit, scope = (_unit(held), _scope(held, address)) if held else (None, None)
    units = dict.fromkeys((row.member_code, row.member_name) for row in rows if row.member_code)
    must_set_up = not first.has_second and is_demanded(totp, {row.role for row in rows if row.role})
    names = (first.account_id, first.account_name, first.display_name, first.csrf, first.digest)
    return Visitor(*names, unit, scope, tuple(units), first.proved_at, first.has_second, must_set_up)


def _scope(held: list[Row[Any]], address: str) -> Scope:
    here = held[0]
    permissions = permissions_at(here.level, here.status, ((row.role, bool(row.is_held_here)) for row in held))
    return Scope(here.path, permissions, here.account_id, address)


def _unit(held: list[Row[Any]]) -> Unit:
    at = held[0]
    ids = at.path[:-1].split(".")
    above_it = [(at.city_code, at.city_name, f"{ids[0]}."), (at.county_code, at.county_name, ".".join(ids[:2]) + ".")]
    parents = ((code, name, _reaches(held, path)) for code, name, path in above_it if code and code != at.code)
    return Unit(at.code, at.name, at.level, at.status, tuple(parents))


def _reaches(held: list[Row[Any]], path: str) -> bool:
    return any(path.startswith(row.member_path) for row in held)
