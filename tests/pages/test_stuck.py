"""/t/<city>/applications/stuck: with whom the counties' applications are, and for how long."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import insert
from uuid_utils.compat import uuid7

from portal.core.db import db
from portal.tenants.models import Application
from portal.tenants.queries import list_communities
from tests import make
from tests.browse import Browser
from tests.databases import NOW

LIST, HOME = f"/t/{make.CITY}/applications/stuck/", f"/t/{make.CITY}/"
GULOU_COMMUNITY = "350102004003"


def file_in(code: str, name: str, *, state: str = "filed", days: int = 0, community: str = make.SANMU) -> None:
    """Put an application of a county on record that came into its state some days ago."""
    visited_on = NOW.date() if state in {"visited", "approved"} else None
    with make.working_at(code, "jinan_clerk") as scope:
        row = {"id": uuid7(), "community_code": community, "station_name": name, "state": state, "moved_at": NOW - timedelta(days=days)}
        who = {"drafted_by": scope.account_id, "filed_by": scope.account_id, "visited_on": visited_on}
        db.session.execute(insert(Application), [{**scope.stamp(Application), **row, **who}])


@pytest.fixture
def city(browse: Browser) -> Browser:
    """The city's administrator, with three applications of two counties under way."""
    with browse.app.app_context():
        file_in(make.JINAN, "三木社区驿站", days=3)
        file_in(make.JINAN, "都市社区驿站", state="visited", days=20, community="350111100011")
        file_in(make.GULOU, "军门第二驿站", state="returned", days=9, community=GULOU_COMMUNITY)
        file_in(make.JINAN, "没有上报的", state="draft", days=90, community="350111100012")
        file_in(make.JINAN, "早已批准的", state="approved", days=90, community="350111100015")
    return browse.sign_in("fuzhou")


def names(page: str) -> list[str]:
    """The stations of the list, from above."""
    return re.findall(r'data-label="驿站名称">([^<]+)<', page)


def test_what_waits_the_longest_is_on_top(city: Browser) -> None:
    page = city.get(LIST).text
    assert names(page) == ["都市社区驿站", "军门第二驿站", "三木社区驿站"]
    assert re.findall(r'data-label="等待谁">([^<]+)<', page) == ["县级管理员审批", "填报人修改后上报", "干事走访"]
    assert re.findall(r'data-label="已等（天）">(?:<[^>]+>)?(\d+)<', page) == ["20", "9", "3"]
    assert "共 3 条" in page


def test_each_county_is_counted(city: Browser) -> None:
    counties = city.get(LIST).text.split("等得最久的在前")[0]
    row = re.findall(r"<tr>(.*?)</tr>", counties, re.DOTALL)
    figures = [re.findall(r'class="figure[^>]*>([^<]+)<', line) for line in row if "晋安区" in line or "鼓楼区" in line]
    assert figures == [["1", "1", "0", "2", "1", "20"], ["0", "0", "1", "1", "0", "9"]]  # 走访, 审批, 修改, all, too long, longest


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        (f"county={make.GULOU}", ["军门第二驿站"]),
        ("waits=decision", ["都市社区驿站"]),
        (f"county={make.JINAN}&waits=visit", ["三木社区驿站"]),
        (f"county={make.GULOU}&waits=visit", []),
        ("waits=filing", ["都市社区驿站", "军门第二驿站", "三木社区驿站"]),
        (f"county={make.OTHER_COUNTY}", ["都市社区驿站", "军门第二驿站", "三木社区驿站"]),
        ("county=%00&waits=%F0%9F%98%80&page=-1", ["都市社区驿站", "军门第二驿站", "三木社区驿站"]),
        ("page=99", []),
    ],
)
def test_it_is_narrowed_and_nonsense_narrows_nothing(city: Browser, query: str, wanted: list[str]) -> None:
    assert names(city.get(f"{LIST}?{query}").text) == wanted


def test_htmx_gets_the_list_alone(city: Browser) -> None:
    part = city.swap(f"{LIST}?waits=decision", "stuck")
    assert "<html" not in part.text
    assert names(part.text) == ["都市社区驿站"]


def test_each_is_opened_at_its_county_and_nothing_can_be_done_there(city: Browser) -> None:
    path = re.findall(rf'href="(/t/{make.JINAN}/applications/[^"]+)"', city.get(LIST).text)[-1]
    for name in ("fuzhou", "fuzhou_reader"):
        page = city.sign_in(name).get(path).text
        for words in ("修改并上报", "记录走访", "/decision", "撤回", "添加或移除"):
            assert words not in page
        for part in ("/edit", "/visit", "/decision", "/withdraw", "/photos", "/visit/photos"):
            assert city.get(path + part).status_code == 403
            assert city.post(path + part).status_code == 403


def test_at_the_city_an_application_leads_to_its_county(city: Browser) -> None:
    path = re.findall(rf'href="(/t/{make.JINAN}/applications/[^"]+)"', city.get(LIST).text)[-1]
    assert city.get(path.replace(make.JINAN, make.CITY)).location == path
    assert city.get(f"/t/{make.CITY}/applications/").location == LIST
    assert city.get(f"/t/{make.JINAN}/applications/stuck/").location == f"/t/{make.JINAN}/applications/?sort=-waited"
    assert city.sign_in("linqing").get(path.replace(make.JINAN, make.OTHER_CITY)).status_code == 404


def test_the_menu_leads_there_from_the_city_alone(city: Browser) -> None:
    assert "建站进度" in city.get(HOME).text
    assert "建站进度" not in city.get(f"/t/{make.JINAN}/").text


def test_what_waits_too_long_is_on_the_citys_first_page(city: Browser) -> None:
    page = city.get(HOME).text
    assert "建站申请等待超过 15 天：1 份" in page
    assert "晋安区，最久的已等 20 天" in page
    assert "建站申请等待" not in city.get(f"/t/{make.JINAN}/").text


def test_when_nothing_waits_too_long_nothing_is_said(browse: Browser) -> None:
    with browse.app.app_context():
        file_in(make.JINAN, "三木社区驿站", days=14)
    assert "建站申请等待" not in browse.sign_in("fuzhou").get(HOME).text


def test_a_day_later_it_is(browse: Browser) -> None:
    with browse.app.app_context():
        file_in(make.JINAN, "三木社区驿站", days=14)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert "建站申请等待超过 15 天：1 份" in browse.sign_in("fuzhou").get(HOME).text


def test_without_any_it_says_where_they_will_come_from(browse: Browser) -> None:
    assert "没有办理中的建站申请" in browse.sign_in("fuzhou").get(LIST).text


@pytest.mark.parametrize("name", ["linqing", "jinan", "lianxiang", "operator"])
def test_an_outsider_finds_nothing(city: Browser, name: str) -> None:
    assert city.sign_in(name).get(LIST).status_code == 404


def test_another_citys_are_not_among_them(city: Browser) -> None:
    page = city.sign_in("linqing").get(LIST.replace(make.CITY, make.OTHER_CITY)).text
    assert names(page) == []
    assert "晋安区" not in page


def test_five_thousand_are_paged(browse: Browser) -> None:
    with browse.app.app_context():
        places = [row.code for row in list_communities(make.JINAN)]
        with make.working_at(make.JINAN, "jinan_clerk") as scope:
            same = {**scope.stamp(Application), "station_name": "驿站", "drafted_by": 1, "moved_at": NOW, "visited_on": None}
            few = [{**same, "id": uuid7(), "community_code": code, "state": "filed"} for code in places]
            many = [{**same, "id": uuid7(), "community_code": places[0], "state": "draft"} for _ in range(5000)]
            db.session.execute(insert(Application), few + many)
    browse.sign_in("fuzhou")
    last = -(-len(places) // 25)
    page = browse.get(f"{LIST}?page={last}").text
    assert f"共 {len(places)} 条，第 {last} / {last} 页" in page
    assert len(names(page)) == len(places) - 25 * (last - 1)
    assert "共 5,0" in browse.get(f"/t/{make.JINAN}/applications/?sort=-waited&page=200").text
