"""The face: the main pages of each role as pictures, what a page weighs, and each role's work by keyboard alone.

What the browser complains of, an error or what the content policy forbids, is suffered by no visitor.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Response, expect

from portal.demo.places import FUZHOU, JINAN, LIANXIANG
from tests.browser import chain, station
from tests.browser.keys import Keys
from tests.browser.station import Woman
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
Visit = Callable[[], Visitor]
NARROWEST = 320
PUBLIC_BYTES, DESK_BYTES = 60 * 1024, 300 * 1024
MAIN = {
    "lianxiang": (
        LIANXIANG,
        ("", "activities/", "activities/new", "trainees/", "volunteers/", "shifts/", "placements/", "returns/", "openings/"),
    ),
    "jinan": (JINAN, ("", "units/", "returns/", "applications/", "reports/rollup", "circulars/")),
    "fuzhou": (FUZHOU, ("", "returns/", "targets/", "ranking/", "reports/rollup", "bulletins/", "narratives/", "circulars/", "policies/")),
}
PUBLIC = ("", "/classes", "/exams", "/jobs", "/progress", "/ask", "/shift", "/balance", "/notices")


@pytest.mark.parametrize("who", MAIN)
def test_the_main_pages_fit_every_window_and_are_kept_as_pictures(who: str, visit: Visit) -> None:
    visitor, (code, pages) = visit().sign_in(who), MAIN[who]
    for page in pages:
        visitor.open(f"/t/{code}/{page}")
        visitor.fits(NARROWEST)
        visitor.shoot(f"face-{who}-{page.strip('/').replace('/', '-') or 'home'}")


def test_the_public_pages_are_light_and_run_no_script(visit: Visit) -> None:
    for page in PUBLIC:
        stranger = visit()
        weighed = weigh(stranger, f"/p/{LIANXIANG}{page}")
        stranger.shoot(f"face-public{page.replace('/', '-')}", 390, NARROWEST)
        assert weighed["script"] == 0, page
        assert sum(weighed.values()) <= PUBLIC_BYTES, (page, weighed)


@pytest.mark.parametrize("who", MAIN)
def test_a_first_visit_at_the_desk_stays_light(who: str, visit: Visit) -> None:
    visitor = visit().sign_in(who)
    weighed = weigh(visitor, f"/t/{MAIN[who][0]}/reports/rollup")
    assert sum(weighed.values()) <= DESK_BYTES, weighed


def test_a_station_logs_its_day_by_keyboard_alone(visit: Visit) -> None:
    manager = Keys(visit()).sign_in("lianxiang")
    manager.press("登记当天活动")
    manager.arrives("/activities/new$")
    columns = [("kind_id", ("微课堂",)), ("title", ("键盘走查的微课堂",)), ("attendances", ("21",)), ("women", ("20",))]
    station.type_columns(manager.page, columns)
    expect(manager.page.locator("[data-sum=attendances]")).to_have_text("21")
    manager.press("登记这些活动")
    manager.visitor.is_told("已登记 1 场活动")
    manager.visitor.sees("键盘走查的微课堂")


def test_the_keys_list_themselves_lead_to_places_and_are_silent_while_somebody_types(visit: Visit) -> None:
    manager = Keys(visit()).sign_in("lianxiang")
    manager.page.keyboard.press("?")
    expect(manager.page.get_by_role("dialog")).to_contain_text("打开这张表")
    manager.page.keyboard.press("Escape")
    manager.page.keyboard.press("g")
    manager.page.keyboard.press("t")
    manager.arrives("/trainees/$")
    manager.page.keyboard.press("/")
    expect(manager.page.locator("main [type=search]")).to_be_focused()
    manager.page.keyboard.type("gt?n")
    expect(manager.page.locator("main [type=search]")).to_have_value("gt?n")
    manager.page.keyboard.press("Control+Enter")
    manager.visitor.sees("没有符合条件")
    manager.visitor.open(f"/t/{LIANXIANG}/activities/")
    manager.page.keyboard.press("j")
    assert manager.page.evaluate("document.activeElement.closest('tr') !== null")
    manager.visitor.open(f"/t/{LIANXIANG}/")
    manager.page.keyboard.press("/")
    expect(manager.page.locator(".bar [type=search]")).to_be_focused()
    manager.page.keyboard.type("hdrz")
    manager.page.keyboard.press("Enter")
    manager.arrives("/find/$")
    manager.visitor.sees("活动日志")


def test_a_form_stays_while_the_network_or_the_session_is_gone_and_is_sent_once(visit: Visit) -> None:
    manager = visit().sign_in("lianxiang")
    manager.open(f"/t/{LIANXIANG}/activities/new")
    columns = [("kind_id", ("微课堂",)), ("title", ("断网时登记的微课堂",)), ("attendances", ("9",)), ("women", ("9",))]
    station.type_columns(manager.page, columns)
    context, toasts = manager.page.context, manager.page.locator("#toasts")
    context.set_offline(True)
    manager.press("登记这些活动")
    expect(toasts).to_contain_text("网络不通，内容还在页面上")
    manager.noise.clear()  # the browser says by itself that it is offline
    context.set_offline(False)
    held = context.cookies()
    context.clear_cookies()
    manager.press("登记这些活动")
    expect(manager.page.get_by_role("dialog")).to_contain_text("您填写的内容还在这个页面上")
    manager.press("回到页面")
    context.add_cookies([{"name": it.get("name", ""), "value": it.get("value", ""), "url": manager.site.url} for it in held])
    manager.page.get_by_role("button", name="登记这些活动").dblclick()
    manager.is_told("已登记 1 场活动")
    expect(manager.row("断网时登记的微课堂")).to_have_count(1)


def test_a_page_with_something_typed_is_not_left_unasked(visit: Visit) -> None:
    manager, asked = visit().sign_in("lianxiang"), list[str]()

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    manager.page.on("dialog", leave)
    manager.open(f"/t/{LIANXIANG}/activities/new")
    manager.page.locator("[name=rows-0-title]").press_sequentially("没写完")
    manager.follow("活动日志", within=manager.page.locator("nav.side"))
    manager.page.wait_for_url("**/activities/")
    assert asked == ["beforeunload"]
    manager.open(f"/t/{LIANXIANG}/")
    assert asked == ["beforeunload"]


def test_the_units_below_stand_in_the_navigation_and_lead_there(visit: Visit) -> None:
    city = Keys(visit()).sign_in("fuzhou")
    city.page.locator(".side summary").focus()
    city.page.keyboard.press("Enter")
    county = city.page.locator("#branches summary", has_text="鼓楼区")
    county.focus()
    city.page.keyboard.press("Enter")
    city.page.locator("#branches").get_by_role("link", name="军门社区驿站").press("Enter")
    city.visitor.sees("军门社区驿站")
    expect(city.page.locator(".bar-unit")).to_contain_text("军门社区驿站")


def test_a_county_sends_a_circular_by_keyboard_alone(visit: Visit) -> None:
    admin = Keys(visit()).sign_in("jinan")
    admin.press("通知任务")
    admin.arrives("/circulars/$")
    admin.skip()
    admin.press("发通知")
    admin.arrives("/circulars/new")
    admin.skip()
    admin.pick("发什么", "通知")
    admin.type(标题="键盘走查的通知", 正文="请各驿站于周五前核对本周活动日志。")
    admin.pick("发给谁", "全部社区驿站")
    admin.press("保存草稿（未发出），去核对")
    admin.visitor.sees("核对并发出", "键盘走查的通知")
    admin.skip()
    admin.press("发出（")
    admin.visitor.is_told("已发给")


def test_the_city_accepts_a_month_by_keyboard_alone(visit: Visit) -> None:
    official = Keys(visit()).sign_in("fuzhou")
    official.skip()
    waiting = official.page.locator("main a").filter(has_text="份月报等待审核").inner_text()
    official.press(waiting)
    official.arrives("/returns/waiting")
    official.skip()
    name = official.page.locator("main tbody tr:first-child .ops a").first.inner_text()
    official.press(name.split("：")[0])
    official.arrives(r"/returns/\d{12}/\d{4}-\d{2}")
    official.skip()
    official.press("审核通过")
    official.visitor.sees("已审核")


def test_a_woman_signs_up_on_her_phone_by_keyboard_alone(visit: Visit) -> None:
    woman = Woman("郑丽华", station.number_of_nobody(), "13905917733")
    herself = Keys(visit())
    herself.page.set_viewport_size({"width": 390, "height": 844})
    herself.visitor.open(f"/p/{LIANXIANG}")
    herself.press("我要报名")
    herself.pick("类别", "家务服务员")
    herself.press("继续")
    herself.pick("课程", chain.COURSE)
    herself.press("继续")
    herself.type(姓名=woman.name)
    herself.press("继续")
    herself.type(手机号码=woman.phone)
    herself.press("继续")
    herself.visitor.sees("验证码已发到")
    herself.type(验证码=herself.visitor.site.last_code())
    herself.press("继续")
    herself.type(**{"村、小区或地址": "连翔新村"})
    herself.press("继续")
    herself.press("继续")
    herself.press("不填，继续")
    herself.tick("我已阅读并同意")
    herself.press("同意并继续")
    herself.press("确认报名")
    herself.visitor.sees("已收到您的报名", "受理号")


def weigh(visitor: Visitor, path: str) -> dict[str, int]:
    """Open a page for the first time and return how many bytes came over the wire, by what they are."""
    answers = list[Response]()
    visitor.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  # playwright cannot hold a bound built-in
    visitor.open(path)
    visitor.page.wait_for_load_state("networkidle")
    weighed = {"document": 0, "stylesheet": 0, "script": 0, "image": 0, "other": 0}
    for answer in answers:
        kind = answer.request.resource_type
        weighed[kind if kind in weighed else "other"] += answer.request.sizes()["responseBodySize"]
    return weighed
