"""The database goes away, the disk is full, the server is told to end: no half row, an answer in time, and all goes on afterwards."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.core.db import db
from portal.stations.models import Activity
from tests import make
from tests.browse import Browser
from tests.databases import make_app, prepare_postgres
from tests.postgres import Postgres, _server_identity, start_postgres

LOG, NEW = f"/t/{make.LIANXIANG}/activities/", f"/t/{make.LIANXIANG}/activities/new"
ROW = {"kind_id": "1", "title": "宣讲", "held_on": "2026-03-05", "place": "活动室", "attendances": "30", "women": "28"}
GRID = {f"rows-0-{name}": value for name, value in ROW.items()}
PATIENCE_S = 5


def timed(browse: Browser, path: str, form: dict[str, str] | None = None) -> tuple[int, float, str]:
    """Return the status of an answer, how long it took, and what it says."""
    began = time.perf_counter()
    answer = browse.client.post(path, data={"csrf_token": browse.csrf, **form}) if form else browse.client.get(path)
    return answer.status_code, time.perf_counter() - began, answer.text


def count(app: Flask) -> int:
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        return db.session.execute(select(func.count()).select_from(Activity).where(scope.owns(Activity)), scope.binds).scalar_one()


# ------------------------------------------------------------------ the database is away


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A server of this file's own, to be stopped and started."""
    server = start_postgres(is_durable=True)  # one that is in a hurry forgets its last commits when it is torn down
    prepare_postgres(server)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def served(server: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = make_app(server.app_url, server.owner_url, tmp_path_factory.mktemp("outage"))
    yield app
    with app.app_context():
        db.engine.dispose()


def control(server: Postgres, *words: str) -> None:
    """Say `stop` or `start` to the server, as its administrator does."""
    arguments = server.keeper.args
    assert isinstance(arguments, list)
    command = [f"{arguments[4]}/bin/pg_ctl", "--pgdata", f"{server.folder}/data", "--log", f"{server.folder}/log", "--wait", *words]
    subprocess.run(
        command,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **_server_identity(server.folder),
    )


@contextmanager
def stopped(server: Postgres, mode: str) -> Iterator[None]:
    control(server, "stop", "--mode", mode)
    try:
        yield
    finally:
        control(server, "start")


@pytest.mark.postgres
@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_while_the_database_is_away_every_page_says_so_in_time_and_all_goes_on_afterwards(
    served: Flask, server: Postgres, mode: str
) -> None:
    browse = Browser(served).sign_in("lianxiang")
    assert timed(browse, LOG)[0] == 200
    before = count(served)
    with stopped(server, mode):
        for path, form in ((LOG, None), (NEW, GRID), ("/login", None), (LOG, None)):
            status, took_s, page = timed(browse, path, form)
            assert took_s <= PATIENCE_S
            if path != "/login":  # the way in needs no database to be shown
                assert (status, "暂时不能使用" in page) == (503, True)
        assert browse.client.get("/healthz").status_code == 200
        assert browse.client.get("/readyz").status_code == 503
    assert browse.client.get("/readyz").status_code == 200
    assert timed(browse, LOG)[0] == 200
    assert count(served) == before
    assert timed(browse, NEW, GRID)[0] == 303
    assert count(served) == before + 1


@pytest.mark.postgres
def test_a_restart_that_nobody_noticed_costs_one_page_at_most(served: Flask, server: Postgres) -> None:
    browse = Browser(served).sign_in("lianxiang")
    assert timed(browse, LOG)[0] == 200
    with stopped(server, "fast"):
        pass
    first, second = timed(browse, LOG)[0], timed(browse, LOG)[0]
    assert first in {200, 503}
    assert second == 200


# ------------------------------------------------------------------ the disk is full


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes, in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mounting, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root may mount a small disk here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_refuses_writes_cleanly_and_reads_go_on(small_disk: Path) -> None:
    url = f"sqlite:///{small_disk / 'portal.db'}"
    app = make_app(url, url, small_disk / "files")
    browse = Browser(app).sign_in("lianxiang")
    assert timed(browse, NEW, GRID)[0] == 303
    fill_up(small_disk)
    refused = [timed(browse, NEW, {**GRID, "rows-0-note": "字" * 900})[0] for _ in range(30)]
    assert set(refused) <= {303, 503}  # the log of the database may have room for a few
    assert refused[-1] == 503
    written = 1 + refused.count(303)
    for path in (LOG, NEW, "/healthz", f"/t/{make.LIANXIANG}/reports/rollup"):
        assert (path, browse.client.get(path).status_code) == (path, 200)
    assert "暂时不能使用" in timed(browse, NEW, GRID)[2]
    assert count(app) == written
    (small_disk / "filler").unlink()
    assert timed(browse, NEW, GRID)[0] == 303
    assert count(app) == written + 1
    with app.app_context():
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        db.engine.dispose()


def fill_up(disk: Path) -> None:
    """Write until nothing more goes in."""
    with (disk / "filler").open("wb", buffering=0) as filler:
        for size in (1 << 20, 1 << 12):
            try:
                while filler.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue
