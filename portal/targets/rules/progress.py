"""How far a target has come, by integers alone: completion, the share of its days that is gone, lead and lag."""

from datetime import date

from portal.core.clock import days_of

BEHIND = -100  # thousandths: more than ten percentage points behind the calendar


def thousandths(part: int, whole: int) -> int:
    """Return part / whole in thousandths, half up: 10 of 8 is 1250, 17 of 83 is 205."""
    return (part * 2000 + whole) // (2 * whole)


def show_percent(value: int | None, *, is_signed: bool = False) -> str:
    """Return thousandths as `125.0%`, signed as `+20.5%`; `–` of nothing."""
    return "–" if value is None else f"{_decimal(value, is_signed=is_signed)}%"


def show_points(value: int | None) -> str:
    """Return a difference of two shares: `+3.2`, in percentage points."""
    return "–" if value is None else _decimal(value, is_signed=True)


def elapsed(first_month: str, last_month: str, on: date) -> int:
    """Return which share of the days of these months is gone at the end of a day, in thousandths (序时进度)."""
    start, end = days_of(first_month)[0], days_of(last_month)[1]
    days = (end - start).days + 1
    return thousandths(min(max((on - start).days + 1, 0), days), days)


def _decimal(value: int, *, is_signed: bool) -> str:
    sign = "-" if value < 0 else "+" if is_signed and value else ""
    return f"{sign}{abs(value) // 10}.{abs(value) % 10}"
