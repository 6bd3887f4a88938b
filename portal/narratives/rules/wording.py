"""How a figure is said in running text: exactly, or rounded with 余, 近 or 约, which the value alone decides."""

from typing import Final

from portal.core.text import format_hours

SMALL: Final = 20  # below, a figure is always said exactly
MYRIAD: Final = 10_000


def exact(value: int, unit: str, *, is_minutes: bool = False) -> str:
    """Return `4213人次`; minutes as `1250.5小时`."""
    return f"{format_hours(value) if is_minutes else value}{unit}"


def about(value: int, unit: str, *, is_minutes: bool = False) -> str:
    """Return a figure in round words: `4200余人次`, `近5000人次`, `约4300人次`, `12万余人次`.

    A figure is rounded to two digits, of hours too. What is round already is said as it is. Up to the middle above a round figure it is
    余 of that one; in the last fifth below the next it is 近 that one; between them it is 约 the next, which is the nearer. So 余 never
    stands with a figure that is not exceeded, nor 近 with one that is reached.

    Args:
        value: in the unit; in minutes where hours are told.
    """
    per = 60 if is_minutes else 1
    if value < SMALL * per:
        return exact(value, unit, is_minutes=is_minutes)
    step = 10 ** (len(str(value // per)) - 2)
    over = value % (step * per)
    low = value // (step * per) * step
    if not over:
        return f"{_number(low)}{unit}"
    if over * 2 <= step * per:
        return f"{_number(low)}余{unit}"
    is_near = over * 5 >= step * per * 4
    return f"{'近' if is_near else '约'}{_number(low + step)}{unit}"


def growth(before: int, after: int) -> str:
    """Return `增长12.3%`, `下降4.0%` or `持平`, rounded half up away from nought; `before` is not nought."""
    tenths = _thousandths(abs(after - before), before)
    if after == before:
        return "持平"
    return f"{'增长' if after > before else '下降'}{tenths // 10}.{tenths % 10}%"


def points(before: int, after: int) -> str:
    """Return the way from one share to another, both in thousandths: `提高1.2个百分点`, `下降0.4个百分点`, `持平`."""
    change = abs(after - before)
    if not change:
        return "持平"
    return f"{'提高' if after > before else '下降'}{change // 10}.{change % 10}个百分点"


def percent(thousandths: int) -> str:
    """Return `98.5%`."""
    return f"{'-' if thousandths < 0 else ''}{abs(thousandths) // 10}.{abs(thousandths) % 10}%"


def _number(round_value: int) -> str:
    return f"{round_value // MYRIAD}万" if round_value >= 10 * MYRIAD and not round_value % MYRIAD else str(round_value)


def _thousandths(part: int, whole: int) -> int:
    return (part * 2000 + whole) // (2 * whole)
