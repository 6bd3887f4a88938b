"""招工信息: what the station offers on its public page."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.placement.forms.openings import CloseForm, OpeningFilter, OpeningForm
from portal.placement.queries import openings as queries
from portal.placement.services import openings as services
from portal.placement.views.shown import WORDS
from portal.tenants.access import here, requires
from portal.training.queries.courses import list_courses
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.undoing import flash_with_undo
from portal.web.writes import writes

bp = Blueprint("openings", __name__)
_FIELDS = ("version", "title", "course_id", "offered_by", "place", "living", "hours", "wanted", "pay", "ends_on", "note")


@bp.get("/")
@requires(read="trainee.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the work that is offered."""
    narrowed = OpeningFilter().checked()
    number, is_over = page_number(), bool(narrowed.over.data)
    known: dict[str, Any] = {"today": clock.today(), "is_over": is_over, "text": narrowed.sought_text()}
    rows = queries.list_openings(scope, **known, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    return render("placement/openings.html", blocks=("openings",), rows=rows, page=page, filter=narrowed, words=WORDS, **known)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="placement.keep", write="placement.keep")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Offer work."""
    form = OpeningForm()
    form.offer(list_courses())
    made = list[UUID]()
    if form.accept(lambda: made.append(services.make_opening(scope, form.draft()))):
        undo = url_for(".close", code=here().code, opening_id=made[0])
        flash_with_undo(f"已公布：{form.title.data}。扫驿站二维码的人都能看到。", undo, version=1)
        return redirect(url_for(".listing", code=here().code), 303)
    return render("placement/opening.html", form=form, row=None)


@bp.route("/<uuid:opening_id>", methods=["GET", "POST"])
@requires(read="placement.keep", write="placement.keep")
@writes
def amendment(scope: Scope, opening_id: UUID) -> ResponseReturnValue:
    """Change an offer, or show it again."""
    row = queries.get_opening(scope, opening_id)
    form = OpeningForm(data={name: getattr(row, name) for name in _FIELDS} | {"course_id": str(row.course_id)})
    form.offer(list_courses())
    if form.accept(lambda: services.amend_opening(scope, opening_id, form.draft(), version=form.version.data)):
        return _done("已保存修改")
    return render("placement/opening.html", form=form, row=row)


@bp.route("/<uuid:opening_id>/close", methods=["GET", "POST"])
@requires(read="placement.keep", write="placement.keep")
@writes
def close(scope: Scope, opening_id: UUID) -> ResponseReturnValue:
    """Show an offer no longer."""
    row = queries.get_opening(scope, opening_id)
    form = CloseForm(data={"version": row.version})
    if form.accept(lambda: services.close_opening(scope, opening_id, version=form.version.data)):
        return _done(f"已停止公布：{row.title}")
    return render("placement/opening_close.html", form=form, row=row)


def _done(words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".listing", code=here().code), 303)
