"""Every SELECT on minutes given away, on those that grow old, and on what flows through the donation pool."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, case, exists, func, literal, or_, select

from portal.core import clock
from portal.core.db import Instant, db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.core.text import months_until
from portal.ledger import queries as books
from portal.ledger.models import TimeAccount, Transfer
from portal.ledger.rules import AccountKind, TransferKind
from portal.volunteer.queries.roll import HER_FIRST, PAGE_ROWS, Rows, f, first, v, volunteer
from portal.volunteer.rules.bank_rules import BankRules
from portal.volunteer.rules.giving import WARNS_DAYS, due_of, expiry_day

MONTHS_SHOWN = 12
transfer, account = cast(Table, Transfer.__table__), cast(Table, TimeAccount.__table__)
t, a = transfer.c, account.c
counter = transfer.alias("counter")
GIFTS = (TransferKind.GIVE.value, TransferKind.DONATE.value)
_POOL_KINDS = (TransferKind.DONATE, TransferKind.OVERFLOW, TransferKind.EXPIRE, TransferKind.HOLD)
_GIFT = (t.id, t.posted_at, t.kind, t.moved_min, t.credit_account_id, t.debit_account_id, a.number)


def _is_reversed(scope: Scope) -> Any:
    return exists().where(scope.owns(transfer), scope.owns(counter), counter.c.city_id == t.city_id, counter.c.reverses_id == t.id)


def _gifts(scope: Scope, *columns: Any) -> Select[*tuple[Any, ...]]:
    to = and_(a.city_id == t.city_id, a.id == t.credit_account_id)
    mine = (scope.owns(transfer), scope.owns(counter), counter.c.city_id == t.city_id, counter.c.reverses_id == t.id)
    why = select(counter.c.reason).where(*mine)
    rows = select(*_GIFT, why.correlate(transfer).scalar_subquery().label("back_reason"), *columns).join(account, to)
    return rows.where(scope.owns(transfer), scope.owns(account), t.kind.in_(GIFTS))


@prepared
def _page(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = _gifts(scope, _is_reversed(scope).label("is_reversed"), func.count().over().label("total"))
    hers = rows.where(t.debit_account_id == bindparam("giver"))
    return hers.order_by(t.debit_seq.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))


def list_gifts(scope: Scope, account_id: UUID, *, page: int) -> Rows:
    """Return one page of 25 of what an account gave away, the latest first.

    Returns:
        Rows of (id, posted_at, kind, moved_min, credit_account_id, debit_account_id, number of who was given, back_reason, is_reversed,
        total of rows).
    """
    return db.session.execute(_page(scope), {**scope.binds, "giver": account_id, "skip": (page - 1) * PAGE_ROWS}).all()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    registered = and_(f.city_id == t.city_id, or_(f.id == t.debit_account_id, f.merged_into_id == t.debit_account_id))
    named = (v.id.label("giver_id"), v.name, v.consent_withdrawn_at, v.erased_at)
    rows = _gifts(scope, _is_reversed(scope).label("is_reversed"), *named).join(first, registered).join(volunteer, HER_FIRST)
    return rows.where(scope.owns(first), scope.owns(volunteer), t.id == bindparam("which")).order_by(v.id).limit(1)


def get_gift(scope: Scope, transfer_id: UUID) -> Row[Any]:
    """Return one gift of somebody on the station's roll: as `list_gifts` does but for the total, with giver_id, her name and state.

    Raises:
        NotFound: nobody on the roll gave such a thing.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": transfer_id}).first()
    if row is None:
        raise NotFound
    return row


def _lasting(scope: Scope) -> tuple[Any, ...]:
    """What stands: neither taken back, nor the taking back of something."""
    return scope.owns(transfer), t.reverses_id.is_(None), ~_is_reversed(scope)


@prepared
def _aged(scope: Scope) -> Select[*tuple[Any, ...]]:
    named = bindparam("accounts", expanding=True)
    came_early = case((t.posted_at < bindparam("before", type_=Instant), t.moved_min), else_=0)
    old = select(func.coalesce(func.sum(came_early), 0)).where(*_lasting(scope), scope.owns(account), t.credit_account_id == a.id)
    gone = select(func.coalesce(func.sum(t.moved_min), 0)).where(*_lasting(scope), scope.owns(account), t.debit_account_id == a.id)
    sums = (old.correlate(account).scalar_subquery().label("old_min"), gone.correlate(account).scalar_subquery().label("spent_min"))
    return select(a.id, a.balance_min, *sums).where(scope.owns(account), a.id.in_(named))


def list_due(scope: Scope, account_ids: Iterable[UUID], *, before: date) -> dict[UUID, int]:
    """Return {account: minutes that came in before a day and are not spent}, without those that hold none; the oldest are spent first."""
    binds = {**scope.binds, "accounts": list(account_ids), "before": clock.instant_of(before, 0)}
    rows = db.session.execute(_aged(scope), binds)
    due = {row.id: due_of(int(row.old_min), int(row.spent_min), held_min=row.balance_min) for row in rows}
    return {id_: due_min for id_, due_min in due.items() if due_min}


@prepared
def _holders(scope: Scope) -> Select[*tuple[Any, ...]]:
    came = exists().where(
        scope.owns(transfer), scope.owns(account), t.credit_account_id == a.id, t.posted_at < bindparam("before", type_=Instant)
    )
    mine = (scope.owns(account), a.kind == AccountKind.VOLUNTEER.value, a.balance_min > 0)
    return select(a.id).where(*mine, came.correlate(account)).order_by(a.id)


def list_holders(scope: Scope, *, before: date) -> list[UUID]:
    """Return the volunteers' accounts of the city that hold minutes and got some before a day."""
    return list(db.session.scalars(_holders(scope), {**scope.binds, "before": clock.instant_of(before, 0)}))


def expiring(scope: Scope, account_id: UUID, rules: BankRules, *, today: date) -> int:
    """Return how many minutes of an account expire within the next 30 days unless they are spent; 0 where nothing expires."""
    if rules.expires_months is None:
        return 0
    before = expiry_day(today + timedelta(days=WARNS_DAYS), rules.expires_months)
    return list_due(scope, [account_id], before=before).get(account_id, 0)


@dataclass(frozen=True, slots=True)
class Flow:
    """What went through the donation pool in a month, less what was taken back in it.

    Args:
        left_min: what it held when the month was over; of the running month, what it holds now.
    """

    month: str
    donated_min: int
    overflow_min: int
    expired_min: int
    spent_min: int
    left_min: int

    @property
    def change_min(self) -> int:
        """What the month added."""
        return self.donated_min + self.overflow_min + self.expired_min - self.spent_min


@prepared
def _flows(scope: Scope) -> Select[*tuple[Any, ...]]:
    steps = [(t.posted_at >= bindparam(f"m{n}", type_=Instant), literal(n)) for n in reversed(range(MONTHS_SHOWN))]
    month = case(*steps, else_=literal(-1)).label("nth")
    undone = select(counter.c.id, counter.c.kind).where(scope.owns(counter)).subquery()
    kind = func.coalesce(undone.c.kind, t.kind).label("of_kind")
    gain = func.sum(case((t.credit_account_id == bindparam("pool"), t.moved_min), else_=-t.moved_min)).label("gain_min")
    mine = or_(t.credit_account_id == bindparam("pool"), t.debit_account_id == bindparam("pool"))
    rows = select(month, kind, gain).select_from(transfer).outerjoin(undone, undone.c.id == t.reverses_id)
    since = t.posted_at >= bindparam("m0", type_=Instant)
    return rows.where(scope.owns(transfer), mine, since).group_by("nth", "of_kind")


def pool_flows(scope: Scope, today: date) -> list[Flow]:
    """Return what flowed through the city's pool in each of the last twelve months, the running one first; it names nobody."""
    pool_id = books.find_pool(scope)
    if pool_id is None:
        return []
    months = months_until(clock.month_of(today), MONTHS_SHOWN)
    starts = {f"m{n}": clock.instant_of(clock.days_of(month)[0], 0) for n, month in enumerate(months)}
    sums = dict[tuple[int, str], int]()
    for row in db.session.execute(_flows(scope), {**scope.binds, "pool": pool_id, **starts}):
        sums[row.nth, row.of_kind] = int(row.gain_min)
    flows, left_min = list[Flow](), books.balance_of(scope, pool_id)
    for n, month in reversed(list(enumerate(months))):
        donated, overflow, expired, held = (sums.get((n, kind.value), 0) for kind in _POOL_KINDS)
        flows.append(Flow(month, donated, overflow, expired, -held, left_min))
        left_min -= flows[-1].change_min
    return flows
