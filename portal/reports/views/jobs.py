"""A paper that was asked for: how far it is, and the file."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from portal.core import clock
from portal.core.errors import NotFound, Refused
from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.web import jobs, papers
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("jobs", __name__)
PATIENCE_S = {"queued": 60, "running": 600}  # how long it is waited without a word


@bp.get("/<uuid:job_id>")
@requires(read="figure.print")
def job(scope: Scope, job_id: UUID) -> ResponseReturnValue:
    """Show how far a job is; the block asks again every two seconds until it is done."""
    row = _get(scope, job_id)
    has_file = papers.find(row.file_digest) is not None
    back = jobs.ways_back.get(row.kind, ("返回数据汇总", "reports.rollup"))
    return render("reports/job.html", blocks=("job",), row=row, has_file=has_file, is_late=_is_late(row), back=back)


@bp.post("/<uuid:job_id>")
@requires(write="figure.print")
@writes
def again(scope: Scope, job_id: UUID) -> ResponseReturnValue:
    """Have a job done anew that failed, or whose file is gone."""
    row = _get(scope, job_id)
    if row.state == "failed" or (row.state == "done" and papers.find(row.file_digest) is None):
        jobs.restart(scope, job_id)
    return redirect(url_for(".job", code=here().code, job_id=job_id), 303)


@bp.get("/<uuid:job_id>/file")
@requires(read="figure.print")
def file(scope: Scope, job_id: UUID) -> ResponseReturnValue:
    """Hand the file out, to be read in the browser, or with `?save=1` to be kept."""
    row = _get(scope, job_id)
    path = papers.find(row.file_digest)
    if path is None:
        raise NotFound
    is_saved = request.args.get("save") == "1"
    response: Response = send_file(path, mimetype="application/pdf", as_attachment=is_saved, download_name=row.file_name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _get(scope: Scope, job_id: UUID) -> Row[Any]:
    """Return a job of the unit whose paper this person may see: one with names is the station's own."""
    row = jobs.get(scope, job_id)
    if jobs.permissions.get(row.kind, "figure.print") not in scope.permissions:
        raise Refused("这份材料有个人信息，只有登记她们的驿站可以打开。")
    return row


def _is_late(row: Row[Any]) -> bool:
    since = {"queued": row.asked_at, "running": row.started_at}.get(row.state)
    return since is not None and (clock.now() - since).total_seconds() > PATIENCE_S[row.state]
