"""The demo from nothing: places, accounts, then a year told month by month through the same services the pages use."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from portal.core import clock
from portal.core.scope import Scope
from portal.demo import applications, bank, chain, downward, library, months, offers, places, results, steering, units, written
from portal.demo.activities import month_of_gatherings
from portal.demo.people import People, people_of
from portal.demo.places import Place, counties_of_fuzhou, stations_of_county, streets_of_linqing
from portal.demo.steering import Steered
from portal.people.queries import current_consent
from portal.stations import queries as log_queries
from portal.stations import services as log
from portal.tenants import passwords, queries
from portal.tenants.models import Tenant
from portal.tenants.services import accounts, tree
from portal.tenants.services import places as snapshots
from portal.training.services import intake as training
from portal.volunteer.queries import roll as volunteer_rows
from portal.volunteer.services import hours, roll
from portal.web.writes import working_as

PASSWORD = "Lianxiang-710"  # noqa: S105  # printed for everybody who tries the demo; production refuses its accounts
MONTHS = 12

CHAINED = (places.LIANXIANG, places.JUNMEN)  # whose year from wish to work is told in full

ACCOUNTS = (  # name, who, unit, role
    ("operator", "平台运维", "000000000000", "operator"),
    ("fuzhou", "福州市妇联", places.FUZHOU, "city_admin"),
    ("jinan", "晋安区妇联", places.JINAN, "county_admin"),
    ("jinan_clerk", "晋安区妇联干事", places.JINAN, "county_clerk"),
    ("gulou", "鼓楼区妇联", places.GULOU, "county_admin"),
    ("lianxiang", "连翔社区站长", places.LIANXIANG, "manager"),
    ("junmen", "军门社区站长", places.JUNMEN, "manager"),
    ("linqing", "临清市妇联", places.LINQING, "city_admin"),
)


def exists() -> bool:
    """Say whether the demo is there already."""
    return queries.find_tenant(places.FUZHOU) is not None


def build(until: date) -> None:
    """Make the demo: twelve months that end with `until`, the same each time for the same day."""
    start = _months(until)[0]
    with _working(start, Scope("0.")):
        snapshots.load_snapshot("fuzhou")
        snapshots.load_snapshot("linqing")
        _plant()
    with _working(start, Scope("0.")):
        _add_accounts()
    for city in queries.list_cities():
        with _working(start, Scope(city.path, account_id=_id_of("fuzhou" if city.code == places.FUZHOU else "linqing"))) as scope:
            bank.set_rules(scope, start)
        for unit in queries.list_below(Scope(city.path)):
            with _working(start, Scope(unit.path)) as scope:
                units.describe(scope, unit)
        for station in queries.list_below(Scope(city.path), "station"):
            _tell_the_year(station, until, is_small=city.code != places.FUZHOU)
            if station.code in CHAINED:
                who = _id_of("lianxiang" if station.code == places.LIANXIANG else "junmen")
                scope = Scope(station.path, account_id=who)
                chain.tell(_working, scope, people_of(f"{station.code}1"), _months(until), until)
                bank.tell(_working, scope, people_of(f"{station.code}2"), _months(until), until)
        told = Steered(_working, _staff(city, start), city, _months(until), until)
        if city.code == places.FUZHOU:
            steering.set_rules(told)
        months.tell(_working, told.staff, city, told.months, until)
        if city.code == places.FUZHOU:
            for chapter in (steering, results, written, offers, downward, library):
                chapter.tell(told)
    _apply(until)
    lianxiang = queries.find_tenant(places.LIANXIANG)
    assert lianxiang is not None
    with _working(until, Scope(lianxiang.path, account_id=_id_of("lianxiang"))) as scope:
        units.call_propagandists(scope, lianxiang, until)


@contextmanager
def _working(day: date, scope: Scope) -> Generator[Scope]:
    """Work in one transaction as somebody, on a day of the demo's year."""
    noon = datetime.combine(day, time(4), UTC)
    with clock.pretending(min(noon, clock.now())), working_as(scope, is_write=True):
        yield scope


def _months(until: date) -> list[date]:
    """Return the first day of each of the twelve months."""
    firsts = [until.replace(day=1)]
    while len(firsts) < MONTHS:
        firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
    return firsts[::-1]


def _plant() -> None:
    fuzhou = tree.add_city(code=places.FUZHOU, name="福州市")
    for place in counties_of_fuzhou():
        county = _open(fuzhou, place, "county")
        for station in stations_of_county(place.code):
            _open(county, station, "station")
    linqing = tree.add_city(code=places.LINQING, name="临清市")
    for place in streets_of_linqing():
        _open(_open(linqing, place, "county"), places.station_of_street(place.code), "station")


def _open(parent: Tenant, place: Place, level: str) -> Tenant:
    tenant = tree.add_child(parent=parent, code=place.code, name=place.name, level=level, status="open")
    tenant.opened_on = clock.today()
    return tenant


def _add_accounts() -> None:
    kept = passwords.hash_password(PASSWORD)
    for name, who, code, role in ACCOUNTS:
        unit = queries.find_tenant(code)
        assert unit is not None
        account = accounts.add_account(name=name, display_name=who, tenant_id=unit.id, role=role, is_demo=True)
        account.password_hash = kept


def _tell_the_year(station: queries.TenantRow, until: date, *, is_small: bool) -> None:
    kinds = {kind.code: kind.id for kind in log_queries.list_kinds()}
    chance, people = Random(station.code), people_of(station.code)
    pace = 2 if is_small else chance.choice((4, 5, 6, 7, 8))
    helpers = _register_volunteers(station, people, until)
    for first in _months(until):
        last = min(clock.days_of(clock.month_of(first))[1], until)
        with _working(last, Scope(station.path)) as scope:
            log.log_activities(scope, month_of_gatherings(chance, clock.month_of(first), kinds, until=until, pace=pace))
            _take_in(scope, people, station.name.removesuffix("驿站"), first, last, count=chance.randint(0, 1 if is_small else 4))
            if works := people.works(helpers, first, last):
                hours.credit_hours(scope, works, once=f"demo {station.code} {first}")


def _register_volunteers(station: queries.TenantRow, people: People, until: date) -> list[UUID]:
    """Put the volunteers on the roll and return their accounts."""
    with _working(_months(until)[0], Scope(station.path)) as scope:
        ids = [roll.register_volunteer(scope, it) for it in people.candidates()]
        return [volunteer_rows.get_volunteer(scope, volunteer_id).account_id for volunteer_id in ids]


def _take_in(scope: Scope, people: People, community: str, first: date, last: date, *, count: int) -> None:
    version = current_consent(last).version
    for _ in range(count):
        taken_on = first + timedelta(days=people.chance.randint(0, (last - first).days))
        training.admit_trainee(scope, people.admission(taken_on, community, consent_version=version))


def _staff(city: queries.TenantRow, start: date) -> Mapping[int, Scope]:
    with _working(start, Scope("0.")):
        return months.hire(queries.list_below(Scope(city.path)), {code: name for name, _, code, role in ACCOUNTS if role != "county_clerk"})


def _apply(until: date) -> None:
    path = queries.get_below(Scope(_path_of(places.FUZHOU)), places.JINAN).path
    clerk, admin = (Scope(path, account_id=_id_of(name)) for name in ("jinan_clerk", "jinan"))
    with _working(until - timedelta(days=3), clerk):
        applications.file_both(clerk, admin, until)


def _path_of(code: str) -> str:
    return next(city.path for city in queries.list_cities() if city.code == code)


def _id_of(name: str) -> int:
    account = queries.find_account(name)
    assert account is not None
    return account.id
