"""Who might be sent to a request, with all the ranking asks for; the same few queries for one volunteer and for thousands."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, and_, bindparam, exists, func, select

from portal.care.queries.requests import RequestRow
from portal.care.queries.requests import request as asked
from portal.core import clock
from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.tenants.queries import get_here
from portal.volunteer.models import ServedTime, Shift
from portal.volunteer.queries.bank_rules import rules_on
from portal.volunteer.queries.roll import Helper, list_helpers
from portal.volunteer.queries.served_times import list_busy
from portal.volunteer.rules.dispatch import RECENT, UNSETTLED_MIN, Candidate, Need
from portal.volunteer.rules.roll import refusal_to_serve
from portal.volunteer.rules.shifts import UNDER_WAY

shift, served = cast(Table, Shift.__table__), cast(Table, ServedTime.__table__)
_DAY_MIN, _COMMUNITY = 24 * 60, 12
Spans = dict[UUID, list[tuple[int, int]]]


def need_of(scope: Scope, row: RequestRow, moment: datetime) -> Need:
    """Return what is looked for: an urgent request, and one whose day is over, is for now.

    What is for one of the station's rooms, or for somebody of whom nobody knows where she lives, is in the station's community.
    """
    now, it = clock.local(moment), row.wanted
    on = max(it.wanted_on, now.date())
    start_min = now.hour * 60 + now.minute if it.is_urgent and on == now.date() else it.start_min
    phones = frozenset(phone for phone in (row.phone, row.family[1]) if phone)
    where = it.community_code or row.community_code or get_here(scope).code[:_COMMUNITY]
    return Need(it.kind, on, start_min, it.planned_min, where, phones)


def list_candidates(scope: Scope, row: RequestRow, need: Need, *, moment: datetime) -> list[Candidate]:
    """Return every volunteer of the station who may be dealt with, for a request."""
    helpers = list_helpers(scope)
    accounts = {one.account_id for one in helpers}
    taken, recent = _taken(scope, accounts, need.on, moment), sum_recent(scope, accounts, since=need.on - RECENT)
    planned, sent = _planned(scope, need.on, row.id)
    rules = rules_on(scope, need.on)

    def candidate(one: Helper) -> Candidate:
        busy = tuple(taken[one.account_id] + planned[one.id])
        told = (one.skills, one.free_slots, one.community_code, busy, recent.get(one.account_id, 0), one.id in sent)
        return Candidate(one.id, one.number, one.name, one.phone, *told, refusal_to_serve(one, rules, need.on))

    return [candidate(one) for one in helpers]


def sum_recent(scope: Scope, account_ids: Collection[UUID], *, since: date) -> dict[UUID, int]:
    """Return {account: minutes served since a day}, in whatever station."""
    binds = {**scope.binds, "accounts": list(account_ids), "since": since}
    return {row[0]: int(row[1]) for row in db.session.execute(_recent(scope), binds)} if account_ids else {}


def count_short(scope: Scope) -> int:
    """Return how many requests are going on though all who came have ended: fewer came than were asked for."""
    return db.session.execute(_short(scope), scope.binds).scalar_one()


@prepared
def _short(scope: Scope) -> Select[*tuple[Any, ...]]:
    s, q = shift.c, asked.c  # each statement says whose rows it names, those of the one around it too
    hers = and_(s.city_id == q.city_id, s.tenant_id == q.tenant_id, s.request_id == q.id)
    under_way = select(s.id).where(scope.changes(shift), scope.changes(asked), hers, s.state.in_(sorted(UNDER_WAY))).correlate(asked)
    return select(func.count()).select_from(asked).where(scope.changes(asked), q.state == "running", ~exists(under_way))


def _taken(scope: Scope, account_ids: Iterable[UUID], day: date, moment: datetime) -> Spans:
    """Return when the holders serve on a day; who has not signed out serves until now at least."""
    spans: Spans = defaultdict(list)
    for row in list_busy(scope, account_ids, day):
        until = row.ends_at or max(moment, row.starts_at + timedelta(minutes=UNSETTLED_MIN))
        spans[row.account_id].append((_minute_of(row.starts_at, day), _minute_of(until, day) + (row.ends_at is None)))
    return spans


def _planned(scope: Scope, day: date, request_id: UUID) -> tuple[Spans, set[UUID]]:
    """Return {volunteer: what she is to do at the station on a day}, and who was sent to the request."""
    spans: Spans = defaultdict(list)
    sent: set[UUID] = set()
    for row in db.session.execute(_shifts(scope), {**scope.binds, "day": day, "request": request_id}):
        if row.request_id == request_id:
            sent.add(row.volunteer_id)
        elif row.planned_start_min is not None:
            start = row.planned_start_min
            spans[row.volunteer_id].append((start, start + (row.planned_min or UNSETTLED_MIN)))
    return spans, sent


def _minute_of(moment: datetime, day: date) -> int:
    minutes = (moment - clock.instant_of(day, 0)) // timedelta(minutes=1)
    return max(0, min(minutes, _DAY_MIN))


@prepared
def _recent(scope: Scope) -> Select[*tuple[Any, ...]]:
    s = served.c
    live = (s.account_id.in_(bindparam("accounts", expanding=True)), s.served_on >= bindparam("since"), s.voided_at.is_(None))
    return select(s.account_id, func.sum(s.worked_min)).where(scope.owns(served), *live).group_by(s.account_id)


@prepared
def _shifts(scope: Scope) -> Select[*tuple[Any, ...]]:
    s = shift.c
    columns = (s.volunteer_id, s.request_id, s.planned_start_min, s.planned_min)
    of_day = (s.served_on == bindparam("day")) & (s.state == "planned")
    of_request = (s.request_id == bindparam("request")) & (s.state != "void")
    return select(*columns).where(scope.owns(shift), of_day | of_request)
