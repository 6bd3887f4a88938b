"""/t/<station>/openings: the work that is offered on the public page."""

from datetime import date

import pytest

from tests import make, make_codes, make_work
from tests.browse import Browser

LIST, NEW = f"/t/{make.LIANXIANG}/openings/", f"/t/{make.LIANXIANG}/openings/new"
HOW = {"place": "local", "living": "live_out", "hours": "hourly", "wanted": "１２", "ends_on": "2026-04-01"}
SAID = {"title": "钟点保洁", "offered_by": "晋安区一户家庭", "pay": "", "note": "每周三次"}


def one(browse: Browser, **changes: str) -> dict[str, str]:
    with browse.app.app_context():
        return {**HOW, **SAID, "course_id": str(make_work.course_id()), **changes}


def test_an_offer_is_shown_changed_closed_and_shown_again(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    assert "还没有招工信息" in browse.get(LIST).text
    assert browse.fill(NEW, one(browse)).location == LIST
    page = browse.get(LIST).text
    for words in ("钟点保洁", "不住家，钟点", "面议", "2026-04-01", "共 1 条", "12"):
        assert words in page
    for sought in ("保洁", "zhongdian", "zdbj"):
        assert "2026-04-01" in browse.get(f"{LIST}?sought={sought}").text
    assert "没有符合条件" in browse.get(f"{LIST}?sought=月嫂").text
    with browse.app.app_context():
        row_id = make_work.opening()
    assert browse.fill(f"{LIST}{row_id}", one(browse, title="住家月嫂")).status_code == 303
    assert browse.post(f"{LIST}{row_id}", one(browse, version="1")).status_code == 409
    assert browse.fill(f"{LIST}{row_id}/close", {}).status_code == 303
    assert "住家月嫂" not in browse.get(LIST).text.replace("已停止公布：住家月嫂", "")
    assert "住家月嫂" in browse.get(f"{LIST}?over=1").text
    assert browse.fill(f"{LIST}{row_id}", one(browse, title="住家月嫂")).status_code == 303
    assert "住家月嫂" in browse.get(LIST).text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "工", "2 到 40 个字"),
        ("title", "字" * 10_000, "2 到 40 个字"),
        ("course_id", "999999", "请从列表中选择"),
        ("wanted", "0", "1"),
        ("wanted", "许多", "数"),
        ("ends_on", "2026-03-15", "已经过了"),
        ("ends_on", "2027-03-16", "最多公布 180 天"),
        ("ends_on", "2026-02-29", "没有这一天"),
        ("note", "字" * 301, "最多 300 个字"),
        ("note", "打 １３８ 0013 8000", "不要写手机号码"),
        ("offered_by", "35010219900101123x", "不要写手机号码和证件号码"),
    ],
)
def test_what_cannot_be_is_named(browse: Browser, field: str, value: str, words: str) -> None:
    answer = browse.sign_in("lianxiang").fill(NEW, one(browse, **{field: value}))
    assert answer.status_code == 422
    assert words in answer.text


def test_a_name_of_the_rolls_is_kept_from_a_page_that_anybody_reads(browse: Browser) -> None:
    with browse.app.app_context():
        make.trainee(name="欧阳春华")
    browse.sign_in("lianxiang")
    for field in ("title", "offered_by", "pay", "note"):
        answer = browse.fill(NEW, one(browse, **{field: "欧阳春华家"}))
        assert answer.status_code == 422
        assert "名册上的姓名“欧阳春华”" in answer.text
    assert browse.fill(NEW, one(browse, pay="每月 5000-6000 元", note="2026-04-01 前到岗，每天 8:00-17:30")).status_code == 303


def test_a_neighbours_offer_is_not_found(browse: Browser) -> None:
    with browse.app.app_context():
        row_id = make_work.opening(make.NEIGHBOUR)
    browse.sign_in("lianxiang")
    for page in (f"{LIST}{row_id}", f"{LIST}{row_id}/close"):
        assert browse.get(page).status_code == 404


def test_whoever_scans_the_code_reads_what_is_offered_today(browse: Browser) -> None:
    with browse.app.app_context():
        make_work.opening()
        make_work.opening(title="临时保洁", ends_on=date(2026, 3, 16))
        make_work.opening(make.NEIGHBOUR, title="邻站的活")
        code = make_codes.code()
    page = browse.get(f"/p/{code}/jobs").text
    for words in ("住家育儿嫂", "每月 6000 元", "招 2 人", "临时保洁"):
        assert words in page
    assert "邻站的活" not in page
