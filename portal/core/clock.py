"""The one clock: instants are UTC, days are Asia/Shanghai."""

from calendar import monthrange
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """Return this instant, aware, in UTC."""
    return _pretended.get() or datetime.now(UTC)


@contextmanager
def pretending(instant: datetime) -> Generator[None]:
    """Work as if it were this instant: the demo's year is told from its first day on."""
    token = _pretended.set(instant)
    try:
        yield
    finally:
        _pretended.reset(token)


def today() -> date:
    """Return today's date as a clerk in China sees it."""
    return now().astimezone(SHANGHAI).date()


def local(instant: datetime) -> datetime:
    """Return the instant in Asia/Shanghai, for showing."""
    return instant.astimezone(SHANGHAI)


def instant_of(day: date, minute: int) -> datetime:
    """Return the instant of a minute after midnight of a day in Asia/Shanghai."""
    return datetime.combine(day, time(minute // 60, minute % 60), SHANGHAI).astimezone(UTC)


def month_of(day: date) -> str:
    """Return the month a day belongs to, `2026-03`."""
    return f"{day.year:04d}-{day.month:02d}"


def days_of(month: str) -> tuple[date, date]:
    """Return the first and the last day of a month, `2026-02`."""
    first = date.fromisoformat(f"{month}-01")
    return first, first.replace(day=monthrange(first.year, first.month)[1])
