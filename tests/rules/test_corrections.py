"""The decisions of corrections, of years side by side, and of what is compared: no database."""

from datetime import date
from uuid import uuid4

import pytest

from portal.core.errors import RuleBroken
from portal.core.text import BadCount
from portal.returns.rules import compare, corrections, years
from portal.returns.rules.compare import Held, month_period, year_period
from portal.returns.rules.corrections import CountedRow, Counts, Draft, Missed, Subject
from portal.tallies.rules import ATTENDANCES, PASSED, RATES, SERVICE, SESSIONS

TODAY = date(2026, 3, 16)
ROW = CountedRow(
    Subject.ACTIVITY, uuid4(), (), date(2026, 2, 5), "", corrections.activity_values(1, TODAY, Counts(30, 28, is_online=False))
)


def asked(counts: Counts | None = None, *, is_away: bool = False) -> Draft:
    return Draft("2026-03", "复核", Subject.ACTIVITY, ROW.id, is_away, counts)


@pytest.mark.parametrize(
    ("earlier", "draft", "change"),
    [
        ({}, asked(Counts(25, 28 - 8, is_online=False)), {"attendances": -5, "women": -8}),
        ({}, asked(Counts(30, 28, is_online=True)), {"online": 30}),
        ({}, asked(is_away=True), {"sessions": -1, "attendances": -30, "women": -28}),
        ({("attendances", 1): -5}, asked(is_away=True), {"sessions": -1, "attendances": -25, "women": -28}),
        ({("attendances", 1): -5}, asked(Counts(30, 28, is_online=False)), {"attendances": 5}),
    ],
)
def test_a_correction_is_the_difference_to_what_counts_by_now(earlier: corrections.Values, draft: Draft, change: dict[str, int]) -> None:
    assert {code: value for (code, _), value in corrections.change_of(ROW, earlier, draft).items()} == change


@pytest.mark.parametrize(
    ("corrected", "closed", "months"),
    [
        ("2026-01", {"2026-01"}, ["2026-03", "2026-02"]),
        ("2026-01", {"2026-01", "2026-02"}, ["2026-03"]),
        ("2026-02", {"2026-02", "2026-03"}, []),
        ("2026-03", {"2026-03"}, []),
        ("2026-04", {"2026-04"}, []),
    ],
)
def test_a_correction_counts_in_an_open_month_after_the_one_it_corrects(corrected: str, closed: set[str], months: list[str]) -> None:
    assert corrections.open_months(corrected, closed=closed, today=TODAY) == months


@pytest.mark.parametrize(
    ("day", "values"),
    [
        (date(2026, 3, 17), {("wishes", 0): 1}),
        (TODAY, {("wishes", 0): 0}),
        (TODAY, {("wishes", 0): 100_000}),
        (TODAY, {("attendances", 1): 3, ("women", 1): 4}),
        (TODAY, {("attendances", 1): -3, ("women", 1): -4}),
    ],
)
def test_what_cannot_have_been_missed(day: date, values: corrections.Values) -> None:
    with pytest.raises(RuleBroken):
        corrections.check_missed(Missed(day, "", values), today=TODAY)


def test_differences_are_read_with_their_signs_and_units() -> None:
    assert corrections.words_of({("women", 1): -3, ("attendances", 1): 5, ("service", 0): -90}) == "人次 +5，女性人次 −3，志愿时长 −1.5小时"


@pytest.mark.parametrize(
    ("raw", "value"),
    [("5200", 5200), ("5,200", 5200), ("29.9万", 299_000), ("２９.９万人次", 299_000), ("0", 0), ("1.2345万", 12_345)],
)
def test_a_figure_is_typed_as_reports_write_it(raw: str, value: int) -> None:
    assert years.read_value(ATTENDANCES, raw) == value


@pytest.mark.parametrize("raw", ["-5", "1.5", "29.99999万", "1e5", "٣", "九", "1,20", "999999999万", "", "5200 6000人"])
def test_what_is_no_figure(raw: str) -> None:
    with pytest.raises(BadCount):
        years.read_value(ATTENDANCES, raw)


def test_hours_are_typed_as_hours_and_shown_as_they_were_typed() -> None:
    for raw, minutes in {"1250.5": 75_030, "3": 180, "0.3万": 180_000}.items():
        assert years.read_value(SERVICE, raw) == minutes
        assert years.read_value(SERVICE, years.show_value(SERVICE, minutes)) == minutes
    with pytest.raises(BadCount, match="整分钟"):
        years.read_value(SERVICE, "0.33")


def test_five_years_of_daqing() -> None:
    # Source: S2-9, 5,200 场 and 29.9万人次, of which four years were typed in.
    typed = {(2022 + n, code): value for n in range(4) for code, value in {"sessions": 1000, "attendances": 60_000}.items()}
    table = years.years_of(range(2022, 2027), {(2026, "sessions"): 1200, (2026, "attendances"): 59_000}, typed, {})
    sums = {line.it.code: line.total.value for line in table.lines}
    assert sums == {"sessions": 5200, "attendances": 299_000}
    assert [years.tenths(value) for value in table.averages] == ["60.0"] * 4 + ["49.2", "57.5"]


def test_persons_are_never_added_and_not_told_over_years_that_were_typed_in() -> None:
    kept = {(2025, "trained_persons"): 3, (2026, "trained_persons"): 2}
    table = years.years_of([2025, 2026], kept, {}, {"trained_persons": 4})
    assert (table.lines[0].total.value, table.is_short_of_persons) == (4, False)
    table = years.years_of([2024, 2025, 2026], kept, {(2024, "trained_persons"): 9}, {"trained_persons": 4})
    assert (table.lines[0].total.value, table.is_short_of_persons) == (None, True)


def test_a_typed_figure_stands_for_its_year_and_what_is_kept_besides_is_told() -> None:
    line = years.years_of([2025], {(2025, "sessions"): 7}, {(2025, "sessions"): 90}, {}).lines[0]
    assert (line.total.value, line.cells[0].is_typed, line.cells[0].also_kept) == (90, True, 7)


@pytest.mark.parametrize(
    ("before", "after", "words"), [(0, 5, "–"), (-2, 5, "–"), (8, 9, "+12.5%"), (10, 5, "−50.0%"), (7, 7, "0.0%"), (3, 4, "+33.3%")]
)
def test_growth(before: int, after: int, words: str) -> None:
    assert compare.growth(before, after) == words


def held(whole: dict[str, int], parts: dict[tuple[int, str], int] | None = None) -> Held:
    return Held(whole, parts or {}, {}, {}, whole)


def test_a_share_differs_by_points() -> None:
    rate = next(it for it in RATES if it.part is PASSED)
    it = compare.compare_share(rate, held({"passed": 1, "examined": 2}), held({"passed": 5, "examined": 8}))
    assert (it.points, compare.compare_share(rate, held({}), held({"passed": 1, "examined": 1})).points) == ("+12.5个百分点", "–")


def test_what_is_not_of_the_units_below_stands_among_them() -> None:
    before = held({"sessions": 10}, {(1, "sessions"): 4, (2, "sessions"): 3})
    after = held({"sessions": 14}, {(1, "sessions"): 1, (3, "sessions"): 12})
    it = compare.compare(SESSIONS, before, after, {1: "甲", 2: "乙", 3: "丙"}, "本级")
    assert [(part.name, part.change) for part in it.parts] == [("丙", 12), ("甲", -3), ("乙", -3), ("本级", -2)]
    assert sum(part.change for part in it.parts) == it.change == 4


def test_a_period_that_is_not_over_is_named() -> None:
    said = compare.why_unfair([month_period("2026-02"), month_period("2026-03")], today=TODAY)
    assert len(said) == 1
    assert "2026年3月还没有过完（截至今天 16 天，全期 31 天）" in said[0]
    assert compare.why_unfair([year_period(2024), year_period(2025)], today=TODAY) == []
    assert "2026年4月还没有到" in compare.why_unfair([month_period("2026-04")], today=TODAY)[0]
    assert compare.why_unfair([month_period("2026-03")], today=date(2026, 3, 31)) == []
