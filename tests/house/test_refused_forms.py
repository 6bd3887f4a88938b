"""A form that is sent badly comes back: its title says so, its summary leads to the fields, and what was typed still stands there."""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.browse import Browser, check_page
from tests.house.access_table import PEOPLE
from tests.house.test_access import BEHIND, HEADS, Door, House, doors

LONG = "长" * 10_000
TYPED = {"nothing": "", "ten thousand characters": LONG, "NUL and figures of full width": "甲\x00乙１２"}
TYPED_INTO = {"text", "search", "tel", "number", "date", "month", "textarea"}
ANSWERS = {200, 302, 303, 409, 413, 422}
SUMMARY = re.compile(r'<div class="error-summary".*?</div>', re.DOTALL)


class Forms(HTMLParser):
    """The fields of the forms of a page, as (name, type, value), by where they are sent."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.sent: list[tuple[str, list[tuple[str, str, str]]]] = []
        self._open: list[tuple[str, str, str]] | None = None
        self._select = ""
        self.feed(text.partition("<main")[2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        it = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = []
            if it.get("method", "").lower() == "post":
                self.sent.append((it.get("action", ""), self._open))
        elif self._open is not None and tag in {"input", "textarea", "button"} and it.get("name"):
            kind = {"input": it.get("type", "text"), "button": "hidden"}.get(tag, tag)  # some button was pressed, the first by Enter
            self._open.append((it["name"], kind, it.get("value", "")))
        elif tag == "select":
            self._select = it.get("name", "")
        elif tag == "option" and self._select and self._open is not None:
            self._open.append((self._select, "select", it.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""

    def of(self, url: str) -> list[tuple[str, str, str]]:
        """Return the fields of the longest form that the page sends to itself."""
        own = [fields for action, fields in self.sent if action.split("?")[0].split("#")[0] in {"", url}]
        return max(own, key=len, default=[])


@pytest.fixture
def house(app: Any) -> House:
    return House(app)


def forms(house: House) -> Iterator[tuple[Door, str, str]]:
    """Yield (door, unit, who opens it) of every form behind a unit, once."""
    for door in doors(house.app):
        cells = {unit: BEHIND[door.endpoint, unit][HEADS[unit]] for unit in HEADS if (door.endpoint, unit) in BEHIND}
        unit = next((unit for unit, cell in cells.items() if cell == "200/422"), "")
        if unit:
            yield door, unit, PEOPLE[HEADS[unit]]


def filled(fields: list[tuple[str, str, str]], word: str) -> dict[str, str]:
    """Return what is sent: the word into whatever takes words, the first of every choice unless nothing is sent at all."""
    data: dict[str, str] = {}
    for name, kind, value in fields:
        if kind == "hidden" or (word and kind in {"radio", "select"}):
            data.setdefault(name, value)
        elif kind in TYPED_INTO:
            data[name] = word
    return data


def faults(text: str, data: dict[str, str]) -> Iterator[str]:
    """Name what a form that came back keeps from her."""
    page, summary = check_page(text), SUMMARY.search(text)
    if not re.search(r"<title>\s*错误：", text):
        yield "its title does not say so"
    if summary is None:
        yield "no summary"
        return
    for line in re.findall(r"<li>(.*?)</li>", summary[0], re.DOTALL):
        leads_to = re.search(r'href="#([^"]+)"', line)
        if leads_to and unescape(leads_to[1]) not in page.ids:
            yield f"leads nowhere: {line}"
    lost = [name for name, word in data.items() if word == LONG and "password" not in name and unescape(text).count(LONG) == 0]
    yield from (f"lost what was typed into {name}" for name in lost[:1])


def refused(house: House, door: Door, unit: str, who: str) -> Iterator[str]:
    """Send a form badly in each way, undo it, and name its faults."""
    url, browse = house.url(door, unit), Browser(house.app).sign_in(who)
    fields = Forms(browse.client.get(url).text).of(url)
    for how, word in TYPED.items() if fields else ():
        data = filled(fields, word) | {"csrf_token": browse.csrf}
        with house.connection.begin_nested() as undo:
            answer = browse.client.post(url, data=data)
            undo.rollback()
        found = [] if answer.status_code in ANSWERS else [f"answers {answer.status_code}"]
        if answer.status_code == 422:
            found = list(faults(answer.text, data))
        yield from (f"{door.endpoint}, {how}: {it}" for it in found)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_form_that_was_sent_badly_says_so_and_keeps_what_was_typed(house: House) -> None:
    assert [fault for door, unit, who in forms(house) for fault in refused(house, door, unit, who)] == []
