"""The states of an application, and what its answers must be."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from portal.core.errors import RuleBroken
from portal.tenants.rules.applications import (
    POINTS,
    Move,
    Point,
    Proposal,
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
from portal.tenants.rules.filings import Change, changes_between, content_of, last_changes
from portal.tenants.rules.standing import Standing, stuck_before

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


# ------------------------------------------------------------------ waiting too long


@pytest.mark.parametrize(
    ("moved_at", "is_stuck"),
    [
        (datetime(2026, 3, 1, 15, 59, tzinfo=UTC), True),  # a minute before the midnight that begins March 2nd in Shanghai
        (datetime(2026, 3, 1, 16, 0, tzinfo=UTC), False),
        (datetime(2024, 2, 29, 4, 0, tzinfo=UTC), True),
    ],
)
def test_fifteen_days_are_too_long_and_the_query_counts_the_same(moved_at: datetime, is_stuck: bool) -> None:
    today = date(2026, 3, 16)
    assert Standing(State.FILED, is_visited=False, moved_at=moved_at).is_stuck(today) is is_stuck
    assert (moved_at < stuck_before(today)) is is_stuck


def test_what_is_decided_is_never_stuck() -> None:
    assert not Standing(State.APPROVED, is_visited=True, moved_at=datetime(2020, 1, 1, tzinfo=UTC)).is_stuck(date(2026, 3, 16))


# ------------------------------------------------------------------ filed again


PROPOSAL = Proposal("350111100010", "三木社区驿站", "陈秀英", "sanmu", "13800001234", points=FOURS)


def filed(*photos: str, has_visit: bool = False, **changes: str) -> dict[str, Any]:
    return content_of(replace(PROPOSAL, **changes), community="三木社区委员会", photos=photos, has_visit=has_visit)  # type: ignore[arg-type]


def test_the_same_filed_again_changed_nothing() -> None:
    assert changes_between(filed("a"), filed("a")) == []


def test_each_answer_that_is_another_is_named_with_both() -> None:
    changes = changes_between(filed(station_name=""), filed(manager_name="陈秀兰"))
    assert changes == [Change("驿站名称", "未填", "三木社区驿站"), Change("拟任站长", "陈秀英", "陈秀兰")]


def test_photos_are_counted_as_they_came_and_went() -> None:
    assert changes_between(filed("a", "b"), filed("b", "c", "d")) == [Change("申请照片", "2 张", "3 张（新增 2 张，移除 1 张）")]


def test_what_a_visit_scored_is_not_the_filers_change() -> None:
    assert changes_between(filed(), filed(has_visit=True)) == []


def test_only_the_last_two_filings_are_compared() -> None:
    first, second, third = filed(), filed(manager_name="陈秀兰"), filed(manager_name="陈秀兰", manager_phone="13800005678")
    assert last_changes([first, None, None, second, third]) == [Change("手机号码", "13800001234", "13800005678")]
    assert last_changes([first, None]) == last_changes([]) == []
