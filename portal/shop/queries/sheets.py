"""The paper sheets of a shop, and how many of their rows were keyed."""

from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.shop.models import Shop
from portal.shop.queries.redemptions import PAGE_ROWS, Rows, d, redemption
from portal.shop.rules.sheets import KIND
from portal.tenants.models import Account
from portal.volunteer.models.sheets import PaperSheet

sheet, account, shop = cast(Table, PaperSheet.__table__), cast(Table, Account.__table__), cast(Table, Shop.__table__)
p = sheet.c


@prepared
def _page(scope: Scope) -> Select[*tuple[Any, ...]]:
    of_sheet = (scope.owns(redemption), scope.owns(sheet), d.sheet_row.like(p.serial + "-%"))
    keyed = select(func.count()).select_from(redemption).where(*of_sheet).correlate(sheet).scalar_subquery().label("keyed")
    columns = (p.id, p.serial, p.rows, p.printed_at, account.c.display_name.label("printed_by_name"), keyed)
    rows = select(*columns, func.count().over().label("total")).select_from(sheet).outerjoin(account, account.c.id == p.printed_by)
    mine = (scope.owns(sheet), p.kind == KIND)
    return rows.where(*mine).order_by(p.printed_at.desc(), p.serial).limit(PAGE_ROWS).offset(bindparam("skip"))


def list_sheets(scope: Scope, *, page: int) -> tuple[Rows, int]:
    """Return one page of 25 sheets that were printed, the latest first, and how many there are in all."""
    rows = db.session.execute(_page(scope), {**scope.binds, "skip": (page - 1) * PAGE_ROWS}).all()
    return rows, rows[0].total if rows else 0


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    named = (scope.changes(sheet), p.serial == bindparam("serial"), p.kind == KIND)
    return select(p.id, p.serial, p.rows).where(*named).with_for_update(key_share=True)


def find_sheet(scope: Scope, serial: str) -> Any:
    """Return (id, serial, rows) of a sheet of the station's shop, held until this transaction ends; None when it printed none like it."""
    return db.session.execute(_one(scope), {**scope.binds, "serial": serial}).first()


@prepared
def _shop(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(shop.c.id).where(scope.changes(shop)).with_for_update(key_share=True)


def hold_shop(scope: Scope) -> None:
    """Let nobody else take a receipt number of this shop until this transaction ends."""
    db.session.execute(_shop(scope), scope.binds)
