"""Attendance and completion: the pure decisions as tables."""

from datetime import date, datetime
from uuid import uuid4

import pytest

from portal.core.errors import RuleBroken
from portal.training.rules.attendance import Meeting, Way, check_online_counts, kept_way, takes_codes, why_not_noted
from portal.training.rules.classes import ClassState
from portal.training.rules.completion import Share, Verdict, check_end, judge, pre_job_since

DAY = date(2026, 3, 16)


def meeting(**changes: object) -> Meeting:
    usual = {"held_on": DAY, "start_min": 600, "end_min": 660, "is_online": False, "is_cancelled": False, "state": ClassState.RUNNING}
    return Meeting(**{**usual, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "hour", "minute", "why"),
    [
        ({}, 9, 29, "还没有开始"),
        ({}, 9, 30, ""),
        ({}, 23, 59, ""),
        ({"held_on": date(2026, 3, 15)}, 0, 0, ""),
        ({"held_on": date(2026, 3, 17)}, 23, 59, "还没有开始"),
        ({"is_cancelled": True}, 12, 0, "已经取消"),
        ({"state": ClassState.PLANNED}, 12, 0, "还没有开班"),
        ({"state": ClassState.ENDED}, 12, 0, "已结班"),
        ({"state": ClassState.CANCELLED}, 12, 0, "已取消"),
    ],
)
def test_when_a_lesson_may_be_noted(changes: dict[str, object], hour: int, minute: int, why: str) -> None:
    said = why_not_noted(meeting(**changes), datetime(2026, 3, 16, hour, minute))  # noqa: DTZ001 - a wall clock
    assert why in said
    assert bool(why) == bool(said)


@pytest.mark.parametrize(
    ("changes", "hour", "minute", "is_open"),
    [
        ({}, 9, 29, False),
        ({}, 9, 30, True),
        ({}, 11, 0, True),
        ({}, 11, 1, False),
        ({"start_min": 10, "end_min": 70}, 0, 0, True),  # the half hour before would lie on the day before
        ({"held_on": date(2026, 3, 15)}, 10, 0, False),
        ({"is_cancelled": True}, 10, 0, False),
        ({"state": ClassState.ENDED}, 10, 0, False),
    ],
)
def test_when_the_class_code_opens(changes: dict[str, object], hour: int, minute: int, is_open: bool) -> None:
    assert takes_codes(meeting(**changes), datetime(2026, 3, 16, hour, minute)) is is_open  # noqa: DTZ001 - a wall clock


@pytest.mark.parametrize(
    ("before", "noted", "is_online", "kept"),
    [
        (None, Way.PAPER, False, Way.PAPER),
        (Way.CODE, Way.PAPER, False, Way.CODE),
        (Way.KEYED, Way.PAPER, False, Way.KEYED),
        (Way.CODE, Way.ABSENT, False, Way.ABSENT),
        (Way.CODE, Way.ONLINE, False, Way.ONLINE),
        (Way.ABSENT, Way.CODE, False, Way.CODE),
        (Way.ONLINE, Way.PAPER, False, Way.PAPER),
        (None, Way.PAPER, True, Way.ONLINE),
        (Way.ONLINE, Way.CODE, True, Way.ONLINE),
        (None, Way.ABSENT, True, Way.ABSENT),
    ],
)
def test_what_stands_after_something_is_noted(before: Way | None, noted: Way, is_online: bool, kept: Way) -> None:
    assert kept_way(before, noted, is_online=is_online) is kept


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ([("鼓山镇", 3), ("鼓山镇", 4)], "写了两次"),
        ([("", 3)], "请填写镇街"),
        ([("鼓山镇", 99_999), ("新店镇", 1)], "最多 99999"),
    ],
)
def test_heads_by_street_that_cannot_be(counts: list[tuple[str, int]], why: str) -> None:
    with pytest.raises(RuleBroken, match=why):
        check_online_counts(counts)


@pytest.mark.parametrize(
    ("present", "online", "taught", "is_enough", "percent"),
    [
        (480, 0, 600, True, 80),
        (479, 0, 600, False, 79),
        (0, 480, 600, True, 80),
        (240, 240, 600, True, 80),
        (0, 0, 600, False, 0),
        (0, 0, 0, False, 0),
        (7, 0, 9, False, 77),
    ],
)
def test_who_attended_enough(present: int, online: int, taught: int, is_enough: bool, percent: int) -> None:
    share = Share(present, online, taught)
    assert (share.is_enough, share.percent) == (is_enough, percent)


ENOUGH, LITTLE = Share(100, 0, 100), Share(62, 0, 100)


@pytest.mark.parametrize(
    ("share", "verdict", "is_completed", "reason"),
    [
        (ENOUGH, None, True, ""),
        (LITTLE, None, False, "到课 62%，不足 80%"),
        (ENOUGH, (True, "忽略"), True, ""),
        (ENOUGH, (False, "没有参加考核"), False, "没有参加考核"),
        (LITTLE, (False, ""), False, "到课 62%，不足 80%"),
        (LITTLE, (False, "生病"), False, "到课 62%，不足 80%；生病"),
    ],
)
def test_a_verdict(share: Share, verdict: tuple[bool, str] | None, is_completed: bool, reason: str) -> None:
    said = Verdict(uuid4(), *verdict) if verdict else None
    assert judge(share, said, row=0) == (is_completed, reason)


@pytest.mark.parametrize(("share", "verdict", "field"), [(LITTLE, (True, ""), "rows-3-verdict"), (ENOUGH, (False, ""), "rows-3-reason")])
def test_a_verdict_that_cannot_be(share: Share, verdict: tuple[bool, str], field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        judge(share, Verdict(uuid4(), *verdict), row=3)
    assert broken.value.field == field


@pytest.mark.parametrize(("ended_on", "why"), [(date(2026, 3, 17), "晚于今天"), (date(2026, 3, 12), "早于最后一节课")])
def test_a_last_day_that_cannot_be(ended_on: date, why: str) -> None:
    with pytest.raises(RuleBroken, match=why):
        check_end(ended_on, lessons=[date(2026, 3, 10), date(2026, 3, 13)], today=DAY)


@pytest.mark.parametrize(
    ("on", "since"),
    [(date(2026, 3, 16), date(2024, 3, 16)), (date(2028, 2, 29), date(2026, 2, 28)), (date(2026, 2, 28), date(2024, 2, 28))],
)
def test_how_long_preparation_counts(on: date, since: date) -> None:
    assert pre_job_since(on) == since
