"""The rules of requests: the clock, the numbers, the days of a series, whom a clerk means, what a month came to."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from portal.care.rules.figures import figures_of
from portal.care.rules.requests import (
    Ask,
    Channel,
    Wanted,
    arrived_in_time,
    check_ask,
    check_wanted,
    format_wait,
    median_min,
    minutes_since,
    next_number,
)
from portal.care.rules.series import Plan, check_plan, due_days, weekday_words
from portal.care.rules.served import Choice, choose
from portal.care.rules.when import when_words
from portal.core.errors import RuleBroken
from portal.core.text import BadInput

TODAY = date(2026, 3, 16)
ASKED = datetime(2026, 3, 16, 1, 0, tzinfo=UTC)


def wanted(**changes: Any) -> Wanted:
    usual: dict[str, Any] = {"kind": "meals", "wanted_on": TODAY}
    return Wanted(**{**usual, **changes})


@pytest.mark.parametrize(
    ("seconds", "minutes", "is_in_time"),
    [(0, 0, True), (1, 1, True), (60, 1, True), (1800, 30, True), (1801, 31, False), (-60, 0, True)],
)
def test_half_an_hour_is_thirty_minutes_and_no_second_more(seconds: int, minutes: int, is_in_time: bool) -> None:
    moment = ASKED + timedelta(seconds=seconds)
    assert minutes_since(ASKED, moment) == minutes
    assert arrived_in_time(ASKED, moment) is is_in_time


def test_who_never_arrived_was_not_in_time() -> None:
    assert not arrived_in_time(ASKED, None)


@pytest.mark.parametrize(
    ("waited", "words"),
    [(0, "0 分"), (59, "59 分"), (60, "1 小时"), (125, "2 小时 5 分"), (1440, "1 天"), (4560, "3 天 4 小时")],
)
def test_a_wait_is_told_shortly(waited: int, words: str) -> None:
    assert format_wait(waited) == words


@pytest.mark.parametrize(
    ("taken", "number"),
    [([], "F2603-0001"), (["F2603-0009"], "F2603-0010"), (["F2603-9999"], "F2603-10000"), (["F2603-10000", "F2603-9999"], "F2603-10001")],
)
def test_numbers_go_on(taken: list[str], number: str) -> None:
    assert next_number("2026-03", taken) == number


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "massage"}, "kind"),
        ({"wanted_on": TODAY - timedelta(days=1)}, "wanted_on"),
        ({"wanted_on": TODAY + timedelta(days=181)}, "wanted_on"),
        ({"helpers": 0}, "helpers"),
        ({"helpers": 31}, "helpers"),
    ],
)
def test_what_cannot_be_done_is_named_at_its_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_wanted(wanted(**changes), today=TODAY)
    assert broken.value.field == field


def test_a_day_that_is_over_may_stay_when_something_else_is_amended() -> None:
    check_wanted(wanted(wanted_on=TODAY - timedelta(days=1)), today=TODAY, kept_on=TODAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("channel", "hers", "place", "field"),
    [(Channel.PHONE, 0, 0, "recipient"), (Channel.PHONE, 1, 1, "facility"), (Channel.CODE, 0, 0, ""), (Channel.PHONE, 0, 1, "")],
)
def test_one_is_served_and_not_two(channel: Channel, hers: int, place: int, field: str) -> None:
    it = Ask(wanted(), channel, uuid4() if hers else None, uuid4() if place else None)
    if not field:
        check_ask(it, today=TODAY)
        return
    with pytest.raises(RuleBroken) as broken:
        check_ask(it, today=TODAY)
    assert broken.value.field == field


@pytest.mark.parametrize(
    ("weekdays", "starts", "ends", "made", "days"),
    [
        ("1", 0, None, None, [0, 7, 14]),
        ("1", 0, None, 13, [14]),
        ("1", 0, None, 14, []),
        ("1", -21, None, None, [0, 7, 14]),
        ("1234567", 0, 2, None, [0, 1, 2]),
        ("2", 10, None, None, []),
        ("7", 0, -1, None, []),
    ],
)
def test_a_series_is_due_fourteen_days_ahead(weekdays: str, starts: int, ends: int | None, made: int | None, days: list[int]) -> None:
    def day(n: int | None) -> date | None:
        return None if n is None else TODAY + timedelta(days=n)

    found = due_days(weekdays, TODAY + timedelta(days=starts), day(ends), day(made), today=TODAY)
    assert [(it - TODAY).days for it in found] == days


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"weekdays": ""}, "weekdays"),
        ({"weekdays": "7", "ends_on": TODAY + timedelta(days=3)}, "weekdays"),
        ({"ends_on": TODAY - timedelta(days=1)}, "ends_on"),
        ({"ends_on": TODAY + timedelta(days=367)}, "ends_on"),
        ({"recipient_id": None}, "recipient"),
        ({"facility_id": uuid4()}, "recipient"),
    ],
)
def test_what_cannot_come_again_is_named(changes: dict[str, Any], field: str) -> None:
    plan: dict[str, Any] = {"wanted": wanted(), "weekdays": "1", "recipient_id": uuid4(), **changes}
    with pytest.raises(RuleBroken) as broken:
        check_plan(Plan(**plan), today=TODAY)
    assert broken.value.field == field


def test_weekdays_and_times_are_told_in_words() -> None:
    assert weekday_words("1234567") == "每天"
    assert weekday_words("13") == "周一、周三"
    assert when_words(wanted(start_min=545)) == "2026-03-16 周一 09:05"
    assert when_words(wanted()) == "2026-03-16 周一 时间不限"
    assert when_words(wanted(is_urgent=True)) == "2026-03-16 周一 尽快"


ONE, TWO, OTHER = (
    Choice(uuid4(), name, phone, "", "", None) for name, phone in (("李梅", "1380001"), ("李梅", "1380002"), ("李梅花", "1"))
)


@pytest.mark.parametrize(
    ("typed", "found", "meant"),
    [("李梅", [ONE], ONE), ("李梅 0002", [ONE, TWO], TWO), ("lm", [ONE], ONE), ("李梅", [ONE, OTHER], ONE), ("１３８０００１", [ONE], ONE)],
)
def test_a_clerk_means_one(typed: str, found: list[Choice], meant: Choice) -> None:
    assert choose(typed, found) is meant


@pytest.mark.parametrize(
    ("typed", "found", "words"), [("李梅", [ONE, TWO], "2 位"), ("李梅 0009", [ONE], "没有找到"), ("x", [], "没有找到")]
)
def test_what_could_be_several_or_nobody_is_said(typed: str, found: list[Choice], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        choose(typed, found)


def test_a_month_is_counts_and_the_middle_wait() -> None:
    def row(kind: str, is_urgent: bool, arrived: int | None) -> Any:
        at = {"arranged_at": ASKED, "arrived_at": None if arrived is None else ASKED + timedelta(minutes=arrived), "done_at": ASKED}
        return SimpleNamespace(kind=kind, is_urgent=is_urgent, asked_at=ASKED, **at)

    rows = [row("meals", True, 10), row("meals", True, 29), row("haircut", True, 90), row("meals", False, 5), row("haircut", True, None)]
    found = figures_of(rows)
    assert (found.done, found.urgent, found.in_time) == (5, 4, 2)
    assert found.kinds == (("meals", 3), ("haircut", 2))
    assert (found.to_arrived, found.to_arranged) == (29, 0)
    assert figures_of([]).to_arrived is None
    assert median_min([4, 1, 3, 2]) == 2
