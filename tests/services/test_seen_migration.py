"""Persons that were counted month by month before are kept at every level after, and go down and up again."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from uuid_utils.compat import uuid7

from portal.app import ROOT
from portal.core.db import db
from portal.people import services as people
from portal.people.rules import Document, DocumentKind
from portal.people.services.registry import merge_persons
from portal.tallies import services
from portal.tallies.queries.persons import kept_headcounts, kept_seen
from portal.tallies.rules import EXAMINED, TRAINED
from portal.tallies.services import Reached
from tests import make
from tests.databases import BOTH, committed

MIGRATIONS, BEFORE = str(ROOT / "migrations"), "20261122_04"


@pytest.fixture(params=BOTH)
def migrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal on a database of its own, where commits are real."""
    with committed(request, tmp_path_factory, "seen", tick=False) as app:
        yield app


def test_persons_are_the_same_after_going_down_and_up(migrated: Flask) -> None:
    with migrated.app_context():
        with make.working_at(make.LIANXIANG) as scope:
            documents = [Document(DocumentKind.RESIDENT_ID, make.resident_number(n)) for n in (1, 2, 3)]
            women = [people.register_person(scope, document, kind="trainee")[0] for document in documents]
        for code, month in ((make.LIANXIANG, 1), (make.NEIGHBOUR, 3), (make.JUNMEN, 3), (make.LIANXIANG, 3)):
            with make.working_at(code) as scope:
                fresh = [Reached(what, uuid7(), date(2026, month, 5), 1, woman) for what in (TRAINED, EXAMINED) for woman in women]
                services.reach(scope, fresh, action="test.reach")
                services.take_back(scope, [fresh[0].subject_id], action="test.back")
        with make.working_at(make.LIANXIANG) as scope:
            merge_persons(scope, women[1], women[2], reason="同一人", action="person.merge")
        make.order(make.GULOU, kind="line", since="2026-03")
        before = kept()
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision=BEFORE)
        upgrade(directory=MIGRATIONS)
        assert kept() == before
        with make.working_at(make.CITY) as scope:
            assert services.person_differences(scope) == []


def kept() -> tuple[object, object]:
    """Return what is kept of the city's persons."""
    with make.working_at(make.CITY) as scope:
        return kept_seen(scope), kept_headcounts(scope)
