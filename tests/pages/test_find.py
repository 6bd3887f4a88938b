"""/t/<unit>/find: pages of the menu, units below, and people in the lists that keep them; /t/<unit>/keys."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from portal.core.db import db
from portal.stations.services import log_activities
from tests import make, make_care, make_circulars
from tests.browse import Browser

STATION, COUNTY = f"/t/{make.LIANXIANG}/", f"/t/{make.JINAN}/"


def count_statements(browse: Browser, ask: Callable[[], Any]) -> int:
    """Return how many statements an answer costs."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    connection = db._app_engines[browse.app][None]  # pyright: ignore[reportPrivateUsage]  # where the fixture puts its connection
    event.listen(connection, "before_cursor_execute", note)
    assert ask().status_code == 200
    event.remove(connection, "before_cursor_execute", note)
    return len(statements)


@pytest.mark.parametrize("sought", ["活动日", "huodong", "hdrz"])
def test_a_page_is_found_by_its_words_its_sound_and_its_initials(browse: Browser, sought: str) -> None:
    page = browse.sign_in("lianxiang").post(f"{STATION}find/", {"sought": sought}).text
    assert f'<a href="{STATION}activities/">活动日志</a>' in page.split("<main", 1)[1]


def test_units_below_are_found_and_none_elsewhere(browse: Browser) -> None:
    browse.sign_in("jinan")
    assert "连翔社区" in browse.post(f"{COUNTY}find/", {"sought": "lianxiang"}).text.split("<main", 1)[1]
    assert "没有找到" in browse.post(f"{COUNTY}find/", {"sought": "军门"}).text


def test_a_person_is_shown_masked_in_the_lists_one_may_read(browse: Browser) -> None:
    with browse.app.app_context():
        trainee = make.trainee(name="李小梅", phone="13812345678")
        make.volunteer(name="黎晓玫", phone="13912340000")
        make_care.recipient(name="林小妹", phone="13712340000")
        make.propagandist(name="罗秀敏", phone="13612340000")
    browse.sign_in("lianxiang")
    page = browse.post(f"{STATION}find/", {"sought": "lxm"})
    shown = page.text.split("<main", 1)[1]
    assert page.request.query_string == b""
    assert f'<a href="{STATION}trainees/{trainee}">李小梅</a>' in shown
    assert "138****5678" in shown
    assert "13812345678" not in shown
    for name in ("黎晓玫", "林小妹", "罗秀敏"):
        assert name in shown
    assert "李小梅" in browse.post(f"{STATION}find/", {"sought": "138 1234 5678"}).text.split("<main", 1)[1]


def test_who_reads_no_list_of_persons_finds_nobody(browse: Browser) -> None:
    with browse.app.app_context():
        make.trainee(name="李小梅")
        make.volunteer(name="黎晓玫")
        make.propagandist(name="罗秀敏", phone="13612340000")
    for who, unit in (("jinan", COUNTY), ("neighbour", f"/t/{make.NEIGHBOUR}/")):
        shown = browse.sign_in(who).post(f"{unit}find/", {"sought": "lxm"}).text.split("<main", 1)[1]
        assert "李小梅" not in shown
        assert "黎晓玫" not in shown
    shown = browse.sign_in("jinan").post(f"{STATION}find/", {"sought": "lxm"}).text.split("<main", 1)[1]
    assert "罗秀敏" in shown
    assert "136****0000" in shown
    assert "李小梅" not in shown


def test_five_of_a_list_are_shown_and_all_of_them_are_handed_on_in_the_body(browse: Browser) -> None:
    with browse.app.app_context():
        for n in range(1, 8):
            make.trainee(n=n, name=f"李小{'一二三四五六七'[n - 1]}", phone=f"1381234000{n}")
    browse.sign_in("lianxiang")
    shown = browse.post(f"{STATION}find/", {"sought": "lixiao"}).text.split("<main", 1)[1]
    assert "共 7 条" in shown
    assert shown.count(f'href="{STATION}trainees/') == 5
    assert f'action="{STATION}trainees/"' in shown
    assert 'name="sought" value="lixiao"' in shown
    assert "找到 7 名" in browse.post(f"{STATION}trainees/", {"sought": "lixiao"}).text


@pytest.mark.parametrize("sought", ["养老", "ylhl"])
def test_titles_are_found_at_each_level(browse: Browser, sought: str) -> None:
    with browse.app.app_context():
        with make.working_at(make.LIANXIANG) as scope:
            log_activities(scope, [make.gathering(title="养老护理进社区")])
        make_circulars.sent(title="养老护理培训通知")
    for who, unit in (("lianxiang", STATION), ("jinan", COUNTY), ("fuzhou", f"/t/{make.CITY}/")):
        shown = browse.sign_in(who).post(f"{unit}find/", {"sought": sought}).text.split("<main", 1)[1]
        assert "养老护理进社区" in shown
        assert ("养老护理培训通知" in shown) == (who != "fuzhou")
    shown = browse.sign_in("gulou").post(f"/t/{make.GULOU}/find/", {"sought": sought}).text.split("<main", 1)[1]
    assert "没有找到" in shown


def test_every_desk_page_has_the_field_on_top(browse: Browser) -> None:
    page = browse.sign_in("jinan").get(COUNTY).text.split("<main", 1)[0]
    assert f'<form role="search" method="post" action="{COUNTY}find/">' in page
    assert 'aria-label="查找"' in page
    assert 'role="search"' not in browse.sign_in("operator").get("/me").text


def test_many_rows_cost_no_more_questions(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    with browse.app.app_context():
        make.trainee(n=1, name="李小一", phone="13812340001")
    browse.post(f"{STATION}find/", {"sought": "li"})
    few = count_statements(browse, lambda: browse.post(f"{STATION}find/", {"sought": "li"}))
    with browse.app.app_context():
        for n in range(2, 9):
            make.trainee(n=n, name=f"李小{n * '二'}", phone=f"1381234000{n}")
    assert count_statements(browse, lambda: browse.post(f"{STATION}find/", {"sought": "li"})) == few
    assert few <= 30


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
    assert "修改：按本页的修改" in page
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
