"""Targets: amounts as typed, uplift and completion by integers, parts that are the whole."""

from datetime import date
from typing import Any

import pytest

from portal.core.errors import RuleBroken
from portal.targets.rules.aims import Aim, check_aim, check_amendment
from portal.targets.rules.amounts import MOST, BadAmount, parse_amount, show_typed
from portal.targets.rules.changes import Change, tell_changes
from portal.targets.rules.progress import elapsed, show_percent, show_points, thousandths
from portal.targets.rules.sheets import check_lines
from portal.targets.rules.splits import Row, add_up, check_split, list_moved, share_out, spread_evenly

MONTHS = ("2026-01", "2026-12")
CITY, JINAN, GULOU, GONE = Row(1, "1", "市本级"), Row(2, "2", "晋安区"), Row(3, "3", "鼓楼区"), Row(4, "4", "郊区", is_closed=True)


def aim(**changes: Any) -> Aim:
    usual: dict[str, Any] = {"province_value": 8, "province_source": "省 1 号", "city_value": 10, "city_source": "市 1 号"}
    return Aim(**{"name": "基地", "measure": "sessions", "first_month": MONTHS[0], "last_month": MONTHS[1], **usual, **changes})


@pytest.mark.parametrize(
    ("province", "city", "uplift", "of_province", "of_city", "done"),
    [
        (8, 10, "+25.0%", "125.0%", "100.0%", 10),
        (83, 100, "+20.5%", "120.5%", "100.0%", 100),
        (10, 8, "-20.0%", "80.0%", "100.0%", 8),
        (8, 8, "0.0%", "12.5%", "12.5%", 1),
        (None, 10, "–", "–", "0.0%", 0),
    ],
)
def test_uplift_and_completion_are_derived_against_each_baseline(
    province: int | None, city: int, uplift: str, of_province: str, of_city: str, done: int
) -> None:
    it = aim(province_value=province, city_value=city)
    assert show_percent(it.uplift, is_signed=True) == uplift
    assert show_percent(thousandths(done, province) if province else None) == of_province
    assert show_percent(thousandths(done, city)) == of_city


@pytest.mark.parametrize(
    ("on", "gone"),
    [(date(2025, 12, 31), 0), (date(2026, 1, 1), 3), (date(2026, 3, 16), 205), (date(2026, 12, 31), 1000), (date(2027, 5, 1), 1000)],
)
def test_the_calendar_is_counted_in_days(on: date, gone: int) -> None:
    assert elapsed(*MONTHS, on) == gone


def test_a_leap_day_counts() -> None:
    assert elapsed("2028-02", "2028-02", date(2028, 2, 28)) == 966
    assert show_points(1000 - 966) == "+3.4"
    assert show_points(-125) == "-12.5"


@pytest.mark.parametrize(
    ("raw", "is_minutes", "value"),
    [
        ("1200", False, 1200),
        ("１，２００", False, 1200),
        ("12.0", False, 12),
        ("0", False, 0),
        ("1,200.5", True, 72030),
        ("１２００小时", True, 72000),
        ("1:20", True, 80),
        ("1.33333333333333", True, 80),
    ],
)
def test_amounts_are_read_as_clerks_and_sheets_write_them(raw: str, *, is_minutes: bool, value: int) -> None:
    assert parse_amount(raw, is_minutes=is_minutes) == value
    assert parse_amount(show_typed(value, is_minutes=is_minutes), is_minutes=is_minutes) == value


@pytest.mark.parametrize(
    ("raw", "is_minutes", "words"),
    [
        ("-5", False, "负数"),
        ("−5", True, "负数"),
        ("许多", False, "整数"),
        ("1.5", False, "整数"),
        ("1e3", True, "小时数"),
        ("12,00", False, "整数"),
        ("1.33", True, "整分钟"),
        (str(MOST + 1), False, "9,999,999"),
        ("9" * 13, True, "小时数"),
        ("٣", False, "整数"),
    ],
)
def test_what_is_no_amount_is_refused_with_the_reason(raw: str, *, is_minutes: bool, words: str) -> None:
    with pytest.raises(BadAmount, match=words):
        parse_amount(raw, is_minutes=is_minutes)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"province_value": None, "city_value": None}, "city_value"),
        ({"city_source": ""}, "city_source"),
        ({"first_month": "2026-12", "last_month": "2026-01"}, "last_month"),
        ({"last_month": "2027-01"}, "last_month"),
        ({"measure": "service", "kind_id": 1}, "kind"),
    ],
)
def test_a_target_that_cannot_be_is_refused_at_its_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_aim(aim(**changes), year=2026)
    assert broken.value.field == field


def test_what_was_split_is_neither_misread_nor_lost() -> None:
    split = aim(parts={2: {"2026-12": 3}})
    with pytest.raises(RuleBroken, match="换指标"):
        check_amendment(split, aim(measure="service"), revision=0)
    with pytest.raises(RuleBroken, match="12 月还有分解数"):
        check_amendment(split, aim(last_month="2026-11"), revision=0)
    check_amendment(aim(parts={2: {"2026-12": 0}}), aim(measure="service", last_month="2026-11"), revision=0)


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [(10, [1, 1, 1], [4, 3, 3]), (10, [1, 2, 3], [2, 3, 5]), (2, [1, 1, 1], [1, 1, 0]), (0, [1], [0]), (5, [0, 0], [0, 0])],
)
def test_a_total_is_shared_out_to_the_last_one(total: int, weights: list[int], shares: list[int]) -> None:
    assert share_out(total, weights) == shares


@pytest.mark.parametrize("whole", [1, 7, 100, 12345])
def test_an_even_split_is_the_whole_and_no_month_gets_all_remainders(whole: int) -> None:
    it = aim(city_value=whole)
    sums = add_up(spread_evenly(it, list(range(2, 15))), whole)
    assert sums.remainder == 0
    assert max(sums.by_unit.values()) - min(sums.by_unit.values()) <= 1
    assert max(sums.by_month.values()) - min(sums.by_month.values()) <= 1


def test_hours_are_shared_out_in_whole_hours() -> None:
    parts = spread_evenly(aim(measure="service", city_value=100 * 60 + 25), [2, 3, 4])
    odd = [value % 60 for months in parts.values() for value in months.values() if value % 60]
    assert odd == [25]
    assert add_up(parts, 6025).remainder == 0


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({2: {"2026-01": 9}}, "市定 10 场，分解合计 9 场，还差 1 场"),
        ({2: {"2026-01": 9}, 3: {"2026-02": 2}}, "分解合计 11 场，多了 1 场"),
        ({2: {"2026-01": 11, "2026-02": -1}}, "晋安区 2 月是负数"),
        ({2: {"2027-01": 10}}, "晋安区 1 月不在目标的月份之内"),
        ({4: {"2026-05": 10}}, "郊区已撤销，5 月的 10 场请改到其他县区"),
        ({9: {"2026-05": 10}}, "不属于本市"),
    ],
)
def test_parts_that_are_not_the_whole_are_not_published(parts: dict[int, dict[str, int]], words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        check_split(aim(parts=parts), [CITY, JINAN, GULOU, GONE], this_month="2026-03")


def test_a_closed_county_keeps_what_it_had_and_what_is_to_come_is_told() -> None:
    it = aim(parts={2: {"2026-01": 5}, 4: {"2026-02": 4, "2026-06": 1}})
    assert list_moved(it, [CITY, JINAN, GULOU, GONE], this_month="2026-03") == ([GONE], [CITY, GULOU])
    check_split(aim(parts={2: {"2026-01": 6}, 4: {"2026-02": 4}}), [JINAN, GONE], this_month="2026-03")


def test_a_change_is_told_cell_by_cell() -> None:
    before, after = aim(parts={2: {"2026-01": 10}}).kept(), aim(city_value=12, parts={2: {"2026-01": 9}, 3: {"2026-02": 3}}).kept()
    told = tell_changes(before, after, names={2: "晋安区", 3: "鼓楼区"}, kinds={})
    cells = [Change("晋安区 2026 年 1 月", "10", "9"), Change("鼓楼区 2026 年 2 月", "–", "3")]
    assert told == [Change("市定", "10", "12"), *cells]
    assert [it.what for it in tell_changes(before, after, names={2: "晋安区"}, kinds={}, only=2)] == ["市定", "晋安区 2026 年 1 月"]
    assert tell_changes(aim().kept(), {}, names={}, kinds={})[0] == Change("名称", "基地", "–")
    assert Aim.read(after) == aim(city_value=12, parts={2: {"2026-01": 9}, 3: {"2026-02": 3}})


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"name": "晋安"}, "本市没有“晋安”"),
        ({"name": ""}, "没有写是哪个县"),
        ({"m02": ""}, "2 月没有填，没有任务的请填 0"),
        ({"m01": "许多"}, "1 月“许多”：请填写整数"),
        ({"m01": "-1"}, "1 月“-1”：不能是负数"),
        ({"total": "99"}, "合计写的是 99，各月相加是 3"),
    ],
)
def test_a_row_of_a_sheet_says_why_it_cannot_be_taken(cells: dict[str, str], reason: str) -> None:
    row = {"row": "6", "name": "晋安区", "m01": "1", "m02": "2", "total": "3", **cells}
    line = check_lines([row], aim(last_month="2026-02"), [JINAN])[0]
    assert reason in "；".join(line.faults)
    assert line.parts == {}


def test_a_row_of_totals_is_held_against_the_rows_above_it() -> None:
    rows = [
        {"row": "6", "name": "晋安区", "m01": "1"},
        {"row": "7", "name": "鼓楼区", "m01": "2"},
        {"row": "8", "name": "鼓楼区", "m01": "2"},
    ]
    good, _, doubled, total = check_lines([*rows, {"row": "9", "name": "合计", "m01": "5"}], aim(last_month="2026-01"), [JINAN, GULOU])
    assert good.parts == {"2026-01": 1}
    assert "与第 7 行重复" in doubled.faults
    assert total.faults == ("1 月合计写的是 5，各行相加是 3",)


def test_hours_of_a_sheet_may_have_commas() -> None:
    line = check_lines([{"row": "6", "name": "晋安区", "m01": "1,200.5"}], aim(measure="service", last_month="2026-01"), [JINAN])[0]
    assert line.parts == {"2026-01": 72030}
