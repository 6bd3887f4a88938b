"""What a fund pays: never more than it has, never into a closed month, voided by its reason."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.tallies import services as tallies
from portal.training.queries import funds as queries
from portal.training.services import funds as services
from tests import make, make_proof


def test_a_fund_is_spent_to_the_last_fen_and_no_further(session: Session) -> None:
    class_id, fund_id = make.training_class(), make_proof.fund(budget_fen=10_000)
    with make.working_at(make.LIANXIANG) as scope:
        pay = [(fund_id, make_proof.payment(amount_fen=6_000)), (fund_id, make_proof.payment(amount_fen=4_001, voucher="2"))]
        with pytest.raises(RuleBroken, match=r"只剩 40\.00 元") as broken:
            services.note_costs(scope, class_id, pay)
    assert broken.value.field == "rows-1-amount_fen"
    make_proof.cost(class_id, fund_id, amount_fen=6_000)
    cost_id = make_proof.cost(class_id, fund_id, amount_fen=4_000, voucher="2")
    with pytest.raises(RuleBroken, match=r"只剩 0\.00 元"):
        make_proof.cost(class_id, fund_id, amount_fen=1, voucher="3")
    with make.working_at(make.LIANXIANG) as scope:
        services.void_cost(scope, cost_id, reason="录错")
        assert queries.get_fund(scope, fund_id).spent_fen == 6_000
        with pytest.raises(Conflict, match="已经作废"):
            services.void_cost(scope, cost_id, reason="再来")


def test_a_closed_month_takes_no_payment_and_gives_none_back(session: Session) -> None:
    class_id, fund_id = make.training_class(), make_proof.fund()
    cost_id = make_proof.cost(class_id, fund_id, paid_on=date(2026, 2, 10))
    with make.working_at(make.LIANXIANG) as scope:
        tallies.close_month(scope, "2026-02")
    with pytest.raises(Conflict, match="关账"):
        make_proof.cost(class_id, fund_id, paid_on=date(2026, 2, 11))
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="关账"):
        services.void_cost(scope, cost_id, reason="录错")


def test_the_same_payment_stands_once(session: Session) -> None:
    class_id, fund_id = make.training_class(), make_proof.fund()
    make_proof.cost(class_id, fund_id)
    with pytest.raises(Conflict, match="已经登记过"):
        make_proof.cost(class_id, fund_id)
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="第 2 行"):
        services.note_costs(scope, class_id, [(fund_id, make_proof.payment(voucher="9"))] * 2)


def test_neither_class_nor_fund_of_a_neighbour_is_met(session: Session) -> None:
    class_id, fund_id = make.training_class(), make_proof.fund()
    with pytest.raises(NotFound):
        make_proof.cost(class_id, fund_id, make.NEIGHBOUR)
    with pytest.raises(RuleBroken, match="选择资金"):
        make_proof.cost(class_id, make_proof.fund(make.NEIGHBOUR))
    with make.working_at(make.NEIGHBOUR) as scope:
        for change in (services.end_fund,):
            with pytest.raises(NotFound):
                change(scope, fund_id, ended_on=date(2026, 3, 16), version=1)
        with pytest.raises(NotFound):
            services.void_cost(scope, uuid4(), reason="x")


def test_a_budget_does_not_go_below_what_was_paid(session: Session) -> None:
    class_id, fund_id = make.training_class(), make_proof.fund()
    make_proof.cost(class_id, fund_id, amount_fen=5_000)
    from portal.training.rules.funds import FundDraft, Source

    with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken, match=r"已经支出 50\.00 元"):
        services.amend_fund(scope, fund_id, FundDraft("专项", Source.BUDGET, "", 2026, 4_999, ""), version=1)


def test_an_ended_fund_pays_no_more(session: Session) -> None:
    class_id, fund_id = make.training_class(), make_proof.fund()
    with make.working_at(make.LIANXIANG) as scope:
        services.end_fund(scope, fund_id, ended_on=date(2026, 3, 9), version=1)
        with pytest.raises(Conflict, match="别人修改过"):
            services.end_fund(scope, fund_id, ended_on=date(2026, 3, 9), version=1)
    with pytest.raises(RuleBroken, match="停用"):
        make_proof.cost(class_id, fund_id)


def test_what_became_of_the_women_a_fund_trained(session: Session) -> None:
    fund_id, her = make_proof.fund(), make.trainee()
    enrolment_id = make.completed(her)
    make.completed(make.trainee(n=2), code=make.LIANXIANG)  # of a class that others paid for
    with make.working_at(make.LIANXIANG) as scope:
        from portal.training.queries import enrolments

        class_id = enrolments.get_enrolment(scope, enrolment_id).class_id
    make_proof.cost(class_id, fund_id)
    with make.working_at(make.LIANXIANG) as scope:
        assert queries.count_reached(scope, fund_id) == {"trained": 1, "certified": 0, "placed": 0, "founded": 0}
        (row,) = queries.list_reached(scope, fund_id, "trained", is_named=True, page=1)
        assert (row.name, row.trainee_id, row.times) == ("李梅", her, 1)
