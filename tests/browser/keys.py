"""Somebody who has no mouse: everything is reached by Tab, chosen by arrows and Space, and pressed by Enter."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from portal.demo.seed import PASSWORD
from tests.browser.visitor import Visitor

MOST_TABS = 150
NAMED = """() => {
    const it = document.activeElement;
    const legend = it.closest('fieldset')?.querySelector('legend');
    const own = it.matches('input, select, textarea') ? '' : it.innerText;
    const said = [own, it.getAttribute('aria-label'), it.labels?.[0]?.innerText, legend?.innerText];
    return said.map(text => (text || '').trim());
}"""


@dataclass
class Keys:
    """A visitor at her keyboard."""

    visitor: Visitor

    @property
    def page(self) -> Page:
        """What is before her."""
        return self.visitor.page

    def sign_in(self, name: str) -> "Keys":
        """Sign in on the login page."""
        self.visitor.open("/login")
        self.type(账号=name, 密码=PASSWORD)
        self.press("登录")
        self.page.wait_for_url(f"{self.visitor.site.url}/t/**")
        return self

    def skip(self) -> None:
        """Leave the bar and the menu out: the first thing on every page offers it."""
        self.page.evaluate("document.body.tabIndex = -1; document.body.focus()")  # as a page begins that set the focus nowhere
        self.page.keyboard.press("Tab")
        assert self.page.evaluate("document.activeElement.className") == "skip"
        self.page.keyboard.press("Enter")

    def reach(self, words: str) -> None:
        """Tab on to what is called so, or begins so."""
        passed = list[str]()
        for _ in range(MOST_TABS):
            names = self.page.evaluate(NAMED)
            if any(name.startswith(words) for name in names if name):
                return
            passed.append(next((name for name in names if name), "?")[:20])
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way to {words} by Tab: {passed[:40]}")

    def is_seen(self) -> None:
        """Refuse a focus that nobody sees."""
        drawn = self.page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + ' ' + s.outlineWidth; })()"
        )
        assert not drawn.startswith("none "), "no outline"
        assert not drawn.endswith(" 0px"), "no outline"

    def press(self, words: str) -> None:
        """Go to a link or a button, and press it; it leads to a page."""
        self.reach(words)
        self.is_seen()
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, **answers: str) -> None:
        """Fill in fields, each by the beginning of its label."""
        for label, value in answers.items():
            self.reach(label)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(value)

    def pick(self, question: str, words: str) -> None:
        """Choose one of several round buttons: Tab goes to them, the arrows among them."""
        self.reach(question)
        for _ in range(MOST_TABS):
            said = self.page.evaluate("document.activeElement.labels?.[0]?.innerText || ''")
            if said.strip().startswith(words):
                self.page.keyboard.press("Space")
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{words} is not among the answers to {question}")

    def tick(self, words: str) -> None:
        """Tick a box."""
        self.reach(words)
        self.page.keyboard.press("Space")

    def arrives(self, path: str) -> None:
        """Wait for the page an address leads to."""
        self.page.wait_for_url(re.compile(path))
        expect(self.page.locator("h1")).to_be_visible()
