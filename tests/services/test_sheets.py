"""Excel sheets that are sent in: what is read, and what is refused before it does harm."""

import random
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from portal.web.sheets import BadSheet, SheetColumn, make_blank, read_sheet, text_of
from portal.web.sheets.unpacking import repack

COLUMNS = (SheetColumn("level", "级别"), SheetColumn("code", "区划代码"), SheetColumn("name", "名称", is_needed=False))
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def workbook(*rows: list[Any]) -> bytes:
    """Return an .xlsx with these rows; a formula is written as one, with the value Excel saved beside it."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for n, row in enumerate(rows):
            for m, cell in enumerate(row):
                if isinstance(cell, datetime):
                    page.write_datetime(n, m, cell, day)
                elif isinstance(cell, tuple):
                    page.write_formula(n, m, cell[0], None, cell[1])
                elif cell is not None:
                    page.write(n, m, cell)
    return out.getvalue()


def read(content: bytes, **options: Any) -> list[dict[str, str]]:
    return read_sheet(BytesIO(content), columns=COLUMNS, **options)


GOOD = workbook(["级别", "区划代码", "名称"], ["社区驿站", "350111100013", "连翔社区驿站"])


def rewritten(part: str, change: Callable[[str], str]) -> bytes:
    """Return the good workbook with one part changed."""
    with zipfile.ZipFile(BytesIO(GOOD)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    return zipped(parts)


def zipped(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in parts.items():
            book.writestr(name, part)
    return out.getvalue()


def with_rows(xml: str) -> bytes:
    return rewritten(SHEET, lambda text: text.replace("</sheetData>", f"{xml}</sheetData>"))


def test_the_head_is_found_by_name_wherever_it_stands() -> None:
    content = workbook(
        ["附件：驿站名单"], [], [None, "名 称", "备注", "区划代码 *", "级　别"], [None, "连翔", "x", 350111100013, " 社区\n驿站\u200b "]
    )
    assert read(content) == [{"row": "4", "level": "社区 驿站", "code": "350111100013", "name": "连翔"}]


def test_empty_rows_are_none_and_numbers_stay_those_of_excel() -> None:
    content = workbook(["级别", "区划代码"], [], ["社区驿站", "1"], ["", " "], ["县级基地", "2"])
    assert [(row["row"], row["code"]) for row in read(content)] == [("3", "1"), ("5", "2")]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (350111100013.0, "350111100013"),
        (350111100013, "350111100013"),
        (350111199001010024.0, "3.5011119900101e+17"),  # Excel has lost the last digits: they are not made up
        (1.50, "1.5"),
        (-0.0, "0"),
        (float("inf"), "inf"),
        (True, "是"),
        (datetime.fromisoformat("2026-03-05"), "2026-03-05"),
        (datetime.fromisoformat("2026-03-05 14:30"), "2026-03-05 14:30"),
        (date(2024, 2, 29), "2024-02-29"),
        ("\x00 连\u200b翔　", "连翔"),
        ("", ""),
    ],
)
def test_a_cell_is_what_a_person_would_have_typed(cell: Any, text: str) -> None:
    assert text_of(cell) == text


def test_days_and_saved_results_of_formulas_are_read_and_nothing_is_computed() -> None:
    content = workbook(
        ["级别", "区划代码", "名称"], [datetime.fromisoformat("2026-03-05"), ("=1+1", 7), ('=HYPERLINK("http://x")', "=1+1")]
    )
    assert read(content) == [{"row": "2", "level": "2026-03-05", "code": "7", "name": "=1+1"}]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "不是 Excel 文件"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "不是 Excel 文件"),
        ("级别,区划代码\n".encode(), "表头下面没有内容"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "旧版 Excel"),
        (b"PK\x03\x04" + b"\x00" * 100, "已损坏"),
        (b"PK" + b"0" * 6 * 1024 * 1024, "超过 5 MB"),
        (GOOD[:-200], "已损坏"),
        (zipped({"word/document.xml": b"<a/>"}), "不是 Excel 工作簿"),
        (zipped({f"{n}.xml": b"<a/>" for n in range(300)}), "部件太多"),
        (workbook(["级别", "区划代码"]), "没有内容"),
        (workbook(["级别", "名称"], ["a", "b"]), "没有找到这些列：区划代码"),
        (workbook([]), "没有找到这些列：级别、区划代码"),
        (workbook(["级别", "区划代码", "级别"], ["a", "b", "c"]), "重复的列"),
        (workbook(["级别", "区划代码"], ["a", "长" * 1001]), "第 2 行“区划代码”超过 1000 个字"),
    ],
)
def test_what_is_no_sheet_is_refused_in_words(content: bytes, says: str) -> None:
    with pytest.raises(BadSheet, match=says):
        read(content)


def test_so_many_rows_and_no_more() -> None:
    rows = [["社区驿站", str(n)] for n in range(6)]
    assert len(read(workbook(["级别", "区划代码"], *rows[:5]), max_rows=5)) == 5
    with pytest.raises(BadSheet, match="一次最多 5 行"):
        read(workbook(["级别", "区划代码"], *rows), max_rows=5)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (with_rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "一次最多"),
        (with_rows('<row r="9"><c r="XFD9"><v>1</v></c></row>'), "超过 100 列"),
        (with_rows("<row><c/></row>" * 6000), "一次最多"),
        (with_rows('<row r="99999999999"/>'), "已损坏"),
        (with_rows('<row r="9"><c r="A9" t="s"><v>99999</v></c></row>'), "已损坏"),
        (rewritten(STRINGS, lambda text: re.sub(r'uniqueCount="\d+"', 'uniqueCount="4000000000"', text)), "已损坏"),
        (rewritten(SHEET, lambda text: text.replace("<worksheet", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)), "已损坏"),
        (rewritten(SHEET, lambda text: text.replace("UTF-8", "UTF-99")), "已损坏"),
        (rewritten(SHEET, lambda text: text[:-9]), "已损坏"),
        (rewritten(SHEET, lambda text: text + " " * 50_000_000), "解开后太大"),
    ],
    ids=["far row", "far column", "many rows", "row of many digits", "no such string", "promises", "entities", "encoding", "cut", "bomb"],
)
def test_what_would_fill_the_memory_is_refused_before_it_is_read(content: bytes, says: str) -> None:
    with pytest.raises(BadSheet, match=says):
        read(content)


def test_a_zip_that_lies_about_its_sizes_meets_the_same_end() -> None:
    honest = rewritten(SHEET, lambda text: text + " " * 50_000_000)
    at = honest.rindex(SHEET.encode()) - 46  # the entry of the central directory
    lying = honest[: at + 24] + (1000).to_bytes(4, "little") + honest[at + 28 :]
    with pytest.raises(BadSheet):
        read(lying)


def test_pictures_and_macros_are_not_handed_to_the_reader() -> None:
    with zipfile.ZipFile(BytesIO(GOOD)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    packed = repack(zipped({**parts, "xl/vbaProject.bin": b"x", "xl/media/image1.png": b"x"}), max_rows=10)
    with zipfile.ZipFile(packed) as book:
        assert {name.rpartition(".")[2] for name in book.namelist()} == {"xml", "rels"}


def test_a_damaged_file_is_never_more_than_refused() -> None:
    chance, words = random.Random(7), set[str]()
    with zipfile.ZipFile(BytesIO(GOOD)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    for _ in range(150):
        name = chance.choice(list(parts))
        part = bytearray(parts[name])
        for _ in range(chance.randint(1, 5)):
            at = chance.randrange(len(part))
            part[at : at + chance.randint(0, 20)] = bytes([chance.randrange(256)])
        try:
            read(zipped({**parts, name: bytes(part)}))
        except BadSheet as refused:
            words.add(str(refused))
    assert any("已损坏" in one for one in words)
    assert all("上传" in one or "列" in one for one in words)


def test_the_blank_sheet_can_be_read_back() -> None:
    columns = (SheetColumn("level", "级别", choices=("县级基地", "社区驿站"), hint="选一个"), SheetColumn("code", "区划代码"))
    content = make_blank("单位", columns, example={"level": "社区驿站", "code": "=350111100013"}, notes=["说明"])
    assert read_sheet(BytesIO(content), columns=columns) == [{"row": "2", "level": "社区驿站", "code": "=350111100013"}]
