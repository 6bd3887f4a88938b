"""Days, moments and months in words, as Unicode's CLDR has them for zh; moments are Shanghai's, wherever the machine stands."""

import os
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from babel.dates import format_date, format_datetime, get_timezone

from portal.core.dates import day_words, moment_words, month_words, short_day_words, weekday_words

EVERY_DAY = [date(2024, 1, 1) + timedelta(days=n) for n in range(0, 1100, 7)] + [date(2024, 2, 29), date(2026, 12, 31)]


def test_days_are_written_as_the_locale_has_them() -> None:
    for day in EVERY_DAY:
        assert day_words(day) == format_date(day, "long", locale="zh_Hans_CN")
        assert short_day_words(day) == format_date(day, "M月d日", locale="zh_Hans_CN")
        assert weekday_words(day) == format_date(day, "EEE", locale="zh_Hans_CN")
        assert month_words(day.isoformat()[:7]) == format_date(day, "y年M月", locale="zh_Hans_CN")


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Shanghai", "UTC"])
def test_a_moment_is_that_of_shanghai_wherever_the_machine_stands(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    before = os.environ.get("TZ")
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        at = datetime(2026, 12, 31, 16, 5, tzinfo=UTC)
        assert moment_words(at) == "2027年1月1日 00:05"
        assert moment_words(at) == format_datetime(at, "y年M月d日 HH:mm", tzinfo=get_timezone("Asia/Shanghai"), locale="zh_Hans_CN")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert os.environ.get("TZ") == before
