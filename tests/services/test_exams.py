"""Exams: who may sit them, how results are noted and corrected, and what they count."""

from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.people.services.consent import withdraw_consent
from portal.tallies import services as tallies
from portal.tallies.queries.outcomes import count_outcomes
from portal.training.queries import exams as rows
from portal.training.records import TRAINEES
from portal.training.services import exams, results
from portal.training.services.results import Sheet
from tests import make

BOTH = {"理论": 80, "实操": 85}


@pytest.fixture
def held(app: Flask) -> UUID:
    with app.app_context():
        return make.exam()


def noted(exam_id: UUID, marks: dict[UUID, dict[str, int | None]], *, version: int | None = None) -> int:
    with make.working_at(make.LIANXIANG) as scope:
        seen = rows.get_exam(scope, exam_id).version if version is None else version
        return results.note_results(scope, exam_id, [Sheet(entry, given) for entry, given in marks.items()], version=seen)


def counted() -> dict[str, int]:
    with make.working_at(make.LIANXIANG) as scope:
        found: dict[str, int] = {}
        for (indicator, _), value in count_outcomes(scope, first="2026-01", last="2026-12").items():
            found[indicator] = found.get(indicator, 0) + value
        return found


def entrants(*numbers: int) -> list[UUID]:
    return [make.trainee(n=n, name=f"林{'一二三四五六七八九'[n % 9]}", phone=f"1380000{n:04d}") for n in numbers]


def entered(exam_id: UUID, trainees: list[UUID]) -> list[UUID]:
    with make.working_at(make.LIANXIANG) as scope:
        return exams.sign_up(scope, exam_id, trainees)


def test_who_sat_and_who_passed_count_on_the_day_of_the_exam(app: Flask, held: UUID) -> None:
    with app.app_context():
        one, two, three = entered(held, entrants(1, 2, 3))
        marks: dict[UUID, dict[str, int | None]] = {one: {**BOTH}, two: {"理论": 90, "实操": 59}, three: {"理论": None, "实操": None}}
        assert noted(held, marks) == 3
        assert counted() == {"examined": 2, "passed": 1}
        with make.working_at(make.LIANXIANG) as scope:
            known = {row.id: row for row in rows.list_entries(scope, held)}
            assert [known[it].result for it in (one, two, three)] == ["passed", "failed", "absent"]
            assert known[two].failed_items == "实操"
            assert rows.get_exam(scope, held).state == "closed"


def test_a_corrected_result_moves_the_figures_by_the_difference(app: Flask, held: UUID) -> None:
    with app.app_context():
        (one,) = entered(held, entrants(1))
        noted(held, {one: {**BOTH}})
        assert noted(held, {one: {"理论": 80, "实操": 20}}) == 1
        assert counted() == {"examined": 1}
        assert noted(held, {one: {"理论": None, "实操": None}}) == 1
        assert counted() == {}
        assert noted(held, {one: {"理论": None, "实操": None}}) == 0
        with make.working_at(make.CITY, "fuzhou") as scope:
            assert tallies.differences(scope) == []


def test_a_closed_month_takes_no_results_and_no_corrections(app: Flask) -> None:
    with app.app_context():
        held = make.exam(held_on=date(2026, 2, 20))
        one, two = entered(held, entrants(1, 2))
        noted(held, {one: {**BOTH}})
        with make.working_at(make.LIANXIANG) as scope:
            tallies.close_month(scope, "2026-02")
        with pytest.raises(Conflict, match="2026年2月已由"):
            noted(held, {two: {**BOTH}})
        with pytest.raises(Conflict, match="2026年2月已由"):
            noted(held, {one: {"理论": 81, "实操": 85}})


def test_results_cannot_be_noted_before_the_day(app: Flask) -> None:
    with app.app_context():
        held = make.exam(held_on=date(2026, 3, 17))
        (one,) = entered(held, entrants(1))
        with pytest.raises(RuleBroken, match="还没有举行"):
            noted(held, {one: {**BOTH}})


def test_two_at_once_the_second_is_told(app: Flask, held: UUID) -> None:
    with app.app_context():
        (one,) = entered(held, entrants(1))
        noted(held, {one: {**BOTH}}, version=1)
        with pytest.raises(Conflict, match="刚才被别人修改过"):
            noted(held, {one: {"理论": 10, "实操": 10}}, version=1)


def test_who_withdrew_her_consent_neither_signs_up_nor_is_marked(app: Flask, held: UUID) -> None:
    with app.app_context():
        one, two = entrants(1, 2)
        (entry,) = entered(held, [one])
        for trainee_id in (one, two):
            with make.working_at(make.LIANXIANG) as scope:
                withdraw_consent(scope, TRAINEES.get(scope, trainee_id), channel="in_person", note="")
        with pytest.raises(Conflict, match="已撤回同意"):
            entered(held, [two])
        with pytest.raises(Conflict, match="已撤回同意"):
            noted(held, {entry: {**BOTH}})


def test_she_signs_up_once_and_may_come_back_after_taking_her_name_off(app: Flask, held: UUID) -> None:
    with app.app_context():
        (woman,) = entrants(1)
        (entry,) = entered(held, [woman])
        with pytest.raises(Conflict, match="已经报过名"):
            entered(held, [woman])
        with make.working_at(make.LIANXIANG) as scope:
            exams.sign_off(scope, entry, version=1)
        assert entered(held, [woman]) == [entry]


def test_a_neighbours_trainee_and_exam_are_not_found(app: Flask, held: UUID) -> None:
    with app.app_context():
        theirs, mine = make.trainee(make.NEIGHBOUR, n=9), entrants(1)
        with pytest.raises(NotFound):
            entered(held, [theirs])
        foreign = make.exam(make.NEIGHBOUR)
        with pytest.raises(NotFound):
            entered(foreign, mine)
        (entry,) = entered(held, mine)
        with pytest.raises(NotFound):
            noted(make.exam(), {entry: {**BOTH}})


def test_a_resit_points_to_what_was_failed(app: Flask, held: UUID) -> None:
    with app.app_context():
        (woman,) = entrants(1)
        first = make.exam_entry(woman, held, marks=(80, 40))
        later = make.exam(held_on=date(2026, 3, 14))
        (again,) = entered(later, [woman])
        other = make.exam(course="nutrition", held_on=date(2026, 3, 14))
        (fresh,) = entered(other, [woman])
        with make.working_at(make.LIANXIANG) as scope:
            assert rows.get_entry(scope, again).resits_id == first
            assert rows.get_entry(scope, fresh).resits_id is None
            failed = rows.list_failed(scope, woman)
            assert [(row.id, row.failed_items) for row in failed] == [(first, "实操")]


def test_an_exam_with_results_keeps_what_they_rest_on(app: Flask, held: UUID) -> None:
    with app.app_context():
        make.exam_entry(entrants(1)[0], held)
        with make.working_at(make.LIANXIANG) as scope:
            seen = rows.get_exam(scope, held).version
            exams.amend_exam(scope, held, make.exam_plan(place="三楼教室"), version=seen)
        for change in ({"pass_mark": 50}, {"held_on": date(2026, 3, 11)}, {"items": ("理论",)}):
            with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken, match="已经登记了成绩"):
                exams.amend_exam(scope, held, make.exam_plan(**change), version=seen + 1)
        with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="不能取消"):
            exams.cancel_exam(scope, held, reason="停电", version=seen + 1)


def test_a_cancelled_exam_takes_nobody_and_no_results(app: Flask, held: UUID) -> None:
    with app.app_context():
        one, two = entrants(1, 2)
        (entry,) = entered(held, [one])
        with make.working_at(make.LIANXIANG) as scope:
            exams.cancel_exam(scope, held, reason="停电", version=1)
        with pytest.raises(Conflict, match="已经取消"):
            entered(held, [two])
        with pytest.raises(Conflict, match="已经取消"):
            noted(held, {entry: {**BOTH}})
