"""A wish is given up, its woman takes her consent back, or wants to be forgotten; and what was kept long enough."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.people.rules.reasons import ERASE_REASONS
from portal.tenants.access import here, requires
from portal.training.forms.wishes import DropForm, WishErasureForm, WishWithdrawalForm
from portal.training.queries import wishes as queries
from portal.training.queries.courses import map_courses
from portal.training.queries.wishes import WishFilter
from portal.training.rules.wishes import WishState
from portal.training.services import wish_consent, wishes
from portal.web import todos
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("wish_ends", __name__)
WAITS_DAYS = 30


@bp.route("/<uuid:wish_id>/drop", methods=["GET", "POST"])
@requires(read="wish.keep", write="wish.keep")
@writes
def drop(scope: Scope, wish_id: UUID) -> ResponseReturnValue:
    """Give a wish up, with a reason."""
    row = queries.get_wish(scope, wish_id)
    form = DropForm(data={"version": row.version})
    if form.accept(lambda: wishes.drop_wish(scope, wish_id, reason=form.reason.data or "", version=form.version.data)):
        return _done(wish_id, "已作废这份意愿，当月的意愿数不变")
    return render("training/wishes/drop.html", form=form, row=row, course=map_courses()[row.told.course_id])


@bp.route("/<uuid:wish_id>/withdrawal", methods=["GET", "POST"])
@requires(read="wish.keep", write="wish.keep")
@writes
def withdrawal(scope: Scope, wish_id: UUID) -> ResponseReturnValue:
    """Note that she takes her consent back."""
    row = queries.get_wish(scope, wish_id)
    form = WishWithdrawalForm(data={"version": row.version})
    if form.accept(lambda: wish_consent.withdraw_wish(scope, wish_id, reason=form.reason.data or "", version=form.version.data)):
        return _done(wish_id, "已登记撤回，这份意愿已锁定")
    return render("training/wishes/withdrawal.html", form=form, row=row)


@bp.route("/<uuid:wish_id>/erasure", methods=["GET", "POST"])
@requires(read="person.manage", write="person.manage")
@writes
def erasure(scope: Scope, wish_id: UUID) -> ResponseReturnValue:
    """Erase what a wish says of her."""
    row = queries.get_wish(scope, wish_id)
    form = WishErasureForm(data={"version": row.version})
    why = ERASE_REASONS.get(str(form.why.data), "")
    if form.accept(lambda: wish_consent.erase_wish(scope, wish_id, reason=why, version=form.version.data)):
        return _done(wish_id, "已删除她的个人信息")
    return render("training/wishes/erasure.html", form=form, row=row, pseudonym=wish_consent.pseudonym(row))


@bp.get("/due")
@requires(read="person.manage")
def due(scope: Scope) -> ResponseReturnValue:
    """List the wishes nobody has dealt with for as long as one may be kept."""
    number, before = page_number(), _before()
    rows, total = queries.list_wishes(scope, WishFilter(untouched=before), page=number) if before else ([], 0)
    page, keep = Page(number, total, queries.PAGE_ROWS), _keep_days()
    return render("training/wishes/due.html", blocks=("wishes",), rows=rows, page=page, courses=map_courses(), keep=keep)


def _done(wish_id: UUID, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for("wishes.wish", code=here().code, wish_id=wish_id), 303)


def _keep_days() -> int:
    return int(current_app.extensions["portal.settings"].keep.persons)


def _before() -> datetime | None:
    """Return the moment before which a wish was kept long enough; None when it is kept for ever."""
    return clock.now() - timedelta(days=_keep_days()) if _keep_days() else None


def _waiting(scope: Scope, code: str, today: date) -> Iterable[todos.Todo]:
    """Tell a station which wishes wait for somebody to call, and its manager which were kept long enough."""
    if "wish.keep" in scope.permissions and (count := queries.count_waiting(scope, today - timedelta(days=WAITS_DAYS))):
        title, detail = f"意愿待接收 {count} 份", f"登记已超过 {WAITS_DAYS} 天，请联系她们：转为学员，或作废"
        url = url_for("wishes.listing", code=code, state=WishState.OPEN.value)
        yield todos.Todo(todos.Urgency.DUE, title, detail, url, "查看")
    before = _before() if "person.manage" in scope.permissions else None
    if before and (count := queries.count_untouched(scope, before)):
        title, detail = f"意愿保存期已满 {count} 份", "请核对后删除个人信息；还在联系的，打开修改一次"
        yield todos.Todo(todos.Urgency.DUE, title, detail, url_for("wish_ends.due", code=code), "核对")


todos.register(_waiting)
