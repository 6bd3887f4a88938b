"""Whether a figure is so unlike an earlier one that somebody should look at it again before it goes up; never a reason to refuse it."""

from typing import Final

TIMES: Final = 3
LEAST: Final = 10  # between handfuls a threefold is an ordinary month


def is_far(now: int | None, before: int | None, *, is_minutes: bool = False) -> bool:
    """Say whether one of two figures is more than three times the other; beside none, nought or mere handfuls nothing is far.

    Args:
        is_minutes: they are minutes, and a handful is one of hours.
    """
    if not now or not before or now < 0 or before < 0:
        return False
    least = LEAST * 60 if is_minutes else LEAST
    return max(now, before) >= least and max(now, before) > TIMES * min(now, before)
