"""Two records of one woman who sat in classes become one: what counted twice counts once, and she is one person."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.db import db
from portal.core.errors import Conflict
from portal.people.rules import Document, DocumentKind
from portal.people.services import records
from portal.tallies import services as tallies
from portal.tallies.queries import count_outcomes, count_persons
from portal.training.models import Presence
from portal.training.queries import attendance, classes, completion, enrolments
from portal.training.records import TRAINEES
from portal.training.rules.enrolments import FreeWay
from portal.training.services import completion as endings
from portal.training.services import enrolments as seats
from tests import make, make_work

ENDED = date(2026, 3, 13)


def two() -> tuple[UUID, UUID]:
    """Take one woman in twice: with her card, and with a passport."""
    return make.trainee(n=1), make.trainee(document=Document(DocumentKind.PASSPORT, "E12345678"), name="李小梅")


def merge(leading: UUID, other: UUID) -> UUID:
    with make.working_at(make.LIANXIANG) as scope:
        pair = (TRAINEES.get(scope, one) for one in (leading, other))
        return records.merge_records(scope, *pair, reason="本人同时出示两个证件").id


def end(class_id: UUID, on: date = ENDED) -> int:
    with make.working_at(make.LIANXIANG) as scope:
        return endings.end_class(scope, class_id, ended_on=on, version=classes.get_class(scope, class_id).version)


def one_class(*women: UUID, is_ended: bool = True, on: date = ENDED) -> tuple[UUID, UUID]:
    """Let women sit in one class of one lesson, to which all of them came; return class and lesson."""
    class_id = make.running_class(starts_on=on)
    for woman in women:
        make.enrolment(class_id, woman)
    lesson_id = make.lesson(class_id, held_on=on)
    make.attended(lesson_id, *women)
    if is_ended:
        end(class_id, on)
    return class_id, lesson_id


def counted(month: str = "2026-03") -> dict[str, int]:
    """Say what a month counts, and that figures and persons are what their rows say."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        assert tallies.differences(scope) == tallies.person_differences(scope) == []
    with make.working_at(make.LIANXIANG) as scope:
        sums: dict[str, int] = {}
        for (code, _), value in count_outcomes(scope, first=month, last=month).items():
            sums[code] = sums.get(code, 0) + value
        return sums


def persons(indicator: str = "trained") -> int:
    with make.working_at(make.CITY, "fuzhou") as scope:
        city = scope.tenant_id
        return count_persons(scope, [indicator], [city], first="2026-01", last="2026-12").get((city, indicator), 0)


def presences() -> list[tuple[UUID, UUID]]:
    with make.working_at(make.LIANXIANG) as scope:
        rows = db.session.execute(select(Presence.person_id, Presence.lesson_id).where(scope.owns(Presence)), scope.binds)
        return sorted((row.person_id, row.lesson_id) for row in rows)


def person_of(trainee_id: UUID) -> Any:
    with make.working_at(make.LIANXIANG) as scope:
        return TRAINEES.get(scope, trainee_id).person_id


def states(trainee_id: UUID) -> list[str]:
    with make.working_at(make.LIANXIANG) as scope:
        return [row.state for row in enrolments.list_of_trainee(scope, trainee_id)]


def correct(trainee_id: UUID, document: Document) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        records.correct_document(scope, TRAINEES.get(scope, trainee_id), document, reason="号码录错一位")


def close(month: str) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        tallies.close_month(scope, month)


def test_a_class_both_completed_counts_once_and_its_lesson_one_less(session: Session) -> None:
    first, second = two()
    _, lesson_id = one_class(first, second)
    assert (counted(), persons()) == ({"classes": 1, "lesson_present": 2, "trained": 2}, 2)
    kept = merge(second, first)  # the passport leads
    assert counted() == {"classes": 1, "lesson_present": 1, "trained": 1}
    assert (persons(), states(kept)) == (1, ["completed"])
    assert presences() == [(person_of(kept), lesson_id)]
    with make.working_at(make.LIANXIANG) as scope:
        assert classes.get_lesson(scope, lesson_id).present_count == 1


def test_different_classes_both_count_and_she_is_one_person(session: Session) -> None:
    first, second = two()
    make.completed(first, ended_on=date(2026, 3, 12))
    make.completed(second, course="pre_job", ended_on=ENDED)
    kept = merge(first, second)
    assert counted() == {"classes": 2, "lesson_present": 2, "trained": 2}
    assert persons() == 1
    assert {person for person, _ in presences()} == {person_of(kept)}
    assert len(presences()) == 2
    with make.working_at(make.LIANXIANG) as scope:
        assert len(completion.list_completions(scope, kept)) == 2


def test_what_counts_more_stays_and_whoever_waits_next_gets_the_seat(session: Session) -> None:
    first, second = two()
    third = make.trainee(n=3, name="陈兰", phone="13800000003")
    class_id = make.running_class(capacity=1)
    for woman in (second, first, third):  # the later record has the seat, the earlier one waits
        make.enrolment(class_id, woman)
    with make.working_at(make.LIANXIANG) as scope:
        first_seat = enrolments.list_of_trainee(scope, second)[0].id
        seats.confirm_free(scope, class_id, [enrolments.list_of_trainee(scope, first)[0].id], on=ENDED, way=FreeWay.SIGNED)
    kept = merge(first, second)
    assert (kept, states(kept), states(third)) == (first, ["enrolled"], ["waiting"])
    with make.working_at(make.LIANXIANG) as scope:
        row = enrolments.list_of_trainee(scope, kept)[0]
        assert (row.id, row.free_confirmed_on) == (first_seat, ENDED)  # what the other seat knew is not lost


def test_a_seat_held_twice_goes_to_whoever_waits(session: Session) -> None:
    first, second = two()
    third = make.trainee(n=3, name="陈兰", phone="13800000003")
    class_id = make.running_class(capacity=2)
    for woman in (first, second, third):
        make.enrolment(class_id, woman)
    merge(first, second)
    assert states(third) == ["enrolled"]


def test_who_came_once_counts_once_whichever_record_was_marked(session: Session) -> None:
    first, second = two()
    class_id = make.running_class()
    for woman in (first, second):
        make.enrolment(class_id, woman)
    lesson_id = make.lesson(class_id, held_on=ENDED)
    make.attended(lesson_id, second)  # the other one was noted as absent
    kept = merge(first, second)
    assert counted() == {"lesson_present": 1}
    with make.working_at(make.LIANXIANG) as scope:
        assert [row.way for row in attendance.list_of_trainees(scope, [kept])] == ["keyed"]
    assert presences() == [(person_of(kept), lesson_id)]
    assert end(class_id) == 1


@pytest.mark.parametrize("is_ended", [True, False])
def test_what_a_closed_month_counts_twice_is_not_joined(session: Session, is_ended: bool) -> None:
    first, day = make.trainee(n=1, taken_on=date(2026, 2, 2)), date(2026, 2, 5)
    second = make.trainee(document=Document(DocumentKind.PASSPORT, "E12345678"), name="李小梅")  # of March, which is open
    one_class(first, second, on=day, is_ended=is_ended)
    close("2026-02")
    before = counted("2026-02")
    said = "结业，" if is_ended else "2026-02-05 的课上记了到课，"
    with pytest.raises(Conflict, match=f"{said}其中一次是重复计数；2026-02 已关账"):
        merge(first, second)
    assert (counted("2026-02"), states(second)) == (before, ["completed" if is_ended else "enrolled"])


def test_a_corrected_document_takes_all_she_counts_for_along(session: Session) -> None:
    woman = make_work.ready(n=1)
    make.completed(woman, ended_on=date(2026, 3, 12))
    make.certificate(woman)
    make_work.placement(woman)
    elsewhere = make.trainee(make.JUNMEN, n=2)  # whose she really is
    make.completed(elsewhere, code=make.JUNMEN, ended_on=ENDED)
    assert persons() == 2
    before, wrong = counted(), person_of(woman)
    close("2026-03")
    correct(woman, Document(DocumentKind.RESIDENT_ID, make.resident_number(2)))
    assert counted() == before  # 人次 of a closed month stay
    assert (persons(), persons("certified"), persons("placed")) == (1, 1, 1)
    assert wrong not in {person for person, _ in presences()}
    assert len(presences()) == 2  # her lesson here, and the one elsewhere


def test_a_correction_after_a_merge_takes_both_records_along(session: Session) -> None:
    first, second = two()
    make.completed(first, ended_on=date(2026, 3, 12))
    make.completed(second, course="pre_job", ended_on=ENDED)
    kept = merge(first, second)
    correct(kept, Document(DocumentKind.RESIDENT_ID, make.resident_number(5)))
    assert (counted()["trained"], persons()) == (2, 1)
    assert {person for person, _ in presences()} == {person_of(kept)}


def test_an_erased_woman_stays_counted_and_nothing_tells_of_her(session: Session) -> None:
    woman = make.trainee(n=1)
    class_id, _ = one_class(woman)
    with make.working_at(make.LIANXIANG) as scope:
        record = TRAINEES.get(scope, woman)
        copied = {sheet.title: sheet.rows for sheet in TRAINEES.copy(scope, record)}
        assert (len(copied["培训班"]), len(copied["上课记录"])) == (1, 1)
        assert any("1 节课的到课" in words for words in TRAINEES.remains(scope, record))
    before = counted()
    with make.working_at(make.LIANXIANG) as scope:
        records.erase_record(scope, TRAINEES.get(scope, woman), reason="本人要求删除")
    assert (counted(), persons()) == (before, 1)
    with make.working_at(make.LIANXIANG) as scope:
        row = enrolments.list_enrolments(scope, class_id)[0]
        assert (row.state, row.reason, row.refresher_note) == ("completed", "", "")
