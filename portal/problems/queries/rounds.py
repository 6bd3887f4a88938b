"""Every SELECT on rounds and their items: read by the unit that made them, and above."""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.problems.models import Inspection, InspectionItem, InspectionSheet
from portal.problems.rules.rounds import Item
from portal.tenants.models import Account, Tenant
from portal.tenants.queries.titles import is_titled, titled

PAGE_ROWS = 25
inspection, item, sheet, tenant, account = (
    cast(Table, m.__table__) for m in (Inspection, InspectionItem, InspectionSheet, Tenant, Account)
)
i, t, s = inspection.c, tenant.c, sheet.c
_LISTED = (i.id, i.tenant_id, i.kind, i.title, i.first_on, i.last_on, i.state, i.version, i.made_at, t.name.label("unit_name"), t.path)


def _sums(scope: Scope) -> Any:
    reviewed = func.count().filter(s.state == "reviewed").label("reviewed")
    scored = func.count().filter(s.state == "self_scored").label("scored")
    rows = select(s.inspection_unit_id, s.inspection_id, func.count().label("sheets"), reviewed, scored).where(scope.owns(sheet))
    return rows.group_by(s.inspection_unit_id, s.inspection_id).subquery("sums")


@cache
def _page(*, has_kind: bool, has_words: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        sums = _sums(scope)
        counts = (sums.c.sheets, sums.c.reviewed, sums.c.scored, func.count().over().label("total"))
        rows = select(*_LISTED, *counts).select_from(inspection).join(tenant, t.id == i.tenant_id)
        rows = rows.outerjoin(sums, and_(sums.c.inspection_unit_id == i.tenant_id, sums.c.inspection_id == i.id))
        chosen = [i.kind == bindparam("kind")] if has_kind else []
        chosen += [is_titled(i.title)] if has_words else []
        rows = rows.where(scope.owns(inspection), *chosen)
        return rows.order_by(i.first_on.desc(), i.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


@prepared
def _titles(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(i.title).where(scope.owns(inspection)).distinct()


def list_rounds(scope: Scope, *, kind: str = "", words: str = "", page: int) -> Sequence[Row[Any]]:
    """Return one page of the rounds made at or below the scope, the latest first, with their sheets counted; each row has the total.

    Args:
        words: a piece, pinyin or initials of the title; empty for all.
    """
    binds = {**scope.binds, "skip": (page - 1) * PAGE_ROWS, **({"kind": kind} if kind else {})}
    binds |= titled(words, lambda: db.session.scalars(_titles(scope), scope.binds))
    return db.session.execute(_page(has_kind=bool(kind), has_words=bool(words))(scope), binds).all()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_LISTED, i.guidance, account.c.display_name.label("maker")).select_from(inspection).join(tenant, t.id == i.tenant_id)
    rows = rows.outerjoin(account, account.c.id == i.made_by)
    return rows.where(scope.owns(inspection), i.id == bindparam("which"))


def get_round(scope: Scope, inspection_id: UUID) -> Row[Any]:
    """Return one round made at or below the scope.

    Raises:
        NotFound: there is none.
    """
    return _found(db.session.execute(_one(scope), {**scope.binds, "which": inspection_id}).first())


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(i.id, i.kind, i.title, i.first_on, i.last_on, i.state, i.version)
    return columns.where(scope.changes(inspection), i.id == bindparam("which")).with_for_update()


def hold_round(scope: Scope, inspection_id: UUID) -> Row[Any]:
    """Return a round of this very unit, which nobody changes meanwhile.

    Raises:
        NotFound: there is none.
    """
    return _found(db.session.execute(_held(scope), {**scope.binds, "which": inspection_id}).first())


@prepared
def _items(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(item.c.name, item.c.hint, item.c.points).where(scope.owns(item), item.c.inspection_id == bindparam("which"))
    return columns.order_by(item.c.position)


def list_items(scope: Scope, inspection_id: UUID) -> list[Item]:
    """Return what a round looks at, in order."""
    return [Item(*row) for row in db.session.execute(_items(scope), {**scope.binds, "which": inspection_id})]


def _found(row: Row[Any] | None) -> Row[Any]:
    if row is None:
        raise NotFound
    return row
