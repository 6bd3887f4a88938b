"""Corrected documents and erased persons: numbers nobody holds are destroyed, figures and minutes stay."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.secrets import SecretError
from portal.ledger import queries as books
from portal.ledger import services as ledger
from portal.people import queries as people
from portal.people import rolls, vault
from portal.people.models import Person
from portal.people.rules import Document, DocumentKind
from portal.people.services import records
from portal.tallies import services as tallies
from portal.training import queries as trainees
from portal.volunteer.queries import roll as volunteers
from portal.volunteer.queries.hours import list_recent
from portal.volunteer.queries.roster import list_volunteers
from tests import make

RIGHT, WRONG = (Document(DocumentKind.RESIDENT_ID, make.resident_number(n)) for n in (1, 2))
WHY = "号码录错一位"
TRUSTED = {"trusted": True}


def erase(roll: str, record_id: UUID, code: str = make.LIANXIANG) -> bool:
    with make.working_at(code) as scope:
        return records.erase_record(scope, rolls.get(roll).get(scope, record_id), reason="本人要求删除")


def correct(roll: str, record_id: UUID, document: Document = RIGHT, *, may_join: bool = False, code: str = make.LIANXIANG) -> None:
    with make.working_at(code) as scope:
        records.correct_document(scope, rolls.get(roll).get(scope, record_id), document, reason=WHY, may_join=may_join)


def find(document: Document) -> UUID | None:
    with make.working_at(make.LIANXIANG) as scope:
        found = people.find_person(scope, vault.fingerprint(document, city_id=scope.ids[0]))
    return found[0] if found else None


def document_of(roll: str, record_id: UUID, code: str = make.LIANXIANG) -> Document | None:
    with make.working_at(code) as scope:
        person_id = rolls.get(roll).get(scope, record_id).person_id
        return people.get_document(scope, person_id) if person_id else None


def balance(volunteer_id: UUID, code: str = make.LIANXIANG) -> int:
    with make.working_at(code) as scope:
        return books.balance_of(scope, volunteers.get_volunteer(scope, volunteer_id).account_id)


def all_agrees() -> None:
    with make.working_at(make.CITY) as scope:
        assert tallies.differences(scope) == []
        assert [fault.message for fault in ledger.verify(scope)] == []


def test_a_mistyped_number_is_put_right_and_the_wrong_one_destroyed(session: Session) -> None:
    trainee_id = make.trainee(document=WRONG)
    correct("trainees", trainee_id)
    assert document_of("trainees", trainee_id) == RIGHT
    assert find(WRONG) is None
    all_agrees()


def test_a_number_another_station_holds_stays(session: Session) -> None:
    make.trainee(make.JUNMEN, document=WRONG)
    correct("trainees", make.trainee(document=WRONG))
    assert find(WRONG) is not None


def test_a_number_the_station_holds_on_another_roll_stays(session: Session) -> None:
    volunteer_id = make.volunteer(document=WRONG)
    correct("trainees", make.trainee(document=WRONG))
    assert document_of("volunteers", volunteer_id) == WRONG


def test_the_number_of_another_record_is_refused_with_that_record(session: Session) -> None:
    other, trainee_id = make.trainee(document=RIGHT), make.trainee(document=WRONG, name="李小梅")
    with pytest.raises(Conflict, match="另一条记录") as refused:
        correct("trainees", trainee_id)
    assert refused.value.subject_id == other
    assert document_of("trainees", trainee_id) == WRONG


def test_the_same_number_again_changes_nothing(session: Session) -> None:
    trainee_id = make.trainee(document=RIGHT)
    with pytest.raises(Conflict, match="没有改动"):
        correct("trainees", trainee_id)
    assert find(RIGHT) is not None


def test_a_volunteer_gets_the_document_she_had_not_shown(session: Session) -> None:
    volunteer_id = make.volunteer()
    make.hours(volunteer_id, worked_min=60)
    correct("volunteers", volunteer_id)
    assert document_of("volunteers", volunteer_id) == RIGHT
    assert balance(volunteer_id) == 60


def test_her_minutes_go_to_the_account_she_has_only_when_it_is_said(session: Session) -> None:
    elsewhere, here = make.volunteer(make.JUNMEN, document=RIGHT), make.volunteer()
    make.hours(elsewhere, make.JUNMEN, worked_min=30)
    make.hours(here, worked_min=60)
    with pytest.raises(Conflict, match="已有时间账户") as refused:
        correct("volunteers", here)
    assert "1小时" in refused.value.advice
    correct("volunteers", here, may_join=True)
    assert balance(here) == balance(elsewhere, make.JUNMEN) == 90
    all_agrees()


def test_an_account_others_use_does_not_change_its_person(session: Session) -> None:
    make.volunteer(make.JUNMEN, document=WRONG)
    here = make.volunteer(document=WRONG)
    with pytest.raises(Conflict, match="别的驿站也在用"):
        correct("volunteers", here, may_join=True)
    assert document_of("volunteers", here) == WRONG


def test_an_erased_trainee_leaves_a_pseudonym_and_her_figures(session: Session) -> None:
    trainee_id = make.trainee(note="愿意夜班")
    assert erase("trainees", trainee_id)
    with make.working_at(make.LIANXIANG) as scope:
        case = trainees.get_trainee(scope, trainee_id)
        assert case.particulars.name.startswith("学员-")
        assert (case.particulars.phone, case.particulars.community, case.particulars.note, case.number) == ("", "", "", "")
        assert trainees.list_trainees(scope, trainees.Filter(sought="李"), page=1) == ([], 0)
        assert trainees.count_intakes(scope, first=date(2026, 3, 1), last=date(2026, 3, 31)).all == 1
    all_agrees()


def test_nothing_opens_the_number_of_an_erased_person(session: Session) -> None:
    trainee_id = make.trainee(document=RIGHT)
    with make.working_at(make.LIANXIANG) as scope:
        person_id = rolls.get("trainees").get(scope, trainee_id).person_id
    erase("trainees", trainee_id)
    with make.working_at(make.LIANXIANG) as scope:
        row: Any = session.execute(select(Person).where(scope.owns(Person)), scope.binds).scalar_one()
        assert (row.id, row.born_on, row.sex, row.erased_at is not None) == (person_id, None, None, True)
        with pytest.raises(SecretError):
            people.get_document(scope, row.id)
    assert find(RIGHT) is None


def test_she_may_come_again_as_somebody_new(session: Session) -> None:
    erased = make.trainee(document=RIGHT)
    erase("trainees", erased)
    again = make.trainee(document=RIGHT)
    assert again != erased
    assert document_of("trainees", again) == RIGHT
    all_agrees()


def test_what_another_station_holds_is_not_erased_with_ours(session: Session) -> None:
    ours, theirs = make.trainee(document=RIGHT), make.trainee(make.JUNMEN, document=RIGHT)
    assert not erase("trainees", ours)
    assert document_of("trainees", theirs, make.JUNMEN) == RIGHT
    assert erase("trainees", theirs, make.JUNMEN)
    assert find(RIGHT) is None


def test_an_erased_volunteer_leaves_her_number_and_her_minutes(session: Session) -> None:
    volunteer_id = make.volunteer(document=RIGHT)
    make.hours(volunteer_id, worked_min=60)
    with make.working_at(make.LIANXIANG) as scope:
        roll = rolls.get("volunteers")
        assert any("1小时" in words and "赠与" in words for words in roll.remains(scope, roll.get(scope, volunteer_id)))
    erase("volunteers", volunteer_id)
    with make.working_at(make.LIANXIANG) as scope:
        member = volunteers.get_volunteer(scope, volunteer_id)
        assert (member.name, member.phone, member.note) == (f"志愿者 {member.number}", "", "")
        rows, total, _ = list_recent(scope, first=date(2026, 3, 1), last=date(2026, 3, 31), page=1)
        assert (total, rows[0].name) == (1, member.name)
        assert volunteers.list_roll(scope) == []
        assert list_volunteers(scope, sought="陈", page=1) == ([], 0)
    assert balance(volunteer_id) == 60
    all_agrees()


def test_who_is_still_a_trainee_gets_her_account_back_as_a_volunteer(session: Session) -> None:
    make.trainee(document=RIGHT)
    erased = make.volunteer(document=RIGHT)
    make.hours(erased, worked_min=60)
    erase("volunteers", erased)
    again = make.volunteer(document=RIGHT, name="陈秀瑛")
    assert again == erased
    assert balance(again) == 60
    with make.working_at(make.LIANXIANG) as scope:
        assert volunteers.get_volunteer(scope, again).name == "陈秀瑛"
    all_agrees()


def test_nobody_is_erased_twice(session: Session) -> None:
    trainee_id = make.trainee()
    erase("trainees", trainee_id)
    with pytest.raises(Conflict, match="已经删除过"):
        erase("trainees", trainee_id)


def test_the_database_lets_only_the_erased_be_without_a_telephone(session: Session) -> None:
    make.trainee()
    make.volunteer()
    for table in ("trainee", "volunteer"):
        with make.working_at(make.LIANXIANG), pytest.raises(Exception, match=r"(?i)check"), db.session.begin_nested():
            db.session.execute(text(f"UPDATE {table} SET phone = ''"), execution_options=TRUSTED)
