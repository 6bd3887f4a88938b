"""What a station manager does at her desk, in the browser: the log, the intake, the volunteers' hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from playwright.sync_api import Page, expect

from tests import make
from tests.browser.visitor import Visitor

Column = tuple[str, Sequence[str]]
MOST_TABS = 80
LISTS = {"kind_id", "kind", "confirmed_as"}  # columns in which one of several is chosen
CONSENT = "她已知道并同意以上内容 *（必填）"
_births = count()


@dataclass(frozen=True)
class Woman:
    """Somebody who comes to be taken in."""

    name: str
    number: str
    phone: str = "13850126688"

    @property
    def masked(self) -> str:
        """Her number as it may be shown."""
        return f"{self.number[:6]}********{self.number[-4:]}"


def number_of_nobody() -> str:
    """Return a number that is new here: the demo's own never go on with 002 after the birth."""
    born = date(1985, 1, 1) + timedelta(days=next(_births))
    return make.resident_number(1, f"{born:%Y%m%d}")


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Press Tab, or another key that goes on, until the control of that name has the focus."""
    for _ in range(MOST_TABS):
        if page.evaluate("document.activeElement.name || document.activeElement.innerText") == name:
            return
        page.keyboard.press(key)
    raise AssertionError(f"no way to {name} by {key}")


def type_columns(page: Page, columns: Sequence[Column]) -> None:
    """Fill an entry grid column by column: Enter goes down, Shift+Enter up again, Tab on."""
    for name, values in columns:
        tab_to(page, f"rows-0-{name}")
        for value in values:
            _type(page, name, value)
            page.keyboard.press("Enter")
        for _ in values:
            page.keyboard.press("Shift+Enter")


def _type(page: Page, name: str, value: str) -> None:
    if name == "is_online":
        page.keyboard.press("Space") if value else None
    elif name in LISTS:
        _choose(page, value)
    else:
        page.keyboard.type(value)


def _choose(page: Page, words: str) -> None:
    """Walk down a list until these words are chosen."""
    for _ in range(MOST_TABS):
        if page.evaluate("document.activeElement.selectedOptions[0].text") == words:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{words} is not on the list")


def fill_row(visitor: Visitor, n: int, **values: str) -> None:
    """Fill the nth row of a grid, from 0, by the names of its columns."""
    for name, value in values.items():
        control = visitor.page.locator(f"[name=rows-{n}-{name}]")
        if control.evaluate("element => element.localName") == "select":
            control.select_option(label=value)
        else:
            control.fill(value)


def expect_row(visitor: Visitor, n: int, **values: str) -> None:
    """Find in the nth row of a grid what was typed there."""
    for name, value in values.items():
        expect(visitor.page.locator(f"[name=rows-{n}-{name}]")).to_have_value(value)


def log_one(visitor: Visitor, **values: str) -> None:
    """Log one activity with the mouse."""
    visitor.follow("登记当天活动", within=visitor.page.locator("nav.side"))
    fill_row(visitor, 0, **values)
    visitor.press("登记这些活动")


def fill_admission(visitor: Visitor, code: str, woman: Woman, *skills: str) -> None:
    """Fill in all that is asked of a woman who is taken in, and her consent."""
    visitor.open(f"/t/{code}/trainees/new")
    visitor.answer(姓名=woman.name, 证件类型="居民身份证", 证件号码=woman.number, 联系电话=woman.phone, 意向工种="养老护理")
    visitor.answer(来源="网格走访", 备注="上午可以上课")
    visitor.tick(*skills, "当面阅读后同意", CONSENT)


def take_in(visitor: Visitor, code: str, woman: Woman, *skills: str) -> None:
    """Take a woman in."""
    fill_admission(visitor, code, woman, *skills)
    visitor.press("登记学员")


def register_volunteer(visitor: Visitor, code: str, name: str) -> None:
    """Put somebody on the roll who shows no document."""
    visitor.open(f"/t/{code}/volunteers/new")
    visitor.answer(姓名=name, 联系电话="0591-87654321", 出生日期="1980-05-06")
    visitor.page.get_by_label("助餐", exact=True).first.check()
    visitor.tick("当面阅读后同意", CONSENT)
    visitor.press("登记志愿者")
    visitor.is_told("已登记志愿者")


def key_hours(visitor: Visitor, name: str, *lengths: str) -> None:
    """Key a signed sheet without touching the mouse, from the page of the volunteer whom its first row names already."""
    page, signed = visitor.page, ["林依妹"] * len(lengths)
    tab_to(page, "录入签名表")
    page.keyboard.press("Enter")
    page.wait_for_url("**/hours/new?volunteer=*")
    as_whom = ["家属"] * len(lengths)
    kinds = ["助餐"] * len(lengths)
    columns = (("volunteer", [name] * len(lengths)), ("worked", lengths), ("kind", kinds), ("confirmer", signed), ("confirmed_as", as_whom))
    type_columns(page, columns)
    visitor.shoot("hours")
    tab_to(page, "保存，等待核实", "Enter")  # down the column, and past its last row to the button
    page.keyboard.press("Enter")
