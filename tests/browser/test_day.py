"""One city's day, end to end, in a real Chromium on the demo as it is served."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from portal.core import clock
from portal.demo.places import FUZHOU, JINAN, LIANXIANG, LINQING
from tests.browser import bank, county, desk, figures, station
from tests.browser.station import Woman, number_of_nobody
from tests.browser.visitor import Site, Visitor

pytestmark = pytest.mark.browser
Visit = Callable[[], Visitor]
AGREE = "(all agree)"
MY_STATION, MY_COUNTY = "连翔社区驿站", "晋安区"


def this_month() -> str:
    """The month that the machine's day is in."""
    return clock.month_of(clock.today())


def last_month() -> str:
    """The month before."""
    return clock.month_of(clock.today().replace(day=1) - timedelta(days=1))


def test_a_day_of_the_city_moves_its_figures_by_exactly_what_was_done(visit: Visit, site: Site) -> None:
    bank.begin_with_the_demos_rules(site)
    fuzhou, manager, junmen = visit().sign_in("fuzhou"), visit().sign_in("lianxiang"), visit().sign_in("junmen")
    clerk, admin, newcomer = visit().sign_in("jinan_clerk"), visit().sign_in("jinan"), visit()
    newly_come, skilled = Woman("温如玉兰", number_of_nobody()), Woman("温如秋菊", number_of_nobody())
    before = read_city(fuzhou)
    desk.log_three_by_keyboard(manager)
    desk.amend_the_first_and_void_the_third(manager)
    desk.take_in_two(manager, newly_come, skilled)
    desk.take_in_one_known_elsewhere(junmen, newly_come)
    desk.key_hours_and_show_them(manager, "温如春燕")
    taken_back_min = desk.take_back_credited_hours(manager, last_month())
    plan = county.file_return_and_approve(clerk, admin)
    county.welcome(newcomer, county.make_link(admin), plan)
    county.unveil(admin, JINAN, plan)
    county.log_the_first_activity(newcomer, plan)
    after = read_city(fuzhou)
    logged = decimals(场次=3, 人次=32 + 120 + 20, 女性人次=29 + 100 + 18, 线上人次=120, 推荐=1)
    logged["志愿时长"] = -Decimal(taken_back_min) / 60  # what was keyed waits on the notice and moves nothing
    assert figures.moved(before, after, MY_COUNTY) == logged | decimals(新增学员=2, 先培训=1)
    assert figures.moved(before, after, figures.TOTAL) == logged | decimals(新增学员=3, 先培训=2)
    open_down_to_rows(fuzhou, newly_come.name, skilled.name)
    assert AGREE in site.flask("tallies", "verify")
    assert AGREE in site.flask("ledger", "verify")


def test_a_closed_month_refuses_and_nothing_typed_is_lost(visit: Visit, site: Site) -> None:
    site.flask("tallies", "close", last_month(), "--tenant", LIANXIANG)
    manager = visit().sign_in("lianxiang")
    late = {"kind_id": "微课堂", "title": "补登的微课堂", "held_on": f"{last_month()}-02", "attendances": "21", "women": "20"}
    rows = [late, {**late, "kind_id": "慰问", "title": "本月的慰问", "held_on": f"{this_month()}-01", "note": "一同登记"}]
    manager.open(f"/t/{LIANXIANG}/activities/new")
    for n, row in enumerate(rows):
        station.fill_row(manager, n, **row)
    manager.press("登记这些活动")
    manager.is_refused("关账，不能再登记、修改或作废这个月的内容。请在未关账的月份登记更正")
    for n, row in enumerate(rows):
        station.expect_row(manager, n, **{name: value for name, value in row.items() if name != "kind_id"})
        expect(manager.page.locator(f"[name=rows-{n}-kind_id] option:checked")).to_have_text(row["kind_id"])
    manager.shoot("closed-month")
    manager.open(f"/t/{LIANXIANG}/activities/?month={this_month()}")
    manager.finds_no("本月的慰问")


def test_a_wrong_number_says_why_and_a_known_one_leads_to_her_record(visit: Visit) -> None:
    manager, woman = visit().sign_in("lianxiang"), Woman("温如冬梅", number_of_nobody())
    wrong = f"{woman.number[:-1]}{'0' if woman.number[-1] != '0' else '1'}"
    station.take_in(manager, LIANXIANG, Woman(woman.name, wrong), "整理收纳")
    manager.is_refused("校验码不符，请逐位核对号码")
    desk.keeps_what_was_typed(manager, woman.name, wrong)
    manager.shoot("wrong-number")
    manager.answer(证件号码=woman.number)
    manager.press("登记学员")
    manager.is_told("已登记学员，去向：推荐")
    record = manager.page.url
    station.take_in(manager, LIANXIANG, woman)
    manager.is_refused("本站已登记过她，这一次没有保存。")
    manager.follow("查看记录")
    manager.page.wait_for_url(record)


def test_the_roll_up_sorts_and_is_the_same_in_excel_and_on_paper(visit: Visit) -> None:
    fuzhou = visit().sign_in("fuzhou")
    shown = read_city(fuzhou)
    assert figures.sum_of_parts(shown) == shown[figures.TOTAL]
    figures.sort_by(fuzhou, "人次")
    attendances = [cells["人次"] for name, cells in figures.read(fuzhou).items() if name != figures.TOTAL]
    assert attendances == sorted(attendances, reverse=True)
    fuzhou.shoot("roll-up")
    title, month = "福州市巾帼家政工作数据汇总表", figures.month_words(this_month())
    assert figures.export(fuzhou) == (f"{title}（{month}）.xlsx", figures.read(fuzhou))
    name, printed = figures.print_paper(fuzhou)
    assert name == f"{title}（{month}）.pdf"
    for words in (title, "单位：福州市", f"期间：{month}", "数据截至", "— 1 —", MY_COUNTY, f"{max(attendances):,}"):
        assert words in printed
    fuzhou.shoot("paper")


def test_personal_rows_are_seen_in_their_station_alone(visit: Visit) -> None:
    manager, woman = visit().sign_in("lianxiang"), Woman("温如夏荷", number_of_nobody())
    station.take_in(manager, LIANXIANG, woman)
    manager.is_told("已登记学员，去向：先培训")
    record = manager.page.url.removeprefix(manager.site.url)
    others = {"fuzhou": 403, "jinan": 403, "junmen": 404, "linqing": 404, "operator": 404}
    for name, status in others.items():
        other = visit().sign_in(name)
        for path in (record, f"/t/{LIANXIANG}/trainees/", f"/t/{LIANXIANG}/volunteers/"):
            assert (name, path, other.status_of(path)) == (name, path, status)
            other.finds_no(woman.name, woman.number, woman.masked)


def test_a_city_sees_nothing_of_another_city(visit: Visit) -> None:
    linqing = visit().sign_in("linqing")
    for code in (FUZHOU, JINAN, LIANXIANG):
        for path in ("", "activities/", "reports/rollup", "trainees/", "units/"):
            assert linqing.status_of(f"/t/{code}/{path}") == 404
            linqing.finds_no("福州市", MY_COUNTY, MY_STATION)
    figures.ask(linqing, LINQING, this_month())
    assert MY_COUNTY not in figures.read(linqing)


def read_city(fuzhou: Visitor) -> figures.Figures:
    """Read this month's figures of the whole city; the totals are the sum of the lines."""
    figures.ask(fuzhou, FUZHOU, this_month())
    shown = figures.read(fuzhou)
    assert figures.sum_of_parts(shown) == shown[figures.TOTAL]
    return shown


def decimals(**figures_: str | int) -> dict[str, Decimal]:
    """Return figures as they are read."""
    return {name: Decimal(value) for name, value in figures_.items()}


def open_down_to_rows(fuzhou: Visitor, *names: str) -> None:
    """From the city's table to the county's, and to the nameless rows of a station's trainees."""
    figures.open_figure(fuzhou, MY_COUNTY, "人次")
    fuzhou.page.wait_for_url(f"**/t/{JINAN}/**")
    shown = figures.read(fuzhou)
    assert figures.sum_of_parts(shown) == shown[figures.TOTAL]
    figures.open_figure(fuzhou, MY_STATION, "新增学员")
    fuzhou.sees("新增学员明细", "与汇总数一致", "推荐", "先培训", "不显示姓名")
    fuzhou.finds_no(*names)
    fuzhou.shoot("rows")
