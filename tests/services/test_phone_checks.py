"""What is kept of a code that was sent: nothing by which anybody learns the telephone or the code, and not for long."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.backup.database import tables
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Throttled
from portal.people.retention import purge
from portal.tenants.models import PhoneCheck
from portal.tenants.services import phone_checks
from tests import make
from tests.make_codes import PHONE


def kept() -> int:
    with make.working_at(make.LIANXIANG):
        return int(db.session.scalar(select(func.count()).select_from(PhoneCheck)) or 0)


def test_neither_telephone_nor_code_is_kept(app: Flask) -> None:
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        sent = phone_checks.begin_check(scope, PHONE)
        row = db.session.execute(select(PhoneCheck.__table__)).one()
    assert {PHONE, sent.code} & {str(value) for value in row} == set()
    assert len(row.phone_digest) == len(row.code_digest) == 64
    assert sent.code not in repr(sent)


def test_two_codes_that_are_alike_are_kept_unlike(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone_checks.secrets, "randbelow", lambda _: 42)
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        codes = [phone_checks.begin_check(scope, phone).code for phone in (PHONE, "13900009999")]
        digests = set(db.session.scalars(select(PhoneCheck.code_digest)))
    assert (codes, len(digests)) == (["000042", "000042"], 2)


def test_what_was_counted_beside_it_is_judged_too(app: Flask) -> None:
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        for _ in range(3):
            phone_checks.begin_check(scope, PHONE)
            phone_checks.judge_sending(scope, PHONE)
        with pytest.raises(Throttled):
            phone_checks.begin_check(scope, PHONE)
        row = {"tenant_id": scope.tenant_id, "code_digest": "d", "address": "10.0.0.9", "sent_at": clock.now(), "ends_at": clock.now()}
        db.session.add(PhoneCheck(id=phone_checks.uuid7(), phone_digest=phone_checks.digest_of(PHONE), **row))
        db.session.flush()
        with pytest.raises(Throttled):
            phone_checks.judge_sending(scope, PHONE)


def test_another_station_cannot_take_a_code(app: Flask) -> None:
    with app.app_context():
        with make.working_at(make.LIANXIANG) as scope:
            sent = phone_checks.begin_check(scope, PHONE)
        with make.working_at(make.NEIGHBOUR) as scope:
            assert phone_checks.count_try(scope, PHONE) is None
            assert phone_checks.take_code(scope, PHONE, sent.id, sent.code) is None


def test_old_ones_are_purged_and_none_is_backed_up(app: Flask) -> None:
    with app.app_context():
        for days in (31, 1):
            with clock.pretending(clock.now() - timedelta(days=days)), make.working_at(make.LIANXIANG) as scope:
                phone_checks.begin_check(scope, PHONE)
        purge(is_dry=False)
        assert kept() == 1
    assert "phone_check" not in {table.name for table in tables()}
