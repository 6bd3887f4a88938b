"""Corrections: a closed month stays, an open one counts the difference, and all of it is recounted from rows."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from portal.core.errors import Conflict, NotFound, PortalError, RuleBroken
from portal.people import services as people
from portal.people.rules import Document, DocumentKind
from portal.returns.queries.restated import list_restatements
from portal.returns.rules.corrections import Counts, Subject
from portal.returns.services.corrections import correct, void_correction
from portal.stations import services as stations
from portal.tallies import queries, services
from portal.tallies.queries import list_freezes
from portal.tallies.rules import PLACED, PLACED_CHECKED, PLACED_TRAINED, TRAINED
from portal.tallies.services import Reached, take_back
from portal.training.queries import list_intakes
from portal.volunteer.services.hours import reverse_hours
from tests import make, make_corrections
from tests.make_corrections import CLOSED, DAY, OPEN, close, closed_activity, correction, missed, value, wrong


def person(n: int = 1) -> UUID:
    with make.working_at(make.LIANXIANG) as scope:
        return people.register_person(scope, Document(DocumentKind.RESIDENT_ID, make.resident_number(n)), kind="trainee")[0]


def reach(*reached: Reached) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        services.reach(scope, reached, action="test.reach")


def outcome_id(indicator: str = "trained") -> UUID:
    with make.working_at(make.LIANXIANG) as scope:
        found = queries.list_outcomes(scope, indicator, tenant_id=scope.tenant_id, first=DAY, last=DAY, page=1)
        return found[0].id


def persons(first: str, last: str, code: str = make.CITY) -> int:
    with make.working_at(code) as scope:
        return queries.count_persons(scope, ["trained"], [scope.tenant_id], first=first, last=last).get((scope.tenant_id, "trained"), 0)


def reopen(month: str = CLOSED) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        make_corrections.reopen(scope, month)


def test_the_difference_counts_in_the_open_month_and_the_closed_one_stays(session: Session) -> None:
    correction()
    for code in (make.LIANXIANG, make.JINAN):
        assert [value(code, name, CLOSED) for name in ("sessions", "attendances", "women")] == [1, 30, 28]
        assert [value(code, name) for name in ("sessions", "attendances", "women")] == [0, -5, -8]
    assert wrong() == []


def test_a_second_correction_begins_with_what_the_first_left(session: Session) -> None:
    row = closed_activity()
    correction(subject_id=row)
    correction(subject_id=row, counts=Counts(27, 27, is_online=True))
    assert [value(make.LIANXIANG, name) for name in ("attendances", "women", "online")] == [-3, -1, 27]
    correction(subject_id=row, counts=None, is_away=True)
    assert [value(make.LIANXIANG, name) for name in ("sessions", "attendances", "women", "online")] == [-1, -30, -28, 0]
    with pytest.raises(RuleBroken, match="没有需要更正的数"):
        correction(subject_id=row, counts=None, is_away=True)
    correction(subject_id=row, counts=Counts(30, 28, is_online=False))
    assert value(make.LIANXIANG, "attendances") == 0
    assert wrong() == []


@pytest.mark.parametrize(
    ("changes", "refusal", "words"),
    [
        ({"counts": Counts(30, 28, is_online=False)}, RuleBroken, "没有需要更正的数"),
        ({"counts": Counts(5, 6, is_online=False)}, RuleBroken, "女性人次"),
        ({"month": "2026-04"}, RuleBroken, "不晚于本月"),
        ({"month": "2026-02"}, RuleBroken, "之后"),
        ({"month": "2026-01"}, RuleBroken, "之后"),
        ({"reason": "李梅重复了"}, RuleBroken, "姓名"),
        ({"reason": "她的电话13800001234"}, RuleBroken, "电话"),
        ({"subject": Subject.INTAKE}, NotFound, "没有找到"),
        ({"subject": Subject.OUTCOME}, NotFound, "没有找到"),
        ({"subject": Subject.MISSING}, NotFound, "没有找到"),
    ],
)
def test_what_cannot_be_corrected_is_named(session: Session, changes: dict[str, object], refusal: type[PortalError], words: str) -> None:
    make.trainee(name="李梅")
    row = closed_activity()
    with pytest.raises(refusal, match=words):
        correction(subject_id=row, **changes)
    assert wrong() == []


def test_an_open_month_is_changed_directly(session: Session) -> None:
    row = make.activity(held_on=DAY)
    with pytest.raises(Conflict, match="还没有关账"):
        correction(subject_id=row)


def test_no_month_is_left_when_the_present_one_is_closed(session: Session) -> None:
    row = closed_activity()
    close(month=OPEN)
    with pytest.raises(RuleBroken, match="没有可以登记的月份"):
        correction(subject_id=row)


@pytest.mark.parametrize("code", [make.NEIGHBOUR, make.JINAN, make.OTHER_STATION])
def test_another_unit_corrects_nothing_of_hers(session: Session, code: str) -> None:
    row = closed_activity()
    close(code)
    with pytest.raises(NotFound):
        correction(code, row)


def test_a_person_whose_row_is_taken_away_counts_no_more_in_the_closed_month_and_again_when_it_is_given_back(session: Session) -> None:
    one = person()
    reach(Reached(TRAINED, uuid7(), DAY, person_id=one), Reached(TRAINED, uuid7(), date(2026, 1, 9), person_id=person(2)))
    close()
    row = outcome_id()
    made = correction(subject_id=row, subject=Subject.OUTCOME)
    assert [value(make.LIANXIANG, "trained", month) for month in (CLOSED, OPEN)] == [1, -1]
    assert (persons(CLOSED, CLOSED), persons("2026-01", "2026-03"), persons("2026-01", "2026-12")) == (0, 1, 1)
    assert wrong() == []
    correction(subject_id=row, subject=Subject.OUTCOME, is_away=False)
    assert (persons(CLOSED, CLOSED), persons("2026-01", "2026-12"), value(make.LIANXIANG, "trained")) == (1, 2, 0)
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="后来又登记过更正"):
        void_correction(scope, made, reason="弄错了")
    assert wrong() == []


def test_what_is_no_placement_is_no_part_of_one_either(session: Session) -> None:
    subject = uuid7()
    reach(*(Reached(it, subject, DAY, person_id=person()) for it in (PLACED, PLACED_TRAINED, PLACED_CHECKED)))
    close()
    part, whole = outcome_id("placed_checked"), outcome_id("placed")
    correction(subject_id=part, subject=Subject.OUTCOME)
    assert [value(make.LIANXIANG, name) for name in ("placed", "placed_trained", "placed_checked")] == [0, 0, -1]
    correction(subject_id=whole, subject=Subject.OUTCOME)
    assert [value(make.LIANXIANG, name) for name in ("placed", "placed_trained", "placed_checked")] == [-1, -1, -1]
    with pytest.raises(RuleBroken, match="先恢复"):
        correction(subject_id=part, subject=Subject.OUTCOME, is_away=False)
    correction(subject_id=whole, subject=Subject.OUTCOME, is_away=False)
    assert [value(make.LIANXIANG, name) for name in ("placed", "placed_trained", "placed_checked")] == [0, 0, 0]
    assert wrong() == []


def test_an_intake_and_hours_are_taken_away(session: Session) -> None:
    make.trainee(taken_on=DAY)
    served = make.hours(make.volunteer(), served_on=DAY)
    close()
    with make.working_at(make.LIANXIANG) as scope:
        intake = list_intakes(scope, tenant_id=scope.tenant_id, first=DAY, last=DAY, branch=None, page=1)[0].id
    correction(subject_id=intake, subject=Subject.INTAKE)
    correction(subject_id=served, subject=Subject.SERVICE)
    assert [value(make.LIANXIANG, name) for name in ("intakes", "train_first", "service")] == [-1, -1, -90]
    assert wrong() == []
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="已经登记了更正"):
        reverse_hours(scope, served, reason="重复", once="a" * 32)


def test_what_was_missed_is_added_and_never_below_nought_taken_away(session: Session) -> None:
    close()
    with make.working_at(make.LIANXIANG) as scope:
        made = correct(scope, missed(value=3))
        correct(scope, missed(value=-2, what="多报的意愿表"))
    assert [value(make.LIANXIANG, "wishes", month) for month in (CLOSED, OPEN)] == [0, 1]
    for refused in (missed(value=-2), missed(value=0), missed(happened_on=date(2026, 3, 17))):
        with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken):
            correct(scope, refused)
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken, match="小于 0"):
        void_correction(scope, made, reason="弄错了")
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="还没有关账"):
        correct(scope, missed(happened_on=date(2026, 3, 2)))
    assert wrong() == []


def test_a_correction_is_voided_while_its_month_is_open_and_only_once(session: Session) -> None:
    made = correction()
    with make.working_at(make.LIANXIANG) as scope:
        void_correction(scope, made, reason="看错了签到表")
    assert value(make.LIANXIANG, "attendances") == 0
    assert wrong() == []
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="已经撤销"):
        void_correction(scope, made, reason="看错了签到表")


def test_a_correction_of_a_closed_month_is_not_voided(session: Session) -> None:
    made = correction()
    close(month=OPEN)
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="不能再撤销") as refused:
        void_correction(scope, made, reason="看错了签到表")
    assert "对原来的记录再登记一条更正" in refused.value.advice


def test_another_units_correction_is_not_voided(session: Session) -> None:
    made = correction()
    for code in (make.JINAN, make.NEIGHBOUR):
        with make.working_at(code) as scope, pytest.raises(NotFound):
            void_correction(scope, made, reason="看错了签到表")


def test_a_row_that_is_corrected_is_not_changed_as_well_when_its_month_is_opened_again(session: Session) -> None:
    subject = uuid7()
    row = make.activity(held_on=DAY)
    reach(Reached(TRAINED, subject, DAY, person_id=person()))
    close()
    correction(subject_id=row)
    correction(subject_id=outcome_id(), subject=Subject.OUTCOME)
    reopen()
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="已经登记了更正"):
        stations.void_activity(scope, row, reason="重复", version=1)
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="已经登记了更正"):
        take_back(scope, [subject], action="test.back")
    assert wrong() == []


def test_what_is_restated_is_told_for_the_station_and_its_county_beside_what_was_frozen(session: Session) -> None:
    make.activity(make.NEIGHBOUR, held_on=DAY, attendances=7, women=7)
    close(make.NEIGHBOUR)
    row = closed_activity()
    close(make.JINAN)
    correction(subject_id=row)
    with make.working_at(make.CITY) as scope:
        told = {(one.unit_name, one.code): one for one in list_restatements(scope, OPEN, OPEN)}
        freezes = {
            row.tenant_id: row.figures for row in list_freezes(scope, tenants=[make.tenant(make.JINAN).id], first=CLOSED, last=CLOSED)
        }
    station, county = told["连翔社区驿站", "attendances"], told["晋安区", "attendances"]
    assert (station.frozen, station.corrected, station.restated) == (30, -5, 25)
    assert (county.frozen, county.corrected, county.restated) == (37, -5, 32)
    assert ["attendances", 1, 37] in next(iter(freezes.values()))
    assert {key[0] for key in told} == {"连翔社区驿站", "晋安区"}
    with make.working_at(make.CITY) as scope:
        assert list_restatements(scope, CLOSED, CLOSED) == []
    with make.working_at(make.GULOU, "gulou") as scope:
        assert list_restatements(scope, OPEN, OPEN) == []


def test_the_countys_own_activity_is_corrected_by_the_county(session: Session) -> None:
    make.activity(held_on=DAY, attendances=2, women=0)
    row = closed_activity(make.JINAN)
    correction(make.JINAN, row, counts=None, is_away=True)
    assert (value(make.JINAN, "attendances"), value(make.LIANXIANG, "attendances")) == (-30, 0)
    assert wrong() == []
