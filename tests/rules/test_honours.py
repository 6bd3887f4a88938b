"""What a certificate of volunteer service says, and when."""

from datetime import date
from types import SimpleNamespace

import pytest

from portal.core.errors import RuleBroken
from portal.volunteer.rules.honours import check_range, next_number, notice_until, summed


def row(kind: str, worked_min: int) -> SimpleNamespace:
    return SimpleNamespace(kind=kind, worked_min=worked_min)


def test_hours_and_content_are_the_sum_of_the_rows() -> None:
    found = summed([row("meals", 60), row("haircut", 90), row("meals", 45)])
    assert (found.worked_min, found.content) == (195, "助餐 1小时45分、理发 1小时30分")
    assert (summed([]).worked_min, summed([]).content) == (0, "")


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [("2026-03-02", "2026-03-01", "不能早于"), ("2026-03-01", "2026-03-17", "还没有到"), ("2026-03-16", "2026-03-16", "")],
)
def test_days_run_forward_and_are_over(first: str, last: str, words: str) -> None:
    days = date.fromisoformat(first), date.fromisoformat(last)
    if not words:
        return check_range(*days, today=date(2026, 3, 16))
    with pytest.raises(RuleBroken, match=words):
        check_range(*days, today=date(2026, 3, 16))
    return None


def test_the_day_a_notice_is_put_up_does_not_count() -> None:
    assert notice_until(date(2026, 2, 25)) == date(2026, 3, 4)


@pytest.mark.parametrize(("last", "number"), [(None, "Z-0001"), ("Z-0009", "Z-0010"), ("Z-9998", "Z-9999")])
def test_numbers_follow_each_other(last: str | None, number: str) -> None:
    assert next_number("Z-", last) == number
