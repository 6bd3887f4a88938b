"""How a unit comes and goes, what it may be called, and which new ones can be made."""

from typing import Any

import pytest

from portal.core.errors import RuleBroken
from portal.tenants.divisions import BadDivisionCode, next_local_code, prefix_of
from portal.tenants.rules.importing import Draft, Known, KnownUnit, check_all, check_new
from portal.tenants.rules.units import BadUnitName, Standing, Status, Step, check_rename, parse_unit_name, words_of

FUZHOU, JINAN, GULOU = "350100000000", "350111000000", "350102000000"
SANMU, LIANXIANG = "350111100010", "350111100013"


@pytest.mark.parametrize(
    ("status", "steps"),
    [
        (Status.PREPARING, [Step.CLOSE]),
        (Status.OPEN, [Step.SUSPEND, Step.CLOSE]),
        (Status.SUSPENDED, [Step.CLOSE, Step.REOPEN]),
        (Status.CLOSED, [Step.REOPEN]),
    ],
)
def test_what_can_be_done_hangs_on_the_status(status: Status, steps: list[Step]) -> None:
    stands = Standing("连翔社区驿站", status, was_opened=True)
    assert stands.steps() == steps
    for step in Step:
        why = stands.why_not(step)
        assert (why is None) is (step in steps)
        assert why is None or why == f"连翔社区驿站现在是“{status.label}”，不能{step.label}。"


@pytest.mark.parametrize(
    ("step", "was_opened", "after"),
    [
        (Step.SUSPEND, True, "suspended"),
        (Step.CLOSE, True, "closed"),
        (Step.CLOSE, False, "closed"),
        (Step.REOPEN, True, "open"),
        (Step.REOPEN, False, "preparing"),
    ],
)
def test_a_unit_reopened_is_open_only_if_it_ever_was(step: Step, was_opened: bool, after: str) -> None:
    assert Standing("x", Status.OPEN, was_opened=was_opened).after(step) == after


def test_a_county_is_closed_last() -> None:
    stations = [f"第{n}社区驿站" for n in range(1, 8)]
    why = Standing("晋安区", Status.OPEN, was_opened=True, open_below=stations).why_not(Step.CLOSE)
    assert why is not None
    assert "还有 7 个单位" in why
    assert "第5社区驿站 等" in why
    assert "第6社区驿站" not in why
    assert Standing("晋安区", Status.OPEN, was_opened=True, open_below=stations).why_not(Step.SUSPEND) is None


def test_nothing_is_reopened_below_what_is_closed() -> None:
    stands = Standing("连翔社区驿站", Status.CLOSED, was_opened=True, parent_status=Status.CLOSED)
    assert "上级单位已撤销" in str(stands.why_not(Step.REOPEN))


@pytest.mark.parametrize(("raw", "name"), [(" 连翔　社区驿站\u200b ", "连翔 社区驿站"), ("ab", "ab"), ("区" * 40, "区" * 40)])
def test_a_name_has_one_form(raw: str, name: str) -> None:
    assert parse_unit_name(raw) == name


@pytest.mark.parametrize("raw", ["", " ", "站", "12", "——", "区" * 41, "\x00" * 10])
def test_what_is_no_name_is_refused(raw: str) -> None:
    with pytest.raises(BadUnitName, match="2 到 40 个字"):
        parse_unit_name(raw)


def test_a_new_name_is_another_one_and_nobodys_beside() -> None:
    siblings = {"连翔社区驿站": 1, "东山社区驿站": 2}
    check_rename("连翔驿站", before="连翔社区驿站", siblings=siblings, own_id=1)
    for name, says in (("连翔社区驿站", "没有变化"), ("东山社区驿站", "已有单位用这个名称")):
        with pytest.raises(RuleBroken, match=says):
            check_rename(name, before="连翔社区驿站", siblings=siblings, own_id=1)


def test_a_change_is_told_in_words() -> None:
    assert words_of("close", "open", "closed") == "正常 → 已撤销"
    assert words_of("rename", "连翔驿站", "连翔社区驿站") == "连翔驿站 → 连翔社区驿站"
    assert words_of("add", "", "连翔社区驿站") == ""


def test_a_local_code_is_the_first_that_is_free() -> None:
    street = "350111100000"
    assert next_local_code(street, []) == "350111100901"
    assert next_local_code(street, ["350111100901", "350111100903"]) == "350111100902"
    with pytest.raises(RuleBroken, match="已经用完"):
        next_local_code(street, [f"350111100{n}" for n in range(901, 1000)])


@pytest.mark.parametrize(("code", "prefix"), [(FUZHOU, "3501"), (JINAN, "350111"), ("350111100000", "350111100"), (SANMU, SANMU)])
def test_a_place_holds_what_begins_like_it(code: str, prefix: str) -> None:
    assert prefix_of(code) == prefix


def test_nothing_begins_like_what_is_no_code() -> None:
    with pytest.raises(BadDivisionCode):
        prefix_of("350000000000")


def known(here: str = FUZHOU, **changes: Any) -> Known:
    """Return Fuzhou with two counties and one station, a place without a station, and another city."""
    city, jinan = KnownUnit(FUZHOU, "福州市", "city", "open", None), KnownUnit(JINAN, "晋安区", "county", "open", FUZHOU)
    gulou = KnownUnit(GULOU, "鼓楼区", "county", "open", FUZHOU)
    station = KnownUnit(LIANXIANG, "连翔社区驿站", "station", "open", JINAN)
    ours = [city, jinan, gulou, station] if here == FUZHOU else [jinan, station]
    other = KnownUnit("371581001001", "青年社区驿站", "station", "open", "371581001000", is_ours=False)
    places = {SANMU: "三木社区委员会", LIANXIANG: "连翔社区", "350104000000": "仓山区", **changes.pop("places", {})}
    units = [*ours, other, *changes.pop("units", ())]
    return Known(next(it for it in ours if it.code == here), units, places, ["371581000000", "350200000000"])


def test_a_station_gets_its_name_and_its_county_from_its_code() -> None:
    made = check_new(Draft("社区驿站", "３５０１１１ 100010"), known())
    assert (made.level, made.code, made.name, made.parent_code) == ("station", SANMU, "三木社区驿站", JINAN)


def test_a_county_gets_its_name_from_the_table_or_is_told_it() -> None:
    assert check_new(Draft("县级基地", "350104000000"), known()).name == "仓山区"
    high_tech = check_new(Draft("county", "350172000000", "福州高新区"), known())
    assert (high_tech.name, high_tech.parent_code) == ("福州高新区", FUZHOU)
    assert check_new(Draft("county", "359001000000", "平潭综合实验区"), known()).parent_code == FUZHOU


def test_a_station_may_stand_under_another_county_of_the_city() -> None:
    assert check_new(Draft("station", SANMU, parent_code=GULOU), known()).parent_code == GULOU


@pytest.mark.parametrize(
    ("draft", "field", "says"),
    [
        (Draft("", SANMU), "level", "级别请填写"),
        (Draft("驿站", SANMU), "level", "级别请填写"),
        (Draft("station", ""), "code", "请填写区划代码"),
        (Draft("station", "3.50111E+11"), "code", "12位数字"),
        (Draft("station", "350000000000"), "code", "全省"),
        (Draft("station", LIANXIANG), "code", "已经有一个单位：连翔社区驿站"),
        (Draft("station", "371581001001"), "code", "不在本单位下面"),
        (Draft("station", "350111100000"), "code", "要用社区的代码"),
        (Draft("station", "350111100901", "新苑社区驿站"), "code", "由系统给号"),
        (Draft("station", "350104001001", "某社区驿站"), "code", r"还没有它的县级基地（350104000000）"),
        (Draft("station", "371581001002", "某社区驿站", JINAN), "code", "不在福州市的区划内"),
        (Draft("station", SANMU, parent_code=LIANXIANG), "parent_code", "不是这里的县级基地"),
        (Draft("station", SANMU, parent_code="x"), "parent_code", "12位数字"),
        (Draft("station", "350111100011"), "name", "区划表里没有这个代码"),
        (Draft("station", SANMU, "连翔社区驿站"), "name", "已有单位叫“连翔社区驿站”"),
        (Draft("station", SANMU, "1"), "name", "2 到 40 个字"),
        (Draft("station", SANMU, contact_phone="123"), "contact_phone", "11位手机号码"),
        (Draft("station", SANMU, contact_name="长" * 41), "contact_name", "联系人最多 40 个字"),
        (Draft("station", SANMU, address="长" * 201), "address", "地址最多 200 个字"),
        (Draft("county", SANMU), "code", "六个零结尾"),
        (Draft("county", "440104000000", "越秀区"), "code", "不在本省"),
        (Draft("county", "350203000000", "思明区"), "code", "属于另一个城市"),
    ],
)
def test_what_cannot_be_made_says_why(draft: Draft, field: str, says: str) -> None:
    with pytest.raises(RuleBroken, match=says) as refused:
        check_new(draft, known())
    assert refused.value.field == field


def test_a_closed_unit_is_reopened_not_made_again_and_takes_no_station() -> None:
    closed = KnownUnit("350103000000", "台江区", "county", "closed", FUZHOU)
    with pytest.raises(RuleBroken, match="可以在它的页面上恢复"):
        check_new(Draft("county", closed.code), known(units=[closed]))
    with pytest.raises(RuleBroken, match="台江区已撤销"):
        check_new(Draft("station", "350103001001", "某社区驿站"), known(units=[closed]))


@pytest.mark.parametrize(
    ("draft", "says"),
    [
        (Draft("county", "350104000000"), "县级基地请由市级管理员添加"),
        (Draft("station", "350102001002", "某社区驿站"), "请由市级管理员添加"),
        (Draft("station", SANMU, parent_code=GULOU), "不是这里的县级基地"),
    ],
)
def test_a_county_adds_its_own_stations_alone(draft: Draft, says: str) -> None:
    assert check_new(Draft("station", SANMU), known(JINAN)).parent_code == JINAN
    with pytest.raises(RuleBroken, match=says):
        check_new(draft, known(JINAN))


def test_a_street_stands_as_a_county_in_a_county_level_city() -> None:
    linqing = KnownUnit("371581000000", "临清市", "city", "open", None)
    street = KnownUnit("371581001000", "青年路街道", "county", "open", linqing.code)
    places = {"371581002000": "新华路街道", "371581001001": "青年社区居民委员会"}
    world = Known(linqing, [linqing, street], places)
    assert check_new(Draft("county", "371581002000"), world).name == "新华路街道"
    made = check_new(Draft("station", "371581001001"), world)
    assert (made.name, made.parent_code) == ("青年社区驿站", street.code)
    with pytest.raises(RuleBroken, match="三个零结尾"):
        check_new(Draft("county", "371582000000", "某县"), world)


def test_a_sheet_is_checked_row_by_row_and_counties_come_first() -> None:
    rows = [
        (2, Draft("社区驿站", "350104001001", "对湖社区驿站")),
        (3, Draft("县级基地", "350104000000")),
        (4, Draft("社区驿站", SANMU)),
        (5, Draft("社区驿站", "350111 100010", "又一个")),
        (6, Draft("社区驿站", "x")),
    ]
    lines = check_all(rows, known())
    assert [line.row for line in lines] == [2, 3, 4, 5, 6]
    assert [line.unit.parent_code if line.unit else "" for line in lines] == ["350104000000", FUZHOU, JINAN, "", ""]
    assert (lines[3].field, lines[3].reason) == ("code", "与第 4 行重复")
    assert "12位数字" in lines[4].reason


def test_a_station_falls_with_the_county_it_would_stand_under() -> None:
    lines = check_all([(2, Draft("县级基地", "350104000000", "晋安区")), (3, Draft("社区驿站", "350104001001", "对湖社区驿站"))], known())
    assert [line.unit for line in lines] == [None, None]
    assert "请先添加" in lines[1].reason
