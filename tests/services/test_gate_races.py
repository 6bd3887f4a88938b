"""Two at one moment, on databases of their own: one decision on a woman's way into work, one closing, one wish."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.audit.models import AuditLine
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.people.queries import current_consent
from portal.placement.models import GateRequest, Placement
from portal.placement.services import gates, placements
from portal.public import services as public
from portal.tallies import services as tallies
from portal.training.models import Finding, Wish
from portal.training.rules.wishes import Collector
from portal.training.services import findings
from tests import make, make_proof, make_work
from tests.databases import BOTH, committed

ADMINS = ("jinan", "jinan_deputy")


@pytest.fixture(scope="module", params=BOTH)
def pressed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal whose rows are really committed."""
    with committed(request, tmp_path_factory, "pressed") as app:
        yield app


def at_once(app: Flask, *jobs: Callable[[], Any]) -> list[str]:
    """Start all jobs at one moment and return what each came to, sorted: its result, or `refused`."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> str:
        with app.app_context():
            start.wait(20)
            try:
                return str(job())
            except Conflict:
                return "refused"

    with ThreadPoolExecutor(len(jobs)) as pool:
        return sorted(pool.map(run, jobs))


def rows(app: Flask, *columns: Any, of: Any, which: Any) -> list[tuple[Any, ...]]:
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        return [tuple(row) for row in db.session.execute(select(*columns).where(scope.owns(of), which), scope.binds)]


def decide(name: str, request_id: UUID, *, is_granted: bool) -> str:
    with make.working_at(make.JINAN, name) as scope:
        until = clock.today() + timedelta(days=5) if is_granted else None
        gates.decide_request(scope, request_id, is_granted=is_granted, words="请尽快补齐", ends_on=until, version=1)
    return "granted" if is_granted else "refused by her"


@pytest.mark.parametrize("n", range(2))
def test_of_two_who_decide_one_request_one_wins(pressed: Flask, n: int) -> None:
    with pressed.app_context():
        asked = make_work.gate_request(make.trainee(n=10 + n))
    jobs = [lambda name=name, first=name == ADMINS[n]: decide(name, asked, is_granted=first) for name in ADMINS]
    answers = at_once(pressed, *jobs)
    assert answers.count("refused") == 1
    won = "granted" if "granted" in answers else "refused"
    assert rows(pressed, GateRequest.state, GateRequest.version, of=GateRequest, which=GateRequest.id == asked) == [(won, 2)]
    noted = rows(pressed, AuditLine.action, of=AuditLine, which=AuditLine.subject_id == asked)
    assert sorted(noted) == sorted([("gate.ask",), ("gate.grant" if won == "granted" else "gate.refuse",)])


def close(name: str, finding_id: UUID) -> str:
    with make.working_at(make.JINAN, name) as scope:
        findings.close(scope, finding_id, verdict=f"{name} 已核对签到表", version=2)
    return "closed"


def test_of_two_who_close_one_finding_one_wins(pressed: Flask) -> None:
    with pressed.app_context():
        found = make_proof.finding(explained_by="lianxiang")
    assert at_once(pressed, *(lambda name=name: close(name, found) for name in ADMINS)) == ["closed", "refused"]
    assert rows(pressed, Finding.state, Finding.version, of=Finding, which=Finding.id == found) == [("closed", 3)]


def place(woman: UUID, employer: UUID) -> str:
    with make.working_at(make.LIANXIANG) as scope:
        placements.place(scope, woman, employer, make_work.job())
    return "placed"


def test_a_grant_is_used_by_one_of_two_placements(pressed: Flask) -> None:
    with pressed.app_context():
        woman = make.trainee(n=20)
        asked = make_work.gate_request(woman)
        make_work.decided(asked)
        employers = [make_work.employer(name=name) for name in ("榕城家政公司", "闽江家政公司")]
    assert at_once(pressed, *(lambda it=it: place(woman, it) for it in employers)) == ["placed", "refused"]
    assert rows(pressed, GateRequest.state, of=GateRequest, which=GateRequest.id == asked) == [("used",)]
    assert rows(pressed, func.count(), of=Placement, which=Placement.trainee_id == woman) == [(1,)]
    with pressed.app_context(), make.working_at(make.CITY, "fuzhou") as scope:
        assert tallies.differences(scope) == tallies.person_differences(scope) == []


def sign_up(phone: str, serial: str) -> str:
    with make.working_at(make.LIANXIANG) as scope:
        stranger = Scope(scope.path)
        said: dict[str, Any] = {"sheet_serial": serial, "collector": Collector.HERSELF, "collected_on": date(2026, 3, 16)}
        notice = {"consent_version": current_consent(clock.today()).version, "consent_channel": "online"}
        return public.sign_up(stranger, make.wish_draft(phone=phone, **said, **notice)).value


@pytest.mark.parametrize(("serials", "told"), [(("P-1", "P-1"), "again"), (("P-2", "P-3"), "known")])
def test_a_sign_up_sent_twice_at_once_is_one_wish(pressed: Flask, serials: tuple[str, str], told: str) -> None:
    phone = {"again": "13855550001", "known": "13855550002"}[told]
    assert at_once(pressed, *(lambda it=it: sign_up(phone, it) for it in serials)) == sorted([told, "kept"])
    assert rows(pressed, func.count(), of=Wish, which=Wish.phone == phone) == [(1,)]
