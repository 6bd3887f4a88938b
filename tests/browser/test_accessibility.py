"""Every kind of page: nothing serious for axe in ordinary and in the largest letters, no part out of sight at 320 px.

What the content policy forbids is a complaint of the browser, and `visit` suffers none.
"""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from portal.demo.places import FUZHOU, JINAN, LIANXIANG
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
Visit = Callable[[], Visitor]
GRAVE = {"serious", "critical"}
NARROWEST, WIDEST = 320, 1280
LARGEST = "document.documentElement.dataset.text = '150'"  # what the button 特大 does
FIRST = "main tbody tr:first-child :is(.key, .ops) a"
PLATFORM = "000000000000"
PAGES = {  # who, where, and which pages there; `>` is the first record of a list
    "lianxiang": (
        f"/t/{LIANXIANG}/",
        ("", "activities/", "activities/>", "activities/new", "reports/rollup", "reports/figures/attendances", "reports/figures/intakes"),
    ),
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
            *("wishes/sheets/excel/", "demand/", "demand/courses", "codes/", "codes/new"),
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
        ("units/new/", "units/sheet/", f"units/{LIANXIANG}/suspend", f"../{LIANXIANG}/records/", "members/", "audit/"),
    ),
    "fuzhou": (
        f"/t/{FUZHOU}/",
        (
            *("", "units/", "reports/rollup", f"../{LIANXIANG}/trainees/", "applications/stuck/", "profile/"),
            *("units/new/", f"units/{LIANXIANG}/move", "members/", "audit/"),
        ),
    ),
    "operator": (f"/t/{PLATFORM}/", ("cities/", "cities/new", "members/", "audit/")),
}
FORMS = {"activities/new": "登记这些活动", "trainees/new": "登记学员", "volunteers/new": "登记志愿者", "volunteers/hours/new": "登记并入账"}


@pytest.mark.parametrize("who", PAGES)
def test_everybody_can_use_every_kind_of_page(who: str, visit: Visit) -> None:
    visitor = visit().sign_in(who.split("'", maxsplit=1)[0])
    where, pages = PAGES[who]
    for page in pages:
        visitor.status_of(where + page.removesuffix(">"))
        if page.endswith(">"):
            visitor.page.locator(FIRST).first.click()
            visitor.page.wait_for_url(lambda url, page=page: not url.endswith(page[:-1]))
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
        "/p/nosuchcode": 404,
        "/v/": 200,
    }.items():
        assert stranger.status_of(path) == status
        can_be_used(stranger)


def test_large_letters_stay_large(visit: Visit) -> None:
    manager = visit().sign_in("lianxiang")
    with manager.page.expect_response("**/text-size"):
        manager.press("特大")
    manager.open(f"/t/{LIANXIANG}/activities/")
    assert manager.page.locator("html").get_attribute("data-text") == "150"
    manager.shoot("large-letters")


def can_be_used(visitor: Visitor) -> None:
    """Refuse what axe calls grave, and what is out of sight, in both sizes of letters."""
    visitor.fits(NARROWEST)
    visitor.page.set_viewport_size({"width": WIDEST, "height": 900})
    assert faults(visitor) == []
    visitor.page.evaluate(LARGEST)
    visitor.fits(WIDEST)
    assert faults(visitor) == []


def faults(visitor: Visitor) -> list[str]:
    """Return axe's grave findings: the page, the rule, and where."""
    found = Axe().run(visitor.page).response["violations"]
    return [f"{visitor.page.url}: {it['id']} {node['html'][:160]}" for it in found if it["impact"] in GRAVE for node in it["nodes"]]
