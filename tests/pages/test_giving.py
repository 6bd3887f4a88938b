"""/t/<unit>/volunteers/<volunteer>/giving: relations are proved, minutes given, donated and taken back; the pool of the city."""

from uuid import UUID, uuid4

import pytest

from portal.ledger import queries as books
from portal.volunteer.services import statements
from portal.web import jobs
from tests import make, make_giving
from tests.browse import Browser

UNIT = f"/t/{make.LIANXIANG}"


def made(browse: Browser, factory, *args, **changes) -> UUID:
    with browse.app.app_context():
        return factory(*args, **changes)


def pair(browse: Browser) -> tuple[str, UUID, UUID]:
    """Return the giving page of somebody with ten hours, her id, and her mother's."""
    giver, mother = made(browse, make.volunteer), made(browse, make.volunteer, name="林阿婆", phone="13712340000")
    made(browse, make.hours, giver, worked_min=600)
    return f"{UNIT}/volunteers/{giver}/giving", giver, mother


def held(browse: Browser, *volunteer_ids: UUID) -> list[int]:
    with browse.app.app_context():
        accounts = [make_giving.account_of(one) for one in volunteer_ids]
        with make.working_at(make.LIANXIANG) as scope:
            return [books.balance_of(scope, one) for one in accounts]


def test_a_relation_is_proved_and_minutes_are_given_after_both_balances_were_shown(browse: Browser) -> None:
    page, giver, mother = pair(browse)
    browse.sign_in("lianxiang")
    told = {"receiver": "林阿婆", "relation": "parent", "proof": "household"}
    assert browse.fill(f"{page}/kinships/new", told).status_code == 303
    bond = browse.get(f"{page}/gift").text.split('name="kinship"')[1].split('value="')[2].split('"')[0]
    checked = browse.get(f"{page}/gift?kinship={bond}&moved=１.5").text
    assert "现在 10小时，赠与后 8小时30分" in checked
    assert "现在 0分，赠与后 1小时30分" in checked
    sent = {"kinship": bond, "moved": "90", "giver_min": "600", "receiver_min": "0", "once": uuid4().hex}
    answers = [browse.post(f"{page}/gift", sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert held(browse, giver, mother) == [510, 90]
    assert "林阿婆" in browse.get(f"{page}/").text
    gone = browse.post(f"{page}/gift", {**sent, "once": uuid4().hex})
    assert gone.status_code == 409
    assert "余额与您看到的不同" in gone.text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("receiver", "王五", "本站没有这位"),
        ("receiver", "", "必须填写"),
        ("relation", "aunt", "请从列表中选择"),
        ("note", "字" * 201, "最多 200"),
    ],
)
def test_a_relation_that_cannot_be_is_named(browse: Browser, field: str, value: str, words: str) -> None:
    page, _, _ = pair(browse)
    browse.sign_in("lianxiang")
    answer = browse.fill(f"{page}/kinships/new", {"receiver": "林阿婆", "relation": "parent", "proof": "household", field: value})
    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize(
    ("moved", "words"), [("11", "余额是 10小时"), ("x", "请填写时长"), ("0", "时长应在"), ("", "必须填写"), ("٣", "请填写时长")]
)
def test_minutes_she_cannot_give_are_refused_before_anything_is_asked(browse: Browser, moved: str, words: str) -> None:
    page, giver, mother = pair(browse)
    bond = made(browse, make_giving.kinship, giver, mother)
    browse.sign_in("lianxiang")
    for address in (f"{page}/gift?kinship={bond}&moved={moved}", f"{page}/donation?moved={moved}"):
        shown = browse.get(address).text
        assert words in shown
        assert "确认" not in shown


def test_ids_of_others_and_nonsense_give_nothing(browse: Browser) -> None:
    page, giver, _ = pair(browse)
    other = made(browse, make_giving.kinship)
    far = made(
        browse,
        make_giving.kinship,
        *(made(browse, make.volunteer, make.JUNMEN, name=n, phone=f"1380000000{i}") for i, n in enumerate(("王梅", "王婆"))),
        code=make.JUNMEN,
    )
    browse.sign_in("lianxiang")
    sent = {"moved": "90", "giver_min": "600", "receiver_min": "0"}
    statuses = [browse.post(f"{page}/gift", {**sent, "kinship": str(one)}).status_code for one in (other, far, "x\x00", "")]
    assert statuses == [404, 404, 422, 422]
    assert browse.get(f"{UNIT}/volunteers/kinships/{far}/end").status_code == 404
    assert browse.get(f"/t/{make.JUNMEN}/volunteers/{giver}/giving/").status_code == 404
    assert held(browse, giver) == [600]


def test_a_gift_is_taken_back_with_a_reason_and_once(browse: Browser) -> None:
    gift = made(browse, make_giving.gift)
    browse.sign_in("lianxiang")
    address = f"{UNIT}/volunteers/gifts/{gift}/take-back"
    assert browse.fill(address, {"reason": ""}).status_code == 422
    answer = browse.fill(address, {"reason": "登记错了"})
    assert answer.status_code == 303
    assert "登记错了" in browse.get(answer.location).text
    assert "已经收回过" in browse.get(address).text
    assert browse.post(address, {"reason": "登记错了"}).status_code == 409


def test_a_helper_looks_and_a_donation_reaches_the_pool_of_the_city(browse: Browser) -> None:
    page, giver, _ = pair(browse)
    browse.sign_in("lianxiang_helper")
    assert f"{page}/gift" not in browse.get(f"{page}/").text
    assert browse.get(f"{page}/donation").status_code == 403
    browse.sign_in("lianxiang")
    assert f"{page}/gift" in browse.get(f"{page}/").text
    assert "捐入后 9小时" in browse.get(f"{page}/donation?moved=1:00").text
    assert browse.post(f"{page}/donation", {"moved": "60", "giver_min": "600"}).status_code == 303
    assert held(browse, giver) == [540]
    browse.sign_in("fuzhou")
    shown = browse.get(f"/t/{make.CITY}/time-pool").text
    assert "1小时" in shown
    assert "陈秀英" not in shown


def test_a_statement_adds_up_line_by_line(browse: Browser) -> None:
    page, giver, mother = pair(browse)
    bond = made(browse, make_giving.kinship, giver, mother)
    browse.sign_in("lianxiang")
    browse.post(f"{page}/gift", {"kinship": str(bond), "moved": "90", "giver_min": "600", "receiver_min": "0"})
    browse.post(f"{page}/donation", {"moved": "10", "giver_min": "510"})
    for days, words in ((("2026-03-17", "2026-03-16"), "不能早于"), (("2026-03-01", "2026-03-17"), "还没有到"), (("", ""), "必须填写")):
        answer = browse.fill(f"{page}/statement", {"from_on": days[0], "until_on": days[1]})
        assert answer.status_code == 422
        assert words in answer.text
    asked = browse.fill(f"{page}/statement", {"from_on": "2026-03-01", "until_on": "2026-03-16"})
    assert asked.status_code == 303
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        found = jobs.claim(scope, UUID(asked.location.split("/")[-1]))
        assert found is not None
        assert "陈秀英" not in str(found.input)
        with make.working_at(make.LIANXIANG):
            paper = statements.printed(scope, found.input)
    assert (paper["opening_min"], paper["came_min"], paper["went_min"], paper["closing_min"]) == (0, 600, 100, 500)
    assert [line["left_min"] for line in paper["lines"]] == [600, 510, 500]
    assert paper["lines"][0]["words"] == "服务入账：理发（2026-03-05）"
    assert paper["lines"][1]["words"].startswith("赠与家人 V3501")
