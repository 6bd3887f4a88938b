"""One month of one unit: its figures, what is missing, what was done with it, and what can be done now."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.dates import month_words
from portal.core.errors import NotFound
from portal.core.scope import Level, Scope
from portal.reports.rules import Cell, Share
from portal.reports.rules.measures import label_of
from portal.returns.forms.returns import ReopenForm, ReturnForm, SeenForm
from portal.returns.queries.below import get_outset
from portal.returns.queries.gaps import Gap, list_gaps
from portal.returns.queries.returns import Return, get_return
from portal.returns.rules import returns as rules
from portal.returns.rules.returns import Held
from portal.returns.services import closing
from portal.returns.services import returns as services
from portal.returns.views.blueprint import bp
from portal.tallies.queries import find_own_book
from portal.tallies.rules.months import MonthState, Step
from portal.tenants.access import here, requires
from portal.web.render import render
from portal.web.writes import writes

WORDS: dict[str, Any] = {"month_words": month_words, "label_of": label_of}


@bp.get("/<month>")
@requires(read="return.read")
def own(scope: Scope, month: str) -> ResponseReturnValue:
    """Show the unit's own month."""
    return _show(scope, here().code, month)


@bp.get("/<unit_code>/<month>")
@requires(read="return.read")
def one(scope: Scope, unit_code: str, month: str) -> ResponseReturnValue:
    """Show the month of a unit below to whoever reviews it."""
    return _show(scope, unit_code, month)


@bp.route("/<month>/submit", methods=["GET", "POST"])
@requires(read="return.submit", write="return.submit")
@writes
def submit(scope: Scope, month: str) -> ResponseReturnValue:
    """Show once more what is sent up, and close the month with it."""
    if scope.level is Level.CITY:  # nobody reviews it: it is closed when the whole month is archived
        raise NotFound
    it = get_return(scope, here().code, month_in(month))
    form = SeenForm(data={"revision": it.revision})
    if form.accept(lambda: services.submit(scope, it.month, revision=form.seen())):
        receipt = get_return(scope, here().code, it.month).receipt
        return _done(it, f"已上报{month_words(it.month)}的月报，回执号 {receipt}")
    why = rules.why_not_submit(get_outset(scope, it.month))
    return render("returns/submit.html", form=form, it=it, why_not=why, opens=_opener(it), gaps=_gaps(scope, it), **WORDS)


@bp.post("/<unit_code>/<month>/accept")
@requires(write="return.review")
@writes
def accept(scope: Scope, unit_code: str, month: str) -> ResponseReturnValue:
    """Accept the month of a unit just below."""
    form = SeenForm()
    if form.accept(lambda: services.accept(scope, unit_code, month_in(month), revision=form.seen())):
        it = get_return(scope, unit_code, month)
        return _done(it, f"{it.unit.name}{month_words(month)}的月报已审核通过")
    return _show(scope, unit_code, month, form=form)


@bp.route("/<unit_code>/<month>/return", methods=["GET", "POST"])
@requires(read="return.review", write="return.review")
@writes
def give_back(scope: Scope, unit_code: str, month: str) -> ResponseReturnValue:
    """Return a submitted month with a reason."""
    it = get_return(scope, unit_code, month_in(month))
    form = ReturnForm(data={"revision": it.revision})
    given = form.reason.data or ""
    if form.accept(lambda: services.give_back(scope, unit_code, it.month, reason=given, revision=form.seen())):
        return _done(it, f"已退回{it.unit.name}{month_words(it.month)}的月报，填报单位可以修改后重新上报")
    return _ask(scope, it, Step.RETURN, form)


@bp.route("/<unit_code>/<month>/reopen", methods=["GET", "POST"])
@requires(read="return.reopen", write="return.reopen")
@writes
def reopen(scope: Scope, unit_code: str, month: str) -> ResponseReturnValue:
    """Open an accepted or archived month again, with a reason and the password once more."""
    it = get_return(scope, unit_code, month_in(month))
    form = ReopenForm(data={"revision": it.revision})
    given = form.reason.data or ""
    if form.accept(lambda: services.reopen(scope, unit_code, it.month, reason=given, revision=form.seen())):
        return _done(it, f"已重新打开{it.unit.name}{month_words(it.month)}的月报；改好后要重新上报、审核，打印件将注明新的版次")
    return _ask(scope, it, Step.REOPEN, form)


@bp.route("/<unit_code>/<month>/archive", methods=["GET", "POST"])
@requires(read="return.review", write="return.review")
@writes
def archive(scope: Scope, unit_code: str, month: str) -> ResponseReturnValue:
    """Put a county's month away with those of its stations, or the whole month of the city."""
    it = get_return(scope, unit_code, month_in(month))
    form, done = SeenForm(data={"revision": it.revision}), list[int]()
    if form.accept(lambda: done.append(closing.archive(scope, unit_code, it.month, revision=form.seen()))):
        return _done(it, f"{month_words(it.month)}已归档 {done[0]} 个单位的月报")
    return _ask(scope, it, Step.ARCHIVE, form)


def month_in(raw: str) -> str:
    """Return the month of an address.

    Raises:
        NotFound: it is none.
    """
    if not rules.is_month(raw):
        raise NotFound
    return raw


def _show(scope: Scope, unit_code: str, month: str, *, form: Any = None) -> ResponseReturnValue:
    it = get_return(scope, unit_code, month_in(month))
    parts: dict[str, Any] = {
        "form": form or SeenForm(data={"revision": it.revision}),
        "opens": _opener(it),
        "can_do": steps_open(scope, it),
    }
    is_own = it.unit.id == scope.tenant_id
    parts["why_not"] = rules.why_not_submit(get_outset(scope, it.month)) if is_own and it.state is MonthState.FILLING else ""
    parts["gaps"] = _gaps(scope, it) if is_own else ()
    parts["is_over"] = clock.today() >= clock.days_of(it.month)[1]
    return render("returns/one.html", it=it, is_own=is_own, **parts, **WORDS)


def _ask(scope: Scope, it: Return, step: Step, form: Any) -> ResponseReturnValue:
    why = "" if form.refusal else _why_not(scope, it, step)
    return render("returns/step.html", form=form, it=it, step=step, why_not=why, back=_address(it), **WORDS)


def steps_open(scope: Scope, it: Return) -> set[Step]:
    """Return what whoever looks at it may do with it now, as far as the page can tell; the service looks again."""
    known = {"return.submit": {Step.SUBMIT}, "return.review": {Step.RETURN, Step.ACCEPT, Step.ARCHIVE}, "return.reopen": {Step.REOPEN}}
    allowed = {step for name, steps in known.items() if name in scope.permissions for step in steps}
    return {step for step in allowed if not _why_not(scope, it, step)}


def _why_not(scope: Scope, it: Return, step: Step) -> str:
    """Return why a step is not hers, or not possible; what depends on other units' months is left to the service."""
    is_own, is_city = it.unit.id == scope.tenant_id, scope.level is Level.CITY
    if step is Step.SUBMIT:
        return "" if is_own and not is_city and it.state is MonthState.FILLING else "这个月的月报不能上报。"
    if step is Step.ARCHIVE:
        return _why_not_archive(it, is_own=is_own, is_city=is_city)
    if is_own and not (is_city and step is Step.REOPEN):
        return f"本单位的月报由上一级审核，不能自己{step.label}。"
    if not is_own and it.unit.path != f"{scope.path}{it.unit.id}." and step is not Step.REOPEN:
        return f"{it.unit.name}的月报由它所在的县（市、区）办理。"
    own = None if is_own else find_own_book(scope, it.month)
    is_closed_over = own is not None and own.closed_at is not None
    return rules.why_not_step(Held(it.month, it.state, it.revision, it.closed_by, is_closed_over), step, by=scope.account_id)


def _why_not_archive(it: Return, *, is_own: bool, is_city: bool) -> str:
    if not is_city or it.level is Level.STATION:
        return "月报由市级按县（市、区）归档。"
    if it.state is MonthState.ARCHIVED:
        return f"{month_words(it.month)}的月报已经归档。"
    if is_own or it.state is MonthState.ACCEPTED:
        return ""
    return f"{it.unit.name}的月报现在是“{it.state.label}”，审核通过以后才能归档。"


def _opener(it: Return) -> Callable[[Cell | Share], str]:
    """Return where a figure leads: a station's to its rows, one of a unit above to the table of the units below."""
    code, span = it.unit.code, dict[str, Any](first=it.month, last=it.month)

    def opens(cell: Cell | Share) -> str:
        if not cell.value:
            return ""
        if it.level is Level.STATION:
            return url_for("reports.figure", code=code, indicator=cell.opens, **span)
        table = (cell.indicator.part if isinstance(cell, Share) else cell.indicator).table
        return url_for("reports.rollup", code=code, table=table, sort=f"-{cell.indicator.code}", **span)

    return opens


def _gaps(scope: Scope, it: Return) -> list[Gap]:
    """Return what whoever submits should look at; nothing once it is submitted."""
    if it.state is not MonthState.FILLING or "return.submit" not in scope.permissions:
        return []
    return list_gaps(scope, it.month, has_activities=it.value_of("sessions") > 0)


def _address(it: Return) -> str:
    code = here().code
    return (
        url_for(".own", code=code, month=it.month)
        if it.unit.code == code
        else url_for(".one", code=code, unit_code=it.unit.code, month=it.month)
    )


def _done(it: Return, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(_address(it), 303)
