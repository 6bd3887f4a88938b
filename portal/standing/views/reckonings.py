"""A month is ranked, ranked anew, and published: the city's work."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.dates import month_words
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.core.text import BadMonth, parse_month
from portal.standing.forms.ranking import PublicationForm, ReckoningForm, rows_of
from portal.standing.queries import formulas, objections
from portal.standing.queries import ranking as queries
from portal.standing.queries.readiness import list_county_months, list_waiting
from portal.standing.queries.women import map_women
from portal.standing.rules.formulas import Basis, formula_of
from portal.standing.rules.objections import is_shown
from portal.standing.rules.ranking import RankState
from portal.standing.services import ranking as services
from portal.tenants.access import here, requires
from portal.web import todos
from portal.web.render import render
from portal.web.todos import Todo, Urgency
from portal.web.writes import writes

bp = Blueprint("reckonings", __name__)
_WORDS: dict[str, Any] = {"month_words": month_words}


@bp.route("/months/<month>", methods=["GET", "POST"])
@requires(read="rank.rule", write="rank.rule")
@writes
def reckoning(scope: Scope, month: str) -> ResponseReturnValue:
    """Tell which counties' months are accepted, and reckon the ranking of a month, or reckon it anew."""
    _require_month(month)
    counties, current = list_county_months(scope, month), queries.find_current(scope, month)
    left_out = {line.code: line.why for line in queries.lines_of(current) if not line.marks} if current else {}
    form = ReckoningForm(data={"seen": current.revision if current else 0, "rows": rows_of(counties, left_out)})
    made: list[UUID] = []
    if form.accept(lambda: made.append(_reckon(scope, month, form))):
        flash(f"已计算{month_words(month)}的排名，进入公示", "success")
        return redirect(url_for("ranking.ranking", code=here().code, ranking_id=made[0]), 303)
    shown = {"counties": {it.code: it for it in counties}, "current": current, "formula": formulas.find_formula(scope, month)}
    return render("standing/ranking/reckoning.html", form=form, month=month, **shown, warnings=_warnings(scope, month, shown), **_WORDS)


@bp.route("/<uuid:ranking_id>/publish", methods=["GET", "POST"])
@requires(read="rank.rule", write="rank.rule")
@writes
def publication(scope: Scope, ranking_id: UUID) -> ResponseReturnValue:
    """Publish a ranking whose notice is over."""
    row, form = queries.get_ranking(scope, ranking_id), PublicationForm()
    if form.accept(lambda: services.publish(scope, ranking_id)):
        flash(f"已公布{month_words(row.month)}的排名", "success")
        return redirect(url_for("ranking.ranking", code=here().code, ranking_id=ranking_id), 303)
    known = {"open_count": objections.count_open(scope, row.month), "states": RankState}
    return render("standing/ranking/publication.html", form=form, row=row, **known, **_WORDS)


def _reckon(scope: Scope, month: str, form: ReckoningForm) -> UUID:
    return services.reckon(scope, month, seen=form.seen.data, left_out=form.left_out(), reason=form.reason.data or "")


def _warnings(scope: Scope, month: str, shown: dict[str, Any]) -> list[str]:
    """Return the names of counties without a count of women, when the formula needs one."""
    row = shown["formula"]
    if row is None or all(item.basis is not Basis.PER_10K for item in formula_of(row).items):
        return []
    known = map_women(scope, int(month[:4]))
    return [it.name for it in shown["counties"].values() if it.unit_id not in known]


def _require_month(raw: str) -> None:
    try:
        is_month = parse_month(raw) == raw
    except BadMonth:
        is_month = False
    if not is_month:
        raise NotFound


@todos.register
def _waiting(scope: Scope, code: str, today: date) -> Iterable[Todo]:
    """Tell the city which month can be ranked, what is objected to, and which ranking can be published."""
    if "rank.rule" not in scope.permissions:
        return
    for month, is_ready in list_waiting(scope, clock.month_of(today)):
        if is_ready:
            url = url_for("reckonings.reckoning", code=code, month=month)
            yield Todo(Urgency.DUE, f"计算{month_words(month)}的县区排名", "各县月报都已审核", url, "计算")
    waiting = objections.list_open(scope)
    for row in waiting:
        url = url_for("objections.objection", code=code, objection_id=row.id)
        since = f"{clock.local(row.raised_at):%Y-%m-%d} 提出"
        yield Todo(Urgency.DUE, f"答复{row.county}的排名异议（{month_words(row.month)}）", since, url, "答复")
    disputed = {row.month for row in waiting}
    for row in queries.list_on_notice(scope):
        if not is_shown(row.objections_until, today) and row.month not in disputed:
            url = url_for("reckonings.publication", code=code, ranking_id=row.id)
            yield Todo(Urgency.DUE, f"公布{month_words(row.month)}的县区排名", f"公示到 {row.objections_until} 已结束", url, "公布")
