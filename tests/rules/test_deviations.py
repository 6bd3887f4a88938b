"""Figures unlike those before: who is asked to look again, and who is left in peace."""

import pytest

from portal.reports.rules.deviations import is_far


@pytest.mark.parametrize(
    ("now", "before", "asked"),
    [
        (31, 10, True),
        (30, 10, False),
        (10, 31, True),
        (9, 1, False),
        (10, 3, True),
        (500, 0, False),
        (0, 500, False),
        (None, 500, False),
        (500, None, False),
        (-40, 5, False),
    ],
)
def test_only_more_than_threefold_of_more_than_handfuls_is_far(now: int | None, before: int | None, *, asked: bool) -> None:
    assert is_far(now, before) is asked


def test_a_handful_of_hours_is_no_handful_of_minutes() -> None:
    assert not is_far(180, 50, is_minutes=True)
    assert is_far(600, 180, is_minutes=True)
