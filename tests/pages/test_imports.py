"""/t/<unit>/imports: what is typed from paper, taken in from Excel; a dry run first, each row by the service of its page."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import TestResponse

from portal.core import clock
from portal.people.retention import purge
from portal.people.rules import ConsentChannel
from portal.web.sheets import SheetColumn, read_sheet
from tests import make, make_corrections
from tests.browse import Browser, check_page
from tests.make_imports import workbook

FRONT = f"/t/{make.LIANXIANG}/imports/"
LOG = ["类别", "主题", "日期", "时间", "地点", "人次", "其中女性"]
EMPLOYERS = ["类型", "名称", "联系电话"]
CHANNEL = ConsentChannel.IN_PERSON.label
TRAINEES = ["姓名", "联系电话", "证件类型", "证件号码", "意向工种", "登记日期", "来源", "同意方式", "本人已知情同意"]


def gathering(title: str = "送岗位", day: Any = "2026-03-05", heads: Any = 30) -> list[Any]:
    return ["", title, day, "14:30", "社区活动室", heads, 28]


def upload(browse: Browser, kind: str, content: bytes, name: str = "表.xlsx", code: str = make.LIANXIANG) -> TestResponse:
    page = f"/t/{code}/imports/{kind}"
    hidden = check_page(browse.client.get(page).text).hidden
    return browse.post(page, {**hidden, "file": (BytesIO(content), name)}, content_type="multipart/form-data")


def kinds_of_log(browse: Browser) -> str:
    return browse.get(f"/t/{make.LIANXIANG}/activities/new").text.partition('<option value="1">')[2].partition("<")[0]


def with_kind(browse: Browser, *rows: list[Any]) -> bytes:
    kind = kinds_of_log(browse)
    return workbook(LOG, *([kind, *row[1:]] for row in rows))


def test_a_month_of_activities_is_tried_and_then_taken_over(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    sheet = upload(browse, "activities", with_kind(browse, gathering(), gathering("送技能"))).location
    assert "共 2 行：可以导入 2 行，已有 0 行，不能导入 0 行" in browse.get(sheet).text
    log = f"/t/{make.LIANXIANG}/activities/?month=2026-03"
    assert "送技能" not in browse.get(log).text, "a dry run writes nothing"
    done = browse.fill(sheet, {"which": "all"})
    assert done.status_code == 303
    assert "送技能" in browse.get(log).text
    assert "登记了 2 场" in browse.get(sheet).text
    assert "已导入 2 场" in browse.get(FRONT).text


def test_the_same_file_again_adds_nothing(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    content = with_kind(browse, gathering(), gathering("送技能"))
    browse.fill(upload(browse, "activities", content).location, {"which": "all"})
    again = upload(browse, "activities", content).location
    page = browse.get(again).text
    assert "可以导入 0 行，已有 2 行" in page
    assert "没有要导入的" in page
    assert browse.fill(again, {"which": "all"}).status_code == 409


def test_each_row_has_its_reason_and_the_sheet_comes_back_marked(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    bad = [
        gathering(day="2026-13-05"),
        gathering(day="2027-01-01"),
        gathering(heads="３０人"),
        gathering(),
        gathering(),
        gathering(heads=3),
    ]
    sheet = upload(browse, "activities", with_kind(browse, *bad)).location
    page = browse.get(sheet).text
    for words in ("没有这一天", "日期还没有到", "与第 5 行重复", "可以导入 1 行", "下载标注的表"):
        assert words in page
    marked = browse.get(f"{sheet}/marked.xlsx")
    rows = read_sheet(BytesIO(marked.data), columns=[*(SheetColumn(one, one) for one in LOG), SheetColumn("problem", "问题")])
    assert [row["row"] for row in rows] == ["2", "3", "4", "5", "6", "7"]
    assert rows[0]["problem"] == "日期：没有这一天，请检查月份和日期"
    assert rows[3]["problem"] == "可以导入"
    assert browse.fill(sheet, {"which": "all"}).status_code == 409
    assert browse.fill(sheet, {"which": "good"}).status_code == 303


def test_a_row_of_a_closed_month_is_refused_alone(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    with browse.app.app_context():
        make_corrections.close()
    sheet = upload(browse, "activities", with_kind(browse, gathering(day="2026-02-05"), gathering())).location
    page = browse.get(sheet).text
    assert "可以导入 1 行，已有 0 行，不能导入 1 行" in page
    assert "关账" in page or "上报" in page


def trainee(number: str = "440524188001010014", consented: str = "是") -> list[Any]:
    return ["陈秀英", "１３８００００１２３４", "居民身份证", number, "月嫂", "2026-03-05", "网格走访", CHANNEL, consented]


def test_trainees_keep_their_numbers_sealed_and_off_the_page(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    sheet = upload(
        browse, "trainees", workbook(TRAINEES, trainee("11010519491231002X"), trainee("110105194912310021"), trainee(consented="否"))
    )
    page = browse.get(sheet.location).text
    assert "11010519491231002" not in page
    assert "没有她本人的同意" in page
    assert "可以导入 1 行" in page, page
    assert browse.fill(sheet.location, {"which": "good"}).status_code == 303
    assert "陈秀英" in browse.get(f"/t/{make.LIANXIANG}/trainees/").text


def test_a_sheet_belongs_to_its_unit_and_a_kind_to_who_may_write_it(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    sheet = upload(browse, "employers", workbook(EMPLOYERS, ["家政企业", "巾帼家政", "059183512345"])).location
    browse.sign_in("junmen")
    assert browse.get(sheet).status_code == 404
    assert browse.get(sheet.replace(make.LIANXIANG, make.JUNMEN)).status_code == 404
    browse.sign_in("lianxiang_helper")
    assert browse.get(f"{FRONT}propagandists").status_code == 403
    assert "宣传员" not in browse.get(FRONT).text.partition("可以导入的内容")[2].partition("导入记录")[0]
    assert browse.get(f"{FRONT}no-such-kind").status_code == 403


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "a.xls", "旧版 Excel"),
        (b"%PDF-1.7 , x", "a.pdf", "不是 Excel 文件"),
        (b"\x00,\x00,", "a.csv", "不是 Excel 文件"),
        (workbook(["单位", "代码"], ["a", "b"]), "a.xlsx", "没有找到这些列"),
        (workbook(EMPLOYERS), "a.xlsx", "没有内容"),
        (workbook(EMPLOYERS, ["家政企业", "甲" * 10_000, ""]), "a.xlsx", "超过 1000 个字"),
    ],
)
def test_what_is_no_such_sheet_is_refused_with_a_way_out(browse: Browser, content: bytes, name: str, words: str) -> None:
    browse.sign_in("lianxiang")
    refused = upload(browse, "employers", content, name)
    assert refused.status_code == 422
    assert words in refused.text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_is_read_whatever_excel_wrote(browse: Browser, encoding: str) -> None:
    browse.sign_in("lianxiang")
    text = "类型,名称,联系电话\r\n家政企业,=巾帼家政,0591-83512345\r\n"
    page = browse.get(upload(browse, "employers", text.encode(encoding), "a.csv").location).text
    assert "巾帼家政" in page


def test_every_blank_sheet_can_be_read_again(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    for kind in ("activities", "trainees", "volunteers", "recipients", "employers", "propagandists"):
        blank = browse.get(f"{FRONT}{kind}/blank.xlsx")
        assert blank.status_code == 200
        page = browse.get(upload(browse, kind, blank.data).location).text
        assert "示例" in page, kind
        assert "共 1 行：可以导入 0 行" in page, kind
        assert "示例，请删除这一行" in page, kind


def test_a_sheet_that_nobody_takes_over_is_thrown_away(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    sheet = upload(browse, "employers", workbook(EMPLOYERS, ["家政企业", "巾帼家政", "059183512345"])).location
    with browse.app.app_context():
        late = clock.now() + timedelta(days=8)
        with clock.pretending(late):
            assert purge(is_dry=True)["sheets"] == 1
            assert purge(is_dry=False)["sheets"] == 1
    assert browse.get(sheet).status_code == 404


def test_a_formula_comes_in_as_its_value_and_goes_out_as_text(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    sheet = upload(browse, "employers", "类型,名称,联系电话\n企业,=1+1公司,0591-83512345\n".encode(), "a.csv").location
    marked = browse.get(f"{sheet}/marked.xlsx")
    rows = read_sheet(BytesIO(marked.data), columns=[SheetColumn("name", "名称")])
    assert rows[0]["name"] == "=1+1公司"
    assert browse.sign_in("lianxiang_helper").get(f"{sheet}/marked.xlsx").status_code == 404
