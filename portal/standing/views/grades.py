"""基地等级: how well each base stands, since when and why, and how far the plans of the weak ones have come."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.problems.forms.plans import PlanOrderForm
from portal.problems.queries.plans import map_running
from portal.problems.rules.plans import progress_words
from portal.standing.forms.grades import GradeForm
from portal.standing.queries import grades as queries
from portal.standing.rules.grades import Grade, grades_on
from portal.standing.services import grades as services
from portal.tenants.access import here, requires
from portal.tenants.queries import TenantRow, list_below
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("grades", __name__)
PAGE_ROWS = 25
_WORDS: dict[str, Any] = {"grades": Grade, "progress_words": progress_words}


@dataclass(frozen=True, slots=True)
class Base:
    """A base with its grade today, None when it has none, and its plan that runs, if there is one."""

    unit: TenantRow
    grade: Any
    plan: Any


@bp.get("/")
@requires(read="rank.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List all bases with grade and plan."""
    today, number, chosen = clock.today(), page_number(), request.args.get("grade", "")
    held, running = grades_on(queries.list_grades(scope), today), map_running(scope, on=today)
    bases = [Base(it, held.get(it.id), running.get(it.id)) for it in list_below(scope, "county") if it.status != "closed"]
    shown = [it for it in bases if not chosen or (it.grade and it.grade.grade == chosen)]
    page = Page(number, len(shown), PAGE_ROWS)
    rows = shown[page.first_row - 1 : page.first_row - 1 + PAGE_ROWS]
    counts = {one: sum(bool(it.grade and it.grade.grade == one) for it in bases) for one in Grade}
    known = {"counts": counts, "count": len(bases), "chosen": chosen, "today": today}
    return render("standing/grades/listing.html", blocks=("bases",), rows=rows, page=page, **known, **_WORDS)


@bp.route("/<county_code>", methods=["GET", "POST"])
@requires(read="rank.read", write="star.rule")
@writes
def grade(scope: Scope, county_code: str) -> ResponseReturnValue:
    """Show what a base was and is, and say what it is from a day on."""
    base = services.get_base(scope, county_code)
    known = queries.list_grades_of(scope, base.id)
    form = GradeForm(data={"seen": len(known), "since_on": clock.today()})
    if form.accept(lambda: _set(scope, county_code, form)):
        flash(f"已定{base.name}的等级：{Grade(str(form.grade.data)).label}", "success")
        return redirect(url_for(".grade", code=here().code, county_code=county_code), 303)
    found = grades_on(known, clock.today()).get(base.id)
    plan = map_running(scope, on=clock.today()).get(base.id)
    return render("standing/grades/grade.html", form=form, base=base, known=known[::-1], now=found, plan=plan, **_WORDS)


@bp.route("/<county_code>/plan", methods=["GET", "POST"])
@requires(read="star.rule", write="star.rule")
@writes
def order(scope: Scope, county_code: str) -> ResponseReturnValue:
    """Ask a weak base for a plan."""
    base, form, made = services.get_base(scope, county_code), PlanOrderForm(), list[UUID]()
    if form.accept(lambda: made.append(services.order_plan(scope, county_code, form.draft()))):
        flash(f"已要求{base.name}制定提升方案，县里会在“本月待办”里看到", "success")
        return redirect(url_for("plans.plan", code=here().code, plan_id=made[0]), 303)
    form.lead_to_known("查看那一份", lambda plan_id: url_for("plans.plan", code=here().code, plan_id=plan_id))
    return render("standing/grades/order.html", form=form, base=base)


def _set(scope: Scope, county_code: str, form: GradeForm) -> UUID:
    day: Any = form.since_on.data
    said: dict[str, Any] = {"since_on": day, "reason": form.reason.data or "", "seen": form.seen.data}
    return services.set_grade(scope, county_code, Grade(str(form.grade.data)), **said)
