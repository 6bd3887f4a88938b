"""Days are Asia/Shanghai, instants UTC."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from portal.core import clock


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 3, 31, 15, 59, 59, tzinfo=UTC), date(2026, 3, 31)),
        (datetime(2026, 3, 31, 16, 0, 0, tzinfo=UTC), date(2026, 4, 1)),
        (datetime(2026, 12, 31, 16, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_a_day_begins_at_midnight_in_shanghai(instant: datetime, day: date) -> None:
    with time_machine.travel(instant, tick=False):
        assert clock.today() == day


@pytest.mark.parametrize(
    ("month", "last"), [("2028-02", date(2028, 2, 29)), ("2026-02", date(2026, 2, 28)), ("2026-12", date(2026, 12, 31))]
)
def test_a_month_ends_with_its_last_day(month: str, last: date) -> None:
    assert clock.days_of(month) == (last.replace(day=1), last)


def test_pretending_ends_when_it_is_left() -> None:
    past = datetime(2020, 1, 1, tzinfo=UTC)
    with clock.pretending(past):
        assert clock.now() == past
    assert clock.now() > past
