"""Redemptions of a shop: one, many, and what they are made of; only the station itself reads them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, case, func, or_, select

from portal.care.models import Recipient
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.ledger.models import Transfer
from portal.shop.models import Redemption, RedemptionLine, ShopItem
from portal.shop.queries.payers import account, first, volunteer
from portal.shop.rules.redemptions import State
from portal.tenants.models import Account
from portal.volunteer.queries.roll import HER_ACCOUNT, HER_FIRST

PAGE_ROWS = 25
Rows = Sequence[Row[*tuple[Any, ...]]]
redemption, line, item = cast(Table, Redemption.__table__), cast(Table, RedemptionLine.__table__), cast(Table, ShopItem.__table__)
recipient, transfer, clerk = cast(Table, Recipient.__table__), cast(Table, Transfer.__table__), cast(Table, Account.__table__)
d, n, i, t = redemption.c, line.c, item.c, transfer.c
_LIVE = (State.HELD.value, State.HANDED.value)


@dataclass(frozen=True, slots=True)
class RedemptionFilter:
    """What a list of redemptions is narrowed to.

    Args:
        sought: a part of the receipt's number, of a name, or of a volunteer number.
        since, before: when the goods were held.
    """

    state: str = ""
    sought: str = ""
    since: datetime | None = None
    before: datetime | None = None


def helpers_of(scope: Scope) -> Any:
    """Return a subquery of (id, name, number, ...) of the station's volunteers."""
    v = volunteer.c
    rows = select(v.id, v.name, account.c.number, v.consent_withdrawn_at, v.erased_at).select_from(volunteer)
    rows = rows.join(first, HER_FIRST).join(account, HER_ACCOUNT)
    return rows.where(scope.owns(volunteer), scope.owns(first), scope.owns(account)).subquery("helpers")


def recipients_of(scope: Scope) -> Any:
    """Return a subquery of (id, name, ...) of the station's recipients."""
    r = recipient.c
    return select(r.id, r.name, r.consent_withdrawn_at, r.erased_at).where(scope.owns(recipient)).subquery("recipients")


def redemptions_of(scope: Scope, *columns: Any) -> tuple[Select[*tuple[Any, ...]], Any, Any]:
    """Return the redemptions with whose they are, and the two subqueries of people to narrow them by."""
    helpers, poor = helpers_of(scope), recipients_of(scope)
    name = func.coalesce(helpers.c.name, poor.c.name).label("name")
    locked = func.coalesce(helpers.c.consent_withdrawn_at, poor.c.consent_withdrawn_at).label("withdrawn_at")
    erased = func.coalesce(helpers.c.erased_at, poor.c.erased_at).label("erased_at")
    holder, hander = clerk.alias("holder"), clerk.alias("hander")
    clerks = (holder.c.display_name.label("held_by_name"), hander.c.display_name.label("handed_by_name"))
    rows = select(redemption, name, locked, erased, helpers.c.number.label("volunteer_number"), *clerks, *columns).select_from(redemption)
    rows = rows.outerjoin(helpers, helpers.c.id == d.volunteer_id).outerjoin(poor, poor.c.id == d.recipient_id)
    rows = rows.outerjoin(holder, holder.c.id == d.held_by).outerjoin(hander, hander.c.id == d.handed_by)
    return rows.where(scope.owns(redemption)), helpers, poor


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows, *_ = redemptions_of(scope, t.debit_left_min.label("left_min"))
    rows = rows.join(transfer, and_(t.city_id == d.city_id, t.id == d.hold_transfer_id))
    return rows.where(scope.owns(transfer), d.id == bindparam("which"))


def get_redemption(scope: Scope, redemption_id: UUID) -> Any:
    """Return one redemption of the station, with whose it is and what was left in the account when it was held.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": redemption_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _locked(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(redemption).where(scope.changes(redemption), d.id == bindparam("which")).with_for_update()


def lock_redemption(scope: Scope, redemption_id: UUID) -> Any:
    """Return one redemption, which nobody else changes until this transaction ends.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_locked(scope), {**scope.binds, "which": redemption_id}).first()
    if row is None:
        raise NotFound
    return row


@cache
def _page(*, has_state: bool, is_search: bool, has_days: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        rows, helpers, poor = redemptions_of(scope, func.count().over().label("total"))
        if has_state:
            rows = rows.where(d.state == bindparam("state"))
        if is_search:
            columns = (d.number, helpers.c.name, helpers.c.number, poor.c.name)
            rows = rows.where(or_(*(column.like(bindparam("pattern"), escape="\\") for column in columns)))
        if has_days:
            rows = rows.where(d.held_at >= bindparam("since"), d.held_at < bindparam("before"))
        return rows.order_by(d.held_at.desc(), d.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_redemptions(scope: Scope, wanted: RedemptionFilter, *, page: int) -> tuple[Rows, int]:
    """Return one page of 25 redemptions, the latest first, and how many there are in all."""
    literal = wanted.sought.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    has_days = wanted.since is not None and wanted.before is not None
    statement = _page(has_state=bool(wanted.state), is_search=bool(literal), has_days=has_days)
    binds: dict[str, Any] = {"skip": (page - 1) * PAGE_ROWS}
    binds |= {"state": wanted.state} if wanted.state else {}
    binds |= {"pattern": f"%{literal}%"} if literal else {}
    binds |= {"since": wanted.since, "before": wanted.before} if has_days else {}
    rows = db.session.execute(statement(scope), {**scope.binds, **binds}).all()
    return rows, rows[0].total if rows else 0


@prepared
def _lines(scope: Scope) -> Select[*tuple[Any, ...]]:
    told = (n.redemption_id, n.item_id, n.count, n.price_min, i.code, i.name, i.unit, i.kind)
    rows = select(*told).join(item, and_(i.city_id == n.city_id, i.tenant_id == n.tenant_id, i.id == n.item_id))
    which = n.redemption_id.in_(bindparam("which", expanding=True))
    return rows.where(scope.owns(line), scope.owns(item), which).order_by(n.redemption_id, i.code, n.id)


def map_lines(scope: Scope, redemption_ids: Iterable[UUID]) -> dict[UUID, list[Any]]:
    """Return {redemption: its lines}; each names its item, its unit, how many, and the price of the day."""
    ids, found = list(redemption_ids), dict[UUID, list[Any]]()
    for row in db.session.execute(_lines(scope), {**scope.binds, "which": ids}) if ids else ():
        found.setdefault(row.redemption_id, []).append(row)
    return found


def list_of(scope: Scope, column: str, her_id: UUID) -> Rows:
    """Return (id, number, held_at, total_min, state) of all that one volunteer or recipient took.

    Args:
        column: `volunteer_id` or `recipient_id`.
    """
    rows = select(d.id, d.number, d.held_at, d.total_min, d.state).where(scope.owns(redemption), d[column] == bindparam("hers"))
    return db.session.execute(rows.order_by(d.number), {**scope.binds, "hers": her_id}).all()


@prepared
def _aided(scope: Scope) -> Select[*tuple[Any, ...]]:
    of_month = (d.held_at >= bindparam("since"), d.held_at < bindparam("before"))
    live = (d.recipient_id == bindparam("which"), d.state.in_(_LIVE), *of_month)
    return select(func.coalesce(func.sum(d.total_min), 0)).where(scope.owns(redemption), *live)


def sum_aided(scope: Scope, recipient_id: UUID, *, since: datetime, before: datetime) -> int:
    """Return how many minutes the pool paid for a recipient, or holds for her, between two instants."""
    binds = {"which": recipient_id, "since": since, "before": before}
    return int(db.session.execute(_aided(scope), {**scope.binds, **binds}).scalar_one())


@prepared
def _rows_keyed(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(d.sheet_row).where(scope.owns(redemption), d.sheet_row.in_(bindparam("rows", expanding=True)))


def find_keyed(scope: Scope, sheet_rows: Iterable[str]) -> set[str]:
    """Return which rows of paper sheets were keyed before."""
    rows = list(sheet_rows)
    return set(db.session.scalars(_rows_keyed(scope), {**scope.binds, "rows": rows})) if rows else set()


@prepared
def _sums(scope: Scope) -> Select[*tuple[Any, ...]]:
    is_held, is_handed = d.state == State.HELD.value, d.state == State.HANDED.value
    of_days = and_(is_handed, d.handed_at >= bindparam("since"), d.handed_at < bindparam("before"))
    held = func.sum(case((is_held, 1), else_=0)).label("held")
    handed = (func.sum(case((of_days, 1), else_=0)).label("handed"), func.sum(case((of_days, d.total_min), else_=0)).label("handed_min"))
    return select(held, *handed).where(scope.owns(redemption))


def sum_redemptions(scope: Scope, *, since: datetime, before: datetime) -> Any:
    """Return (held now, handed between two instants, minutes of those)."""
    return db.session.execute(_sums(scope), {**scope.binds, "since": since, "before": before}).one()
