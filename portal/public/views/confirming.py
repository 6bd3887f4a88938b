"""服务确认: whoever was served, or her family, says by the code of the dispatch slip that it was so, or that it was not."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from portal.care.rules.kinds import SERVICE_KINDS
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.people.rules import mask_name
from portal.public import queries, services
from portal.public.access import Entry, scanned
from portal.public.confirming import Confirming
from portal.public.forms.checks import ReasonForm, WayForm
from portal.public.gates import refusal_at
from portal.public.pages import page, read_receipt, stopped, to_receipt
from portal.public.rules import is_same_scan
from portal.public.views.blueprint import bp
from portal.public.views.checking import proved
from portal.public.walk import PROOF
from portal.volunteer.queries.shifts import list_of_request
from portal.volunteer.rules.shifts import State
from portal.volunteer.services.confirmations import confirm as confirm_shift
from portal.web import stranger, todos
from portal.web.forms import PortalForm
from portal.web.todos import Todo, Urgency
from portal.web.writes import writes

NOT_YET = {State.PLANNED, State.VOID}


@bp.route("/<public_code>/confirm", methods=["GET", "POST"])
@scanned
@writes
def confirm(scope: Scope, entry: Entry) -> ResponseReturnValue:
    """Send a code to a telephone on record, show what was done, and let whoever holds it confirm or object."""
    if refusal := refusal_at(entry, "service"):
        return stopped(entry, refusal)
    it = Confirming(entry)
    if not it.ways:
        return page("public/confirming/paper.html", entry, kinds=SERVICE_KINDS, served=it.served)
    form = WayForm()
    form.way.offer([(way.confirmed_as, way.words) for way in it.ways.values()])
    if request.method == "GET":
        return page("public/confirming/way.html", entry, form=form)
    stranger.check()
    if not form.validate() or it.way is None:
        return page("public/confirming/way.html", entry, form=form)
    proof = proved(entry, it.way.phone, shown=it.way.words, carried={"way": it.way.confirmed_as})
    return proof if isinstance(proof, Response) else _decide(it, {"way": it.way.confirmed_as, PROOF: proof})


@bp.get("/<public_code>/confirmed")
@scanned
def confirmed(scope: Scope, entry: Entry) -> ResponseReturnValue:
    """Say what was noted, and what comes next."""
    return page("public/confirming/done.html", entry, said=read_receipt(scope, "confirmed"))


def _decide(it: Confirming, carried: dict[str, str]) -> Response:
    """Do what the pressed button says, else show what was done for her."""
    wanted, _, which = request.form.get("do", "").partition(" ")
    rows = [row for row in list_of_request(it.scope, it.entry.subject_id) if row.state not in NOT_YET] if it.entry.subject_id else []
    if not wanted:
        return _show(it, rows, PortalForm(), carried)
    row = next((row for row in rows if str(row.id) == which), None)
    if row is None or wanted not in {"yes", "no", "object"}:
        raise NotFound
    return _confirm(it, rows, row, carried) if wanted == "yes" else _object(it, row, carried, is_sent=wanted == "object")


def _confirm(it: Confirming, rows: list[Any], row: Any, carried: dict[str, str]) -> Response:
    """Confirm; a second press of the button leads where the first one did."""
    form = PortalForm()
    is_again = row.state == State.CONFIRMED and row.confirm_channel == "code" and is_same_scan(row.confirmed_at, clock.now())
    if is_again or form.accept(lambda: confirm_shift(it.scope, row.id, it.confirmation(), by=0)):
        return to_receipt(".confirmed", it.entry, confirmed="yes")
    return _show(it, rows, form, carried)


def _object(it: Confirming, row: Any, carried: dict[str, str], *, is_sent: bool) -> Response:
    """Ask what is not right, and pass it on."""
    form = ReasonForm() if is_sent else ReasonForm(None)
    shift_id: UUID = row.id
    if is_sent and form.accept(lambda: services.object_to(it.scope, shift_id, str(form.reason.data))):
        return to_receipt(".confirmed", it.entry, confirmed="dispute" if row.state == State.VERIFIED else "no")
    known: dict[str, Any] = {"form": form, "row": row, "carried": carried, "kinds": SERVICE_KINDS, "name": mask_name(row.name)}
    return page("public/confirming/reason.html", it.entry, **known)


def _show(it: Confirming, rows: list[Any], form: PortalForm, carried: dict[str, str]) -> Response:
    shown = [(row, mask_name(row.name), State(row.state)) for row in rows]
    return page("public/confirming/show.html", it.entry, form=form, shown=shown, carried=carried, kinds=SERVICE_KINDS)


@todos.register
def _objected(scope: Scope, code: str, _: date) -> Iterator[Todo]:
    """Tell the station that somebody who was served says it was otherwise."""
    if "hours.credit" in scope.permissions and (count := queries.count_objected(scope)):
        url = url_for("shifts.board", code=code, tab="confirm")
        yield Todo(Urgency.OVERDUE, f"服务对象有异议：{count} 次服务", "还没有核实，请打电话核对后再办理", url, "查看")
