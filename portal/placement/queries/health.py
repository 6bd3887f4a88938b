"""Every SELECT on health certificates."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Table, and_, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.placement.models import HealthCheck, Placement
from portal.placement.queries.seeking import seeking, sought
from portal.placement.rules.gate import Check
from portal.placement.rules.health import WARN_DAYS, Standing
from portal.training.models import Trainee
from portal.training.rules.courses import Tier

PAGE_ROWS = 25
health, placement, trainee = (cast(Table, m.__table__) for m in (HealthCheck, Placement, Trainee))
h, p, t = health.c, placement.c, trainee.c
later = health.alias("later")
_HERS = and_(t.city_id == h.city_id, t.tenant_id == h.tenant_id, t.id == h.trainee_id)
_LISTED = (h.id, h.trainee_id, h.tier, h.number, h.issuer, h.checked_on, h.expires_on, h.voided_at, h.void_reason, h.noted_at)
_WHO = (t.name, t.phone, t.consent_withdrawn_at, t.erased_at)


def _newest(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    """The certificates that count: of every woman and tier the one that lasts longest."""
    same = and_(later.c.city_id == h.city_id, later.c.tenant_id == h.tenant_id, later.c.trainee_id == h.trainee_id)
    renewed = select(later.c.id).where(scope.owns(later), scope.owns(health), same, later.c.tier == h.tier, later.c.voided_at.is_(None))
    renewed = renewed.where((later.c.expires_on > h.expires_on) | ((later.c.expires_on == h.expires_on) & (later.c.id > h.id)))
    return scope.owns(health), scope.owns(trainee), h.voided_at.is_(None), t.erased_at.is_(None), ~renewed.correlate(health).exists()


def _stands(standing: Standing) -> ColumnElement[bool]:
    match standing:
        case Standing.EXPIRED:
            return h.expires_on < bindparam("today")
        case Standing.SOON:
            return and_(h.expires_on >= bindparam("today"), h.expires_on <= bindparam("warned"))
        case Standing.VALID:
            return h.expires_on > bindparam("warned")


def _days(today: date) -> dict[str, date]:
    return {"today": today, "warned": today + timedelta(days=WARN_DAYS)}


@cache
def _page(*, standing: Standing | None, is_sought: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = [*_newest(scope), *([_stands(standing)] if standing else [])]
        chosen += [seeking((t.name, t.name_sound, t.phone))] if is_sought else []
        rows = select(*_LISTED, *_WHO, func.count().over().label("total")).select_from(health).join(trainee, _HERS)
        return rows.where(*chosen).order_by(h.expires_on, h.id).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_checks(scope: Scope, *, standing: Standing | None, text: str, page: int, today: date) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return one page of 25 of the certificates that count, those that end first at the top; each row carries the total.

    Args:
        text: a part of the name, its pinyin, or the telephone's last digits; empty for all.
    """
    days = _days(today) if standing else {}
    binds = {**scope.binds, **days, **sought(text), "skip": (page - 1) * PAGE_ROWS}
    return db.session.execute(_page(standing=standing, is_sought=bool(text))(scope), binds).all()


@prepared
def _sums(scope: Scope) -> Select[*tuple[Any, ...]]:
    same = and_(p.city_id == h.city_id, p.tenant_id == h.tenant_id, p.trainee_id == h.trainee_id)
    hers = (scope.owns(placement), scope.owns(health), same, p.ended_on.is_(None), p.voided_at.is_(None))
    working = select(p.id).where(*hers).correlate(health).exists()
    each = [func.count().filter(_stands(it)).label(it.value) for it in Standing]
    at_work = func.count().filter(_stands(Standing.EXPIRED), working).label("at_work")
    return select(*each, at_work).select_from(health).join(trainee, _HERS).where(*_newest(scope))


def count_standings(scope: Scope, today: date) -> Row[Any]:
    """Return (expired, soon, valid, at_work): how the certificates stand, and how many women work with one that is over."""
    return db.session.execute(_sums(scope), {**scope.binds, **_days(today)}).one()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_LISTED, *_WHO).select_from(health).join(trainee, _HERS)
    return rows.where(scope.changes(health), scope.changes(trainee), h.id == bindparam("which"))


def get_check(scope: Scope, check_id: UUID) -> Row[Any]:
    """Return one certificate with the woman's name.

    Raises:
        NotFound: there is none, or it is another station's.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": check_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _of_woman(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_LISTED).where(scope.owns(health), h.trainee_id == bindparam("who")).order_by(h.checked_on.desc(), h.id.desc())


def list_of_trainee(scope: Scope, trainee_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return all certificates of a trainee, those that were voided among them, the latest first."""
    return db.session.execute(_of_woman(scope), {**scope.binds, "who": trainee_id}).all()


def list_good(scope: Scope, trainee_id: UUID) -> list[Check]:
    """Return her certificates for the gate, without those that were voided."""
    rows = list_of_trainee(scope, trainee_id)
    return [Check(row.id, Tier(row.tier), row.checked_on, row.expires_on) for row in rows if row.voided_at is None]
