"""培训班: the station's classes, one opened, shown, amended, started, cancelled."""

from typing import Any
from uuid import UUID

import segno
from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.people.rules import mask_name, mask_phone
from portal.tenants.access import here, requires
from portal.tenants.queries.codes import find_open_code
from portal.training.forms.classes import CancelForm, ClassFilter, ClassForm, VersionForm, class_fields, course_choices, place_choices
from portal.training.queries import classes as queries
from portal.training.queries import courses, registers, streets
from portal.training.queries import enrolments as seats
from portal.training.queries.courses import CourseRow
from portal.training.rules.classes import ClassState, kind_for
from portal.training.rules.demand import shown_count
from portal.training.rules.enrolments import Cause, EnrolmentState, FreeWay
from portal.training.services import classes as services
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.undoing import REASON, flash_with_undo
from portal.web.writes import writes

bp = Blueprint("classes", __name__)
WORDS: dict[str, Any] = {
    "ways": {it.value: it.label for it in FreeWay},
    "states": {it.value: it for it in EnrolmentState},
    "causes": {it.value: it.label for it in Cause},
}
register(Entry(22, "培训班", "classes.listing", "class.read", ("station",), also=("registers", "lesson")))


@bp.get("/")
@requires(read="class.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the station's classes."""
    sums, known, narrowed, number = queries.count_classes(scope), courses.map_courses(), ClassFilter(), page_number()
    years = range(sums.last.year, sums.first.year - 1, -1) if sums.first else ()
    narrowed.course.offer([(str(it.id), it.name) for it in known.values()])
    narrowed.year.offer([(str(year), f"{year} 年") for year in years])
    rows, total = queries.list_classes(scope, narrowed.checked().chosen(), page=number)
    ids = [row.id for row in rows]
    counts: dict[str, Any] = {"seats": seats.count_seats(scope, ids), "lessons": queries.count_lessons(scope, ids)}
    page = Page(number, total, queries.PAGE_ROWS)
    return render("training/classes/listing.html", blocks=("classes",), rows=rows, page=page, filter=narrowed, sums=sums, **counts)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Open a class; the proposal of a course leads here with the course chosen."""
    known, opened = courses.map_courses(), list[UUID]()
    form = ClassForm(data={"starts_on": clock.today(), "capacity": 20, **_preset(known)})
    _offer(scope, form, [it for it in known.values() if it.is_active])
    if form.accept(lambda: opened.append(services.open_class(scope, form.plan(known)))):
        undo = url_for(".cancel", code=here().code, class_id=opened[0])
        flash_with_undo("已开班，接着排课、报名；本班二维码在下面", undo, version=1, reason=REASON)
        return redirect(url_for(".a_class", code=here().code, class_id=opened[0]), 303)
    return render("training/classes/new.html", form=form)


@bp.get("/<uuid:class_id>")
@requires(read="class.read")
def a_class(scope: Scope, class_id: UUID) -> ResponseReturnValue:
    """Show a class: to its station with names, to those above with numbers alone."""
    row = queries.get_class(scope, class_id)
    lessons, counted = queries.list_lessons(scope, class_id, with_cancelled=True), seats.count_seats(scope, [class_id]).get(class_id)
    has_names = "trainee.read" in scope.permissions
    people = seats.list_enrolments(scope, class_id) if has_names else []
    known: dict[str, Any] = {"course": courses.get_course(row.course_id), "counted": counted, "lessons": lessons}
    known |= {"groups": _groups(people), "has_names": has_names, "shown_name": _shown_name, "shown_phone": mask_phone, **WORDS}
    online = streets.list_of_class(scope, class_id, is_own=has_names)
    known["streets"] = [(street, shown_count(heads, is_own=has_names)) for street, heads in online]
    if has_names:
        known |= _code(scope, class_id)
    return render("training/classes/class.html", row=row, form=VersionForm(data={"version": row.version}), **known)


@bp.route("/<uuid:class_id>/edit", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def amendment(scope: Scope, class_id: UUID) -> ResponseReturnValue:
    """Amend what is planned of a class."""
    row, known = queries.get_class(scope, class_id), courses.map_courses()
    form, promoted = ClassForm(data=class_fields(row)), list[list[str]]()
    _offer(scope, form, [known[row.course_id]], row)
    change = services.amend_class
    if form.accept(lambda: promoted.append(change(scope, class_id, form.plan(known), version=form.version.data))):
        flash(f"已保存修改{promoted_words(promoted[0])}", "success")
        return _back(class_id)
    return render("training/classes/amendment.html", form=form, row=row)


@bp.post("/<uuid:class_id>/start")
@requires(write="class.keep")
@writes
def start(scope: Scope, class_id: UUID) -> ResponseReturnValue:
    """Note that a class began."""
    services.change_state(scope, class_id, ClassState.RUNNING, version=VersionForm().version.data)
    flash("已开始上课，可以记考勤了", "success")
    return _back(class_id)


@bp.route("/<uuid:class_id>/cancel", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def cancel(scope: Scope, class_id: UUID) -> ResponseReturnValue:
    """Cancel a class, with the reason."""
    row = queries.get_class(scope, class_id)
    form = CancelForm(data={"version": row.version})
    cancelled = ClassState.CANCELLED
    if form.accept(lambda: services.change_state(scope, class_id, cancelled, reason=form.reason.data or "", version=form.version.data)):
        flash("班级已取消，没上的课、名额和二维码都已收回", "success")
        return _back(class_id)
    return render("training/classes/cancel.html", form=form, row=row, counted=seats.count_seats(scope, [class_id]).get(class_id))


def promoted_words(names: list[str]) -> str:
    """Return how many got a seat, for the notice, which a cookie carries and so names nobody; empty when nobody did."""
    return f"；候补的 {len(names)} 名已入班，请看名单并通知她们" if names else ""


def _preset(known: dict[int, CourseRow]) -> dict[str, Any]:
    """What the form shows when a course was chosen beforehand."""
    asked = request.args.get("course", "")
    course = known.get(int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 9 else None
    return {"course_id": str(course.id), "kind": kind_for(course.step, course.level).value, "capacity": course.enough} if course else {}


def _offer(scope: Scope, form: ClassForm, offered: list[CourseRow], row: Any = None) -> None:
    """Set the choices; what a class has already is offered though it was ended."""
    form.course_id.offer(course_choices(offered))
    places = place_choices(registers.list_rooms(scope), registers.list_teachers(scope))
    for name, words in (("room_id", "room_name"), ("teacher_id", "teacher_name")):
        kept = str(getattr(row, name)) if row and getattr(row, name) else ""
        extra = [(kept, f"{getattr(row, words)}（已停用）")] if kept and kept not in {it[0] for it in places[name]} else []
        form[name].offer([*places[name], *extra])  # pyright: ignore[reportAttributeAccessIssue]  # both are choices


def _groups(people: Any) -> list[tuple[EnrolmentState, list[Any]]]:
    """Those enrolled, those who wait, those who left; nobody's group is empty."""
    seated = [row for row in people if row.state not in {"waiting", "left"}]
    groups = [(EnrolmentState.ENROLLED, seated)]
    groups += [(it, [row for row in people if row.state == it]) for it in (EnrolmentState.WAITING, EnrolmentState.LEFT)]
    return [(state, rows) for state, rows in groups if rows]


def _shown_name(row: Any) -> str:
    """Her name, masked once she withdrew; of who was erased the pseudonym is left."""
    return mask_name(row.name) if row.consent_withdrawn_at and not row.erased_at else row.name


def _code(scope: Scope, class_id: UUID) -> dict[str, Any]:
    """The code in use, its address and its picture."""
    code = find_open_code(scope, "class", class_id)
    address = url_for("public.start", public_code=code, _external=True) if code else ""
    picture = segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=2) if address else ""
    return {"public_code": code, "address": address, "picture": picture}


def _back(class_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".a_class", code=here().code, class_id=class_id), 303)
