"""/t/<unit>/problems: 问题清单."""

from io import BytesIO

import pytest
import time_machine
from flask import Flask
from python_calamine import CalamineWorkbook

from tests import make, make_problems
from tests.browse import Browser

LIST, COUNTY, CITY = (f"/t/{code}/problems/" for code in (make.LIANXIANG, make.JINAN, make.CITY))
TYPED = {
    "unit_code": make.LIANXIANG,
    "source": "return",
    "source_words": "2026年2月月报",
    "title": "签到表不齐",
    "detail": "两场活动没有签到表",
    "owner_name": "陈站长",
    "due_on": "２０２６-０４-１５",
}
LATE = "2026-05-01 09:00+08:00"


def raised(app: Flask, **changes: object) -> str:
    """Put a problem of the station on the list, and return its id."""
    with app.app_context():
        return str(make_problems.problem(**changes))  # pyright: ignore[reportArgumentType]  # what a finding takes


def test_a_county_raises_it_the_station_mends_it_and_another_looks_again(browse: Browser) -> None:
    answer = browse.sign_in("jinan").fill(f"{COUNTY}new?unit_code={make.LIANXIANG}&source=return", TYPED)
    where = answer.location.removeprefix(COUNTY)
    assert answer.status_code == 303
    assert "/returns/350111100013/2026-02" in browse.get(answer.location).text
    browse.sign_in("lianxiang")
    assert "还剩 30 天" in browse.get(LIST).text
    with browse.app.app_context():
        make.photo(subject="problem", subject_id=make_problems.only_id())
    assert browse.fill(f"{LIST}{where}/fix", {"proof": " "}).status_code == 422
    assert browse.fill(f"{LIST}{where}/fix", {"proof": "已补齐\n已公示"}).status_code == 303
    assert "照片不能再添加或移除" in browse.get(f"{LIST}{where}/photos").text
    browse.sign_in("jinan")
    assert "复核整改 1 条" in browse.get(f"/t/{make.JINAN}/").text
    assert "已公示" in browse.get(f"{COUNTY}{where}/recheck").text
    assert "写明哪里还不行" in browse.fill(f"{COUNTY}{where}/recheck", {"verdict": "send_back", "note": ""}).text
    assert browse.fill(f"{COUNTY}{where}/recheck", {"verdict": "send_back", "note": "缺一张"}).status_code == 303
    assert "退回过 1 次" in browse.sign_in("lianxiang").get(f"{LIST}{where}").text


def test_a_double_click_raises_one_problem(browse: Browser) -> None:
    browse.sign_in("jinan")
    first = browse.post(f"{COUNTY}new", {**TYPED, "once": "k"})
    again = browse.post(f"{COUNTY}new", {**TYPED, "once": "k"})
    assert (again.status_code, again.location) == (303, first.location)
    other = browse.post(f"{COUNTY}new", {**TYPED, "once": "another form"})
    assert other.status_code == 409
    assert first.location in other.text
    assert "共 1 条" in browse.get(COUNTY).text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"unit_code": make.JUNMEN}, "请从列表中选择"),
        ({"unit_code": make.JINAN}, "请从列表中选择"),
        ({"title": "长" * 10_000}, "最多 100 个字"),
        ({"detail": "长" * 10_000}, "最多 1000 个字"),
        ({"title": "\0"}, "必须填写"),
        ({"owner_name": "陈"}, "2 到 30 个字"),
        ({"due_on": "2026-03-15"}, "不能早于今天"),
        ({"due_on": "2026-02-30"}, "没有这一天"),
        ({"detail": "请打 13800001234"}, "电话或证件号码"),
        ({"source": "moon"}, "请从列表中选择"),
    ],
)
def test_what_is_typed_wrong_is_said_at_its_field(browse: Browser, changes: dict[str, str], words: str) -> None:
    answer = browse.sign_in("jinan").fill(f"{COUNTY}new", {**TYPED, **changes})
    assert answer.status_code == 422
    assert words in answer.text


def test_a_grid_raises_all_or_none(browse: Browser) -> None:
    browse.sign_in("fuzhou")
    row = {"source": "visit", "owner_name": "陈主任", "due_on": "2026-04-15"}
    rows = [{**row, "unit_code": make.JINAN, "title": "甲"}, {**row, "unit_code": make.JUNMEN, "title": "乙", "due_on": "2026-01-01"}]
    sent = {f"rows-{n}-{name}": value for n, one in enumerate(rows) for name, value in one.items()}
    answer = browse.fill(f"{CITY}several", sent)
    assert answer.status_code == 422
    assert "第 2 行：整改期限不能早于今天" in answer.text
    assert browse.fill(f"{CITY}several", {**sent, "rows-1-due_on": "2026-04-15"}).location == CITY
    assert "共 2 条" in browse.get(CITY).text
    assert "共 1 条" in browse.get(f"{CITY}?unit={make.GULOU}").text, "a station counts with its county"


def test_what_is_overdue_is_marked_and_given_out(browse: Browser) -> None:
    raised(browse.app)
    raised(browse.app, title="=1+1", due_on=make_problems.DUE.replace(month=6))
    with time_machine.travel(LATE, tick=False):
        browse.sign_in("lianxiang")
        assert "问题整改逾期 1 条" in browse.get(f"/t/{make.LIANXIANG}/").text
        part = browse.swap(f"{LIST}?state=overdue", "problems").text
        assert "逾期 16 天" in part
        assert "共 1 条" in part
        assert "没有符合条件" in browse.get(f"{LIST}?state=closed&source=visit").text
        book = CalamineWorkbook.from_filelike(BytesIO(browse.sign_in("fuzhou").get(f"{CITY}problems.xlsx?state=overdue").data))
    cells = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert "逾期 16 天" in cells
    assert "=1+1" not in cells


def test_an_old_page_changes_nothing_and_says_what_happened(browse: Browser) -> None:
    one = raised(browse.app)
    browse.sign_in("jinan")
    day = {"due_on": "2026-05-01", "reason": "下雨"}
    assert browse.fill(f"{COUNTY}{one}/postponement", day).status_code == 303
    answer = browse.post(f"{COUNTY}{one}/postponement", {**day, "due_on": "2026-06-01", "version": "1"})
    assert answer.status_code == 409
    assert "晋安区的jinan 的使用人" in answer.text
    assert "须晚于原来的" in browse.fill(f"{COUNTY}{one}/postponement", day).text
    assert browse.fill(f"{COUNTY}{one}/amendment", {"title": "签到表缺两张", "owner_name": "林站长", "detail": ""}).status_code == 303
    assert browse.fill(f"{COUNTY}{one}/withdrawal", {"reason": "记错了"}).status_code == 303
    assert "不用再办" in browse.get(f"{COUNTY}{one}/recheck").text
    page = browse.sign_in("lianxiang").get(f"{LIST}{one}").text
    for words in ("期限由 2026-04-15 改为 2026-05-01：下雨", "责任人原为“陈站长”", "已撤回"):
        assert words in page


def test_another_units_problem_is_not_found_and_a_suspended_unit_reports_nothing(browse: Browser) -> None:
    one = raised(browse.app)
    for name, code in (("neighbour", make.NEIGHBOUR), ("gulou", make.GULOU), ("linqing", make.OTHER_CITY)):
        browse.sign_in(name)
        assert browse.get(f"/t/{code}/problems/{one}").status_code == 404
        assert browse.post(f"/t/{code}/problems/{one}/fix", {"proof": "x", "version": "1"}).status_code in {403, 404}
    with browse.app.app_context():
        make_problems.suspend(make.LIANXIANG)
    browse.sign_in("lianxiang")
    assert browse.get(f"{LIST}{one}").status_code == 200
    assert browse.post(f"{LIST}{one}/fix", {"proof": "x", "version": "1"}).status_code == 403
    page = browse.sign_in("jinan").get(f"{COUNTY}{one}").text
    assert "整改单位已暂停" in page
    assert "连翔社区驿站" not in browse.get(f"{COUNTY}new").text
