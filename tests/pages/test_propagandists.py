"""/t/<station>/propagandists: the 1+N."""

import zipfile
from io import BytesIO

import pytest

from tests import make
from tests.browse import Browser

LIST, NEW = f"/t/{make.LIANXIANG}/propagandists/", f"/t/{make.LIANXIANG}/propagandists/new"
ONE = {"name": "王 秀 兰", "phone": "137 0000 1111", "community": "三木社区", "since_on": "2026年3月1日", "note": "楼栋长"}


def test_a_manager_keeps_her_list(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    assert "还没有登记宣传员" in browse.get(LIST).text
    assert browse.fill(NEW, ONE).location == LIST
    page = browse.get(LIST).text
    for words in ("1+1", "王秀兰", "13700001111", "三木社区", "2026-03-01", "楼栋长", "共 1 条"):
        assert words in page


@pytest.mark.parametrize("name", ["jinan", "jinan_clerk", "fuzhou", "fuzhou_reader"])
def test_those_above_see_no_whole_telephone(browse: Browser, name: str) -> None:
    with browse.app.app_context():
        row_id = make.propagandist()
    page = browse.sign_in(name).get(LIST).text
    assert "137****1111" in page
    assert "13700001111" not in page
    assert f"{row_id}" not in page
    assert browse.get(f"{LIST}{row_id}").status_code == 403


def test_a_helper_of_the_station_reads_the_list(browse: Browser) -> None:
    with browse.app.app_context():
        row_id = make.propagandist()
    page = browse.sign_in("lianxiang_helper").get(LIST).text
    assert "13700001111" in page
    assert f"{row_id}" not in page


@pytest.mark.parametrize(("name", "status"), [("neighbour", 404), ("gulou", 404), ("linqing", 404), ("operator", 404)])
def test_outsiders_see_nothing(browse: Browser, name: str, status: int) -> None:
    browse.sign_in(name)
    for page in (LIST, NEW, f"{LIST}propagandists.xlsx"):
        assert browse.get(page).status_code == status
    assert browse.post(NEW, ONE).status_code == status


@pytest.mark.parametrize("name", ["jinan", "fuzhou"])
def test_who_may_not_write(browse: Browser, name: str) -> None:
    assert browse.sign_in(name).post(NEW, ONE).status_code == 403


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "必须填写"),
        ("name", "王1", "姓名只能用文字"),
        ("phone", "12345", "11位手机号码"),
        ("community", "长" * 10_000, "最多 80 个字"),
        ("since_on", "2026-03-17", "还没有到"),
        ("since_on", "1999-12-31", "日期太早"),
        ("since_on", "2025-02-29", "没有这一天"),
        ("note", "字" * 201, "最多 200 个字"),
    ],
)
def test_what_cannot_be_is_named(browse: Browser, field: str, value: str, words: str) -> None:
    answer = browse.sign_in("lianxiang").fill(NEW, {**ONE, field: value})
    assert answer.status_code == 422
    assert words in answer.text


def test_she_is_on_the_list_once(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    sent = {**ONE, "once": "a" * 32}
    assert [browse.post(NEW, sent).status_code for _ in range(2)] == [303, 303]
    again = browse.fill(NEW, ONE)
    assert again.status_code == 409
    assert "已经在名单里" in again.text
    assert "查看她的记录" in again.text
    assert "共 1 条" in browse.get(LIST).text


def test_a_row_is_amended_and_ended_and_stays(browse: Browser) -> None:
    with browse.app.app_context():
        row_id = make.propagandist()
    browse.sign_in("lianxiang")
    assert browse.fill(f"{LIST}{row_id}", {**ONE, "community": "都市社区"}).status_code == 303
    assert browse.post(f"{LIST}{row_id}", {**ONE, "version": "1"}).status_code == 409
    assert browse.fill(f"{LIST}{row_id}/end", {"until_on": "2026-03-15"}).status_code == 303
    assert "还没有登记宣传员" in browse.get(LIST).text
    ended = browse.get(f"{LIST}?ended=1").text
    for words in ("王秀兰", "都市社区", "2026-03-15"):
        assert words in ended
    late = browse.fill(f"{LIST}{row_id}", {**ONE, "since_on": "2026-03-16"})
    assert "不能晚于结束日期 2026-03-15" in late.text
    assert browse.fill(NEW, ONE).status_code == 303, "she may come back"


@pytest.mark.parametrize(
    ("day", "words"), [("2026-02-28", "不能早于开始日期 2026-03-01"), ("2026-03-17", "还没有到"), ("", "必须填写"), ("x", "日期请写成")]
)
def test_a_last_day_that_cannot_be(browse: Browser, day: str, words: str) -> None:
    with browse.app.app_context():
        row_id = make.propagandist()
    answer = browse.sign_in("lianxiang").fill(f"{LIST}{row_id}/end", {"until_on": day})
    assert answer.status_code == 422
    assert words in answer.text


def test_a_neighbours_row_is_not_found(browse: Browser) -> None:
    with browse.app.app_context():
        row_id = make.propagandist(make.NEIGHBOUR)
    browse.sign_in("lianxiang")
    for page in (f"{LIST}{row_id}", f"{LIST}{row_id}/end"):
        assert browse.get(page).status_code == 404
        assert browse.post(page, {**ONE, "version": "1", "until_on": "2026-03-15"}).status_code == 404


def test_htmx_gets_the_list_alone(browse: Browser) -> None:
    part = browse.sign_in("lianxiang").swap(LIST, "propagandists")
    assert "<html" not in part.text
    assert 'id="propagandists"' in part.text


def test_a_long_list_has_pages(browse: Browser) -> None:
    from portal.stations import services

    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        services.add_propagandists(scope, [make.recruit(phone=f"137{n:08d}") for n in range(300)])
    browse.sign_in("lianxiang")
    assert "第 12 / 12 页" in browse.get(f"{LIST}?page=12").text


def test_the_file_has_no_whole_telephone(browse: Browser) -> None:
    with browse.app.app_context():
        make.propagandist(note="=1+1")
    answer = browse.sign_in("lianxiang").get(f"{LIST}propagandists.xlsx")
    with zipfile.ZipFile(BytesIO(answer.data)) as book:
        text = book.read("xl/sharedStrings.xml").decode()
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()
    assert "137****1111" in text
    assert "13700001111" not in text
    assert "王秀兰" in text
