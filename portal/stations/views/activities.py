"""The daily log: the grid, the list, one activity."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Level, Scope
from portal.stations import queries, services
from portal.stations.forms import ActivityForm, DayForm, LogFilter, VoidForm, fields_of
from portal.stations.queries.guests import list_guests
from portal.stations.rules import name_of, place_of, words_of_tags
from portal.tenants.access import here, requires
from portal.web import todos
from portal.web.menu import Entry, register
from portal.web.paging import Page, mark, page_number
from portal.web.render import render
from portal.web.todos import Todo, Urgency
from portal.web.undoing import MOST, REASON, UndoForm, flash_with_undo
from portal.web.writes import writes

bp = Blueprint("activities", __name__)
QUIET_DAYS = 7
_SHALLOW = 20  # pages that are counted from the first row whatever there is
register(
    Entry(10, "活动日志", "activities.log", "activity.read", also=("guests",)), Entry(11, "登记当天活动", "activities.day", "activity.log")
)


@bp.get("/")
@requires(read="activity.read")
def log(scope: Scope) -> ResponseReturnValue:
    """List what was held in a month, here and below."""
    narrowed, chosen = _narrowed()
    number, near = page_number(), mark()
    total = None if near or number <= _SHALLOW else queries.count_activities(scope, chosen)
    rows = queries.list_activities(scope, chosen, place_of(number, size=queries.PAGE_ROWS, mark=near, total=total))
    ends = (name_of(rows[0].held_on, rows[0].id), name_of(rows[-1].held_on, rows[-1].id)) if rows else None
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS, ends)
    return render("stations/log.html", blocks=("log",), rows=rows, page=page, filter=narrowed, words=chosen.words)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="activity.log", write="activity.log")
@writes
def day(scope: Scope) -> ResponseReturnValue:
    """Log several activities in one grid."""
    form = DayForm()
    form.offer(_kind_choices())
    made = list[UUID]()
    if form.accept(lambda: made.extend(services.log_activities(scope, form.gatherings()))):
        _tell(made)
        return redirect(url_for(".log", code=here().code, month=clock.month_of(form.gatherings()[0].held_on)), 303)
    return render("stations/day.html", form=form, before=_this_month(scope))


@bp.route("/<uuid:activity_id>", methods=["GET", "POST"])
@requires(read="activity.read", write="activity.log")
@writes
def activity(scope: Scope, activity_id: UUID) -> ResponseReturnValue:
    """Show one activity; its own unit may amend it."""
    row = queries.get_activity(scope, activity_id)
    form = ActivityForm(data=fields_of(row))
    form.kind_id.offer(_kind_choices())
    if form.accept(lambda: services.amend_activity(scope, activity_id, form.gathering(), version=form.version.data)):
        flash("已保存修改", "success")
        return redirect(url_for(".activity", code=here().code, activity_id=activity_id), 303)
    counts_for = words_of_tags(queries.list_tags(row.kind_id))
    shown: dict[str, Any] = {
        "is_own": row.tenant_id == scope.tenant_id,
        "counts_for": counts_for,
        "guests": list_guests(scope, activity_id),
    }
    return render("stations/activity.html", form=form, row=row, **shown)


@bp.route("/<uuid:activity_id>/void", methods=["GET", "POST"])
@requires(read="activity.log", write="activity.log")
@writes
def void(scope: Scope, activity_id: UUID) -> ResponseReturnValue:
    """Take one activity out, with a reason."""
    row = queries.get_activity(scope, activity_id)
    form = VoidForm(data={"version": row.version})
    reason = form.reason.data or ""
    if form.accept(lambda: services.void_activity(scope, activity_id, reason=reason, version=form.version.data)):
        flash("已作废，数字已相应扣除", "success")
        return redirect(url_for(".log", code=here().code, month=clock.month_of(row.held_on)), 303)
    return render("stations/void.html", form=form, row=row)


@bp.post("/undo")
@requires(write="activity.log")
@writes
def undo(scope: Scope) -> ResponseReturnValue:
    """Take out what one sheet has just logged."""
    chosen = UndoForm().chosen()
    day = services.void_logged(scope, chosen, reason=REASON)
    flash(f"已撤销，这 {len(chosen)} 场活动已作废，数字已相应扣除", "success")
    return redirect(url_for(".log", code=here().code, month=clock.month_of(day)), 303)


def _narrowed() -> tuple[LogFilter, queries.Filter]:
    """Return what the list is narrowed to: to a month, or, when a title is sought without one, to a year up to today."""
    today = clock.today()
    this_month = clock.month_of(today)
    is_wide = bool(request.args.get("q")) and not request.args.get("month")
    narrowed = LogFilter(month=None if is_wide else this_month)
    narrowed.kind.offer(_kind_choices())
    narrowed.checked()
    words, kind_id = narrowed.q.data or "", int(narrowed.kind.data) if narrowed.kind.data else None
    days = queries.last_year(today) if is_wide and words else clock.days_of(narrowed.month.data or this_month)
    return narrowed, queries.Filter(*days, kind_id=kind_id, with_voided=bool(narrowed.voided.data), words=words)


def _tell(made: list[UUID]) -> None:
    words = f"已登记 {len(made)} 场活动"
    if len(made) > MOST:
        flash(words, "success")
    else:
        flash_with_undo(words, url_for(".undo", code=here().code), ids=made)


@todos.register
def _waiting(scope: Scope, code: str, today: date) -> Iterable[Todo]:
    """Remind a unit that logs its days, when the month is still empty or has gone quiet."""
    if "activity.log" not in scope.permissions or scope.level is not Level.STATION:
        return
    count, attendances, latest = _this_month(scope)
    urls = {"new": url_for("activities.day", code=code), "log": url_for("activities.log", code=code)}
    if not count:
        yield Todo(
            Urgency.DUE, "本月还没有登记活动", f"{today.month}月的活动从第一场起登记，月报、排名都从这里取数。", urls["new"], "去登记"
        )
    elif latest and (today - latest).days > QUIET_DAYS:
        yield Todo(Urgency.DUE, "有一周没有登记活动了", f"最近一场在 {latest}，如有活动请补登。", urls["new"], "去登记")
    if count:
        yield Todo(Urgency.DONE, f"本月已登记 {count} 场活动", f"共 {attendances} 人次。", urls["log"], "查看")


def _kind_choices() -> list[tuple[str, str]]:
    return [(str(kind.id), kind.name) for kind in queries.list_kinds()]


def _this_month(scope: Scope) -> tuple[int, int, date | None]:
    first, last = clock.days_of(clock.month_of(clock.today()))
    return queries.sum_month(scope, first=first, last=last)
