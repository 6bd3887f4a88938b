"""汇报材料: the list, a new one, one as it is read, finished, revised and printed."""

from io import BytesIO
from uuid import UUID

from flask import Response, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.narratives.forms.narratives import BeginForm, FinishForm, HeadForm, RevisionForm
from portal.narratives.queries import narratives as queries
from portal.narratives.queries.reading import list_open_months, read_narrative
from portal.narratives.rules.narratives import State, title_words
from portal.narratives.rules.reading import is_frozen
from portal.narratives.services import narratives as services
from portal.narratives.services.papers import ask_for_paper, make_word_file
from portal.narratives.views.blueprint import WORDS, bp, to_narrative
from portal.tenants.access import here, requires
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.seeking import TitleFilter
from portal.web.writes import writes

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/")
@requires(read="narrative.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the unit's reports."""
    narrowed, number = TitleFilter().checked(), page_number()
    rows = queries.list_narratives(scope, words=narrowed.words, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    return render("narratives/listing.html", blocks=("narratives",), rows=rows, page=page, filter=narrowed, **WORDS)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="narrative.write", write="narrative.write")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Begin a report from the template or from an earlier one."""
    today = clock.today()
    usual = {"title": f"{here().name}巾帼家政工作情况汇报", "first": f"{today.year}-01", "last": clock.month_of(today)}
    form = BeginForm(data={**usual, "source": request.args.get("source", "")})
    form.offer(queries.list_sources(scope))
    made: list[UUID] = []
    if form.accept(lambda: made.append(services.begin(scope, **form.told, source=form.source_id))):
        flash("已起草，正文里的数字会自动更新", "success")
        return redirect(url_for(".text", code=here().code, narrative_id=made[0]), 303)
    return render("narratives/new.html", form=form)


@bp.get("/<uuid:narrative_id>")
@requires(read="narrative.read")
def narrative(scope: Scope, narrative_id: UUID) -> ResponseReturnValue:
    """Show a report: a finished one as it was frozen, a draft with the figures of this moment."""
    row = queries.get_narrative(scope, narrative_id)
    reading = read_narrative(scope, row)
    waiting = [] if is_frozen(row) else list_open_months(scope, row.first_month, row.last_month)
    revisions = queries.list_revisions(scope, row.series)
    return render("narratives/narrative.html", row=row, reading=reading, revisions=revisions, open_months=waiting, **WORDS)


@bp.route("/<uuid:narrative_id>/amendment", methods=["GET", "POST"])
@requires(read="narrative.write", write="narrative.write")
@writes
def amendment(scope: Scope, narrative_id: UUID) -> ResponseReturnValue:
    """Change the title and the months of a draft."""
    row = queries.get_narrative(scope, narrative_id)
    if row.state != State.DRAFT and request.method == "GET":
        return to_narrative(narrative_id)
    form = HeadForm(data={"version": row.version, "title": row.title, "first": row.first_month, "last": row.last_month})
    if form.accept(lambda: services.amend(scope, narrative_id, **form.told, version=form.version.data)):
        flash("已保存标题和期间，数字已经换成新的期间", "success")
        return redirect(url_for(".text", code=here().code, narrative_id=narrative_id), 303)
    return render("narratives/amendment.html", form=form, row=row, **WORDS)


@bp.route("/<uuid:narrative_id>/finish", methods=["GET", "POST"])
@requires(read="narrative.finish", write="narrative.finish")
@writes
def finish(scope: Scope, narrative_id: UUID) -> ResponseReturnValue:
    """Freeze a draft; from then on it does not change."""
    row = queries.get_narrative(scope, narrative_id)
    if row.state != State.DRAFT and request.method == "GET":
        return to_narrative(narrative_id)
    form = FinishForm(data={"version": row.version})
    if form.accept(lambda: services.finish(scope, narrative_id, version=form.version.data, despite=form.despite.data or "")):
        flash(f"《{title_words(row.title, row.revision)}》已定稿，可以打印和下载", "success")
        return to_narrative(narrative_id)
    reading = read_narrative(scope, row)
    waiting = list_open_months(scope, row.first_month, row.last_month)
    return render("narratives/finish.html", form=form, row=row, reading=reading, open_months=waiting, **WORDS)


@bp.route("/<uuid:narrative_id>/revision", methods=["GET", "POST"])
@requires(read="narrative.write", write="narrative.write")
@writes
def revision(scope: Scope, narrative_id: UUID) -> ResponseReturnValue:
    """Begin the next version of a finished report."""
    row = queries.get_narrative(scope, narrative_id)
    form, made = RevisionForm(), list[UUID]()
    if form.accept(lambda: made.append(services.revise(scope, narrative_id))):
        flash("已建新版，数字换成了此刻的；定稿以后，它替代上一版", "success")
        return redirect(url_for(".text", code=here().code, narrative_id=made[0]), 303)
    return render("narratives/revision.html", form=form, row=row, **WORDS)


@bp.post("/<uuid:narrative_id>/paper")
@requires(write="narrative.read")
@writes
def paper(scope: Scope, narrative_id: UUID) -> ResponseReturnValue:
    """Ask for a report as PDF."""
    return redirect(url_for("jobs.job", code=here().code, job_id=ask_for_paper(scope, narrative_id)), 303)


@bp.get("/<uuid:narrative_id>/word.docx")
@requires(read="narrative.read")
def word(scope: Scope, narrative_id: UUID) -> ResponseReturnValue:
    """Hand a report out as a Word file."""
    name, content = make_word_file(scope, narrative_id)
    response: Response = send_file(BytesIO(content), mimetype=WORD, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response
