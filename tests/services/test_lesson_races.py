"""Several at one moment, on databases of their own: one signs in once, one is in one place, a class ends once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.tallies import services as tallies
from portal.tallies.queries import list_values
from portal.training.queries import classes
from portal.training.rules.attendance import Mark, Register, Way
from portal.training.services import attendance, completion
from tests import make
from tests.databases import BOTH, committed

FRIDAY = date(2026, 3, 13)


@pytest.fixture(scope="module", params=BOTH)
def crowded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal whose rows are really committed."""
    with committed(request, tmp_path_factory, "attended") as app:
        yield app


def at_once(app: Flask, *jobs: Callable[[], Any]) -> list[str]:
    """Start all jobs at one moment and return what each came to, sorted: its result, or `refused`."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> str:
        with app.app_context():
            start.wait(20)
            try:
                return str(job())
            except Conflict:
                return "refused"

    with ThreadPoolExecutor(len(jobs)) as pool:
        return sorted(pool.map(run, jobs))


def figures(app: Flask, code: str) -> dict[str, int]:
    with app.app_context():
        with make.working_at(make.CITY, "fuzhou") as scope:
            assert tallies.differences(scope) == []
        with make.working_at(code) as scope:
            rows = list_values(scope, first="2026-03", last="2026-03")
            return {row.indicator: row.value for row in rows if row.indicator in {"lesson_present", "classes", "trained"} and row.value}


def sign_in(class_id: Any) -> bool:
    with make.working_at(make.LIANXIANG) as scope:
        return attendance.sign_in_by_code(Scope(scope.path), class_id, "13800000001").is_new


def take(code: str, lesson_id: Any, trainee_id: Any) -> str:
    with make.working_at(code) as scope:
        attendance.take_attendance(scope, lesson_id, Register([Mark(trainee_id, Way.PAPER)], is_rest_absent=True), version=1)
    return "taken"


def end(class_id: Any) -> int:
    with make.working_at(make.NEIGHBOUR) as scope:
        return completion.end_class(scope, class_id, ended_on=FRIDAY, version=2)


def test_a_telephone_sent_in_six_times_at_once_signs_in_once(crowded: Flask) -> None:
    with crowded.app_context():
        class_id = make.running_class()
        make.enrolment(class_id, make.trainee(n=1, phone="13800000001"))
        make.lesson(class_id, start_min=600, end_min=660)
    assert at_once(crowded, *(lambda: sign_in(class_id) for _ in range(6))) == ["False"] * 5 + ["True"]
    assert figures(crowded, make.LIANXIANG)["lesson_present"] == 1


def test_of_two_stations_that_note_one_person_at_one_hour_one_is_refused(crowded: Flask) -> None:
    jobs = []
    with crowded.app_context():
        for code in (make.NEIGHBOUR, make.JUNMEN):
            class_id, trainee_id = make.running_class(code), make.trainee(code, n=2)
            make.enrolment(class_id, trainee_id, code)
            lesson_id = make.lesson(class_id, code, held_on=FRIDAY)
            jobs.append(lambda code=code, lesson_id=lesson_id, trainee_id=trainee_id: take(code, lesson_id, trainee_id))
    assert at_once(crowded, *jobs) == ["refused", "taken"]
    counted = [figures(crowded, code).get("lesson_present", 0) for code in (make.NEIGHBOUR, make.JUNMEN)]
    assert sorted(counted) == [0, 1]


def test_a_class_ended_by_two_at_once_ends_once(crowded: Flask) -> None:
    with crowded.app_context():
        class_id, trainee_id = make.running_class(make.NEIGHBOUR), make.trainee(make.NEIGHBOUR, n=3)
        make.enrolment(class_id, trainee_id, make.NEIGHBOUR)
        make.attended(make.lesson(class_id, make.NEIGHBOUR, held_on=date(2026, 3, 12)), trainee_id, code=make.NEIGHBOUR)
        with make.working_at(make.NEIGHBOUR) as scope:
            assert classes.get_class(scope, class_id).version == 2
    assert at_once(crowded, *(lambda: end(class_id) for _ in range(2))) == ["1", "refused"]
    counted = figures(crowded, make.NEIGHBOUR)
    assert (counted["classes"], counted["trained"]) == (1, 1)
