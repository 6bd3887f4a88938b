"""服务时长: what volunteers do today, what waits to be confirmed and verified, and what becomes of each."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.care.rules.kinds import SERVICE_KINDS
from portal.core import clock
from portal.core.errors import Refused
from portal.core.scope import Scope
from portal.core.text import format_minutes
from portal.tenants.access import here, requires
from portal.volunteer.forms.shifts import BlankForm, ConfirmForm, ObjectionForm, StartForm, StepForm, VerifyForm, VoidForm
from portal.volunteer.queries import disputes as dispute_queries
from portal.volunteer.queries import shifts as queries
from portal.volunteer.queries.bank_rules import rules_on
from portal.volunteer.queries.roll import PAGE_ROWS, list_roll, shown_name
from portal.volunteer.rules.disputes import Verdict
from portal.volunteer.rules.shifts import CONFIRM_CHANNELS, CONFIRMED_AS, IN_CHANNELS, SHEET_ROWS, VOIDABLE, State, is_forgotten
from portal.volunteer.services import disputes, sheets
from portal.volunteer.services import recipient_belongings as _belongings  # noqa: F401  # pyright: ignore[reportUnusedImport]  # so that it registers
from portal.volunteer.services import shifts as services
from portal.web.forms import PortalForm
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("shifts", __name__)
register(Entry(32, "服务时长", "shifts.board", "volunteer.read", ("station",), also=("notices", "volunteers.credit")))
WORDS: dict[str, Any] = {"states": State, "ins": IN_CHANNELS, "channels": CONFIRM_CHANNELS, "as_whom": CONFIRMED_AS, "kinds": SERVICE_KINDS}


def name_of(row: Any) -> str:
    """Return the name of a shift's volunteer as a page may show it."""
    return shown_name(row.name, row.consent_withdrawn_at, row.erased_at)


@bp.route("/", methods=["GET", "POST"])
@requires(read="volunteer.read", write="hours.verify")
@writes
def board(scope: Scope) -> ResponseReturnValue:
    """List a tab of the station's shifts; several that are confirmed are verified at once."""
    tab, number, form = request.args.get("tab", ""), page_number(), VerifyForm()
    tab = tab if tab in queries.TABS else "verify" if request.method == "POST" else "today"
    done = list[int]()
    if form.accept(lambda: done.append(services.verify(scope, form.ids.data or []))):
        days = rules_on(scope, clock.today()).notice_days
        flash(f"已核实 {done[0]} 条，" + (f"公示 {days} 天后入账" if days else "已计入时间账户"), "success")
        return redirect(url_for(".board", code=here().code, tab="verify"), 303)
    rows = queries.list_board(scope, tab, today=clock.today(), page=number)
    page = Page(number, rows[0].total if rows else 0, PAGE_ROWS)
    known: dict[str, Any] = {"tab": tab, "tabs_of": queries.TABS, "counts": queries.count_tabs(scope, clock.today()), "name_of": name_of}
    known["ticked"] = {row.id for row in rows} if request.args.get("all") else set(form.ids.data or ())
    late = {row.id for row in rows if row.state == State.RUNNING and is_forgotten(row.in_at, clock.now())}
    return render("volunteer/shifts/board.html", blocks=("shifts",), rows=rows, page=page, form=form, late=late, **known, **WORDS)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="hours.credit", write="hours.credit")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Let a volunteer sign in whom nobody had planned for."""
    roll, form = list_roll(scope), StartForm()
    form.volunteer.roll = roll
    if form.accept(lambda: _start(scope, form)):
        flash("已签到，服务结束后请签退", "success")
        return redirect(url_for(".board", code=here().code), 303)
    return render("volunteer/shifts/new.html", form=form, roll=roll)


def _start(scope: Scope, form: StartForm) -> None:
    chosen: Any = form.volunteer.chosen
    services.start(scope, chosen.id, str(form.kind.data), "counter", at=form.instant())


@bp.get("/<uuid:shift_id>")
@requires(read="volunteer.read")
def shift(scope: Scope, shift_id: UUID) -> ResponseReturnValue:
    """Show one shift with all that was done about it."""
    row = queries.get_shift(scope, shift_id)
    told = dispute_queries.list_of_shift(scope, shift_id)
    is_late = row.state == State.RUNNING and is_forgotten(row.in_at, clock.now())
    said: dict[str, Any] = {"disputes": told, "verdicts": Verdict, "is_late": is_late, "name_of": name_of}
    return render("volunteer/shifts/shift.html", row=row, may_void=_may_void(scope, row), **said, **WORDS)


@bp.route("/<uuid:shift_id>/sign", methods=["GET", "POST"])
@requires(read="hours.credit", write="hours.credit")
@writes
def sign(scope: Scope, shift_id: UUID) -> ResponseReturnValue:
    """Let her sign in, or out, at the counter: now, or at a time that is typed."""
    row = queries.get_shift(scope, shift_id)
    is_late = row.state == State.RUNNING and is_forgotten(row.in_at, clock.now())
    day, step = row.served_on if is_late else clock.today(), "in" if row.state == State.PLANNED else "out"
    form, done = StepForm(data={"day": day, "step": step}), list[int]()
    if form.accept(lambda: done.append(_sign(scope, shift_id, form))):
        flash(f"已签退，服务 {format_minutes(done[0])}，请服务对象确认" if form.is_out else "已签到", "success")
        return redirect(url_for(".board", code=here().code, tab="confirm" if form.is_out else None), 303)
    return render("volunteer/shifts/sign.html", form=form, row=row, is_late=is_late, name_of=name_of, **WORDS)


def _sign(scope: Scope, shift_id: UUID, form: StepForm) -> int:
    if form.is_out:
        return services.sign_out(scope, shift_id, "counter", at=form.instant())
    services.sign_in(scope, shift_id, "counter", at=form.instant())
    return 0


@bp.route("/<uuid:shift_id>/confirm", methods=["GET", "POST"])
@requires(read="hours.credit", write="hours.credit")
@writes
def confirmation(scope: Scope, shift_id: UUID) -> ResponseReturnValue:
    """Note who says that it was so."""
    row = queries.get_shift(scope, shift_id)
    form = ConfirmForm(data={"confirmer": row.recipient})
    return _step(form, row, "confirm", "已确认，等待核实", lambda: services.confirm(scope, shift_id, form.confirmation()))


@bp.route("/<uuid:shift_id>/void", methods=["GET", "POST"])
@requires(read="hours.credit", write="hours.credit")
@writes
def voiding(scope: Scope, shift_id: UUID) -> ResponseReturnValue:
    """Let a shift count for nothing, with a reason."""
    row, form = queries.get_shift(scope, shift_id), VoidForm()
    if row.state == State.VERIFIED and not _may_void(scope, row):
        raise Refused("已核实公示的服务，须由能核实时长的负责人作废。")
    return _step(form, row, "void", "已作废，这段时间已释放", lambda: services.void(scope, shift_id, form.reason.data or ""))


def _may_void(scope: Scope, row: Any) -> bool:
    """Say whether this person may: what was verified, whoever verifies."""
    needed = "hours.verify" if row.state == State.VERIFIED else "hours.credit"
    return row.state in VOIDABLE and needed in scope.permissions


@bp.route("/<uuid:shift_id>/dispute", methods=["GET", "POST"])
@requires(read="dispute.raise", write="dispute.raise")
@writes
def objection(scope: Scope, shift_id: UUID) -> ResponseReturnValue:
    """Write down that somebody objects to hours on the notice."""
    row, form = queries.get_shift(scope, shift_id), ObjectionForm()

    def write() -> None:
        disputes.raise_dispute(scope, shift_id, form.reason.data or "", str(form.channel.data))

    return _step(form, row, "dispute", "已记下异议，暂停入账，由县级裁定", write)


def _step(form: PortalForm, row: Any, name: str, done: str, write: Callable[[], object]) -> ResponseReturnValue:
    """Take one step with a shift, and go back to the tab it stood on."""
    tab = {"confirm": "confirm", "dispute": "notice"}.get(name)
    if form.accept(write):
        flash(done, "success")
        return redirect(url_for(".board", code=here().code, tab=tab), 303)
    return render(f"volunteer/shifts/{name}.html", form=form, row=row, name_of=name_of, **WORDS)


@bp.route("/sheets", methods=["GET", "POST"])
@requires(read="hours.credit", write="hours.credit")
@writes
def blank(scope: Scope) -> ResponseReturnValue:
    """Ask for blank paper sheets as PDF."""
    form, made = BlankForm(), list[UUID]()
    if form.accept(lambda: made.append(sheets.ask_for_sheets(scope, here().name, **form.asked()))):
        return redirect(url_for("jobs.job", code=here().code, job_id=made[0]), 303)
    return render("volunteer/shifts/blank.html", form=form, rows=SHEET_ROWS)
