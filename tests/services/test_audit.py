"""The audit: lines that nobody changes, in the transaction of what they tell of."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from portal.audit import services as audit
from portal.audit.models import AuditLine
from portal.audit.services import lines as written
from portal.core.db import Base, db
from portal.stations.models import Activity
from portal.tallies import services as tallies
from portal.tallies.models import Tally
from portal.web.models import Receipt
from tests import make
from tests.browse import Browser
from tests.databases import NOW

NEW = f"/t/{make.LIANXIANG}/activities/new"
ROW = {"kind_id": "1", "title": "宣讲", "held_on": "2026-03-05", "place": "", "attendances": "30", "women": "28"}
GRID = {f"rows-0-{name}": value for name, value in ROW.items()}
TRUSTED = {"trusted": True}


def lines(code: str = make.LIANXIANG) -> list[Any]:
    """Return what the audit of a unit says, the oldest first."""
    a = AuditLine
    with make.working_at(code) as scope:
        told = select(a.action, a.result, a.subject_id, a.account_id, a.address).where(scope.changes(a)).order_by(a.id)
        return list(db.session.execute(told, scope.binds))


def count(model: type[Base]) -> int:
    with make.working_at(make.LIANXIANG) as scope:
        return db.session.execute(select(func.count()).select_from(model).where(scope.owns(model)), scope.binds).scalar_one()


CHANGES = (
    "UPDATE audit_line SET note = 'x'",
    "UPDATE audit_line SET at = at",
    "DELETE FROM audit_line",
    "INSERT OR REPLACE INTO audit_line SELECT * FROM audit_line",
    "INSERT INTO audit_line SELECT * FROM audit_line WHERE true ON CONFLICT (city_id, tenant_id, id) DO UPDATE SET note = 'x'",
    "TRUNCATE audit_line",
)


def test_a_line_stays_as_it_was_written(session: Session) -> None:
    make.activity()
    before = lines()
    assert len(before) == 1
    for statement in CHANGES:
        with make.working_at(make.LIANXIANG), pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(text(statement), execution_options=TRUSTED)
        assert lines() == before


def test_what_is_done_is_told_with_who_and_where(browse: Browser) -> None:
    browse.sign_in("lianxiang_helper")
    assert browse.fill(NEW, GRID).status_code == 303
    with browse.app.app_context():
        ((action, result, subject, account, address),) = lines()
        assert (action, result, account, address) == ("activity.log", "done", make.account_id("lianxiang_helper"), "127.0.0.1")
        with make.working_at(make.LIANXIANG) as scope:
            assert db.session.scalars(select(Activity.id).where(scope.owns(Activity)), scope.binds).all() == [subject]


@pytest.mark.parametrize(
    ("spoil", "status"), [({"result": "nonsense"}, 409), ({"account_id": None}, 409), ({"at": "no time"}, 500), (None, 500)]
)
def test_what_cannot_be_told_is_not_done(
    browse: Browser, monkeypatch: pytest.MonkeyPatch, spoil: dict[str, Any] | None, status: int
) -> None:
    write = written.line_of

    def broken(*args: Any) -> dict[str, Any]:
        if spoil is None:
            raise RuntimeError("the audit is out of order")
        return {**write(*args), **spoil}

    browse.sign_in("lianxiang")
    monkeypatch.setattr(written, "line_of", broken)
    assert browse.client.post(NEW, data={**GRID, "csrf_token": browse.csrf, "once": "a" * 32}).status_code == status
    monkeypatch.undo()
    with browse.app.app_context():
        assert [count(model) for model in (Activity, Tally, Receipt, AuditLine)] == [0, 0, 0, 0]
    assert browse.post(NEW, {**GRID, "once": "a" * 32}).status_code == 303  # the key was not spent


def test_a_refusal_leaves_its_line_alone(browse: Browser) -> None:
    with browse.app.app_context():
        activity = make.activity()
        with make.working_at(make.LIANXIANG) as scope:
            tallies.close_month(scope, "2026-03")
        before, figures = len(lines()), count(Tally)
    browse.sign_in("lianxiang")
    page = f"/t/{make.LIANXIANG}/activities/{activity}"
    for n, (path, body) in enumerate(
        ((NEW, GRID), (page, {**ROW, "version": "1"}), (f"{page}/void", {"reason": "重复", "version": "1"})), 1
    ):
        assert browse.fill(path, body).status_code == 409
        with browse.app.app_context():
            told = lines()
            assert len(told) == before + n
            assert told[-1].result == "refused"
            assert (count(Activity), count(Tally), count(Receipt)) == (1, figures, 0)


def test_a_refusal_without_a_form_leaves_its_line_too(browse: Browser) -> None:
    with browse.app.app_context():
        application = make.application("filed")
        before = lines(make.JINAN)
    browse.sign_in("jinan")
    assert browse.post(f"/t/{make.JINAN}/applications/{application}/link").status_code == 409
    with browse.app.app_context():
        told = lines(make.JINAN)
        assert told[:-1] == before
        assert (told[-1].result, told[-1].subject_id) == ("refused", application)


@pytest.mark.parametrize(
    ("person", "body", "status"),
    [
        ("lianxiang", {**GRID, "rows-0-women": "99"}, 422),
        ("lianxiang", {}, 422),
        ("junmen", GRID, 404),
        ("", GRID, 303),
    ],
)
def test_what_was_never_tried_leaves_no_line(browse: Browser, person: str, body: dict[str, str], status: int) -> None:
    if person:
        browse.sign_in(person)
    assert browse.post(NEW, body).status_code == status
    with browse.app.app_context():
        assert lines() == []


def test_a_line_holds_no_more_than_it_may(session: Session) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        audit.note(scope, "x" * 60, note="字" * 1000)
        kept = db.session.scalars(select(AuditLine.note).where(scope.owns(AuditLine)), scope.binds).one()
    assert kept == "字" * 300


# ------------------------------------------------------------------ a permission that is missing


def doors() -> list[tuple[str, str, str]]:
    """Return (action, result, note) of what 连翔's audit says."""
    with make.working_at(make.LIANXIANG) as scope:
        told = select(AuditLine.action, AuditLine.result, AuditLine.note).where(scope.changes(AuditLine)).order_by(AuditLine.id)
        return [tuple(row) for row in db.session.execute(told, scope.binds)]


def test_who_lacks_the_permission_leaves_one_line_a_minute_and_door(browse: Browser) -> None:
    browse.sign_in("jinan")
    for _ in range(3):
        assert browse.post(NEW, GRID).status_code == 403
        assert browse.get(NEW).status_code == 403
        assert browse.get(f"/t/{make.LIANXIANG}/trainees/").status_code == 403
    with browse.app.app_context():
        tried = ("登记当天活动 activities.day POST", "登记当天活动 activities.day GET", "学员 trainees.roster GET")
        refused = [("access.refused", "refused", door) for door in tried]
        assert doors() == refused
        assert {(line.account_id, line.address) for line in lines()} == {(make.account_id("jinan"), "127.0.0.1")}
    with time_machine.travel(NOW + timedelta(seconds=61), tick=False):
        assert browse.post(NEW, GRID).status_code == 403
    browse.sign_in("fuzhou")
    assert browse.post(NEW, GRID).status_code == 403
    with browse.app.app_context():
        assert doors() == [*refused, refused[0], refused[0]]


def test_a_refusal_that_cannot_be_written_is_a_refusal_all_the_same(browse: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    browse.sign_in("jinan")
    monkeypatch.setattr("portal.tenants.refusals.audit.note", full)
    assert browse.post(NEW, GRID).status_code == 403
