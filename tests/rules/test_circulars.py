"""The rules of circulars."""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from portal.circulars.rules.copies import Mark, Stand, Step, days_words, why_not
from portal.circulars.rules.sending import Audience, Draft, Kind, audiences_of, check_draft, recipients
from portal.core.errors import RuleBroken
from portal.core.scope import Level

TODAY = date(2026, 3, 16)


@dataclass(frozen=True)
class Unit:
    code: str
    level: str
    status: str = "open"


UNITS = [
    Unit("1", "county"),
    Unit("2", "county", "suspended"),
    Unit("3", "county", "closed"),
    Unit("11", "station"),
    Unit("12", "station", "preparing"),
]


@pytest.mark.parametrize(
    ("audience", "chosen", "get", "left"),
    [
        (Audience.COUNTIES, set(), "1 2", "3"),
        (Audience.STATIONS, set(), "11", "12"),
        (Audience.ALL, set(), "1 2 11", "3 12"),
        (Audience.CHOSEN, {"2", "12", "99"}, "2", "12"),
        (Audience.CHOSEN, set(), "", ""),
    ],
)
def test_suspended_units_get_it_and_closed_ones_do_not(audience: Audience, chosen: set[str], get: str, left: str) -> None:
    meant, others = recipients(UNITS, audience, chosen)
    assert (" ".join(it.code for it in meant), " ".join(it.code for it in others)) == (get, left)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, ""),
        ({"due_on": None}, "due_on"),
        ({"kind": Kind.CIRCULAR, "due_on": None}, ""),
        ({"due_on": TODAY}, ""),
        ({"due_on": date(2026, 3, 15)}, "due_on"),
        ({"due_on": date(2027, 3, 17)}, ""),
        ({"due_on": date(2027, 3, 18)}, "due_on"),
        ({"audience": Audience.COUNTIES}, "audience"),
        ({"audience": Audience.CHOSEN}, "chosen"),
        ({"audience": Audience.CHOSEN, "chosen": ("1",)}, ""),
    ],
)
def test_what_a_county_may_send(changes: dict[str, Any], field: str) -> None:
    usual: dict[str, Any] = {
        "kind": Kind.TASK,
        "title": "报计划",
        "body": "请报",
        "audience": Audience.STATIONS,
        "due_on": date(2026, 3, 20),
    }
    refused = pytest.raises(RuleBroken) if field else nullcontext()
    with refused as broken:
        check_draft(Draft(**{**usual, **changes}), Level.COUNTY, today=TODAY)
    assert not field or broken.value.field == field  # pyright: ignore[reportOptionalMemberAccess]


def test_a_station_sends_to_nobody() -> None:
    assert audiences_of(Level.STATION) == []


def row(kind: str = "task", needs_reply: bool = True, **true: Any) -> Any:
    empty = {"read_at": None, "replied_at": None, "sent_back_reason": "", "accepted_at": None, "withdrawn_at": None}
    return SimpleNamespace(kind=kind, needs_reply=needs_reply, **{**empty, **true})


@pytest.mark.parametrize(
    ("it", "label", "is_waiting"),
    [
        (row(), "未签收", True),
        (row(read_at=1), "办理中", True),
        (row(read_at=1, replied_at=1), "已报完成，待确认", False),
        (row(read_at=1, replied_at=1, sent_back_reason="缺附件"), "被退回", True),
        (row(read_at=1, replied_at=1, accepted_at=1), "已完成", False),
        (row(withdrawn_at=1), "已撤回", False),
        (row("circular", needs_reply=False), "未签收", True),
        (row("circular", needs_reply=False, read_at=1), "已签收", False),
        (row("circular", read_at=1), "待回复", True),
        (row("circular", read_at=1, replied_at=1), "已回复", False),
    ],
)
def test_how_a_copy_stands(it: Any, label: str, is_waiting: bool) -> None:
    stand = Stand.of(it)
    assert (stand.label, stand.waits) == (label, is_waiting)
    assert stand.is_late(date(2026, 3, 15), "open", TODAY) is is_waiting
    assert not stand.is_late(TODAY, "open", TODAY)
    assert not stand.is_late(date(2026, 3, 15), "suspended", TODAY)
    assert not stand.is_late(None, "open", TODAY)


@pytest.mark.parametrize(
    ("step", "stand", "own", "sender", "words"),
    [
        (Step.RECEIVE, Stand(Kind.TASK, Mark.UNREAD, True), True, False, ""),
        (Step.RECEIVE, Stand(Kind.TASK, Mark.UNREAD, True), False, True, "收到的单位"),
        (Step.RECEIVE, Stand(Kind.TASK, Mark.WITHDRAWN, True), True, False, "撤回"),
        (Step.REPLY, Stand(Kind.TASK, Mark.UNREAD, True), True, False, ""),
        (Step.REPLY, Stand(Kind.TASK, Mark.REPLIED, True), True, False, ""),
        (Step.REPLY, Stand(Kind.TASK, Mark.ACCEPTED, True), True, False, "确认完成"),
        (Step.REPLY, Stand(Kind.CIRCULAR, Mark.READ, False), True, False, "不用回复"),
        (Step.ACCEPT, Stand(Kind.TASK, Mark.REPLIED, True), False, True, ""),
        (Step.ACCEPT, Stand(Kind.TASK, Mark.REPLIED, True), False, False, "发出的单位"),
        (Step.ACCEPT, Stand(Kind.TASK, Mark.READ, True), False, True, "没有答复"),
        (Step.ACCEPT, Stand(Kind.CIRCULAR, Mark.REPLIED, True), False, True, "不用确认"),
        (Step.SEND_BACK, Stand(Kind.CIRCULAR, Mark.REPLIED, True), False, True, ""),
        (Step.SEND_BACK, Stand(Kind.TASK, Mark.ACCEPTED, True), False, True, "已经确认"),
        (Step.SEND_BACK, Stand(Kind.TASK, Mark.SENT_BACK, True), False, True, "没有重新答复"),
    ],
)
def test_who_may_do_what(step: Step, stand: Stand, own: bool, sender: bool, words: str) -> None:
    why = why_not(step, stand, is_own=own, is_sender=sender)
    assert words in why
    assert bool(why) is bool(words)


def test_days_are_counted_over_a_leap_day() -> None:
    assert days_words(date(2028, 3, 1), date(2028, 2, 28)) == "还剩 2 天"
    assert (days_words(TODAY, TODAY), days_words(date(2026, 3, 15), TODAY), days_words(None, TODAY)) == ("今天到期", "逾期 1 天", "")
