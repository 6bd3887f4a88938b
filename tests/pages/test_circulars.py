"""/t/<unit>/circulars: 通知任务."""

from io import BytesIO
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from python_calamine import CalamineWorkbook

from portal.circulars.rules.sending import Kind
from tests import make, make_circulars, make_problems
from tests.browse import Browser

STATION, NEIGHBOUR, COUNTY, CITY = (f"/t/{code}/circulars/" for code in (make.LIANXIANG, make.NEIGHBOUR, make.JINAN, make.CITY))
TYPED = {"kind": "task", "title": "报送三月培训计划", "body": "请报送\n逾期通报", "audience": "stations", "due_on": "２０２６-03-20"}
LATE = "2026-03-23 09:00+08:00"


def sent(app: Flask, **changes: object) -> tuple[str, str]:
    """Send a circular of the county, and return its id and that of the station's copy."""
    with app.app_context():
        which = make_circulars.sent(**changes)  # pyright: ignore[reportArgumentType]  # what a draft takes
        return str(which), str(make_circulars.copy_of(which))


def test_a_county_sends_a_task_the_station_reports_and_the_county_confirms(browse: Browser) -> None:
    browse.sign_in("jinan")
    checked = browse.fill(f"{COUNTY}new", TYPED).location
    assert "发给 2 个单位" in browse.get(checked).text
    assert "收到 " not in browse.sign_in("lianxiang").get(STATION).text, "a draft reaches nobody"
    browse.sign_in("jinan")
    assert browse.fill(checked, {}).status_code == 303
    assert browse.fill(checked, {}).status_code == 409, "sent once"
    page = browse.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/").text
    assert "任务：报送三月培训计划" in page
    assert "还剩 4 天" in page
    one = browse.get(STATION).text.split('class="key"')[1].split('href="')[1].split('"')[0]
    assert "未签收" in browse.get(one).text
    assert "未签收" in browse.get(one).text, "looking at it signs nothing"
    assert browse.post(f"{one}/signing").status_code == 303
    assert "办理中" in browse.get(one).text
    assert "lianxiang 的使用人已在 03-16 10:00 签收" in browse.post(f"{one}/signing", follow_redirects=True).text
    assert browse.fill(one, {"reply": " "}).status_code == 422
    assert browse.fill(one, {"reply": "计划已报\n共三期"}).status_code == 303


def test_an_answer_goes_back_with_a_reason_and_is_confirmed_when_it_will_do(browse: Browser) -> None:
    which, copy_id = sent(browse.app)
    with browse.app.app_context():
        make_circulars.replied(UUID(copy_id), "共三期")
    board, one, verdict = f"{COUNTY}{which}", f"{STATION}copies/{copy_id}", f"{COUNTY}copies/{copy_id}/verdict"
    browse.sign_in("jinan")
    assert "确认任务完成 1 个单位" in browse.get(f"/t/{make.JINAN}/").text
    verdict = one.replace(make.LIANXIANG, make.JINAN) + "/verdict"
    assert "共三期" in browse.get(verdict).text
    assert "写明还要补什么" in browse.fill(verdict, {"verdict": "send_back", "reason": ""}).text
    assert browse.fill(verdict, {"verdict": "send_back", "reason": "缺时间"}).status_code == 303
    browse.sign_in("lianxiang")
    assert "退回原因：缺时间" in browse.get(f"/t/{make.LIANXIANG}/").text
    assert browse.fill(one, {"reply": "补上时间"}).status_code == 303
    browse.sign_in("jinan")
    assert browse.fill(verdict, {"verdict": "accept"}).location == board
    assert "已完成" in browse.swap(board, "units").text
    assert "不能再改" in browse.sign_in("lianxiang").post(one, {"reply": "又改", "version": "9"}).text


def test_several_reports_are_accepted_as_they_were_seen_all_or_none(browse: Browser) -> None:
    which, one = sent(browse.app)
    with browse.app.app_context():
        other = make_circulars.copy_of(UUID(which), make.NEIGHBOUR)
        make_circulars.replied(UUID(one))
        make_circulars.replied(other, code=make.NEIGHBOUR, by="neighbour")
    page = f"{COUNTY}{which}/acceptance"
    browse.sign_in("jinan")
    assert page in browse.get(f"{COUNTY}{which}").text
    assert browse.fill(page, {}).status_code == 422
    assert browse.fill(page, {"copies": [f"{one}.2", "moon", f"{one}.²"]}).status_code == 422
    answer = browse.fill(page, {"copies": [f"{one}.2", f"{other}.1"]})
    assert answer.status_code == 409
    assert "东山社区驿站刚刚改过答复" in answer.text
    assert "已完成" not in browse.swap(f"{COUNTY}{which}", "units").text
    assert browse.fill(page, {"copies": [f"{one}.2", f"{other}.2"]}).status_code == 303
    assert "共 2 条" in browse.swap(f"{COUNTY}{which}?state=accepted", "units").text


def test_two_who_answer_at_once_the_second_keeps_what_she_typed(browse: Browser) -> None:
    _, one = sent(browse.app)
    browse.sign_in("lianxiang_helper").fill(f"{STATION}copies/{one}", {"reply": "助手写的"})
    answer = browse.sign_in("lianxiang").post(f"{STATION}copies/{one}", {"reply": "站长写的", "version": "1", "once": "k"})
    assert answer.status_code == 409
    assert "助手写的" in answer.text
    assert "站长写的</textarea>" in answer.text
    again = browse.post(f"{STATION}copies/{one}", {"reply": "站长写的", "version": "2", "once": "k2"})
    assert again.status_code == 303


def test_a_double_click_sends_one_circular(browse: Browser) -> None:
    browse.sign_in("jinan")
    first = browse.post(f"{COUNTY}new", {**TYPED, "once": "k"})
    again = browse.post(f"{COUNTY}new", {**TYPED, "once": "k"})
    assert (again.status_code, again.location) == (303, first.location)
    data = {"version": "1", "units": "2", "once": "s"}
    assert [browse.post(first.location, data).status_code for _ in range(2)] == [303, 303]
    assert "共 1 条" in browse.get(f"{COUNTY}?box=sent").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": "长" * 10_000}, "2 到 60 个字"),
        ({"title": "\0"}, "必须填写"),
        ({"body": "长" * 10_000}, "最多 5000 个字"),
        ({"body": ""}, "必须填写"),
        ({"kind": "moon"}, "请从列表中选择"),
        ({"audience": "counties"}, "请从列表中选择"),
        ({"audience": "chosen"}, "请至少选一个单位"),
        ({"audience": "chosen", "chosen": make.JUNMEN}, "请从列表中选择"),
        ({"due_on": ""}, "任务必须写明完成期限"),
        ({"due_on": "2026-02-30"}, "没有这一天"),
        ({"due_on": "2026-03-15"}, "期限不能早于今天"),
    ],
)
def test_what_is_typed_wrong_is_said_at_its_field(browse: Browser, changes: dict[str, str], words: str) -> None:
    answer = browse.sign_in("jinan").fill(f"{COUNTY}new", {**TYPED, **changes})
    assert answer.status_code == 422
    assert words in answer.text


def test_a_stale_draft_and_units_that_changed_are_refused(browse: Browser) -> None:
    browse.sign_in("jinan")
    where = browse.fill(f"{COUNTY}new", TYPED).location
    draft = where.replace("dispatch", "draft")
    assert browse.fill(draft, {**TYPED, "audience": "chosen", "chosen": make.LIANXIANG}).status_code == 303
    assert "刚才有人修改过" in browse.post(draft, {**TYPED, "version": "1"}).text
    assert browse.post(where, {"version": "1", "units": "1"}).status_code == 409
    answer = browse.post(where, {"version": "2", "units": "2"})
    assert answer.status_code == 409
    assert "现在是 1 个，刚才是 2 个" in answer.text
    with time_machine.travel(LATE, tick=False):
        assert "请先修改草稿" in browse.sign_in("jinan_deputy").fill(where, {}).text
    assert browse.sign_in("jinan").fill(where.replace("dispatch", "removal"), {}).status_code == 303
    assert browse.get(where).status_code == 404


def test_what_is_late_is_counted_reminded_and_given_out(browse: Browser) -> None:
    which, one = sent(browse.app, title="=1+1 号任务")
    with time_machine.travel(LATE, tick=False):
        assert "逾期 3 天" in browse.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/").text
        browse.sign_in("jinan")
        assert "2 个单位逾期没有办" in browse.get(f"/t/{make.JINAN}/").text
        assert "共 2 条" in browse.swap(f"{COUNTY}{which}?state=late", "units").text
        nobody = browse.swap(f"{COUNTY}{which}?state=accepted", "units").text
        assert "没有这样的单位" in nobody
        assert f'href="{COUNTY}{which}"' in nobody
        assert browse.fill(f"{COUNTY}{which}/reminder", {}).status_code == 303
        assert "已经催办过" in browse.fill(f"{COUNTY}{which}/reminder", {}).text
        assert "上级 03-23 催办" in browse.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/").text
        browse.fill(f"{STATION}copies/{one}", {"reply": "=2+2"})
        book = CalamineWorkbook.from_filelike(BytesIO(browse.sign_in("fuzhou").get(f"{CITY}{which}/board.xlsx").data))
    cells = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert {"=2+2", "逾期 3 天", "已报完成，待确认", "连翔社区驿站"} <= set(cells)


def test_what_is_withdrawn_stays_with_its_reason(browse: Browser) -> None:
    which, one = sent(browse.app)
    browse.sign_in("jinan")
    assert browse.fill(f"{COUNTY}{which}/withdrawal", {"reason": ""}).status_code == 422
    assert "电话" in browse.fill(f"{COUNTY}{which}/withdrawal", {"reason": "问 13800001234"}).text
    assert browse.fill(f"{COUNTY}{which}/withdrawal", {"reason": "日期写错"}).status_code == 303
    assert browse.post(f"{COUNTY}{which}/withdrawal", {"reason": "再撤", "version": "3"}).status_code == 409
    browse.sign_in("lianxiang")
    assert 'class="voided"' in browse.get(STATION).text
    assert "任务：" not in browse.get(f"/t/{make.LIANXIANG}/").text
    page = browse.get(f"{STATION}copies/{one}").text
    assert "原因：日期写错" in page
    assert "<s>报送三月培训计划</s>" in page
    assert "<s>逾期通报。</s>" in page
    answer = browse.post(f"{STATION}copies/{one}", {"reply": "我写的", "version": "1"})
    assert answer.status_code == 409
    assert "我写的" in answer.text


def test_a_county_sees_what_the_city_sent_to_its_stations(browse: Browser) -> None:
    with browse.app.app_context():
        which = make_circulars.sent(make.CITY, "fuzhou", title="市里的通知", needs_reply=False)
        make_problems.suspend(make.NEIGHBOUR)
    page = browse.sign_in("jinan").get(f"{COUNTY}?box=below").text
    assert "市里的通知" in page
    assert "2</span>" in page
    board = browse.get(f"{COUNTY}{which}").text
    assert "单位已暂停" in board
    assert "军门" not in board
    assert "催办</a>" not in board
    assert browse.get(f"/t/{make.GULOU}/circulars/{which}").status_code == 404
    with browse.app.app_context():
        theirs = make_circulars.copy_of(which, make.NEIGHBOUR)
    browse.sign_in("neighbour")
    assert "恢复以后才能签收" in browse.get(f"{NEIGHBOUR}copies/{theirs}").text
    assert browse.post(f"{NEIGHBOUR}copies/{theirs}/signing").status_code == 403


def test_another_units_copy_is_not_found(browse: Browser) -> None:
    which, one = sent(browse.app)
    for name, code in (("neighbour", make.NEIGHBOUR), ("gulou", make.GULOU), ("linqing", make.OTHER_CITY)):
        here = f"/t/{code}/circulars/"
        browse.sign_in(name)
        assert browse.get(f"{here}copies/{one}").status_code == 404
        for path in (f"copies/{one}", f"copies/{one}/signing", f"copies/{one}/verdict", f"{which}/reminder", f"{which}/withdrawal"):
            assert browse.post(here + path, {"reply": "x", "reason": "x", "verdict": "accept", "version": "1"}).status_code in {403, 404}
        assert browse.get(f"{here}{which}/board.xlsx").status_code == 404


def test_a_list_is_narrowed_and_a_percent_sign_is_looked_for_as_such(browse: Browser) -> None:
    sent(browse.app)
    sent(browse.app, title="完成 100% 培训", kind=Kind.CIRCULAR)
    browse.sign_in("lianxiang")
    assert "共 1 条" in browse.get(f"{STATION}?q=%25").text
    assert "共 1 条" in browse.get(f"{STATION}?kind=task&state=waiting&q=培训").text
    assert "没有符合条件" in browse.get(f"{STATION}?state=done&q=%00").text
    assert "共 2 条" in browse.get(f"{STATION}?state=moon&page=-1").text
