"""/t/<unit>/returns/due: the rule of the city, its calendar, and later days for single units."""

from datetime import date

import pytest
from sqlalchemy import insert

from portal.core.db import db
from portal.core.scope import Level
from portal.returns.models import ReturnRule
from portal.returns.queries import due as queries
from tests import make
from tests.browse import Browser
from tests.make_due import at, book, set_unit

CITY, COUNTY, STATION = (f"/t/{code}/returns/due/" for code in (make.CITY, make.JINAN, make.LIANXIANG))
RULE = {"since_month": "2026-03", "station_workdays": "４", "county_workdays": "7", "reason": "市妇联通知"}
DAYS = {"days": "2026-04-03\n2026年4月7日 至 2026-04-08，2026-04-05", "kind": "free", "note": "台风"}
LATER = {"unit_code": make.LIANXIANG, "month": "2026-02", "due_on": "2026-03-20", "reason": "停电三天"}


def dues(browse: Browser, month: str) -> tuple[date, date]:
    """By when a station and a county submit a month."""
    with browse.app.app_context(), make.working_at(make.CITY, "fuzhou") as scope:
        found = queries.get_dues(scope, first=month, last=month)
        return found.usual(month, Level.STATION), found.usual(month, Level.COUNTY)


def test_the_city_sets_a_rule_and_everybody_reads_it(browse: Browser) -> None:
    assert "平台通用规则" in browse.sign_in("lianxiang").get(STATION).text
    assert browse.sign_in("fuzhou").fill(f"{CITY}new", RULE).status_code == 303
    assert dues(browse, "2026-03") == (date(2026, 4, 7), date(2026, 4, 10))
    assert dues(browse, "2026-02") == (date(2026, 3, 4), date(2026, 3, 6))
    for name, path in (("fuzhou", CITY), ("jinan", COUNTY), ("lianxiang", STATION)):
        page = browse.sign_in(name).get(path).text
        for words in ("2026-04-07 周二", "市妇联通知", "次月第 4 个工作日", "现行"):
            assert words in page
        assert ("制定新规则" in page) == (name == "fuzhou")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("since_month", "2026-02", "过去的月份"),
        ("since_month", "2031-01", "太远"),
        ("since_month", "三月", "请填写月份"),
        ("station_workdays", "0", "1"),
        ("station_workdays", "21", "20"),
        ("county_workdays", "3", "不能早于驿站"),
        ("county_workdays", "23", "22"),
        ("reason", "\x00", "必须填写"),
        ("reason", "字" * 10_000, "最多 200 个字"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_at_its_field(browse: Browser, field: str, value: str, words: str) -> None:
    answer = browse.sign_in("fuzhou").fill(f"{CITY}new", {**RULE, field: value})
    assert answer.status_code == 422
    assert words in answer.text.split(f'id="{field}-error"')[1].split("</p>")[0]


def test_a_month_has_one_rule_and_it_is_withdrawn_until_its_month_is_over(browse: Browser) -> None:
    browse.sign_in("fuzhou").fill(f"{CITY}new", RULE)
    assert "同一个月只能有一版" in browse.fill(f"{CITY}new", RULE).text
    with browse.app.app_context(), make.working_at(make.CITY, "fuzhou") as scope:
        old = {
            "since_month": "2026-01",
            "station_workdays": 2,
            "county_workdays": 4,
            "reason": "旧",
            "set_by": 1,
            "set_at": at("2026-01-05"),
        }
        db.session.execute(insert(ReturnRule), [{**scope.stamp(ReturnRule), **old}])
        new_id, old_id = (row.id for row in queries.list_rules(scope))
    assert browse.fill(f"{CITY}{old_id}/withdraw", {"reason": "写错"}).status_code == 409
    assert browse.fill(f"{CITY}{new_id}/withdraw", {"reason": "写错"}).status_code == 303
    assert dues(browse, "2026-03") == (date(2026, 4, 2), date(2026, 4, 7))
    assert browse.get(f"{CITY}{new_id}/withdraw").status_code == 404


def test_the_calendar_shows_how_days_differ_and_whether_anybody_announced_them(browse: Browser) -> None:
    page = browse.sign_in("lianxiang").get(f"{STATION}calendar?year=2026").text
    for words in ("15–23日放假（春节）", "14日上班（春节）", "10日上班（国庆节）", "国务院办公厅公布"):
        assert words in page
    guessed = browse.get(f"{STATION}calendar?year=2027").text
    assert "只按周末和固定节日" in guessed
    assert "1–3日放假（国庆节）" in guessed
    assert "2026年工作日历" in browse.get(f"{STATION}calendar?year=99999999").text


def test_the_city_declares_days_and_takes_one_back(browse: Browser) -> None:
    assert browse.sign_in("fuzhou").fill(f"{CITY}calendar/new", DAYS).status_code == 303
    assert dues(browse, "2026-03") == (date(2026, 4, 9), date(2026, 4, 13))  # 1, 2, 9: the 6th is 清明, the 5th was free anyway
    page = browse.get(f"{CITY}calendar").text
    assert "已登记 3 天，另有 1 天按日历本来如此" in page
    assert "3日放假（本市另定）" in page
    with browse.app.app_context(), make.working_at(make.CITY, "fuzhou") as scope:
        first = queries.list_days(scope)[0].id
    assert browse.sign_in("linqing").post(f"/t/{make.OTHER_CITY}/returns/due/calendar/{first}/take-back").status_code == 404
    assert browse.sign_in("fuzhou").post(f"{CITY}calendar/{first}/take-back").status_code == 303
    assert dues(browse, "2026-03") == (date(2026, 4, 3), date(2026, 4, 10))
    assert browse.post(f"{CITY}calendar/{first}/take-back").status_code == 404


def test_a_day_declared_anew_is_as_it_was_said_last(browse: Browser) -> None:
    browse.sign_in("fuzhou").fill(f"{CITY}calendar/new", {**DAYS, "days": "2027-02-08"})
    assert browse.fill(f"{CITY}calendar/new", {**DAYS, "days": "２０２７-02-08", "kind": "worked"}).status_code == 303
    assert dues(browse, "2027-01")[0] == date(2027, 2, 3)
    assert "这一年没有另行登记的日子" in browse.get(f"{CITY}calendar?year=2027").text


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ("2026-02-27", "在本月以前"),
        ("2030-01-01", "太远"),
        ("明天", "看不懂"),
        ("2026-02-30", "没有这一天"),
        ("2026-05-09 至 2026-05-01", "起止日期"),
        ("2026-05-01 至 2027-05-01", "检查年份"),
        ("2026-05-01", "本来就是休息日"),
        ("，；", "必须填写"),
        ("2026-05-06\n" * 200, "最多"),
        ("", "必须填写"),
    ],
)
def test_what_is_wrong_with_days_is_said_and_nothing_is_kept(browse: Browser, days: str, words: str) -> None:
    answer = browse.sign_in("fuzhou").fill(f"{CITY}calendar/new", {**DAYS, "days": days})
    assert answer.status_code == 422
    assert words in answer.text
    assert "这一年没有另行登记的日子" in browse.get(f"{CITY}calendar").text


def test_a_county_gives_its_station_more_time_and_the_station_reads_why(browse: Browser) -> None:
    with browse.app.app_context():
        set_unit(make.LIANXIANG, opened_on=date(2026, 2, 3))
    assert "逾期 12 天" in browse.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/").text
    assert browse.sign_in("jinan").fill(f"{COUNTY}exceptions/new", LATER).status_code == 303
    page = browse.get(f"{COUNTY}exceptions").text
    for words in ("连翔社区驿站", "2026-03-20", "停电三天", "晋安区"):
        assert words in page
    home = browse.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/").text
    assert "3月20日截止，还有 4 天（已宽限：停电三天）" in home
    assert "停电三天" in browse.get(f"{STATION}exceptions").text
    assert "停电三天" in browse.sign_in("fuzhou").get(f"{CITY}exceptions").text
    assert "停电三天" not in browse.sign_in("gulou").get(f"/t/{make.GULOU}/returns/due/exceptions").text
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        assert queries.due_on(scope, "2026-02", Level.STATION, scope.tenant_id) == date(2026, 3, 20)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("unit_code", make.JUNMEN, "请从列表中选择"),  # of another county
        ("unit_code", make.OTHER_STATION, "请从列表中选择"),
        ("due_on", "2026-02-20", "还没有过完"),
        ("due_on", "2026-03-15", "已经过了"),
        ("due_on", "2026-09-01", "最多往后"),
        ("due_on", "2026-02-30", "没有这一天"),
        ("month", "2026-04", "还没有到"),
        ("month", "2025-12", "才开始填报"),
        ("reason", "找 13812345678", "不要写电话"),
        ("reason", "", "必须填写"),
    ],
)
def test_what_is_wrong_with_an_exception_is_said_at_its_field(browse: Browser, field: str, value: str, words: str) -> None:
    with browse.app.app_context():
        set_unit(make.LIANXIANG, opened_on=date(2026, 2, 3))
    answer = browse.sign_in("jinan").fill(f"{COUNTY}exceptions/new", {**LATER, field: value})
    assert answer.status_code == 422
    assert words in answer.text.split(f'id="{field}-error"')[1].split("</p>")[0]


def test_what_was_submitted_needs_no_more_time(browse: Browser) -> None:
    with browse.app.app_context():
        book(make.LIANXIANG, "2026-02", "submitted", closed_at="2026-03-03", due_on=date(2026, 3, 4))
    answer = browse.sign_in("jinan").fill(f"{COUNTY}exceptions/new", LATER)
    assert answer.status_code == 409
    assert "已经上报过" in answer.text


def test_a_city_gives_its_counties_more_time_and_nobody_else(browse: Browser) -> None:
    with browse.app.app_context():
        book(make.JINAN, "2026-02")
    browse.sign_in("fuzhou")
    assert browse.fill(f"{CITY}exceptions/new", LATER).status_code == 422  # a station is its county's
    assert browse.fill(f"{CITY}exceptions/new", {**LATER, "unit_code": make.JINAN}).status_code == 303
    assert "宽限至3.20" in browse.get(f"/t/{make.CITY}/returns/").text


def test_a_replayed_exception_stands_once(browse: Browser) -> None:
    with browse.app.app_context():
        set_unit(make.LIANXIANG, opened_on=date(2026, 2, 3))
    sent = {**LATER, "once": "9" * 32}
    browse.sign_in("jinan")
    assert [browse.post(f"{COUNTY}exceptions/new", sent).status_code for _ in range(2)] == [303, 303]
    with browse.app.app_context(), make.working_at(make.JINAN, "jinan") as scope:
        assert len(queries.list_exceptions(scope, page=1)) == 1


def test_a_county_without_stations_is_told_so(browse: Browser) -> None:
    with browse.app.app_context():
        set_unit(make.JUNMEN, status="closed")
    assert "没有可以宽限的单位" in browse.sign_in("gulou").get(f"/t/{make.GULOU}/returns/due/exceptions/new").text


@pytest.mark.parametrize("name", ["jinan", "linqing", "lianxiang"])
def test_an_outsider_finds_nothing(browse: Browser, name: str) -> None:
    assert browse.sign_in(name).get(CITY).status_code == 404
    assert browse.post(f"{CITY}new", RULE).status_code == 404


@pytest.mark.parametrize(("name", "path"), [("jinan", COUNTY), ("fuzhou_reader", CITY), ("fuzhou", COUNTY)])
def test_only_the_city_itself_sets_rules(browse: Browser, name: str, path: str) -> None:
    assert browse.sign_in(name).get(f"{path}new").status_code == 403
    assert browse.post(f"{path}calendar/new", DAYS).status_code == 403
