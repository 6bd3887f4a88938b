"""When an exam is passed, and how marks and items are read."""

from datetime import date
from typing import Any

import pytest

from portal.core.errors import RuleBroken
from portal.core.text import BadInput
from portal.training.rules.exams import ExamPlan, Result, check_plan, judge, parse_items, parse_mark, show_mark

ITEMS = ("理论", "实操")


@pytest.mark.parametrize(
    ("marks", "pass_mark", "result", "failed"),
    [
        ((60, 60), 60, Result.PASSED, ()),
        ((59, 60), 60, Result.FAILED, ("理论",)),
        ((100, 59), 60, Result.FAILED, ("实操",)),
        ((0, 0), 60, Result.FAILED, ITEMS),
        ((0, 0), 1, Result.FAILED, ITEMS),
        ((100, 100), 100, Result.PASSED, ()),
        ((100, 99), 100, Result.FAILED, ("实操",)),
        ((None, None), 60, Result.ABSENT, ()),
        ((None, 100), 60, Result.FAILED, ("理论",)),
        ((100, None), 60, Result.FAILED, ("实操",)),
    ],
)
def test_every_item_has_to_reach_the_mark(marks: Any, pass_mark: int, result: Result, failed: tuple[str, ...]) -> None:
    verdict = judge(ITEMS, dict(zip(ITEMS, marks, strict=True)), pass_mark=pass_mark)
    assert (verdict.result, verdict.failed_items) == (result, failed)


def test_one_item_without_a_mark_is_no_result() -> None:
    with pytest.raises(KeyError):
        judge(ITEMS, {"理论": 80}, pass_mark=60)


@pytest.mark.parametrize("result", list(Result))
def test_only_who_was_there_has_sat(result: Result) -> None:
    assert result.has_sat is (result in {Result.PASSED, Result.FAILED})


@pytest.mark.parametrize(
    ("raw", "mark"),
    [("0", 0), ("100", 100), (" ６０ ", 60), ("缺考", None), ("缺", None), ("Q", None), ("ｑ", None), ("-", None), ("－", None)],
)
def test_a_mark_is_read_as_it_is_typed(raw: str, mark: int | None) -> None:
    assert parse_mark(raw) == mark


@pytest.mark.parametrize("raw", ["", "101", "-1", "59.5", "六十", "6O", "1e1", "٦٠", "null", "8" * 10_000])
def test_what_is_no_mark_is_refused(raw: str) -> None:
    with pytest.raises(BadInput, match="0 到 100 的整数"):
        parse_mark(raw)


def test_a_mark_is_shown_as_it_may_be_typed() -> None:
    assert [parse_mark(show_mark(mark)) for mark in (0, 60, 100, None)] == [0, 60, 100, None]


@pytest.mark.parametrize(
    ("raw", "items"), [("理论、实操", ITEMS), ("理论，实操", ITEMS), (" 理论; 实操 ", ITEMS), ("实操", ("实操",)), ("理论 实操、", ITEMS)]
)
def test_items_are_parted_by_whatever_is_typed(raw: str, items: tuple[str, ...]) -> None:
    assert parse_items(raw) == items


@pytest.mark.parametrize("raw", ["", "、", "理论、理论", "长" * 21, "、".join("一二三四五六七八九")])
def test_items_that_cannot_be(raw: str) -> None:
    with pytest.raises(BadInput):
        parse_items(raw)


@pytest.mark.parametrize(
    ("day", "is_good"),
    [
        (date(2026, 3, 16), True),
        (date(2028, 2, 29), True),
        (date(2028, 3, 16), False),
        (date(2024, 3, 16), True),
        (date(2024, 3, 15), False),
    ],
)
def test_an_exam_is_held_within_two_years(day: date, *, is_good: bool) -> None:
    plan = ExamPlan(1, None, "考试", day, None, "", "协会")
    if is_good:
        check_plan(plan, today=date(2026, 3, 16))
    else:
        with pytest.raises(RuleBroken):
            check_plan(plan, today=date(2026, 3, 16))
