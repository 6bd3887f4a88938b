"""志愿者签到/签退: a volunteer begins and ends her service by a code that she scanned at the place."""

from typing import Any
from uuid import UUID

from flask import Response, request
from flask.typing import ResponseReturnValue

from portal.care.rules.kinds import SERVICE_KINDS
from portal.core import clock
from portal.core.errors import Conflict, NotFound
from portal.core.scope import Scope
from portal.core.text import format_clock, format_minutes
from portal.public import volunteers
from portal.public.access import Entry, scanned
from portal.public.forms.arrivals import ShiftForm, StartForm, VolunteerForm
from portal.public.gates import refusal_at
from portal.public.pages import page, read_receipt, stopped, to_receipt
from portal.public.rules import is_same_scan
from portal.public.views.blueprint import bp
from portal.volunteer.queries.bank_rules import rules_on
from portal.volunteer.queries.roll import Member
from portal.volunteer.queries.shifts import list_today
from portal.volunteer.rules.shifts import State
from portal.volunteer.services import shifts as services
from portal.web import stranger
from portal.web.writes import writes

CHANNEL = "code"


@bp.route("/<public_code>/shift", methods=["GET", "POST"])
@scanned
@writes
def shift(scope: Scope, entry: Entry) -> ResponseReturnValue:
    """Ask who she is, show what she has to do today, and let her sign in or out."""
    if refusal := refusal_at(entry, "station", "service"):
        return stopped(entry, refusal)
    if request.method == "GET":
        return page("public/shifts/who.html", entry, form=VolunteerForm())
    stranger.check()
    who = volunteers.read_seal(scope, request.form.get("who", ""))
    return _act(entry, who) if who else _recognise(entry)


@bp.get("/<public_code>/shift/done")
@scanned
def shift_done(scope: Scope, entry: Entry) -> ResponseReturnValue:
    """Say what was noted, and what comes next."""
    said = read_receipt(scope, "did")
    return page("public/shifts/done.html", entry, said=said, rules=rules_on(scope, clock.today()))


def _recognise(entry: Entry) -> Response:
    form, found = VolunteerForm(), list[Member]()
    if form.accept(lambda: found.append(volunteers.recognise(entry.scope, str(form.number.data), str(form.phone.data)))):
        return _show(entry, found[0], ShiftForm(None))
    return page("public/shifts/who.html", entry, form=form)


def _act(entry: Entry, who: Member) -> Response:
    """Do what the pressed button says; a second press of it leads where the first one did."""
    wanted, _, which = request.form.get("do", "").partition(" ")
    form, said = StartForm() if wanted == "start" else ShiftForm(), list[dict[str, Any]]()
    if form.accept(lambda: said.append(_carry_out(entry, who, form, wanted, which))):
        return to_receipt(".shift_done", entry, **said[0])
    return _show(entry, who, form)


def _carry_out(entry: Entry, who: Member, form: ShiftForm, wanted: str, which: str) -> dict[str, Any]:
    if isinstance(form, StartForm) and entry.kind == "station":
        return _start(entry.scope, who, str(form.kind.data))
    row = _find(entry, who, which)
    if wanted == "in":
        return _sign_in(entry.scope, row)
    if wanted == "out":
        return _sign_out(entry.scope, row)
    raise NotFound


def _find(entry: Entry, who: Member, which: str) -> Any:
    """Return one of her own shifts, of the request whose slip she scanned when it is that.

    Raises:
        NotFound: it is none of hers.
    """
    try:
        row = services.queries.get_shift(entry.scope, UUID(which))
    except ValueError as error:
        raise NotFound from error
    if row.volunteer_id != who.id or (entry.kind == "service" and row.request_id != entry.subject_id):
        raise NotFound
    return row


def _start(scope: Scope, who: Member, kind: str) -> dict[str, Any]:
    now = clock.now()
    running = [row for row in _own(scope, who.id) if row.state == State.RUNNING]
    if not any(row.kind == kind and is_same_scan(row.in_at, now) for row in running):
        services.start(scope, who.id, kind, CHANNEL)
    return {"did": "in", "kind": SERVICE_KINDS[kind], "at": _time(now)}


def _sign_in(scope: Scope, row: Any) -> dict[str, Any]:
    now = clock.now()
    if not (row.state == State.RUNNING and is_same_scan(row.in_at, now)):
        services.sign_in(scope, row.id, CHANNEL)
    return {"did": "in", "kind": SERVICE_KINDS[row.kind], "at": _time(now)}


def _sign_out(scope: Scope, row: Any) -> dict[str, Any]:
    """Sign her out, unless she signed in just now.

    Raises:
        Conflict: it would be a slip of the finger.
    """
    now, worked_min = clock.now(), row.worked_min
    if row.state == State.RUNNING and is_same_scan(row.in_at, now):
        raise Conflict(f"您刚刚在 {_time(row.in_at)} 签到，不用再办。", advice="服务结束以后，再来签退。")
    if not (worked_min and is_same_scan(row.out_at, now)):
        worked_min = services.sign_out(scope, row.id, CHANNEL)
    return {"did": "out", "kind": SERVICE_KINDS[row.kind], "at": _time(now), "worked": format_minutes(worked_min)}


def _own(scope: Scope, volunteer_id: UUID) -> list[Any]:
    """Return what she is to do today, and what she does."""
    return [row for row in list_today(scope, clock.today()) if row.volunteer_id == volunteer_id]


def _show(entry: Entry, who: Member, form: ShiftForm) -> Response:
    """Show her what she may do now."""
    now = clock.now()
    rows = [row for row in _own(entry.scope, who.id) if entry.kind == "station" or row.request_id == entry.subject_id]
    running = [row for row in rows if row.state == State.RUNNING]
    known: dict[str, Any] = {
        "form": form,
        "start": form if isinstance(form, StartForm) else StartForm(None),
        "sealed": volunteers.seal(entry.scope, who.id),
        "number": who.number,
        "running": [(row, _time(row.in_at), is_same_scan(row.in_at, now)) for row in running],
        "planned": [(row, _planned_at(row)) for row in rows if row.state == State.PLANNED and not running],
        "kinds": SERVICE_KINDS,
    }
    return page("public/shifts/now.html", entry, **known)


def _planned_at(row: Any) -> str:
    return "今天" if row.planned_start_min is None else f"今天 {format_clock(row.planned_start_min)}"


def _time(at: Any) -> str:
    local = clock.local(at)
    return format_clock(local.hour * 60 + local.minute)
