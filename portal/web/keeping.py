"""What the kit keeps only for a while: answers to forms that are sent twice, and files that can be made again."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, func, select

from portal.core import clock
from portal.core.db import db
from portal.core.scope import Scope
from portal.web import jobs, papers
from portal.web.models import Job, Receipt, Sheet

SHEETS_KEPT_DAYS = 7
receipt, job, sheet = (cast(Table, model.__table__) for model in (Receipt, Job, Sheet))
j = job.c


def purge_receipts(scope: Scope, before: datetime, *, is_dry: bool) -> int:
    """Remove this tenant's answers given before a moment; return how many there are."""
    due = (scope.changes(receipt), receipt.c.made_at < bindparam("before"))
    binds = {**scope.binds, "before": before}
    count = db.session.execute(select(func.count()).select_from(receipt).where(*due), binds).scalar_one()
    if count and not is_dry:
        db.session.execute(delete(receipt).where(*due), binds)
    return count


def purge_sheets(scope: Scope, *, is_dry: bool) -> int:
    """Remove this tenant's Excel sheets that nobody took over within some days: they may name people. Return how many there are."""
    due = (scope.changes(sheet), sheet.c.state == "checked", sheet.c.read_at < bindparam("before"))
    binds = {**scope.binds, "before": clock.now() - timedelta(days=SHEETS_KEPT_DAYS)}
    count = db.session.execute(select(func.count()).select_from(sheet).where(*due), binds).scalar_one()
    if count and not is_dry:
        db.session.execute(delete(sheet).where(*due), binds)
    return count


def purge_papers(scope: Scope, before: datetime, *, is_dry: bool) -> int:
    """Remove the files of this tenant's jobs that were done before a moment; the jobs stay, and make them again when asked.

    Returns:
        How many files there are.
    """
    mine = select(j.file_digest, func.max(j.ended_at)).where(scope.changes(job), j.state == "done", j.kind.in_(sorted(jobs.runs)))
    latest = mine.group_by(j.file_digest).having(func.max(j.ended_at) < bindparam("before"))
    due = [row[0] for row in db.session.execute(latest, {**scope.binds, "before": before}) if papers.find(row[0])]
    for digest in due if not is_dry else ():
        papers.remove(digest)
    if not is_dry:
        papers.forget_before(before)
    return len(due)


def drop_papers(scope: Scope, kinds: Collection[str], is_due: Callable[[str, dict[str, Any]], bool]) -> None:
    """Remove the files of this tenant's jobs of these kinds at once, because of what they name; the jobs make them anew when asked.

    Args:
        is_due: (kind, input) → whether the file of such a job goes.
    """
    done = select(j.kind, j.input, j.file_digest).where(scope.changes(job), j.state == "done", j.kind.in_(sorted(kinds)))
    for row in db.session.execute(done, scope.binds):
        if row.file_digest and is_due(row.kind, row.input):
            papers.remove(row.file_digest)
