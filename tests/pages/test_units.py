"""/t/<unit>/units: what stands below, and 揭牌."""

import pytest

from tests import make
from tests.browse import Browser

COUNTY, CITY = f"/t/{make.JINAN}/units/", f"/t/{make.CITY}/units/"
CARD = f"{COUNTY}{make.SANMU}"


def prepare(browse: Browser) -> None:
    """Approve 三木社区."""
    with browse.app.app_context():
        make.application("approved")


def test_a_county_sees_its_stations_and_their_managers(browse: Browser) -> None:
    prepare(browse)
    page = browse.sign_in("jinan_clerk").get(COUNTY).text
    for words in ("连翔社区驿站", make.LIANXIANG, "lianxiang 的使用人", "三木社区驿站", "筹建中", "陈秀英", "未登录过", "共 3 个单位"):
        assert words in page
    assert "军门社区驿站" not in page
    assert "/open" not in page, "a clerk does not open stations"
    assert f"{CARD}/open" in browse.sign_in("jinan").get(COUNTY).text


@pytest.mark.parametrize("name", ["fuzhou", "fuzhou_reader"])
def test_a_city_sees_its_counties_and_goes_down(browse: Browser, name: str) -> None:
    prepare(browse)
    page = browse.sign_in(name).get(CITY).text
    for words in ("晋安区", "鼓楼区", "jinan 的使用人", "共 2 个单位", f'href="{COUNTY}"'):
        assert words in page
    assert "三木社区驿站" in browse.get(COUNTY).text
    assert "/open" not in browse.get(COUNTY).text
    assert "临清" not in page


def test_a_unit_has_a_card(browse: Browser) -> None:
    prepare(browse)
    page = browse.sign_in("jinan").get(CARD).text
    for words in ("三木社区驿站", "筹建中", "还没有揭牌", "三木社区委员会", "陈秀英", "还没有用过登录链接", "2026-03-16"):
        assert words in page
    assert "晋安区" in browse.sign_in("fuzhou").get(f"{CITY}{make.JINAN}").text


@pytest.mark.parametrize(
    "code", [make.JUNMEN, make.JINAN, make.CITY, make.OTHER_STATION, "999999999999", "x", "%00", "3%00", "%F0%9F%98%80"]
)
def test_only_what_is_below_has_one(browse: Browser, code: str) -> None:
    browse.sign_in("jinan")
    assert browse.get(COUNTY + code).status_code == 404
    assert browse.get(f"{COUNTY}{code}/open").status_code == 404
    assert browse.post(f"{COUNTY}{code}/open", {"opened_on": "2026-03-16"}).status_code == 404


@pytest.mark.parametrize(("name", "status"), [("lianxiang", 404), ("gulou", 404), ("linqing", 404), ("operator", 404), ("fuzhou", 200)])
def test_who_may_look(browse: Browser, name: str, status: int) -> None:
    assert browse.sign_in(name).get(COUNTY).status_code == status


def test_a_station_has_no_units(browse: Browser) -> None:
    assert browse.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/units/").status_code == 403


def test_a_station_is_opened_once(browse: Browser) -> None:
    prepare(browse)
    browse.sign_in("jinan")
    assert browse.fill(f"{CARD}/open", {"opened_on": "2026年3月16日"}).location == CARD
    page = browse.get(CARD).text
    assert "已揭牌" in page
    assert "2026-03-16" in page
    again = browse.fill(f"{CARD}/open", {"opened_on": "2026-03-16"})
    assert again.status_code == 409
    assert "已经揭牌" in again.text


def test_the_same_opening_sent_twice_is_one(browse: Browser) -> None:
    prepare(browse)
    browse.sign_in("jinan")
    sent = {"opened_on": "2026-03-16", "once": "d" * 32}
    assert [browse.post(f"{CARD}/open", sent).location for _ in range(2)] == [CARD, CARD]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("", "必须填写"),
        ("2026-03-17", "还没有到"),
        ("2026-03-15", "不能早于批准日期 2026-03-16"),
        ("2026-02-30", "没有这一天"),
        ("NaN", "日期请写成"),
        ("-1", "日期请写成"),
    ],
)
def test_a_day_on_which_it_cannot_have_been_is_refused(browse: Browser, day: str, words: str) -> None:
    prepare(browse)
    answer = browse.sign_in("jinan").fill(f"{CARD}/open", {"opened_on": day})
    assert answer.status_code == 422
    assert words in answer.text
    assert "筹建中" in browse.get(CARD).text


@pytest.mark.parametrize(("name", "status"), [("jinan_clerk", 403), ("fuzhou", 403), ("gulou", 404), ("lianxiang", 404)])
def test_who_may_not_open(browse: Browser, name: str, status: int) -> None:
    prepare(browse)
    browse.sign_in(name)
    assert browse.get(f"{CARD}/open").status_code == status
    assert browse.post(f"{CARD}/open", {"opened_on": "2026-03-16"}).status_code == status


def test_twenty_stations_cost_no_more_questions_than_one(browse: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy import Engine, event

    asked: list[str] = []

    def count(_c: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    browse.sign_in("jinan")
    event.listen(Engine, "before_cursor_execute", count)
    try:
        browse.get(COUNTY)
        few = len(asked)
        prepare(browse)
        asked.clear()
        browse.get(COUNTY)
        assert len(asked) == few
    finally:
        event.remove(Engine, "before_cursor_execute", count)
