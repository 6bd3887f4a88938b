"""Which unit has read, answered and done what was sent; reminding and withdrawing."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import flash, redirect, send_file
from flask.typing import ResponseReturnValue

from portal.circulars.excel import sheet_of
from portal.circulars.forms import ListFilter, StepForm, WithdrawForm, board_states
from portal.circulars.queries import circulars as queries
from portal.circulars.queries import copies as copy_rows
from portal.circulars.queries.stands import PAGE_ROWS
from portal.circulars.rules.sending import Kind, State
from portal.circulars.services import sending as services
from portal.circulars.views.blueprint import WORDS, board_url, bp, url_of
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.tenants.access import requires
from portal.web.excel import make_workbook
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KEPT = timedelta(days=90)  # how long ago a reminder may be to be told of


@bp.get("/<uuid:circular_id>")
@requires(read="circular.read")
def board(scope: Scope, circular_id: UUID) -> ResponseReturnValue:
    """Show the units below that got it, and how far each has come."""
    head, today, number = _head(scope, circular_id), clock.today(), page_number()
    if head.is_draft:
        return redirect(url_of("dispatch", circular_id=circular_id), 303)
    narrowed = _narrowed(head)
    rows = copy_rows.list_board(scope, circular_id, state=narrowed.state.data or "", on=today, page=number)
    page = Page(number, rows[0].total if rows else 0, PAGE_ROWS)
    known: dict[str, Any] = {"counts": queries.count_copies(scope, [circular_id], on=today).get(circular_id), "today": today}
    known["reminded_at"] = queries.find_reminder(scope, circular_id, action=services.REMIND, since=clock.now() - _KEPT)
    known |= {"row": head.row, "which": circular_id, "is_own": head.is_own, "filter": narrowed}
    return render("circulars/board.html", blocks=("units",), rows=rows, page=page, **known, **WORDS)


@bp.get("/<uuid:circular_id>/board.xlsx")
@requires(read="circular.read")
def export(scope: Scope, circular_id: UUID) -> ResponseReturnValue:
    """Hand the board out as Excel, narrowed as it is shown."""
    head, today = _head(scope, circular_id), clock.today()
    rows = copy_rows.list_board(scope, circular_id, state=_narrowed(head).state.data or "", on=today, page=None)
    content = make_workbook(sheet_of(head.row, rows, sender=head.row.sender_name, on=today))
    name = f"{Kind(head.row.kind).label}办理情况（{head.row.title[:20]}，{today}）.xlsx"
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name)


@bp.route("/<uuid:circular_id>/reminder", methods=["GET", "POST"])
@requires(read="circular.send", write="circular.send")
@writes
def reminder(scope: Scope, circular_id: UUID) -> ResponseReturnValue:
    """Remind the units that are slow."""
    row, form, told = queries.get_own(scope, circular_id), StepForm(), list[int]()
    if form.accept(lambda: told.append(services.remind(scope, circular_id))):
        flash(f"已催办 {told[0]} 个单位，“本月待办”里会写明上级催办", "success")
        return redirect(board_url(circular_id), 303)
    slow = [place.name for place in copy_rows.list_places(scope, circular_id) if place.waits and place.status == "open"]
    return _ask(row, form, "reminder", slow=slow)


@bp.route("/<uuid:circular_id>/withdrawal", methods=["GET", "POST"])
@requires(read="circular.send", write="circular.send")
@writes
def withdrawal(scope: Scope, circular_id: UUID) -> ResponseReturnValue:
    """Take it back."""
    row, form = queries.get_own(scope, circular_id), WithdrawForm()
    if not form.version.raw_data:
        form.version.data = row.version
    if form.accept(lambda: services.withdraw(scope, circular_id, reason=form.reason.data or "", version=form.version.data)):
        flash("已撤回；各单位仍能看到，写明已撤回和原因", "success")
        return redirect(board_url(circular_id), 303)
    return _ask(row, form, "withdrawal")


@dataclass(frozen=True, slots=True)
class Head:
    """What was sent, told by the circular where it can be read, else by a copy of a unit below."""

    row: Any
    is_own: bool = False
    is_draft: bool = False


def _head(scope: Scope, circular_id: UUID) -> Head:
    found = queries.find_circular(scope, circular_id)
    is_hidden = found is not None and found.state == State.DRAFT and "circular.send" not in scope.permissions
    if found is not None and not is_hidden:
        return Head(found, found.tenant_id == scope.tenant_id, found.state == State.DRAFT)
    copied = copy_rows.find_any(scope, circular_id)
    if copied is None:
        raise NotFound
    return Head(copied)


def _narrowed(head: Head) -> ListFilter:
    narrowed = ListFilter()
    narrowed.offer(board_states(Kind(head.row.kind), needs_reply=head.row.needs_reply))
    return narrowed.checked()


def _ask(row: Any, form: Any, which: str, **known: Any) -> ResponseReturnValue:
    if row.state == State.DRAFT:
        return redirect(url_of("dispatch", circular_id=row.id), 303)
    return render("circulars/step.html", row=row, form=form, which=which, today=clock.today(), **known, **WORDS)
