"""第一次使用 on the first page, and the manual of one's own role behind 使用说明."""

import re

import pytest
from flask import Flask
from sqlalchemy import Engine, event

from portal.home.manual import blocks_of
from tests import make, make_codes
from tests.browse import Browser

HOMES = {name: f"/t/{code}/" for name, code in (("lianxiang", make.LIANXIANG), ("jinan", make.JINAN), ("fuzhou", make.CITY))}
STATION = HOMES["lianxiang"]
TITLE = "第一次使用"


def tips(page: str) -> list[tuple[str, str, str]]:
    """The steps of the panel: (state, label, link below the unit)."""
    if f"<h2>{TITLE}" not in page:
        return []
    panel = page.split(f"<h2>{TITLE}", 1)[1].split("</section>", 1)[0]
    found = re.findall(r'tag-\w+">([^<]+)</span></span>\s*<span class="todo-text"><a href="/t/\d+/([^"]*)">([^<]+)</a>', panel)
    return [(state, label, url) for state, url, label in found]


def begin_everything(app: Flask) -> None:
    """Give the station one of each thing it begins with."""
    with app.app_context():
        make.activity()
        make.trainee(n=1)
        make.volunteer(name="王秀英", phone="13900008888")
        make_codes.code()


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ("lianxiang", ["activities/new", "trainees/new", "volunteers/new", "codes/new"]),
        ("jinan", ["applications/new", "units/", "targets/"]),
        ("fuzhou", ["profile/edit", "units/", "targets/", "circulars/new"]),
    ],
)
def test_a_new_unit_is_led_to_the_forms_it_begins_with(browse: Browser, who: str, shown: list[str]) -> None:
    page = browse.sign_in(who).get(HOMES[who]).text
    assert [url for _, _, url in tips(page)] == shown
    assert all(browse.get(f"{HOMES[who]}{url}").status_code == 200 for url in shown)


def test_what_is_begun_says_so_and_the_panel_goes_when_all_is(browse: Browser, app: Flask) -> None:
    with app.app_context():
        make.activity()
    states = [state for state, _, _ in tips(browse.sign_in("lianxiang").get(STATION).text)]
    assert states == ["已有", "可办", "可办", "可办"]
    begin_everything(app)
    assert tips(browse.get(STATION).text) == []


def test_a_neighbours_rows_are_nothing_begun_here(browse: Browser, app: Flask) -> None:
    begin_everything(app)
    states = [state for state, _, _ in tips(browse.sign_in("neighbour").get(f"/t/{make.NEIGHBOUR}/").text)]
    assert states == ["可办"] * 4


def test_who_may_open_none_of_the_forms_is_not_led_there(browse: Browser) -> None:
    assert tips(browse.sign_in("jinan").get(STATION).text) == []
    assert [url for _, _, url in tips(browse.sign_in("fuzhou_reader").get(HOMES["fuzhou"]).text)] == ["targets/"]


def test_it_is_closed_for_this_browser_and_comes_back_from_the_account(browse: Browser, app: Flask) -> None:
    begin_everything(app)
    browse.sign_in("neighbour")
    here = f"/t/{make.NEIGHBOUR}/"
    assert browse.post("/tips", {"shown": "closed", "next": here}).location == here
    assert tips(browse.get(here).text) == []
    assert "在首页显示“第一次使用”" in browse.get("/me").text
    browse.post("/tips", {"shown": "open"})
    assert len(tips(browse.get(here).text)) == 4
    browse.sign_in("lianxiang")
    assert [state for state, _, _ in tips(browse.get(STATION).text)] == ["已有"] * 4  # asked for, though all is begun


@pytest.mark.parametrize("wish", [{"next": "https://example.org/"}, {"next": "//example.org"}, {"shown": "\0" * 9000}, {}])
def test_a_strange_wish_closes_it_and_stays_here(browse: Browser, wish: dict[str, str]) -> None:
    answer = browse.sign_in("lianxiang").post("/tips", wish)
    assert (answer.status_code, answer.location) == (303, "/")
    assert tips(browse.get(STATION).text) == []


def test_they_cost_one_query_however_much_there_is(browse: Browser) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    def queries_of_home() -> int:
        asked.clear()
        assert browse.get(STATION).status_code == 200
        return len(asked)

    browse.sign_in("lianxiang").get(STATION)
    event.listen(Engine, "before_cursor_execute", note)
    try:
        with_tips = queries_of_home()
        browse.post("/tips", {"shown": "closed"})
        assert with_tips - queries_of_home() == 1
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("who", "whose"), [("lianxiang", "社区驿站站长"), ("jinan", "县级管理员"), ("fuzhou", "市级管理员")])
def test_everybody_reads_the_manual_of_her_own_role(browse: Browser, who: str, whose: str) -> None:
    assert f'{HOMES[who]}help/">使用说明' in browse.sign_in(who).get(HOMES[who]).text
    page = browse.get(f"{HOMES[who]}help/")
    assert f"使用说明：{whose}" in page.text
    pictures = re.findall(r'<img src="([^"]+/help/pictures/[^"]+)"', page.text)
    assert pictures
    with browse.get(pictures[0]) as answer:
        assert answer.mimetype == "image/png"


def test_what_is_no_manual_is_not_found(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    for path in ("README", "pictures/..%2Fstation.md", "pictures/none.png", "..%2F..%2Fwsgi"):
        assert browse.get(f"{STATION}help/{path}").status_code == 404


def test_a_text_is_read_as_headings_steps_points_and_pictures() -> None:
    text = "# 题\n\n[回](README.md)\n\n导语。\n\n## 一、甲\n\n1. 先。\n2. 后，3. 不算。\n\n![图](pictures/a-b.png)\n\n- 点。\n"
    found = [(it.kind, it.lines, it.picture) for it in blocks_of(text)]
    assert found == [
        ("text", ("导语。",), ""),
        ("heading", ("一、甲",), ""),
        ("step", ("先。", "后，3. 不算。"), ""),
        ("picture", ("图",), "a-b.png"),
        ("point", ("点。",), ""),
    ]
