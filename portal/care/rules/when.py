"""How the time of a request is told."""

from portal.care.rules.requests import Wanted
from portal.care.rules.series import WEEKDAYS
from portal.core.text import format_clock


def when_words(it: Wanted) -> str:
    """Return when something is wanted, `2026-03-16 周一 09:00`; without an hour `时间不限`."""
    day = f"{it.wanted_on} {WEEKDAYS[str(it.wanted_on.isoweekday())]}"
    if it.is_urgent:
        return f"{day} 尽快"
    return f"{day} {format_clock(it.start_min) if it.start_min is not None else '时间不限'}"
