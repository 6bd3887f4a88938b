"""Jobs: asked for once, claimed once, found again when a worker died."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask, g

from portal.app import ROOT
from portal.core import clock
from portal.core.errors import RuleBroken
from portal.core.scope import Scope
from portal.web import jobs, papers, worker
from portal.web.writes import working_as
from tests import make

KIND = "echo"


@pytest.fixture
def here(app: Flask) -> Iterator[Scope]:
    """A county that asks, and a worker that gives back what it was given."""
    with app.app_context():
        jobs.register(KIND, _echo)
        with make.working_at(make.JINAN, "jinan") as scope:
            pass
        worker.waker().huey.flush()
        yield scope
        jobs.runs.pop(KIND)


def _echo(_: Scope, given: dict[str, Any], progress: jobs.Progress) -> bytes:
    progress(50)
    return str(given["text"]).encode()


def ask(scope: Scope, text: str = "一", **options: Any) -> UUID:
    with working_as(scope, is_write=True):
        return jobs.ask(scope, KIND, {"text": text, "at": options.pop("at", 1)}, "回声.txt", **options)


def get(scope: Scope, job_id: UUID) -> Any:
    with working_as(scope):
        return jobs.get(scope, job_id)


def unfinished(scope: Scope) -> list[tuple[Scope, UUID]]:
    with working_as(scope):
        return [(scope, row.id) for row in jobs.list_unfinished(scope)]


def test_a_job_is_done_and_its_file_is_kept_by_its_digest(here: Scope) -> None:
    job_id = ask(here)
    jobs.carry_out(here, job_id)
    row = get(here, job_id)
    assert (row.state, row.progress, row.attempts, row.error) == ("done", 100, 1, None)
    found = papers.find(row.file_digest)
    assert found is not None
    assert found.read_bytes() == "一".encode()
    assert found.name == row.file_digest


def test_the_same_input_is_the_same_job_and_another_one_another(here: Scope) -> None:
    first = ask(here)
    assert ask(here) == first
    assert ask(here, at=2) != first
    assert ask(here, "二") != first
    with make.working_at(make.GULOU, "gulou") as elsewhere:
        pass
    assert ask(elsewhere) != first


def test_what_makes_two_inputs_the_same_may_be_said(here: Scope) -> None:
    first = ask(here, at=1, known_by="一")
    assert ask(here, at=2, known_by="一") == first
    jobs.carry_out(here, first)
    with working_as(here):
        assert [row.id for row in jobs.list_unfinished(here)] == []


def test_a_job_is_claimed_once(here: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id = ask(here)
    jobs.carry_out(here, job_id)
    monkeypatch.setitem(jobs.runs, KIND, _fail)
    jobs.carry_out(here, job_id)
    assert get(here, job_id).state == "done"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (RuleBroken("x", "这个月没有数字"), "这个月没有数字"),
        (OSError(28, "No space left on device"), "磁盘可能已满"),
        (KeyError("/secret/path"), "生成时出错（KeyError）"),
    ],
)
def test_a_failure_says_why_and_nothing_of_the_machine(here: Scope, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str) -> None:
    def run(*_: Any) -> bytes:
        raise error

    monkeypatch.setitem(jobs.runs, KIND, run)
    job_id = ask(here)
    jobs.carry_out(here, job_id)
    row = get(here, job_id)
    assert row.state == "failed"
    assert words in row.error
    assert "secret" not in row.error
    monkeypatch.setitem(jobs.runs, KIND, _echo)
    assert ask(here) == job_id
    jobs.carry_out(here, job_id)
    assert get(here, job_id).state == "done"


def test_a_request_wakes_the_worker_only_after_its_commit(here: Scope) -> None:
    queue = worker.waker().huey
    ask(here)
    assert queue.pending_count() == 0
    for call in g.pop("after_commit"):
        call()
    assert queue.pending_count() == 1
    queue.execute(queue.dequeue())
    assert unfinished(here) == []


def test_the_sweep_finds_what_a_dead_worker_left(here: Scope) -> None:
    queue = worker.waker().huey
    forgotten, orphan = ask(here, "忘了的"), ask(here, "做到一半的")
    jobs.claim(here, orphan)
    worker.sweep(lambda: unfinished(here))
    assert queue.pending_count() == 2
    worker.sweep(lambda: unfinished(here))
    assert queue.pending_count() == 2  # what is in the queue already is not put there again
    while task := queue.dequeue():
        queue.execute(task)
    assert {get(here, one).state for one in (forgotten, orphan)} == {"done"}
    assert get(here, orphan).attempts == 2


def test_a_job_that_kills_its_worker_is_given_up(here: Scope) -> None:
    job_id = ask(here)
    taken_back: list[bool] = []
    for _ in range(jobs.MAX_ATTEMPTS):
        assert jobs.claim(here, job_id) is not None
        taken_back.append(jobs.take_back(here, job_id))
    row = get(here, job_id)
    assert taken_back == [True, True, False]
    assert row.state == "failed"
    assert "中断了 3 次" in row.error


def test_a_strangers_line_in_the_queue_is_not_run(here: Scope) -> None:
    queue = worker.waker().huey
    queue.storage.enqueue(b"cos\nsystem\n(S'true'\ntR.")
    with pytest.raises(ValueError, match=r"Separator|mismatch"):
        queue.dequeue()


def test_a_city_sees_unfinished_jobs_of_all_below_and_of_nobody_else(here: Scope) -> None:
    job_id = ask(here)
    for code, name, expected in ((make.CITY, "fuzhou", [job_id]), (make.OTHER_CITY, "linqing", [])):
        with make.working_at(code, name) as scope:
            assert [row.id for row in jobs.list_unfinished(scope)] == expected


def test_the_progress_can_be_seen_while_it_runs(here: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, int]] = []

    def run(scope: Scope, _: dict[str, Any], progress: jobs.Progress) -> bytes:
        progress(40)
        row = get(scope, job_id)
        seen.append((row.state, row.progress))
        return b"x"

    monkeypatch.setitem(jobs.runs, KIND, run)
    job_id = ask(here)
    jobs.carry_out(here, job_id)
    assert seen == [("running", 40)]


def test_the_web_server_loads_neither_weasyprint_nor_the_queue() -> None:
    names = "{'weasyprint', 'huey', 'xlsxwriter'} & sys.modules.keys()"
    heavy = f"import sys; from portal.app import create_app; create_app(); print(sorted({names}))"
    done = subprocess.run([sys.executable, "-c", heavy], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def _fail(*_: Any) -> bytes:
    raise AssertionError("it was done before")


def test_what_is_done_once_a_day_is_made_up_for_when_nobody_was_there(here: Scope) -> None:
    done: list[str] = []

    def settle() -> None:
        done.append(f"{clock.local(clock.now()):%d %H}")

    round_ = worker.once_a_day(1, settle)
    # It starts on the evening of the 14th, is there at one on the 15th, and after a night's rest again at seven on the 16th.
    for day, hour in ((14, 20), (14, 23), (15, 0), (15, 1), (15, 1), (15, 9), (16, 7), (16, 8), (17, 0), (17, 1)):
        with clock.pretending(clock.instant_of(date(2026, 3, day), hour * 60 + 5)):
            round_()
    assert done == ["15 01", "16 07", "17 01"]
    worker.waker().huey.flush()


def test_what_failed_is_tried_again_on_the_same_day(here: Scope) -> None:
    tried: list[int] = []

    def fail() -> None:
        tried.append(1)
        if len(tried) == 1:
            raise OSError

    round_ = worker.once_a_day(1, fail)
    with clock.pretending(clock.instant_of(date(2026, 3, 15), 0)):
        round_()
    with clock.pretending(clock.instant_of(date(2026, 3, 15), 90)):
        with pytest.raises(OSError):  # any will do
            round_()
        round_()
        round_()
    assert len(tried) == 2
