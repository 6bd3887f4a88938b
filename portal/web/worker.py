"""The queue in a file of its own, and the one process that empties it."""

import fcntl
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from datetime import date, timedelta
from functools import wraps
from importlib import import_module
from pathlib import Path
from sqlite3 import Error as QueueError
from typing import Any, cast
from uuid import UUID

from flask import Flask, current_app
from huey import SqliteHuey, crontab
from huey.serializer import SignedSerializer

from portal.core import clock
from portal.core.scope import Scope
from portal.web import jobs

Unfinished = Callable[[], Iterable[tuple[Scope, UUID]]]
PathOf = Callable[[str], str]
_NAME, _LONGEST_NAP_S = "carry_out", 0.5
Round = Callable[[], object]


def wake(scope: Scope, job_id: UUID) -> None:
    """Tell the worker of a job; should the queue be out of order, its next sweep finds the row."""
    try:
        waker()(scope.path, scope.account_id, job_id.hex)
    except (QueueError, OSError):
        current_app.logger.exception("job %s waits for the sweep", job_id)


def work(unfinished: Unfinished, *, path_of: PathOf, rounds: Iterable[Round] = ()) -> None:
    """Empty the queue until SIGTERM or Ctrl-C; a job under way is ended first.

    Args:
        unfinished: finds every job that is queued or running, with the scope of who asked.
        path_of: tells where a unit stands now that stood at a path when it asked.
        rounds: what is done every ten minutes beside it.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # Flask's documented way
    follow(path_of)
    with _only_one(_folder(app)):
        carry_out = waker()
        queue = carry_out.huey

        @queue.periodic_task(crontab(minute="*"), name="sweep")
        def _sweep() -> None:
            with app.app_context():
                sweep(unfinished)

        for each in rounds:
            queue.periodic_task(crontab(minute="*/10"), name=f"round {each.__name__}")(_within(app, each))

        @queue.on_startup()
        def _warm_up() -> None:
            import_module("portal.web.print")  # two seconds that nobody should wait for

        queue.create_consumer(workers=1, max_delay=_LONGEST_NAP_S, graceful_signal="TERM").run()


def once_a_day(hour: int, each: Round) -> Round:
    """Return a round that does something once on every day: at this hour, or later when nobody was there then.

    The day it was last done is kept beside the queue. A queue that knows of none is new and has missed nothing: it waits for the hour.
    """
    known_by = f"last day of {each.__name__}"

    @wraps(each)
    def keep_up() -> None:
        queue, now = waker().huey, clock.local(clock.now())
        has_struck, last = now.hour >= hour, queue.get(known_by, peek=True)
        today = now.date()
        if last is None:
            queue.put(known_by, (today if has_struck else today - timedelta(days=1)).isoformat())
        elif has_struck and date.fromisoformat(last) != today:
            each()  # one that fails is tried again in ten minutes
            queue.put(known_by, today.isoformat())

    return keep_up


def _within(app: Flask, each: Round) -> Round:
    def run() -> None:
        with app.app_context():
            each()

    return run


def follow(path_of: PathOf) -> None:
    """Carry out what was asked for where the unit stands by then: it may have moved since."""
    current_app.extensions["portal.path_of"] = path_of


def sweep(unfinished: Unfinished) -> None:
    """Queue anew what a dead worker left: the worker itself runs this, so nothing is running now."""
    carry_out = waker()
    known = {task.args[2] for task in carry_out.huey.pending() if task.name == _NAME}
    for scope, job_id in list(unfinished()):
        if job_id.hex not in known and jobs.take_back(scope, job_id):
            wake(scope, job_id)


def waker() -> Any:
    """Return the huey task that carries out a job, made once per application."""
    app = cast(Flask, current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    if "portal.queue" not in app.extensions:
        app.extensions["portal.queue"] = _open_queue(app)
    return app.extensions["portal.queue"]


def _open_queue(app: Flask) -> Any:
    signed = SignedSerializer(str(app.secret_key), salt="portal.queue")  # huey pickles; a stranger's line in the file is refused
    queue = SqliteHuey("portal", filename=str(_folder(app) / "queue.db"), results=False, serializer=signed)

    @queue.task(name=_NAME)
    def carry_out(path: str, account_id: int, job_id: str) -> None:
        with app.app_context():
            path_of: PathOf | None = app.extensions.get("portal.path_of")
            jobs.carry_out(Scope(path_of(path) if path_of else path, account_id=account_id), UUID(job_id))

    return carry_out


def _folder(app: Flask) -> Path:
    folder: Path = app.extensions["portal.settings"].files
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def _only_one(folder: Path) -> Generator[None]:
    """Wait until no other worker serves this folder: only one may judge which jobs a dead one left, and a new one may start early."""
    with (folder / "worker.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
