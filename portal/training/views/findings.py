"""疑点核查: rows that look as if they could not have been; the station explains them, somebody else closes them."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core.scope import Level, Scope
from portal.core.text import format_clock, format_minutes
from portal.tenants.access import here, requires
from portal.tenants.queries import list_below
from portal.training.forms.findings import STATES, CheckForm, ClosingForm, ExplanationForm, FindingFilter
from portal.training.queries import findings as queries
from portal.training.rules.finding_kinds import STATES as WORDS
from portal.training.rules.finding_kinds import Kind
from portal.training.services import findings as services
from portal.web import todos
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.todos import Todo, Urgency
from portal.web.writes import writes

bp = Blueprint("findings", __name__)
register(Entry(29, "疑点核查", "findings.listing", "finding.read"))
_KINDS_OF_ROWS = {"trainee": "学员", "enrolment": "报名", "attendance": "签到", "wish": "意愿登记", "photo": "照片"}


@bp.get("/")
@requires(read="finding.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the findings here and below, those that wait for an explanation first."""
    stations = [] if scope.level is Level.STATION else list_below(scope, "station")
    narrowed, number = FindingFilter(), page_number()
    narrowed.offer(stations)
    narrowed.checked()
    state = narrowed.state.data if narrowed.state.data in STATES else "open"
    station_id = next((it.id for it in stations if it.code == narrowed.station.data), None)
    rows = queries.list_findings(scope, queries.Filter(state, narrowed.kind.data or None, station_id), page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    known: dict[str, Any] = {"counts": queries.count_findings(scope), "kind": Kind, "state": state, "form": CheckForm()}
    return render("training/findings/listing.html", blocks=("findings",), rows=rows, page=page, filter=narrowed, **known)


@bp.post("/check")
@requires(write="finding.explain")
@writes
def check(scope: Scope) -> ResponseReturnValue:
    """Look for findings now."""
    new = services.check_station(scope)
    flash(f"核查完成，新发现 {new} 条疑点" if new else "核查完成，没有新的疑点", "success")
    return redirect(url_for(".listing", code=here().code), 303)


@bp.get("/<uuid:finding_id>")
@requires(read="finding.read")
def finding(scope: Scope, finding_id: UUID) -> ResponseReturnValue:
    """Show one finding with its rows: by name for the station, nameless for all others."""
    return render("training/findings/finding.html", **_shown(scope, finding_id))


@bp.route("/<uuid:finding_id>/explanation", methods=["GET", "POST"])
@requires(read="finding.explain", write="finding.explain")
@writes
def explanation(scope: Scope, finding_id: UUID) -> ResponseReturnValue:
    """Say how it came to be."""
    shown = _shown(scope, finding_id)
    row, form = shown["row"], ExplanationForm(data={"version": shown["row"].version, "explanation": shown["row"].explanation})
    said = form.explanation
    if form.accept(lambda: services.explain(scope, finding_id, explanation=said.data or "", version=form.version.data)):
        flash("已保存说明，等待另一人核销", "success")
        return redirect(url_for(".finding", code=here().code, finding_id=row.id), 303)
    return render("training/findings/act.html", form=form, field_name="explanation", **shown)


@bp.route("/<uuid:finding_id>/closing", methods=["GET", "POST"])
@requires(read="finding.close", write="finding.close")
@writes
def closing(scope: Scope, finding_id: UUID) -> ResponseReturnValue:
    """Close it with a verdict."""
    shown = _shown(scope, finding_id)
    form = ClosingForm(data={"version": shown["row"].version})
    if form.accept(lambda: services.close(scope, finding_id, verdict=form.verdict.data or "", version=form.version.data)):
        flash("已核销", "success")
        return redirect(url_for(".finding", code=here().code, finding_id=finding_id), 303)
    return render("training/findings/act.html", form=form, field_name="verdict", **shown)


def _shown(scope: Scope, finding_id: UUID) -> dict[str, Any]:
    row = queries.get_finding(scope, finding_id)
    case, may_close = queries.case_of(row), "finding.close" in scope.permissions
    why_not = case.why_not_close(scope.account_id) if may_close else ""
    ways = {"can_explain": "finding.explain" in scope.permissions and not case.why_not_explain()}
    ways |= {"can_close": may_close and not why_not}
    waits = why_not if may_close and row.state == "explained" else ""
    behind, hidden = _behind(scope, row.rows)
    return {"row": row, "kind": Kind(row.kind), "word": WORDS[row.state], "behind": behind, "hidden": hidden, "waits": waits, **ways}


def _behind(scope: Scope, rows: dict[str, list[str]]) -> tuple[list[tuple[str, str, str]], list[str]]:
    """Return (kind, words, address) of each row this person may see, and in words how many she may not."""
    ids = {kind: [UUID(it) for it in them] for kind, them in rows.items()}
    lessons = queries.list_lessons_behind(scope, ids.get("lesson", ()))
    found = [("课次", _lesson_words(scope, it), _url(scope, "lesson.page", lesson_id=it.id)) for it in lessons]
    classes = queries.list_classes_behind(scope, ids.get("class", ()))
    found += [("培训班", it.title, _url(scope, "classes.a_class", class_id=it.id)) for it in classes]
    hidden = [f"另有 {elsewhere} 节课在别的单位，由上级核对"] if (elsewhere := len(ids.get("lesson", ())) - len(lessons)) else []
    for kind in (kind for kind in services.NAMED if ids.get(kind)):
        them = queries.list_women_behind(scope, kind, ids[kind]) if "trainee.read" in scope.permissions else []
        found += [(_KINDS_OF_ROWS[kind], it.words, _url(scope, "trainees.trainee", trainee_id=it.trainee_id)) for it in them]
        if more := len(ids[kind]) - len(them):
            hidden.append(f"{_KINDS_OF_ROWS[kind]} {more} 条，姓名只有登记的驿站可以看")
    hidden += [f"照片 {len(ids['photo'])} 张，在课次的照片里"] if ids.get("photo") else []
    return found, hidden


def _lesson_words(scope: Scope, it: Any) -> str:
    times = f"{it.held_on} {format_clock(it.start_min)}–{format_clock(it.end_min)}"
    taught = f"，授课 {format_minutes(it.taught_min)}" if it.taught_min else ""
    where = "" if scope.level is Level.STATION else f"{it.tenant_name} "
    return f"{where}{it.class_title}：{times}{taught}，到课 {it.present_count} 人"


def _url(scope: Scope, endpoint: str, **which: Any) -> str:
    """Return where a row is found; from above, the station's own pages are entered through the station."""
    if scope.level is not Level.STATION or None in which.values():
        return ""
    return url_for(endpoint, code=here().code, **which)


@todos.register
def _waiting(scope: Scope, code: str, today: date) -> Iterable[Todo]:
    if "finding.read" not in scope.permissions:
        return
    here_url = url_for("findings.listing", code=code)
    if "finding.explain" in scope.permissions and (count := queries.count_findings(scope).open):
        yield Todo(Urgency.DUE, f"疑点待说明：{count} 条", "核对原始记录，写明情况；录错的改正后会自动消失。", here_url, "去说明")
    if "finding.close" in scope.permissions and (count := queries.count_closable(scope)):
        yield Todo(Urgency.DUE, f"疑点待核销：{count} 条", "驿站已经说明，请另一人看过后核销。", f"{here_url}?state=explained", "去核销")
