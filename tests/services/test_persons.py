"""A person of a city: known once, by whichever station meets her first, and sealed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from portal.core.db import db
from portal.core.scope import Scope
from portal.core.secrets import BrokenSeal
from portal.people import services as people
from portal.people import vault
from portal.people.models import Person, PersonHold
from portal.people.queries import current_consent
from portal.people.rules import Document, DocumentKind
from tests import make

DOCUMENT = Document(DocumentKind.RESIDENT_ID, make.resident_number(7, "19880229"))
TRUSTED = {"trusted": True}
row_level = pytest.mark.parametrize("app", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)  # SQLite has no such lock


def register(code: str, document: Document = DOCUMENT) -> tuple[UUID, bool]:
    with make.working_at(code) as scope:
        return people.register_person(scope, document, kind="trainee")


def test_a_person_is_known_once_in_her_city(session: Session) -> None:
    first, is_known = register(make.LIANXIANG)
    assert not is_known
    assert register(make.JUNMEN) == (first, True)
    assert register(make.NEIGHBOUR) == (first, True)


def test_who_is_met_again_by_the_same_station_is_nobodys_double(session: Session) -> None:
    first, _ = register(make.LIANXIANG)
    assert register(make.LIANXIANG) == (first, False)


def test_another_city_knows_nothing_of_her(session: Session) -> None:
    first, _ = register(make.LIANXIANG)
    there, is_known = register(make.OTHER_STATION)
    assert there != first
    assert not is_known


def test_one_number_of_two_kinds_is_two_documents(session: Session) -> None:
    passport, _ = register(make.LIANXIANG, Document(DocumentKind.PASSPORT, "E12345678"))
    permit, is_known = register(make.JUNMEN, Document(DocumentKind.TAIWAN_PERMIT, "E12345678"))
    assert passport != permit
    assert not is_known


def test_birth_and_sex_are_read_from_the_number_where_it_tells_them(session: Session) -> None:
    told, _ = register(make.LIANXIANG)
    untold, _ = register(make.LIANXIANG, Document(DocumentKind.PASSPORT, "E12345678"))
    with make.working_at(make.LIANXIANG):
        rows = session.execute(select(Person.id, Person.born_on, Person.sex), execution_options=TRUSTED).all()
    assert {row.id: (row.born_on, row.sex) for row in rows} == {told: (date(1988, 2, 29), "female"), untold: (None, None)}


def test_the_number_lies_sealed_and_opens_for_its_own_row_alone(session: Session) -> None:
    person_id, _ = register(make.LIANXIANG)
    with make.working_at(make.LIANXIANG):
        row = session.execute(select(Person.__table__), execution_options=TRUSTED).one()
    assert DOCUMENT.number.encode() not in row.number_sealed
    assert DOCUMENT.number not in row.number_hash
    city_id = make.tenant(make.CITY).id
    assert vault.unseal(row.document_kind, row.number_sealed, city_id=city_id, person_id=person_id) == DOCUMENT
    other, _ = register(make.LIANXIANG, Document(DocumentKind.PASSPORT, "E12345678"))
    with pytest.raises(BrokenSeal):
        vault.unseal(row.document_kind, row.number_sealed, city_id=city_id, person_id=other)


@row_level
def test_another_city_reads_no_person_even_by_raw_sql(session: Session) -> None:
    register(make.LIANXIANG)
    path = make.tenant(make.OTHER_CITY).path
    session.rollback()
    session.info["scope"] = Scope(path)
    assert session.execute(text("SELECT count(*) FROM person"), execution_options=TRUSTED).scalar() == 0


def test_a_notice_is_in_force(session: Session) -> None:
    notice = current_consent(date(2026, 3, 16))
    assert notice.version == 1
    assert "敏感个人信息" in notice.text


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def shared_app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """A portal whose commits are real; the persons made are taken out again."""
    app: Flask = request.getfixturevalue(f"{request.param}_app")
    yield app
    with app.app_context(), make.working_at(make.LIANXIANG):
        db.session.execute(delete(PersonHold), execution_options=TRUSTED)
        db.session.execute(delete(Person), execution_options=TRUSTED)


def test_two_stations_register_her_in_the_same_moment(shared_app: Flask) -> None:
    has_written, may_commit = Event(), Event()

    def first():
        with shared_app.app_context(), make.working_at(make.LIANXIANG) as scope:
            answer = people.register_person(scope, DOCUMENT, kind="trainee")
            has_written.set()
            may_commit.wait(5)
        return answer

    def second():
        has_written.wait(5)
        with shared_app.app_context():
            return register(make.JUNMEN)

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.submit(first), pool.submit(second)
        has_written.wait(5)
        may_commit.wait(0.3)  # the second is under way, and waits for the first
        assert not two.done()
        may_commit.set()
        assert one.result(10)[0] == two.result(10)[0]
        assert (one.result()[1], two.result()[1]) == (False, True)


def test_who_is_registered_while_another_station_erases_her_is_somebody_new(shared_app: Flask) -> None:
    has_written, may_commit = Event(), Event()
    with shared_app.app_context():
        old, _ = register(make.LIANXIANG)

    def first() -> bool:
        with shared_app.app_context(), make.working_at(make.LIANXIANG) as scope:
            is_erased = people.let_go(scope, old, kind="trainee")
            has_written.set()
            may_commit.wait(5)
        return is_erased

    def second() -> tuple[UUID, bool]:
        has_written.wait(5)
        with shared_app.app_context():
            return register(make.JUNMEN)

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.submit(first), pool.submit(second)
        has_written.wait(5)
        may_commit.wait(0.3)  # the second is under way, and waits for the first
        assert not two.done()
        may_commit.set()
        assert one.result(10)
        assert two.result(10) == (two.result()[0], False)
        assert two.result()[0] != old


def test_who_is_erased_while_another_station_registers_her_stays(shared_app: Flask) -> None:
    has_written, may_commit = Event(), Event()
    with shared_app.app_context():
        old, _ = register(make.LIANXIANG)

    def first() -> UUID:
        with shared_app.app_context(), make.working_at(make.JUNMEN) as scope:
            found = people.register_person(scope, DOCUMENT, kind="trainee")[0]
            has_written.set()
            may_commit.wait(5)
        return found

    def second() -> bool:
        has_written.wait(5)
        with shared_app.app_context(), make.working_at(make.LIANXIANG) as scope:
            return people.let_go(scope, old, kind="trainee")

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.submit(first), pool.submit(second)
        has_written.wait(5)
        may_commit.wait(0.3)
        assert not two.done()
        may_commit.set()
        assert one.result(10) == old
        assert not two.result(10)
