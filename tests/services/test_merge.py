"""Two records of one human being become one: persons, figures, minutes and holds follow, and there is a trace."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.ledger import queries as books
from portal.ledger import services as ledger
from portal.people import rolls, vault
from portal.people.models import PersonHold, PersonMerge
from portal.people.rules import Document, DocumentKind
from portal.people.rules.records import Record
from portal.people.services import records, registry, withdraw_consent
from portal.tallies import services as tallies
from portal.tallies.queries import sum_values
from portal.training import queries as trainees
from portal.volunteer.queries import roll as volunteers
from portal.volunteer.queries.hours import last_days, list_recent
from portal.volunteer.rules.hours import Work
from portal.volunteer.services import hours as volunteering
from tests import make

ID_CARD = Document(DocumentKind.RESIDENT_ID, make.resident_number(1))
PASSPORT = Document(DocumentKind.PASSPORT, "E12345678")
WHY = "本人同时出示两个证件"


def record(scope: Scope, roll: str, record_id: UUID) -> Record:
    return rolls.get(roll).get(scope, record_id)


def merge(first: tuple[str, UUID], second: tuple[str, UUID], code: str = make.LIANXIANG) -> UUID:
    """Merge two records of a station; the first one's document leads."""
    with make.working_at(code) as scope:
        return records.merge_records(scope, record(scope, *first), record(scope, *second), reason=WHY).id


def two_trainees(later: date = date(2026, 3, 9)) -> tuple[UUID, UUID]:
    return make.trainee(document=PASSPORT), make.trainee(document=ID_CARD, taken_on=later, name="李小梅")


def two_volunteers() -> tuple[UUID, UUID]:
    one = make.volunteer(document=PASSPORT)
    return one, make.volunteer(document=ID_CARD, name="陈秀瑛", phone="13700001111")


def figures(month: str = "2026-03", code: str = make.LIANXIANG) -> dict[str, int]:
    with make.working_at(code) as scope:
        rows = sum_values(scope, tenants=[scope.tenant_id], first=month, last=month)
    return {row.indicator: row.value for row in rows if row.value}


def all_agrees() -> None:
    """Say that figures and minutes are what their rows say."""
    with make.working_at(make.CITY) as scope:
        assert tallies.differences(scope) == []
        assert [fault.message for fault in ledger.verify(scope)] == []


def holds() -> list[tuple[str, int]]:
    with make.working_at(make.LIANXIANG) as scope:
        rows = db.session.execute(select(PersonHold.kind, PersonHold.tenant_id).where(scope.owns(PersonHold)), scope.binds).all()
    return sorted((row.kind, row.tenant_id) for row in rows)


def member(volunteer_id: UUID, code: str = make.LIANXIANG) -> Any:
    with make.working_at(code) as scope:
        return volunteers.get_volunteer(scope, volunteer_id)


def balance(volunteer_id: UUID, code: str = make.LIANXIANG) -> int:
    with make.working_at(code) as scope:
        return books.balance_of(scope, volunteers.get_volunteer(scope, volunteer_id).account_id)


def test_the_later_intake_counts_no_more_and_the_leading_document_stays(session: Session) -> None:
    first, second = two_trainees()
    assert figures() == {"intakes": 2, "train_first": 2}
    assert merge(("trainees", second), ("trainees", first)) == first
    assert figures() == figures(code=make.JINAN) == {"intakes": 1, "train_first": 1}
    with make.working_at(make.LIANXIANG) as scope:
        rows, total = trainees.list_trainees(scope, trainees.Filter(), page=1)
        assert (total, rows[0].id, rows[0].document_kind) == (1, first, DocumentKind.RESIDENT_ID)
        assert trainees.count_intakes(scope, first=date(2026, 3, 1), last=date(2026, 3, 31)).all == 1
    all_agrees()


def test_the_trace_says_who_merged_whom_and_why(session: Session) -> None:
    first, second = two_trainees()
    merge(("trainees", first), ("trainees", second))
    with make.working_at(make.LIANXIANG) as scope:
        row = session.execute(select(PersonMerge.reason, PersonMerge.account_id).where(scope.owns(PersonMerge)), scope.binds).one()
        assert (row.reason, row.account_id) == (WHY, scope.account_id)


@pytest.mark.parametrize("document", [PASSPORT, ID_CARD])
def test_either_document_finds_the_one_afterwards(session: Session, document: Document) -> None:
    first, second = two_trainees()
    kept = merge(("trainees", first), ("trainees", second))
    with pytest.raises(Conflict, match="已登记过她") as refused:
        make.trainee(document=document, name="第三次")
    assert refused.value.subject_id == kept
    with make.working_at(make.JUNMEN) as scope:
        person_id, is_known = registry.register_person(scope, document, kind="trainee")
        hash_of_leading = vault.fingerprint(PASSPORT, city_id=scope.ids[0])
        assert is_known
        assert person_id == records.queries.find_person(scope, hash_of_leading)[0]  # pyright: ignore[reportOptionalSubscript]


def test_a_station_that_knew_only_the_other_document_finds_its_own_record(session: Session) -> None:
    theirs = make.trainee(make.JUNMEN, document=ID_CARD)
    first, second = two_trainees()
    merge(("trainees", first), ("trainees", second))
    with pytest.raises(Conflict, match="已登记过她") as refused:
        make.trainee(make.JUNMEN, document=PASSPORT)
    assert refused.value.subject_id == theirs


def test_a_closed_month_keeps_its_two_intakes(session: Session) -> None:
    first, second = two_trainees(later=date(2026, 3, 9))
    with make.working_at(make.LIANXIANG) as scope:
        tallies.close_month(scope, "2026-03")
    with pytest.raises(Conflict, match="2026年3月已由"):
        merge(("trainees", first), ("trainees", second))
    assert figures() == {"intakes": 2, "train_first": 2}
    with make.working_at(make.LIANXIANG) as scope:
        assert trainees.list_trainees(scope, trainees.Filter(), page=1)[1] == 2
    all_agrees()


def test_the_minutes_of_two_volunteers_come_together_by_one_transfer(session: Session) -> None:
    first, second = two_volunteers()
    make.hours(first, worked_min=60)
    make.hours(second, worked_min=90, served_on=date(2026, 3, 6))
    leading_number = member(first).number
    assert merge(("volunteers", first), ("volunteers", second)) == first
    assert balance(first) == 150
    account_id = member(first).account_id
    with make.working_at(make.LIANXIANG) as scope:
        lines = books.list_statement(scope, account_id, page=1)
        assert [(line.kind, line.change_min) for line in lines] == [("merge", 90), ("earn", 60)]
        served, total, sum_min = list_recent(scope, first=date(2026, 3, 1), last=date(2026, 3, 31), page=1)
    assert (total, sum_min, {row.number for row in served}, {row.volunteer_id for row in served}) == (2, 150, {leading_number}, {first})
    assert figures() == {"service": 150}
    all_agrees()


def test_a_merged_account_takes_no_more_postings(session: Session) -> None:
    first, second = two_volunteers()
    old = member(second).account_id
    merge(("volunteers", first), ("volunteers", second))
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="已经并入另一个账户"):
        volunteering.credit_hours(scope, [Work(old, date(2026, 3, 5), None, 60, "haircut")], once="")
    all_agrees()


def test_hours_from_before_the_merge_can_still_be_taken_back(session: Session) -> None:
    first, second = two_volunteers()
    service_id = make.hours(second, worked_min=90)
    merge(("volunteers", first), ("volunteers", second))
    with make.working_at(make.LIANXIANG) as scope:
        volunteering.reverse_hours(scope, service_id, reason="登记错了", once="")
    assert balance(first) == 0
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="已经冲正过"):
        volunteering.reverse_hours(scope, service_id, reason="再来一次", once="")
    all_agrees()


def test_a_merge_of_minutes_is_not_taken_back(session: Session) -> None:
    first, second = two_volunteers()
    make.hours(second, worked_min=90)
    merge(("volunteers", first), ("volunteers", second))
    account_id = member(first).account_id
    with make.working_at(make.LIANXIANG) as scope:
        line = books.list_statement(scope, account_id, page=1)[0]
        with pytest.raises(Conflict, match="不能分开"):
            ledger.reverse(scope, line.id, reason="反悔", key="x", action="hours.reverse")


def test_another_station_goes_on_with_the_account_that_stays(session: Session) -> None:
    theirs = make.volunteer(make.JUNMEN, document=ID_CARD)
    make.hours(theirs, make.JUNMEN, worked_min=30)
    first, second = two_volunteers()
    merge(("volunteers", first), ("volunteers", second))
    assert member(theirs, make.JUNMEN).number == member(first).number
    make.hours(theirs, make.JUNMEN, worked_min=45, served_on=date(2026, 3, 7))
    assert balance(first) == 75
    account_id = member(first).account_id
    with make.working_at(make.JUNMEN) as scope:
        served, _, _ = list_recent(scope, first=date(2026, 3, 1), last=date(2026, 3, 31), page=1)
        assert [(row.worked_min, row.volunteer_id) for row in served] == [(45, theirs), (30, theirs)]
        assert last_days(scope, [account_id]) == {account_id: date(2026, 3, 7)}
    all_agrees()


def test_volunteers_without_documents_are_merged_as_well(session: Session) -> None:
    first, second = make.volunteer(), make.volunteer(name="陈秀瑛", phone="13700001111", document=ID_CARD)
    make.hours(first, worked_min=60)
    assert merge(("volunteers", first), ("volunteers", second)) == second  # the only document leads
    assert balance(second) == 60
    all_agrees()


def test_a_trainee_and_a_volunteer_become_one_person_and_both_stay(session: Session) -> None:
    trainee_id, volunteer_id = make.trainee(document=PASSPORT), make.volunteer(document=ID_CARD)
    make.hours(volunteer_id, worked_min=60)
    merge(("trainees", trainee_id), ("volunteers", volunteer_id))
    with make.working_at(make.LIANXIANG) as scope:
        trainee, volunteer = record(scope, "trainees", trainee_id), record(scope, "volunteers", volunteer_id)
    assert trainee.person_id == volunteer.person_id
    assert balance(volunteer_id) == 60
    assert figures()["intakes"] == 1
    all_agrees()


def test_a_volunteer_without_a_document_gets_the_trainees(session: Session) -> None:
    elsewhere = make.volunteer(make.JUNMEN, document=PASSPORT)
    make.hours(elsewhere, make.JUNMEN, worked_min=30)
    trainee_id, volunteer_id = make.trainee(document=PASSPORT), make.volunteer()
    make.hours(volunteer_id, worked_min=60)
    merge(("volunteers", volunteer_id), ("trainees", trainee_id))
    assert balance(volunteer_id) == balance(elsewhere, make.JUNMEN) == 90
    all_agrees()


def test_who_is_one_already_is_merged_with_a_third(session: Session) -> None:
    first, second = two_trainees()
    kept = merge(("trainees", first), ("trainees", second))
    third = make.trainee(document=Document(DocumentKind.HK_MACAU_PERMIT, "H12345678"), taken_on=date(2026, 3, 12))
    merge(("trainees", third), ("trainees", kept))
    with make.working_at(make.JUNMEN) as scope:
        found = {registry.register_person(scope, document, kind="trainee")[0] for document in (PASSPORT, ID_CARD)}
    assert len(found) == 1
    assert figures() == {"intakes": 1, "train_first": 1}
    all_agrees()


def test_no_hold_is_left_when_the_merged_one_is_erased(session: Session) -> None:
    first, second = two_trainees()
    kept = merge(("trainees", first), ("trainees", second))
    with make.working_at(make.LIANXIANG) as scope:
        assert records.erase_record(scope, record(scope, "trainees", kept), reason="本人要求删除")
    assert holds() == []


@pytest.mark.parametrize("reason", ["李小梅和李梅是一个人", "电话 138 0000 1234 相同", "号码３５０１１１１９９００１０１００２０"])
def test_a_reason_names_nobody(session: Session, reason: str) -> None:
    first, second = two_trainees()
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken, match="这里不要写"):
        records.merge_records(scope, record(scope, "trainees", first), record(scope, "trainees", second), reason=reason)


def test_who_withdrew_her_consent_is_not_merged(session: Session) -> None:
    first, second = two_trainees()
    with make.working_at(make.LIANXIANG) as scope:
        withdraw_consent(scope, record(scope, "trainees", second), channel="in_person", note="")
    with pytest.raises(Conflict, match="已撤回同意"):
        merge(("trainees", first), ("trainees", second))


def test_whoever_saw_an_older_version_merges_nothing(session: Session) -> None:
    first, second = two_trainees()
    with make.working_at(make.LIANXIANG) as scope:
        seen = record(scope, "trainees", first), record(scope, "trainees", second)
        records.merge_records(scope, *seen, reason=WHY)
    with pytest.raises(Conflict, match="刚才被别人修改过"), make.working_at(make.LIANXIANG) as scope:
        records.erase_record(scope, seen[0], reason="本人要求删除")
    all_agrees()
