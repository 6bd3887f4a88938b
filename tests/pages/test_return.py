"""/t/<unit>/returns/<month>: one return, from its figures to its archive."""

from io import BytesIO
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook

from portal.returns.services import returns as services
from portal.web import jobs
from tests import make, make_returns
from tests.browse import Browser, check_page
from tests.make_returns import FEBRUARY

OWN = f"/t/{make.LIANXIANG}/returns/{FEBRUARY}"
SUBMIT = f"{OWN}/submit"
REVIEW = f"/t/{make.JINAN}/returns/{make.LIANXIANG}/{FEBRUARY}"
WAITING = f"/t/{make.JINAN}/returns/waiting"
CITY_OWN = f"/t/{make.CITY}/returns/{make.CITY}/{FEBRUARY}"


def test_a_manager_checks_her_figures_and_submits(browse: Browser) -> None:
    with browse.app.app_context():
        make_returns.logged(month="2026-01", attendances=30)
        make_returns.logged(attendances=42)
        make_returns.submitted(month="2026-01")
    page = browse.sign_in("lianxiang").get(SUBMIT).text
    assert "不能再登记、修改或作废" in page
    assert "+12" in page
    assert "确认上报2026年2月月报" in page
    answer = browse.fill(SUBMIT, {})
    assert answer.status_code == 303
    page = browse.get(answer.location).text
    assert f"回执号 {make.LIANXIANG}-202602-1-" in page
    assert "与现在的统计一致" in page
    assert "已上报" in page
    assert "核对并上报" not in page
    figure = f"/t/{make.LIANXIANG}/reports/figures/attendances?first=2026-02&amp;last=2026-02"
    assert figure in page


def test_what_is_missing_is_said_before(browse: Browser) -> None:
    with browse.app.app_context():
        make_returns.logged(month="2026-01")
        make_returns.submitted(month="2026-01")
    page = browse.sign_in("lianxiang").get(SUBMIT).text
    assert "2026年2月没有登记活动" in page


def test_a_second_click_gets_the_first_answer_and_another_page_is_told_who_did_it(browse: Browser) -> None:
    with browse.app.app_context():
        make_returns.logged()
    hidden = check_page(browse.sign_in("lianxiang").get(SUBMIT).text).hidden
    other = check_page(browse.get(SUBMIT).text).hidden
    assert browse.post(SUBMIT, hidden).status_code == 303
    assert browse.post(SUBMIT, hidden).status_code == 303
    answer = browse.post(SUBMIT, other)
    assert answer.status_code == 409
    assert "已由lianxiang 的使用人于" in answer.text


@pytest.mark.parametrize("month", ["2026-13", "2026-2", "abcdefg", "２０２６-02", "1999-12", "2026-02-01"])
def test_what_is_no_month_is_not_found(browse: Browser, month: str) -> None:
    browse.sign_in("lianxiang")
    assert browse.get(f"/t/{make.LIANXIANG}/returns/{month}").status_code == 404
    assert browse.get(f"/t/{make.LIANXIANG}/returns/{month}/submit").status_code == 404


def test_an_open_month_says_when_it_can_be_submitted(browse: Browser) -> None:
    page = browse.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/returns/2026-03").text
    assert "3月31日起可以上报" in page
    assert "核对并上报" not in page


def test_a_county_reads_returns_and_accepts(browse: Browser) -> None:
    with browse.app.app_context():
        make_returns.logged()
        make_returns.submitted()
    page = browse.sign_in("jinan").get(REVIEW).text
    assert "审核通过" in page
    assert browse.fill(f"{REVIEW}/return", {"reason": " "}).status_code == 422
    answer = browse.fill(f"{REVIEW}/return", {"reason": "人次与签到表不符"})
    assert answer.status_code == 303
    assert "已退回，请修改后重新上报。原因：人次与签到表不符" in browse.sign_in("lianxiang").get(OWN).text
    assert browse.fill(SUBMIT, {}).status_code == 303
    assert browse.sign_in("jinan").fill(f"{REVIEW}", {}).status_code == 405
    answer = browse.post(f"{REVIEW}/accept", {"revision": "2"})
    assert answer.status_code == 303
    page = browse.get(answer.location).text
    assert "已审核" in page
    assert "第2版" in page
    assert "重新打开" in page


def test_the_second_reviewer_learns_what_the_first_one_did(browse: Browser) -> None:
    with browse.app.app_context():
        make_returns.logged()
        make_returns.submitted()
    browse.sign_in("jinan")
    seen = check_page(browse.get(f"{REVIEW}/return").text).hidden
    with browse.app.app_context():
        make_returns.accepted(by="jinan_deputy")
    answer = browse.post(f"{REVIEW}/return", {**seen, "reason": "写了很久的原因"})
    assert answer.status_code == 409
    assert "已由jinan_deputy 的使用人于" in answer.text
    assert "写了很久的原因" in answer.text


def test_several_are_accepted_at_once_and_the_one_that_cannot_be_is_named(browse: Browser) -> None:
    with browse.app.app_context():
        make_returns.logged()
        make_returns.logged(make.NEIGHBOUR)
        make_returns.submitted()
        make_returns.submitted(make.NEIGHBOUR, "neighbour")
    browse.sign_in("jinan")
    assert "东山社区驿站" in browse.get(WAITING).text
    assert browse.post(WAITING).status_code == 422
    with browse.app.app_context():
        make_returns.accepted(by="jinan_deputy")
    chosen = [f"{code}:{FEBRUARY}:1" for code in (make.LIANXIANG, make.NEIGHBOUR)]
    page = browse.get(browse.post(WAITING, {"chosen": chosen}).location).text
    assert "已审核通过 1 份月报" in page
    assert "没有通过：连翔社区驿站：" in page
    assert "没有待审核的月报" in page
    answer = browse.post(WAITING, {"chosen": chosen})
    assert answer.status_code == 409
    assert "连翔社区驿站" in answer.text


@pytest.mark.parametrize("value", [f"{make.JUNMEN}:{FEBRUARY}:1", f"{make.OTHER_STATION}:{FEBRUARY}:1"])
def test_a_station_of_another_county_is_not_found(browse: Browser, value: str) -> None:
    with browse.app.app_context():
        make_returns.logged(make.JUNMEN)
        make_returns.submitted(make.JUNMEN, "junmen")
    browse.sign_in("jinan")
    assert browse.post(WAITING, {"chosen": value}).status_code == 404
    code = value.split(":", maxsplit=1)[0]
    assert browse.get(f"/t/{make.JINAN}/returns/{code}/{FEBRUARY}").status_code == 404
    assert browse.post(f"/t/{make.JINAN}/returns/{code}/{FEBRUARY}/accept", {"revision": "1"}).status_code == 404


@pytest.mark.parametrize("value", ["x", f"{make.LIANXIANG}:2026-99:1", f"{make.LIANXIANG}:{FEBRUARY}:１", ":::", "\x00" * 9, "9" * 10_000])
def test_what_was_not_offered_is_refused(browse: Browser, value: str) -> None:
    assert browse.sign_in("jinan").post(WAITING, {"chosen": value}).status_code == 422


def test_the_whole_month_is_archived_and_opened_again_with_the_password(browse: Browser) -> None:
    with browse.app.app_context():
        make_returns.county_accepted()
    browse.sign_in("fuzhou", is_proved=False)
    page = browse.get(f"/t/{make.CITY}/returns/{FEBRUARY}").text
    assert "归档全市" in page
    answer = browse.fill(f"{CITY_OWN}/archive", {})
    assert answer.status_code == 303
    assert "已归档 6 个单位的月报" in browse.get(answer.location).text
    reopen = f"/t/{make.CITY}/returns/{make.CITY}/{FEBRUARY}/reopen"
    refused = browse.fill(reopen, {"reason": "数字有误", "password": "不对的密码"})
    assert (refused.status_code, "密码不对" in refused.text) == (422, True)
    assert browse.fill(reopen, {"reason": "数字有误", "password": make.PASSWORD}).status_code == 303
    assert "已重新打开，请修改后重新上报。原因：数字有误" in browse.get(f"/t/{make.CITY}/returns/{FEBRUARY}").text


def test_a_county_sees_for_whom_it_waits(browse: Browser) -> None:
    with browse.app.app_context():
        make_returns.logged()
    page = browse.sign_in("jinan").get(f"/t/{make.JINAN}/returns/{FEBRUARY}").text
    assert "还有 1 个驿站的月报没有审核通过：连翔社区驿站" in page
    assert "当月尚未揭牌" in page
    assert browse.fill(f"/t/{make.JINAN}/returns/{FEBRUARY}/submit", {}).status_code == 409


def test_excel_and_paper_say_who_filled_in_who_reviewed_and_which_version(browse: Browser) -> None:
    with browse.app.app_context():
        make_returns.logged(attendances=30)
        make_returns.submitted()
        make_returns.accepted()
    content = browse.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/returns/{make.LIANXIANG}/{FEBRUARY}/return.xlsx").data
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    said = "\n".join(str(cell) for row in rows for cell in row)
    assert "填报人：lianxiang 的使用人" in said
    assert "审核人：jinan 的使用人" in said
    assert "第1版" in said
    assert [2.0, "日常工作", "人次", "人次", 30.0, 0.0, 30.0] in rows
    answer = browse.post(f"/t/{make.LIANXIANG}/returns/{make.LIANXIANG}/{FEBRUARY}/paper")
    assert answer.status_code == 303
    with browse.app.app_context():
        with make.working_at(make.LIANXIANG) as scope:
            found = jobs.claim(scope, UUID(answer.location.rsplit("/", 1)[1]))
        assert found is not None
        assert jobs.runs["return"](scope, found.input, lambda _: None).startswith(b"%PDF")
    people = {"unit": "连翔社区驿站", "filled_by": "lianxiang 的使用人", "reviewed_by": "jinan 的使用人"}
    wanted = {**people, "version": "第1版", "period": "2026年2月"}
    assert {name: found.input[name] for name in wanted} == wanted


def test_what_was_closed_without_its_usual_way_reads_well(browse: Browser) -> None:
    with browse.app.app_context():
        make_returns.logged()
        with make.working_at(make.LIANXIANG) as scope:
            services.tallies.close_month(scope, FEBRUARY)
    page = browse.sign_in("lianxiang").get(OWN).text
    assert "已上报" in page
    assert "关账（第1版）" in page
