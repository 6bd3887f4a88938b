"""Which days are worked, and by which day a month is due."""

from datetime import date, timedelta

import pytest

from portal.core.errors import RuleBroken
from portal.core.scope import Level
from portal.returns.rules.due import Allowed, DueRule, Dues, check_days, check_exception, check_rule
from portal.returns.rules.workdays import Calendar, is_known, weeks_of

USUAL = Calendar()
TODAY = date(2026, 3, 16)


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        ((2026, 10, 10), True),  # a Saturday that is made up for the week of 国庆
        ((2026, 10, 9), True),
        ((2026, 10, 7), False),
        ((2026, 2, 14), True),  # a Saturday before 春节
        ((2026, 2, 17), False),
        ((2026, 2, 23), False),
        ((2026, 2, 24), True),
        ((2026, 3, 14), False),
        ((2028, 2, 29), True),  # a leap day of a year that nobody has announced
        ((2027, 1, 1), False),
        ((2027, 1, 4), True),
        ((2027, 5, 3), True),
        ((2029, 5, 2), False),
        ((2027, 10, 1), False),
        ((2027, 10, 4), True),
        ((2027, 10, 9), False),
    ],
)
def test_a_day_is_worked_as_announced_and_else_as_weekends_and_fixed_days_say(day: tuple[int, int, int], *, is_working: bool) -> None:
    assert USUAL.is_working(date(*day)) is is_working


def test_the_years_that_were_announced_are_known() -> None:
    assert is_known(2026)
    assert not is_known(2027)


def test_what_the_city_declares_goes_first() -> None:
    own = Calendar({date(2026, 3, 2): False, date(2026, 3, 7): True, date(2027, 2, 8): False})
    assert [own.is_working(date(2026, 3, n)) for n in (2, 7, 8)] == [False, True, False]
    assert not own.is_working(date(2027, 2, 8))
    shown = own.show(date(2026, 3, 7))
    assert (shown.differs, shown.is_own) == (True, True)


@pytest.mark.parametrize(
    ("month", "n", "due"),
    [
        ("2026-01", 3, (2026, 2, 4)),
        ("2026-01", 12, (2026, 2, 24)),  # 14 is worked, 15 to 23 are free
        ("2026-02", 3, (2026, 3, 4)),
        ("2026-09", 3, (2026, 10, 10)),  # 8, 9 and the Saturday
        ("2026-09", 4, (2026, 10, 12)),
        ("2026-12", 3, (2027, 1, 6)),  # 1 is fixed, 2 and 3 a weekend
        ("2028-01", 20, (2028, 2, 28)),
        ("2026-12", 1, (2027, 1, 4)),
    ],
)
def test_the_nth_working_day_after_a_month(month: str, n: int, due: tuple[int, int, int]) -> None:
    assert USUAL.nth_workday(month, n) == date(*due)


def test_working_days_are_counted_after_a_day() -> None:
    assert USUAL.count_workdays(date(2026, 2, 28), date(2026, 3, 4)) == 3
    assert USUAL.count_workdays(date(2026, 3, 4), date(2026, 3, 1)) == 0


def test_a_city_that_declares_a_month_free_waits_for_the_next_one() -> None:
    free = Calendar({date(2026, 3, 1) + timedelta(days=n): False for n in range(31)})
    assert free.nth_workday("2026-02", 3) == date(2026, 4, 3)


def test_a_month_is_shown_week_by_week_from_monday() -> None:
    weeks = list(weeks_of("2026-03"))
    assert [len(week) for week in weeks] == [7] * 6
    assert weeks[0] == [None] * 6 + [date(2026, 3, 1)]
    assert weeks[-1][1] == date(2026, 3, 31)


def test_the_latest_rule_that_has_begun_is_in_force() -> None:
    dues = Dues(rules=[DueRule("2026-05", 2, 4), DueRule("2026-03", 5, 8)])
    assert [dues.rule_of(month).station_workdays for month in ("2026-02", "2026-03", "2026-04", "2026-05", "2027-01")] == [3, 5, 5, 2, 2]
    assert dues.usual("2026-02", Level.STATION) == date(2026, 3, 4)
    assert dues.usual("2026-02", Level.COUNTY) == dues.usual("2026-02", Level.CITY) == date(2026, 3, 6)
    assert dues.usual("2026-03", Level.COUNTY) == date(2026, 4, 13)  # 清明 on the 4th to the 6th


def test_an_exception_is_one_units_and_one_months_and_never_earlier() -> None:
    dues = Dues(allowed={(7, "2026-02"): Allowed(date(2026, 3, 20), "停电"), (8, "2026-02"): Allowed(date(2026, 3, 3), "早")})
    assert dues.due_on("2026-02", Level.STATION, 7) == date(2026, 3, 20)
    assert {dues.due_on("2026-02", Level.STATION, unit) for unit in (8, 9)} == {date(2026, 3, 4)}
    assert dues.due_on("2026-01", Level.STATION, 7) == date(2026, 2, 4)


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (DueRule("2026-02", 3, 5), "since_month"),
        (DueRule("2029-01", 3, 5), "since_month"),
        (DueRule("2026-04", 6, 5), "county_workdays"),
    ],
)
def test_a_rule_of_the_past_or_against_itself_is_refused(rule: DueRule, field: str) -> None:
    check_rule(DueRule("2026-03", 5, 5), today=TODAY)
    with pytest.raises(RuleBroken) as refused:
        check_rule(rule, today=TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize("days", [[date(2026, 2, 28)], [date(2029, 1, 1)], [date(2026, 4, 1) + timedelta(days=n) for n in range(61)]])
def test_days_gone_by_too_far_or_too_many_are_refused(days: list[date]) -> None:
    check_days([date(2026, 3, 1), date(2028, 12, 31)], today=TODAY)
    with pytest.raises(RuleBroken):
        check_days(days, today=TODAY)


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (date(2026, 2, 27), "还没有过完"),
        (date(2026, 3, 3), "不能提前"),
        (date(2026, 3, 15), "已经过了"),
        (date(2026, 3, 18), "不用再登记"),
        (date(2026, 6, 1), "最多往后"),
    ],
)
def test_an_exception_is_a_later_day(due_on: date, words: str) -> None:
    usual = {"usual": date(2026, 3, 4), "current": date(2026, 3, 18), "today": TODAY}
    check_exception("2026-02", date(2026, 3, 20), **usual)
    with pytest.raises(RuleBroken, match=words):
        check_exception("2026-02", due_on, **usual)
