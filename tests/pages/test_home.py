"""/t/<unit>/: what waits of the months for each role, and the network at a glance."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine

from tests import make
from tests.browse import Browser
from tests.make_due import book, set_unit

CITY, COUNTY, STATION, NEIGHBOUR = (f"/t/{code}/" for code in (make.CITY, make.JINAN, make.LIANXIANG, make.NEIGHBOUR))
DUE = date(2026, 3, 4)


@pytest.fixture
def network(browse: Browser) -> Browser:
    """Stations of one county: one has sent February up, the other got it back, the county itself is late with it."""
    with browse.app.app_context():
        for code in (make.LIANXIANG, make.NEIGHBOUR, make.JUNMEN):
            set_unit(code, opened_on=date(2026, 2, 10))
        book(make.LIANXIANG, "2026-02", "submitted", closed_at="2026-03-09", due_on=DUE)
        book(make.NEIGHBOUR, "2026-02", submitted_at="2026-03-03", due_on=DUE, returned_at="2026-03-10", returned_reason="人次写错了")
    return browse


def todos(page: str) -> list[tuple[str, str, str, str]]:
    """The to-dos of months on a page: (state, title, detail, link)."""
    state, text = r'class="tag[^>]*>([^<]+)</span></span>', r'<span class="todo-text"><a href="([^"]+)">([^<]+)</a>(?:<small>([^<]+))?'
    found = re.findall(rf"{state}\s*{text}", page)
    return [(word, title, detail, url) for word, url, title, detail in found if "月报" in title]


def test_a_station_is_told_what_came_back_and_why(network: Browser) -> None:
    title = "2026年2月的月报被退回，请修改后再上报"
    assert todos(network.sign_in("neighbour").get(NEIGHBOUR).text) == [
        ("被退回", title, "退回原因：人次写错了", f"{NEIGHBOUR}returns/2026-02")
    ]
    assert todos(network.sign_in("lianxiang").get(STATION).text) == []  # its month is with the county


def test_a_station_is_told_the_earliest_month_alone(browse: Browser) -> None:
    with browse.app.app_context():
        set_unit(make.LIANXIANG, opened_on=date(2025, 12, 10))
    late = ("已逾期", "2025年12月的月报逾期 69 天", "1月6日截止，后面还有 2 个月没有上报", f"{STATION}returns/2025-12")
    assert todos(browse.sign_in("lianxiang").get(STATION).text) == [late]
    assert todos(browse.sign_in("lianxiang_helper").get(STATION).text) == []  # she submits nothing
    assert todos(browse.sign_in("jinan").get(STATION).text) == []  # nor does her county for her


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("2026-03-30", []),
        ("2026-03-31", [("待办", "请上报2026年3月的月报", "4月3日截止，还有 3 天")]),
        ("2026-04-03", [("待办", "请上报2026年3月的月报", "4月3日截止，就是今天")]),
        ("2026-04-04", [("已逾期", "2026年3月的月报逾期 1 天", "4月3日截止")]),
    ],
)
def test_a_month_is_asked_for_from_its_last_day_on(browse: Browser, now: str, told: list[tuple[str, str, str]]) -> None:
    with browse.app.app_context():
        set_unit(make.LIANXIANG, opened_on=date(2026, 3, 2))
    with time_machine.travel(datetime.fromisoformat(f"{now}T04:00:00").replace(tzinfo=UTC), tick=False):
        assert [one[:3] for one in todos(browse.sign_in("lianxiang").get(STATION).text)] == told


def test_a_county_is_told_what_to_review_and_what_it_waits_for(network: Browser) -> None:
    own = ("已逾期", "2026年2月的月报逾期 10 天", "3月6日截止，还有 2 个驿站没有审核通过", f"{COUNTY}returns/2026-02")
    review = ("待办", "1 份月报等待审核", "连翔社区驿站，最久的已等 7 天", f"{COUNTY}returns/waiting")
    assert todos(network.sign_in("jinan").get(COUNTY).text) == [own, review]
    assert todos(network.sign_in("jinan_clerk").get(COUNTY).text) == [review]  # she reviews and submits nothing
    late = todos(network.sign_in("gulou").get(f"/t/{make.GULOU}/").text)
    assert ("已逾期", "1 个驿站的月报逾期没有上报", "军门社区驿站，最久的已等 12 天", f"/t/{make.GULOU}/returns/?mark=late") in late


def test_a_city_is_told_who_is_late_and_what_can_be_archived(network: Browser) -> None:
    with network.app.app_context():
        book(make.JINAN, "2026-01", "accepted", closed_at="2026-02-05", accepted_at="2026-02-10", due_on=date(2026, 2, 6))
    told = todos(network.sign_in("fuzhou").get(CITY).text)
    assert [one[:3] for one in told] == [
        ("已逾期", "2 个县（市、区）的月报逾期没有上报", "鼓楼区、晋安区，最久的已等 10 天"),
        ("待办", "1 份月报等待归档", "晋安区，最久的已等 34 天"),
    ]
    assert todos(network.sign_in("fuzhou_reader").get(CITY).text) == []


def test_the_city_archives_its_own_month_last(browse: Browser) -> None:
    with browse.app.app_context():
        for code in (make.JINAN, make.GULOU):
            book(code, "2026-02", "archived", closed_at="2026-03-05", accepted_at="2026-03-06", due_on=date(2026, 3, 6))
    told = todos(browse.sign_in("fuzhou").get(CITY).text)
    assert ("待办", "全市2026年2月的月报可以归档", "各县（市、区）都已归档", f"{CITY}returns/2026-02") in told


def test_a_county_and_a_city_see_the_network_at_a_glance(network: Browser) -> None:
    county = network.sign_in("jinan").get(COUNTY).text
    for words in ("各驿站月报", "1/2", "0/2", "序时进度", "20.5%", "本月已过 51.6%", f"{COUNTY}returns/{make.LIANXIANG}/2026-02"):
        assert words in county
    assert "各县（市、区）月报" in network.sign_in("fuzhou").get(CITY).text
    assert "序时进度" not in network.sign_in("lianxiang").get(STATION).text


@pytest.mark.parametrize(("person", "path"), [("lianxiang", STATION), ("jinan", COUNTY), ("fuzhou", CITY)])
def test_twelve_months_of_attendances_are_drawn_as_the_roll_up_counts_them(browse: Browser, person: str, path: str) -> None:
    with browse.app.app_context():
        make.activity(held_on=date(2025, 5, 6), attendances=41)
        make.activity(held_on=date(2026, 3, 6), attendances=37)
    page = browse.sign_in(person).get(path).text
    assert "近 12 个月服务人次" in page
    assert "37（至今）" in page


def test_nothing_is_drawn_while_nobody_came(browse: Browser) -> None:
    assert "近 12 个月服务人次" not in browse.sign_in("lianxiang").get(STATION).text


def test_the_menu_stands_in_groups_each_named_once(browse: Browser) -> None:
    page = browse.sign_in("lianxiang").get(STATION).text
    heads = re.findall(r'<li class="heading">([^<]+)</li>', page)
    assert heads == ["日常登记", "三免一公", "志愿与服务", "上报与评比", "督导与材料", "统计与资料", "本单位管理"]
