"""The roll-up as somebody reads it: on the page, in the Excel file, on paper."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.visitor import Visitor

Figures = dict[str, dict[str, Decimal]]  # {line: {indicator: figure}}
TOTAL = "合计"
_X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def ask(visitor: Visitor, code: str, month: str) -> None:
    """Open the roll-up of a unit and narrow it to one month."""
    visitor.open(f"/t/{code}/")
    visitor.follow("数据汇总", within=visitor.page.locator("nav.side"))
    visitor.answer(月份从=month, 至=month)
    visitor.press("查询")
    visitor.page.wait_for_url(f"**first={month}&last={month}**")
    expect(visitor.page.locator(".freshness")).to_contain_text(f"期间：{month_words(month)}。")


def month_words(month: str) -> str:
    """Return 2026年3月."""
    year, number = month.split("-")
    return f"{year}年{int(number)}月"


def read(visitor: Visitor) -> Figures:
    """Read the table that is on the page, its totals among the lines."""
    rows = "table => [...table.rows].map(row => [...row.cells].map(cell => (cell.querySelector('a, span') || cell).textContent.trim()))"
    head, *lines = visitor.page.locator("table.rollup").evaluate(rows)
    return {name: dict(zip(head[1:], map(_number, cells), strict=True)) for name, *cells in lines}


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "")) if text != "–" else Decimal(0)


def sum_of_parts(figures: Figures) -> dict[str, Decimal]:
    """Add up the lines, without the totals."""
    parts = [cells for name, cells in figures.items() if name != TOTAL]
    return {indicator: sum((cells[indicator] for cells in parts), Decimal(0)) for indicator in figures[TOTAL]}


def moved(before: Figures, after: Figures, line: str) -> dict[str, Decimal]:
    """Return by how much a line's figures moved, without those that did not."""
    return {name: value - before[line][name] for name, value in after[line].items() if value != before[line][name]}


def open_figure(visitor: Visitor, line: str, indicator: str) -> None:
    """Follow a line's figure to what it is made of."""
    labels = visitor.page.locator("table.rollup thead a.sort").all_inner_texts()
    row = visitor.page.locator("table.rollup tbody tr").filter(has=visitor.page.get_by_role("rowheader", name=line, exact=True))
    row.locator("td").nth(labels.index(indicator) - 1).get_by_role("link").click()


def sort_by(visitor: Visitor, indicator: str) -> None:
    """Sort the table by an indicator, the largest on top."""
    head = visitor.page.get_by_role("columnheader").filter(has=visitor.page.get_by_role("link", name=indicator, exact=True))
    head.get_by_role("link").click()
    expect(head).to_have_attribute("aria-sort", "descending")


def export(visitor: Visitor) -> tuple[str, Figures]:
    """Take the table out as Excel; return what the file is called and what stands in it."""
    with visitor.page.expect_download() as coming:
        visitor.follow("导出 Excel")
    rows = _rows(coming.value.path().read_bytes())
    at = next(n for n, row in enumerate(rows) if row and row[0] == "序号")
    heads = [head.split("\n")[0] for head in rows[at][2:]]
    lines = {name or number: cells for number, name, *cells in (row for row in rows[at + 1 :] if len(row) > 2)}
    return coming.value.suggested_filename, {name: dict(zip(heads, map(Decimal, cells), strict=True)) for name, cells in lines.items()}


def _rows(content: bytes) -> list[list[str]]:
    with ZipFile(BytesIO(content)) as book:
        texts = ["".join(it.itertext()) for it in ET.fromstring(book.read("xl/sharedStrings.xml"))]
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    return [[_value(cell, texts) for cell in row] for row in sheet.iter(f"{_X}row")]


def _value(cell: ET.Element, texts: list[str]) -> str:
    value = cell.findtext(f"{_X}v", "")
    return texts[int(value)] if cell.get("t") == "s" else value


def print_paper(visitor: Visitor, button: str = "打印 PDF") -> tuple[str, str]:
    """Ask for the PDF, wait for it, take it; return what the file is called and what is written on it."""
    visitor.press(button)
    expect(visitor.page.get_by_role("progressbar")).to_be_visible()
    expect(visitor.page.get_by_role("link", name="打开 PDF")).to_be_visible()
    with visitor.page.expect_download() as coming:
        visitor.follow("下载")
    return coming.value.suggested_filename, _text_of(coming.value.path())


def _text_of(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)
