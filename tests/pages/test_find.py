"""/t/<unit>/find: pages of the menu, units below, and people in the lists that keep them; /t/<unit>/keys."""

import pytest

from tests import make
from tests.browse import Browser

STATION, COUNTY = f"/t/{make.LIANXIANG}/", f"/t/{make.JINAN}/"


@pytest.mark.parametrize("sought", ["活动日", "huodong", "hdrz"])
def test_a_page_is_found_by_its_words_its_sound_and_its_initials(browse: Browser, sought: str) -> None:
    page = browse.sign_in("lianxiang").post(f"{STATION}find/", {"sought": sought}).text
    assert f'<a href="{STATION}activities/">活动日志</a>' in page.split("<main", 1)[1]


def test_units_below_are_found_and_none_elsewhere(browse: Browser) -> None:
    browse.sign_in("jinan")
    assert "连翔社区" in browse.post(f"{COUNTY}find/", {"sought": "lianxiang"}).text.split("<main", 1)[1]
    assert "没有找到" in browse.post(f"{COUNTY}find/", {"sought": "军门"}).text


def test_a_person_is_looked_for_in_the_lists_one_may_read(browse: Browser) -> None:
    with browse.app.app_context():
        make.trainee(name="李小梅")
    browse.sign_in("lianxiang")
    page = browse.post(f"{STATION}find/", {"sought": "lxm"})
    assert "在学员里找" in page.text
    assert page.request.query_string == b""
    assert "李小梅" in browse.post(f"{STATION}trainees/", {"sought": "lxm"}).text
    assert "在学员里找" not in browse.sign_in("jinan").post(f"{COUNTY}find/", {"sought": "lxm"}).text


@pytest.mark.parametrize(("sought", "status"), [("字" * 10_000, 422), ("\x00", 200), ("<b>", 200), ("％_", 200)])
def test_nonsense_finds_nothing(browse: Browser, sought: str, status: int) -> None:
    page = browse.sign_in("jinan").post(f"{COUNTY}find/", {"sought": sought})
    assert page.status_code == status
    assert "<b>" not in page.text.split("<main", 1)[1]


def test_another_counties_find_page_is_not_there(browse: Browser) -> None:
    assert browse.sign_in("gulou").get(f"{COUNTY}find/").status_code == 404


def test_the_keys_are_listed_and_can_be_switched_off_for_this_browser(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    page = browse.get(f"{STATION}keys/").text
    assert "打开这张表" in page
    assert all(place in page for place in ("g 再按 h", "g 再按 a", "g 再按 t", "g 再按 v", "g 再按 r", "g 再按 s", "g 再按 c"))
    assert "停用快捷键" in page
    answer = browse.post(f"{STATION}keys/switch", {"keys": "off"})
    assert "keys=off" in answer.headers["Set-Cookie"]
    assert "启用快捷键" in browse.get(f"{STATION}keys/").text
    assert "keys=on" in browse.post(f"{STATION}keys/switch", {"keys": "nonsense"}).headers["Set-Cookie"]


def test_a_place_that_is_not_in_the_menu_has_no_key(browse: Browser) -> None:
    page = browse.sign_in("jinan").get(f"{COUNTY}keys/").text
    assert "g 再按 r" in page
    assert "g 再按 t" not in page
