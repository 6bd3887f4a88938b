"""The roll-up as a table: what stands in it, what it adds up to, in which order."""

from datetime import date

import pytest

from portal.reports import rules
from portal.reports.rules import COLUMNS, Cell, Chosen, RollUp, Unit
from portal.tallies.rules import INDICATORS, SERVICE, SESSIONS

CITY = Unit(1, "350100000000", "福州市")
GULOU, JINAN = Unit(2, "350102000000", "鼓楼区"), Unit(3, "350111000000", "晋安区")
LIANXIANG, DONGSHAN = Unit(4, "350111100013", "连翔社区驿站"), Unit(5, "350111100014", "东山社区驿站", is_working=False)


def figures(table: RollUp, code: str) -> list[tuple[str, int | None]]:
    at = list(INDICATORS).index(code)
    return [(line.name, line.cells[at].value) for line in table.lines] + [("合计", table.totals[at].value)]


@pytest.mark.parametrize(
    ("sums", "expected"),
    [
        ({(2, "sessions"): 5, (3, "sessions"): 7}, [("鼓楼区", 5), ("晋安区", 7), ("合计", 12)]),
        ({(1, "sessions"): 2, (2, "sessions"): 5}, [("福州市本级", 2), ("鼓楼区", 5), ("晋安区", 0), ("合计", 7)]),
        ({}, [("鼓楼区", 0), ("晋安区", 0), ("合计", 0)]),
    ],
)
def test_a_citys_total_is_its_counties_and_its_own(sums: dict[tuple[int, str], int], expected: list[tuple[str, int]]) -> None:
    assert figures(rules.city_roll_up(CITY, [GULOU, JINAN], sums), "sessions") == expected


@pytest.mark.parametrize(
    ("sums", "expected"),
    [
        ({(3, "women"): 30, (4, "women"): 30}, [("连翔社区驿站", 30), ("合计", 30)]),
        ({(3, "women"): 37, (4, "women"): 30}, [("晋安区本级", 7), ("连翔社区驿站", 30), ("合计", 37)]),
        ({(3, "women"): 37, (4, "women"): 30, (5, "women"): 7}, [("连翔社区驿站", 30), ("东山社区驿站", 7), ("合计", 37)]),
    ],
)
def test_a_countys_own_is_what_its_stations_leave(sums: dict[tuple[int, str], int], expected: list[tuple[str, int]]) -> None:
    """A station that is not open stands there only with figures of its own."""
    assert figures(rules.county_roll_up(JINAN, [LIANXIANG, DONGSHAN], sums), "women") == expected


def test_a_station_shows_every_month_of_the_range() -> None:
    table = rules.station_roll_up(Chosen("2025-12", "2026-02"), {("2026-01", "sessions"): 3})
    assert figures(table, "sessions") == [("2025年12月", 0), ("2026年1月", 3), ("2026年2月", 0), ("合计", 3)]


def test_the_columns_are_the_indicators_in_their_order() -> None:
    labels = ["场次", "人次", "女性人次", "线上人次", "新增学员", "推荐", "先培训", "志愿时长"]
    assert [column.label for column in COLUMNS] == labels
    assert [column.unit for column in COLUMNS] == ["场", "人次", "人次", "人次", "名", "名", "名", "小时"]


def test_a_kind_narrows_what_has_kinds_and_leaves_the_rest_empty() -> None:
    rows = [(2, "sessions", 1, 4), (2, "sessions", 3, 2), (2, "intakes", 0, 9)]
    narrowed = rules.city_roll_up(CITY, [GULOU], rules.add_up(rows, kind_id=3), kind_id=3)
    assert figures(narrowed, "sessions") == [("鼓楼区", 2), ("合计", 2)]
    assert figures(narrowed, "intakes") == [("鼓楼区", None), ("合计", None)]
    whole = rules.city_roll_up(CITY, [GULOU], rules.add_up(rows, kind_id=None))
    assert figures(whole, "sessions") == [("鼓楼区", 6), ("合计", 6)]
    assert figures(whole, "intakes") == [("鼓楼区", 9), ("合计", 9)]


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("code", "鼓楼区 台江区 晋安区"),
        ("-code", "晋安区 台江区 鼓楼区"),
        ("sessions", "晋安区 鼓楼区 台江区"),
        ("-sessions", "鼓楼区 台江区 晋安区"),  # equals keep the order of their codes, both ways
        ("-women", "台江区 鼓楼区 晋安区"),
    ],
)
def test_the_lines_are_sorted_by_any_column(sort: str, names: str) -> None:
    units = [JINAN, Unit(6, "350103000000", "台江区"), GULOU]
    sums = {(2, "sessions"): 5, (6, "sessions"): 5, (3, "sessions"): 1, (6, "women"): 9}
    table = rules.in_order(rules.city_roll_up(CITY, units, sums), sort)
    assert [line.name for line in table.lines] == names.split()


@pytest.mark.parametrize("raw", [None, "", "nonsense", "--women", "women;drop", "-"])
def test_a_nonsense_order_is_the_order_of_codes(raw: str | None) -> None:
    assert rules.sort_key(raw) == "code"


@pytest.mark.parametrize(("raw"), ["code", "-code", "women", "-service"])
def test_an_order_that_makes_sense_is_kept(raw: str) -> None:
    assert rules.sort_key(raw) == raw


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-01", "2026-03", None),
        ("2026-03", "2026-03", None),
        ("2021-04", "2026-03", None),
        ("2026-04", "2026-03", "结束月份不能早于开始月份"),
        ("2021-03", "2026-03", "一次最多汇总 60 个月"),
    ],
)
def test_a_range_has_an_order_and_an_end(first: str, last: str, words: str | None) -> None:
    why = rules.why_no_range(first, last)
    assert (why is None) if words is None else (why is not None and words in why)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-03", "2026-03", "2026年3月"),
        ("2026-01", "2026-03", "2026年1月至3月"),
        ("2025-11", "2026-02", "2025年11月至2026年2月"),
    ],
)
def test_a_period_is_read_as_people_say_it(first: str, last: str, words: str) -> None:
    assert rules.period_words(first, last) == words


def test_the_usual_range_is_this_year_so_far() -> None:
    assert rules.usual_range(date(2026, 3, 16)) == ("2026-01", "2026-03")


@pytest.mark.parametrize(
    ("cell", "shown", "number"),
    [
        (Cell(SESSIONS, 0), "0", 0),
        (Cell(SESSIONS, 1234567), "1,234,567", 1234567),
        (Cell(SESSIONS, -3), "-3", -3),
        (Cell(SESSIONS, None), "–", None),
        (Cell(SERVICE, 90), "1.50", 1.5),
        (Cell(SERVICE, 75_030), "1,250.50", 1250.5),
        (Cell(SERVICE, -90), "-1.50", -1.5),
        (Cell(SERVICE, 0), "0", 0),
        (Cell(SERVICE, None), "–", None),
    ],
)
def test_a_figure_is_read_in_its_unit(cell: Cell, shown: str, number: float | None) -> None:
    assert cell.shown == shown
    assert cell.number == number


def test_hours_are_added_as_minutes() -> None:
    table = rules.city_roll_up(CITY, [GULOU, JINAN], {(2, "service"): 20, (3, "service"): 20})
    assert [line.cells[-1].shown for line in table.lines] == ["0.33", "0.33"]
    assert table.totals[-1].shown == "0.67"


@pytest.mark.parametrize(("value", "is_wide"), [(999_999, False), (1_000_000, True)])
def test_the_paper_lies_down_for_long_figures(value: int, *, is_wide: bool) -> None:
    assert rules.needs_width(rules.city_roll_up(CITY, [GULOU], {(2, "attendances"): value})) is is_wide


def test_a_table_without_lines_adds_up_to_nothing() -> None:
    assert figures(rules.county_roll_up(JINAN, [], {}), "women") == [("合计", 0)]


def test_a_station_is_a_line_for_each_run_of_months_and_the_countys_own_is_what_they_leave() -> None:
    parts = [
        Unit(4, "350111100013", "连翔社区驿站", span=("2026-06", "2026-12")),
        Unit(4, "350111100013", "连翔社区驿站", span=("2026-01", "2026-02"), note="只计2026年1月至2月", is_below=False),
    ]
    sums = {(3, "women"): 37, ((4, "2026-01"), "women"): 10, ((4, "2026-06"), "women"): 20}
    table = rules.in_order(rules.county_roll_up(JINAN, parts, sums), "code")
    assert figures(table, "women") == [("晋安区本级", 7), ("连翔社区驿站", 10), ("连翔社区驿站", 20), ("合计", 37)]
    assert [(line.label, line.span, line.is_below) for line in table.lines[1:]] == [
        ("连翔社区驿站（只计2026年1月至2月）", ("2026-01", "2026-02"), False),
        ("连翔社区驿站", ("2026-06", "2026-12"), True),
    ]


@pytest.mark.parametrize(
    ("span", "stands_under", "is_lent", "words"),
    [
        (None, "", False, ""),
        (("2026-03", "2026-03"), "", False, "只计2026年3月"),
        (None, "鼓楼区", False, "现隶属鼓楼区"),
        (("2026-01", "2026-06"), "鼓楼区", False, "现隶属鼓楼区，只计2026年1月至6月"),
        (None, "鼓楼区", True, "隶属鼓楼区，跨区报送"),
    ],
)
def test_a_line_says_where_its_station_stands_and_which_months_it_is(
    span: tuple[str, str] | None, stands_under: str, is_lent: bool, words: str
) -> None:
    assert rules.note_of(span, stands_under=stands_under, is_lent=is_lent) == words
