"""Who is sent first: the skill, then who is free, near, and did least of late; and who cannot be sent."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from portal.volunteer.rules.dispatch import Candidate, Freedom, Nearness, Need, nearness_of, rank, rate, slot_of

MONDAY = date(2026, 3, 16)
HOME, STREET, COUNTY, AWAY = "350111100013", "350111100014", "350111001001", "350102001001"


def need(**changes: Any) -> Need:
    usual: dict[str, Any] = {"kind": "haircut", "on": MONDAY, "start_min": 540, "planned_min": 120, "community_code": HOME}
    return Need(**{**usual, **changes})


def helper(number: str = "V1", **changes: Any) -> Candidate:
    usual: dict[str, Any] = {
        "name": "陈秀英",
        "phone": "13900005678",
        "skills": ("haircut",),
        "free_slots": ("1am",),
        "community_code": HOME,
    }
    return Candidate(uuid4(), number, **{**usual, **changes})


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"skills": ("haircut",), "free_slots": (), "community_code": AWAY, "recent_min": 900}, {"skills": ("meals",)}),
        ({"free_slots": ("1am",), "community_code": AWAY, "recent_min": 900}, {"free_slots": ()}),
        ({"free_slots": (), "community_code": AWAY}, {"free_slots": ("2am",)}),
        ({"community_code": HOME, "recent_min": 900}, {"community_code": STREET}),
        ({"community_code": STREET, "recent_min": 900}, {"community_code": COUNTY}),
        ({"community_code": COUNTY, "recent_min": 900}, {"community_code": AWAY}),
        ({"recent_min": 30}, {"recent_min": 31}),
        ({"skills": (), "free_slots": ("2am",), "community_code": None}, {"refusal": "未满 14 岁"}),
    ],
)
def test_the_better_one_comes_first(better: dict[str, Any], worse: dict[str, Any]) -> None:
    for first, second in (("V1", "V2"), ("V2", "V1")):
        ranked = rank(need(), [helper(second, **worse), helper(first, **better)])
        assert [it.candidate.number for it in ranked] == [first, second]


def test_of_two_alike_the_number_decides() -> None:
    assert [it.candidate.number for it in rank(need(), [helper("V2"), helper("V1")])] == ["V1", "V2"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"is_sent": True}, "已经派了她"),
        ({"phone": "13600002222"}, "电话与服务对象或家属相同"),
        ({"refusal": "她未满 18 岁"}, "她未满 18 岁"),
        ({"busy": ((600, 660),)}, "已有安排"),
        ({"busy": ((480, 541),)}, "已有安排"),
        ({"busy": ((480, 540),)}, ""),
        ({"busy": ((660, 700),)}, ""),
        ({}, ""),
    ],
)
def test_who_cannot_be_sent_is_told_why(changes: dict[str, Any], words: str) -> None:
    found = rate(need(phones=frozenset({"13600002222"})), helper(**changes)).refusal
    assert (words in found) if words else not found


def test_a_time_without_an_hour_clashes_with_nothing() -> None:
    assert not rate(need(start_min=None), helper(busy=((0, 1440),))).refusal


@pytest.mark.parametrize(
    ("start_min", "free_slots", "freedom"),
    [
        (540, ("1am",), Freedom.FREE),
        (540, ("1pm", "2am"), Freedom.OTHERWISE),
        (540, (), Freedom.UNKNOWN),
        (None, ("1eve",), Freedom.FREE),
        (None, ("2eve",), Freedom.OTHERWISE),
    ],
)
def test_who_is_free_is_what_she_said(start_min: int | None, free_slots: tuple[str, ...], freedom: Freedom) -> None:
    assert rate(need(start_min=start_min), helper(free_slots=free_slots)).freedom is freedom


@pytest.mark.parametrize(("minute", "slot"), [(0, "1am"), (719, "1am"), (720, "1pm"), (1079, "1pm"), (1080, "1eve"), (1439, "1eve")])
def test_parts_of_a_day(minute: int, slot: str) -> None:
    assert slot_of(MONDAY, minute) == slot


@pytest.mark.parametrize(
    ("other", "nearness"),
    [
        (HOME, Nearness.COMMUNITY),
        (STREET, Nearness.STREET),
        (COUNTY, Nearness.COUNTY),
        (AWAY, Nearness.ELSEWHERE),
        (None, Nearness.UNKNOWN),
        ("", Nearness.UNKNOWN),
    ],
)
def test_nearness_is_in_the_codes(other: str | None, nearness: Nearness) -> None:
    assert nearness_of(HOME, other) is nearness
    assert nearness_of(other, HOME) is nearness
