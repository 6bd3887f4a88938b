"""A running portal, and one person at her own browser in front of it."""

import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from portal.demo.seed import PASSWORD

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
SHOTS = ROOT / "test-results" / "screens"
WIDTHS, PHONE = (1440, 1280, 390), 600
TOO_WIDE = """frames => [...document.querySelectorAll(frames)]
    .filter(frame => frame.scrollWidth > frame.clientWidth + 1).map(frame => frame.getAttribute('aria-label') || 'page')"""


@dataclass(frozen=True)
class Site:
    """A running portal with the demo in it."""

    url: str
    environ: dict[str, str]
    log: Path

    def last_code(self) -> str:
        """Return the last code that the demo's sender wrote into the server's log instead of sending it."""
        return re.findall(r"短信验证码 .*?：([0-9]{6})", self.log.read_text())[-1]

    def flask(self, *arguments: str) -> str:
        """Run one of the portal's commands and return what it said."""
        command = [str(BIN / "flask"), "--app", "wsgi", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@dataclass
class Visitor:
    """One person at her own browser; `noise` is what the browser complained of."""

    page: Page
    site: Site
    noise: list[str] = field(default_factory=list)

    def sign_in(self, name: str, password: str = PASSWORD) -> "Visitor":
        """Sign in on the login page."""
        self.open("/login")
        self.answer(账号=name, 密码=password)
        self.press("登录")
        self.page.wait_for_url(f"{self.site.url}/t/**")
        return self

    def open(self, path: str) -> None:
        """Open a page of the portal."""
        status = self.status_of(path)
        assert status < 400, f"{path}: {status}"

    def status_of(self, path: str) -> int:
        """Open a page that may be refused, and return the status."""
        answer = self.page.goto(self.site.url + path)
        assert answer is not None
        return answer.status

    def answer(self, **answers: str) -> None:
        """Fill in fields of a form, each known by the beginning of its label; a choice by its words."""
        for label, value in answers.items():
            control = self.control(label)
            if control.evaluate("element => element.localName") == "select":
                control.select_option(label=value)
            else:
                control.fill(value)

    def control(self, label: str) -> Locator:
        """Return the field whose label begins so."""
        return self.page.locator("main").get_by_label(re.compile(f"^{label}"))

    def tick(self, *words: str) -> None:
        """Tick boxes and buttons by their words."""
        for word in words:
            self.page.get_by_label(word, exact=True).check()

    def tick_like(self, words: str) -> None:
        """Tick the box whose words begin so."""
        self.page.locator("main").get_by_label(re.compile(f"^{re.escape(words)}")).first.check()

    def press(self, words: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=words, exact=True).click()
        self.settles()

    def settles(self) -> None:
        """Wait until no form is on its way: it asks whether the server is there before it leaves."""
        expect(self.page.locator("[data-busy]")).to_have_count(0)

    def follow(self, words: str, *, within: Locator | None = None) -> None:
        """Follow a link."""
        (within or self.page).get_by_role("link", name=words, exact=True).click()

    def follow_like(self, words: str) -> None:
        """Follow the first link that holds these words."""
        self.page.locator("main").get_by_role("link", name=re.compile(re.escape(words))).first.click()

    def row(self, words: str) -> Locator:
        """Return the row of a table that holds these words."""
        return self.page.locator("table tbody tr").filter(has_text=words)

    def sees(self, *words: str) -> None:
        """See these words on the page, waiting for them."""
        for word in words:
            expect(self.page.locator("main")).to_contain_text(word)

    def is_told(self, words: str) -> None:
        """See a notice that something was done."""
        expect(self.page.locator(".notice-success")).to_contain_text(words)

    def is_refused(self, words: str) -> None:
        """See why the form was refused, with the focus on it."""
        summary = self.page.locator(".error-summary")
        expect(summary).to_contain_text(words)
        expect(summary).to_be_focused()

    def finds_no(self, *words: str) -> None:
        """Find none of these words anywhere in what was sent, shown or not."""
        self.settles()
        self.page.wait_for_load_state()
        source = self.page.content()
        assert [word for word in words if word in source] == []

    def shoot(self, name: str, *widths: int) -> None:
        """Keep a picture of the page at each width, and refuse one that is wider than the window."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.settles()
        for width in widths or WIDTHS:
            self.fits(width)
            self.page.evaluate("scrollTo(0, 0)")
            self.page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
        self.page.set_viewport_size({"width": WIDTHS[0], "height": 900})

    def fits(self, width: int) -> None:
        """Make the window so wide; refuse a page that is wider, and on a phone a list or an entry grid that hides part of its cards."""
        self.page.set_viewport_size({"width": width, "height": 900})
        wide = self.page.evaluate(TOO_WIDE, "html, .scroll:has(.cards, .grid)" if width < PHONE else "html")
        assert wide == [], f"{self.page.url} is wider than {width}: {wide}"
