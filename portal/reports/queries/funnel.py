"""The figures of the funnel, at every level from rows that name nobody."""

from typing import Any, cast

from sqlalchemy import Select, Table, and_, bindparam, exists, func, select

from portal.core.clock import days_of
from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.ledger.models import TimeAccount, Transfer
from portal.people.models import Person, PersonHold
from portal.reports.queries.figures import get_roll_up
from portal.reports.rules import Chosen, Unit
from portal.tallies import queries as tallies
from portal.training.queries import streets
from portal.volunteer.models import Service

service, transfer, account, person, hold = (cast(Table, m.__table__) for m in (Service, Transfer, TimeAccount, Person, PersonHold))
s, t, a, p, h = service.c, transfer.c, account.c, person.c, hold.c
back = service.alias("back")
_TABLES = {
    "wishes": "training",
    "intakes": "daily",
    "trained_persons": "training",
    "certified_persons": "training",
    "placed_persons": "work",
}


def get_stages(scope: Scope, unit: Unit, first: str, last: str) -> dict[str, int]:
    """Return {stage: figure} of the months first..last, the same figures as the roll-up's totals."""
    totals: dict[str, Any] = {}
    for table in dict.fromkeys(_TABLES.values()):
        cells = get_roll_up(scope, unit, Chosen(first, last, table=table)).totals
        totals |= {cell.indicator.code: cell.value or 0 for cell in cells}
    found = {code.removesuffix("_persons"): totals[code] for code in _TABLES}
    return {**found, "welfare": count_welfare(scope, first, last)}


def count_welfare(scope: Scope, first: str, last: str) -> int:
    """Count the distinct persons who served in the months first..last at a station that has them as trainees.

    What was reversed is no service.
    """
    binds = {**scope.binds, "first": days_of(first)[0], "last": days_of(last)[1]}
    return db.session.execute(_welfare(scope), binds).scalar_one()


@prepared
def _welfare(scope: Scope) -> Select[*tuple[Any, ...]]:
    known = select(p.city_id, p.id, func.coalesce(p.merged_into_id, p.id).label("leading_id")).where(scope.owns(person)).subquery()
    trained = known.alias("trained")
    credited = and_(t.city_id == s.city_id, t.id == s.transfer_id)
    of_account = and_(a.city_id == t.city_id, a.id == t.credit_account_id)
    of_person = and_(known.c.city_id == a.city_id, known.c.id == a.person_id)
    as_trainee = and_(h.city_id == s.city_id, h.tenant_id == s.tenant_id, h.kind == "trainee")
    same = and_(trained.c.city_id == h.city_id, trained.c.id == h.person_id, trained.c.leading_id == known.c.leading_id)
    days = (s.served_on >= bindparam("first"), s.served_on <= bindparam("last"), s.worked_min > 0)
    taken_back = exists().where(scope.owns(back), scope.owns(service), back.c.tenant_id == s.tenant_id, back.c.reverses_id == s.id)
    rows = select(func.count(known.c.leading_id.distinct())).select_from(service)
    rows = rows.join(transfer, credited).join(account, of_account).join(known, of_person).join(hold, as_trainee).join(trained, same)
    return rows.where(*(scope.owns(it) for it in (service, transfer, account, hold)), *days, ~taken_back)


def get_streets(scope: Scope, first: str, last: str) -> list[tuple[str, int]]:
    """Return (street, online attendances) of the months first..last at and below the unit."""
    return streets.list_of_days(scope, days_of(first)[0], days_of(last)[1], is_own="trainee.read" in scope.permissions)


def get_courses(scope: Scope, first: str, last: str) -> dict[tuple[str, int | None], int]:
    """Return {(figure, course): sum} of the months first..last at and below the unit."""
    return tallies.count_outcomes(scope, first=first, last=last)
