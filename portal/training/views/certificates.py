"""Certificates: who may get one, issued, printed, revoked."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.training.forms.certificates import CertificateListFilter, EntitledFilter, IssueForm, RevokeForm, batch_form
from portal.training.queries import Case
from portal.training.queries import certificates as queries
from portal.training.queries import exams as exam_rows
from portal.training.queries.courses import get_course, map_courses
from portal.training.queries.records import get_record
from portal.training.rules.certificates import Draft, Kind, Standing, exam_kind
from portal.training.rules.courses import level_words
from portal.training.services import certificate_papers as papers
from portal.training.services import certificates as services
from portal.training.services import exam_belongings as _belongings  # noqa: F401  # pyright: ignore[reportUnusedImport]  # so that it registers
from portal.training.story import Event, Stage, register_judge, register_teller
from portal.web import todos
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("certificates", __name__)
KINDS = {it.value: it.label for it in Kind}


@bp.route("/", methods=["GET", "POST"])
@requires(read="trainee.read", write="trainee.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the station's certificates; a name is sought by POST, which keeps it out of the address and writes nothing."""
    narrowed, today = CertificateListFilter().checked(), clock.today()
    state, kind, sought = narrowed.state.data or "", narrowed.kind.data or "", narrowed.sought_text()
    if request.method == "POST" and not sought and not narrowed.errors:
        return redirect(url_for(".listing", code=here().code, state=state or None, kind=kind or None), 303)
    number = 1 if sought else page_number()
    chosen = queries.CertificateFilter(state, Kind(kind) if kind else None, sought)
    rows = queries.list_certificates(scope, chosen, today=today, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    shown: dict[str, Any] = {"sums": queries.count_by_state(scope, today), **_words(today)}
    return render("training/certificates/listing.html", blocks=("certificates",), rows=rows, page=page, filter=narrowed, **shown)


@bp.route("/entitled", methods=["GET", "POST"])
@requires(read="trainee.read", write="trainee.read")
def entitled(scope: Scope) -> ResponseReturnValue:
    """List who earned a certificate she does not have; a name is sought by POST."""
    search = EntitledFilter()
    sought = search.sought_text()
    found = {name: queries.list_entitled(scope, by_exam=name == "passed", sought=sought) for name in ("passed", "completed")}
    courses = map_courses()
    ends = {course_id: exam_kind(services.taught(course)) for course_id, course in courses.items()}
    shown: dict[str, Any] = {"courses": courses, "ends": ends, "most": queries.MOST_ENTITLED}
    return render("training/certificates/entitled.html", search=search, sought=sought, **found, **shown)


@bp.route("/issue/<any(passed,completed):how>/<uuid:earned_id>", methods=["GET", "POST"])
@requires(read="certificate.issue", write="certificate.issue")
@writes
def issue(scope: Scope, how: str, earned_id: UUID) -> ResponseReturnValue:
    """Issue one certificate: for an exam she passed, or for the course of a class she completed."""
    earned = _passed(scope, earned_id) if how == "passed" else _completed(scope, earned_id)
    form, issued = IssueForm(data={"issuer": earned["issuer"]}), list[UUID]()
    if form.accept(lambda: issued.append(services.issue(scope, Draft(**earned["whose"], **form.said())))):
        flash("已发证，可以打印", "success")
        return redirect(url_for(".certificate", code=here().code, certificate_id=issued[0]), 303)
    form.lead_to_known("查看这本证书", lambda known: url_for(".certificate", code=here().code, certificate_id=known))
    return render("training/certificates/issue.html", form=form, **earned)


@bp.route("/of-exam/<uuid:exam_id>", methods=["GET", "POST"])
@requires(read="certificate.issue", write="certificate.issue")
@writes
def batch(scope: Scope, exam_id: UUID) -> ResponseReturnValue:
    """Issue to all who passed an exam."""
    row, waiting = exam_rows.get_exam(scope, exam_id), services.list_entitled(scope, exam_id)
    form, issued = batch_form(waiting, issuer=row.issuer), list[UUID]()
    if form.accept(lambda: issued.extend(services.issue_all(scope, exam_id, **form.paper(), numbers=form.numbers()))):
        flash(f"已发证 {len(issued)} 本", "success")
        return redirect(url_for("exams.exam", code=here().code, exam_id=exam_id), 303)
    kind = exam_kind(services.taught(get_course(row.course_id)))
    return render("training/certificates/batch.html", form=form, row=row, waiting=waiting, kind=kind)


@bp.get("/<uuid:certificate_id>")
@requires(read="trainee.read")
def certificate(scope: Scope, certificate_id: UUID) -> ResponseReturnValue:
    """Show one certificate as it was issued."""
    row = queries.get_certificate(scope, certificate_id)
    shown = {"address": _address(row.check_code), "counts_for_good": services.counts_for_good(scope, row)}
    return render("training/certificates/certificate.html", row=row, **shown, **_words(clock.today()))


@bp.post("/<uuid:certificate_id>/paper")
@requires(write="exam.keep")
@writes
def paper(scope: Scope, certificate_id: UUID) -> ResponseReturnValue:
    """Ask for a certificate as PDF."""
    row = queries.get_certificate(scope, certificate_id)
    job_id = papers.ask_for_paper(scope, certificate_id, address=_address(row.check_code))
    return redirect(url_for("jobs.job", code=here().code, job_id=job_id), 303)


@bp.route("/<uuid:certificate_id>/revoke", methods=["GET", "POST"])
@requires(read="certificate.issue", write="certificate.issue")
@writes
def revocation(scope: Scope, certificate_id: UUID) -> ResponseReturnValue:
    """Revoke a certificate, with the reason."""
    row = queries.get_certificate(scope, certificate_id)
    form = RevokeForm(data={"version": row.version})
    if form.accept(lambda: services.revoke(scope, certificate_id, reason=form.reason.data or "", version=form.version.data)):
        flash("已注销，扫码查验会显示“已注销”", "success")
        return redirect(url_for(".certificate", code=here().code, certificate_id=certificate_id), 303)
    counts_for_good = services.counts_for_good(scope, row)
    return render("training/certificates/revocation.html", form=form, row=row, counts_for_good=counts_for_good, **_words(clock.today()))


def _passed(scope: Scope, entry_id: UUID) -> dict[str, Any]:
    """Return what the page says of an exam she passed, and whose certificate it becomes."""
    row = exam_rows.get_entry(scope, entry_id)
    course = get_course(row.course_id)
    kind = exam_kind(services.taught(course)) or Kind.SPECIAL  # of a course that leads to none the service says so
    whose = {"trainee_id": row.trainee_id, "course_id": row.course_id, "kind": kind, "entry_id": row.id}
    said = {"earned": f"{row.held_on} {row.title}", "issuer": row.issuer}
    return {"whose": whose, "course": course, "name": exam_rows.shown_name(row), **said}


def _completed(scope: Scope, trainee_id: UUID) -> dict[str, Any]:
    """Return the same of a class she completed; `?course=` says which of hers."""
    asked = request.args.get("course", "")
    done = next((it for it in queries.list_completions(scope, trainee_id) if str(it.course_id) == asked), None)
    person = get_record(scope, trainee_id)
    if done is None:
        raise NotFound
    whose = {"trainee_id": trainee_id, "course_id": done.course_id, "kind": Kind.COURSE}
    said = {"earned": f"{done.ended_on} {done.title}", "issuer": here().name}
    return {"whose": whose, "course": get_course(done.course_id), "name": person.shown_name, **said}


def _address(check_code: str) -> str:
    return url_for("certificate_checks.show", check_code=check_code, _external=True)


def _words(today: date) -> dict[str, Any]:
    stands = {"standing_of": lambda row: queries.standing_of(row, today), "holder": queries.shown_holder}
    return {"kinds": KINDS, "level": level_words, **stands}


@register_teller
def _told(scope: Scope, code: str, trainee_id: UUID) -> Iterable[Event]:
    """Tell of her certificates."""
    for row in queries.list_of_trainee(scope, trainee_id):
        standing = queries.standing_of(row, clock.today())
        detail = f"{row.number}（{standing.label}）"
        url = url_for("certificates.certificate", code=code, certificate_id=row.id)
        yield Event(row.issued_on, 40, f"{KINDS[row.kind]}：{row.course_name}", detail, url, standing.tone)


@register_judge
def _judge(scope: Scope, code: str, case: Case) -> Stage:
    """Say which certificate she holds today."""
    today = clock.today()
    held = [row for row in queries.list_of_trainee(scope, case.id) if queries.standing_of(row, today) == Standing.VALID]
    if not held:
        return Stage(20, "考证", "还没有证书")
    more = f"，共 {len(held)} 本" if len(held) > 1 else ""
    return Stage(20, "考证", "已取得证书", "good", f"{KINDS[held[0].kind]}：{held[0].course_name}{more}")


@todos.register
def _waiting(scope: Scope, code: str, today: date) -> Iterable[todos.Todo]:
    """Tell of certificates that end soon."""
    if "exam.keep" in scope.permissions and (count := queries.count_by_state(scope, today).expiring):
        url = url_for("certificates.listing", code=code, state="expiring")
        yield todos.Todo(todos.Urgency.DUE, f"{count} 本证书 30 天内到期", "请提醒持证人复审或换证。", url, "查看")
