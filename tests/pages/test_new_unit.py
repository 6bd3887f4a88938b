"""/t/<unit>/units/new: a new unit."""

import pytest

from portal.tenants.views import new_units
from tests import make
from tests.browse import Browser

COUNTY, CITY = f"/t/{make.JINAN}/units/new/", f"/t/{make.CITY}/units/new/"
LOCAL = f"{COUNTY}local"


@pytest.mark.parametrize("sought", ["三木", "sanmu", "smsq", "ＳＭ"])
def test_a_place_is_found_by_name_and_sound(browse: Browser, sought: str) -> None:
    page = browse.sign_in("jinan").get(COUNTY, query_string={"q": sought}).text
    assert "三木社区委员会" in page
    assert "晋安区鼓山镇" in page
    assert f"place={make.SANMU}" in page


def test_where_a_unit_stands_none_is_offered(browse: Browser) -> None:
    page = browse.sign_in("jinan").get(COUNTY, query_string={"q": "连翔"}).text
    assert "没有找到" in page
    assert make.LIANXIANG not in page


def test_a_county_does_not_find_anothers_places_and_a_city_finds_all(browse: Browser) -> None:
    assert "三木社区" not in browse.sign_in("gulou").get(f"/t/{make.GULOU}/units/new/", query_string={"q": "三木"}).text
    assert "三木社区" in browse.sign_in("fuzhou").get(CITY, query_string={"q": "三木"}).text


def test_many_are_cut_short_and_it_says_so(browse: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_units, "MOST_SHOWN", 3)
    assert "只显示前 3 个" in browse.sign_in("fuzhou").get(CITY, query_string={"q": "社区"}).text


@pytest.mark.parametrize("sought", ["%", "\x00", "长" * 10_000, "' or 1=1", "ü"])
def test_whatever_is_sought_it_never_fails(browse: Browser, sought: str) -> None:
    assert browse.sign_in("jinan").get(COUNTY, query_string={"q": sought}).status_code == 200
    assert browse.get(COUNTY, query_string={"place": sought}).status_code == 200


def test_htmx_gets_the_places_alone(browse: Browser) -> None:
    part = browse.sign_in("jinan").swap(f"{COUNTY}?q=sanmu", "places")
    assert "三木" in part.text
    assert "<html" not in part.text


def test_a_chosen_place_fills_the_form_and_makes_the_station(browse: Browser) -> None:
    browse.sign_in("jinan")
    page = browse.get(f"{COUNTY}?place={make.SANMU}").text
    assert 'value="三木社区驿站"' in page
    assert f'value="{make.SANMU}"' in page
    answer = browse.fill(COUNTY, {"code": make.SANMU, "name": ""})
    assert answer.location == f"/t/{make.JINAN}/units/{make.SANMU}"
    card = browse.get(answer.location).text
    for words in ("已添加三木社区驿站", "筹建中", "揭牌"):
        assert words in card
    assert "三木社区驿站" in browse.get(f"/t/{make.JINAN}/").text, "its opening waits in the list of things to do"


def test_a_city_adds_a_county_and_a_station_in_it(browse: Browser) -> None:
    browse.sign_in("fuzhou")
    made = browse.fill(CITY, {"level": "county", "code": "350172000000", "name": "福州高新区"})
    assert made.status_code == 303
    station = browse.fill(CITY, {"level": "station", "code": make.SANMU, "name": "三木驿站", "parent_code": "350172000000"})
    assert station.status_code == 303
    assert "三木驿站" in browse.get("/t/350172000000/units/").text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"code": ""}, "必须填写"),
        ({"code": "123"}, "12位数字"),
        ({"code": make.LIANXIANG}, "已经有一个单位：连翔社区驿站"),
        ({"code": "350102004001"}, "请由市级管理员添加"),
        ({"code": make.SANMU, "name": "连翔社区驿站"}, "已有单位叫"),
        ({"code": make.SANMU, "name": "长" * 10_000}, "最多 80 个字"),
        ({"code": make.SANMU, "level": "county"}, ""),
    ],
)
def test_a_county_is_told_what_cannot_be(browse: Browser, sent: dict[str, str], words: str) -> None:
    answer = browse.sign_in("jinan").fill(COUNTY, sent)
    assert answer.status_code == (422 if words else 303)
    assert words in answer.text


def test_sent_twice_it_is_one_unit(browse: Browser) -> None:
    browse.sign_in("jinan")
    sent = {"code": make.SANMU, "name": "", "once": "c" * 32}
    first, second = browse.post(COUNTY, sent), browse.post(COUNTY, sent)
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert browse.fill(COUNTY, {"code": make.SANMU}).status_code == 422


def test_a_community_without_a_code(browse: Browser) -> None:
    browse.sign_in("jinan")
    sent = {"street": "350111100000", "community": "东山新苑社区", "purpose": "station"}
    assert browse.fill(LOCAL, sent).location == f"/t/{make.JINAN}/units/350111100901"
    assert "东山新苑社区驿站" in browse.get(f"/t/{make.JINAN}/units/350111100901").text
    again = browse.fill(LOCAL, sent)
    assert again.status_code == 422
    assert "代码是 350111100901" in again.text
    browse.fill(LOCAL, {**sent, "community": "鼓山新城社区", "purpose": "place"})
    assert "鼓山新城社区" in browse.get(f"/t/{make.JINAN}/applications/new").text
    assert "鼓山新城社区" in browse.get(COUNTY, query_string={"q": "gsxc"}).text


@pytest.mark.parametrize(
    ("sent", "words"),
    [({"street": "350102004000"}, "请从列表中选择"), ({"community": "1"}, "2 到 40 个字"), ({"purpose": "x"}, "请从列表中选择")],
)
def test_a_community_that_cannot_be(browse: Browser, sent: dict[str, str], words: str) -> None:
    answer = browse.sign_in("jinan").fill(LOCAL, {"street": "350111100000", "community": "新苑社区", "purpose": "station", **sent})
    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize("page", [COUNTY, LOCAL])
@pytest.mark.parametrize(("name", "status"), [("jinan_clerk", 403), ("fuzhou", 403), ("gulou", 404), ("lianxiang", 404)])
def test_who_may_not(browse: Browser, page: str, name: str, status: int) -> None:
    browse.sign_in(name)
    assert browse.get(page).status_code == status
    assert browse.post(page, {"code": make.SANMU}).status_code == status
