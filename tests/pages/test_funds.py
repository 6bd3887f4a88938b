"""/t/<station>/funds: what pays for training."""

from datetime import date
from uuid import UUID

import pytest

from portal.tallies import services as tallies
from portal.training.queries import completion
from tests import make, make_proof, make_work
from tests.browse import Browser

LIST, NEW = f"/t/{make.LIANXIANG}/funds/", f"/t/{make.LIANXIANG}/funds/new"
ONE = {"name": "慈善会助学金", "source": "foundation", "donor": "福州市慈善总会", "year": "2026", "budget_fen": "１,２３４.50", "note": ""}
PAID = {"item": "teaching", "amount_fen": "100.01", "paid_on": "2026-03-10", "voucher": "PZ-7", "note": ""}


def costs_of(class_id: UUID) -> str:
    return f"{LIST}classes/{class_id}/costs"


def sent(fund_id: UUID, **changes: str) -> dict[str, str]:
    return {f"rows-0-{name}": value for name, value in {**PAID, "fund_id": f"{fund_id}", **changes}.items()}


def ledger(browse: Browser) -> tuple[UUID, UUID]:
    with browse.app.app_context():
        return make.training_class(), make_proof.fund()


def test_a_manager_keeps_her_funds(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    assert "还没有登记培训资金" in browse.get(LIST).text
    assert browse.fill(NEW, ONE).location == LIST
    page = browse.get(LIST).text
    for words in ("慈善会助学金", "基金会", "福州市慈善总会", "1,234.50", "共 1 条"):
        assert words in page
    assert "慈善会助学金" in browse.get(f"{LIST}?year=2026").text
    assert browse.get(f"{LIST}?year=1999&page=x").status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "必须填写"),
        ("name", "长" * 10_000, "最多 60 个字"),
        ("donor", "", "请写明出资单位"),
        ("budget_fen", "1e3", "请填写金额"),
        ("budget_fen", "NaN", "请填写金额"),
        ("budget_fen", "1.234", "请填写金额"),
        ("budget_fen", "-5", "请填写金额"),
        ("year", "2029", "年度应在"),
        ("source", "bribe", "请从列表中选择"),
    ],
)
def test_what_cannot_be_is_named(browse: Browser, field: str, value: str, words: str) -> None:
    answer = browse.sign_in("lianxiang").fill(NEW, {**ONE, field: value})
    assert answer.status_code == 422
    assert words in answer.text


def test_costs_are_noted_from_the_grid_and_voided(browse: Browser) -> None:
    class_id, fund_id = ledger(browse)
    browse.sign_in("lianxiang")
    body = {**sent(fund_id), **{k.replace("-0-", "-2-"): v for k, v in sent(fund_id, item="room", amount_fen="50", voucher="PZ-8").items()}}
    assert browse.fill(costs_of(class_id), body).location == f"/t/{make.LIANXIANG}/proof/{class_id}"
    page = browse.get(f"{LIST}{fund_id}").text
    for words in ("100.01", "50.00", "150.01", "9,849.99", "PZ-7", "场地"):
        assert words in page
    void = next(part.split('"')[0] for part in browse.get(f"/t/{make.LIANXIANG}/proof/{class_id}").text.split('href="') if "/void" in part)
    assert browse.fill(void, {"reason": ""}).status_code == 422
    assert browse.fill(void, {"reason": "录错金额"}).status_code == 303
    assert browse.fill(void, {"reason": "再作废"}).status_code == 409
    assert "录错金额" in browse.get(f"{LIST}{fund_id}").text


def test_more_than_is_left_is_refused_at_its_row(browse: Browser) -> None:
    class_id, fund_id = ledger(browse)
    answer = browse.sign_in("lianxiang").fill(costs_of(class_id), sent(fund_id, amount_fen="10000.01"))
    assert answer.status_code == 422
    assert "只剩 10,000.00 元" in answer.text
    assert "10000.01" in answer.text


def test_a_form_sent_twice_is_one_payment_and_a_closed_month_takes_none(browse: Browser) -> None:
    class_id, fund_id = ledger(browse)
    browse.sign_in("lianxiang")
    body = {**sent(fund_id), "once": "c" * 32}
    assert [browse.post(costs_of(class_id), body).status_code for _ in range(2)] == [303, 303]
    assert browse.get(f"{LIST}{fund_id}").text.count("PZ-7") == 1
    assert browse.fill(costs_of(class_id), sent(fund_id)).status_code == 409
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        tallies.close_month(scope, "2026-03")
    answer = browse.fill(costs_of(class_id), sent(fund_id, voucher="PZ-9"))
    assert answer.status_code == 409
    assert "关账" in answer.text


def test_a_fund_is_amended_as_it_was_seen_and_ended(browse: Browser) -> None:
    _, fund_id = ledger(browse)
    browse.sign_in("lianxiang")
    page = f"{LIST}{fund_id}"
    assert browse.fill(f"{page}/edit", {**ONE, "budget_fen": "20000"}).status_code == 303
    assert browse.post(f"{page}/edit", {**ONE, "version": "1"}).status_code == 409
    assert browse.fill(f"{page}/end", {"ended_on": "2026-03-17"}).status_code == 422
    assert browse.fill(f"{page}/end", {"ended_on": "2026-03-16"}).status_code == 303
    assert "已停用" in browse.get(LIST).text
    assert "还没有可用的资金" in browse.get(costs_of(make_class(browse))).text


def make_class(browse: Browser) -> UUID:
    with browse.app.app_context():
        return make.training_class()


def test_the_rows_of_a_neighbour_are_not_found(browse: Browser) -> None:
    with browse.app.app_context():
        theirs, fund_id = make.training_class(make.NEIGHBOUR), make_proof.fund(make.NEIGHBOUR)
        cost_id = make_proof.cost(theirs, fund_id, make.NEIGHBOUR)
    class_id, _ = ledger(browse)
    browse.sign_in("lianxiang")
    for page in (f"{LIST}{fund_id}", f"{LIST}{fund_id}/edit", f"{LIST}{fund_id}/trained", costs_of(theirs), f"{LIST}costs/{cost_id}/void"):
        assert browse.get(page).status_code == 404
    answer = browse.fill(costs_of(class_id), sent(fund_id))
    assert answer.status_code == 422
    assert "请从列表中选择" in answer.text


def test_those_above_open_a_number_to_nameless_rows(browse: Browser) -> None:
    with browse.app.app_context():
        fund_id = make_proof.fund()
        make.completed(make.trainee())
        with make.working_at(make.LIANXIANG) as scope:
            from portal.training.queries import proof

            class_id = proof.list_classes(scope)[0][0].id
        make_proof.cost(class_id, fund_id)
    assert "李梅" in browse.sign_in("lianxiang").get(f"{LIST}{fund_id}/trained").text
    page = browse.sign_in("jinan").get(f"{LIST}{fund_id}/trained").text
    assert "李梅" not in page
    assert "共 1 条" in page
    assert browse.get(f"{LIST}{fund_id}/robbed").status_code == 404


def test_what_a_fund_led_to_is_split_into_businesses_and_employment(browse: Browser) -> None:
    with browse.app.app_context():
        fund_id, women = make_proof.fund(), [make_work.ready(n=n) for n in (1, 2, 3)]
        for woman in women:
            make.completed(woman, ended_on=date(2026, 3, 12))
        with make.working_at(make.LIANXIANG) as scope:
            done = [row for woman in women for row in completion.list_completions(scope, woman)]
        ids = [row.class_id for row in done if row.course_id == make_work.course_id()]
        for class_id in ids:
            make_proof.cost(class_id, fund_id)
        make_work.placement(women[0], make_work.employer(kind="own", name="李梅月嫂工作室"))
        make_work.placement(women[1], make_work.employer())
        make_work.placement(women[2], make_work.employer(name="连江家政公司"))
    page = browse.sign_in("jinan").get(f"{LIST}{fund_id}").text
    assert "创业 33.3%，就业 66.7%" in page
    assert "共 1 条" in browse.get(f"{LIST}{fund_id}/founded").text
