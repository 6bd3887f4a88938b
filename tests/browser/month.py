"""A month on its way, step by step, each with what is seen there."""

import re
from decimal import Decimal

from portal.core import clock
from portal.demo.places import FUZHOU, GULOU, JUNMEN
from tests.browser import figures
from tests.browser.figures import month_words
from tests.browser.visitor import Visitor

STATION, COUNTY, CITY = f"/t/{JUNMEN}", f"/t/{GULOU}", f"/t/{FUZHOU}"
REASON = "培训场次与照片不符，请核对。"


def find_month(manager: Visitor) -> str:
    """Return the month that the demo's station still has to submit: its home leads to it."""
    manager.open(f"{STATION}/returns/")
    manager.shoot("month-station")
    links = manager.page.locator("main a[href*='/returns/20']").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    months = sorted({it[-7:] for it in links if re.search("/returns/20[0-9]{2}-[0-9]{2}$", it)})
    for month in months:
        manager.open(f"{STATION}/returns/{month}")
        if "填报中" in manager.page.locator("main").inner_text():
            return month
    raise AssertionError(months)


def submit(who: Visitor, unit: str, month: str) -> None:
    """Check what the month comes to, and send it up."""
    who.open(f"{unit}/returns/{month}")
    who.sees("填报中", "截止日期")
    who.follow("核对并上报")
    who.sees("上报后")
    who.shoot("month-check", 1440, 390)
    who.press(f"确认上报{month_words(month)}月报")
    who.is_told("上报")
    who.sees("已上报")


def give_back(county: Visitor, month: str) -> None:
    """Send the station's month back, with the reason that its people read."""
    county.open(f"{COUNTY}/returns/{JUNMEN}/{month}")
    county.sees("已上报")
    county.follow("退回")
    county.press("退回")
    county.is_refused("原因")
    county.answer(退回原因=REASON)
    county.press("退回")
    county.sees("填报中")


def accept(who: Visitor, unit: str, code: str, month: str) -> None:
    """Accept the month of a unit below."""
    who.open(f"{unit}/returns/{code}/{month}")
    who.sees("已上报")
    who.press("审核通过")
    who.sees("已审核")
    who.shoot("month-accepted", 1440)


def archive(city: Visitor, month: str) -> None:
    """Put the county's month away with those of its stations."""
    city.open(f"{CITY}/returns/{GULOU}/{month}")
    city.follow("归档")
    city.press("归档")
    city.sees("已归档")
    city.shoot("month-archived", 1440)


def cannot_log(manager: Visitor, month: str) -> None:
    """Try to log a gathering in the closed month, and be refused with who closed it and when."""
    manager.open(f"{STATION}/activities/new")
    first = clock.days_of(month)[0].isoformat()
    row = {"title": "迟来的活动", "held_on": first, "attendances": "10", "women": "8"}
    manager.page.locator("select[name='rows-0-kind_id']").select_option(index=1)
    for name, value in row.items():
        manager.page.locator(f"[name='rows-0-{name}']").fill(value)
    manager.page.locator("main form button.button-primary").first.click()
    manager.sees(f"{month_words(month)}已由")


def correct(manager: Visitor, month: str) -> tuple[str, Decimal]:
    """Correct an activity of the closed month in the open one; return its title and by how much its attendances change."""
    figures.ask(manager, JUNMEN, month)
    figures.open_figure(manager, month_words(month), "人次")
    row = manager.page.locator("#rows tbody tr").first
    title, before = (
        row.locator("[data-label='主题']").inner_text(),
        Decimal(row.locator("[data-label='人次']").inner_text().replace(",", "")),
    )
    row.get_by_role("link", name="更正").click()
    manager.sees("原记录", title)
    manager.answer(人次=str(before + 7), 其中女性="1", 更正原因="签到表漏记一页")
    manager.shoot("month-correct", 1440, 390)
    manager.press("登记更正")
    manager.is_told("已登记更正")
    return title, Decimal(7)


def restated(city: Visitor, month: str, change: Decimal) -> None:
    """Read the restatement in the city: what stood when it was closed, what it is now, and the corrections of today."""
    city.open(f"{CITY}/corrections/")
    city.sees("签到表漏记一页", month)
    line = city.page.locator("table").last.locator("tbody tr").filter(has_text=month).filter(has_text="军门").filter(has_text="人次").first
    was, by, now = (
        Decimal(line.locator(f"[data-label='{name}']").inner_text().replace(",", "").replace("+", ""))
        for name in ("关账时", "更正", "更正后")
    )
    assert (by, now) == (change, was + change)
    city.shoot("month-restated", 1440, 390)
