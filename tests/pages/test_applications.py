"""/t/<county>/applications: from a draft to a station that logs its first day."""

import re
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.audit.models import AuditLine
from portal.core.db import db
from tests import make
from tests.browse import Browser, check_page
from tests.databases import NOW

LIST, NEW = f"/t/{make.JINAN}/applications/", f"/t/{make.JINAN}/applications/new"
FORM = {
    "community_code": make.SANMU,
    "manager_name": "陈秀英",
    "manager_account": "sanmu",
    "manager_phone": "138 0000 1234",
    "transport_note": "地铁口一百米",
    "action": "file",
}
SCORES = {"transport_score": "4", "premises_score": "5", "housing_score": "3", "cadres_score": "5"}
VISIT = {"visited_on": "2026-03-10", "visitors": "林主任、郑干事", "findings": "社区用房 120 平方米", **SCORES}
ROW = {"kind_id": "1", "title": "开张", "held_on": "2026-03-16", "attendances": "30", "women": "28"}


def page_of(browse: Browser, state: str = "filed", **changes: str) -> str:
    with browse.app.app_context():
        return f"{LIST}{make.application(state, **changes)}"


def audited(browse: Browser, action: str) -> list[tuple[str, str]]:
    """The (result, note) of every audit line of this action in 晋安."""
    with browse.app.app_context(), make.working_at(make.JINAN) as scope:
        line = select(AuditLine.result, AuditLine.note).where(scope.owns(AuditLine), AuditLine.action == action)
        return [(row.result, row.note) for row in db.session.execute(line.order_by(AuditLine.at, AuditLine.id), scope.binds)]


def test_an_application_is_filed_visited_returned_filed_again_and_approved(browse: Browser) -> None:
    page = browse.sign_in("jinan_clerk").fill(NEW, FORM).location
    assert "等待干事走访" in browse.get(page).text
    assert browse.fill(f"{page}/visit", VISIT).location == page
    browse.sign_in("jinan")
    assert browse.fill(f"{page}/decision", {"verdict": "return", "reason": "请补充场地照片"}).location == page
    browse.sign_in("jinan_clerk")
    assert "请补充场地照片" in browse.get(f"{page}/edit").text
    assert browse.fill(f"{page}/edit", {**FORM, "station_name": "三木巾帼驿站"}).location == page
    again = browse.get(page).text
    assert "社区用房 120 平方米" in again
    assert "等待县级管理员审批" in again
    browse.sign_in("jinan")
    assert browse.fill(f"{page}/decision", {"verdict": "approve"}).location == page
    steps = re.findall(r"<strong>(已..)</strong>", browse.get(page).text)
    assert steps == ["已上报", "已走访", "已退回", "已上报", "已批准"]


def test_an_approved_station_is_joined_opened_and_logs_its_first_day(browse: Browser) -> None:
    page, station = page_of(browse, "approved"), f"/t/{make.SANMU}"
    link = re.search(r'href="http://localhost(/join/[^"]+)"', browse.sign_in("jinan").post(f"{page}/link").text)
    assert link
    manager = Browser(browse.app)
    assert manager.fill(link[1], {"password": "春江水暖 2026", "again": "春江水暖 2026"}).status_code == 303
    assert browse.post(f"{page}/link").status_code == 409  # another link would open her station's people to the county
    assert manager.client.get("/", follow_redirects=True).request.path == f"{station}/"
    refused = manager.get(f"{station}/activities/new")
    assert refused.status_code == 403
    assert "还没有揭牌" in refused.text
    assert browse.fill(f"/t/{make.JINAN}/units/{make.SANMU}/open", {"opened_on": "2026-03-16"}).status_code == 303
    assert manager.fill(f"{station}/activities/new", {f"rows-0-{name}": value for name, value in ROW.items()}).status_code == 303
    assert "开张" in manager.get(f"{station}/activities/").text


def test_a_draft_may_be_incomplete_and_is_filed_later(browse: Browser) -> None:
    browse.sign_in("jinan_clerk")
    page = browse.fill(NEW, {"community_code": make.SANMU, "action": "draft"}).location
    assert "草稿" in browse.get(page).text
    answer = browse.fill(f"{page}/edit", {"community_code": make.SANMU, "action": "file"})
    assert answer.status_code == 422
    assert answer.text.count("上报前必须填写") == 6  # at each of the three fields, and in the summary
    assert browse.fill(f"{page}/edit", FORM).status_code == 303
    assert "等待干事走访" in browse.get(page).text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("community_code", "", "必须填写"),
        ("community_code", "350102004001", "请从列表中选择"),
        ("community_code", make.LIANXIANG, "请从列表中选择"),
        ("community_code", "NaN", "请从列表中选择"),
        ("station_name", "长" * 81, "最多 80 个字"),
        ("manager_name", "", "上报前必须填写"),
        ("manager_name", "陈😀", "姓名应为"),
        ("manager_name", "陈" * 10_000, "姓名应为"),
        ("manager_account", "三木", "小写字母"),
        ("manager_account", "ab", "小写字母"),
        ("manager_account", "lianxiang", "已有人使用"),
        ("manager_phone", "-1", "11位手机号码"),
        ("manager_phone", "12345678901", "11位手机号码"),
        ("transport_score", "6", "请从列表中选择"),
        ("housing_score", "NaN", "请从列表中选择"),
        ("cadres_note", "字" * 201, "最多 200 个字"),
    ],
)
def test_a_bad_answer_is_named_and_nothing_is_kept(browse: Browser, field: str, value: str, words: str) -> None:
    browse.sign_in("jinan_clerk")
    answer = browse.fill(NEW, {**FORM, "premises_note": "一定要留下的说明", field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert "一定要留下的说明" in answer.text
    assert "<title>错误：" in answer.text
    assert "没有这样的申请" in browse.get(LIST).text


def test_junk_in_a_name_is_stripped_and_capitals_are_taken(browse: Browser) -> None:
    browse.sign_in("jinan_clerk")
    page = browse.fill(
        NEW, {**FORM, "manager_name": "陈\x00秀\u200b英", "manager_account": "ＳａｎMu", "station_name": "三木\x00驿站"}
    ).location
    text = browse.get(page).text
    assert "陈秀英" in text
    assert "sanmu" in text
    assert "<h1" in text
    assert "三木驿站" in text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("visited_on", "", "必须填写"),
        ("visited_on", "2026-03-17", "还没有到"),
        ("visited_on", "2026-02-30", "没有这一天"),
        ("visited_on", "2025-01-01", "太早"),
        ("visited_on", "1e3", "日期请写成"),
        ("visitors", "", "必须填写"),
        ("visitors", "长" * 201, "最多 200 个字"),
        ("findings", " \x00 ", "必须填写"),
        ("findings", "字" * 10_000, "最多 1000 个字"),
        ("transport_score", "", "必须填写"),
        ("premises_score", "0", "请从列表中选择"),
        ("housing_score", "-3", "请从列表中选择"),
        ("cadres_score", "5.0", "请从列表中选择"),
        ("cadres_score", "５", "请从列表中选择"),
    ],
)
def test_a_bad_visit_is_named_and_nothing_is_kept(browse: Browser, field: str, value: str, words: str) -> None:
    page = page_of(browse)
    browse.sign_in("jinan_clerk")
    answer = browse.fill(f"{page}/visit", {**VISIT, "transport_note": "一定要留下的说明", field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert "一定要留下的说明" in answer.text
    assert "还没有走访记录" in browse.get(page).text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "必须填写"),
        ({"verdict": "bribe"}, "请从列表中选择"),
        ({"verdict": "file"}, "请从列表中选择"),
        ({"verdict": "return"}, "退回修改必须写明原因"),
        ({"verdict": "refuse", "reason": " \u200b "}, "不予批准必须写明原因"),
        ({"verdict": "refuse", "reason": "字" * 501}, "最多 500 个字"),
    ],
)
def test_a_bad_decision_is_named_and_nothing_is_kept(browse: Browser, sent: dict[str, str], words: str) -> None:
    page = page_of(browse, "visited")
    answer = browse.sign_in("jinan").fill(f"{page}/decision", sent)
    assert answer.status_code == 422
    assert words in answer.text
    assert "已走访" in browse.get(page).text


@pytest.mark.parametrize("version", ["", "1", "0", "-2", "NaN", "9" * 30, "²"])
def test_a_page_that_was_overtaken_changes_nothing(browse: Browser, version: str) -> None:
    page = page_of(browse, "visited")
    answer = browse.sign_in("jinan").fill(f"{page}/decision", {"verdict": "approve", "version": version})
    assert answer.status_code == 409
    assert "刚才被别人修改过" in answer.text
    assert audited(browse, "application.approve") == [("refused", "这份申请刚才被别人修改过，您这一次没有保存。")]


@pytest.mark.parametrize("verdict", ["approve", "return", "refuse"])
def test_nobody_decides_what_she_filed_and_it_is_audited(browse: Browser, verdict: str) -> None:
    page = page_of(browse, "visited", filed_by="jinan")
    browse.sign_in("jinan")
    assert "须由另一位管理员审批" in browse.get(page).text
    answer = browse.fill(f"{page}/decision", {"verdict": verdict, "reason": "不合适"})
    assert answer.status_code == 409
    assert "是您上报的" in answer.text
    assert [result for result, _ in audited(browse, f"application.{verdict}")] == ["refused"]
    assert "已走访" in browse.get(page).text


def test_of_two_admins_the_second_is_told_who_was_first(browse: Browser) -> None:
    page = page_of(browse, "visited")
    sent = {"verdict": "approve", "version": "2"}
    assert browse.sign_in("jinan").post(f"{page}/decision", sent).status_code == 303
    for verdict in ("approve", "return", "refuse"):
        late = browse.sign_in("jinan_deputy").post(f"{page}/decision", {**sent, "verdict": verdict, "reason": "晚了"})
        assert late.status_code == 409
        assert "已由 jinan 的使用人 于 2026-03-16 10:00 批准" in late.text
    assert sorted(result for result, _ in audited(browse, "application.approve")) == ["done", "refused"]


def test_a_return_and_an_approval_at_once_do_not_both_count(browse: Browser) -> None:
    page = page_of(browse, "visited")
    browse.sign_in("jinan").post(f"{page}/decision", {"verdict": "return", "reason": "请补充", "version": "2"})
    late = browse.sign_in("jinan_deputy").post(f"{page}/decision", {"verdict": "approve", "version": "2"})
    assert late.status_code == 409
    assert "已由 jinan 的使用人 于 2026-03-16 10:00 退回修改" in late.text


def test_an_unvisited_place_is_not_approved(browse: Browser) -> None:
    page = page_of(browse)
    answer = browse.sign_in("jinan").fill(f"{page}/decision", {"verdict": "approve"})
    assert answer.status_code == 409
    assert "还没有走访记录" in answer.text


@pytest.mark.parametrize("state", ["approved", "refused", "withdrawn"])
def test_what_has_ended_cannot_be_moved_any_more(browse: Browser, state: str) -> None:
    page = page_of(browse, state)
    browse.sign_in("jinan_clerk")
    for path, sent in (("edit", FORM), ("visit", VISIT), ("withdraw", {"reason": "不办了"})):
        assert browse.fill(f"{page}/{path}", sent).status_code == (409 if (state, path) != ("approved", "edit") else 422)


def test_a_withdrawn_application_stays_with_its_reason(browse: Browser) -> None:
    page = page_of(browse)
    browse.sign_in("jinan_clerk")
    assert browse.fill(f"{page}/withdraw", {"reason": ""}).status_code == 422
    assert browse.fill(f"{page}/withdraw", {"reason": "社区改选别处"}).status_code == 303
    text = browse.get(page).text
    assert "已撤回" in text
    assert "社区改选别处" in text
    assert "/edit" not in text


def test_the_same_form_sent_twice_is_filed_once(browse: Browser) -> None:
    browse.sign_in("jinan_clerk")
    form = {**FORM, "once": "b" * 32}
    first, second = browse.post(NEW, form), browse.post(NEW, form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert "共 1 条" in browse.get(LIST).text
    assert browse.post(NEW, {**form, "manager_name": "别人"}).status_code == 409


def test_an_approval_sent_twice_makes_one_station(browse: Browser) -> None:
    page = page_of(browse, "visited")
    sent = {"verdict": "approve", "version": "2", "once": "c" * 32}
    browse.sign_in("jinan")
    assert [browse.post(f"{page}/decision", sent).location for _ in range(2)] == [page, page]
    assert audited(browse, "application.approve") == [("done", "")]


@pytest.mark.parametrize("name", ["gulou", "linqing", "stranger", "lianxiang", "operator"])
def test_whoever_is_not_of_the_county_finds_nothing(browse: Browser, name: str) -> None:
    page = page_of(browse, "visited")
    browse.sign_in(name)
    for path in (LIST, NEW, page, f"{page}/edit", f"{page}/visit", f"{page}/decision", f"{page}/withdraw"):
        assert browse.get(path).status_code == 404
    assert browse.post(f"{page}/decision", {"verdict": "approve", "version": "2"}).status_code == 404
    assert browse.post(f"{page}/link").status_code == 404


def test_another_countys_application_is_not_found_in_ones_own(browse: Browser) -> None:
    page = page_of(browse, "visited").replace(make.JINAN, make.GULOU)
    browse.sign_in("gulou")
    for path in ("", "/edit", "/visit", "/decision", "/withdraw"):
        assert browse.get(page + path).status_code == 404
    assert browse.post(f"{page}/decision", {"verdict": "approve", "version": "2"}).status_code == 404
    assert browse.post(f"{page}/visit", VISIT).status_code == 404
    assert browse.post(f"{page}/edit", FORM).status_code == 404
    assert browse.post(f"{page}/link").status_code == 404
    assert browse.get(f"/t/{make.GULOU}/applications/not-an-id").status_code == 404


def test_a_clerk_does_not_decide_and_a_city_only_reads(browse: Browser) -> None:
    page = page_of(browse, "visited")
    browse.sign_in("jinan_clerk")
    assert browse.get(f"{page}/decision").status_code == 403
    assert browse.post(f"{page}/decision", {"verdict": "approve", "version": "2"}).status_code == 403
    assert browse.post(f"{page}/link").status_code == 403
    assert browse.sign_in("fuzhou").get(LIST).status_code == 200
    assert browse.get(f"{page}/decision").status_code == 403
    assert browse.get(page).status_code == 200


def test_a_wrong_verb_is_refused(browse: Browser) -> None:
    page = page_of(browse, "visited")
    browse.sign_in("jinan")
    assert browse.post(page).status_code == 405
    assert browse.get(f"{page}/link").status_code == 405
    assert browse.post(LIST).status_code == 405


def test_a_link_needs_an_approval_and_a_new_one_kills_the_old_one(browse: Browser) -> None:
    waiting = page_of(browse, "visited")
    assert browse.sign_in("jinan").post(f"{waiting}/link").status_code == 409
    browse.fill(f"{waiting}/decision", {"verdict": "approve"})
    first, second = (re.findall(r"/join/[\w-]+", browse.post(f"{waiting}/link").text)[0] for _ in range(2))
    assert first != second
    stranger = Browser(browse.app)
    assert stranger.get(first).status_code == 404
    assert stranger.get(second).status_code == 200
    assert "no-store" in browse.post(f"{waiting}/link").headers["Cache-Control"]


def test_the_list_says_for_whom_and_how_long(browse: Browser) -> None:
    page_of(browse)
    with time_machine.travel(NOW + timedelta(days=5), tick=False):
        browse.sign_in("jinan")
        text = browse.get(LIST).text
        assert "干事走访" in text
        assert 'data-label="已等（天）">5<' in text
        assert "三木社区驿站" not in browse.get(LIST + "?state=approved").text
        assert "三木社区驿站" in browse.get(LIST + "?state=filed").text
        assert "三木社区驿站" in browse.get(LIST + "?state=nonsense").text
        assert "已等 5 天" in browse.get(f"/t/{make.JINAN}/").text


def test_htmx_gets_the_list_alone(browse: Browser) -> None:
    page_of(browse)
    part = browse.sign_in("jinan").swap(LIST, "applications")
    assert "<html" not in part.text
    assert 'id="applications"' in part.text


@pytest.mark.parametrize(
    ("state", "name", "words"),
    [
        ("filed", "jinan_clerk", "走访：三木社区驿站"),
        ("visited", "jinan", "审批建站申请：三木社区驿站"),
        ("returned", "jinan_clerk", "修改建站申请：三木社区驿站"),
        ("approved", "jinan", "揭牌：三木社区驿站"),
    ],
)
def test_what_waits_is_on_the_first_page(browse: Browser, state: str, name: str, words: str) -> None:
    page_of(browse, state)
    assert words in browse.sign_in(name).get(f"/t/{make.JINAN}/").text


@pytest.mark.parametrize(("state", "name"), [("visited", "jinan_clerk"), ("approved", "jinan_clerk"), ("withdrawn", "jinan")])
def test_what_she_cannot_do_does_not_wait_for_her(browse: Browser, state: str, name: str) -> None:
    page_of(browse, state)
    assert "三木社区驿站" not in browse.sign_in(name).get(f"/t/{make.JINAN}/").text


def test_what_she_filed_waits_for_the_other_admin(browse: Browser) -> None:
    page_of(browse, "visited", filed_by="jinan")
    assert "审批建站申请" not in browse.sign_in("jinan").get(f"/t/{make.JINAN}/").text
    assert "审批建站申请" in browse.sign_in("jinan_deputy").get(f"/t/{make.JINAN}/").text


# ------------------------------------------------------------------ photos, the paper, what was changed


def send_photo(browse: Browser, path: str, content: bytes) -> TestResponse:
    """Choose a file on the page of an album and send it."""
    hidden = check_page(browse.client.get(path).text).hidden
    return browse.post(path, {**hidden, "photos": (BytesIO(content), "a.jpg"), "caption": "门口"}, content_type="multipart/form-data")


@pytest.mark.parametrize(("state", "album"), [("draft", "photos"), ("returned", "photos"), ("visited", "visit/photos")])
def test_photos_are_added_and_shown(browse: Browser, state: str, album: str) -> None:
    page = page_of(browse, state)
    browse.sign_in("jinan_clerk")
    assert f'href="{page}/{album}"' in browse.get(page).text
    assert send_photo(browse, f"{page}/{album}", make.picture()).location == f"{page}/{album}"
    assert 'alt="门口"' in browse.get(page).text
    removal = re.findall(r'href="([^"]+/removal)"', browse.get(f"{page}/{album}").text)[0]
    assert browse.fill(removal, {}).location == f"{page}/{album}"
    assert 'alt="门口"' not in browse.get(page).text


@pytest.mark.parametrize(
    ("state", "album", "words"),
    [
        ("filed", "photos", "退回修改以后才可以"),
        ("approved", "photos", "已批准"),
        ("filed", "visit/photos", "请先记录走访"),
        ("returned", "visit/photos", "不能记录走访"),
        ("refused", "visit/photos", "走访照片也不能再添加或移除"),
    ],
)
def test_photos_are_not_added_any_more_and_it_says_why(browse: Browser, state: str, album: str, words: str) -> None:
    page = page_of(browse, state)
    browse.sign_in("jinan_clerk")
    assert f'href="{page}/{album}"' not in browse.get(page).text
    shown = browse.get(f"{page}/{album}").text
    assert words in shown
    assert 'type="file"' not in shown
    answer = send_photo(browse, f"{page}/{album}", make.picture())
    assert answer.status_code == 409
    assert words in answer.text
    assert audited(browse, "photo.add")[-1][0] == "refused"


def test_a_photo_of_what_was_filed_is_not_removed(browse: Browser) -> None:
    page = page_of(browse, "draft")
    with browse.app.app_context():
        kept = make.application_photo(UUID(page.rsplit("/", 1)[1]))
    removal = f"/t/{make.JINAN}/photos/{kept}/removal"
    browse.sign_in("jinan_clerk")
    browse.fill(f"{page}/edit", FORM)
    shown = browse.get(removal).text
    assert "退回修改以后才可以" in shown
    assert "button-danger" not in shown
    answer = browse.post(removal)
    assert answer.status_code == 409
    assert "退回修改以后才可以" in answer.text


def test_photos_are_seen_by_the_county_and_above_alone(browse: Browser) -> None:
    page = page_of(browse, "draft")
    with browse.app.app_context():
        path = f"/t/{make.JINAN}/photos/{make.application_photo(UUID(page.rsplit('/', 1)[1]))}"
    for name, status in {"jinan": 200, "fuzhou_reader": 200, "gulou": 404, "lianxiang": 404, "linqing": 404}.items():
        assert browse.sign_in(name).get(path, buffered=True).status_code == status
    for name, status in {"fuzhou_reader": 403, "gulou": 404}.items():
        assert browse.sign_in(name).post(f"{path}/removal").status_code == status
        assert browse.post(f"{page}/photos").status_code == status
    assert browse.sign_in("gulou").get(f"{page}/photos".replace(make.JINAN, make.GULOU)).status_code == 404


@pytest.mark.parametrize("name", ["jinan_clerk", "jinan", "fuzhou_reader"])
def test_the_paper_is_asked_for_by_all_who_read_it(browse: Browser, name: str) -> None:
    page = page_of(browse)
    browse.sign_in(name)
    assert "打印审批表" in browse.get(page).text
    job = browse.fill(f"{page}/paper", {}).location
    shown = browse.get(job).text
    assert "社区驿站建站审批表（三木社区驿站）.pdf" in shown
    assert f'href="{LIST}"' in shown


def test_a_draft_has_no_paper(browse: Browser) -> None:
    page = page_of(browse, "draft")
    browse.sign_in("jinan_clerk")
    assert "打印审批表" not in browse.get(page).text
    answer = browse.post(f"{page}/paper")
    assert answer.status_code == 409
    assert "上报以后才能打印" in answer.text


def test_another_countys_paper_is_not_found(browse: Browser) -> None:
    page = page_of(browse)
    for name in ("gulou", "linqing"):
        assert browse.sign_in(name).post(f"{page}/paper").status_code == 404
    assert browse.sign_in("gulou").post(f"{page}/paper".replace(make.JINAN, make.GULOU)).status_code == 404


def test_what_was_changed_before_it_was_filed_again_is_shown(browse: Browser) -> None:
    page = page_of(browse, "returned")
    assert "这次上报改了什么" not in browse.sign_in("jinan").get(page).text
    browse.sign_in("jinan_clerk").fill(f"{page}/edit", {**FORM, "manager_name": "陈秀兰"})
    shown = browse.sign_in("jinan").get(page).text.split("申请内容")[0]
    assert re.findall(r"<td>([^<]+)</td>", shown) == ["拟任站长", "陈秀英", "陈秀兰"]


def test_the_list_is_sorted_and_narrowed_by_what_it_waits_for(browse: Browser) -> None:
    with browse.app.app_context():
        make.application("visited", community_code="350111100011", manager_account="dushi")
        make.application("withdrawn", community_code="350111100012", manager_account="weian")
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        page_of(browse)
        browse.sign_in("jinan")

        def names(query: str) -> list[str]:
            return re.findall(r'data-label="驿站名称">([^<]+)社区驿站<', browse.get(f"{LIST}?{query}").text)

        assert names("")[0] == "三木"
        assert names("sort=-waited")[:2] == ["都市", "三木"]
        assert names("sort=waited")[:2] == ["三木", "都市"]
        assert len(names("sort=nonsense&waits=%00&page=x")) == 3
        assert (names("waits=visit"), names("waits=decision"), names("waits=filing")) == (["三木"], ["都市"], [])
        assert names("waits=visit&state=visited") == []


@pytest.mark.parametrize(("days", "is_overdue"), [(14, False), (15, True)])
def test_what_waits_too_long_is_overdue_on_the_first_page(browse: Browser, days: int, is_overdue: bool) -> None:
    page_of(browse)
    with time_machine.travel(NOW + timedelta(days=days), tick=False):
        assert ("已逾期" in browse.sign_in("jinan_clerk").get(f"/t/{make.JINAN}/").text) is is_overdue
