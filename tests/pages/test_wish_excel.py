"""/t/<unit>/imports/wishes: wishes from an Excel sheet, whatever stands in it."""

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from werkzeug.test import TestResponse

from portal.core.paper_numbers import make_number
from portal.tallies import services as figures
from portal.training.forms.wish_rows import WishRowForm
from portal.web.sheets import SheetColumn, read_sheet
from tests import make, make_imports
from tests.browse import Browser, check_page

EXCEL, LIST = f"/t/{make.LIANXIANG}/imports/wishes", f"/t/{make.LIANXIANG}/wishes/"
LABELS = {name: str(getattr(WishRowForm, name).args[0]) for name in make_imports.WISHES.fields}
SERIAL = f"{make_number(make.date(2026, 3, 5), [1, 2, 3])}-03"


def workbook(*rows: dict[str, Any], heads: dict[str, str] = LABELS, formulas: dict[tuple[int, int], str] | None = None) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, list(heads.values()))
        for n, row in enumerate(rows, start=1):
            for m, name in enumerate(heads):
                page.write(n, m, row.get(name, ""))
        for (n, m), formula in (formulas or {}).items():
            page.write_formula(n, m, formula, None, "王芳")  # type: ignore[arg-type]  # what was computed last
    return out.getvalue()


def upload(browse: Browser, content: bytes, name: str = "意愿.xlsx") -> TestResponse:
    hidden = check_page(browse.client.get(EXCEL).text).hidden
    return browse.post(EXCEL, {**hidden, "file": (BytesIO(content), name)}, content_type="multipart/form-data")


def dry_run(browse: Browser, *rows: dict[str, Any]) -> str:
    return browse.get(upload(browse, workbook(*rows)).location).text


def test_a_sheet_is_shown_taken_over_once_and_then_empty(browse: Browser) -> None:
    browse.sign_in("lianxiang_helper")
    rows = (
        make.wish_cells(community="三木", serial=SERIAL, priority="脱贫", has_priority_consent="是", born_year="1985", skills="月嫂 保洁"),
        make.wish_cells(name="王芳", phone="１３９００００５６７８", course="21", collected_on="2026年3月5日"),
    )
    content = workbook(*rows)
    sheet = upload(browse, content).location
    assert sheet == upload(browse, content, "改了名.xlsx").location
    page = browse.get(sheet).text
    assert "可以导入 2 行，已有 0 行，不能导入 0 行" in page
    assert "还没有登记意愿" in browse.get(LIST).text, "a dry run writes nothing"
    done = browse.fill(sheet, {"which": "all"})
    assert done.location == LIST
    assert "已导入 2 份意愿" in browse.get(LIST).text
    taken = browse.get(sheet).text
    assert "登记了 2 份" in taken
    assert "王芳" not in taken.partition("<main")[2], "its rows are kept no longer"
    again = browse.post(sheet, {"which": "all", "good": "2", "once": "9" * 32})
    assert again.status_code == 409
    assert "没有重复导入" in again.text
    late = browse.get(upload(browse, content).location).text
    assert "可以导入 0 行，已有 2 行，不能导入 0 行" in late
    assert "已于 2026-03-05 登记过同一门课程" in late
    assert "已经录入过" in late


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "姓名：必须填写"),
        ({"name": "=1+1"}, "姓名只能用文字"),
        ({"name": "李\x00梅9"}, "姓名只能用文字"),
        ({"name": "长" * 31}, "姓名应为 2 到 30 个字"),
        ({"phone": "12345"}, "11位手机号码"),
        ({"phone": "1380000123４５"}, "11位手机号码"),
        ({"phone": 1.38e20}, "11位手机号码"),
        ({"course": "炒菜"}, "没有叫“炒菜”的课程"),
        ({"course": "月嫂"}, "“月嫂”有几种"),
        ({"collected_on": "2026-03-17"}, "不能晚于今天"),
        ({"collected_on": "2023-03-17"}, "日期太早"),
        ({"collected_on": "2026-02-29"}, "没有这一天"),
        ({"collected_on": "昨天"}, "日期请写成"),
        ({"collected_on": 46086.5}, "日期请写成"),
        ({"collector": "老板"}, "没有叫“老板”的采集人身份"),
        ({"channel": ""}, "来源：必须填写"),
        ({"community": "没有的社区"}, "没有叫“没有的社区”的社区"),
        ({"born_year": "85"}, "1000 到 9999"),
        ({"born_year": "1850"}, "出生年应在"),
        ({"is_student": "也许"}, "请填写“是”或“否”"),
        ({"skills": "飞"}, "没有叫“飞”的技能"),
        ({"limits": "长" * 101}, "困难或限制：最多 100 个字"),
        ({"priority": "脱贫人口"}, "单独同意"),
        ({"priority": "富人", "has_priority_consent": "是"}, "没有叫“富人”的重点人群"),
        ({"has_consented": "否"}, "没有本人签名"),
        ({"has_consented": ""}, "没有本人签名"),
        ({"serial": "1-1"}, "表号印在表的右上角"),
    ],
)
def test_each_fault_is_named_and_the_good_rows_can_go_alone(browse: Browser, changes: dict[str, Any], words: str) -> None:
    browse.sign_in("lianxiang")
    page = dry_run(browse, make.wish_cells(phone="13900001111"), {**make.wish_cells(), **changes})
    assert words in page
    assert "可以导入 1 行，已有 0 行，不能导入 1 行" in page


def test_doubles_in_the_file_and_at_the_station_are_named(browse: Browser) -> None:
    with browse.app.app_context():
        make.wish(phone="13900005678")
    page = dry_run(browse.sign_in("lianxiang"), make.wish_cells(), make.wish_cells(name="王芳"), make.wish_cells(phone="13900005678"))
    assert "可以导入 1 行，已有 1 行，不能导入 1 行" in page
    assert "与第 2 行重复：电话和课程都相同" in page
    assert "这个电话已于 2026-03-05 登记过同一门课程" in page


def test_all_or_nothing_unless_the_good_ones_are_chosen(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    sheet = upload(browse, workbook(make.wish_cells(), make.wish_cells(name="9"))).location
    refused = browse.fill(sheet, {"which": "all"})
    assert refused.status_code == 409
    assert "没有导入" in refused.text
    assert "还没有登记意愿" in browse.get(LIST).text
    assert browse.post(sheet, {"which": "good", "good": "2", "once": "8" * 32}).status_code == 409
    assert browse.fill(sheet, {"which": "good"}).status_code == 303
    assert "共 1 条" in browse.get(LIST).text


def test_a_formula_is_never_computed(browse: Browser) -> None:
    content = workbook(make.wish_cells(), formulas={(1, 0): '=HYPERLINK("http://x.invalid","王芳")'})
    page = browse.sign_in("lianxiang").get(upload(browse, content).location).text
    assert "HYPERLINK" not in page


def test_a_row_of_a_closed_month_is_refused_alone(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    content = workbook(make.wish_cells(), make.wish_cells(phone="13900001111", collected_on="2026-02-05"))
    sheet = upload(browse, content).location
    assert "可以导入 2 行" in browse.get(sheet).text
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        figures.close_month(scope, "2026-02")
    refused = browse.fill(sheet, {"which": "all"})
    assert refused.status_code == 409
    assert "现在可以导入的是 1 行" in refused.text
    page = browse.get(upload(browse, content).location).text
    assert "关账" in page
    assert "可以导入 1 行，已有 0 行，不能导入 1 行" in page


def test_the_marked_sheet_goes_to_who_read_it_alone(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    sheet = upload(browse, workbook(make.wish_cells(), make.wish_cells(name="9"))).location
    rows = read_sheet(BytesIO(browse.get(f"{sheet}/marked.xlsx").data), columns=[SheetColumn("name", "姓名"), SheetColumn("why", "问题")])
    assert [row["why"].partition("：")[0] for row in rows] == ["可以导入", "姓名"]
    assert browse.sign_in("lianxiang_helper").get(f"{sheet}/marked.xlsx").status_code == 404


def bomb() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 200_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "空.xlsx", "不是 Excel 文件"),
        ("姓名,电话".encode(), "x.csv", "没有找到这些列"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "x.xls", "旧版 Excel"),
        (b"PK\x03\x04" + b"0" * 3_000, "x.xlsx", "已损坏"),
        (workbook(), "x.xlsx", "没有内容"),
        (workbook(make.wish_cells(), heads={"name": "姓名"}), "x.xlsx", "没有找到这些列"),
        (workbook(make.wish_cells(), heads={**LABELS, "more": "姓名"}), "x.xlsx", "重复的列"),
        (workbook(make.wish_cells(note="长" * 10_000)), "x.xlsx", "超过 1000 个字"),
        (workbook(*[{"name": "李梅"}] * 2001), "x.xlsx", "2000"),
        (bomb(), "x.xlsx", "x"),
    ],
    ids=["empty", "csv", "xls", "damaged", "no rows", "no head", "head twice", "long cell", "too many", "bomb"],
)
def test_what_is_no_sheet_is_refused_at_the_field(browse: Browser, content: bytes, name: str, words: str) -> None:
    answer = upload(browse.sign_in("lianxiang"), content, name)
    assert answer.status_code == 422
    assert words in answer.text


def test_too_much_is_413(browse: Browser) -> None:
    assert upload(browse.sign_in("lianxiang"), b"PK" + b"0" * 6_000_000).status_code == 413


def test_the_most_rows_there_may_be_are_taken_in_pages(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    sheet = upload(browse, workbook(*(make.wish_cells(phone=f"138{n:08d}") for n in range(250)))).location
    assert "第 1 / 3 页" in browse.get(sheet).text
    assert browse.get(f"{sheet}?page=3&show=good").text.count("<tr>") == 51


def test_the_template_is_a_sheet_that_can_be_taken(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    answer = browse.get(f"{EXCEL}/blank.xlsx")
    assert [row["course"] for row in read_sheet(BytesIO(answer.data), columns=[SheetColumn("course", "意向课程")])] == ["家政公益体验课"]
    assert "示例，请删除这一行" in browse.get(upload(browse, answer.data).location).text


def test_a_sheet_is_nobody_elses(browse: Browser) -> None:
    sheet = upload(browse.sign_in("lianxiang"), workbook(make.wish_cells())).location
    elsewhere = sheet.replace(make.LIANXIANG, make.NEIGHBOUR)
    assert browse.sign_in("neighbour").get(elsewhere).status_code == 404
    assert browse.post(elsewhere, {"which": "all", "good": "1"}).status_code == 404
    assert browse.get(sheet).status_code == 404
    assert browse.sign_in("jinan").get(sheet).status_code == 403
