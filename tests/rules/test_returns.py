"""When a month may be submitted, reviewed and opened again."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from portal.core.text import month_before
from portal.reports.rules.measures import Measured
from portal.returns.rules import returns as rules
from portal.returns.rules.figures import codes_of_all, tables_of
from portal.returns.rules.returns import Below, Held, Outset
from portal.tallies.rules.months import Figures, MonthState, Step

FILLING, SUBMITTED, ACCEPTED, ARCHIVED = MonthState
FEBRUARY = Outset("2026-02", date(2026, 3, 2), first_month="2026-01", closed=frozenset({"2026-01"}))
STATION = Below(1, "350111100013", "连翔", "1.2.3.", "open", date(2025, 7, 10), state=ACCEPTED, revision=1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ""),
        ({"today": date(2026, 2, 28)}, ""),  # its last day
        ({"today": date(2026, 2, 27)}, "还没有结束，2月28日起"),
        ({"month": "2028-02", "today": date(2028, 2, 28), "first_month": "2028-02"}, "2月29日起"),
        ({"month": "2027-01"}, "还没有结束"),
        ({"opened_on": date(2026, 3, 1)}, "揭牌，不用上报"),
        ({"opened_on": date(2026, 2, 28)}, ""),
        ({"first_month": "2026-03"}, "从2026年3月开始上报"),
        ({"first_month": "", "made_on": date(2026, 3, 1)}, "从2026年3月开始上报"),
        ({"first_month": "", "made_on": date(2026, 1, 5), "closed": frozenset()}, "2026年1月的月报还没有上报"),
        ({"first_month": "2025-11", "closed": frozenset({"2025-12", "2026-01"})}, "2025年11月的月报还没有上报"),
        ({"first_month": "2025-11", "opened_on": date(2026, 1, 3)}, ""),  # closed with the county before it was opened
        ({"below": (STATION, replace(STATION, name="东山", state=ARCHIVED))}, ""),
        ({"below": (STATION, replace(STATION, name="东山", state=SUBMITTED))}, "还有 1 个驿站的月报没有审核通过：东山。"),
        ({"below": (replace(STATION, name="东山", state=FILLING, status="suspended"),)}, ""),
        ({"below": [replace(STATION, name=f"第{n}站", state=FILLING) for n in range(7)]}, "第4站等 7 个"),
    ],
)
def test_a_month_is_submitted_when_it_is_over_in_order_and_all_below_is_accepted(changes: dict[str, Any], words: str) -> None:
    why = rules.why_not_submit(replace(FEBRUARY, **changes))
    assert bool(why) is bool(words)
    assert words in why


@pytest.mark.parametrize(
    ("changes", "must", "is_left"),
    [
        ({}, True, False),
        ({"status": "suspended"}, False, True),
        ({"status": "closed"}, False, True),
        ({"status": "preparing"}, False, True),
        ({"began_on": date(2026, 3, 1)}, False, True),
        ({"began_on": date(2026, 2, 28)}, True, False),
        ({"began_on": date(2026, 3, 1), "has_book": True}, True, False),
        ({"is_counted_here": False}, False, False),  # another county's figures: neither waited for nor closed
    ],
)
def test_who_works_is_waited_for_and_who_does_not_is_closed(changes: dict[str, Any], must: bool, is_left: bool) -> None:
    one = replace(STATION, state=FILLING, **changes)
    assert (one.must_report("2026-02"), one.is_left_open("2026-02")) == (must, is_left)
    assert one.is_missing("2026-02") is must


HELD = Held("2026-02", SUBMITTED, 1, closed_by=7)


@pytest.mark.parametrize(
    ("held", "step", "by", "words"),
    [
        (HELD, Step.ACCEPT, 8, ""),
        (HELD, Step.RETURN, 8, ""),
        (HELD, Step.ACCEPT, 7, "另一位审核人"),
        (HELD, Step.RETURN, 7, "另一位审核人"),
        (replace(HELD, closed_by=0), Step.ACCEPT, 0, ""),  # from the command line nobody is judged
        (replace(HELD, state=ACCEPTED), Step.ACCEPT, 8, "已审核"),
        (replace(HELD, state=FILLING), Step.RETURN, 8, "填报中"),
        (HELD, Step.REOPEN, 8, "不能重新打开"),
        (replace(HELD, state=ACCEPTED), Step.REOPEN, 8, ""),
        (replace(HELD, state=ARCHIVED), Step.REOPEN, 7, ""),
        (replace(HELD, state=ACCEPTED, is_above_closed=True), Step.REOPEN, 8, "先把上一级"),
        (replace(HELD, is_above_closed=True), Step.RETURN, 8, "先把上一级"),
        (replace(HELD, state=ACCEPTED, is_counted_elsewhere=True), Step.REOPEN, 8, "请市级重新打开"),
        (replace(HELD, is_counted_elsewhere=True), Step.RETURN, 8, ""),
    ],
)
def test_four_eyes_and_what_stands_above(held: Held, step: Step, by: int, words: str) -> None:
    why = rules.why_not_step(held, step, by=by)
    assert bool(why) is bool(words)
    assert words in why


def test_what_a_month_is_closed_over_is_counted_here_and_closed() -> None:
    units = [replace(STATION, id=2, code="b"), replace(STATION, id=1, code="a"), replace(STATION, id=3, code="c", state=FILLING)]
    units.append(replace(STATION, id=4, code="d", is_counted_here=False))
    digests = {n: (n, f"digest {n}") for n in range(1, 6)}
    assert rules.parts_of(units, digests) == [("a", 1, "digest 1"), ("b", 2, "digest 2")]


def test_figures_that_differ_are_named_and_persons_are_not_looked_at() -> None:
    frozen = Figures([("sessions", 1, 3), ("wishes", 0, 2)], persons=[("trained", 1, 1)])
    assert rules.differing(frozen, Figures([("wishes", 0, 2), ("sessions", 1, 3)])) == []
    assert rules.differing(frozen, Figures([("sessions", 1, 4)])) == [("sessions", 1, 3, 4), ("wishes", 0, 2, 0)]


@pytest.mark.parametrize(
    ("submitted_at", "late"),
    [(None, 11), (datetime(2026, 3, 5, 15, 59, tzinfo=UTC), 0), (datetime(2026, 3, 5, 16, 0, tzinfo=UTC), 1)],  # midnight in Shanghai
)
def test_days_late_are_days_in_shanghai(submitted_at: datetime | None, late: int) -> None:
    assert rules.days_late(submitted_at, date(2026, 3, 5), today=date(2026, 3, 16)) == late


@pytest.mark.parametrize(
    "raw", ["2026-13", "2026-00", "2026-3", "202603", "２０２６-03", "1999-12", "2100-01", "2026-03\n", "", "2026-03-01"]
)
def test_what_is_no_month_is_none(raw: str) -> None:
    assert not rules.is_month(raw)
    assert rules.is_month("2026-03")


@pytest.mark.parametrize(
    ("code", "now", "before", "words"),
    [
        ("sessions", Measured("sessions", 1200), Measured("sessions", 0), "+1,200"),
        ("sessions", Measured("sessions", 3), Measured("sessions", 3), "持平"),
        ("service", Measured("service", 90), Measured("service", 180), "-1.50"),
        ("pass_rate", Measured("pass_rate", 1, 2), Measured("pass_rate", 1, 4), "+25.0"),
        ("pass_rate", Measured("pass_rate", 1, 3), Measured("pass_rate", 2, 3), "-33.4"),
        ("pass_rate", Measured("pass_rate", 1, 2), Measured("pass_rate", 0, 0), "–"),
    ],
)
def test_a_figure_is_told_beside_that_of_the_month_before(code: str, now: Measured, before: Measured, words: str) -> None:
    none = {it: Measured(it, 0, 0 if it.endswith("_rate") else None) for it in codes_of_all()}
    tables = tables_of({**none, code: now}, {**none, code: before})
    assert [line.difference for table in tables for line in table.lines if line.now.indicator.code == code] == [words]
    assert [table.label for table in tables] == ["日常工作", "培训考证", "上岗", "为老服务"]


def test_the_month_before_january_is_december() -> None:
    assert [month_before(it) for it in ("2026-03", "2026-01")] == ["2026-02", "2025-12"]
