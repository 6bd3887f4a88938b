"""Takes the pictures of the manual from a running demo, so that they stay true: `python docs/manual/pictures.py [URL]`.

A picture is a page as one of the demo's accounts sees it, at the desk (1280 px) or on a phone (390 px), cut to what matters.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from shutil import which

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))  # the script is started from anywhere
from portal.core import clock
from portal.demo.places import FUZHOU, JINAN, LIANXIANG
from portal.demo.seed import PASSWORD

FOLDER = Path(__file__).parent / "pictures"
DESK, PHONE = ViewportSize(width=1280, height=760), ViewportSize(width=390, height=760)
MOST_BYTES, MARGIN = 60 * 1024, 24
COLOURS = (128, 64, 32, 16)
FIRST_ROW = "main tbody td.key a, main tbody td a"
CLASS = "main tbody tr:has-text('整理收纳') a"
END = "it => Math.max(...[...it.children].map(child => child.getBoundingClientRect().bottom))"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture.

    Args:
        who: the demo's account; empty for a page that needs none.
        path: the page, below the account's unit.
        clicks: what is clicked on the way, by CSS or `text=`.
        part: what is cut out, from its top to the bottom of the window; empty for the window.
    """

    name: str
    who: str
    path: str
    clicks: tuple[str, ...] = ()
    part: str = "main"

    @property
    def url(self) -> str:
        """The address it begins at."""
        return f"/t/{UNITS[self.who]}/{self.path}" if self.who else f"/p/{LIANXIANG}{self.path}"


LAST_MONTH = clock.month_of(clock.today().replace(day=1) - timedelta(days=1))
UNITS = {"lianxiang": LIANXIANG, "jinan": JINAN, "fuzhou": FUZHOU}

PICTURES = (
    Picture("station-home", "lianxiang", "", part=""),
    Picture("station-activities", "lianxiang", "activities/new"),
    Picture("station-trainee", "lianxiang", "trainees/new"),
    Picture("station-class", "lianxiang", "classes/", (CLASS,)),
    Picture("station-lesson", "lianxiang", "classes/?state=ended", (FIRST_ROW, "#timetable tbody a")),
    Picture("station-request", "lianxiang", "requests/", ("main .tabs >> text=待派", FIRST_ROW)),
    Picture("station-hours", "lianxiang", "shifts/"),
    Picture("station-shop", "lianxiang", "shop/"),
    Picture("station-return", "lianxiang", f"returns/{LAST_MONTH}/submit"),
    Picture("station-code", "lianxiang", "codes/", (FIRST_ROW,)),
    Picture("county-home", "jinan", "", part=""),
    Picture("county-application", "jinan", "applications/", (FIRST_ROW,)),
    Picture("county-returns", "jinan", "returns/"),
    Picture("county-circular", "jinan", "circulars/new?kind=task"),
    Picture("city-home", "fuzhou", "", part=""),
    Picture("city-rollup", "fuzhou", "reports/rollup"),
    Picture("city-split", "fuzhou", "targets/", (FIRST_ROW, "main >> text=分解")),
    Picture("city-ranking", "fuzhou", "ranking/", (FIRST_ROW,)),
    Picture("city-narrative", "fuzhou", "narratives/", (FIRST_ROW,)),
    Picture("public-start", "", "", part=""),
    Picture("public-join", "", "", ("text=我要报名",), part=""),
    Picture("public-ask", "", "/ask", part=""),
)


def sign_in(browser: Browser, base: str, who: str) -> Page:
    """Return a page on which this account is signed in; one of a phone when nobody is meant."""
    page = browser.new_context(base_url=base, viewport=DESK if who else PHONE, reduced_motion="reduce").new_page()
    page.set_default_timeout(15_000)
    if who:
        page.goto("/login")
        page.fill("[name=name]", who)
        page.fill("[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_url("**/t/**")
    return page


def shoot(page: Page, it: Picture) -> bytes:
    """Walk to a page and return its picture as the browser makes it."""
    page.goto(it.url)
    for target in it.clicks:
        page.locator(target).first.click()
        page.wait_for_load_state()
    if not it.part:
        return page.screenshot()
    cut = page.locator(it.part).first
    box = cut.bounding_box()
    if not box:
        raise SystemExit(f"{it.name}: nothing to cut out")
    height = min(cut.evaluate(END) + MARGIN, DESK["height"]) - box["y"]
    return page.screenshot(clip={"x": box["x"], "y": box["y"], "width": box["width"], "height": height})


def shrink(png: bytes) -> bytes:
    """Return a picture with as many colours of a palette as fit into the file size that is allowed."""
    whole = Image.open(BytesIO(png)).convert("RGB")
    for colours in COLOURS:
        out = BytesIO()
        whole.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()


def pictures(base: str) -> Iterator[tuple[str, bytes]]:
    """Yield name and contents of each picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for who in dict.fromkeys(it.who for it in PICTURES):
            page = sign_in(browser, base, who)
            yield from ((it.name, shrink(shoot(page, it))) for it in PICTURES if it.who == who)
        browser.close()


def main() -> None:
    """Write all pictures; whatever is no longer made goes."""
    base = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    FOLDER.mkdir(exist_ok=True)
    for name, png in pictures(base):
        (FOLDER / f"{name}.png").write_bytes(png)
        sys.stdout.write(f"{name}.png {len(png) // 1024} KB\n")
    kept = {f"{it.name}.png" for it in PICTURES}
    for path in FOLDER.glob("*.png"):
        if path.name not in kept:
            path.unlink()


if __name__ == "__main__":
    main()
