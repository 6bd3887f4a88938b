"""/t/<unit>/imports/units: many units from an Excel sheet."""

from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from portal.web.sheets import SheetColumn, read_sheet
from tests import make, make_imports
from tests.browse import Browser, check_page

COUNTY, CITY = f"/t/{make.JINAN}/imports/units", f"/t/{make.CITY}/imports/units"
SHEETS, LIST = f"/t/{make.JINAN}/imports/sheets/", f"/t/{make.JINAN}/units/"
HEAD = ["级别", "区划代码", "名称", "联系人", "联系电话", "上级代码"]
GOOD, THERE = ["社区驿站", make.SANMU, "", "林主任", "13800001234"], ["社区驿站", make.LIANXIANG, "", "", ""]
FREE = "350111100011"


def workbook(*rows: list[str]) -> bytes:
    return make_imports.workbook(HEAD, *rows)


def upload(browse: Browser, content: bytes, page: str = COUNTY, name: str = "驿站.xlsx") -> TestResponse:
    hidden = check_page(browse.client.get(page).text).hidden
    return browse.post(page, {**hidden, "file": (BytesIO(content), name)}, content_type="multipart/form-data")


def test_what_would_be_made_is_shown_and_then_made(browse: Browser) -> None:
    browse.sign_in("jinan")
    sheet = upload(browse, workbook(GOOD)).location
    page = browse.get(sheet).text
    for words in ("驿站.xlsx", "三木社区驿站，上级是晋安区", make.SANMU, "林主任", "可以导入", "确认导入 1 个单位"):
        assert words in page
    assert make.SANMU not in browse.get(LIST).text, "a dry run makes nothing"
    done = browse.fill(sheet, {"which": "all"})
    assert done.location == LIST
    assert "已导入 1 个单位，驿站都在筹建中，请逐一开通账号、揭牌" in browse.get(done.location).text
    assert "林主任" in browse.get(f"{LIST}{make.SANMU}").text
    assert "登记了 1 个" in browse.get(sheet).text
    assert "已导入 1 个" in browse.get(f"/t/{make.JINAN}/imports/").text


def test_the_buttons_of_the_list_and_of_a_new_unit_lead_to_the_page(browse: Browser) -> None:
    browse.sign_in("jinan")
    assert all(f'href="{COUNTY}"' in browse.get(page).text for page in (LIST, f"{LIST}new/", f"/t/{make.JINAN}/imports/"))


def test_a_station_finds_its_county_in_the_same_sheet_wherever_it_stands(browse: Browser) -> None:
    browse.sign_in("fuzhou")
    rows = (["社区驿站", "350104001001", "对湖社区驿站"], ["县级基地", "350104000000", "仓山区"])
    sheet = upload(browse, workbook(*rows), CITY).location
    assert "可以导入 2 行" in browse.get(sheet).text
    assert browse.fill(sheet, {"which": "all"}).status_code == 303
    assert "对湖社区驿站" in browse.get(f"/t/{make.CITY}/units/350104001001").text


def test_each_row_has_its_reason_and_the_good_ones_can_go_alone(browse: Browser) -> None:
    browse.sign_in("jinan")
    rows = (GOOD, THERE, ["站", "x"], ["县级基地", "350104000000"], ["社区驿站", make.SANMU], ["社区驿站", "350102001001"])
    sheet = upload(browse, workbook(*rows)).location
    page = browse.get(sheet).text
    assert "共 6 行：可以导入 1 行，已有 1 行，不能导入 4 行" in page
    for words in (
        "已经有一个单位：连翔社区驿站",
        "级别：请从列表中选择",
        "县级只能添加社区驿站",
        "区划代码：与第 2 行重复",
        "请由市级管理员添加",
        "只导入没有问题的 1 行",
    ):
        assert words in page, words
    assert "三木社区驿站" not in browse.get(f"{sheet}?show=bad").text
    assert "连翔" not in browse.get(f"{sheet}?show=good").text.partition("<tbody>")[2]
    refused = browse.fill(sheet, {"which": "all"})
    assert refused.status_code == 409
    assert "没有导入" in refused.text
    assert browse.fill(sheet, {"which": "good"}).status_code == 303


def test_the_marked_sheet_says_of_each_row_what_becomes_of_it(browse: Browser) -> None:
    browse.sign_in("jinan")
    sheet = upload(browse, workbook(GOOD, THERE, ["社区驿站", "1"])).location
    columns = [SheetColumn("code", "区划代码"), SheetColumn("problem", "问题")]
    said = [row["problem"] for row in read_sheet(BytesIO(browse.get(f"{sheet}/marked.xlsx").data), columns=columns)]
    assert said[0].startswith("三木社区驿站，上级是晋安区")
    assert said[1] == "这个代码已经有一个单位：连翔社区驿站"
    assert said[2].startswith("区划代码：")


def test_the_same_sheet_again_makes_nothing(browse: Browser) -> None:
    browse.sign_in("jinan")
    sheet = upload(browse, workbook(GOOD)).location
    assert sheet == upload(browse, workbook(GOOD), name="改了名.xlsx").location
    sent = {"which": "all", "good": "1", "once": "d" * 32}
    assert [browse.post(sheet, sent).status_code for _ in range(2)] == [303, 303]
    other = browse.post(sheet, {**sent, "once": "e" * 32})
    assert other.status_code == 409
    assert "已于 2026-03-16 10:00 导入过" in other.text
    assert "可以导入 0 行，已有 1 行" in browse.get(upload(browse, workbook(GOOD)).location).text


def test_what_changed_since_the_page_was_shown_is_met_at_the_taking(browse: Browser) -> None:
    browse.sign_in("jinan")
    content = workbook(GOOD, ["社区驿站", FREE])
    sheet = upload(browse, content).location
    hidden = check_page(browse.get(sheet).text).hidden
    browse.fill(f"{LIST}new/", {"code": FREE})
    late = browse.post(sheet, {**hidden, "which": "all"})
    assert late.status_code == 409
    assert "现在可以导入的是 1 行" in late.text
    assert make.SANMU not in browse.get(LIST).text
    again = upload(browse, content).location
    assert "可以导入 1 行，已有 1 行" in browse.get(again).text


def test_a_long_sheet_has_pages(browse: Browser) -> None:
    with browse.app.app_context():
        sheet_id = make_imports.units(make.JINAN, *({"level": "社区驿站", "code": f"3501111{n:05d}"} for n in range(1, 251)))
    browse.sign_in("jinan")
    assert "第 1 / 3 页" in browse.get(f"{SHEETS}{sheet_id}").text
    assert browse.get(f"{SHEETS}{sheet_id}?page=3").text.count("<tr>") == 51
    assert browse.get(f"{SHEETS}{sheet_id}?page=99").status_code == 200


def test_the_blank_sheet_has_an_example_that_is_not_taken_for_a_unit(browse: Browser) -> None:
    answer = browse.sign_in("fuzhou").get(f"{CITY}/blank.xlsx")
    assert "示例，请删除这一行" in browse.get(upload(browse, answer.data, CITY).location).text


def test_a_sheet_is_nobody_elses(browse: Browser) -> None:
    sheet = upload(browse.sign_in("jinan"), workbook(GOOD)).location
    elsewhere = sheet.replace(make.JINAN, make.CITY)
    assert browse.sign_in("fuzhou").get(elsewhere).status_code == 404
    assert browse.post(elsewhere, {"which": "all", "good": "1"}).status_code == 404


@pytest.mark.parametrize(("name", "status"), [("jinan_clerk", 403), ("fuzhou", 403), ("gulou", 404), ("lianxiang", 404)])
def test_who_may_not(browse: Browser, name: str, status: int) -> None:
    browse.sign_in(name)
    assert browse.get(COUNTY).status_code == status
    assert browse.post(COUNTY, {}).status_code == status
    assert browse.get(f"{COUNTY}/blank.xlsx").status_code == status
