"""The states of an application, and what its answers must be."""

from datetime import UTC, date, datetime

import pytest

from portal.core.errors import RuleBroken
from portal.tenants.rules.applications import (
    POINTS,
    Move,
    Point,
    Proposal,
    Standing,
    State,
    Visit,
    check_opening,
    check_proposal,
    check_reason,
    check_visit,
    point_columns,
    station_name_for,
    words_of,
)

NOON = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)
FOURS = {name: Point(4, "") for name in POINTS}


@pytest.mark.parametrize(
    ("state", "is_visited", "moves"),
    [
        ("draft", False, {"amend", "file", "withdraw"}),
        ("filed", False, {"visit", "return", "withdraw"}),
        ("filed", True, {"visit", "return", "approve", "refuse", "withdraw"}),
        ("visited", True, {"visit", "return", "approve", "refuse", "withdraw"}),
        ("returned", False, {"amend", "file", "withdraw"}),
        ("returned", True, {"amend", "file", "withdraw"}),
        ("approved", True, set()),
        ("refused", True, set()),
        ("withdrawn", False, set()),
        ("withdrawn", True, set()),
    ],
)
def test_what_can_be_done_in_each_state(state: str, is_visited: bool, moves: set[str]) -> None:
    assert set(Standing(State(state), is_visited, NOON).moves()) == moves


def test_an_unvisited_place_is_neither_approved_nor_refused_and_it_says_why() -> None:
    filed = Standing(State.FILED, is_visited=False, moved_at=NOON)
    assert "还没有走访记录" in str(filed.why_not(Move.APPROVE))
    assert "还没有走访记录" in str(filed.why_not(Move.REFUSE))
    assert filed.why_not(Move.RETURN) is None


@pytest.mark.parametrize(
    ("state", "is_visited", "who"),
    [
        ("draft", False, "填报人上报"),
        ("filed", False, "干事走访"),
        ("filed", True, "县级管理员审批"),
        ("visited", True, "县级管理员审批"),
        ("returned", True, "填报人修改后上报"),
        ("approved", True, ""),
        ("refused", True, ""),
        ("withdrawn", False, ""),
    ],
)
def test_whom_it_waits_for(state: str, is_visited: bool, who: str) -> None:
    assert Standing(State(state), is_visited, NOON).waits_for == who


def test_days_are_counted_in_shanghai() -> None:
    late = Standing(State.FILED, is_visited=False, moved_at=datetime(2026, 3, 10, 16, 30, tzinfo=UTC))  # half past midnight there
    assert late.waited_days(date(2026, 3, 11)) == 0
    assert late.waited_days(date(2026, 3, 16)) == 5


@pytest.mark.parametrize("field", ["manager_name", "manager_account", "manager_phone"])
def test_what_is_filed_names_its_manager(field: str) -> None:
    whole = {"community_code": "350111100010", "station_name": "", "manager_name": "陈秀英", "manager_account": "sanmu"}
    check_proposal(Proposal(**whole, manager_phone="13800001234", points=FOURS))
    with pytest.raises(RuleBroken) as broken:
        check_proposal(Proposal(**{**whole, "manager_phone": "13800001234", field: ""}, points=FOURS))
    assert broken.value.field == field


@pytest.mark.parametrize(
    ("visited_on", "points", "field"),
    [
        (date(2026, 3, 17), FOURS, "visited_on"),
        (date(2025, 3, 15), FOURS, "visited_on"),
        (date(2026, 3, 16), {**FOURS, "housing": Point(None, "")}, "housing_score"),
        (date(2026, 3, 16), {**FOURS, "cadres": Point(6, "")}, "cadres_score"),
        (date(2026, 3, 16), {**FOURS, "transport": Point(0, "")}, "transport_score"),
    ],
)
def test_a_visit_that_cannot_have_been_is_refused(visited_on: date, points: dict[str, Point], field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_visit(Visit(visited_on, "林主任", "合适", points), today=date(2026, 3, 16))
    assert broken.value.field == field


def test_a_visit_of_today_is_taken() -> None:
    check_visit(Visit(date(2026, 3, 16), "林主任", "合适", FOURS), today=date(2026, 3, 16))


@pytest.mark.parametrize("verdict", [Move.RETURN, Move.REFUSE])
def test_no_without_a_reason_is_no_answer(verdict: Move) -> None:
    check_reason(verdict, "场地不够")
    check_reason(Move.APPROVE, "")
    with pytest.raises(RuleBroken):
        check_reason(verdict, "")


def test_a_station_is_opened_between_its_approval_and_today() -> None:
    approved_on, today = date(2026, 3, 10), date(2026, 3, 16)
    for day in (approved_on, date(2026, 3, 12), today):
        check_opening(day, approved_on=approved_on, today=today)
    for day in (date(2026, 3, 9), date(2026, 3, 17)):
        with pytest.raises(RuleBroken):
            check_opening(day, approved_on=approved_on, today=today)


@pytest.mark.parametrize(
    ("community", "station"),
    [
        ("连翔社区", "连翔社区驿站"),
        ("三木社区委员会", "三木社区驿站"),
        ("连洋社区居委会", "连洋社区驿站"),
        ("鼓一村委会", "鼓一村驿站"),
        ("温泉社区居民委员会", "温泉社区驿站"),
        ("里官庄村村民委员会", "里官庄村驿站"),
    ],
)
def test_a_station_is_named_after_its_community(community: str, station: str) -> None:
    assert station_name_for(community) == station


def test_points_become_columns_and_words() -> None:
    points = {**FOURS, "cadres": Point(None, "主任很热心")}
    assert words_of(points) == "交通便利 4 分、场所适宜 4 分、居住集中 4 分"
    assert point_columns(points)["cadres_score"] is None
    assert point_columns(points)["cadres_note"] == "主任很热心"
    assert len(point_columns(points)) == 8
