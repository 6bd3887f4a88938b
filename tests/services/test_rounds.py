"""Rounds: a sheet for each working unit below, scored by itself, reviewed by somebody else, then closed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.problems.queries import problems as problem_rows
from portal.problems.queries import rounds as round_rows
from portal.problems.queries import sheets as queries
from portal.problems.rules.problems import Source
from portal.problems.rules.rounds import Item, Kind
from portal.problems.services import problems, rounds, sheets
from tests import make
from tests.make_problems import draft, finding, marks, review, round_draft, round_open, scored, sheet, sheet_of, suspend


def test_each_working_unit_below_gets_its_sheet(session: Session) -> None:
    suspend(make.NEIGHBOUR)
    at_county, at_city = round_open(), round_open(make.CITY, "fuzhou", kind=Kind.APPRAISAL)
    with make.working_at(make.CITY, "fuzhou") as scope:
        units = [[row.unit_code for row in queries.list_sheets(scope, which)] for which in (at_county, at_city)]
    assert units == [[make.LIANXIANG], [make.GULOU, make.JINAN]]


def test_an_appraisal_that_does_not_add_up_is_not_opened(session: Session) -> None:
    new_id = round_draft(kind=Kind.APPRAISAL, items=(Item("甲", "", 99),))
    with make.working_at(make.JINAN, "jinan") as scope, pytest.raises(Conflict, match="现在是 99 分"):
        rounds.open_round(scope, new_id, due_on=date(2026, 4, 1), version=1)
    with make.working_at(make.JINAN, "jinan") as scope:
        rounds.amend_round(scope, new_id, draft(kind=Kind.APPRAISAL), version=1)
        assert rounds.open_round(scope, new_id, due_on=date(2026, 4, 1), version=2) == 2
    with make.working_at(make.JINAN, "jinan") as scope, pytest.raises(Conflict, match="进行中"):
        rounds.amend_round(scope, new_id, draft(kind=Kind.APPRAISAL), version=3)


def test_what_a_unit_gives_itself_and_what_it_is_given_stand_side_by_side(session: Session) -> None:
    sheet_id = scored(sheet())
    with make.working_at(make.JINAN, "jinan") as scope:
        sheets.review_sheet(scope, sheet_id, review(), version=2)
        row = queries.get_sheet(scope, sheet_id)
    assert (row.state, row.points, row.self_total, row.reviewed_total) == ("reviewed", 100, 100, 97)
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="已经评分"):
        sheets.score_sheet(scope, sheet_id, marks(), version=3)


def test_who_scored_a_unit_does_not_review_it(session: Session) -> None:
    make.add_role("jinan_deputy", make.LIANXIANG, "manager")
    sheet_id = scored(sheet(), by="jinan_deputy")
    with make.working_at(make.JINAN, "jinan_deputy") as scope, pytest.raises(Conflict, match="自评是您填的"):
        sheets.review_sheet(scope, sheet_id, review(), version=2)


def test_the_second_of_two_reviewers_is_told_who_was_first(session: Session) -> None:
    sheet_id = scored(sheet())
    with make.working_at(make.JINAN, "jinan") as scope:
        sheets.review_sheet(scope, sheet_id, review(), version=2)
    with make.working_at(make.JINAN, "jinan_deputy") as scope, pytest.raises(Conflict, match="由jinan 的使用人评过分"):
        sheets.review_sheet(scope, sheet_id, review(findings=""), version=2)


def test_points_that_an_item_has_not_are_refused(session: Session) -> None:
    sheet_id = sheet()
    first, *rest = marks()
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken, match="0 到 20"):
        sheets.score_sheet(scope, sheet_id, (replace(first, points=21), *rest), version=1)
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken, match="项目已经变了"):
        sheets.score_sheet(scope, sheet_id, rest, version=1)


def test_evidence_names_nobody_of_the_rolls(session: Session) -> None:
    sheet_id = sheet()
    make.volunteer(name="林秀英")
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken) as broken:
        sheets.score_sheet(scope, sheet_id, marks(words="林秀英得奖"), version=1)
    assert broken.value.field == "evidence_1"


def test_another_unit_neither_scores_nor_reviews(session: Session) -> None:
    sheet_id = sheet()
    with make.working_at(make.NEIGHBOUR, "neighbour") as scope, pytest.raises(NotFound):
        sheets.score_sheet(scope, sheet_id, marks(), version=1)
    with make.working_at(make.GULOU, "gulou") as scope, pytest.raises(NotFound):
        sheets.review_sheet(scope, sheet_id, review(), version=1)
    with make.working_at(make.CITY, "fuzhou") as scope, pytest.raises(Conflict, match="由组织"):
        sheets.review_sheet(scope, sheet_id, review(), version=1)


def test_a_round_is_closed_when_nobody_can_score_any_more_and_then_stays_as_it_is(session: Session) -> None:
    round_id = round_open(kind=Kind.SUPERVISION)
    sheet_id = scored(sheet_of(round_id), kind=Kind.SUPERVISION)
    with make.working_at(make.JINAN, "jinan") as scope, pytest.raises(Conflict, match="还可以自评"):
        rounds.close_round(scope, round_id, version=2)
    with time_machine.travel("2026-04-02 09:00+08:00", tick=False):
        with make.working_at(make.JINAN, "jinan") as scope:
            rounds.close_round(scope, round_id, version=2)
            assert round_rows.get_round(scope, round_id).state == "closed"
        with make.working_at(make.JINAN, "jinan") as scope, pytest.raises(Conflict, match="不能再改"):
            sheets.review_sheet(scope, sheet_id, review(marks=marks(Kind.SUPERVISION)), version=2)


def test_what_waits_is_told_to_the_unit_and_to_who_made_the_round(session: Session) -> None:
    sheet_id = sheet()
    with make.working_at(make.LIANXIANG) as scope:
        assert [row.id for row in queries.list_to_score(scope, on=date(2026, 4, 1))] == [sheet_id]
        assert queries.list_to_score(scope, on=date(2026, 4, 1) + timedelta(days=1)) == []
    scored(sheet_id)
    with make.working_at(make.JINAN, "jinan") as scope:
        assert [row.sheets for row in queries.list_to_review(scope, on=date(2026, 3, 20))] == [1]
        assert [row.sheets for row in queries.list_to_review(scope, on=date(2026, 4, 20))] == [2], "a neighbour that never scored itself"


def test_what_was_found_leads_back_to_its_sheet(session: Session) -> None:
    sheet_id = scored(sheet())
    with make.working_at(make.JINAN, "jinan") as scope:
        new_id = problems.raise_problem(scope, finding(source=Source.VISIT, source_id=sheet_id, source_words="一季度季度观摩"))
    with make.working_at(make.LIANXIANG) as scope:
        assert [row.id for row in problem_rows.list_of_source(scope, sheet_id)] == [new_id]
