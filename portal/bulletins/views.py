"""月度通报: what a month came to, drafted and published by the city, read by its counties."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.bulletins.excel import sheets_of
from portal.bulletins.forms import BulletinFilter, DraftForm, ForewordForm, PublicationForm, RevisionForm
from portal.bulletins.pictures import picture_of
from portal.bulletins.queries import bulletins as queries
from portal.bulletins.queries.sections import compose, file_name
from portal.bulletins.rules import DUE_DAY, Content, State, digest_of, number_words
from portal.bulletins.services import bulletins as services
from portal.bulletins.services.papers import ask_for_paper, facts_of
from portal.core import clock
from portal.core.dates import month_words
from portal.core.errors import Conflict
from portal.core.scope import Level, Scope
from portal.core.text import month_before
from portal.tenants.access import here, requires
from portal.tenants.services.imprints import code_line
from portal.web import todos
from portal.web.excel import make_workbook
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.todos import Todo, Urgency
from portal.web.writes import writes

bp = Blueprint("bulletins", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
register(Entry(69, "月度通报", "bulletins.listing", "bulletin.read", ("city", "county")))
NEWS_DAYS = 7  # as long a county is told of a new one
_WORDS: dict[str, Any] = {"states": State, "month_words": month_words, "number_words": number_words, "picture_of": picture_of}


@bp.get("/")
@requires(read="bulletin.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the bulletins; a county's without drafts."""
    narrowed, number = BulletinFilter().checked(), page_number()
    if narrowed.words:
        found = queries.seek_bulletins(scope, narrowed.words)
        page = Page(number, len(found), queries.PAGE_ROWS)
        rows = found[page.first_row - 1 : page.first_row - 1 + queries.PAGE_ROWS]
    else:
        rows = queries.list_bulletins(scope, page=number)
        page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    return render("bulletins/listing.html", blocks=("bulletins",), rows=rows, page=page, filter=narrowed, **_WORDS)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="bulletin.publish", write="bulletin.publish")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Begin the bulletin of a month."""
    form = DraftForm(data={"month": month_before(clock.month_of(clock.today()))})
    made: list[UUID] = []
    if form.accept(lambda: made.append(services.draft(scope, form.month.data or "", foreword=form.foreword.data or ""))):
        flash("已起草，数据、排名、问题等已自动汇总", "success")
        return _to(made[0]) if made else redirect(url_for(".listing", code=here().code), 303)
    return render("bulletins/new.html", form=form)


@bp.get("/<uuid:bulletin_id>")
@requires(read="bulletin.read")
def bulletin(scope: Scope, bulletin_id: UUID) -> ResponseReturnValue:
    """Show a bulletin: a published one as it was frozen, a draft as it would be now."""
    row = queries.get_bulletin(scope, bulletin_id)
    is_draft = row.state == State.DRAFT
    content = compose(scope, row) if is_draft else Content.read(row.content)
    shown = {"is_draft": is_draft, "is_whole": is_draft or digest_of(row.content) == row.digest}
    shown |= {"missing": services.list_missing(scope, row.month) if is_draft else []}
    return render(
        "bulletins/bulletin.html", row=row, content=content, revisions=queries.list_revisions(scope, row.month), **shown, **_WORDS
    )


@bp.route("/drafts/<uuid:draft_id>/foreword", methods=["GET", "POST"])
@requires(read="bulletin.publish", write="bulletin.publish")
@writes
def foreword(scope: Scope, draft_id: UUID) -> ResponseReturnValue:
    """Change the foreword of a draft."""
    row = queries.get_bulletin(scope, draft_id)
    if row.state != State.DRAFT and request.method == "GET":
        return _to(draft_id)
    form = ForewordForm(data={"version": row.version, "foreword": row.foreword})
    if form.accept(lambda: services.write_foreword(scope, draft_id, foreword=form.foreword.data or "", version=form.version.data)):
        flash("已保存前言", "success")
        return _to(draft_id)
    return render("bulletins/foreword.html", form=form, row=row, **_WORDS)


@bp.route("/drafts/<uuid:draft_id>/publication", methods=["GET", "POST"])
@requires(read="bulletin.publish", write="bulletin.publish")
@writes
def publication(scope: Scope, draft_id: UUID) -> ResponseReturnValue:
    """Publish a draft; from then on it does not change."""
    row = queries.get_bulletin(scope, draft_id)
    if row.state != State.DRAFT and request.method == "GET":
        return _to(draft_id)
    form = PublicationForm(data={"version": row.version})
    if form.accept(lambda: services.publish(scope, draft_id, version=form.version.data, despite=form.despite.data or "")):
        flash(f"已发布{month_words(row.month)}通报，各县（市、区）都能看到", "success")
        return _to(draft_id)
    missing = services.list_missing(scope, row.month)
    return render("bulletins/publication.html", form=form, row=row, missing=missing, **_WORDS)


@bp.route("/<uuid:bulletin_id>/revision", methods=["GET", "POST"])
@requires(read="bulletin.publish", write="bulletin.publish")
@writes
def revision(scope: Scope, bulletin_id: UUID) -> ResponseReturnValue:
    """Begin the next version of a published bulletin."""
    row = queries.get_bulletin(scope, bulletin_id)
    form, made = RevisionForm(), list[UUID]()
    if form.accept(lambda: made.append(services.revise(scope, bulletin_id))):
        flash("已起草修订版，请在前言里写明修订了什么、为什么", "success")
        return redirect(url_for(".foreword", code=here().code, draft_id=made[0]), 303) if made else _to(bulletin_id)
    return render("bulletins/revision.html", form=form, row=row, **_WORDS)


@bp.post("/<uuid:bulletin_id>/paper")
@requires(write="bulletin.read")
@writes
def paper(scope: Scope, bulletin_id: UUID) -> ResponseReturnValue:
    """Ask for a published bulletin as PDF."""
    return redirect(url_for("jobs.job", code=here().code, job_id=ask_for_paper(scope, bulletin_id)), 303)


@bp.get("/<uuid:bulletin_id>/bulletin.xlsx")
@requires(read="bulletin.read")
def export(scope: Scope, bulletin_id: UUID) -> ResponseReturnValue:
    """Hand a published bulletin out as Excel."""
    row = queries.get_bulletin(scope, bulletin_id)
    if row.state == State.DRAFT:
        raise Conflict("这份通报还没有发布，不能导出。", advice="请先发布。")
    content = make_workbook(*sheets_of(row, code=code_line(scope, facts_of(row))))
    name = f"{file_name(Content.read(row.content))}.xlsx"
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name)


def _to(bulletin_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".bulletin", code=here().code, bulletin_id=bulletin_id), 303)


@todos.register
def _waiting(scope: Scope, code: str, today: date) -> Iterable[Todo]:
    """Remind the city of last month's bulletin, and tell a county of a new one for a week."""
    if "bulletin.read" not in scope.permissions or scope.level is Level.STATION:
        return
    month = month_before(clock.month_of(today))
    rows = queries.list_current(scope, month)
    if scope.level is Level.COUNTY:
        yield from _news(rows, code, today)
    elif "bulletin.publish" in scope.permissions and today.day >= DUE_DAY:
        of_month = {row.state: row for row in rows if row.month == month}
        if State.PUBLISHED not in of_month:
            begun = of_month.get(State.DRAFT)
            url = url_for("bulletins.bulletin", code=code, bulletin_id=begun.id) if begun else url_for("bulletins.new", code=code)
            detail = "草稿在编，审核齐各县月报后发布。" if begun else "数据、排名、问题、目标会自动汇总，写一段前言即可。"
            yield Todo(Urgency.DUE, f"{month_words(month)}的通报还没有发布", detail, url, "去发布" if begun else "去起草")


def _news(rows: Iterable[Any], code: str, today: date) -> Iterable[Todo]:
    for row in rows:
        if (today - clock.local(row.published_at).date()).days < NEWS_DAYS:
            title = f"新的月度通报：{month_words(row.month)}{number_words(row.year, row.number, row.revision)}"
            url = url_for("bulletins.bulletin", code=code, bulletin_id=row.id)
            yield Todo(Urgency.DUE, title, "排名、迟报单位、逾期问题都在里面。", url, "去看")
