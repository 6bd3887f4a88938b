"""The time bank of a few stations, told through the services the pages use: who is served, what is asked, who goes, what is credited."""

from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from portal.care.rules import notice as care_notice
from portal.care.rules.facilities import FacilityDraft, Visits
from portal.care.rules.recipients import Aid, Draft
from portal.care.rules.requests import Ask, Channel, Wanted
from portal.care.rules.series import Plan as SeriesPlan
from portal.care.services import facilities, recipients, requests, series
from portal.core import clock
from portal.core.scope import Scope
from portal.demo import bank_shop
from portal.demo.people import People
from portal.people.rules import ConsentChannel
from portal.volunteer.queries import roll as volunteer_rows
from portal.volunteer.queries.roll import Helper
from portal.volunteer.queries.served_times import list_busy
from portal.volunteer.rules.bank_rules import BankRules
from portal.volunteer.rules.marks import Mark
from portal.volunteer.rules.shifts import Confirmation, Plan
from portal.volunteer.services import bank_rules, disputes, marks, shifts

Working = Callable[[date, Scope], AbstractContextManager[Scope]]
BEGIN, END = (12, 5), (13, 20)  # nobody of the demo's other service works over noon
NOTICE_OVER = timedelta(days=4)
ELDERS, USES_A_MONTH = 7, 4
_FACILITIES = (("canteen", "爱心餐厅", 40), ("barber", "理发室", 4), ("lounge", "休息室", 20))
_KINDS = ("haircut", "escort", "cleaning", "bathing", "meals")
_FAMILY = ("儿子", "女儿", "儿媳", "孙女")


@dataclass(frozen=True, slots=True)
class Elder:
    """Somebody who is served, and who of her family confirms."""

    id: UUID
    family: str
    place: str

    def __repr__(self) -> str:
        return f"Elder({self.id})"


def set_rules(scope: Scope, day: date) -> None:
    """Let a city's time bank have rules of its own from its first day on."""
    rules = BankRules(day, activity_cap_min=240, day_cap_min=480, donate_only=("cadre",))
    bank_rules.set_rules(scope, rules, reason="全市时间银行统一规则")


def tell(working: Working, scope: Scope, people: People, months: list[date], until: date) -> None:
    """Tell a station's year: who is served, the facilities' days, service every month, the shop, and what is on its way today."""
    chance = Random(f"bank {people.station_code}")
    with working(months[0], scope) as at:
        elders = [_register(at, people, chance, n, months[0]) for n in range(ELDERS)]
        places = [_open(at, kind, name, seats, months[0]) for kind, name, seats in _FACILITIES]
    for first in months:
        _count(working, scope, chance, places, first, until)
    for first in months[-5:]:
        day = first + timedelta(days=9)
        if day + NOTICE_OVER < until:
            _serve(working, scope, chance, elders, day)
    bank_shop.tell(working, scope, people, months, until, elders[0].id)
    _today(working, scope, chance, elders, places, until)


def _register(at: Scope, people: People, chance: Random, n: int, day: date) -> Elder:
    """Put an elder on the roll; the first one is poor, and the pool may pay for her."""
    place = f"{chance.randint(1, 20)}座{chance.randint(101, 608)}室"
    family = people.faker.name()
    born = date(day.year - chance.randint(66, 91), chance.randint(1, 12), chance.randint(1, 28))
    draft = Draft(
        people.faker.name(),
        care_notice.NOTICE.version,
        ConsentChannel.IN_PERSON,
        phone=people.phone(),
        born_on=born,
        community_code=people.station_code[:12],
        address=place,
        lives_alone=n % 3 == 0,
        family_name=family,
        family_phone=people.phone(),
        family_relation=chance.choice(_FAMILY),
    )
    elder_id = recipients.register(at, draft)
    if n == 0:
        recipients.note_aid(at, elder_id, Aid("low_income", "低保证，已核对原件", ConsentChannel.IN_PERSON), version=1)
    return Elder(elder_id, family, place)


def _open(at: Scope, kind: str, name: str, seats: int, day: date) -> UUID:
    return facilities.add_facility(at, FacilityDraft(kind, name, seats, "周一至周六 9:00–17:00", "", day))


def _count(working: Working, scope: Scope, chance: Random, places: Sequence[UUID], first: date, until: date) -> None:
    """How many used the facilities on a few days of a month."""
    for week in range(USES_A_MONTH):
        day = first + timedelta(days=7 * week + 2)
        if day <= until:
            with working(day, scope) as at:
                counted = [(chance.randint(12, 38), 3), (chance.randint(2, 9), 0), (chance.randint(5, 18), 2)]
                facilities.count_day(at, day, [Visits(id_, *people, "", 0) for id_, people in zip(places, counted, strict=True)])


def _serve(working: Working, scope: Scope, chance: Random, elders: Sequence[Elder], day: date) -> None:
    """A day's service from the request to the credit: two elders ask, somebody goes, the family confirms, the station verifies."""
    with working(day, scope) as at:
        helpers = [one for one in volunteer_rows.list_helpers(at) if not one.is_receiver_only]
        done = [
            _go(at, chance.choice(elders), helper, kind, day)
            for helper, kind in zip(chance.sample(helpers, 2), chance.sample(_KINDS, 2), strict=True)
        ]
        shifts.verify(at, done)
    with working(day + NOTICE_OVER, scope) as at:
        shifts.credit_due(at)


def _go(at: Scope, elder: Elder, helper: Helper, kind: str, day: date) -> UUID:
    """Somebody goes to an elder, and her family signs that it was so."""
    shift_id = _arrange(at, elder, helper, kind, day)
    with _at(day, BEGIN):
        shifts.sign_in(at, shift_id, "code")
    with _at(day, END):
        shifts.sign_out(at, shift_id, "code")
        shifts.confirm(at, shift_id, Confirmation("paper", "family", elder.family))
    return shift_id


def _arrange(at: Scope, elder: Elder, helper: Helper, kind: str, day: date) -> UUID:
    wanted = Wanted(kind, day, BEGIN[0] * 60, 75, place=elder.place)
    request_id = requests.ask(at, Ask(wanted, Channel.PHONE, recipient_id=elder.id))
    return shifts.plan(at, Plan((helper.id,), kind, day, BEGIN[0] * 60, 75, request_id))[0]


def _today(working: Working, scope: Scope, chance: Random, elders: Sequence[Elder], places: Sequence[UUID], until: date) -> None:
    """What is on its way: a notice with an objection, what waits to be verified and confirmed, who serves now, what is asked."""
    before = until - timedelta(days=1)
    with working(before, scope) as at:
        helpers = _free(at, before)
        shown = [_go(at, elder, helper, kind, before) for elder, helper, kind in zip(elders, helpers[:2], _KINDS, strict=False)]
        if shown:
            shifts.verify(at, shown)
            disputes.raise_dispute(at, shown[0], "家属反映当天只服务了一小时", "phone")
        for elder, helper, kind in zip(elders[2:], helpers[2:3], _KINDS, strict=False):
            _go(at, elder, helper, kind, before)
        for elder, helper in zip(elders[3:], helpers[3:4], strict=False):
            _end(at, elder, helper, before)
        for helper in helpers[:1]:
            marks.note_mark(at, helper.id, Mark("training", before, "老年人陪护知识培训", 120, "海峡家政服务中心"))
            marks.note_mark(at, helper.id, Mark("praise", before, "季度优秀志愿者", None, "社区妇联"))
    with working(until, scope) as at:
        for helper in _free(at, until)[:1]:
            shifts.start(at, helper.id, "meals", "counter", at=clock.now() - timedelta(minutes=25))
        requests.ask(at, Ask(Wanted("escort", until, is_urgent=True, place=elders[4].place), Channel.PHONE, recipient_id=elders[4].id))
        wanted = Wanted("haircut", until + timedelta(days=1), 540, 90, place=elders[5].place)
        requests.ask(at, Ask(wanted, Channel.COUNTER, recipient_id=elders[5].id))
        code = Ask(replace(wanted, kind="cleaning"), Channel.CODE, asker="林先生", asker_phone="13805912266", phone_checked_at=clock.now())
        requests.ask(at, code)
        weekly = Wanted("meals", until, 630, 120, helpers=2)
        series.start(at, SeriesPlan(weekly, "135", facility_id=places[0]))


def _end(at: Scope, elder: Elder, helper: Helper, day: date) -> None:
    """Somebody went, and nobody has confirmed it yet."""
    shift_id = _arrange(at, elder, helper, "cleaning", day)
    with _at(day, BEGIN):
        shifts.sign_in(at, shift_id, "counter")
    with _at(day, END):
        shifts.sign_out(at, shift_id, "counter")


def _free(at: Scope, day: date) -> list[Helper]:
    """The volunteers who serve nowhere on a day."""
    helpers = [one for one in volunteer_rows.list_helpers(at) if not one.is_receiver_only]
    busy = {row.account_id for row in list_busy(at, [one.account_id for one in helpers], day)}
    return [one for one in helpers if one.account_id not in busy]


@contextmanager
def _at(day: date, hour: tuple[int, int]) -> Generator[None]:
    """Work at an hour of a day that is over."""
    with clock.pretending(datetime(day.year, day.month, day.day, *hour, tzinfo=clock.SHANGHAI)):
        yield
