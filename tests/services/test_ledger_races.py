"""Several at once, on databases of their own: the last minutes go once, a reversal is one, numbers are nobody's twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from portal.core import clock
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.ledger import queries as books
from portal.ledger import services as ledger
from portal.ledger.rules import AccountKind, Posting, TransferKind
from portal.tallies import services as tallies
from portal.tenants.queries import find_invitation
from portal.tenants.rules.accounts import digest_of
from portal.tenants.services import accounts
from portal.volunteer.queries.roll import get_volunteer
from portal.volunteer.rules.hours import Work
from portal.volunteer.services import hours as services
from tests import make
from tests.databases import BOTH, committed

CROWD = 6
REFUSED = (Conflict, RuleBroken, IntegrityError)  # the last one becomes a 409 in the place that commits


@pytest.fixture(scope="module", params=BOTH)
def crowded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal whose rows are really committed."""
    with committed(request, tmp_path_factory, "crowded", tick=False) as app:
        yield app


def all_at_once(app: Flask, work: Callable[[Scope, int], Any], code: str = make.LIANXIANG) -> list[Any]:
    """Return what each of the crowd got, or how she was refused."""
    start = Barrier(CROWD)

    def run(n: int) -> Any:
        with app.app_context():
            start.wait(10)
            try:
                with make.working_at(code) as scope:
                    return work(scope, n)
            except REFUSED as refusal:
                return type(refusal)

    with ThreadPoolExecutor(CROWD) as pool:
        return list(pool.map(run, range(CROWD)))


def winners(results: list[Any]) -> list[Any]:
    return [result for result in results if not isinstance(result, type)]


def test_the_last_minutes_are_given_away_once(crowded: Flask) -> None:
    with crowded.app_context(), make.working_at(make.LIANXIANG) as scope:
        giver, taker = (ledger.open_account(scope, AccountKind.VOLUNTEER).id for _ in range(2))
        ledger.post(scope, [Posting(ledger.issuer(scope), giver, 60, TransferKind.EARN, "the last hour")], action="hours.credit")

    def give(scope: Scope, n: int) -> Any:
        return ledger.post(scope, [Posting(giver, taker, 60, TransferKind.GIVE, f"gift {n}")], action="hours.give")

    results = all_at_once(crowded, give)
    assert len(winners(results)) == 1
    assert results.count(Conflict) == CROWD - 1
    with crowded.app_context(), make.working_at(make.LIANXIANG) as scope:
        assert books.balances_of(scope, [giver, taker]) == {giver: 0, taker: 60}


def test_gifts_that_cross_lose_no_minute_and_wait_for_nobody_for_ever(crowded: Flask) -> None:
    with crowded.app_context(), make.working_at(make.LIANXIANG) as scope:
        pair = [ledger.open_account(scope, AccountKind.VOLUNTEER).id for _ in range(2)]
        source = ledger.issuer(scope)
        ledger.post(scope, [Posting(source, it, 600, TransferKind.EARN, f"first {it}") for it in pair], action="hours.credit")

    def cross(scope: Scope, n: int) -> Any:
        gifts = [Posting(pair[(n + m) % 2], pair[(n + m + 1) % 2], 1 + n, TransferKind.GIVE, f"cross {n} {m}") for m in range(10)]
        for one in gifts:
            ledger.post(scope, [one], action="hours.give")
            ledger.post(scope, [Posting(source, one.credit, 1, TransferKind.EARN, f"for {one.key}")], action="hours.credit")

    assert all_at_once(crowded, cross) == [None] * CROWD
    with crowded.app_context(), make.working_at(make.LIANXIANG) as scope:
        assert books.balances_of(scope, pair) == dict.fromkeys(pair, 600 + CROWD * 5)
        assert [len(books.list_statement(scope, it, page=4)) for it in pair] == [16, 16]


def test_who_opens_the_pool_at_once_gets_the_same_one(crowded: Flask) -> None:
    pools = all_at_once(crowded, lambda scope, _: ledger.pool(scope), make.OTHER_STATION)
    assert len(winners(pools)) == CROWD
    assert len(set(pools)) == 1


def test_a_merge_beside_a_void_leaves_no_minutes_behind(crowded: Flask) -> None:
    """Whichever comes first: what was held comes back to the account that lives, or is asked for again."""
    with crowded.app_context(), make.working_at(make.LIANXIANG) as scope:
        kept, merged, hold = (ledger.open_account(scope, kind).id for kind in (*[AccountKind.VOLUNTEER] * 2, AccountKind.HOLD))
        source, hold_it = ledger.issuer(scope), Posting(merged, hold, 10, TransferKind.HOLD, "held")
        _, held = ledger.post(scope, [Posting(source, merged, 60, TransferKind.EARN, "before"), hold_it], action="hours.credit")

    def work(scope: Scope, n: int) -> Any:
        if n == 0:
            return ledger.merge_accounts(scope, kept, merged, action="volunteer.merge")
        return ledger.reverse(scope, held.id, reason="不要了", key=f"void {n}", action="shop.void")

    results = all_at_once(crowded, work)
    assert not isinstance(results[0], type)
    with crowded.app_context(), make.working_at(make.LIANXIANG) as scope:
        assert books.balances_of(scope, [merged, kept, hold]) == (
            {merged: 0, kept: 60, hold: 0} if winners(results[1:]) else {merged: 0, kept: 50, hold: 10}
        )
        assert len(winners(results[1:])) <= 1


def test_hours_are_taken_back_once_and_the_figures_know_it(crowded: Flask) -> None:
    with crowded.app_context():
        service_id = make.hours(make.volunteer(phone="13900000001"))
    results = all_at_once(crowded, lambda scope, n: services.reverse_hours(scope, service_id, reason="重复登记", once=f"form {n}"))
    assert len(winners(results)) == 1
    with crowded.app_context(), make.working_at(make.CITY) as scope:
        assert tallies.differences(scope) == []


def test_one_key_is_posted_once(crowded: Flask) -> None:
    with crowded.app_context():
        volunteer_id = make.volunteer(phone="13900000002")

    def credit(scope: Scope, _: int) -> Any:
        account_id = get_volunteer(scope, volunteer_id).account_id
        return services.credit_hours(scope, [Work(account_id, clock.today(), None, 60, "meals")], once="one form")

    all_at_once(crowded, credit)
    with crowded.app_context(), make.working_at(make.LIANXIANG) as scope:
        assert books.balance_of(scope, get_volunteer(scope, volunteer_id).account_id) == 60


def test_a_day_stays_a_day_when_all_fill_it_at_once(crowded: Flask) -> None:
    with crowded.app_context():
        volunteer_id = make.volunteer(phone="13900000003")

    def credit(scope: Scope, n: int) -> Any:
        account_id = get_volunteer(scope, volunteer_id).account_id
        return services.credit_hours(scope, [Work(account_id, clock.today(), None, 1000, "meals")], once=f"form {n}")

    assert len(winners(all_at_once(crowded, credit))) == 1


def test_numbers_are_given_out_one_by_one(crowded: Flask) -> None:
    def open_one(scope: Scope, _: int) -> Any:
        return ledger.open_account(scope, AccountKind.VOLUNTEER).number

    numbers = sorted(all_at_once(crowded, open_one, make.OTHER_STATION))
    assert numbers == [f"V371581000000{n}" for n in range(1, CROWD + 1)]


def test_of_links_made_at_once_one_lives(crowded: Flask) -> None:
    with crowded.app_context():
        account_id = make.account_id("lianxiang_helper")
    tokens = winners(all_at_once(crowded, lambda scope, _: accounts.invite(scope, account_id=account_id)))
    assert len(tokens) == CROWD
    with crowded.app_context(), make.working_at(make.LIANXIANG):
        assert sum(find_invitation(digest_of(token), now=clock.now()) is not None for token in tokens) == 1
