"""The Excel helper: numbers are numbers, text is text, the page prints well."""

from io import BytesIO
from zipfile import ZipFile

from portal.web.excel import HOURS, Column, Sheet, make_workbook

SHEET = Sheet(
    "汇总表",
    ["单位：晋安区", "期间：2026年3月"],
    [Column("驿站", width=20), Column("人次", "人次"), Column("志愿时长", "小时", number=HOURS)],
    [["=HYPERLINK(1)", 30, 1.5], ["@连翔", None, 0]],
    ["合计", 30, 1.5],
    ["填报人："],
)


def parts() -> tuple[str, str, str]:
    with ZipFile(BytesIO(make_workbook(SHEET))) as book:
        names = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml")
        sheet, texts, styles = (book.read(name).decode() for name in names)
    return sheet, texts, styles


def test_text_stays_text_and_numbers_are_numbers() -> None:
    sheet, texts, styles = parts()
    assert "=HYPERLINK(1)" in texts
    assert "<f>" not in sheet
    assert "<v>30</v>" in sheet
    assert "<v>1.5</v>" in sheet
    assert 'formatCode="#,##0.00"' in styles or 'numFmtId="4"' in styles


def test_a_missing_figure_is_a_dash() -> None:
    assert "<t>–</t>" in parts()[1]


def test_it_prints_on_a4_lying_down_with_its_head_in_view() -> None:
    sheet = parts()[0]
    assert 'orientation="landscape"' in sheet
    assert 'paperSize="9"' in sheet
    assert 'fitToHeight="0"' in sheet
    assert 'ySplit="4"' in sheet
    assert "第 &amp;P 页" in sheet
