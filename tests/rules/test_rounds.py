"""Rounds and sheets: their items, who may score and review, how they are ranked, what their words lead to."""

from dataclasses import dataclass
from datetime import date

import pytest

from portal.core.errors import RuleBroken
from portal.problems.rules.rounds import TEMPLATES, Item, Kind, check_round, period_words, sum_of, usual_title, why_not_opened
from portal.problems.rules.sheets import (
    Mark,
    SheetState,
    Standing,
    check_marks,
    link_evidence,
    list_findings,
    rank,
    why_not_reviewed,
    why_not_scored,
)
from tests.make_problems import draft

TODAY, LATER = date(2026, 3, 16), date(2026, 4, 2)
DUE = date(2026, 4, 1)


@pytest.mark.parametrize("kind", Kind)
def test_ready_made_items_may_be_opened_as_they_are(kind: Kind) -> None:
    assert why_not_opened(kind, TEMPLATES[kind]) == ""
    assert sum_of(TEMPLATES[kind]) == 100


@pytest.mark.parametrize(
    ("kind", "points", "words"),
    [
        (Kind.APPRAISAL, (60, 39), "现在是 99 分"),
        (Kind.APPRAISAL, (60, 41), "现在是 101 分"),
        (Kind.VISIT, (0,), "都是 0 分"),
        (Kind.VISIT, (), "还没有项目"),
    ],
)
def test_what_does_not_add_up_is_not_opened(kind: Kind, points: tuple[int, ...], words: str) -> None:
    assert words in why_not_opened(kind, [Item(f"项{n}", "", worth) for n, worth in enumerate(points)])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last_on": date(2026, 3, 15)}, "last_on"),
        ({"last_on": date(2027, 3, 15)}, "last_on"),
        ({"items": (Item("甲", "", 1), Item("甲", "", 2))}, "rows-1-name"),
    ],
)
def test_what_can_be_no_round_is_refused(changes: dict[str, object], field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_round(draft(**changes))
    assert broken.value.field == field


@pytest.mark.parametrize(
    ("kind", "day", "period", "title"),
    [
        (Kind.VISIT, date(2026, 3, 31), "2026年第一季度", "2026年第一季度观摩"),
        (Kind.VISIT, date(2026, 12, 1), "2026年第四季度", "2026年第四季度观摩"),
        (Kind.SUPERVISION, date(2026, 6, 1), "2026年年中", "2026年年中督导"),
        (Kind.APPRAISAL, date(2026, 12, 1), "2026年年底", "2026年年底考核"),
    ],
)
def test_the_part_of_the_year_is_told_by_kind_and_days(kind: Kind, day: date, period: str, title: str) -> None:
    assert (period_words(kind, day), usual_title(kind, day)) == (period, title)


@pytest.mark.parametrize(
    ("kind", "state", "unit_id", "account_id", "today", "may"),
    [
        (Kind.APPRAISAL, SheetState.SELF_SCORED, 21, 8, TODAY, True),
        (Kind.APPRAISAL, SheetState.REVIEWED, 21, 8, TODAY, True),
        (Kind.APPRAISAL, SheetState.SELF_SCORED, 21, 7, TODAY, False),
        (Kind.APPRAISAL, SheetState.SELF_SCORED, 1, 8, TODAY, False),
        (Kind.APPRAISAL, SheetState.SELF_SCORED, 31, 8, TODAY, False),
        (Kind.APPRAISAL, SheetState.OPEN, 21, 8, TODAY, False),
        (Kind.APPRAISAL, SheetState.OPEN, 21, 8, LATER, True),
        (Kind.VISIT, SheetState.OPEN, 21, 8, TODAY, True),
    ],
)
def test_who_gives_points(kind: Kind, state: SheetState, unit_id: int, account_id: int, today: date, may: bool) -> None:
    scored_by = None if state is SheetState.OPEN else 7
    it = Standing(kind, state, DUE, 31, 21, scored_by)
    assert (why_not_reviewed(it, unit_id=unit_id, account_id=account_id, today=today) == "") is may


@pytest.mark.parametrize(
    ("state", "unit_id", "today", "may"),
    [
        (SheetState.OPEN, 31, DUE, True),
        (SheetState.SELF_SCORED, 31, TODAY, True),
        (SheetState.OPEN, 31, LATER, False),
        (SheetState.REVIEWED, 31, TODAY, False),
        (SheetState.OPEN, 21, TODAY, False),
    ],
)
def test_a_unit_scores_itself_until_the_day(state: SheetState, unit_id: int, today: date, may: bool) -> None:
    assert (why_not_scored(Standing(Kind.VISIT, state, DUE, 31, 21), unit_id=unit_id, today=today) == "") is may


@dataclass
class Row:
    position: int
    points: int
    state: str = "reviewed"
    unit_code: str = ""
    reviewed_total: int = 0


@pytest.mark.parametrize(("points", "field"), [(21, "points_1"), (-1, "points_1")])
def test_an_item_has_no_more_points_than_it_is_worth(points: int, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_marks([Mark(1, points, "")], [Row(1, 20)], words="evidence_1")
    assert broken.value.field == field


def test_as_many_points_share_a_rank_and_who_was_not_reviewed_has_none() -> None:
    rows = [Row(0, 0, unit_code=code, state=state, reviewed_total=total) for code, state, total in _UNITS]
    assert [(it.row.unit_code, it.rank) for it in rank(rows)] == [("c", 1), ("a", 2), ("d", 2), ("e", 4), ("b", None)]


_UNITS = [("a", "reviewed", 90), ("b", "self_scored", 0), ("c", "reviewed", 95), ("d", "reviewed", 90), ("e", "reviewed", 1)]


def test_each_line_that_was_found_is_a_problem() -> None:
    assert list_findings("1. 签到表不齐\n\n2、公示栏没有更新\n- 三\n" + "长" * 300) == ["签到表不齐", "公示栏没有更新", "三", "长" * 100]


@pytest.mark.parametrize(
    ("evidence", "parts"),
    [
        ("见台账", [("见台账", "")]),
        ("", []),
        ("看 /t/350111100013/classes/ 这里", [("看 ", ""), ("/t/350111100013/classes/", "/t/350111100013/classes/"), (" 这里", "")]),
        (
            "http://here:8000/t/350111100013/reports/?first=2026-01",
            [("http://here:8000/t/350111100013/reports/?first=2026-01", "/t/350111100013/reports/?first=2026-01")],
        ),
        ("https://evil.example/t/350111100013/x", [("https://evil.example/t/350111100013/x", "")]),
        ("javascript:alert(1)", [("javascript:alert(1)", "")]),
    ],
)
def test_only_addresses_of_this_portal_lead_anywhere(evidence: str, parts: list[tuple[str, str]]) -> None:
    assert link_evidence(evidence, "http://here:8000") == parts
