"""免费考证: exams, who signs up, how it went."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.scope import Scope
from portal.people.rules import mask_phone
from portal.tenants.access import here, requires
from portal.training.forms.exams import CandidateFilter, ExamForm, ExamListFilter, ReasonForm, SignUpForm, fields_of, results_form
from portal.training.queries import classes
from portal.training.queries import exams as queries
from portal.training.queries.courses import list_courses
from portal.training.rules.exams import ExamState, Result
from portal.training.services import exams as services
from portal.training.services import results
from portal.training.services.certificates import list_entitled
from portal.training.story import Event, register_teller
from portal.web import todos
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.undoing import REASON, flash_with_undo
from portal.web.writes import writes

bp = Blueprint("exams", __name__)
register(Entry(24, "考试证书", "exams.listing", "trainee.read", ("station",), also=("certificates",)))


@bp.get("/")
@requires(read="trainee.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the station's exams."""
    narrowed, number = ExamListFilter(), page_number()
    narrowed.offer(list_courses(only_active=False))
    narrowed.checked()
    state, course = narrowed.state.data or "", narrowed.course.data or ""
    chosen = queries.ExamFilter(ExamState(state) if state else None, int(course) if course else None, narrowed.words)
    rows = queries.list_exams(scope, chosen, page=number)
    sums = queries.count_entries_of(scope, [row.id for row in rows])
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    shown: dict[str, Any] = {"sums": sums, "states": {it.value: it for it in ExamState}, "any": bool(queries.count_by_state(scope))}
    return render("training/exams/listing.html", blocks=("exams",), rows=rows, page=page, filter=narrowed, **shown)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="exam.keep", write="exam.keep")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Announce an exam."""
    offered = queries.list_classes(scope)
    form, held = ExamForm(data=_of_class(offered)), list[UUID]()
    form.offer(list_courses(), offered)
    if form.accept(lambda: held.append(services.hold_exam(scope, form.plan()))):
        undo = url_for(".cancellation", code=here().code, exam_id=held[0])
        flash_with_undo("已发布考试，可以报名了", undo, version=1, reason=REASON)
        return redirect(url_for(".exam", code=here().code, exam_id=held[0]), 303)
    return render("training/exams/form.html", form=form, row=None)


@bp.get("/<uuid:exam_id>")
@requires(read="trainee.read")
def exam(scope: Scope, exam_id: UUID) -> ResponseReturnValue:
    """Show one exam with who sits it and how it went."""
    row, entries = queries.get_exam(scope, exam_id), queries.list_entries(scope, exam_id)
    group = classes.get_class(scope, row.class_id) if row.class_id else None
    shown: dict[str, Any] = {"results": {it.value: it for it in Result}, "states": {it.value: it for it in ExamState}, "group": group}
    waiting = len(list_entitled(scope, exam_id))
    named: dict[str, Any] = {"shown_name": queries.shown_name, "mask_phone": mask_phone, "waiting": waiting}
    return render("training/exams/exam.html", row=row, entries=entries, **named, **shown)


@bp.route("/<uuid:exam_id>/edit", methods=["GET", "POST"])
@requires(read="exam.keep", write="exam.keep")
@writes
def amendment(scope: Scope, exam_id: UUID) -> ResponseReturnValue:
    """Change what is planned."""
    row = queries.get_exam(scope, exam_id)
    form = ExamForm(data=fields_of(row))
    form.offer(list_courses(only_active=False), queries.list_classes(scope))
    if form.accept(lambda: services.amend_exam(scope, exam_id, form.plan(), version=form.version.data)):
        return _done("已保存修改", exam_id)
    return render("training/exams/form.html", form=form, row=row)


@bp.route("/<uuid:exam_id>/cancel", methods=["GET", "POST"])
@requires(read="exam.keep", write="exam.keep")
@writes
def cancellation(scope: Scope, exam_id: UUID) -> ResponseReturnValue:
    """Call an exam off, with the reason."""
    row = queries.get_exam(scope, exam_id)
    form = ReasonForm(data={"version": row.version})
    if form.accept(lambda: services.cancel_exam(scope, exam_id, reason=form.reason.data or "", version=form.version.data)):
        return _done("已取消考试，请告诉已经报名的学员", exam_id)
    return render("training/exams/cancellation.html", form=form, row=row)


@bp.route("/<uuid:exam_id>/candidates", methods=["GET", "POST"])
@requires(read="trainee.read", write="trainee.read")
def candidates(scope: Scope, exam_id: UUID) -> ResponseReturnValue:
    """Show who may sign up: the class's, or whom she seeks by POST, which keeps a name out of the address and writes nothing."""
    search = CandidateFilter()
    return _candidates(scope, queries.get_exam(scope, exam_id), search, SignUpForm(), sought=search.sought_text())


@bp.post("/<uuid:exam_id>/sign-up")
@requires(write="exam.keep")
@writes
def sign_up(scope: Scope, exam_id: UUID) -> ResponseReturnValue:
    """Enter whom she ticked."""
    row, form = queries.get_exam(scope, exam_id), SignUpForm()
    if form.accept(lambda: services.sign_up(scope, exam_id, form.chosen())):
        return _done(f"已报名 {len(form.chosen())} 人", exam_id)
    return _candidates(scope, row, CandidateFilter(), form)


@bp.route("/entries/<uuid:entry_id>/off", methods=["GET", "POST"])
@requires(read="exam.keep", write="exam.keep")
@writes
def sign_off(scope: Scope, entry_id: UUID) -> ResponseReturnValue:
    """Take a name off."""
    row = queries.get_entry(scope, entry_id)
    form = ReasonForm(data={"version": row.version})
    del form.reason
    if form.accept(lambda: services.sign_off(scope, entry_id, version=form.version.data)):
        return _done(f"已取消 {queries.shown_name(row)} 的报名", row.exam_id)
    return render("training/exams/sign_off.html", form=form, row=row, shown_name=queries.shown_name)


@bp.route("/<uuid:exam_id>/results", methods=["GET", "POST"])
@requires(read="exam.keep", write="exam.keep")
@writes
def marks(scope: Scope, exam_id: UUID) -> ResponseReturnValue:
    """Key the results, or correct them."""
    row = queries.get_exam(scope, exam_id)
    standing = [it for it in queries.list_entries(scope, exam_id) if it.result != Result.WITHDRAWN]
    locked = [it for it in standing if it.consent_withdrawn_at or it.erased_at]
    form = results_form(row, [it for it in standing if it not in locked])
    noted: list[int] = []
    if form.accept(lambda: noted.append(results.note_results(scope, exam_id, form.sheets(), version=form.version.data))):
        return _done(f"已登记 {noted[0]} 人的成绩" if noted[0] else "没有改动", exam_id)
    return render("training/exams/results.html", form=form, row=row, locked=locked, results={it.value: it for it in Result})


def _candidates(scope: Scope, row: Any, search: CandidateFilter, form: SignUpForm, *, sought: str = "") -> ResponseReturnValue:
    class_id = None if sought or request.args.get("all") == "1" else row.class_id
    found = queries.list_candidates(scope, row.id, class_id=class_id, sought=sought)
    form.offer(found, show_phone=mask_phone, is_all=class_id is not None)
    shown: dict[str, Any] = {"total": found[0].total if found else 0, "in_class": class_id is not None, "sought": sought}
    return render("training/exams/candidates.html", form=form, search=search, row=row, found=found, **shown)


def _of_class(offered: Iterable[Any]) -> dict[str, Any]:
    """Return the form with the class of the address, for whoever comes from its page."""
    asked = next((it for it in offered if str(it.id) == request.args.get("class")), None)
    return {} if asked is None else {"class_id": str(asked.id), "course_id": str(asked.course_id), "title": f"{asked.title} 考试"[:80]}


def _done(words: str, exam_id: UUID) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".exam", code=here().code, exam_id=exam_id), 303)


@register_teller
def _told(scope: Scope, code: str, trainee_id: UUID) -> Iterable[Event]:
    """Tell of her exams."""
    for row in queries.list_of_trainee(scope, trainee_id):
        result, is_resit = Result(row.result), row.resits_id is not None
        detail = f"不合格项目：{row.failed_items}" if row.failed_items else ""
        title = f"{'补考' if is_resit else '考试'}：{row.title}（{result.label}）"
        yield Event(row.held_on, 40, title, detail, url_for("exams.exam", code=code, exam_id=row.exam_id), result.tone)


@todos.register
def _waiting(scope: Scope, code: str, today: date) -> Iterable[todos.Todo]:
    """Tell of exams that were held and lack results."""
    if "exam.keep" not in scope.permissions:
        return
    count, first = queries.count_unmarked(scope, today)
    if count:
        title, url = f"{count} 场考试还没有登完成绩", url_for("exams.listing", code=code, state="open")
        yield todos.Todo(todos.Urgency.DUE, title, f"最早一场在 {first}。", url, "去登记")
