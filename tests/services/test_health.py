"""/healthz and /readyz: is the process alive, and may it be given work."""

import socket
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.core import serving


def away(app: Flask, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setitem(app.extensions, "portal.settings", replace(app.extensions["portal.settings"], database_url=url))


def get(app: Flask, path: str) -> Any:
    return app.test_client().get(path)


def test_all_is_well(app: Flask) -> None:
    for path in ("/healthz", "/readyz"):
        answer = get(app, path)
        assert (answer.status_code, answer.json) == (200, {"status": "ok"})
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.db", "postgresql+psycopg://portal_app@127.0.0.1:1/portal"])
def test_without_its_database_the_process_lives_but_is_not_ready(app: Flask, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    away(app, monkeypatch, url)
    answer = get(app, "/readyz")
    assert answer.status_code == 503
    assert answer.json == {"status": "unavailable", "reasons": ["数据库没有应答 (the database does not answer)"]}
    assert answer.headers["Cache-Control"] == "no-store"
    assert get(app, "/healthz").status_code == 200


def test_a_database_that_is_silent_is_given_up_in_time(sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        away(sqlite_app, monkeypatch, f"postgresql+psycopg://portal_app@127.0.0.1:{silent.getsockname()[1]}/portal")
        began = time.monotonic()
        assert get(sqlite_app, "/readyz").status_code == 503
        assert time.monotonic() - began < 4


def test_an_empty_database_is_not_ready_and_says_what_to_do(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    away(app, monkeypatch, f"sqlite:///{tmp_path / 'empty.db'}")
    answer = get(app, "/readyz")
    assert answer.status_code == 503
    assert "flask --app wsgi db upgrade" in answer.json["reasons"][0]


def test_it_is_ready_again_when_the_database_is_back(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as gone:
        away(app, gone, "sqlite:////nowhere/at/all.db")
        assert get(app, "/readyz").status_code == 503
    assert get(app, "/readyz").status_code == 200


def test_a_schema_of_another_time_is_not_ready(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_line", lambda _: ("20991231_01", frozenset({"20261123_02"})))
    answer = get(app, "/readyz")
    assert answer.status_code == 503
    assert "db upgrade" in answer.json["reasons"][0]
