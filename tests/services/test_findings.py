"""Findings: found once, gone when corrected, explained and closed by two, told across stations."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound
from portal.tallies import services as tallies
from portal.tallies.rules import TRAINED
from portal.training import nightly
from portal.training.models import Attendance, Finding, Lesson, Presence, Trainee
from portal.training.queries import findings as queries
from portal.training.services import findings as services
from tests import make, make_proof


def found(code: str = make.LIANXIANG) -> dict[str, Any]:
    """Return {kind: finding} of a station."""
    with make.working_at(code) as scope:
        rows = db.session.execute(select(Finding.__table__).where(scope.owns(Finding)), scope.binds).all()
        return {row.kind: row for row in rows}


def change(model: Any, row_id: UUID, code: str = make.LIANXIANG, **values: Any) -> None:
    """Write into a row what no form lets through."""
    with make.working_at(code) as scope:
        from sqlalchemy import update

        db.session.execute(update(model).where(scope.changes(model), model.id == row_id).values(values), scope.binds)


def test_a_check_twice_finds_the_same_once(session: Session) -> None:
    make_proof.odd_lesson()
    assert make_proof.check() == 1
    assert make_proof.check() == 0
    assert found()["odd_hour"].authors == [make.account_id("lianxiang")]


def test_what_is_corrected_is_gone_and_comes_back_as_the_same(session: Session) -> None:
    finding_id = make_proof.finding()
    lesson_id = UUID(found()["odd_hour"].rows["lesson"][0])
    change(Lesson, lesson_id, start_min=600, end_min=660)
    make_proof.check()
    assert found()["odd_hour"].is_there is False
    change(Lesson, lesson_id, start_min=300, end_min=360)
    assert make_proof.check() == 0
    row = found()["odd_hour"]
    assert (row.id, row.is_there, row.state) == (finding_id, True, "open")


def test_a_closed_finding_that_is_there_still_stays_closed(session: Session) -> None:
    finding_id = make_proof.finding(explained_by="lianxiang")
    with make.working_at(make.LIANXIANG, "lianxiang_helper") as scope:
        services.close(scope, finding_id, verdict="已核对签到表", version=2)
    make_proof.check()
    row = found()["odd_hour"]
    assert (row.state, row.is_there) == ("closed", True)
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="已经核销"):
        services.explain(scope, finding_id, explanation="再说", version=3)


def test_neither_explainer_nor_author_closes_it(session: Session) -> None:
    finding_id = make_proof.finding(explained_by="lianxiang_helper")
    for name, words in (("lianxiang_helper", "您说明的"), ("lianxiang", "您登记的")):
        with make.working_at(make.LIANXIANG, name) as scope, pytest.raises(Conflict, match=words):
            services.close(scope, finding_id, verdict="没问题", version=2)


def test_the_county_closes_it_for_a_station_of_one(session: Session) -> None:
    finding_id = make_proof.finding(explained_by="lianxiang")
    with make.working_at(make.GULOU, "gulou") as scope, pytest.raises(NotFound):
        services.close(scope, finding_id, verdict="x", version=2)
    with make.working_at(make.JINAN, "jinan") as scope:
        services.close(scope, finding_id, verdict="已看过原始签到表", version=2)
        with pytest.raises(Conflict, match="别人办理过"):
            services.close(scope, finding_id, verdict="再核", version=2)
    row = found()["odd_hour"]
    assert (row.state, row.closed_by) == ("closed", make.account_id("jinan"))


def test_what_is_open_and_still_there_waits_for_words(session: Session) -> None:
    finding_id = make_proof.finding()
    with make.working_at(make.JINAN, "jinan") as scope, pytest.raises(Conflict, match="还没有说明"):
        services.close(scope, finding_id, verdict="x", version=1)


def test_one_phone_pupils_ages_and_photos_are_found_from_rows(session: Session) -> None:
    class_id = make.running_class(starts_on=date(2026, 3, 2))
    women = [make.trainee(n=n) for n in (1, 2, 3)]
    for her in women:
        make.enrolment(class_id, her)
    lessons = [make.lesson(class_id, held_on=date(2026, 3, day)) for day in (10, 11)]
    make.attended(lessons[0], *women)
    change(Trainee, women[0], is_student=True)
    for lesson_id in lessons:
        make.photo(subject="lesson", subject_id=lesson_id)
    make_proof.check()
    rows = found()
    assert set(rows) == {"one_phone", "student", "same_photo"}
    assert sorted(rows["one_phone"].rows["trainee"]) == sorted(str(it) for it in women)
    assert "13800001234" not in repr(rows)


def test_a_rush_of_codes_is_found_from_rows(session: Session) -> None:
    class_id = make.running_class(capacity=30)
    lesson_id = make.lesson(class_id, held_on=date(2026, 3, 10))
    women = [make.trainee(n=n, phone=f"1380000{n:04d}") for n in range(1, 13)]
    with make.working_at(make.LIANXIANG) as scope:
        for her in women:
            said = {"lesson_id": lesson_id, "trainee_id": her, "way": "code", "noted_at": clock.now(), "noted_by": 0}
            db.session.add(Attendance(**scope.stamp(Attendance), **said))
    make_proof.check()
    assert len(found()["burst"].rows["attendance"]) == 12


def presence(code: str, person_id: UUID, *, start_min: int = 540) -> None:
    """Let a person have been in a lesson of an hour at a station."""
    class_id = make.running_class(code)
    lesson_id = make.lesson(class_id, code, held_on=date(2026, 3, 10), start_min=start_min, end_min=start_min + 60)
    with make.working_at(code) as scope:
        where = {"tenant_id": scope.tenant_id, "lesson_id": lesson_id, "class_id": class_id, "held_on": date(2026, 3, 10)}
        times = {"start_min": start_min, "end_min": start_min + 60, "is_online": False}
        db.session.add(Presence(**scope.stamp(Presence), person_id=person_id, **where, **times))


def test_two_stations_two_counties_and_a_second_first_training(session: Session) -> None:
    her = make.trainee()
    with make.working_at(make.LIANXIANG) as scope:
        mine = (scope.owns(Trainee), Trainee.id == her)
        person_id = db.session.execute(select(Trainee.person_id).where(*mine), scope.binds).scalar_one()
    presence(make.LIANXIANG, person_id)
    presence(make.NEIGHBOUR, person_id, start_min=570)
    presence(make.JUNMEN, person_id, start_min=900)
    for code, day in ((make.LIANXIANG, 3), (make.JUNMEN, 4)):
        with make.working_at(code) as scope:
            done = tallies.Reached(TRAINED, uuid4(), date(2026, 3, day), person_id=person_id, course_id=1)
            tallies.reach(scope, [done], action="class.end")
    assert nightly.check_everywhere() >= 4
    assert set(found(make.LIANXIANG)) == set(), "the earlier rows are here"
    assert set(found(make.NEIGHBOUR)) == {"overlap_across"}
    assert set(found(make.JUNMEN)) == {"two_counties", "repeat_across"}
    make_proof.check(make.NEIGHBOUR)
    assert found(make.NEIGHBOUR)["overlap_across"].is_there, "a station's own check knows nothing of the others"
    assert nightly.check_everywhere() == 0


def test_only_who_may_is_asked_to_close(session: Session) -> None:
    make_proof.finding(explained_by="lianxiang_helper")
    for code, name, count in (
        (make.LIANXIANG, "lianxiang", 0),
        (make.LIANXIANG, "lianxiang_helper", 0),
        (make.JINAN, "jinan", 1),
        (make.GULOU, "gulou", 0),
    ):
        with make.working_at(code, name) as scope:
            assert queries.count_closable(scope) == count
