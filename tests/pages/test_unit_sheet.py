"""/t/<unit>/units/sheet: many units from an Excel sheet."""

from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from werkzeug.test import TestResponse

from portal.tenants.services.units_sheet import COLUMNS
from portal.web.sheets import read_sheet
from tests import make
from tests.browse import Browser, check_page

COUNTY, CITY = f"/t/{make.JINAN}/units/sheet/", f"/t/{make.CITY}/units/sheet/"
HEAD = ["级别", "区划代码", "名称", "联系人", "联系电话"]
GOOD, BAD = ["社区驿站", make.SANMU, "", "林主任", "13800001234"], ["社区驿站", make.LIANXIANG, "", "", ""]


def workbook(*rows: list[str]) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for n, row in enumerate((HEAD, *rows)):
            page.write_row(n, 0, row)
    return out.getvalue()


def upload(browse: Browser, content: bytes, page: str = COUNTY, name: str = "驿站.xlsx", **more: Any) -> TestResponse:
    hidden = check_page(browse.client.get(page).text).hidden
    return browse.post(page, {**hidden, **more, "file": (BytesIO(content), name)}, content_type="multipart/form-data")


def test_what_would_be_made_is_shown_and_then_made(browse: Browser) -> None:
    browse.sign_in("jinan")
    sheet = upload(browse, workbook(GOOD)).location
    page = browse.get(sheet).text
    for words in ("驿站.xlsx", "三木社区驿站", make.SANMU, make.JINAN, "林主任 13800001234", "✓ 可以导入", "确认导入 1 个单位"):
        assert words in page
    assert make.SANMU not in browse.get(f"/t/{make.JINAN}/units/").text, "a dry run makes nothing"
    done = browse.fill(sheet, {"which": "all"})
    assert done.location == f"/t/{make.JINAN}/units/"
    assert "已导入 1 个单位" in browse.get(done.location).text
    assert "林主任" in browse.get(f"/t/{make.JINAN}/units/{make.SANMU}").text
    assert "添加了 1 个单位" in browse.get(sheet).text
    assert "已导入 1 个" in browse.get(COUNTY).text


def test_each_row_has_its_reason_and_the_good_ones_can_go_alone(browse: Browser) -> None:
    browse.sign_in("jinan")
    sheet = upload(browse, workbook(GOOD, BAD, ["站", "x"])).location
    page = browse.get(sheet).text
    for words in ("3 行中有 2 行有问题", "已经有一个单位：连翔社区驿站", "级别请填写", "只导入没有问题的 1 行"):
        assert words in page
    assert "三木" not in browse.get(f"{sheet}?show=bad").text
    assert "连翔" not in browse.get(f"{sheet}?show=good").text.partition("<tbody>")[2]
    refused = browse.fill(sheet, {"which": "all"})
    assert refused.status_code == 409
    assert "没有导入" in refused.text
    assert browse.fill(sheet, {"which": "good"}).status_code == 303


def test_a_second_confirmation_makes_nothing(browse: Browser) -> None:
    browse.sign_in("jinan")
    sheet = upload(browse, workbook(GOOD)).location
    sent = {"which": "all", "good": "1", "once": "d" * 32}
    assert [browse.post(sheet, sent).status_code for _ in range(2)] == [303, 303]
    other = browse.post(sheet, {**sent, "once": "e" * 32})
    assert other.status_code == 409
    assert "已于 2026-03-16 10:00 导入过" in other.text


def test_the_same_file_again_leads_to_the_same_sheet(browse: Browser) -> None:
    browse.sign_in("jinan")
    assert upload(browse, workbook(GOOD)).location == upload(browse, workbook(GOOD), name="改了名.xlsx").location
    assert upload(browse, workbook(BAD)).location != upload(browse, workbook(GOOD)).location


def test_what_changed_since_the_page_was_shown_is_shown_again(browse: Browser) -> None:
    browse.sign_in("jinan")
    sheet = upload(browse, workbook(GOOD, ["社区驿站", "350111100011", "", "", ""])).location
    hidden = check_page(browse.get(sheet).text).hidden
    browse.fill(f"/t/{make.JINAN}/units/new/", {"code": "350111100011"})
    late = browse.post(sheet, {**hidden, "which": "all"})
    assert late.status_code == 409
    assert "只导入没有问题的 1 行" in late.text
    assert check_page(late.text).hidden["good"] == "1"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "空.xlsx", "不是 Excel 文件"),
        ("级别,区划代码".encode(), "x.csv", "没有找到这些列"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "x.xls", "旧版 Excel"),
        (workbook(), "x.xlsx", "没有内容"),
        (b"PK\x03\x04" + b"0" * 3_000_000, "x.xlsx", "已损坏"),
    ],
)
def test_what_is_no_sheet_is_refused_at_the_field(browse: Browser, content: bytes, name: str, words: str) -> None:
    answer = upload(browse.sign_in("jinan"), content, name=name)
    assert answer.status_code == 422
    assert words in answer.text


def test_too_much_is_413_and_nothing_is_422(browse: Browser) -> None:
    browse.sign_in("jinan")
    assert upload(browse, b"PK" + b"0" * 6_000_000).status_code == 413
    assert browse.fill(COUNTY, {}).status_code == 422


def test_a_long_sheet_has_pages(browse: Browser) -> None:
    with browse.app.app_context():
        sheet_id = make.unit_sheet(make.JINAN, *({"level": "社区驿站", "code": f"3501111{n:05d}"} for n in range(1, 251)))
    browse.sign_in("jinan")
    assert "第 1 / 3 页" in browse.get(f"{COUNTY}{sheet_id}").text
    assert browse.get(f"{COUNTY}{sheet_id}?page=3").text.count("<tr>") == 51
    assert browse.get(f"{COUNTY}{sheet_id}?page=99").status_code == 200


def test_the_blank_sheet_has_the_columns_and_an_example(browse: Browser) -> None:
    answer = browse.sign_in("fuzhou").get(f"{CITY}units.xlsx")
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    rows = read_sheet(BytesIO(answer.data), columns=COLUMNS)
    assert [row["code"] for row in rows] == ["350101001001"]


def test_a_sheet_is_nobody_elses(browse: Browser) -> None:
    sheet = upload(browse.sign_in("jinan"), workbook(GOOD)).location
    elsewhere = sheet.replace(make.JINAN, make.CITY)
    assert browse.sign_in("fuzhou").get(elsewhere).status_code == 404
    assert browse.post(elsewhere, {"which": "all", "good": "1"}).status_code == 404


@pytest.mark.parametrize(("name", "status"), [("jinan_clerk", 403), ("fuzhou", 403), ("gulou", 404), ("lianxiang", 404)])
def test_who_may_not(browse: Browser, name: str, status: int) -> None:
    with browse.app.app_context():
        sheet_id = make.unit_sheet(make.JINAN)
    browse.sign_in(name)
    for page in (COUNTY, f"{COUNTY}{sheet_id}"):
        assert browse.get(page).status_code == status
        assert browse.post(page, {"which": "all", "good": "1"}).status_code == status
    assert browse.get(f"{COUNTY}units.xlsx").status_code == status
