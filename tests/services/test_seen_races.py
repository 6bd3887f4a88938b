"""Persons while many count them at once, on databases of their own: nobody is lost, nobody counts twice, nobody waits in a ring."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from random import Random
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from uuid_utils.compat import uuid7

from portal.core.db import db
from portal.people import services as people
from portal.people.rules import Document, DocumentKind
from portal.people.services.registry import merge_persons
from portal.tallies import queries, services
from portal.tallies.rules import CERTIFIED, TRAINED
from portal.tallies.services import Reached
from tests import make
from tests.databases import BOTH, committed

STATIONS = (make.LIANXIANG, make.NEIGHBOUR, make.JUNMEN)


@pytest.fixture(scope="module", params=BOTH)
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal whose rows are really committed."""
    with committed(request, tmp_path_factory, "seeing") as app:
        yield app


def all_at_once(app: Flask, jobs: list[Callable[[], Any]]) -> None:
    """Start all jobs at one moment, each in a thread of its own; whatever fails, fails here."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> None:
        with app.app_context():
            start.wait(20)
            job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        for done in [pool.submit(run, job) for job in jobs]:
            done.result()


def patiently(job: Callable[[], Any]) -> None:
    """Do it; SQLite lets nobody queue, so who is unlucky for long asks again. On PostgreSQL nobody is."""
    while True:
        try:
            job()
        except OperationalError:
            if db.engine.dialect.name == "postgresql":
                raise
        else:
            return


def register(*numbers: int) -> list[UUID]:
    with make.working_at(make.LIANXIANG) as scope:
        documents = [Document(DocumentKind.RESIDENT_ID, make.resident_number(n)) for n in numbers]
        return [people.register_person(scope, document, kind="trainee")[0] for document in documents]


def count(code: str) -> dict[str, int]:
    """Return how many were trained of this year, and how many certified."""
    with make.working_at(make.CITY) as scope:
        unit = make.tenant(code).id
        found = queries.count_persons(scope, ["trained", "certified"], [unit], first="2026-01", last="2026-12")
        assert [*services.differences(scope), *services.person_differences(scope)] == []
    return {indicator: value for (_, indicator), value in found.items() if value}


def test_two_stations_of_a_county_reach_the_same_woman_in_one_moment(home: Flask) -> None:
    with home.app_context():
        women = register(*range(1, 9))

    def reach(code: str, person_id: UUID) -> None:
        with make.working_at(code) as scope:
            services.reach(scope, [Reached(TRAINED, uuid7(), date(2026, 3, 5), 1, person_id)], action="test.reach")

    for woman in women:
        all_at_once(home, [lambda code=code, woman=woman: patiently(lambda: reach(code, woman)) for code in STATIONS])
    with home.app_context():
        assert [count(code) for code in (make.JINAN, make.GULOU, make.CITY)] == [{"trained": 8}] * 3


def test_writers_who_count_take_back_and_merge_at_once(home: Flask) -> None:
    with home.app_context():
        women = register(*range(11, 23))

    def work(code: str, seed: int) -> None:
        chance, mine = Random(seed), list[UUID]()
        for _ in range(12):
            some, what, month = chance.sample(women, 4), chance.choice((TRAINED, CERTIFIED)), chance.randint(1, 3)
            fresh = [Reached(what, uuid7(), date(2026, month, 5), 1, woman) for woman in some]
            patiently(lambda fresh=fresh: write(code, fresh))
            mine += [it.subject_id for it in fresh]
            gone = [mine.pop(chance.randrange(len(mine))) for _ in range(2)]
            patiently(lambda gone=gone: back(code, gone))

    def write(code: str, fresh: list[Reached]) -> None:
        with make.working_at(code) as scope:
            services.reach(scope, fresh, action="test.reach")

    def back(code: str, gone: list[UUID]) -> None:
        with make.working_at(code) as scope:
            services.take_back(scope, gone, action="test.back")

    def merge(one: UUID, two: UUID) -> None:
        with make.working_at(make.NEIGHBOUR) as scope:
            merge_persons(scope, one, two, reason="同一人", action="person.merge")

    def join() -> None:
        for one, two in zip(women[::2], women[1::2], strict=True):
            patiently(lambda one=one, two=two: merge(one, two))

    all_at_once(home, [*(lambda n=n, code=code: work(code, n) for n, code in enumerate(STATIONS * 2)), join])
    with home.app_context():
        assert all(value <= 6 + 8 for value in count(make.CITY).values())
