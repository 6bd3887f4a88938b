"""Consent as a history: what is locked when it is taken back, and opened when it is given again."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.people import queries, rolls
from portal.people.models import ConsentEvent
from portal.people.rules import ConsentChannel
from portal.people.services import give_consent, records, withdraw_consent
from portal.training import queries as trainees
from portal.training.services import intake as training
from portal.volunteer.queries import roll as volunteers
from portal.volunteer.queries.hours import list_recent
from portal.volunteer.rules.hours import Work
from portal.volunteer.services.hours import credit_hours
from portal.volunteer.services.roll import amend_volunteer
from tests import make

MAKERS = {"trainees": make.trainee, "volunteers": make.volunteer}
both = pytest.mark.parametrize("roll", MAKERS)


def history(record_id: UUID) -> list[tuple[Any, ...]]:
    with make.working_at(make.LIANXIANG) as scope:
        return [(row.action, row.channel, row.text_version, row.by) for row in queries.list_consent(scope, record_id)]


def withdraw(roll: str, record_id: UUID, note: str = "") -> None:
    with make.working_at(make.LIANXIANG) as scope:
        withdraw_consent(scope, rolls.get(roll).get(scope, record_id), channel="phone", note=note)


def give(roll: str, record_id: UUID, version: int = 0) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        told = version or rolls.get(roll).notice(clock.today()).version
        give_consent(scope, rolls.get(roll).get(scope, record_id), version=told, channel=ConsentChannel.PAPER, note="")


@both
def test_who_is_taken_in_has_given_her_consent(session: Session, roll: str) -> None:
    told = {"trainees": 1, "volunteers": 2}[roll]
    assert history(MAKERS[roll]()) == [("given", "in_person", told, "lianxiang 的使用人")]


@both
def test_withdrawn_and_given_again_both_stand_in_the_history(session: Session, roll: str) -> None:
    record_id = MAKERS[roll]()
    withdraw(roll, record_id)
    give(roll, record_id)
    assert [line[:2] for line in history(record_id)] == [("given", "paper"), ("withdrawn", "phone"), ("given", "in_person")]


@both
def test_nobody_withdraws_twice_or_gives_what_she_gave(session: Session, roll: str) -> None:
    record_id = MAKERS[roll]()
    with pytest.raises(Conflict, match="没有撤回同意"):
        give(roll, record_id)
    withdraw(roll, record_id)
    with pytest.raises(Conflict, match="已经撤回过"):
        withdraw(roll, record_id)
    assert len(history(record_id)) == 2


@both
def test_consent_is_to_the_notice_in_force(session: Session, roll: str) -> None:
    record_id = MAKERS[roll]()
    withdraw(roll, record_id)
    with pytest.raises(RuleBroken, match="告知书已经更新"):
        give(roll, record_id, version=7)


@both
def test_a_note_names_nobody(session: Session, roll: str) -> None:
    with pytest.raises(RuleBroken, match="不要写电话") as broken:
        withdraw(roll, MAKERS[roll](), note="来电 13800001234")
    assert broken.value.field == "note"


def test_a_locked_trainee_is_masked_and_nobody_works_with_her(session: Session) -> None:
    trainee_id = make.trainee()
    withdraw("trainees", trainee_id)
    with make.working_at(make.LIANXIANG) as scope:
        case = trainees.get_trainee(scope, trainee_id)
        assert (case.particulars.name, case.particulars.phone, case.is_locked) == ("李*", "138****1234", True)
        with pytest.raises(Conflict, match="已撤回同意"):
            training.amend_trainee(scope, trainee_id, make.admission().particulars, version=2)
        with pytest.raises(Conflict, match="已撤回同意"):
            records.correct_document(scope, rolls.get("trainees").get(scope, trainee_id), make.admission(2).document, reason="录错")
    give("trainees", trainee_id)
    with make.working_at(make.LIANXIANG) as scope:
        assert trainees.get_trainee(scope, trainee_id).particulars.name == "李梅"
        training.amend_trainee(scope, trainee_id, make.admission(note="又来了").particulars, version=3)


def test_a_locked_volunteer_is_masked_and_credited_with_nothing(session: Session) -> None:
    volunteer_id = make.volunteer()
    make.hours(volunteer_id)
    withdraw("volunteers", volunteer_id)
    with make.working_at(make.LIANXIANG) as scope:
        member = volunteers.get_volunteer(scope, volunteer_id)
        assert (member.name, member.phone) == ("陈**", "139****5678")
        assert volunteers.list_roll(scope) == []
        rows, _, sum_min = list_recent(scope, first=date(2026, 3, 1), last=date(2026, 3, 31), page=1)
        assert ([row.name for row in rows], sum_min) == (["陈**"], 90)
        with pytest.raises(Conflict, match="已撤回同意"):
            credit_hours(scope, [Work(member.account_id, date(2026, 3, 6), None, 60, "haircut")], once="")
        with pytest.raises(Conflict, match="已撤回同意"):
            amend_volunteer(scope, volunteer_id, words={"name": "陈秀英", "phone": "13900005678", "note": ""}, version=2)


@pytest.mark.parametrize("change", [update(ConsentEvent).values(action="given"), delete(ConsentEvent)], ids=["update", "delete"])
def test_the_history_is_neither_changed_nor_removed(session: Session, change: Any) -> None:
    make.trainee()
    with make.working_at(make.LIANXIANG), pytest.raises(DBAPIError, match="append-only"), db.session.begin_nested():
        db.session.execute(change.execution_options(trusted=True))
