"""Three hundred things that happen to the time bank in any order: nothing drifts, and nothing but a refusal stops one."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from portal.care.models import Recipient, ServiceRequest
from portal.care.queries.requests import get_request
from portal.care.rules.requests import Ask, Channel
from portal.care.services import requests
from portal.care.services.recipients import register
from portal.core import clock
from portal.core.db import db
from portal.core.errors import PortalError
from portal.core.scope import Scope
from portal.ledger import services as ledger
from portal.people import rolls
from portal.people.rules import ConsentChannel
from portal.people.services import consent, records
from portal.shop.models import Redemption
from portal.shop.queries.redemptions import lock_redemption
from portal.shop.rules.redemptions import Basket
from portal.shop.services import redemptions
from portal.tallies import services as tallies
from portal.volunteer.models import Dispute, Kinship, Service, Shift, Volunteer
from portal.volunteer.queries.giving import list_gifts
from portal.volunteer.queries.kinships import get_party
from portal.volunteer.rules.disputes import Verdict
from portal.volunteer.rules.giving import Proof
from portal.volunteer.rules.notice import NOTICE
from portal.volunteer.rules.shifts import Confirmation, Plan
from portal.volunteer.services import dispatch, disputes, giving, hours, kinships, shifts
from portal.volunteer.services.giving import Gift
from portal.volunteer.services.roll import register_volunteer
from tests import make, make_care, make_requests
from tests.make_redemptions import BY_HAND, item

STEPS, CHECKED_EVERY = 300, 50
BEGINS = datetime(2026, 3, 16, 0, 30, tzinfo=UTC)


class Walk:
    """One station, who is on its rolls, and a clock that goes on."""

    def __init__(self, seed: int) -> None:
        self.dice, self.now = Random(seed), BEGINS  # not a secret
        self.done: Counter[str] = Counter()
        women = {"陈秀英": "13900001001", "林秀英": "13900001002", "王桂香": "13900001003", "郑阿妹": "13900001004"}
        for name, phone in women.items():
            make.volunteer(name=name, phone=phone)
        make.volunteer(make.JUNMEN, name="陈秀英", phone="13900001001")
        for n, name in enumerate(("黄依姆", "吴依伯")):
            make_care.recipient(name=name, phone=f"1360000200{n}")
        self.items = [item("A01", count=200, price_min=20), item("B01", count=None, name="理发", unit="次", price_min=30)]

    def any_of(self, scope: Scope, model: Any, *states: str) -> UUID:
        """Return one row of the station, in one of the states; one that is not there when there is none."""
        chosen = [model.state.in_(states)] if states else []
        ids = db.session.execute(select(model.id).where(scope.owns(model), *chosen).order_by(model.id), scope.binds).scalars().all()
        return self.dice.choice(ids) if ids else uuid4()

    def step(self) -> None:
        """Do something, at some later moment."""
        self.now += timedelta(minutes=self.dice.choice((1, 7, 30, 45, 60, 300)))
        deed = self.dice.choice(DEEDS)
        if deed is decide:
            place, name = make.JINAN, "jinan"
        else:
            place, name = make.LIANXIANG, self.dice.choice(("lianxiang", "lianxiang_helper"))
        with clock.pretending(self.now), suppress(PortalError), make.working_at(place, name) as scope:
            deed(self, scope)
            self.done[deed.__name__] += 1

    def check(self) -> None:
        """See that nothing drifted."""
        with clock.pretending(self.now), make.working_at(make.CITY, "fuzhou") as scope:
            assert ledger.verify(scope) == []
            assert tallies.differences(scope) == []


def plan(it: Walk, scope: Scope) -> None:
    when = Plan((it.any_of(scope, Volunteer),), "haircut", clock.today(), it.dice.choice((None, 540, 600)), 60, None)
    shifts.plan(scope, when)


def start(it: Walk, scope: Scope) -> None:
    shifts.start(scope, it.any_of(scope, Volunteer), "haircut", "counter")


def sign_in(it: Walk, scope: Scope) -> None:
    shifts.sign_in(scope, it.any_of(scope, Shift, "planned"), "counter")


def sign_out(it: Walk, scope: Scope) -> None:
    at = it.now - timedelta(minutes=it.dice.choice((5, 30, 1000)))
    shifts.sign_out(scope, it.any_of(scope, Shift, "running"), "counter", at=it.dice.choice((None, None, at)))


def call_off(it: Walk, scope: Scope) -> None:
    shifts.void(scope, it.any_of(scope, Shift), "没有来")


def confirm(it: Walk, scope: Scope) -> None:
    shifts.confirm(scope, it.any_of(scope, Shift, "ended"), Confirmation("counter", "family", "黄建国"))


def verify(it: Walk, scope: Scope) -> None:
    shifts.verify(scope, [it.any_of(scope, Shift, "confirmed")])


def credit(_: Walk, scope: Scope) -> None:
    shifts.credit_due(scope)


def object_to(it: Walk, scope: Scope) -> None:
    disputes.raise_dispute(scope, it.any_of(scope, Shift, "verified"), "那天没有看到人来", "counter")


def decide(it: Walk, scope: Scope) -> None:
    verdict = it.dice.choice((Verdict.VOID, Verdict.CHANGED, Verdict.UPHELD))
    new_min = it.dice.choice((5, 30, 200)) if verdict is Verdict.CHANGED else None
    disputes.decide(scope, it.any_of(scope, Dispute, "open"), verdict, reason="看过记录", new_min=new_min, version=1)


def key(it: Walk, scope: Scope) -> None:
    her = get_party(scope, it.any_of(scope, Volunteer))
    day = clock.today() - timedelta(days=it.dice.randint(0, 20))
    hours.credit_hours(scope, [hours.Work(her.account_id, day, None, it.dice.choice((60, 300)), "haircut")], once="")


def reverse(it: Walk, scope: Scope) -> None:
    hours.reverse_hours(scope, it.any_of(scope, Service), reason="登记有误", once="")


def prove(it: Walk, scope: Scope) -> None:
    kinships.prove(scope, it.any_of(scope, Volunteer), Proof(it.any_of(scope, Volunteer), "parent", "household"))


def give(it: Walk, scope: Scope) -> None:
    bond = db.session.execute(select(Kinship.id, Kinship.giver_id).where(scope.owns(Kinship)).limit(1), scope.binds).first()
    if bond:
        giving.give(scope, bond.giver_id, Gift(bond.id, it.dice.choice((1, 20, 500))), once="")


def donate(it: Walk, scope: Scope) -> None:
    giving.donate(scope, it.any_of(scope, Volunteer), it.dice.choice((1, 20, 500)), once="")


def ungive(it: Walk, scope: Scope) -> None:
    gifts = list_gifts(scope, get_party(scope, it.any_of(scope, Volunteer)).account_id, page=1)
    if gifts:
        giving.take_back(scope, gifts[0].id, reason="当事人要求")


def arrive(it: Walk, scope: Scope) -> None:
    """Somebody new comes."""
    n = len(it.done) + it.now.minute + 60 * it.now.hour
    register_volunteer(scope, make.candidate(name=f"陈{'一二三四五六七八九十'[n % 10]}妹", phone=f"139{n:08d}"))
    register(scope, make_care.recipient_draft(name=f"黄{'一二三四五六七八九十'[n % 10]}婆", phone=f"136{n:08d}"))


def reserve(it: Walk, scope: Scope) -> None:
    basket = tuple((one, it.dice.randint(1, 3)) for one in it.dice.sample(it.items, it.dice.randint(1, 2)))
    redemptions.hold(scope, Basket(basket, volunteer_id=it.any_of(scope, Volunteer)))


def hand_over(it: Walk, scope: Scope) -> None:
    redemptions.hand_over(scope, it.any_of(scope, Redemption, "held"), BY_HAND, version=1)


def unreserve(it: Walk, scope: Scope) -> None:
    redemptions.void(scope, it.any_of(scope, Redemption, "held"), reason="没有来领", version=1)


def bring_back(it: Walk, scope: Scope) -> None:
    which = it.any_of(scope, Redemption, "handed")
    redemptions.take_back(scope, which, reason="坏了", version=lock_redemption(scope, which).version)


def ask(it: Walk, scope: Scope) -> None:
    wanted = make_requests.wanted(wanted_on=clock.today(), is_urgent=it.dice.random() < 0.5)
    requests.ask(scope, Ask(wanted, Channel.PHONE, it.any_of(scope, Recipient)))


def send(it: Walk, scope: Scope) -> None:
    which = it.any_of(scope, ServiceRequest, "open", "arranged")
    dispatch.send(scope, which, [it.any_of(scope, Volunteer)], version=get_request(scope, which).version)


def cancel(it: Walk, scope: Scope) -> None:
    requests.cancel(scope, it.any_of(scope, ServiceRequest), reason="不需要了")


def withdraw(it: Walk, scope: Scope) -> None:
    for record in rolls.get("volunteers").list_all(scope):
        if record.withdrawn_at is None and it.dice.random() < 0.03:
            consent.withdraw_consent(scope, record, channel="in_person", note="")
        elif record.withdrawn_at:
            consent.give_consent(scope, record, version=NOTICE.version, channel=ConsentChannel.IN_PERSON, note="")


def join(it: Walk, scope: Scope) -> None:
    if it.dice.random() < 0.1:
        roll = rolls.get("volunteers")
        one, other = (roll.get(scope, it.any_of(scope, Volunteer)) for _ in range(2))
        records.merge_records(scope, one, other, reason="同一个人")


def erase(it: Walk, scope: Scope) -> None:
    if it.dice.random() < 0.1:
        roll, model = it.dice.choice((("volunteers", Volunteer), ("recipients", Recipient)))
        records.erase_record(scope, rolls.get(roll).get(scope, it.any_of(scope, model)), reason="本人要求删除")


def close(_: Walk, scope: Scope) -> None:
    tallies.close_month(scope, clock.month_of(clock.today().replace(day=1) - timedelta(days=1)))


OFTEN: list[Callable[[Walk, Scope], None]] = [start, sign_in, sign_out, confirm, verify, credit, reserve, hand_over, ask, send]
DEEDS = [
    *(*OFTEN, *OFTEN, *OFTEN, sign_out, sign_out, confirm, confirm, verify, verify),
    *(plan, call_off, object_to, decide, key, reverse, prove, give, donate, ungive, unreserve, bring_back, cancel),
    *(call_off, object_to, decide, decide, key, key, reverse, prove, give, donate, arrive, arrive),
    *(withdraw, join, erase, close),
]


@pytest.mark.parametrize("seed", [350111])
def test_nothing_drifts_whatever_happens_to_the_time_bank(app: Flask, seed: int) -> None:
    with app.app_context():
        it = Walk(seed)
        for n in range(1, STEPS + 1):
            it.step()
            if n % CHECKED_EVERY == 0:
                it.check()
        assert it.done.total() > STEPS // 4
