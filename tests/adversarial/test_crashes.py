"""Processes that die in the midst of their work: what they acknowledged is there, whole; the rest is not there at all."""

from collections.abc import Callable
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from portal.audit.models import AuditLine
from portal.core.db import db
from portal.ledger import services as ledger
from portal.ledger.models import Transfer
from portal.ledger.rules import AccountKind
from portal.tallies import services as tallies
from portal.volunteer.models import Service
from tests import make

KILLS = 40
Crowd = Callable[..., list[str]]


def test_forty_processes_killed_while_they_post_lose_nothing_they_acknowledged(real: Flask, crowd: Crowd) -> None:
    with real.app_context():
        volunteer = make.volunteer()
        with make.working_at(make.LIANXIANG) as scope:
            shop = [ledger.open_account(scope, kind).id for kind in (AccountKind.HOLD, AccountKind.SHOP)]
    acknowledged = {UUID(line) for line in crowd(real, "post", KILLS, volunteer, *shop)}
    assert len(acknowledged) >= KILLS
    with real.app_context(), make.working_at(make.LIANXIANG) as scope:
        kept = set(db.session.scalars(select(Service.id).where(scope.owns(Service)), scope.binds))
        told = select(func.count()).select_from(AuditLine).where(scope.owns(AuditLine), AuditLine.action == "hours.credit")
        lines = db.session.execute(told, scope.binds).scalar_one()
        transfers = dict(db.session.execute(select(Transfer.id, Transfer.kind).where(scope.owns(Transfer)), scope.binds).all())
    assert acknowledged <= kept | transfers.keys()
    assert {transfers.get(one, "a record of service") for one in acknowledged} == {"a record of service", "hold", "redeem"}
    assert lines == len(kept)  # a record and its line of the audit, both or neither
    with real.app_context(), make.working_at(make.CITY) as scope:
        assert ledger.verify(scope) == []
        assert tallies.differences(scope) == []
    if db_of(real) == "sqlite":
        with real.app_context(), db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def db_of(app: Flask) -> str:
    with app.app_context():
        return db.engine.dialect.name
