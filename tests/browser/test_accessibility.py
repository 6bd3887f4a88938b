"""Every kind of page: nothing serious for axe in letters of three sizes, no part out of sight at 320 px.

What the content policy forbids is a complaint of the browser, and `visit` suffers none.
"""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from portal.demo.places import FUZHOU, JINAN, LIANXIANG
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
Visit = Callable[[], Visitor]
GRAVE = {"serious", "critical"}
NARROWEST, WIDEST = 320, 1280
LETTERS = ("100", "125", "150")
OF_SIZE = "size => { document.documentElement.dataset.text = size; }"  # what the buttons 标准, 大 and 特大 do
FIRST = "main tbody tr:first-child :is(.key, .ops) a"
PLATFORM = "000000000000"
SHE_SERVES = "volunteers/?skill=haircut>>"  # the page of a volunteer who does not only receive
PAGES = {  # who, where, and which pages there; `>` is the first record of a list, `>words` the first link that begins so
    "lianxiang": (
        f"/t/{LIANXIANG}/",
        ("", "activities/", "activities/>", "activities/new", "reports/rollup", "reports/figures/attendances", "reports/figures/intakes"),
    ),
    "lianxiang's month": (
        f"/t/{LIANXIANG}/",
        ("returns/", "returns/>", "corrections/", "corrections/>", "problems/", "problems/>", "rounds/", "tags/", "years/", "guests/"),
    ),
    "jinan's month": (
        f"/t/{JINAN}/",
        ("", "returns/", "returns/waiting", "targets/", "ranking/", "ranking/>", "problems/", "rounds/", "bulletins/", "stars/"),
    ),
    "fuzhou's year": (
        f"/t/{FUZHOU}/",
        (
            *("", "returns/", "returns/due/", "targets/", "targets/>", "ranking/", "ranking/>", "ranking/>>为什么", "stars/", "stars/>"),
            *("problems/", "rounds/>", "studies/", "studies/>", "bulletins/", "bulletins/>", "years/", "years/compare", "corrections/"),
        ),
    ),
    "lianxiang's shelf": (
        f"/t/{LIANXIANG}/",
        (
            *(
                "circulars/",
                "circulars/>",
                "policies/",
                "policies/>",
                "micro-classes/",
                "micro-classes/>",
                "imports/",
                "find/",
                "keys/",
                "help/",
            ),
            *("openings/", "openings/new", "openings/>修改", "openings/>停止公布"),
        ),
    ),
    "fuzhou's shelf": (
        f"/t/{FUZHOU}/",
        ("circulars/", "circulars/?box=sent", "circulars/new", "policies/new", "micro-classes/new", "micro-classes/views", "imports/"),
    ),
    "fuzhou's paper": (f"/t/{FUZHOU}/", ("narratives/", "narratives/new", "narratives/>", "checking/")),
    "lianxiang's people": (
        f"/t/{LIANXIANG}/",
        (
            "trainees/",
            "trainees/>",
            "trainees/new",
            "volunteers/",
            "volunteers/>",
            "volunteers/new",
            "volunteers/hours/",
            "volunteers/hours/new",
        ),
    ),
    "lianxiang's wishes": (
        f"/t/{LIANXIANG}/",
        (
            *(
                "funnel/",
                "reports/rollup?table=training",
                "wishes/",
                "wishes/>",
                "wishes/new",
                "wishes/sheets/paper",
                "wishes/sheets/blank",
            ),
            *("imports/wishes", "demand/", "demand/courses", "codes/", "codes/new"),
        ),
    ),
    "lianxiang's classes": (
        f"/t/{LIANXIANG}/",
        (
            *("classes/", "classes/>", "classes/new", "classes/week", "registers/", "registers/rooms/new"),
            *("exams/", "exams/>", "exams/new", "certificates/", "certificates/>", "certificates/entitled"),
        ),
    ),
    "lianxiang's work": (
        f"/t/{LIANXIANG}/",
        (
            *("placements/", "placements/>", "placements/new", "placements/due", "placements/figures", "health-checks/", "employers/"),
            *("employers/new", "gate/", "proof/", "proof/>", "funds/", "funds/>", "funds/new", "findings/"),
        ),
    ),
    "lianxiang's requests": (
        f"/t/{LIANXIANG}/",
        (
            *("requests/", "requests/new", "requests/figures", "requests/?state=new>受理", "requests/?state=open>派单"),
            *("requests/?state=open>查看", "requests/?state=open>查看>修改", "requests/?state=open>查看>取消需求"),
            *("requests/series/", "requests/series/new", "requests/series/>查看"),
            *("requests/series/>查看>停一次", "requests/series/>查看>结束"),
        ),
    ),
    "lianxiang's elders": (
        f"/t/{LIANXIANG}/",
        (
            *("recipients/", "recipients/new", "recipients/>查看", "recipients/>查看>修改", "recipients/>查看>登记困难情况"),
            *("facilities/", "facilities/new", "facilities/day", "facilities/uses", "facilities/>修改", "facilities/>停用"),
        ),
    ),
    "lianxiang's shifts": (
        f"/t/{LIANXIANG}/",
        (
            *("shifts/", "shifts/>", "shifts/new", "shifts/?tab=verify", "shifts/?tab=confirm>确认", "shifts/?tab=verify>作废"),
            *("shifts/?tab=notice", "shifts/?tab=notice>异议", "shifts/notice/", "shifts/notice/paper", "shifts/sheets", "disputes/>查看"),
            "shifts/>补",
        ),
    ),
    "lianxiang's giving": (
        f"/t/{LIANXIANG}/",
        (
            *(f"{SHE_SERVES}{words}" for words in ("登记", "开志愿服务证明", "打印对账单", "冲正", "赠与和捐赠")),
            *(f"{SHE_SERVES}赠与和捐赠>{words}" for words in ("登记亲属关系", "捐入公益时间池")),
            *("volunteers/honours/", "volunteers/honours/notice", "volunteers/honours/>查看", "volunteers/honours/>查看>(撤下|作废)"),
            *("time-pool", "bank/>查看"),
        ),
    ),
    "lianxiang's shop": (
        f"/t/{LIANXIANG}/",
        (
            *("shop/", "shop/>交付", "shop/>查看>作废", "shop/redemptions/", "shop/redemptions/>查看", "shop/redemptions/>查看>兑换单"),
            *("shop/sheets/", "shop/sheets/blank", "shop/sheets/key", "shop/checks/", "shop/stocktakes/", "shop/stocktakes/new"),
            *("shop/stock/", "shop/stock/new", "shop/stock/book"),
            *("shop/stock/>入库", "shop/stock/>报损", "shop/stock/>修改", "shop/stock/>停用"),
        ),
    ),
    "lianxiang's unit": (
        f"/t/{LIANXIANG}/",
        ("profile/", "profile/edit", "photos/", "propagandists/", "propagandists/new", "members/", "members/>", "members/new", "audit/"),
    ),
    "lianxiang's own": ("/", ("me", "me/name", "me/password", "me/second-factor", "units")),
    "jinan": (f"/t/{JINAN}/", ("", "applications/", "applications/>", "applications/new", "units/", "units/>", "reports/rollup")),
    "jinan's stations": (
        f"/t/{JINAN}/",
        ("funnel/", "demand/", "gate/", "findings/", f"../{LIANXIANG}/classes/>", f"../{LIANXIANG}/proof/>", f"../{LIANXIANG}/funds/>"),
    ),
    "jinan's units": (
        f"/t/{JINAN}/",
        ("units/new/", "imports/units", f"units/{LIANXIANG}/suspend", f"../{LIANXIANG}/records/", "members/", "audit/"),
    ),
    "jinan's time bank": (
        f"/t/{JINAN}/",
        ("bank/", "time-pool", "disputes/", "disputes/>裁定", "reports/rollup?table=care", f"../{LIANXIANG}/shop/stock/"),
    ),
    "fuzhou's time bank": (f"/t/{FUZHOU}/", ("bank/", "bank/new", "bank/>查看")),
    "fuzhou": (
        f"/t/{FUZHOU}/",
        (
            *("", "units/", "reports/rollup", f"../{LIANXIANG}/trainees/", "applications/stuck/", "profile/"),
            *("units/new/", f"units/{LIANXIANG}/move", "members/", "audit/"),
        ),
    ),
    "operator": (
        f"/t/{PLATFORM}/",
        ("cities/", "cities/new", f"cities/{FUZHOU}/admins", f"cities/{FUZHOU}/admins/new", "members/", "audit/"),
    ),
    "lianxiang's rarer": (
        f"/t/{LIANXIANG}/",
        (
            *(
                "activities/>>作废",
                "codes/new-class",
                "codes/>",
                "codes/>停用",
                "wishes/due",
                "persons/due",
                "members/waiting",
                "profile/name",
            ),
            *("registers/teachers/new", "classes/>>修改", "classes/>>取消", "demand/courses", "years/past/new", "policies/>"),
        ),
    ),
    "jinan's rarer": (
        f"/t/{JINAN}/",
        (
            *("plans/", "plans/new", "problems/new", "problems/several", "studies/new", "rounds/new", "returns/due/exceptions"),
            *("returns/due/exceptions/new", "returns/due/calendar", "ranking/history", "units/tree/", "units/new/local"),
        ),
    ),
    "fuzhou's rarer": (
        f"/t/{FUZHOU}/",
        (
            *("returns/due/new", "returns/due/calendar/new", "ranking/formulas/", "ranking/formulas/>", "ranking/formulas/new"),
            *("ranking/women/", "stars/grades/", "stars/rules/", "stars/rules/>", "stars/rules/new", "bulletins/new"),
            *("targets/programmes/new", "units/tree/", "members/>", "imports/members"),
        ),
    ),
}
FORMS = {
    "activities/new": "登记这些活动",
    "trainees/new": "登记学员",
    "volunteers/new": "登记志愿者",
    "volunteers/hours/new": "保存，等待核实",
}


@pytest.mark.parametrize("who", PAGES)
def test_everybody_can_use_every_kind_of_page(who: str, visit: Visit) -> None:
    visitor = visit().sign_in(who.split("'", maxsplit=1)[0])
    where, pages = PAGES[who]
    for page in pages:
        path, *steps = page.split(">")
        assert visitor.status_of(where + path) != 404, path
        for words in steps:
            go_on(visitor, words)
        can_be_used(visitor)


def test_everybody_can_use_a_form_that_was_refused(visit: Visit) -> None:
    manager = visit().sign_in("lianxiang")
    for form, button in FORMS.items():
        manager.open(f"/t/{LIANXIANG}/{form}")
        manager.press(button)
        manager.is_refused("有内容需要更正")
        can_be_used(manager)


def test_everybody_can_use_the_pages_before_sign_in(visit: Visit) -> None:
    stranger = visit()
    for path, status in {
        "/login": 200,
        "/join/no-such-link": 404,
        "/no-such-page": 404,
        f"/p/{LIANXIANG}": 200,
        f"/p/{LIANXIANG}/ask": 200,
        f"/p/{LIANXIANG}/shift": 200,
        f"/p/{LIANXIANG}/balance": 200,
        f"/p/{LIANXIANG}/notices": 200,
        f"/p/{LIANXIANG}/classes": 200,
        f"/p/{LIANXIANG}/exams": 200,
        f"/p/{LIANXIANG}/jobs": 200,
        f"/p/{LIANXIANG}/progress": 200,
        f"/p/{LIANXIANG}/policies": 200,
        f"/p/{LIANXIANG}/micro-classes": 200,
        f"/p/{LIANXIANG}/nearby": 200,
        "/p/": 200,
        f"/p/in/{FUZHOU}": 200,
        "/styleguide": 200,
        "/p/nosuchcode": 404,
        "/v/": 200,
        "/c/": 200,
        "/c/nosuchcode": 404,
    }.items():
        assert stranger.status_of(path) == status
        can_be_used(stranger)
    stranger.open(f"/p/{LIANXIANG}/notices")
    go_on(stranger, "反映问题")
    can_be_used(stranger)


def test_everybody_can_use_the_basket_of_whom_a_search_found(visit: Visit) -> None:
    manager = visit().sign_in("lianxiang")
    manager.open(f"/t/{LIANXIANG}/volunteers/")
    number = manager.page.locator("main").get_by_text(re.compile("V[0-9]{13}")).first.inner_text()
    manager.open(f"/t/{LIANXIANG}/shop/")
    manager.answer(**{"姓名、拼音、电话或志愿者编号": number})
    manager.press("找人")
    expect(manager.row(number)).to_be_visible()
    can_be_used(manager)
    manager.row(number).get_by_role("link", name=re.compile("兑换")).click()
    manager.sees("预留")
    can_be_used(manager)
    manager.press("预留")
    manager.is_refused("有内容需要更正")
    can_be_used(manager)


def test_large_letters_stay_large(visit: Visit) -> None:
    manager = visit().sign_in("lianxiang")
    with manager.page.expect_response("**/text-size"):
        manager.press("特大")
    manager.open(f"/t/{LIANXIANG}/activities/")
    assert manager.page.locator("html").get_attribute("data-text") == "150"
    manager.shoot("large-letters")


def go_on(visitor: Visitor, words: str) -> None:
    """Follow the first record of a list, or the first link that begins so."""
    before, main = visitor.page.url, visitor.page.locator("main")
    (main.get_by_role("link", name=re.compile(f"^{words}")) if words else visitor.page.locator(FIRST)).first.click()
    visitor.page.wait_for_url(lambda url: url != before)


def can_be_used(visitor: Visitor) -> None:
    """Refuse what axe calls grave, and what is out of sight, in letters of each size."""
    visitor.fits(NARROWEST)
    for size in LETTERS:
        visitor.page.evaluate(OF_SIZE, size)
        visitor.fits(WIDEST)
        assert faults(visitor) == [], size


def faults(visitor: Visitor) -> list[str]:
    """Return axe's grave findings: the page, the rule, and where."""
    found = Axe().run(visitor.page).response["violations"]
    return [f"{visitor.page.url}: {it['id']} {node['html'][:160]}" for it in found if it["impact"] in GRAVE for node in it["nodes"]]
