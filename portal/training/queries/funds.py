"""Every SELECT on funds and on what they paid; all of it nameless but the women a fund trained, whom their station reads."""

from collections.abc import Collection
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import BigInteger, Row, Select, Table, and_, bindparam, func, select
from sqlalchemy import cast as sql_cast

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.tallies.models import Outcome
from portal.tallies.rules import CERTIFIED, PLACED, PLACED_OWN, TRAINED
from portal.tenants.queries import Rows
from portal.training.models import ClassCost, Enrolment, Fund, Trainee, TrainingClass
from portal.training.rules.funds import Purse

PAGE_ROWS = 25
fund, cost, training_class, enrolment, outcome, trainee = (
    cast(Table, m.__table__) for m in (Fund, ClassCost, TrainingClass, Enrolment, Outcome, Trainee)
)
f, c, k, e, o, t = fund.c, cost.c, training_class.c, enrolment.c, outcome.c, trainee.c
_LISTED = (f.id, f.name, f.source, f.donor, f.year, f.budget_fen, f.note, f.ended_on, f.version)
REACHED = {"trained": TRAINED, "certified": CERTIFIED, "placed": PLACED, "founded": PLACED_OWN}


def _sum() -> Any:
    """The sum of amounts as an integer; PostgreSQL adds big integers up to a decimal."""
    return sql_cast(func.coalesce(func.sum(c.amount_fen), 0), BigInteger)


def _spent(scope: Scope) -> Any:
    return (
        select(_sum())
        .where(scope.owns(fund), scope.owns(cost), c.fund_id == f.id, c.voided_at.is_(None))
        .correlate(fund)
        .scalar_subquery()
        .label("spent_fen")
    )


def _classes_paid(scope: Scope) -> Any:
    paid = select(func.count(c.class_id.distinct())).where(scope.owns(fund), scope.owns(cost), c.fund_id == f.id, c.voided_at.is_(None))
    return paid.correlate(fund).scalar_subquery().label("class_count")


@cache
def _funds(*, has_year: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = [scope.owns(fund), *([f.year == bindparam("year")] if has_year else [])]
        rows = select(*_LISTED, _spent(scope), _classes_paid(scope), func.count().over().label("total")).where(*chosen)
        return rows.order_by(f.ended_on.is_not(None), f.year.desc(), f.name, f.id).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_funds(scope: Scope, *, year: int | None, page: int) -> Rows:
    """Return one page of 25 funds, those in use first, each with what was paid from it, for how many classes, and the total of rows."""
    binds = {"skip": (page - 1) * PAGE_ROWS, **({"year": year} if year else {})}
    return db.session.execute(_funds(has_year=year is not None)(scope), {**scope.binds, **binds}).all()


def list_open_funds(scope: Scope) -> Rows:
    """Return (id, name, year, budget_fen, spent_fen) of the funds in use, the latest year first."""
    rows = select(f.id, f.name, f.year, f.budget_fen, _spent(scope)).where(scope.changes(fund), f.ended_on.is_(None))
    return db.session.execute(rows.order_by(f.year.desc(), f.name, f.id), scope.binds).all()


def list_years(scope: Scope) -> list[int]:
    """Return the years there are funds of, the latest first."""
    return list(db.session.scalars(select(f.year).where(scope.owns(fund)).group_by(f.year).order_by(f.year.desc()), scope.binds))


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_LISTED, _spent(scope), _classes_paid(scope)).where(scope.owns(fund), f.id == bindparam("which"))


def get_fund(scope: Scope, fund_id: UUID) -> Row[Any]:
    """Return one fund of the station with what was paid from it.

    Raises:
        NotFound: there is none, or it is another station's.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": fund_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(f.id, f.name, f.year, f.budget_fen, f.ended_on).where(scope.changes(fund), f.id == bindparam("which")).with_for_update()


def hold_purse(scope: Scope, fund_id: UUID) -> Purse | None:
    """Lock a fund of the station and return how it stands; None when there is none."""
    row = db.session.execute(_held(scope), {**scope.binds, "which": fund_id}).first()
    if row is None:
        return None
    spent = select(_sum()).where(scope.changes(cost), c.fund_id == bindparam("which"), c.voided_at.is_(None))
    spent_fen = db.session.execute(spent, {**scope.binds, "which": fund_id}).scalar_one()
    return Purse(row.name, row.year, row.budget_fen, spent_fen, row.ended_on)


def find_last_paid(scope: Scope, fund_id: UUID) -> Any:
    """Return the day of the last payment from a fund, None when there was none."""
    last = select(func.max(c.paid_on)).where(scope.changes(cost), c.fund_id == fund_id, c.voided_at.is_(None))
    return db.session.scalar(last, scope.binds)


@cache
def _costs(*, by: str) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        what = (c.id, c.class_id, c.fund_id, c.item, c.amount_fen, c.paid_on, c.voucher, c.note, c.voided_at, c.void_reason, c.noted_by)
        names = (f.name.label("fund_name"), f.donor.label("fund_donor"), f.source.label("fund_source"))
        rows = select(*what, *names, k.title.label("class_title"), k.number.label("class_number"), func.count().over().label("total"))
        rows = rows.select_from(cost).join(fund, f.id == c.fund_id).join(training_class, k.id == c.class_id)
        rows = rows.where(scope.owns(cost), scope.owns(fund), scope.owns(training_class), c[by] == bindparam("which"))
        return rows.order_by(c.paid_on.desc(), c.id.desc()).limit(bindparam("most")).offset(bindparam("skip"))

    return statement


def list_costs_of_class(scope: Scope, class_id: UUID, *, most: int = 500) -> Rows:
    """Return what was paid for a class, the latest first, voided rows among them."""
    return db.session.execute(_costs(by="class_id")(scope), {**scope.binds, "which": class_id, "most": most, "skip": 0}).all()


def list_costs_of_fund(scope: Scope, fund_id: UUID, *, page: int) -> Rows:
    """Return one page of 25 of what was paid from a fund, the latest first, voided rows among them."""
    binds = {"which": fund_id, "most": PAGE_ROWS, "skip": (page - 1) * PAGE_ROWS}
    return db.session.execute(_costs(by="fund_id")(scope), {**scope.binds, **binds}).all()


def list_payers(scope: Scope, class_ids: Collection[UUID]) -> Rows:
    """Return (class_id, name) of the funds that paid for these classes."""
    rows = select(c.class_id, f.name).join(fund, f.id == c.fund_id).where(scope.owns(cost), scope.owns(fund), c.voided_at.is_(None))
    rows = rows.where(c.class_id.in_(bindparam("classes", expanding=True))).group_by(c.class_id, f.name).order_by(f.name)
    return db.session.execute(rows, {**scope.binds, "classes": list(class_ids)}).all()


def get_cost(scope: Scope, cost_id: UUID) -> Row[Any]:
    """Return one payment of this very station.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_costs(by="id")(scope), {**scope.binds, "which": cost_id, "most": 1, "skip": 0}).first()
    if row is None:
        raise NotFound
    return row


def find_same_cost(scope: Scope, values: dict[str, Any]) -> UUID | None:
    """Return the payment that says the same: class, fund, item, amount, day and voucher."""
    same = [c[name] == values[name] for name in ("class_id", "fund_id", "item", "amount_fen", "paid_on", "voucher")]
    return db.session.scalar(select(c.id).where(scope.changes(cost), c.voided_at.is_(None), *same).limit(1), scope.binds)


def _trained_by(scope: Scope) -> Any:
    """Who was trained first in the classes a fund paid for, as (person, course, day)."""
    paid = select(c.class_id).where(scope.owns(cost), c.fund_id == bindparam("fund"), c.voided_at.is_(None))
    first = select(o.person_id, o.course_id, o.happened_on).select_from(outcome).join(enrolment, e.id == o.subject_id)
    counted = (o.indicator == TRAINED.code, o.voided_at.is_(None), o.person_id.is_not(None), e.class_id.in_(paid))
    return first.where(scope.owns(outcome), scope.owns(enrolment), *counted).subquery("trained_by")


def _persons(scope: Scope, what: str) -> Select[*tuple[Any, ...]]:
    """One row for each person the fund trained who came as far: the first day, and how often."""
    hers = _trained_by(scope)
    same = [hers.c.person_id == o.person_id, hers.c.happened_on <= o.happened_on]
    same += [] if what in {"placed", "founded"} else [hers.c.course_id == o.course_id]  # she may work at something near to what she learnt
    rows = select(o.person_id, func.min(o.happened_on).label("first_on"), func.count(o.id.distinct()).label("times"))
    rows = rows.select_from(outcome).join(hers, and_(*same))
    counted = (o.indicator == REACHED[what].code, o.voided_at.is_(None))
    return rows.where(scope.owns(outcome), *counted).group_by(o.person_id)


def count_reached(scope: Scope, fund_id: UUID) -> dict[str, int]:
    """Return how many persons a fund trained, and how many of them were then certified and placed."""
    counts = {what: select(func.count()).select_from(_persons(scope, what).subquery(what)).scalar_subquery() for what in REACHED}
    row = db.session.execute(select(*(it.label(what) for what, it in counts.items())), {**scope.binds, "fund": fund_id}).one()
    return {what: getattr(row, what) for what in REACHED}


def list_reached(scope: Scope, fund_id: UUID, what: str, *, is_named: bool, page: int) -> Rows:
    """Return one page of 25 of the persons behind such a number: (first_on, times, total), and her name and id for her station.

    Args:
        what: one of `REACHED`.
    """
    persons = _persons(scope, what).subquery("persons")
    rows = select(persons.c.first_on, persons.c.times, func.count().over().label("total"))
    if is_named:
        withdrew = and_(t.consent_withdrawn_at.is_not(None), t.erased_at.is_(None)).label("is_masked")
        known = select(t.id.label("trainee_id"), t.person_id, t.name, withdrew).where(scope.owns(trainee)).subquery("known")
        hers = (known.c.trainee_id, known.c.name, known.c.is_masked)
        rows = rows.add_columns(*hers).select_from(persons).outerjoin(known, known.c.person_id == persons.c.person_id)
    rows = rows.order_by(persons.c.first_on.desc(), persons.c.person_id).limit(PAGE_ROWS).offset((page - 1) * PAGE_ROWS)
    return db.session.execute(rows, {**scope.binds, "fund": fund_id}).all()
