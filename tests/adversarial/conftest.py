"""Portals whose rows are really committed, and programs of their own against them."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from portal.app import ROOT
from portal.core.db import db
from tests.databases import make_app, prepare_postgres
from tests.postgres import Postgres


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def real(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal of today whose rows are really committed."""
    name = request.module.__name__.rpartition(".")[2]
    folder = tmp_path_factory.mktemp(name)
    url = owner_url = f"sqlite:///{folder / 'portal.db'}"
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        prepare_postgres(server, name)
        url, owner_url = (it.replace("/portal?", f"/{name}?") for it in (server.app_url, server.owner_url))
    app = make_app(url, owner_url, folder / "files")
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def crowd() -> Callable[..., list[str]]:
    """Run `crowd.py` against a portal's database and return what it printed."""

    def run(app: Flask, mode: str, *arguments: object) -> list[str]:
        settings = app.extensions["portal.settings"]
        told = [settings.database_url, settings.owner_database_url, settings.files, *arguments]
        command = [sys.executable, "-m", "tests.adversarial.crowd", mode, *(str(it) for it in told)]
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout.split()

    return run
