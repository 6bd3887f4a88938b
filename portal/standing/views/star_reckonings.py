"""A year is rated, rated anew, and published: the city's work; and what waits of it in 本月待办."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core.scope import Scope
from portal.standing.forms.ranking import ReckoningForm, rows_of
from portal.standing.forms.stars import StarPublicationForm
from portal.standing.queries import star_evidence, star_rules
from portal.standing.queries import stars as queries
from portal.standing.queries.star_years import list_county_years
from portal.standing.rules.star_items import Subject
from portal.standing.services import stars as services
from portal.standing.views.star_words import WORDS, require_year, subject_of
from portal.tenants.access import here, requires
from portal.web import todos
from portal.web.render import render
from portal.web.todos import Todo, Urgency
from portal.web.writes import writes

bp = Blueprint("star_reckonings", __name__)


@bp.route("/years/<whose>/<int:year>", methods=["GET", "POST"])
@requires(read="star.rule", write="star.rule")
@writes
def reckoning(scope: Scope, whose: str, year: int) -> ResponseReturnValue:
    """Tell which counties' years are accepted, and reckon the stars of a year, or reckon them anew."""
    subject = subject_of(whose)
    counties, current = list_county_years(scope, require_year(year)), queries.find_current(scope, subject, year)
    left_out = {line.code: line.why for line in queries.star_lines_of(current) if not line.marks} if current else {}
    form = ReckoningForm(data={"seen": current.revision if current else 0, "rows": rows_of(counties, left_out)})
    made: list[UUID] = []
    if form.accept(lambda: made.append(_reckon(scope, subject, year, form))):
        flash(f"已计算 {year} 年{subject.label}的星级，进入公示", "success")
        return redirect(url_for("stars.rating", code=here().code, rating_id=made[0]), 303)
    shown: dict[str, Any] = {"counties": {it.code: it for it in counties}, "current": current, "subject": subject, "year": year}
    shown["rule"] = star_rules.find_rule(scope, subject, year)
    shown["waiting"] = star_evidence.count_waiting(scope).get((subject, year), 0)
    return render("standing/stars/reckoning.html", form=form, **shown, **WORDS)


@bp.route("/<uuid:rating_id>/publish", methods=["GET", "POST"])
@requires(read="star.rule", write="star.rule")
@writes
def publication(scope: Scope, rating_id: UUID) -> ResponseReturnValue:
    """Publish the stars of a year."""
    row: Any = queries.get_rating(scope, rating_id)
    form = StarPublicationForm()
    if form.accept(lambda: services.publish(scope, rating_id)):
        flash(f"已公布 {row.year} 年{Subject(row.subject).label}的星级", "success")
        return redirect(url_for("stars.rating", code=here().code, rating_id=rating_id), 303)
    return render("standing/stars/publication.html", form=form, row=row, **WORDS)


def _reckon(scope: Scope, subject: Subject, year: int, form: ReckoningForm) -> UUID:
    return services.reckon(scope, subject, year, seen=form.seen.data, left_out=form.left_out(), reason=form.reason.data or "")


@todos.register
def _waiting(scope: Scope, code: str, today: date) -> Iterable[Todo]:
    """Tell the city which evidence waits for points, and which stars another administrator reckoned and nobody published."""
    if "star.rule" not in scope.permissions:
        return
    for (subject, year), count in star_evidence.count_waiting(scope).items():
        url = url_for("star_evidence.listing", code=code, whose=subject.value, year=year)
        yield Todo(Urgency.DUE, f"给{subject.label}星级佐证评分 {count} 项", f"{year} 年", url, "评分")
    for row in queries.list_on_notice(scope):
        if row.made_by != scope.account_id:
            url = url_for("star_reckonings.publication", code=code, rating_id=row.id)
            yield Todo(Urgency.DUE, f"公布 {row.year} 年{Subject(row.subject).label}星级", f"第 {row.revision} 版公示中", url, "公布")
