"""/t/<unit>/targets/<target>/split: the matrix, as it is typed and as it comes from Excel."""

from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from sqlalchemy import update
from werkzeug.test import TestResponse

from portal.core.db import db
from portal.targets.models import TargetChange
from tests import make
from tests.browse import Browser, check_page
from tests.make_targets import Inside


@pytest.fixture
def world(browse: Browser) -> Inside:
    return Inside(browse.app)


def page_of(target_id: Any, tail: str = "/split") -> str:
    return f"/t/{make.CITY}/targets/{target_id}{tail}"


def cells(browse: Browser, **typed: str) -> dict[str, str]:
    """Return {name of a field: what is typed}, by 晋安_01 and the like."""
    with browse.app.app_context():
        ids = {"晋安": make.tenant(make.JINAN).id, "鼓楼": make.tenant(make.GULOU).id, "市": make.tenant(make.CITY).id}
    return {f"u{ids[name.split('_')[0]]}_2026_{name.split('_')[1]}": value for name, value in typed.items()}


def hour_target(world: Inside, **changes: Any) -> Any:
    return world.target(measure="service", city_value=100 * 60, province_value=80 * 60, **changes)


def test_a_draft_is_kept_with_any_sum_and_tells_the_remainder(browse: Browser, world: Inside) -> None:
    made = world.target()
    browse.sign_in("fuzhou")
    saved = browse.fill(page_of(made), cells(browse, 晋安_01="６０", 鼓楼_02="1,0", 市_03="5") | cells(browse, 鼓楼_02="10"))
    assert saved.status_code == 303
    page = browse.get(page_of(made)).text
    assert "已保存草稿，还差 25 人次" in page
    assert "还差 <strong>25</strong>" in page
    assert browse.fill(page_of(made), cells(browse, 晋安_01="90", 鼓楼_02="10", 市_03="5")).status_code == 303
    assert "多了 <strong>5</strong>" in browse.get(page_of(made)).text


def test_typing_is_added_up_without_being_kept(browse: Browser, world: Inside) -> None:
    made = world.target()
    browse.sign_in("fuzhou")
    typed = {"version": "1", **cells(browse, 晋安_01="60", 鼓楼_12="许多")}
    part = browse.post(page_of(made), typed, headers={"HX-Request": "true", "HX-Target": "sums"})
    assert part.status_code == 200
    assert "<html" not in part.text
    assert "还差 <strong>40</strong>" in part.text
    assert "有的格子看不懂" in part.text
    assert world.aim_of(made).parts == {}


@pytest.mark.parametrize("typed", ["-1", "许多", "1.5", "99999999", "9" * 10_000])
def test_a_cell_that_makes_no_sense_is_named_with_its_unit_and_month(browse: Browser, world: Inside, typed: str) -> None:
    made = world.target()
    refused = browse.sign_in("fuzhou").fill(page_of(made), cells(browse, 鼓楼_02=typed, 晋安_01="7"))
    assert refused.status_code == 422
    assert "鼓楼区 2 月：" in refused.text
    assert 'value="7"' in refused.text
    assert world.aim_of(made).parts == {}


def test_hours_are_typed_in_hours_and_kept_in_minutes(browse: Browser, world: Inside) -> None:
    made = hour_target(world)
    browse.sign_in("fuzhou").fill(page_of(made), cells(browse, 晋安_01="98.5", 鼓楼_02="1:20"))
    assert sorted(v for months in world.aim_of(made).parts.values() for v in months.values()) == [80, 5910]
    page = browse.get(page_of(made)).text
    assert 'value="98.5"' in page
    assert 'value="1:20"' in page
    assert "还差 <strong>0.17</strong>" in page


def test_a_unit_that_does_not_take_part_is_not_written(browse: Browser, world: Inside) -> None:
    made = world.target()
    with browse.app.app_context():
        station = make.tenant(make.LIANXIANG).id
    browse.sign_in("fuzhou").fill(page_of(made), {f"u{station}_2026_01": "100"})
    assert world.aim_of(made).parts == {}


def test_of_two_who_split_the_second_is_told_and_keeps_what_she_typed(browse: Browser, world: Inside) -> None:
    made = world.target()
    browse.sign_in("fuzhou")
    assert browse.post(page_of(made), {"version": "1", "action": "even"}).status_code == 303
    late = browse.post(page_of(made), {"version": "1", **cells(browse, 晋安_01="77")})
    assert late.status_code == 409
    assert "刚才有人改过这个目标" in late.text
    assert 'value="77"' in late.text
    again = browse.post(page_of(made), {"version": "2", "action": "even", "once": "a" * 32})
    assert browse.post(page_of(made), {"version": "2", "action": "even", "once": "a" * 32}).location == again.location


def test_the_change_log_cannot_be_rewritten(browse: Browser, world: Inside) -> None:
    world.target(is_published=True)
    with browse.app.app_context(), make.working_at(make.CITY, "fuzhou") as scope:
        rows = update(TargetChange).where(scope.changes(TargetChange)).values(reason="改写")
        with pytest.raises(Exception, match="append-only"):
            db.session.execute(rows, scope.binds)
        db.session.rollback()


def download(browse: Browser, target_id: Any) -> list[list[Any]]:
    sent = browse.get(page_of(target_id, "/split.xlsx"))
    return CalamineWorkbook.from_filelike(BytesIO(sent.data)).get_sheet_by_index(0).to_python()


def upload(browse: Browser, target_id: Any, table: list[list[Any]]) -> TestResponse:
    out, path = BytesIO(), page_of(target_id, "/split/sheet")
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet()
        for n, row in enumerate(table):
            page.write_row(n, 0, row)
    hidden = check_page(browse.client.get(path).text).hidden
    return browse.post(path, {**hidden, "file": (BytesIO(out.getvalue()), "分解.xlsx")}, content_type="multipart/form-data")


def row_of(table: list[list[Any]], name: str) -> list[Any]:
    return next(row for row in table if row[0] == name)


def test_a_sheet_is_handed_out_filled_in_and_taken_over_once(browse: Browser, world: Inside) -> None:
    made = hour_target(world, is_published=True)
    browse.sign_in("fuzhou")
    table = download(browse, made)
    head = row_of(table, "县（市、区）")
    assert head[1:5] == ["1月", "2月", "3月", "一季度"]
    jinan, gulou, total = row_of(table, "晋安区"), row_of(table, "鼓楼区"), row_of(table, "合计")
    jinan[1], gulou[1] = "1,0", gulou[1] - 1
    jinan[1] = jinan[2] + 1.5
    jinan[-1], gulou[-1] = "", ""
    total[1] = jinan[1] + gulou[1] + row_of(table, "市本级")[1]
    total[-1] = ""
    checked = upload(browse, made, table)
    assert checked.location == upload(browse, made, table).location
    before = world.aim_of(made).parts
    page = browse.get(checked.location).text
    assert "与各行相符" in page
    history = browse.get(f"/t/{make.CITY}/imports/").text
    assert "目标分解" in history
    known = f"/t/{make.CITY}/targets/sheets/{checked.location.rpartition('/')[2]}"
    assert f'href="{known}"' in history, "what was read in is told with all other sheets"
    assert browse.get(known).location == checked.location
    assert world.aim_of(made).parts == before, "a dry run writes nothing"
    done = browse.fill(checked.location, {"which": "all"})
    assert done.location == page_of(made)
    assert world.aim_of(made).parts != before
    again = browse.post(checked.location, {"which": "all", "good": "3", "once": "9" * 32})
    assert again.status_code == 409
    assert "没有重复导入" in again.text


def test_a_sheet_says_of_each_row_why_and_the_good_ones_may_be_taken(browse: Browser, world: Inside) -> None:
    made = world.target(last_month="2026-02", city_value=100)
    browse.sign_in("fuzhou")
    head = ["县（市、区）", "1月", "2月", "合计"]
    rows = [["晋安区", "30", "１，０００", ""], ["鼓楼区", 30, "很多", ""], ["台江", 1, 2, 3], ["市本级", 1, 2, 9]]
    checked = upload(browse, made, [head, *rows])
    page = browse.get(checked.location).text
    for words in ("2 月“很多”：请填写整数", "本市没有“台江”", "合计写的是 9，各月相加是 3", "3 行有问题", "多了 930"):
        assert words in page
    assert browse.fill(checked.location, {"which": "all"}).status_code == 409
    assert browse.fill(checked.location, {"which": "good"}).status_code == 303
    assert list(world.aim_of(made).parts.values()) == [{"2026-01": 30, "2026-02": 1000}]


def test_a_sheet_without_a_month_is_refused_and_one_of_another_target_not_found(browse: Browser, world: Inside) -> None:
    made, other = world.target(last_month="2026-02"), world.target(name="另一个", last_month="2026-02")
    browse.sign_in("fuzhou")
    lacking = upload(browse, made, [["县（市、区）", "1月"], ["晋安区", 1]])
    assert lacking.status_code == 422
    assert "没有找到这些列：2月" in lacking.text
    good = upload(browse, made, [["县（市、区）", "1月", "2月"], ["晋安区", 1, 2]]).location
    assert browse.get(good.replace(str(made), str(other))).status_code == 404
