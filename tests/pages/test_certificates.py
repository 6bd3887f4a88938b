"""/t/<station>/certificates: issued, found, printed, revoked."""

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfReader

from portal.core.scope import Scope
from portal.tallies import services as tallies
from portal.tallies.queries import count_outcomes
from portal.training.queries import certificates as rows
from portal.web import jobs, papers
from tests import make
from tests.browse import Browser

LIST = f"/t/{make.LIANXIANG}/certificates/"
PAPER = {"issuer": "福州市家政服务行业协会", "issued_on": "2026-03-12", "expires_on": "2029-03-11"}


def issue_url(entry_id: UUID) -> str:
    return f"{LIST}issue/passed/{entry_id}"


def certified(scope: Scope) -> int:
    counted = count_outcomes(scope, first="2026-03", last="2026-03")
    return sum(value for (code, _), value in counted.items() if code == "certified")


@pytest.fixture
def passed(browse: Browser) -> UUID:
    """An entry of 李梅 that passed."""
    with browse.app.app_context():
        entry_id = make.exam_entry(make.trainee())
    browse.sign_in("lianxiang")
    return entry_id


def kept(browse: Browser, certificate_id: UUID) -> Any:
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        return rows.get_certificate(scope, certificate_id)


def test_a_certificate_is_issued_shown_and_listed(browse: Browser, passed: UUID) -> None:
    assert "李梅" in browse.get(f"{LIST}entitled").text
    answer = browse.fill(issue_url(passed), PAPER)
    assert answer.status_code == 303
    page = browse.get(str(answer.location)).text
    for words in ("专项职业能力证书", "李梅", "350111100013-2026-0001", "2029-03-11", "/v/", "有效"):
        assert words in page
    shown = browse.get(LIST).text
    assert "350111100013-2026-0001" in shown
    assert "李梅" not in browse.get(f"{LIST}entitled").text
    story = browse.get(f"/t/{make.LIANXIANG}/trainees/{kept(browse, UUID(str(answer.location).rsplit('/', 1)[-1])).trainee_id}").text
    assert "专项职业能力证书" in story


def test_a_course_certificate_follows_a_completed_class(browse: Browser) -> None:
    with browse.app.app_context():
        woman = make.trainee()
        make.completed(woman)
    browse.sign_in("lianxiang")
    listed = browse.get(f"{LIST}entitled").text
    assert f"issue/completed/{woman}?course=" in listed
    page = f"{LIST}issue/completed/{woman}?course=20"
    assert "结业证书" in browse.get(page).text
    answer = browse.fill(page, {**PAPER, "issued_on": "2026-03-16"})
    assert answer.status_code == 303
    assert browse.get(f"{LIST}issue/completed/{woman}?course=1").status_code == 404


@pytest.mark.parametrize(
    ("name", "status"), [("neighbour", 404), ("gulou", 404), ("linqing", 404), ("jinan", 403), ("fuzhou", 403), ("lianxiang_helper", 403)]
)
def test_who_issues_none(browse: Browser, passed: UUID, name: str, status: int) -> None:
    browse.sign_in(name)
    assert browse.post(issue_url(passed), PAPER).status_code == status
    if name != "lianxiang_helper":
        assert browse.get(LIST).status_code == status


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("issuer", "", "必须填写"),
        ("issued_on", "2026-03-17", "不能晚于今天"),
        ("issued_on", "2026-03-01", "不能早于考试"),
        ("expires_on", "2026-03-12", "应晚于发证日期"),
        ("expires_on", "2027-02-29", "没有这一天"),
        ("number", "13800001234", "像是身份证号码或手机号码"),
        ("number", "长" * 10_000, "最多 40 个字"),
        ("number", "\x00<", "只用数字"),
    ],
)
def test_what_cannot_be_is_named(browse: Browser, passed: UUID, field: str, value: str, words: str) -> None:
    answer = browse.fill(issue_url(passed), {**PAPER, field: value})
    assert answer.status_code == 422
    assert words in answer.text


def test_twice_the_same_form_is_one_and_another_is_led_to_it(browse: Browser, passed: UUID) -> None:
    sent = {**PAPER, "once": "a" * 32}
    assert [browse.post(issue_url(passed), sent).status_code for _ in range(2)] == [303, 303]
    again = browse.fill(issue_url(passed), PAPER)
    assert again.status_code == 409
    assert "查看这本证书" in again.text


def test_a_whole_exam_at_once_names_a_wrong_number_at_its_cell(browse: Browser) -> None:
    with browse.app.app_context():
        exam_id = make.exam()
        entries = [make.exam_entry(make.trainee(n=n, name=f"林{'零一二'[n]}", phone=f"1380000000{n}"), exam_id) for n in (1, 2)]
    browse.sign_in("lianxiang")
    page = f"{LIST}of-exam/{exam_id}"
    one, two = (f"number_{entry.hex}" for entry in entries)
    wrong = browse.fill(page, {**PAPER, one: "A-1", two: "A-1"})
    assert wrong.status_code == 422
    assert f'id="{two}-error"' in wrong.text
    assert "还没有发过证书" in browse.get(LIST).text
    assert browse.fill(page, {**PAPER, one: "A-1"}).status_code == 303
    assert "共 2 条" in browse.get(LIST).text
    assert "没有等着领证" in browse.fill(page, PAPER).text


@pytest.mark.parametrize("sought", ["李梅", "limei", "lm", "0001"])
def test_it_is_found(browse: Browser, passed: UUID, sought: str) -> None:
    browse.fill(issue_url(passed), PAPER)
    answer = browse.fill(LIST, {"sought": sought})
    assert "找到 1 本" in answer.text
    assert "没有符合条件" in browse.fill(LIST, {"sought": "%"}).text


def test_filters_are_in_the_address_and_what_ends_soon_waits_at_the_desk(browse: Browser, passed: UUID) -> None:
    browse.fill(issue_url(passed), {**PAPER, "expires_on": "2026-04-15"})
    assert browse.fill(LIST, {"state": "expired", "kind": "level"}).location == f"{LIST}?state=expired&kind=level"
    assert "没有符合条件" in browse.get(f"{LIST}?state=expired").text
    assert "李梅" in browse.swap(f"{LIST}?state=expiring", "certificates").text
    assert "1 本证书 30 天内到期" in browse.get(f"/t/{make.LIANXIANG}/").text


def test_it_is_revoked_with_a_reason_and_a_closed_month_stays_as_it_was_printed(browse: Browser, passed: UUID) -> None:
    page = str(browse.fill(issue_url(passed), PAPER).location)
    assert browse.fill(f"{page}/revoke", {"reason": ""}).status_code == 422
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        tallies.close_month(scope, "2026-03")
    assert "这个月的证书数保持关账时的数字" in browse.get(f"{page}/revoke").text
    assert browse.fill(f"{page}/revoke", {"reason": "冒名顶替"}).status_code == 303
    shown = browse.get(page).text
    assert "这本证书已注销" in shown
    assert "注销时 2026 年 3 月已关账，这个月的证书数没有改动" in shown
    with browse.app.app_context(), make.working_at(make.CITY, "fuzhou") as scope:
        assert certified(scope) == 1
        assert tallies.differences(scope) == tallies.person_differences(scope) == []
    checked = browse.get(f"/v/{kept(browse, UUID(page.rsplit('/', 1)[-1])).check_code}").text
    assert "<strong>已注销</strong>" in checked


def test_in_an_open_month_a_revoked_one_counts_no_more(browse: Browser, passed: UUID) -> None:
    page = str(browse.fill(issue_url(passed), PAPER).location)
    assert "2026 年 3 月的证书数相应减少" in browse.get(f"{page}/revoke").text
    assert browse.fill(f"{page}/revoke", {"reason": "姓名写错"}).status_code == 303
    assert "已关账" not in browse.get(page).text
    with browse.app.app_context(), make.working_at(make.CITY, "fuzhou") as scope:
        assert certified(scope) == 0
        assert tallies.differences(scope) == tallies.person_differences(scope) == []


def test_a_revoked_one_is_not_printed(browse: Browser, passed: UUID) -> None:
    page = str(browse.fill(issue_url(passed), PAPER).location)
    assert browse.fill(f"{page}/revoke", {"reason": "姓名写错"}).status_code == 303
    assert "姓名写错" in browse.get(page).text
    assert browse.post(f"{page}/paper").status_code == 409
    assert browse.fill(f"{page}/revoke", {"reason": "姓名写错"}).status_code == 409


def test_the_paper_says_it_all_and_no_name_waits_in_the_queue(browse: Browser) -> None:
    with browse.app.app_context():
        made = make.certificate(make.trainee(name="买买提·吐尔逊古丽·阿卜杜热合曼"), course="domestic_2", issued_on=make.date(2026, 3, 12))
    browse.sign_in("lianxiang_helper")
    answer = browse.post(f"{LIST}{made}/paper")
    assert answer.status_code == 303
    job_id = UUID(str(answer.location).rsplit("/", 1)[-1])
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        assert "买买提" not in repr(jobs.get(scope, job_id))
        jobs.carry_out(scope, job_id)
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        path = papers.find(jobs.get(scope, job_id).file_digest)
        assert path is not None
        reader = PdfReader(BytesIO(path.read_bytes()))
    text = "".join(reader.pages[0].extract_text().split())
    assert len(reader.pages) == 1
    for words in ("职业技能等级证书", "买买提·吐尔逊古丽·阿卜杜热合曼", "二级/技师", "4-10-01-06", "2026年3月12日", "长期有效", "/v/"):
        assert words in text
    assert "工种" not in text


def test_a_neighbours_certificate_is_not_found(browse: Browser) -> None:
    with browse.app.app_context():
        theirs = make.certificate(make.trainee(make.NEIGHBOUR), code=make.NEIGHBOUR)
        entry = make.exam_entry(make.trainee(make.NEIGHBOUR, n=2, name="王芳"), code=make.NEIGHBOUR)
    browse.sign_in("lianxiang")
    for page in ("", "/revoke"):
        assert browse.get(f"{LIST}{theirs}{page}").status_code == 404
    assert browse.post(f"{LIST}{theirs}/paper").status_code == 404
    assert browse.get(issue_url(entry)).status_code == 404
