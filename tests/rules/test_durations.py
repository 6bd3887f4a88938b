"""Lengths of time, times of day and months as people type them."""

from contextlib import suppress
from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core import text

ANY_TEXT = st.text(st.characters(), max_size=60)
steady = settings(derandomize=True, max_examples=300, deadline=None)


@pytest.mark.parametrize(
    ("raw", "worked_min"),
    [
        ("1.5", 90), ("2", 120), ("２", 120), ("1.5小时", 90), ("1.5 小时", 90), ("2个小时", 120), ("1.5h", 90), ("90分", 90),
        ("90分钟", 90),
        ("90 min", 90), ("1:30", 90), ("１：３０", 90), ("0:05", 5), ("1小时30分", 90), ("1 小时 30 分钟", 90), ("1小时5分", 65),
        ("1小时30", 90),
        ("0.25", 15), ("0.55", 33), ("0.05", 3), ("24", 1440), ("24:00", 1440), ("1440分", 1440), ("1分", 1), ("０．５", 30),
    ],
)  # fmt: skip
def test_a_length_of_time_is_read_as_clerks_write_it(raw, worked_min):
    assert text.parse_minutes(raw) == worked_min


@pytest.mark.parametrize(
    "raw",
    [
        "", "abc", "1e1", "1_0", "NaN", "-1", "٣", "1.505", ".5", "1.", "1:60", "1:5", "1小时60分", "1 5", "1,5", "1.5分", "1:30:00",
        "半天",
        "9" * 5000, "1小时-5分",
    ],
)  # fmt: skip
def test_what_is_no_length_of_time_is_refused(raw):
    with pytest.raises(text.BadDuration, match="请填写时长"):
        text.parse_minutes(raw)


@pytest.mark.parametrize("raw", ["0.33", "0.01", "1.67小时", "1.99"])
def test_hours_that_make_no_whole_minutes_are_refused_with_the_way_out(raw):
    with pytest.raises(text.BadDuration, match="改用分钟"):
        text.parse_minutes(raw)


@pytest.mark.parametrize("raw", ["0", "0分", "0:00", "24.05", "1441分", "24:01", "9999"])
def test_a_length_of_time_out_of_range_is_refused(raw):
    with pytest.raises(text.BadDuration, match="1分 到 24小时 之间"):
        text.parse_minutes(raw)


def test_minutes_typed_as_hours_are_told_how_to_write_minutes():
    with pytest.raises(text.BadDuration, match="写成“90分”"):
        text.parse_minutes("90")


def test_the_range_of_a_length_of_time_is_the_callers():
    assert text.parse_minutes("30小时", high=1800) == 1800
    with pytest.raises(text.BadDuration, match="30分 到 2小时 之间"):
        text.parse_minutes("29分", low=30, high=120)


@given(ANY_TEXT | st.from_regex(r"[0-9０-９]{1,3}[.:：小时]{0,2}[0-9]{0,2}(分钟)?", fullmatch=True))
@steady
def test_a_length_of_time_is_read_or_refused_never_a_crash(raw):
    with suppress(text.BadDuration):
        assert 1 <= text.parse_minutes(raw) <= 1440


@pytest.mark.parametrize(
    ("worked_min", "words", "hours"),
    [
        (0, "0分", "0"), (1, "1分", "0.02"), (2, "2分", "0.03"), (20, "20分", "0.33"), (30, "30分", "0.5"), (60, "1小时", "1"),
        (90, "1小时30分", "1.5"),
        (100, "1小时40分", "1.67"), (59, "59分", "0.98"), (63, "1小时3分", "1.05"), (600, "10小时", "10"), (-90, "-1小时30分", "-1.5"),
        (-20, "-20分", "-0.33"), (90_000_001, "1500000小时1分", "1500000.02"),
    ],
)  # fmt: skip
def test_minutes_are_shown_in_words_and_in_hours(worked_min, words, hours):
    assert text.format_minutes(worked_min) == words
    assert text.format_hours(worked_min) == hours


@given(st.integers(1, 1440))
@steady
def test_minutes_shown_are_read_back(worked_min):
    assert text.parse_minutes(text.format_minutes(worked_min)) == worked_min
    if worked_min % 3 == 0:  # only then are they whole hundredths of an hour
        assert text.parse_minutes(text.format_hours(worked_min)) == worked_min


@given(st.integers(-(10**12), 10**12))
@steady
def test_hours_shown_are_the_nearest_hundredth(worked_min):
    whole, _, decimals = text.format_hours(worked_min).removeprefix("-").partition(".")
    assert abs((int(whole) * 100 + int(decimals.ljust(2, "0"))) * 60 - abs(worked_min) * 100) < 30


@pytest.mark.parametrize(
    ("raw", "clock"),
    [("14:30", time(14, 30)), ("1430", time(14, 30)), ("１４：３０", time(14, 30)), ("9:05", time(9, 5)), ("930", time(9, 30)),
    ("14点30分", time(14, 30)),
     ("00:00", time(0, 0)), ("23:59", time(23, 59))],
)  # fmt: skip
def test_a_time_of_day_is_read(raw, clock):
    assert text.parse_clock(raw) == clock


@pytest.mark.parametrize("raw", ["", "24:00", "14:60", "14", "14:3", "-1:30", "1e10", "٣:٣٠", "14:30:00", "下午", "99999"])
def test_what_is_no_time_of_day_is_refused(raw):
    with pytest.raises(text.BadClock):
        text.parse_clock(raw)


@pytest.mark.parametrize("raw", ["2026-03", "2026-3", "２０２６－０３", "202603", "2026/03", "2026年3月", " 2026-03 "])
def test_a_month_has_one_form(raw):
    assert text.parse_month(raw) == "2026-03"


@pytest.mark.parametrize(
    "raw", ["", "2026", "2026-13", "2026-00", "1999-12", "2100-01", "20263", "2026-03-01", "26-03", "0000-01", "٢٠٢٦-٠٣", "2026-031"]
)
def test_what_is_no_month_is_refused(raw):
    with pytest.raises(text.BadMonth):
        text.parse_month(raw)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2026-03", "2026-03", ["2026-03"]),
        ("2025-11", "2026-02", ["2025-11", "2025-12", "2026-01", "2026-02"]),
        ("2025-12", "2026-01", ["2025-12", "2026-01"]),
    ],
)
def test_months_between_include_both_ends(first, last, months):
    assert text.months_between(first, last) == months


@pytest.mark.parametrize(("first", "last"), [("2026-03", "2026-02"), ("2026-01", "2025-12"), ("2026-13", "2027-01")])
def test_a_range_of_months_that_runs_backwards_is_refused(first, last):
    with pytest.raises(text.BadMonth):
        text.months_between(first, last)
