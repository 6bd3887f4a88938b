"""/t/<station>/placements: who is placed where, how it ended, who is asked after; one woman's way into work."""

from datetime import date
from uuid import UUID

import pytest

from portal.people.services.consent import withdraw_consent
from portal.placement.rules.work import Leaving
from portal.placement.services import placements
from portal.tallies import services as tallies
from portal.training.queries import get_record
from portal.training.queries.wishes import get_wish
from portal.training.rules.intake import Trade
from portal.training.rules.wishes import DemandState
from portal.training.services import wishes
from tests import make, make_work
from tests.browse import Browser

HOME = f"/t/{make.LIANXIANG}/"
LIST, FIND, DUE = (f"/t/{make.LIANXIANG}/placements/{end}" for end in ("", "new", "due"))
JOB = {"started_on": "2026-03-16", "contract_on": "2026年3月15日", "contract_number": "ＨＴ-1", "place": "away", "living": "live_in"}
ONE = {**JOB, "hours": "full", "income_band": "", "income_consent": "", "note": ""}


def of(trainee_id: UUID, end: str = "") -> str:
    return f"{LIST}of/{trainee_id}{end}"


def body(employer_id: UUID, course: str = "tidying", **changes: str) -> dict[str, str]:
    return {**ONE, "employer": str(employer_id), "course_id": str(make_work.course_id(course)), **changes}


def test_a_trainee_is_found_by_initials_and_placed(browse: Browser) -> None:
    with browse.app.app_context():
        trainee_id, employer_id = make_work.ready(), make_work.employer()
        sent = body(employer_id)
    browse.sign_in("lianxiang")
    assert "还没有人上岗" in browse.get(LIST).text
    found = browse.post(FIND, {"sought": "lm"}).text
    assert "李梅" in found
    assert "138****1234" in found
    assert of(trainee_id, "/new") in found
    answer = browse.fill(of(trainee_id, "/new"), sent)
    assert answer.status_code == 303
    page = browse.get(answer.location).text
    for words in ("李梅", "榕城家政公司", "2026-03-16", "外地", "住家", "30 天", "还没到时间"):
        assert words in page
    listed = browse.get(LIST).text
    for words in ("李梅", "整理收纳", "榕城家政公司", "共 1 条"):
        assert words in listed
    assert "李梅" in browse.post(LIST, {"sought": "rongcheng"}).text
    assert "没有符合条件" in browse.get(f"{LIST}?place=local").text


def test_a_refused_attempt_shows_every_lack_with_its_link(browse: Browser) -> None:
    with browse.app.app_context():
        trainee_id, employer_id = make.trainee(), make_work.employer()
        sent = body(employer_id)
    answer = browse.sign_in("lianxiang").fill(of(trainee_id, "/new"), sent)
    assert answer.status_code == 409
    for words in (
        "到 2026-03-16 还没有完成岗前培训",
        "没有“居家”类健康证明",
        "向县级申请放行",
        "ＨＴ-1",
    ):
        assert words in answer.text
    for link in (f"/t/{make.LIANXIANG}/health-checks/of/{trainee_id}/new", f"/t/{make.LIANXIANG}/classes/", f"/gate/ask/{trainee_id}"):
        assert link in answer.text
    assert "还没有人上岗" in browse.get(LIST).text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("employer", "", "必须填写"),
        ("employer", "00000000-0000-0000-0000-000000000000", "请从列表中选择"),
        ("course_id", "99999", "请从列表中选择"),
        ("started_on", "2026-03-17", "还没有到"),
        ("started_on", "2025-02-29", "没有这一天"),
        ("started_on", "2026-03-04", "不能早于她的登记日期"),
        ("contract_on", "", "必须填写"),
        ("contract_number", "字" * 10_000, "最多 40 个字"),
        ("place", "moon", "请从列表中选择"),
        ("income_band", "to_5000", "没有她的同意"),
        ("note", "李梅很好", "不要写她的姓名"),
    ],
)
def test_what_cannot_be_is_named(browse: Browser, field: str, value: str, words: str) -> None:
    with browse.app.app_context():
        trainee_id, employer_id = make_work.ready(), make_work.employer()
        sent = body(employer_id, **{field: value})
    answer = browse.sign_in("lianxiang").fill(of(trainee_id, "/new"), sent)
    assert answer.status_code == 422
    assert words in answer.text


def test_another_stations_rows_are_not_found(browse: Browser) -> None:
    with browse.app.app_context():
        trainee_id, mine = make_work.ready(make.NEIGHBOUR), make_work.ready(n=2)
        employer_id = make_work.employer(make.NEIGHBOUR)
        placement_id = make_work.placement(trainee_id, employer_id, make.NEIGHBOUR)
        sent = body(employer_id)
    browse.sign_in("lianxiang")
    for page in (of(trainee_id), of(trainee_id, "/new"), of(trainee_id, "/wish"), f"{LIST}{placement_id}", f"{LIST}{placement_id}/end"):
        assert browse.get(page).status_code == 404
    assert browse.post(of(trainee_id, "/new"), sent).status_code == 404
    assert browse.fill(of(mine, "/new"), sent).status_code == 422, "a neighbour's employer is not offered"


@pytest.mark.parametrize(("name", "status"), [("jinan", 403), ("fuzhou", 403), ("neighbour", 404), ("linqing", 404)])
def test_nobody_above_or_beside_sees_who_works(browse: Browser, name: str, status: int) -> None:
    with browse.app.app_context():
        trainee_id = make_work.ready()
        placement_id = make_work.placement(trainee_id)
    browse.sign_in(name)
    for page in (LIST, FIND, DUE, of(trainee_id), f"{LIST}{placement_id}"):
        assert browse.get(page).status_code == status


def test_the_same_form_sent_twice_places_her_once(browse: Browser) -> None:
    with browse.app.app_context():
        trainee_id, employer_id = make_work.ready(), make_work.employer()
        sent = {**body(employer_id), "once": "b" * 32}
    browse.sign_in("lianxiang")
    assert [browse.post(of(trainee_id, "/new"), sent).status_code for _ in range(2)] == [303, 303]
    again = browse.fill(of(trainee_id, "/new"), body_again(sent))
    assert again.status_code == 409
    assert "正在这个用工单位上岗" in again.text
    assert "查看那条上岗记录" in again.text
    assert "共 1 条" in browse.get(LIST).text


def body_again(sent: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in sent.items() if name != "once"}


def test_a_placement_ends_with_a_cause_and_stays_on_the_list_of_those_who_left(browse: Browser) -> None:
    with browse.app.app_context():
        placement_id = make_work.placement(make_work.ready())
    browse.sign_in("lianxiang")
    end = f"{LIST}{placement_id}/end"
    assert browse.fill(end, {"ended_on": "2026-03-16"}).status_code == 422
    assert "不能早于上岗日期" in browse.fill(end, {"ended_on": "2026-03-15", "left_cause": "pay"}).text
    assert browse.post(end, {"ended_on": "2026-03-16", "left_cause": "pay", "version": "9"}).status_code == 409
    assert browse.fill(end, {"ended_on": "2026-03-16", "left_cause": "pay", "left_note": "想要月休"}).status_code == 303
    assert "没有符合条件" in browse.get(LIST).text
    assert "工资待遇" in browse.get(f"{LIST}?state=ended").text
    assert browse.fill(end, {"ended_on": "2026-03-16", "left_cause": "pay"}).status_code == 409


def test_a_mistake_is_voided_in_an_open_month_only(browse: Browser) -> None:
    with browse.app.app_context():
        first = make_work.placement(make_work.ready(n=1))
        second = make_work.placement(make_work.ready(n=2), make_work.employer(name="甲公司"))
    browse.sign_in("lianxiang")
    assert browse.fill(f"{LIST}{first}/void", {"reason": ""}).status_code == 422
    assert browse.fill(f"{LIST}{first}/void", {"reason": "登记错了人"}).status_code == 303
    assert "已作废，不计入数字" in browse.get(f"{LIST}{first}").text
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        tallies.close_month(scope, "2026-03")
    answer = browse.fill(f"{LIST}{second}/void", {"reason": "登记错了人"})
    assert answer.status_code == 409
    assert "3 月" in answer.text or "2026-03" in answer.text


def test_a_closed_month_takes_no_placement(browse: Browser) -> None:
    with browse.app.app_context():
        trainee_id, employer_id = make_work.ready(), make_work.employer()
        sent = body(employer_id)
        with make.working_at(make.LIANXIANG) as scope:
            tallies.close_month(scope, "2026-03")
    assert browse.sign_in("lianxiang").fill(of(trainee_id, "/new"), sent).status_code == 409
    assert "还没有人上岗" in browse.get(LIST).text


def test_who_is_due_is_asked_after_and_whoever_left_is_noted(browse: Browser) -> None:
    with browse.app.app_context():
        placement_id = make_work.placement_of(date(2025, 12, 10))
        fresh = make_work.placement(make_work.ready(n=2), make_work.employer(name="甲公司"))
    browse.sign_in("lianxiang")
    page = browse.get(DUE).text
    assert page.count("登记回访<") == 2
    assert page.index("30 天<") < page.index("90 天<")
    home = browse.get(HOME).text
    assert "上岗回访 2 次" in home
    assert "其中 1 次已逾期" in home
    early = browse.fill(f"{LIST}{fresh}/follow-up/30", {"done_on": "2026-03-16", "outcome": "working"})
    assert "从 2026-04-15 起才能做" in early.text
    asking = f"{LIST}{placement_id}/follow-up/30"
    assert browse.get(f"{LIST}{placement_id}/follow-up/31").status_code == 404
    assert "不填满意度" in browse.fill(asking, {"done_on": "2026-03-16", "outcome": "unreached", "satisfaction": "3"}).text
    assert browse.fill(asking, {"done_on": "2026-03-16", "outcome": "left", "left_on": "2026-03-01"}).status_code == 422
    assert browse.post(asking, {"done_on": "2026-03-16", "outcome": "working", "version": "7"}).status_code == 409
    left = {"done_on": "2026-03-16", "outcome": "left", "left_on": "2026-03-01", "left_cause": "distance", "note": "路上要两个小时"}
    assert browse.fill(asking, left).status_code == 303
    page = browse.get(f"{LIST}{placement_id}").text
    for words in ("2026-03-01 离岗，路途太远", "路上要两个小时", "已离岗，不用回访"):
        assert words in page
    assert browse.fill(f"{LIST}{placement_id}/follow-up/90", {"done_on": "2026-03-16", "outcome": "working"}).status_code == 409


def test_one_womans_way_is_told_on_one_page(browse: Browser) -> None:
    with browse.app.app_context():
        trainee_id = make_work.ready()
    browse.sign_in("lianxiang")
    wish = {"trade": "tidying", "place": "any", "living": "live_out", "hours": "hourly", "told_on": "2026-03-16", "note": "接孩子"}
    assert browse.fill(of(trainee_id, "/wish"), wish).status_code == 303
    assert browse.post(of(trainee_id, "/wish"), {**wish, "version": "0"}).status_code == 409
    assert browse.fill(of(trainee_id, "/wish"), {**wish, "note": "早班"}).status_code == 303
    page = browse.get(of(trainee_id)).text
    for words in ("✓ 已完成", "✓ 有效到 2027-03-01", "✗ 没有有效的", "350111202600001", "早班", "不住家", "钟点"):
        assert words in page
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        withdraw_consent(scope, get_record(scope, trainee_id), channel="phone", note="")
    page = browse.get(of(trainee_id)).text
    assert "李梅" not in page
    assert "✗ 没有，或已撤回" in page
    assert browse.get(of(trainee_id, "/new")).status_code == 409


def test_who_has_a_skill_is_offered_for_referral_until_she_is_placed_and_then_what_she_asked_for_is_met(browse: Browser) -> None:
    with browse.app.app_context():
        wish_id = make.wish(skills=(Trade.TIDYING,))
        trainee_id = make_work.ready(skills=(Trade.TIDYING,))
        make.trainee(n=7, name="王秀兰")
        make.trainee(n=8, name="陈秀英", skills=(Trade.CLEANING,))
        with make.working_at(make.LIANXIANG) as scope:
            wishes.mark_admitted(scope, wish_id, trainee_id)
    page = browse.sign_in("lianxiang").get(FIND).text
    assert "共 2 名" in page
    assert "李梅" in page
    assert "陈秀英" in page
    assert "王秀兰" not in page  # she is to be trained first
    with browse.app.app_context():
        placement_id = make_work.placement(trainee_id, course="cleaning")
        with make.working_at(make.LIANXIANG) as scope:
            assert get_wish(scope, wish_id).demand_state is DemandState.MET
    assert "李梅" not in browse.get(FIND).text
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        placements.void_placement(scope, placement_id, reason="登记错了", version=1)
        assert get_wish(scope, wish_id).demand_state is DemandState.OPEN


def test_the_station_reads_who_stayed_why_others_left_and_where_they_work(browse: Browser) -> None:
    with browse.app.app_context():
        leaving = make_work.placement_of(date(2025, 12, 10))
        own = make_work.employer(kind="own", name="李兰月嫂工作室")
        make_work.placement(make_work.ready(n=2), own, place="away")
        with make.working_at(make.LIANXIANG) as scope:
            placements.end_placement(scope, leaving, Leaving(date(2026, 1, 5), "pay", ""), version=1)
    page = browse.sign_in("lianxiang").get(f"{LIST}figures").text
    for words in ("工资待遇", "本地", "外地", "自主创业", "50.0%", "0.0%", "上岗 2 人次"):
        assert words in page
    assert "李梅" not in page


def test_where_somebody_founded_a_business_stays_one(browse: Browser) -> None:
    with browse.app.app_context():
        own = make_work.employer(kind="own", name="李兰月嫂工作室")
        make_work.placement(make_work.ready(n=2), own)
    path = f"/t/{make.LIANXIANG}/employers/{own}"
    answer = browse.sign_in("lianxiang").fill(path, {"kind": "company", "name": "李兰家政", "phone": "", "place": "", "note": ""})
    assert answer.status_code == 422
    assert "另外登记一个用工单位" in answer.text
