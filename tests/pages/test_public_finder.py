"""附近的驿站, 政策 and 微课堂 as whoever scans a code meets them: no account, no script needed, nothing of a person kept."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from portal.core.db import db
from portal.tenants.models import Tenant
from tests import make, make_codes, make_library
from tests.browse import Browser
from tests.make_codes import Stranger

STATIC = Path(__file__).parents[2] / "portal/web/static"
ASSETS = sum((STATIC / name).stat().st_size for name in ("css/portal.css", "icons/favicon.svg", "nearby.js"))
MAX_PAGE = 60 * 1024
HERE, NORTH, FAR = "26.0745, 119.2965", "26.0845, 119.2965", "26.1745, 119.2965"


@pytest.fixture
def placed(app: Flask) -> None:
    with app.app_context():
        make_library.on_the_map(make.LIANXIANG, HERE, contact_phone="0591-83512345", contact_name="陈站长")
        make_library.on_the_map(make.NEIGHBOUR, FAR, address="东山路 1 号")
        make_library.on_the_map(make.JUNMEN, NORTH, open_hours="周一至周五")


def stand(app: Flask, code: str, status: str) -> None:
    with app.app_context(), make.working_at(make.PLATFORM, "operator"):
        db.session.execute(update(Tenant).where(Tenant.code == code).values(status=status))


def order(text: str) -> list[str]:
    return re.findall(r"<h2>(.*?)</h2>", text)


def test_from_city_to_base_to_station_without_script(placed: None, browse: Browser) -> None:
    cities = browse.get("/p/").text
    assert f"/p/in/{make.CITY}" in cities
    assert f"/p/in/{make.OTHER_CITY}" in cities
    city = browse.get(f"/p/in/{make.CITY}").text
    assert f"/p/in/{make.JINAN}" in city
    assert "2 个驿站" in city
    base = browse.get(f"/p/in/{make.JINAN}")
    assert order(base.text) == ["连翔社区驿站", "东山社区驿站"]
    for words in ("0591-83512345", "东山路 1 号", f"/p/{make.LIANXIANG}"):
        assert words in base.text
    assert "陈站长" not in base.text
    assert len(base.data) + ASSETS < MAX_PAGE


def test_the_stations_nearest_to_the_one_that_was_scanned(placed: None, browse: Browser, app: Flask) -> None:
    with app.app_context():
        code = make_codes.code()
    page = browse.get(f"/p/{code}/nearby").text
    assert order(page) == ["军门社区驿站", "东山社区驿站"]
    assert "鼓楼区，约 1.1 公里" in page
    assert "晋安区，约 11 公里" in page


def test_a_station_that_is_nowhere_leads_to_those_of_its_base(browse: Browser) -> None:
    assert browse.get(f"/p/{make.LIANXIANG}/nearby").location == f"/p/in/{make.JINAN}"


def test_by_distance_from_a_telephone_and_nothing_of_it_is_in_an_address(placed: None, app: Flask) -> None:
    her = Stranger(app, f"in/{make.CITY}")
    assert "nearby.js" in her.page.text
    assert her.page.headers["Permissions-Policy"].endswith("geolocation=(self)")
    assert f'action="/p/in/{make.CITY}/near"' in her.page.text
    her.path = f"/p/in/{make.CITY}/near"
    page = her.answer(latitude="26.084", longitude="119.291")
    assert page.status_code == 200
    assert order(page.text) == ["军门社区驿站", "连翔社区驿站", "东山社区驿站"]
    assert page.request.query_string == b""
    assert "26.084" not in page.text
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("", ""), ("nan", "119"), ("26.08", "999"), ("1e9", "1"), ("\x00", "'"), ("9" * 9999, "1")]
)
def test_a_position_that_is_none_is_told_so(placed: None, app: Flask, latitude: str, longitude: str) -> None:
    her = Stranger(app, f"in/{make.CITY}")
    her.path = f"/p/in/{make.CITY}/near"
    page = her.answer(latitude=latitude, longitude=longitude)
    assert page.status_code == 422
    assert "没有收到手机的位置" in page.text


def test_whoever_is_on_the_other_side_of_the_world_gets_an_answer(placed: None, app: Flask) -> None:
    her = Stranger(app, f"in/{make.CITY}")
    her.path = f"/p/in/{make.CITY}/near"
    assert her.answer(latitude="-90", longitude="-180").status_code == 200


def test_where_the_base_does_not_work_the_way_leads_to_the_city(browse: Browser, app: Flask) -> None:
    stand(app, make.JINAN, "suspended")
    assert browse.get(f"/p/{make.LIANXIANG}/nearby").location == f"/p/in/{make.CITY}"
    with app.app_context():
        make_library.on_the_map(make.LIANXIANG, HERE)
        make_library.on_the_map(make.JUNMEN, NORTH)
    page = browse.get(f"/p/{make.LIANXIANG}/nearby").text
    assert "军门社区驿站" in page
    assert f"/p/in/{make.CITY}" in page
    assert f"/p/in/{make.JINAN}" not in page


@pytest.mark.parametrize("status", ["suspended", "closed", "preparing"])
def test_a_station_that_does_not_work_is_not_found_and_its_own_page_leads_on(
    placed: None, browse: Browser, app: Flask, status: str
) -> None:
    stand(app, make.JUNMEN, status)
    assert "军门社区驿站" not in browse.get(f"/p/{make.LIANXIANG}/nearby").text
    assert "军门社区驿站" not in browse.get(f"/p/in/{make.GULOU}").text
    stopped = browse.get(f"/p/{make.JUNMEN}").text
    assert f"/p/{make.JUNMEN}/nearby" in stopped
    assert order(browse.get(f"/p/{make.JUNMEN}/nearby").text) == ["连翔社区驿站", "东山社区驿站"]


@pytest.mark.parametrize("code", [make.LIANXIANG, make.PLATFORM, "999999999999", "x", "%00", "１２３"])
def test_what_is_no_open_city_or_base_is_not_there(browse: Browser, code: str) -> None:
    assert browse.get(f"/p/in/{code}").status_code == 404


def test_a_suspended_city_is_not_offered(browse: Browser, app: Flask) -> None:
    stand(app, make.OTHER_CITY, "suspended")
    assert browse.get("/p/").location == f"/p/in/{make.CITY}"
    assert browse.get(f"/p/in/{make.OTHER_CITY}").status_code == 404


@pytest.fixture
def shelf(app: Flask) -> dict[str, Any]:
    with app.app_context():
        return {
            "policy": make_library.policy(),
            "inside": make_library.policy(title="只给内部看", is_public=False),
            "lesson": make_library.lesson(),
            "private": make_library.lesson(title="内部课", is_public=False),
            "gone": make_library.lesson(title="撤下的课", is_shown=False),
        }


def test_anybody_reads_what_is_marked_public_and_nothing_else(shelf: dict[str, Any], browse: Browser) -> None:
    at = f"/p/{make.LIANXIANG}"
    listed = browse.get(f"{at}/policies").text + browse.get(f"{at}/micro-classes").text
    for words, is_there in (("培训补贴办法", True), ("新生儿洗澡", True), ("只给内部看", False), ("内部课", False), ("撤下的课", False)):
        assert (words in listed) is is_there
    page = browse.get(f"{at}/policies/{shelf['policy']}")
    assert "看原文：www.fuzhou.gov.cn" in page.text
    assert 'rel="noopener noreferrer"' in page.text
    assert len(page.data) + ASSETS < MAX_PAGE
    assert "<script" not in page.text
    hidden = [f"policies/{shelf['inside']}", f"micro-classes/{shelf['private']}", f"micro-classes/{shelf['gone']}/leave"]
    assert {browse.get(f"{at}/{one}").status_code for one in hidden} == {404}


def test_another_citys_station_shows_another_shelf(shelf: dict[str, Any], browse: Browser) -> None:
    at = f"/p/{make.OTHER_STATION}"
    assert "还没有登记政策" in browse.get(f"{at}/policies").text
    assert browse.get(f"{at}/policies/{shelf['policy']}").status_code == 404
    assert browse.get(f"{at}/micro-classes/{shelf['lesson']}").status_code == 404


def test_a_suspended_station_shows_no_shelf(shelf: dict[str, Any], browse: Browser, app: Flask) -> None:
    stand(app, make.LIANXIANG, "suspended")
    for page in ("policies", f"policies/{shelf['policy']}", "micro-classes", f"micro-classes/{shelf['lesson']}"):
        assert "暂停服务" in browse.get(f"/p/{make.LIANXIANG}/{page}").text


def test_a_stranger_who_watches_counts_once_a_quarter_of_an_hour(shelf: dict[str, Any], app: Flask, browse: Browser) -> None:
    page = f"micro-classes/{shelf['lesson']}"
    for _ in range(2):
        her = Stranger(app, make.LIANXIANG, page)
        fields = her.fields
        leave = [her.browser.client.post(her.path, data=fields).location for _ in range(2)]
        assert leave == [f"/p/{make.LIANXIANG}/{page}/leave"] * 2
        assert her.browser.get(leave[0]).headers["Refresh"] == "0; url=https://v.qq.com/x/page/a1.html"
    bare = Browser(app).client.post(f"/p/{make.LIANXIANG}/{page}", data={})  # a machine that brings no token
    assert bare.status_code == 400
    assert "累计 2 次" in browse.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/{page}").text
