"""How the demo's months closed: submitted in time or late, returned, accepted, archived; the last ones are still under way."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from portal.core import clock
from portal.core.db import db
from portal.core.scope import Level, Scope
from portal.core.transaction import within
from portal.demo import places
from portal.returns.queries.due import due_on
from portal.returns.services import closing
from portal.returns.services import returns as services
from portal.tallies.queries import find_own_book, list_books
from portal.tallies.rules.months import MonthState, Step
from portal.tallies.services import move_month
from portal.tenants import queries
from portal.tenants.queries import TenantRow
from portal.tenants.services import accounts

Working = Callable[[date, Scope], AbstractContextManager[Scope]]
TOLD = 3  # months that are told step by step; those before were closed at once
LATE, SENT_BACK = 0.07, 0.03  # of the stations, in a month
REASONS = (
    "“慰问”活动的人次与照片不符，请核对后重新上报。",
    "培训班结业人数与签到表差 2 人，请核实。",
    "线上活动漏登，请补登后重新上报。",
)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """How far a county's month comes.

    Args:
        held_up: code of the station that has not submitted; empty when all have.
        is_returned: it had, and the county sent it back.
        is_submitted: by the county.
        is_accepted: by the city.
    """

    held_up: str = ""
    is_returned: bool = False
    is_submitted: bool = True
    is_accepted: bool = True


def hire(units: Sequence[TenantRow], known: Mapping[str, str]) -> dict[int, Scope]:
    """Return {unit id: who submits and reviews there}; where nobody of the demo signs in, an account without a password.

    Args:
        known: {unit code: name of the account that works for it already}.
    """
    roles = {"city": "city_admin", "county": "county_admin", "station": "manager"}
    found = dict[int, Scope]()
    for unit in units:
        account = queries.find_account(known.get(unit.code, "")) or accounts.add_account(
            name=f"demo_{unit.code}", display_name=f"{unit.name}负责人", tenant_id=unit.id, role=roles[unit.level], is_demo=True
        )
        found[unit.id] = Scope(unit.path, account_id=account.id)
    return found


def tell(working: Working, staff: Mapping[int, Scope], city: TenantRow, months: Sequence[date], until: date) -> None:
    """Tell how the months before the current one closed, each as far as it had come by the demo's last day."""
    units = queries.list_below(Scope(city.path))
    counties = [one for one in units if one.level == "county"]
    stations = {county.id: [one for one in units if one.county_id == county.id and one.level == "station"] for county in counties}
    is_told, told = city.code == places.FUZHOU, [_Month(working, staff, city, clock.month_of(first), until) for first in months[:-1]]
    last = max((n for n, month in enumerate(told) if month.county_due + 2 * DAY <= until), default=0)  # the one that is under way
    for n, month in enumerate(told):
        for number, county in enumerate(counties):
            if is_told and n > last - TOLD:
                month.close(county, stations[county.id], plan_of(county.code, number, n - last))
            else:
                month.close_at_once(county, stations[county.id])
        if n < last - 1 or not is_told:
            month.archive(counties)


def plan_of(code: str, number: int, after: int) -> Plan:
    """Return how far a county's month comes.

    Args:
        number: of the county among its city's.
        after: 0 for the month that is under way, in which something is left for a user to go on with; less for those before.
    """
    if after < 0:
        return Plan()
    held_up = {places.JINAN: places.LIANXIANG, places.GULOU: places.JUNMEN}.get(code, "")
    if after or held_up:
        return Plan(held_up, is_returned=not after and code == places.JINAN, is_submitted=False, is_accepted=False)
    return Plan(is_submitted=number % 3 != 2, is_accepted=number % 3 == 1)


class _Month:
    """One month of a city on its way; what would be after the demo's last day has not happened."""

    def __init__(self, working: Working, staff: Mapping[int, Scope], city: TenantRow, month: str, until: date) -> None:
        self.working, self.staff, self.city, self.month, self.until = working, staff, city, month, until
        self.chance = Random(f"{city.code} {month}")
        self.begins = clock.days_of(month)[1] + DAY
        with working(min(self.begins, until), staff[city.id]) as scope:
            self.due, self.county_due = (due_on(scope, month, level, city.id) for level in (Level.STATION, Level.COUNTY))

    def close(self, county: TenantRow, stations: Sequence[TenantRow], plan: Plan) -> None:
        """Let a county's stations submit, the county accept and submit, and the city accept, as far as planned."""
        others = [one for one in stations if one.code != plan.held_up]
        last = max([self.due, *(self._report(county, one) for one in others)]) + DAY
        if plan.is_returned:
            for one in (one for one in stations if one not in others):
                self._submit(one, self.due)
                self._give_back(county, one, self.due + DAY)
        self._accept(county, others, last)
        if plan.is_submitted:
            self._submit(county, last)
        if plan.is_submitted and plan.is_accepted:
            self._accept(self.city, [county], last + DAY)

    def close_at_once(self, county: TenantRow, stations: Sequence[TenantRow]) -> None:
        """Let a county close its stations' months with its own, as one does who takes up old books."""
        with self.working(min(self.due, self.until), self.staff[county.id]) as scope:
            for one in stations:
                with within(db.session(), scope, one.path) as below:
                    closing.close_unit(below, self.month)
                    move_month(below, self.month, Step.ACCEPT, revision=1, done_from=scope.tenant_id)
            closing.close_unit(scope, self.month)

    def archive(self, counties: Sequence[TenantRow]) -> None:
        """Let the city accept what counties closed at once, and put the whole month away."""
        day = self.county_due + 6 * DAY
        if day <= self.until:
            with self.working(day, self.staff[self.city.id]) as scope:
                self._accept_in(scope, counties)
                closing.archive(scope, self.city.code, self.month, revision=0)

    def _report(self, county: TenantRow, station: TenantRow) -> date:
        """Let a station submit, now and then late or twice, and return the day of the last time."""
        is_late, is_sent_back = self.chance.random() < LATE, self.chance.random() < SENT_BACK
        day = self.due + self.chance.randint(1, 4) * DAY if is_late else max(self.begins, self.due - self.chance.randint(0, 2) * DAY)
        self._submit(station, day)
        if is_sent_back:
            self._give_back(county, station, day + DAY)
            day += 2 * DAY
            self._submit(station, day)
        return day

    def _submit(self, unit: TenantRow, day: date) -> None:
        if day <= self.until:
            with self.working(day, self.staff[unit.id]) as scope:
                book = find_own_book(scope, self.month)
                services.submit(scope, self.month, revision=book.revision if book else 0)

    def _give_back(self, county: TenantRow, station: TenantRow, day: date) -> None:
        if day <= self.until:
            with self.working(day, self.staff[county.id]) as scope:
                held = list_books(scope, tenants=[station.id], first=self.month, last=self.month)[0]
                reason = self.chance.choice(REASONS)
                services.give_back(scope, station.code, self.month, reason=reason, revision=held.revision)

    def _accept(self, above: TenantRow, units: Sequence[TenantRow], day: date) -> None:
        if day <= self.until:
            with self.working(day, self.staff[above.id]) as scope:
                self._accept_in(scope, units)

    def _accept_in(self, scope: Scope, units: Sequence[TenantRow]) -> None:
        for row in list_books(scope, tenants=[one.id for one in units], first=self.month, last=self.month):
            if row.state == MonthState.SUBMITTED:
                code = next(one.code for one in units if one.id == row.tenant_id)
                services.accept(scope, code, self.month, revision=row.revision)
