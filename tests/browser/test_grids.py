"""Entry grids at the keyboard: a block from a spreadsheet, its undoing, arrows between numbers, and the key of a row's page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from portal.demo.places import LIANXIANG
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
Visit = Callable[[], Visitor]
BLOCK = (
    '微课堂\t早教课堂\t2026/3/3\t9:30\t一楼\t是\t１,200\t1,100\t"孩子多，\n分两场"\r\n'
    "大宣讲\t普法\t2026年3月4日\t\t\t否\t20\t18\t\r\n没有这类\t反诈\t3月5日\t\t\t\t3\t2\t\r\n"
)


def paste(page: Page, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def at_the_grid(visit: Visit) -> tuple[Page, Callable[[int, str], str]]:
    manager = visit().sign_in("lianxiang")
    manager.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    manager.page.on("dialog", lambda dialog: dialog.accept())  # leaves what was typed
    manager.open(f"/t/{LIANXIANG}/activities/new")

    def held(row: int, name: str) -> str:
        control = manager.page.locator(f"[name=rows-{row}-{name}]")
        return control.evaluate("it => it.type === 'checkbox' ? String(it.checked) : it.options ? it.selectedOptions[0].text : it.value")

    return manager.page, held


def test_a_block_from_a_spreadsheet_fills_the_cells_and_is_undone(visit: Visit) -> None:
    page, held = at_the_grid(visit)
    today = held(2, "held_on")
    page.locator("[name=rows-0-kind_id]").focus()
    paste(page, BLOCK)
    expect(page.locator("#toasts")).to_contain_text("已粘贴 25 格，2 格没有位置或认不出")
    row = ("kind_id", "title", "held_on", "starts_at", "place", "is_online", "attendances", "women", "note")
    assert [held(0, name) for name in row] == [
        "微课堂",
        "早教课堂",
        "2026-03-03",
        "9:30",
        "一楼",
        "true",
        "１,200",
        "1,100",
        "孩子多，分两场",
    ]
    assert [held(1, name) for name in ("kind_id", "held_on", "is_online")] == ["大宣讲", "2026-03-04", "false"]
    assert (held(2, "kind_id"), held(2, "title"), held(2, "held_on")) == ("请选择", "反诈", today)
    expect(page.locator("[data-sum=attendances]")).to_have_text("1,223")
    page.keyboard.press("Control+z")
    assert [held(0, name) for name in ("kind_id", "title", "is_online")] == ["请选择", "", "false"]
    expect(page.locator("[data-sum=attendances]")).to_have_text("0")


def test_a_block_longer_than_the_grid_gets_rows_of_its_own(visit: Visit) -> None:
    page, held = at_the_grid(visit)
    rows = page.locator("[data-grid] tbody tr")
    most, n, today = int(page.locator("[data-grid]").get_attribute("data-grid") or 0), rows.count(), held(0, "held_on")
    page.locator(f"[name=rows-{n - 1}-title]").fill("要被盖掉")
    page.locator("[name=rows-0-kind_id]").focus()
    paste(page, "\n".join(f"微课堂\t第{i + 1}场\t{today}\t\t\t\t{i + 2}\t{i + 1}" for i in range(most + 1)))
    expect(rows).to_have_count(most)
    expect(page.locator("#toasts")).to_contain_text(f"已粘贴 {8 * most} 格，5 格没有位置或认不出")
    assert (held(n - 1, "title"), held(most - 1, "title"), held(most - 1, "attendances")) == (f"第{n}场", f"第{most}场", str(most + 1))
    assert rows.last.locator(".seq").inner_text() == str(most)
    expect(page.locator("[data-sum=attendances]")).to_have_text(str(sum(range(2, most + 2))))
    page.get_by_role("button", name="登记这些活动").click()
    page.wait_for_url(f"**/activities/?month={today[:7]}")
    expect(page.locator("main")).to_contain_text(f"已登记 {most} 场活动")


def test_what_finds_no_cell_is_counted_and_one_value_is_pasted_as_ever(visit: Visit) -> None:
    page, held = at_the_grid(visit)
    page.locator("[name=rows-3-women]").focus()
    paste(page, "7\t备注\t多出来的\n8")
    expect(page.locator("#toasts")).to_contain_text("已粘贴 3 格，1 格没有位置或认不出")
    assert (held(3, "women"), held(3, "note"), held(4, "women")) == ("7", "备注", "8")
    page.locator("[name=rows-1-attendances]").focus()
    paste(page, "55")
    assert held(1, "attendances") == "55"
    expect(page.locator("#toasts .toast")).to_have_count(1)
    page.keyboard.press("ArrowUp")
    expect(page.locator("[name=rows-0-attendances]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=rows-2-attendances]")).to_be_focused()


def test_the_page_of_one_row_is_put_right_by_a_key(visit: Visit) -> None:
    manager = visit().sign_in("lianxiang")
    manager.open(f"/t/{LIANXIANG}/volunteers/")
    manager.page.locator("main tbody a").first.click()
    expect(manager.page.locator(".page-actions")).to_contain_text("修改")
    manager.page.keyboard.press("e")
    manager.page.wait_for_url("**/volunteers/*/edit")
