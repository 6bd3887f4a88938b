"""Lists that are looked through as one types: by characters, by pinyin, by initials; what nobody is called says so."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from portal.care.services import facilities
from portal.problems.services.problems import raise_problem
from portal.stations.services import log_activities
from portal.training.services import exams
from tests import (
    make,
    make_bulletins,
    make_care,
    make_circulars,
    make_codes,
    make_narratives,
    make_problems,
    make_requests,
    make_shifts,
    make_studies,
)
from tests.browse import Browser

_NUMBER = re.compile(r'label="志愿者编号">(\w+)')
STATION, COUNTY, CITY = (f"/t/{code}/" for code in (make.LIANXIANG, make.JINAN, make.CITY))


def _facilities(*names: str) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        for name in names:
            facilities.add_facility(scope, make_care.facility_draft(name=name))


def _narratives(*titles: str) -> None:
    for title in titles:
        make_narratives.begin(title=title)


def _problems(*titles: str) -> None:
    with make.working_at(make.JINAN, "jinan") as scope:
        for title in titles:
            raise_problem(scope, make_problems.finding(title=title))


def _items(*names: str) -> None:
    for number, name in enumerate(names):
        make_care.shop_item(name=name, code=f"B0{number}")


def _cells(answer: Any) -> str:
    book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    return str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])


def _each(add: Callable[..., Any], name: str = "title") -> Callable[..., None]:
    def fill(*titles: str) -> None:
        for title in titles:
            add(**{name: title})

    return fill


def _activities(*titles: str) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        log_activities(scope, [make.gathering(title=title) for title in titles])


def _exams(*titles: str) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        for title in titles:
            exams.hold_exam(scope, make.exam_plan(title=title))


TITLES = [  # (who looks, the list, what fills it with two titles)
    ("lianxiang", f"{STATION}facilities/", _facilities),
    ("lianxiang", f"{STATION}shop/stock/", _items),
    ("lianxiang", f"{STATION}codes/", _each(make_codes.code, "label")),
    ("jinan", f"{COUNTY}problems/", _problems),
    ("lianxiang", f"{STATION}circulars/", _each(make_circulars.sent)),
    ("jinan", f"{COUNTY}circulars/?box=sent", _each(make_circulars.sent)),
    ("fuzhou", f"{CITY}circulars/?box=below", _each(make_circulars.sent)),
    ("fuzhou", f"{CITY}narratives/", _narratives),
    ("fuzhou", f"{CITY}studies/", _each(make_studies.study, "topic")),
    ("lianxiang", f"{STATION}activities/", _activities),
    ("fuzhou", f"{CITY}activities/", _activities),
    ("lianxiang", f"{STATION}exams/", _exams),
    ("jinan", f"{COUNTY}rounds/", _each(make_problems.round_open)),
]


@pytest.mark.parametrize(("who", "url", "fill"), TITLES, ids=[url for _, url, _ in TITLES])
def test_a_title_is_found_by_characters_sound_and_initials(browse: Browser, who: str, url: str, fill: Callable[..., None]) -> None:
    with browse.app.app_context():
        fill("春季养老护理", "秋季月嫂")
    browse.sign_in(who)
    asked = f"{url}{'&' if '?' in url else '?'}q="
    for words in ("养老", "yanglao", "YLHL"):
        page = browse.get(asked + words).text
        assert "春季养老护理" in page, words
        assert "秋季月嫂" not in page, words
    page = browse.get(asked + "zhaobudao").text
    assert "春季养老护理" not in page
    assert "换一个" in page
    assert browse.get(asked + "%").text.count("春季养老护理") == 0


def test_units_below_are_sought_by_name(browse: Browser) -> None:
    browse.sign_in("jinan")
    for words in ("连翔", "lianx", "lxsq"):
        assert "连翔社区驿站" in browse.get(f"{COUNTY}units/?q={words}").text.split('id="units"', 1)[1]
    assert "没有找到这样的单位" in browse.get(f"{COUNTY}units/?q=junmen").text


def test_bulletins_are_sought_by_month_and_number(browse: Browser) -> None:
    with browse.app.app_context():
        make_bulletins.many(3)
    browse.sign_in("fuzhou")
    page = browse.get(f"{CITY}bulletins/?q=2月").text
    assert "2003年2月" in page
    assert "2003年1月" not in page
    assert "〔2003〕3号" in browse.get(f"{CITY}bulletins/?q=3号").text
    assert "没有找到这样的通报" in browse.get(f"{CITY}bulletins/?q=腊月").text


@pytest.mark.parametrize("sought", ["小梅", "xiaomei", "lxm", "3331"])
def test_what_is_done_for_somebody_every_week_is_sought_in_the_body(browse: Browser, sought: str) -> None:
    with browse.app.app_context():
        make_requests.request_series(recipient_id=make_requests.served(name="李小梅", phone="13700003331"))
        make_requests.request_series(recipient_id=make_requests.served(name="王秀兰", phone="13700002222"))
    page = browse.sign_in("lianxiang").post(f"{STATION}requests/series/", {"sought": sought})
    assert page.request.query_string == b""
    assert "李小梅" in page.text
    assert "王秀兰" not in page.text
    assert "换一个" in browse.post(f"{STATION}requests/series/?ended=1", {"sought": sought}).text


def test_what_is_done_at_a_place_of_the_station_is_sought_by_its_name(browse: Browser) -> None:
    with browse.app.app_context():
        place = make_care.facility(name="爱心助餐点")
        make_requests.request_series(facility_id=place)
        make_requests.service_request(facility_id=place)
    browse.sign_in("lianxiang")
    for url in (f"{STATION}requests/series/", f"{STATION}requests/"):
        assert "爱心助餐点" in browse.post(url, {"sought": "助餐"}).text
        assert "爱心助餐点" not in browse.post(url, {"sought": "夜校"}).text.split("</form>")[-1]


def test_disputes_are_sought_by_station_and_number(browse: Browser) -> None:
    with browse.app.app_context():
        for phone in ("13600000001", "13600000002"):
            make_shifts.dispute(make.volunteer(phone=phone))
    numbers = _NUMBER.findall(browse.sign_in("jinan").get(f"{COUNTY}disputes/").text)
    for words in ("连翔", "lianx", "LXSQ"):
        assert _NUMBER.findall(browse.get(f"{COUNTY}disputes/?state=open&q={words}").text) == numbers
    assert _NUMBER.findall(browse.get(f"{COUNTY}disputes/?q={numbers[0]}").text) == numbers[:1]
    assert "换一个" in browse.get(f"{COUNTY}disputes/?q=junmen").text


@pytest.mark.parametrize("sought", ["李小梅", "小梅", "xiaomei", "lxm", "3331"])
def test_a_propagandist_is_sought_in_the_body(browse: Browser, sought: str) -> None:
    with browse.app.app_context():
        make.propagandist(name="李小梅", phone="13700003331")
        make.propagandist(name="王秀兰", phone="13700002222")
    for who in ("lianxiang", "jinan"):
        page = browse.sign_in(who).post(f"{STATION}propagandists/", {"sought": sought})
        assert page.request.query_string == b""
        assert "李小梅" in page.text
        assert "王秀兰" not in page.text
        assert "找到 1 条" in page.text


def test_a_search_tells_nothing_of_a_telephone_that_is_masked(browse: Browser) -> None:
    with browse.app.app_context():
        make.propagandist(name="李小梅", phone="13700003331")
    assert "李小梅" in browse.sign_in("lianxiang").post(f"{STATION}propagandists/", {"sought": "00003331"}).text
    assert "没有找到这样的宣传员" in browse.sign_in("jinan").post(f"{STATION}propagandists/", {"sought": "00003331"}).text


@pytest.mark.parametrize("sought", ["驿站长", "yizhan", "lianxiang"])
def test_a_member_is_sought_by_name_sound_and_account(browse: Browser, sought: str) -> None:
    page = browse.sign_in("lianxiang").post(f"{STATION}members/", {"sought": sought})
    assert page.request.query_string == b""
    assert "找到" in page.text
    assert "没有找到这样的人员" in browse.post(f"{STATION}members/", {"sought": "查无此人"}).text


def test_the_files_follow_the_search(browse: Browser) -> None:
    with browse.app.app_context():
        _problems("养老护理台账不全", "门牌没有挂")
        _activities("养老护理入门", "育儿课堂")
    browse.sign_in("jinan")
    page = browse.get(f"{COUNTY}problems/?q=ylhl").text
    assert "problems.xlsx?q=ylhl" in page
    for url in (f"{COUNTY}problems/problems.xlsx?q=ylhl", f"{COUNTY}activities/?q=ylhl&as=xlsx"):
        cells = _cells(browse.get(url))
        assert "养老护理" in cells
        assert "门牌" not in cells
        assert "育儿" not in cells


def test_a_title_without_a_month_is_sought_in_the_year_and_with_one_in_the_month(browse: Browser) -> None:
    with browse.app.app_context():
        _activities("养老护理入门")  # on 5 March 2026
    browse.sign_in("lianxiang")
    assert "养老护理入门" in browse.get(f"{STATION}activities/?q=ylhl").text
    assert "养老护理入门" in browse.get(f"{STATION}activities/?q=ylhl&month=").text
    assert "没有找到这样的活动" in browse.get(f"{STATION}activities/?q=ylhl&month=2026-02").text


def test_applications_are_sought_by_the_stations_name(browse: Browser) -> None:
    with browse.app.app_context():
        make.application("filed", station_name="三木社区驿站")
    browse.sign_in("jinan")
    for words in ("三木", "sanmu", "smsq"):
        assert "三木社区驿站" in browse.get(f"{COUNTY}applications/?q={words}").text
    assert "没有找到这样的申请" in browse.get(f"{COUNTY}applications/?q=lianxiang").text


@pytest.mark.parametrize("sought", ["林依姆", "linyimu", "lym"])
def test_requests_of_who_is_sought_are_found_in_all_states(browse: Browser, sought: str) -> None:
    with browse.app.app_context():
        make_requests.service_request(recipient_id=make_requests.served(name="林依姆", phone="13700001234"))
        make_requests.service_request(recipient_id=make_requests.served(name="陈依伯", phone="13700005678"))
    page = browse.sign_in("lianxiang").post(f"{STATION}requests/?state=done", {"sought": sought})
    assert "sought" not in page.request.url
    assert "林依姆" in page.text
    assert "陈依伯" not in page.text
    assert "没有找到她的需求" in browse.post(f"{STATION}requests/", {"sought": "zhaobudao"}).text
