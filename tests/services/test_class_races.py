"""Several at once, on databases of their own: a room, a teacher, a seat and a number are given once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.training.queries import classes as rows
from portal.training.queries import enrolments as people
from portal.training.rules.timetable import LessonPlan
from portal.training.services import classes, enrolments
from tests import make
from tests.databases import BOTH, committed

CROWD = 4
DAY = date(2026, 3, 18)


@pytest.fixture(scope="module", params=BOTH)
def busy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal whose rows are really committed."""
    with committed(request, tmp_path_factory, "busy", tick=False) as app:
        yield app


def all_at_once(app: Flask, work: Callable[[Scope, int], Any]) -> list[Any]:
    """Return what each of the crowd got, or how she was refused."""
    start = Barrier(CROWD)

    def run(n: int) -> Any:
        with app.app_context():
            start.wait(10)
            try:
                with make.working_at(make.LIANXIANG) as scope:
                    return work(scope, n)
            except (Conflict, RuleBroken) as refusal:
                return refusal

    with ThreadPoolExecutor(CROWD) as pool:
        return list(pool.map(run, range(CROWD)))


def refused(results: list[Any]) -> list[str]:
    return [it.message for it in results if isinstance(it, Exception)]


@pytest.mark.parametrize("place", ["room_id", "teacher_id"])
def test_two_who_book_one_room_or_one_teacher_do_not_both_get_it(busy: Flask, place: str) -> None:
    with busy.app_context():
        held = {place: make.room(name=place) if place == "room_id" else make.teacher(name="林老师")}
        ids = [make.training_class() for _ in range(CROWD)]
    results = all_at_once(busy, lambda scope, n: classes.add_lessons(scope, ids[n], [LessonPlan(DAY, 540, 600 + n, **held)]))
    words = refused(results)
    assert len(words) == CROWD - 1
    assert all("3月18日（周三）" in it for it in words)


def test_a_woman_gets_a_seat_in_one_of_two_classes_at_the_same_time(busy: Flask) -> None:
    with busy.app_context():
        her = make.trainee(n=1)
        ids = [make.training_class(course=course) for course in ("tidying", "nutrition", "cleaning", "hourly")]
        for class_id in ids:
            make.lesson(class_id)
    words = refused(all_at_once(busy, lambda scope, n: enrolments.enrol(scope, ids[n], [her])))
    assert len(words) == CROWD - 1
    assert all("学员“李梅”要上" in it for it in words)


def test_the_last_seat_is_given_once_and_the_others_wait(busy: Flask) -> None:
    with busy.app_context():
        class_id = make.training_class(capacity=1)
        ids = [make.trainee(n=10 + n) for n in range(CROWD)]
    all_at_once(busy, lambda scope, n: enrolments.enrol(scope, class_id, [ids[n]]))
    with busy.app_context(), make.working_at(make.LIANXIANG) as scope:
        assert [row.state for row in people.list_enrolments(scope, class_id)] == ["enrolled", "waiting", "waiting", "waiting"]


def test_every_class_has_a_number_of_its_own(busy: Flask) -> None:
    made = all_at_once(busy, lambda scope, _: classes.open_class(scope, make.class_plan()))
    with busy.app_context(), make.working_at(make.LIANXIANG) as scope:
        numbers = sorted(rows.get_class(scope, it).number for it in made)
    assert numbers == list(range(numbers[0], numbers[0] + CROWD))
