"""Outcomes: what counts of 三免一公, with the persons behind it counted once."""

from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from portal.core.errors import Conflict
from portal.people import services as people
from portal.people.rules import Document, DocumentKind
from portal.people.services.registry import merge_persons
from portal.tallies import queries, services
from portal.tallies.rules import CERTIFIED, LESSON_PRESENT, TRAINED
from portal.tallies.services import Reached
from tests import make

MARCH, FEBRUARY = date(2026, 3, 5), date(2026, 2, 5)


def person(n: int, code: str = make.LIANXIANG) -> UUID:
    """Return the city's key of the nth person."""
    with make.working_at(code) as scope:
        return people.register_person(scope, Document(DocumentKind.RESIDENT_ID, make.resident_number(n)), kind="trainee")[0]


def reach(code: str, *reached: Reached) -> None:
    with make.working_at(code) as scope:
        services.reach(scope, reached, action="test.reach")


def trained(person_id: UUID, on: date = MARCH) -> Reached:
    return Reached(TRAINED, uuid7(), on, person_id=person_id, course_id=1)


def persons(code: str, of: str | None = None, first: str = "2026-01", last: str = "2026-03") -> int:
    """Count the persons trained of a unit, asked for by another one at or above it."""
    unit = make.tenant(of or code).id
    with make.working_at(code) as scope:
        return queries.count_persons(scope, ["trained"], [unit], first=first, last=last).get((unit, "trained"), 0)


def by_county() -> dict[str, int]:
    """Return {county: persons trained} of the city."""
    names = {make.tenant(one).id: one for one in (make.JINAN, make.GULOU)}
    with make.working_at(make.CITY) as scope:
        found = queries.count_persons(scope, ["trained"], list(names), first="2026-01", last="2026-03")
    return {names[county]: count for (county, _), count in found.items()}


def value(code: str, indicator: str, month: str = "2026-03") -> int:
    with make.working_at(code) as scope:
        rows = queries.sum_values(scope, tenants=[scope.tenant_id], first=month, last=month)
    return sum(row.value for row in rows if row.indicator == indicator)


def differences() -> list[object]:
    with make.working_at(make.CITY) as scope:
        return [*services.differences(scope), *services.person_differences(scope)]


def test_an_outcome_counts_at_its_station_and_its_county(session: Session) -> None:
    reach(make.LIANXIANG, trained(person(1)), Reached(LESSON_PRESENT, uuid7(), MARCH, 23))
    assert (value(make.LIANXIANG, "trained"), value(make.JINAN, "trained")) == (1, 1)
    assert (value(make.LIANXIANG, "lesson_present"), value(make.JINAN, "lesson_present")) == (23, 23)
    assert differences() == []


def test_a_person_counts_once_in_a_county_and_once_in_a_city_however_often_she_is_trained(session: Session) -> None:
    one, two = person(1), person(2)
    reach(make.LIANXIANG, trained(one), trained(one, FEBRUARY), trained(two))
    reach(make.NEIGHBOUR, trained(one))
    reach(make.JUNMEN, trained(one))
    assert persons(make.CITY) == 2
    assert by_county() == {make.JINAN: 2, make.GULOU: 1}  # more than the city's: 人 do not add up
    assert (persons(make.JINAN, make.LIANXIANG), persons(make.JINAN, make.NEIGHBOUR)) == (2, 1)
    assert persons(make.CITY, first="2026-02", last="2026-02") == 1
    assert value(make.LIANXIANG, "trained") == 2  # attendances of March, not persons of the quarter


def test_two_documents_of_one_person_count_once(session: Session) -> None:
    one, two = person(1), person(2)
    reach(make.LIANXIANG, trained(one), trained(two))
    with make.working_at(make.LIANXIANG) as scope:
        merge_persons(scope, one, two, reason="同一人", action="person.merge")
    assert persons(make.CITY) == 1


def test_the_city_follows_the_county_that_counted_the_month(session: Session) -> None:
    reach(make.LIANXIANG, trained(person(1), FEBRUARY))
    make.order(make.GULOU, kind="line", since="2026-03")
    reach(make.LIANXIANG, trained(person(2)))
    assert by_county() == {make.JINAN: 1, make.GULOU: 1}
    assert persons(make.GULOU, make.LIANXIANG, first="2026-03") == 1  # which does not stand under it
    assert differences() == []


def test_what_is_taken_back_counts_no_more_and_may_be_reached_again(session: Session) -> None:
    it = trained(person(1))
    reach(make.LIANXIANG, it)
    with make.working_at(make.LIANXIANG) as scope:
        services.take_back(scope, [it.subject_id], action="test.back")
        services.take_back(scope, [it.subject_id], action="test.back")  # nothing is left to be taken back
    assert (value(make.JINAN, "trained"), persons(make.CITY), differences()) == (0, 0, [])
    reach(make.LIANXIANG, it)
    assert (value(make.JINAN, "trained"), differences()) == (1, [])


def test_a_row_is_settled_by_the_difference(session: Session) -> None:
    lesson = uuid7()
    for count in (23, 21, 21, 0):
        with make.working_at(make.LIANXIANG) as scope:
            services.settle(scope, lesson, [Reached(LESSON_PRESENT, lesson, MARCH, count)], action="test.settle")
        assert (value(make.LIANXIANG, "lesson_present"), differences()) == (count, [])


def test_a_closed_month_takes_no_outcome_and_gives_none_back(session: Session) -> None:
    it = Reached(CERTIFIED, uuid7(), FEBRUARY)
    reach(make.LIANXIANG, it)
    with make.working_at(make.LIANXIANG) as scope:
        services.close_month(scope, "2026-02")
    with pytest.raises(Conflict, match="关账"):
        reach(make.LIANXIANG, Reached(CERTIFIED, uuid7(), FEBRUARY))
    with pytest.raises(Conflict, match="关账"), make.working_at(make.LIANXIANG) as scope:
        services.take_back(scope, [it.subject_id], action="test.back")


def test_a_figure_opens_to_its_nameless_rows(session: Session, app: Flask) -> None:
    reach(make.LIANXIANG, trained(person(1)), trained(person(2), date(2026, 3, 6)))
    with make.working_at(make.CITY, "fuzhou") as scope:
        unit = make.tenant(make.LIANXIANG).id
        rows = queries.list_outcomes(scope, "trained", tenant_id=unit, first=date(2026, 3, 1), last=date(2026, 3, 31), page=1)
    assert [(row.happened_on, row.value, row.course_id) for row in rows] == [(date(2026, 3, 6), 1, 1), (MARCH, 1, 1)]
    assert (rows[0].total, rows[0].total_value) == (2, 2)
    assert not {"person_id", "name"} & set(rows[0]._fields)
