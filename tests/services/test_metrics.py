"""/metrics: figures of the running program, for this machine and for who brings the token."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import Client

from portal.core.scope import Scope
from portal.web import jobs
from portal.web.writes import working_as
from tests import make
from tests.browse import Browser

STRANGER = "203.0.113.9"
TOKEN = "f3c1a7-not-a-secret-9b"


def read(app: Flask) -> dict[str, float]:
    """Return {name with labels: value}."""
    answer = app.test_client().get("/metrics")
    assert answer.status_code == 200
    pairs = (line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


def ask(app: Any, peer: str, **headers: str) -> int:
    """Ask from a neighbour on the network, with these headers."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Client(app).get("/metrics", environ_overrides={"REMOTE_ADDR": peer}, headers=named).status_code


def change(app: Flask, monkeypatch: pytest.MonkeyPatch, **settings: Any) -> None:
    monkeypatch.setitem(app.extensions, "portal.settings", replace(app.extensions["portal.settings"], **settings))


def test_requests_are_counted_by_endpoint_method_and_class_of_status(app: Flask) -> None:
    before = read(app)
    client = app.test_client()
    client.get("/login")
    client.get("/nowhere/at/all")
    client.open("/login", method="BREW")
    after = read(app)
    for labels in (
        'endpoint="accounts.sign_in",method="GET",status="2xx"',
        'endpoint="none",method="GET",status="4xx"',
        'endpoint="none",method="other",status="4xx"',
    ):
        name = f"portal_requests_total{{{labels}}}"
        assert after[name] - before.get(name, 0) == 1, name
    timed = 'portal_request_seconds_bucket{endpoint="accounts.sign_in",le="+Inf",method="GET"}'
    assert after[timed] - before.get(timed, 0) == 1
    assert after["portal_requests_in_flight"] == 1  # the one that asks


def test_a_request_that_fails_is_no_longer_in_flight(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    before = read(app)

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setitem(app.view_functions, "accounts.sign_in", fail)
    assert app.test_client().get("/login").status_code == 500
    after = read(app)
    assert after["portal_requests_in_flight"] == 1
    name = 'portal_requests_total{endpoint="accounts.sign_in",method="GET",status="5xx"}'
    assert after[name] - before.get(name, 0) == 1


def test_no_unit_and_no_person_is_in_the_figures(app: Flask) -> None:
    Browser(app).sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/activities/")
    text = app.test_client().get("/metrics").text
    assert "activities.log" in text
    for secret in (make.LIANXIANG, make.CITY, "连翔", "lianxiang", "福州"):
        assert secret not in text


def test_waiting_and_failed_jobs_of_all_cities_are_counted(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    before = read(app)
    monkeypatch.setattr(jobs, "_wake_later", lambda *_: None)
    with app.app_context():
        for code in (make.JINAN, make.OTHER_COUNTY):
            with working_as(Scope(make.tenant(code).path), is_write=True) as scope:
                jobs.ask(scope, "echo", {"text": code}, "回声.txt")
    after = read(app)
    assert after['portal_jobs{state="queued"}'] - before['portal_jobs{state="queued"}'] == 2
    assert after['portal_jobs{state="failed"}'] == before['portal_jobs{state="failed"}']
    assert after["portal_job_oldest_wait_seconds"] == 0  # the clock stands still
    assert after["portal_database_ready"] == 1


def test_a_database_that_is_away_is_a_figure_not_a_failure(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    change(app, monkeypatch, database_url=f"sqlite:///{tmp_path}/nowhere/portal.db")
    found = read(app)
    assert found["portal_database_ready"] == 0
    assert 'portal_jobs{state="queued"}' not in found


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"])
def test_this_machine_may_ask(app: Flask, peer: str) -> None:
    assert ask(app, peer) == 200


@pytest.mark.parametrize("peer", [STRANGER, "10.0.0.1", "::ffff:10.0.0.1", "2001:db8::1", "", "localhost", "127.0.0.1.example.cn"])
def test_who_is_elsewhere_finds_nothing(app: Flask, peer: str) -> None:
    assert ask(app, peer) == 404


FORGED = [
    {"X_Forwarded_For": "127.0.0.1"},
    {"X_Forwarded_For": f"{STRANGER}, 127.0.0.1"},
    {"X_Forwarded_For": "127.0.0.1", "X_Forwarded_Host": "localhost"},
    {"X_Real_Ip": "127.0.0.1"},
    {"Forwarded": "for=127.0.0.1"},
    {"X_Forwarded_For": ""},
]


@pytest.mark.parametrize("headers", FORGED)
@pytest.mark.parametrize("peer", [STRANGER, "127.0.0.1"])
@pytest.mark.parametrize("is_production", [False, True])
def test_a_stranger_cannot_pretend_to_be_here(app: Flask, headers: dict[str, str], peer: str, is_production: bool) -> None:
    served = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1) if is_production else app
    assert ask(served, peer, **headers) == 404


def test_the_token_opens_from_elsewhere(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    change(app, monkeypatch, metrics_token=TOKEN)
    assert ask(app, STRANGER, Authorization=f"Bearer {TOKEN}") == 200
    assert ask(app, STRANGER, Authorization=f"Bearer {TOKEN}", X_Forwarded_For=STRANGER) == 200


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer", f"Bearer {TOKEN[:-1]}", TOKEN, f"Basic {TOKEN}", "Bearer 巾帼"])
@pytest.mark.parametrize("token", ["", TOKEN])
def test_no_token_or_a_wrong_one_opens_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch, token: str, given: str) -> None:
    change(app, monkeypatch, metrics_token=token)
    named = given.encode().decode("latin-1")  # as a server hands it over
    assert ask(app, STRANGER, Authorization=named) == 404


def test_what_is_closed_looks_like_what_is_not_there(app: Flask) -> None:
    client = Client(app)
    pages = [client.get(path, environ_overrides={"REMOTE_ADDR": STRANGER}) for path in ("/metrics", "/nowhere")]
    assert [page.status_code for page in pages] == [404, 404]
    first, second = (re.sub(r'value="(/metrics|/nowhere|[0-9a-f]{64})"', "", page.text) for page in pages)  # address and token
    assert first == second
