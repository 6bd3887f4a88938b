"""A worker that is killed half way through a paper: nothing is lost, the next worker takes the job up again and ends it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import Flask

from portal.app import ROOT
from portal.core import clock
from portal.core.scope import Scope
from portal.reports.queries import get_roll_up
from portal.reports.rules import Chosen, Unit
from portal.reports.services import FIRST_COLUMN, ask_for_paper, heading_of
from portal.web import jobs, papers, worker
from portal.web.writes import working_as
from tests import make

PATIENCE_S = 90
# A worker as `flask worker` runs it; the one that `dies` comes half way and no further.
SCRIPT = """
import sys, time
from pathlib import Path
from portal import commands
from portal.app import create_app
from portal.core.settings import Settings
from portal.web import jobs, worker
from tests.databases import SECRETS

def never(scope, paper, progress):
    progress(50)
    print("half way", flush=True)
    time.sleep(600)

what, database, owner, files = sys.argv[1:]
with create_app(Settings(database, owner, files=Path(files), **SECRETS)).app_context():
    if what == "dies":
        jobs.runs["rollup"] = never
    worker.work(commands._unfinished_jobs, path_of=commands.path_now)
"""


def test_a_worker_killed_half_way_loses_nothing(real: Flask) -> None:
    with real.app_context():
        scope, job_id = _ask()
        worker.waker()(scope.path, scope.account_id, job_id.hex)
        with _worker(real, "dies") as dying:
            assert dying.stdout.readline().strip() == "half way"
            dying.send_signal(signal.SIGKILL)
        left = _look(scope, job_id)
        assert (left.state, left.progress, left.attempts, left.file_digest) == ("running", 50, 1, None)
        with _worker(real, "lives") as living:
            done = _wait(scope, job_id)
            living.send_signal(signal.SIGTERM)
        assert (done.state, done.attempts) == ("done", 2)
        kept = papers.find(done.file_digest)
        assert kept is not None
        assert kept.read_bytes().startswith(b"%PDF")


def _ask() -> tuple[Scope, UUID]:
    unit, chosen = make.tenant(make.JINAN), Chosen("2026-01", "2026-03")
    with make.working_at(make.JINAN, "jinan") as scope:
        table = get_roll_up(scope, Unit(unit.id, unit.code, unit.name), chosen)
        heading = heading_of(unit.name, FIRST_COLUMN[scope.level], chosen, kind="", cutoff=clock.now())
        return scope, ask_for_paper(scope, table, heading)


@contextmanager
def _worker(app: Flask, what: str) -> Generator[Any]:
    settings = app.extensions["portal.settings"]
    told = [what, settings.database_url, settings.owner_database_url, str(settings.files)]
    at: dict[str, Any] = {"cwd": ROOT, "env": {**os.environ, "PYTHONPATH": str(ROOT)}, "text": True}
    with subprocess.Popen([sys.executable, "-c", SCRIPT, *told], stdout=subprocess.PIPE, **at) as process:
        try:
            yield process
        except BaseException:
            process.kill()
            raise


def _wait(scope: Scope, job_id: UUID) -> Any:
    until = time.monotonic() + PATIENCE_S
    while (row := _look(scope, job_id)).state != "done" and time.monotonic() < until:
        time.sleep(0.2)
    return row


def _look(scope: Scope, job_id: UUID) -> Any:
    with working_as(scope):
        return jobs.get(scope, job_id)
