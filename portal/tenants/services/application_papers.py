"""社区驿站建站审批表: the paper of an application, asked of the job worker with all that stands on it."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.core import clock
from portal.core.dates import moment_words
from portal.core.errors import Conflict, NotFound
from portal.core.scope import Scope
from portal.tenants.queries import applications as queries
from portal.tenants.queries import photos as photo_rows
from portal.tenants.rules.applications import POINTS, SCORES, State, is_printable
from portal.tenants.rules.imprints import Facts, Now
from portal.tenants.services import application_photos
from portal.tenants.services.imprints import imprint, register_now
from portal.web import jobs, papers, shelf
from portal.web.jobs import Progress
from portal.web.photos import is_picture
from portal.web.shelf import Title

KIND, TITLE = "application_form", "社区驿站建站审批表"
MOST_PHOTOS = 6


def ask_for_paper(scope: Scope, application_id: UUID) -> UUID:
    """Ask for the form as PDF, frozen as it is now; unchanged on the same day, it is the paper that was made before.

    Raises:
        NotFound: there is no such application.
        Conflict: it is a draft.
    """
    shown, facts = get_printable(scope, application_id)
    mark = imprint(scope, facts)
    dated = {**shown, "cutoff": facts.cutoff, "imprint": mark}
    same = {**shown, "cutoff": clock.today().isoformat(), "code": mark["code"]}
    job_id = jobs.ask(scope, KIND, dated, f"{facts.title}.pdf", known_by=same)
    audit.note(scope, "application.print", application_id)
    return job_id


def print_form(_: Scope, paper: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF of a frozen form; only the job worker does this."""
    from portal.web import print as printer

    progress(20)
    html = printer.lay_out("applications/form_print.html", paper=paper, photo_url=_photo_url)
    progress(40)
    return printer.make_pdf(html)


def get_printable(scope: Scope, application_id: UUID) -> tuple[dict[str, Any], Facts]:
    """Return what the form of an application says now, and what it is.

    Raises:
        NotFound: there is no such application.
        Conflict: it is a draft.
    """
    row = queries.get_application(scope, application_id)
    if not is_printable(row.state):
        raise Conflict("这份申请还是草稿，上报以后才能打印审批表。", action="application.print", subject_id=application_id)
    shown = frozen_of(scope, row)
    return shown, facts_of(shown, cutoff=_moment(clock.now()))


def facts_of(shown: Mapping[str, Any], *, cutoff: str) -> Facts:
    """Return what the paper of an application is; of persons it keeps the officials' names alone.

    Args:
        shown: as `frozen_of` tells it.
    """
    said = {"cutoff": cutoff, "version": shown["state_label"], "filled_by": shown["filed_by"], "reviewed_by": shown["decided_by"]}
    return Facts(KIND, shown["id"], shown, f"{TITLE}（{shown['station_name']}）", shown["county"], **said)


def _now(scope: Scope, application_id: str) -> Now:
    shown = frozen_of(scope, queries.get_application(scope, UUID(application_id)))
    return Now(facts_of(shown, cutoff="").digest, why="打印以后，这份申请又有了办理，请重新打印。")


def _find(scope: Scope) -> Iterable[Title]:
    for row in queries.list_printable(scope):
        yield Title(row.county_code, str(row.id), f"{row.station_name}建站审批表（{State(row.state).label}）")


def _ask_by_name(scope: Scope, application_id: str) -> UUID:
    try:
        return ask_for_paper(scope, UUID(application_id))
    except ValueError as error:
        raise NotFound from error


def frozen_of(scope: Scope, row: Any) -> dict[str, Any]:
    """Return all that the paper says, as JSON has it; photos by the digest of their small file."""
    names = ("station_name", "community_code", "manager_name", "manager_phone", "visitors", "findings", "reason")
    place = {"county": queries.get_county(scope, row.id).name, "community": f"{row.street or ''}{row.community}"}
    points = [[label, *_point(getattr(row, f"{name}_score"), getattr(row, f"{name}_note"))] for name, label in POINTS.items()]
    visit = {"visited_on": row.visited_on.isoformat() if row.visited_on else "", "visited_by": row.visited_by_name or ""}
    done = {"filed_by": row.filed_by_name or "", "decided_by": row.decided_by_name or "", "decided_at": _moment(row.decided_at)}
    history = [_step(step) for step in queries.list_steps(scope, row.id)]
    about = {"title": TITLE, "id": str(row.id), "state": row.state, "state_label": State(row.state).label, "points": points}
    return {**{name: getattr(row, name) for name in names}, **place, **visit, **done, **about, "history": history, **_photos(scope, row.id)}


def _point(score: int | None, note: str) -> tuple[str, str]:
    return (f"{score} 分（{SCORES[score]}）" if score else "未评", note)


def _step(step: Any) -> list[str]:
    return [_moment(step.at), State(step.to_state).label, step.display_name, step.note]


def _photos(scope: Scope, application_id: UUID) -> dict[str, Any]:
    found = {
        it.label: photo_rows.list_photos(scope, it.name, application_id) for it in (application_photos.FILED, application_photos.VISITED)
    }
    shown = [[label, len(rows), [[row.thumb_digest, row.caption] for row in rows[:MOST_PHOTOS]]] for label, rows in found.items() if rows]
    return {"photos": shown}


def _moment(at: datetime | None) -> str:
    return moment_words(at) if at else ""


def _photo_url(digest: str) -> str:
    """Return a kept photo as an address that needs no fetching; empty when its file is gone, or is no picture any more."""
    path = papers.find(digest)
    content = path.read_bytes() if path else b""
    return f"data:image/jpeg;base64,{b64encode(content).decode()}" if is_picture(content) else ""


jobs.register(KIND, print_form, back=("返回建站申请", "applications.listing"))
register_now(KIND, _now)
shelf.put_up(KIND, _find, _ask_by_name)
