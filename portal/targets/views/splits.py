"""The matrix of a target's parts: counties by months, with what is left to share out."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.scope import Scope
from portal.targets.forms.splits import SplitForm, split_form
from portal.targets.queries import targets as queries
from portal.targets.queries.earlier import Earlier, map_earlier
from portal.targets.queries.units import list_rows
from portal.targets.rules.aims import Aim, State
from portal.targets.rules.splits import Row, add_up, quarter_name, quarters_of
from portal.targets.services import targets as services
from portal.targets.views.blueprint import bp
from portal.targets.views.listing import WORDS, moved
from portal.tenants.access import here, requires
from portal.web.htmx import is_swap
from portal.web.render import render
from portal.web.writes import writes


@bp.route("/<uuid:target_id>/split", methods=["GET", "POST"])
@requires(read="target.set", write="target.set")
@writes
def split(scope: Scope, target_id: UUID) -> ResponseReturnValue:
    """Fill in the matrix; what is typed is added up as one goes, saved as a draft whatever it comes to."""
    row, aim = queries.get_target(scope, target_id), queries.get_aim(scope, target_id)
    rows = offered(aim, list_rows(scope))
    form = split_form(aim, rows, version=row.version)
    is_asked = is_swap() and request.method == "POST"
    if is_asked:
        form.validate()
    elif form.accept(lambda: _keep(scope, target_id, form)):
        flash(_told(queries.get_aim(scope, target_id)), "success")
        return redirect(url_for(".split", code=here().code, target_id=target_id), 303)
    shown: dict[str, Any] = {"row": row, "aim": aim, "rows": rows, "quarters": quarters_of(aim.months), "quarter_name": quarter_name}
    shown["sums"] = add_up(form.parts() if request.method == "POST" else aim.parts, aim.base)
    shown["moved"] = moved(aim, rows)
    shown["earlier"] = {} if is_asked else _beside(aim, map_earlier(scope, aim, rows))
    shown |= {"is_withdrawn": row.state == State.WITHDRAWN, "status": 200 if is_asked else form.status}
    return render("targets/split.html", blocks=("sums",), form=form, **shown, **WORDS)


def offered(aim: Aim, rows: list[Row]) -> list[Row]:
    """Return the units of the matrix: those that work, and the closed ones that have parts."""
    return [row for row in rows if not row.is_closed or any(aim.parts.get(row.id, {}).values())]


def _beside(aim: Aim, earlier: Mapping[tuple[int, str], Earlier]) -> dict[tuple[int, str], str]:
    def words(it: Earlier) -> str:
        amount = WORDS["amount"]
        told = (f"去年 {amount(it.done, aim.measure)}" if it.done else "", f"任务 {amount(it.planned, aim.measure)}" if it.planned else "")
        return " ".join(one for one in told if one)

    return {key: words(it) for key, it in earlier.items()}


def _keep(scope: Scope, target_id: UUID, form: SplitForm) -> None:
    if form.is_even:
        services.fill_evenly(scope, target_id, version=form.version.data)
    else:
        services.save_parts(scope, target_id, form.parts(), version=form.version.data)


def _told(aim: Aim) -> str:
    remainder = add_up(aim.parts, aim.base).remainder
    if not remainder:
        return "已保存草稿，分解与目标正好相等，可以发布"
    return f"已保存草稿，{'还差' if remainder > 0 else '多了'} {WORDS['amount'](abs(remainder), aim.measure)} {aim.unit}"
