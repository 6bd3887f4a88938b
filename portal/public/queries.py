"""What the pages of a scanned code read of the unit and its place."""

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.tenants import queries as tree
from portal.tenants.models import Tenant
from portal.tenants.queries.codes import list_codes
from portal.tenants.queries.directory import Rows
from portal.tenants.queries.profiles import find_profile
from portal.training.models import TrainingClass
from portal.training.rules.classes import ClassState

tenant, a_class = cast(Table, Tenant.__table__), cast(Table, TrainingClass.__table__)


def list_communities(scope: Scope) -> Rows:
    """Return (code, name, street) of each community of the station's county, those of its own street first."""
    codes = select(tenant.c.id, tenant.c.code).where(tenant.c.id.in_((scope.ids[1], scope.tenant_id)))
    known = {row.id: row.code for row in db.session.execute(codes)}
    own_street = known[scope.tenant_id][:9]
    return sorted(tree.list_communities(known[scope.ids[1]]), key=lambda it: (not it.code.startswith(own_street), it.code))


def find_contact(scope: Scope) -> Row[Any] | None:
    """Return what the station says of itself: contact_phone, address, open_hours and more; None while it says nothing."""
    return find_profile(scope, scope.tenant_id)


@prepared
def _titles(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(a_class.c.id, a_class.c.title).where(scope.owns(a_class), a_class.c.id.in_(bindparam("wanted", expanding=True)))


def map_titles(scope: Scope, class_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return {id: title} of these classes of the station."""
    rows = db.session.execute(_titles(scope), {**scope.binds, "wanted": list(class_ids)})
    return {row.id: row.title for row in rows}


@prepared
def _open_classes(scope: Scope) -> Select[*tuple[Any, ...]]:
    states = [ClassState.PLANNED.value, ClassState.RUNNING.value]
    chosen = select(a_class.c.id, a_class.c.title, a_class.c.starts_on).where(scope.owns(a_class), a_class.c.state.in_(states))
    return chosen.order_by(a_class.c.starts_on.desc(), a_class.c.id)


def list_open_classes(scope: Scope) -> Rows:
    """Return (id, title, starts_on) of the station's classes that are planned or run, the latest first."""
    return db.session.execute(_open_classes(scope), scope.binds).all()


def find_own_code(scope: Scope, sent: str) -> Row[Any] | None:
    """Return a code of this very unit, as `list_codes` does, whatever it is for; None when it is none of its own."""
    rows = [*list_codes(scope, "station"), *list_codes(scope, "class")]
    return next((row for row in rows if row.code == sent), None)
