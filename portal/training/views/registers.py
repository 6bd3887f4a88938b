"""老师和教室: what a station needs to hold a class."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.training.forms.registers import EndForm, RoomForm, TeacherForm
from portal.training.queries import registers as queries
from portal.training.services import registers as services
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("registers", __name__)
_LISTS = {"room": queries.list_rooms, "teacher": queries.list_teachers}


@bp.get("/")
@requires(read="trainee.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the station's rooms or teachers, those in use or those that were ended."""
    what = "teacher" if request.args.get("what") == "teacher" else "room"
    is_ended, number = request.args.get("ended") == "1", page_number()
    rows = _LISTS[what](scope, is_ended=is_ended, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    counts = {it: queries.count_rows(scope, it) for it in _LISTS}
    return render(
        "training/registers/listing.html", blocks=("register",), rows=rows, page=page, what=what, is_ended=is_ended, counts=counts
    )


@bp.route("/rooms/new", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def new_room(scope: Scope) -> ResponseReturnValue:
    """Put a room on the register."""
    form = RoomForm()
    if form.accept(lambda: services.add_room(scope, form.facts())):
        return _done("room", f"已登记教室 {form.name.data}")
    form.lead_to_known("查看这间教室", lambda known: url_for(".room", code=here().code, room_id=known))
    return render("training/registers/room.html", form=form, row=None)


@bp.route("/rooms/<uuid:room_id>", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def room(scope: Scope, room_id: UUID) -> ResponseReturnValue:
    """Change what the register says of a room."""
    row = queries.get_room(scope, room_id)
    form = RoomForm(data=_shown(row, "version", "name", "capacity", "place"))
    if form.accept(lambda: services.amend_room(scope, room_id, form.facts(), version=form.version.data)):
        return _done("room", "已保存修改")
    return render("training/registers/room.html", form=form, row=row)


@bp.route("/rooms/<uuid:room_id>/end", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def end_room(scope: Scope, room_id: UUID) -> ResponseReturnValue:
    """Note the last day of a room."""
    return _end(scope, "room", queries.get_room(scope, room_id))


@bp.route("/teachers/new", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def new_teacher(scope: Scope) -> ResponseReturnValue:
    """Put a teacher on the register."""
    form = TeacherForm()
    if form.accept(lambda: services.add_teacher(scope, form.facts())):
        return _done("teacher", f"已登记老师 {form.name.data}")
    form.lead_to_known("查看她的记录", lambda known: url_for(".teacher", code=here().code, teacher_id=known))
    return render("training/registers/teacher.html", form=form, row=None)


@bp.route("/teachers/<uuid:teacher_id>", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def teacher(scope: Scope, teacher_id: UUID) -> ResponseReturnValue:
    """Change what the register says of a teacher."""
    row = queries.get_teacher(scope, teacher_id)
    form = TeacherForm(data=_shown(row, "version", "name", "phone", "employer", "subjects", "qualification"))
    if form.accept(lambda: services.amend_teacher(scope, teacher_id, form.facts(), version=form.version.data)):
        return _done("teacher", "已保存修改")
    return render("training/registers/teacher.html", form=form, row=row)


@bp.route("/teachers/<uuid:teacher_id>/end", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def end_teacher(scope: Scope, teacher_id: UUID) -> ResponseReturnValue:
    """Note the last day of a teacher."""
    return _end(scope, "teacher", queries.get_teacher(scope, teacher_id))


def _end(scope: Scope, what: str, row: Any) -> ResponseReturnValue:
    form = EndForm(data={"version": row.version, "ended_on": row.ended_on or clock.today()})
    if form.accept(lambda: services.end_row(scope, what, row.id, ended_on=form.day(), version=form.version.data)):
        return _done(what, f"已停用 {row.name}")
    return render("training/registers/end.html", form=form, row=row, what=what)


def _shown(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _done(what: str, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".listing", code=here().code, what=what), 303)
