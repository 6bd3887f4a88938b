"""Work that a request asks for and the worker does: the row is the truth, the queue only wakes."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import Any, cast
from uuid import UUID

from flask import current_app
from sqlalchemy import Row, Select, Table, bindparam, func, select, update
from uuid_utils.compat import uuid7

from portal.core import clock
from portal.core.db import db, insert_or
from portal.core.errors import NotFound, PortalError
from portal.core.scope import Scope, prepared
from portal.web import papers
from portal.web.long_tables import refuse_endless
from portal.web.models import Job
from portal.web.writes import after_commit, working_as

Progress = Callable[[int], None]
Run = Callable[[Scope, dict[str, Any], Progress], bytes]
MAX_ATTEMPTS = 3
job = cast(Table, Job.__table__)
j = job.c
runs: dict[str, Run] = {}
ways_back: dict[str, tuple[str, str]] = {}
permissions: dict[str, str] = {}


def register(kind: str, run: Run, *, back: tuple[str, str] | None = None, permission: str = "figure.print") -> Run:
    """Name who does a kind of job; it is handed (scope, input, progress) and returns the file.

    `progress(percent)` ends the transaction it is called in.

    Args:
        back: (words, endpoint) of the list from which such papers are asked for.
        permission: what it takes to see such a paper; one with names needs a permission of the station's own.
    """
    runs[kind], permissions[kind] = run, permission
    if back:
        ways_back[kind] = back
    return run


def ask(scope: Scope, kind: str, job_input: Mapping[str, Any], file_name: str, *, known_by: object = None) -> UUID:
    """Ask for a file once; who asks again for the same is led to the first job, a failed one is tried anew.

    Args:
        job_input: frozen, as JSON has it; the worker reads nothing else.
        file_name: what the file is called when it is opened or saved.
        known_by: what makes two inputs the same, as JSON has it; without it, all of the input.

    Raises:
        Conflict: it has more rows than a paper can hold.
    """
    refuse_endless(max((len(rows) for rows in job_input.values() if isinstance(rows, list)), default=0))
    digest = sha256(json.dumps(job_input if known_by is None else known_by, sort_keys=True).encode()).hexdigest()
    same = {**scope.binds, "kind": kind, "digest": digest}
    found = db.session.execute(_same(scope), same).first()
    if found is None:  # else nothing is written: to be led to a paper that is there costs a look
        who = {**scope.stamp(job), "id": uuid7(), "account_id": scope.account_id, "kind": kind, "file_name": file_name}
        row = {**who, "input": dict(job_input), "input_digest": digest, "asked_at": clock.now()}
        db.session.execute(insert_or(job).on_conflict_do_nothing(), [row])
        found = db.session.execute(_same(scope), same).one()
    if found.state == "failed" or (found.state == "done" and papers.find(found.file_digest) is None):
        restart(scope, found.id)
    elif found.state == "queued":
        _wake_later(scope, found.id)
    return found.id


def restart(scope: Scope, job_id: UUID) -> None:
    """Let a job that failed, or whose file is gone, be done anew."""
    fresh = {"state": "queued", "progress": 0, "attempts": 0, "error": None, "file_digest": None, "started_at": None, "ended_at": None}
    if _change(scope, job_id, ("failed", "done"), {**fresh, "asked_at": clock.now()}):
        _wake_later(scope, job_id)


def get(scope: Scope, job_id: UUID) -> Row[Any]:
    """Return a job of this very tenant, without its input.

    Raises:
        NotFound: there is none, or it is another tenant's.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": job_id}).first()
    if row is None:
        raise NotFound
    return row


def list_unfinished(scope: Scope) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (id, tenant_id, account_id) of what is queued or running here and below, the oldest first."""
    waiting = select(j.id, j.tenant_id, j.account_id).where(scope.owns(job), j.state.in_(("queued", "running")))
    return db.session.execute(waiting.order_by(j.asked_at, j.id), scope.binds).all()


def list_standing(scope: Scope) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (state, count, first_asked_at) of what is queued, running or failed here and below."""
    columns = select(j.state, func.count().label("count"), func.min(j.asked_at).label("first_asked_at"))
    chosen = columns.where(scope.owns(job), j.state.in_(("queued", "running", "failed")))
    return db.session.execute(chosen.group_by(j.state), scope.binds).all()


def take_back(scope: Scope, job_id: UUID) -> bool:
    """Put a job in the queue again that a dead worker left; False when it has killed its worker too often."""
    with working_as(scope, is_write=True):
        if get(scope, job_id).attempts >= MAX_ATTEMPTS:
            _end(scope, job_id, state="failed", error=f"生成程序中断了 {MAX_ATTEMPTS} 次，没有完成")
            return False
        _change(scope, job_id, ("running",), {"state": "queued"})
        return True


def carry_out(scope: Scope, job_id: UUID) -> None:
    """Do one job that waits; one that is done, or being done, is left alone."""
    found = claim(scope, job_id)
    if found is None:
        return
    try:
        content = runs[found.kind](scope, found.input, partial(_note_progress, scope, job_id))
        outcome = {"state": "done", "progress": 100, "file_digest": papers.keep(content)}
    except Exception as error:
        current_app.logger.exception("job %s (%s) failed", job_id, found.kind)
        outcome = {"state": "failed", "error": _reason(error)}
    with working_as(scope, is_write=True):
        _end(scope, job_id, **outcome)


def _reason(error: Exception) -> str:
    if isinstance(error, PortalError):
        return error.message[:300]
    if isinstance(error, OSError):
        return "文件没有保存成功，磁盘可能已满"
    return f"生成时出错（{type(error).__name__}）"


def claim(scope: Scope, job_id: UUID) -> Row[str, dict[str, Any]] | None:
    """Take a queued job for the worker that asks; None when it is not waiting any more."""
    begun = {"state": "running", "attempts": j.attempts + 1, "started_at": clock.now(), "progress": 0}
    with working_as(scope, is_write=True):
        if not _change(scope, job_id, ("queued",), begun):
            return None
        mine = select(j.kind, j.input).where(scope.changes(job), j.id == bindparam("which"))
        return db.session.execute(mine, {**scope.binds, "which": job_id}).one()


def _note_progress(scope: Scope, job_id: UUID, percent: int) -> None:
    with working_as(scope, is_write=True):
        _change(scope, job_id, ("running",), {"progress": percent})


def _end(scope: Scope, job_id: UUID, **outcome: Any) -> None:
    _change(scope, job_id, ("queued", "running"), {**outcome, "ended_at": clock.now()})


def _change(scope: Scope, job_id: UUID, states: tuple[str, ...], values: Mapping[str, Any]) -> bool:
    own = (scope.changes(job), j.id == bindparam("which"), j.state.in_(states))
    changed = db.session.execute(update(job).where(*own).values(values), {**scope.binds, "which": job_id})
    return changed.rowcount == 1  # type: ignore[attr-defined]


def _wake_later(scope: Scope, job_id: UUID) -> None:
    from portal.web import worker  # huey costs 12 MB: only a process that asks for papers pays them

    after_commit(partial(worker.wake, scope, job_id))


@prepared
def _same(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (scope.changes(job), j.kind == bindparam("kind"), j.input_digest == bindparam("digest"))
    return select(j.id, j.state, j.file_digest).where(*mine)


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = (j.id, j.kind, j.state, j.progress, j.attempts, j.file_name, j.file_digest, j.error, j.asked_at, j.started_at, j.ended_at)
    return select(*columns).where(scope.changes(job), j.id == bindparam("which"))
