"""佐证: what counties show for their stars, and the points the city gives for it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core.scope import Scope
from portal.standing.forms.stars import EvidenceForm, JudgementForm
from portal.standing.queries import star_evidence as queries
from portal.standing.queries import star_rules, stars
from portal.standing.queries.star_years import last_year
from portal.standing.rules.ranking import RankState
from portal.standing.rules.star_items import StarItem, Subject, system_of
from portal.standing.services import star_evidence as services
from portal.standing.views.star_words import WORDS, require_year, subject_of
from portal.tenants.access import here, requires
from portal.tenants.queries import list_below
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("star_evidence", __name__)
PAGE_ROWS = 25


@dataclass(frozen=True, slots=True)
class Asked:
    """One item of one county, with what it showed; None when it showed nothing yet."""

    county: str
    item: StarItem
    shown: Any


@bp.get("/", defaults={"whose": Subject.COUNTY.value, "year": 0})
@bp.get("/<whose>/<int:year>/")
@requires(read="rank.read")
def listing(scope: Scope, whose: str, year: int) -> ResponseReturnValue:
    """List what is asked of each county, what it showed, and the points it got."""
    subject, number, year = subject_of(whose), page_number(), require_year(year or last_year())
    found = star_rules.find_rule(scope, subject, year)
    asked = _list_asked(scope, subject, year, system_of(found).evidence) if found else []
    page = Page(number, len(asked), PAGE_ROWS)
    rows = asked[page.first_row - 1 : page.first_row - 1 + PAGE_ROWS]
    known: dict[str, Any] = {"subject": subject, "year": year, "years": range(last_year() - 1, last_year() + 2), "rule": found}
    known["is_over"] = _is_published(scope, subject, year)
    return render("standing/stars/evidence.html", blocks=("evidence",), rows=rows, page=page, **known, **WORDS)


@bp.route("/<whose>/<int:year>/<item>", methods=["GET", "POST"])
@requires(read="star.show", write="star.show")
@writes
def showing(scope: Scope, whose: str, year: int, item: str) -> ResponseReturnValue:
    """Say what this county has to show for an item."""
    subject = subject_of(whose)
    it = services.get_item(scope, subject, require_year(year), item)
    shown = next((row for row in queries.list_evidence(scope, subject, year) if row.item == item), None)
    form = EvidenceForm(data={"words": shown.words, "version": shown.version} if shown else {})
    seen = form.version
    if form.accept(lambda: services.show_evidence(scope, subject, year, item, words=form.words.data or "", version=seen.data)):
        flash(f"已提交“{it.label}”的佐证，等市级中心给分", "success")
        return redirect(url_for(".listing", code=here().code, whose=whose, year=year), 303)
    return render("standing/stars/showing.html", form=form, it=it, shown=shown, subject=subject, year=year, **WORDS)


@bp.route("/<uuid:evidence_id>", methods=["GET", "POST"])
@requires(read="star.rule", write="star.rule")
@writes
def judgement(scope: Scope, evidence_id: UUID) -> ResponseReturnValue:
    """Give points for what a county showed, or give it back."""
    row: Any = queries.get_evidence(scope, evidence_id)
    it = services.get_item(scope, Subject(row.subject), row.year, row.item)
    form = JudgementForm(data={"points": row.points, "remark": row.remark, "version": row.version})
    if form.accept(lambda: services.judge_evidence(scope, evidence_id, **_judged(form))):
        done = f"已把{row.county}的“{it.label}”退回补充" if form.points.data is None else f"已给{row.county}的“{it.label}”评分"
        flash(done, "success")
        return redirect(url_for(".listing", code=here().code, whose=row.subject, year=row.year), 303)
    return render("standing/stars/judgement.html", form=form, it=it, row=row, **WORDS)


def _judged(form: JudgementForm) -> dict[str, Any]:
    return {"points": form.points.data, "remark": form.remark.data or "", "version": form.version.data}


def _list_asked(scope: Scope, subject: Subject, year: int, items: list[StarItem]) -> list[Asked]:
    shown = {(row.tenant_id, row.item): row for row in queries.list_evidence(scope, subject, year)}
    counties = [it for it in list_below(scope, "county") if it.status == "open"]
    return [Asked(county.name, item, shown.get((county.id, item.measure))) for county in counties for item in items]


def _is_published(scope: Scope, subject: Subject, year: int) -> bool:
    current = stars.find_current(scope, subject, year)
    return bool(current and current.state == RankState.PUBLISHED)
