"""Minutes given to a relative and to the pool, taken back, and expired."""

from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import Table, insert, update
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.ledger import queries as books
from portal.ledger import services as ledger
from portal.ledger.rules import AccountKind, Posting, TransferKind
from portal.volunteer.models import BankRule, Volunteer
from portal.volunteer.queries import giving as queries
from portal.volunteer.queries.bank_rules import rules_on
from portal.volunteer.queries.kinships import get_party
from portal.volunteer.rules.giving import Proof
from portal.volunteer.services import giving, kinships
from portal.volunteer.services.giving import Gift
from tests import make

volunteer = cast(Table, Volunteer.__table__)


def rule(**changes: Any) -> None:
    """Let the city have rules of its own from the beginning."""
    usual: dict[str, Any] = {"effective_on": clock.today().replace(day=1), "activity_cap_min": None, "day_cap_min": None}
    more = {"total_cap_min": 90_000, "least_age": 14, "own_use_age": 60, "recipient_age": 60, "relations": ["parent", "grandparent"]}
    rest = {"donate_only": [], "expires_months": None, "notice_days": 3, "aid_month_min": 600, "needs_two": False, "reason": "市里决定"}
    with make.working_at(make.CITY, "fuzhou") as scope:
        own = {**scope.stamp(BankRule), "id": uuid7(), "set_by": scope.account_id, "set_at": clock.now()}
        db.session.execute(insert(BankRule), [{**own, **usual, **more, **rest, **changes}])


def two(*, minutes: int = 600, **changes: Any) -> tuple[UUID, UUID, UUID]:
    """Return a volunteer with minutes, her mother, and the relation between them."""
    giver, mother = make.volunteer(**changes), make.volunteer(name="林阿婆", phone="13712340000")
    make.hours(giver, worked_min=minutes)
    with make.working_at(make.LIANXIANG) as scope:
        return giver, mother, kinships.prove(scope, giver, Proof(mother, "parent", "household"))


def held(scope: Scope, volunteer_id: UUID) -> int:
    return books.balance_of(scope, get_party(scope, volunteer_id).account_id)


def pool_min(scope: Scope) -> int:
    return books.balance_of(scope, ledger.pool(scope))


def test_minutes_go_to_a_relative_whose_relation_is_proved(session: Session) -> None:
    giver, mother, bond = two()
    with make.working_at(make.LIANXIANG) as scope:
        first = giving.give(scope, giver, Gift(bond, 90, (600, 0)), once="a form")
        again = giving.give(scope, giver, Gift(bond, 90), once="a form")
        assert (first, held(scope, giver), held(scope, mother)) == (again, 510, 90)
        assert [
            (row.kind, row.moved_min, row.is_reversed) for row in queries.list_gifts(scope, get_party(scope, giver).account_id, page=1)
        ] == [("give", 90, False)]
    with make.working_at(make.CITY) as scope:
        assert ledger.verify(scope) == []


def test_nobody_gives_more_than_she_has_or_the_other_may_hold(session: Session) -> None:
    rule(total_cap_min=1000)
    giver, mother, bond = two()
    make.hours(mother, worked_min=700)
    with make.working_at(make.LIANXIANG) as scope:
        with pytest.raises(RuleBroken, match="余额是 10小时"):
            giving.give(scope, giver, Gift(bond, 601), once="")
        with pytest.raises(RuleBroken, match="最多还能收 5小时"):
            giving.give(scope, giver, Gift(bond, 301), once="")
        giving.give(scope, giver, Gift(bond, 300), once="")
        with pytest.raises(RuleBroken, match="不能再收"):
            giving.give(scope, giver, Gift(bond, 1), once="")


def test_the_rules_of_the_city_say_who_may_be_given_and_whose_minutes_are_only_donated(session: Session) -> None:
    giver, mother, bond = two()
    with make.working_at(make.LIANXIANG) as scope:
        kinships.end(scope, bond)
        in_law = kinships.prove(scope, giver, Proof(mother, "parent_in_law", "marriage"))
    rule(donate_only=["party"])
    with make.working_at(make.LIANXIANG) as scope:
        with pytest.raises(Conflict, match="不能赠与配偶的父母"):
            giving.give(scope, giver, Gift(in_law, 60), once="")
        with pytest.raises(Conflict, match="已经结束"):
            giving.give(scope, giver, Gift(bond, 60), once="")
        with pytest.raises(RuleBroken, match="不能赠与"):
            kinships.prove(scope, mother, Proof(giver, "parent_in_law", "marriage"))
        kinships.end(scope, in_law)
        bond = kinships.prove(scope, giver, Proof(mother, "parent", "birth"))
        db.session.execute(update(volunteer).where(scope.changes(volunteer)).values(member_group="party"), scope.binds)
        with pytest.raises(Conflict, match="在职党员的时间只能捐入"):
            giving.give(scope, giver, Gift(bond, 60), once="")
        giving.donate(scope, giver, 60, once="")
        assert pool_min(scope) == 60


def test_a_relation_stands_once_and_never_to_oneself(session: Session) -> None:
    giver, mother, bond = two()
    neighbour = make.volunteer(make.JUNMEN, name="王秀英", phone="13900001111")
    with make.working_at(make.LIANXIANG) as scope:
        for receiver, refusal in ((mother, Conflict), (giver, RuleBroken), (neighbour, NotFound)):
            with pytest.raises(refusal):
                kinships.prove(scope, giver, Proof(receiver, "parent", "household"))
        kinships.end(scope, bond)
        with pytest.raises(Conflict, match="已经结束"):
            kinships.end(scope, bond)


def test_whoever_keys_it_is_neither_giver_nor_receiver(session: Session) -> None:
    _, mother, _ = two()
    with make.working_at(make.LIANXIANG, "lianxiang") as scope:
        clerk = kinships.find_display_name(scope.account_id)
    her = make.volunteer(name=clerk, phone="13600000000")
    make.hours(her, worked_min=60)
    with make.working_at(make.LIANXIANG) as scope:
        with pytest.raises(Conflict, match="不能由自己办理"):
            kinships.prove(scope, mother, Proof(her, "parent", "household"))
        with pytest.raises(Conflict, match="不能由自己办理"):
            giving.donate(scope, her, 10, once="")


def test_a_gift_comes_back_while_it_is_there_once_and_with_a_reason(session: Session) -> None:
    giver, mother, bond = two()
    with make.working_at(make.LIANXIANG) as scope:
        gift = giving.give(scope, giver, Gift(bond, 90), once="")
        donated = giving.donate(scope, giver, 30, once="")
        with pytest.raises(RuleBroken):
            giving.take_back(scope, gift, reason="陈秀英反悔")
        giving.take_back(scope, donated, reason="登记错了")
        giving.donate(scope, mother, 1, once="")
        with pytest.raises(Conflict, match="还差 1分"):
            giving.take_back(scope, gift, reason="登记错了")
        with pytest.raises(Conflict, match="已经收回过"):
            giving.take_back(scope, donated, reason="登记错了")
        assert (held(scope, giver), held(scope, mother), pool_min(scope)) == (510, 89, 1)


def test_a_balance_that_moved_since_it_was_shown_stops_the_gift(session: Session) -> None:
    giver, _, bond = two()
    with make.working_at(make.LIANXIANG) as scope:
        for call in (
            lambda: giving.give(scope, giver, Gift(bond, 60, (600, 30)), once=""),
            lambda: giving.donate(scope, giver, 60, seen_min=1, once=""),
        ):
            with pytest.raises(Conflict, match="余额与您看到的不同"):
                call()


def test_nothing_expires_unless_the_city_says_so(session: Session) -> None:
    giver, _, _ = two()
    with time_machine.travel(datetime(2036, 1, 1, 4, tzinfo=UTC), tick=False), make.working_at(make.CITY) as scope:
        assert giving.expire_due(scope) == 0
    with make.working_at(make.LIANXIANG) as scope:
        assert held(scope, giver) == 600
        account_id = get_party(scope, giver).account_id
        assert queries.expiring(scope, account_id, rules_on(scope, clock.today()), today=clock.today()) == 0


def test_the_oldest_unspent_minutes_expire_to_the_pool_once_a_day(session: Session) -> None:
    giver, mother, bond = two(minutes=600)  # on 16 March 2026
    rule(expires_months=12)
    with make.working_at(make.LIANXIANG) as scope:
        giving.take_back(scope, giving.give(scope, giver, Gift(bond, 100), once=""), reason="登记错了")  # neither spent nor new
        giving.give(scope, giver, Gift(bond, 250), once="")
    with time_machine.travel(datetime(2027, 2, 20, 4, tzinfo=UTC), tick=False):
        make.hours(giver, served_on=clock.today(), worked_min=60)
        with make.working_at(make.LIANXIANG) as scope:
            giving.donate(scope, giver, 50, once="")
            account_id = get_party(scope, giver).account_id
            assert queries.expiring(scope, account_id, rules_on(scope, clock.today()), today=clock.today()) == 300
        with make.working_at(make.CITY) as scope:
            assert giving.expire_due(scope) == 0
    with time_machine.travel(datetime(2027, 3, 17, 4, tzinfo=UTC), tick=False):
        with make.working_at(make.CITY) as scope:
            assert [giving.expire_due(scope), giving.expire_due(scope)] == [2, 0]
            assert ledger.verify(scope) == []
        with make.working_at(make.LIANXIANG) as scope:
            assert (held(scope, giver), held(scope, mother), pool_min(scope)) == (60, 0, 600)


def test_what_flows_through_the_pool_is_told_by_month_and_names_nobody(session: Session) -> None:
    giver, _, _ = two()
    with make.working_at(make.LIANXIANG) as scope:
        giving.donate(scope, giver, 200, once="")
        taken = giving.donate(scope, giver, 30, once="")
    with time_machine.travel(datetime(2026, 3, 31, 16, 30, tzinfo=UTC), tick=False), make.working_at(make.LIANXIANG) as scope:
        giving.take_back(scope, taken, reason="登记错了")  # it is April in China
        hold = ledger.open_account(scope, AccountKind.HOLD).id
        spent = [Posting(ledger.pool(scope), hold, minutes, TransferKind.HOLD, f"hold {minutes}") for minutes in (50, 20)]
        ledger.reverse(scope, ledger.post(scope, spent, action="t")[1].id, reason="作废", key="void", action="t")
    with time_machine.travel(datetime(2026, 4, 2, tzinfo=UTC), tick=False), make.working_at(make.JINAN) as scope:
        april, march, *rest = queries.pool_flows(scope, clock.today())
        assert (april.month, april.donated_min, april.spent_min, april.left_min) == ("2026-04", -30, 50, 150)
        assert (march.month, march.donated_min, march.overflow_min, march.left_min) == ("2026-03", 230, 0, 230)
        assert len(rest) == 10
        assert all(flow.change_min == 0 and flow.left_min == 0 for flow in rest)
