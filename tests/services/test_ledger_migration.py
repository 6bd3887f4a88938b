"""What was posted before accounts kept their balances gets its place, and goes down and up again."""

from collections.abc import Iterator
from typing import cast

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Table, select

from portal.app import ROOT
from portal.core.db import db
from portal.ledger import services as ledger
from portal.ledger.models import TimeAccount, Transfer
from portal.volunteer.services.hours import reverse_hours
from tests import make
from tests.databases import BOTH, committed

MIGRATIONS, BEFORE = str(ROOT / "migrations"), "20261122_03"
account, transfer = cast(Table, TimeAccount.__table__), cast(Table, Transfer.__table__)


@pytest.fixture(params=BOTH)
def migrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal on a database of its own, where commits are real."""
    with committed(request, tmp_path_factory, "migrated", tick=False) as app:
        yield app


def books() -> list[list[tuple[object, ...]]]:
    """Return all accounts and transfers of the city, as they stand."""
    with make.working_at(make.LIANXIANG) as scope:
        return [
            [tuple(row) for row in db.session.execute(select(*table.c).where(scope.owns(table)).order_by(table.c.id), scope.binds)]
            for table in (account, transfer)
        ]


def test_balances_and_places_are_the_same_after_going_down_and_up(migrated: Flask) -> None:
    with migrated.app_context():
        chen, lin = make.volunteer(), make.volunteer(phone="13900000001", name="林小红")
        first = make.hours(chen)
        make.hours(lin, worked_min=30)
        make.hours(chen, worked_min=45)
        with make.working_at(make.LIANXIANG) as scope:
            reverse_hours(scope, first, reason="重复登记", once="")
        before = books()
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision=BEFORE)
        upgrade(directory=MIGRATIONS)
        assert books() == before
        with make.working_at(make.CITY) as scope:
            assert ledger.verify(scope) == []
