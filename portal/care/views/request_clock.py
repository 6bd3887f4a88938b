"""半小时圈: a station's own figures of a month; and what of its requests waits for somebody."""

from collections.abc import Iterable

from flask import url_for
from flask.typing import ResponseReturnValue

from portal.care.forms.requests import MonthForm
from portal.care.queries import request_counts as queries
from portal.care.rules.figures import figures_of
from portal.care.rules.requests import STUCK_MIN
from portal.care.views.requests import SHOWN, bp
from portal.core import clock
from portal.core.scope import Scope
from portal.tenants.access import requires
from portal.web import todos
from portal.web.render import render
from portal.web.todos import Todo, Urgency


@bp.get("/figures")
@requires(read="care.read")
def figures(scope: Scope) -> ResponseReturnValue:
    """Show what the requests of a month came to: counts, and the middle one of the waits."""
    narrowed = MonthForm(month=clock.month_of(clock.today())).checked()
    month = narrowed.month.data or clock.month_of(clock.today())
    days = clock.days_of(month)
    sums = {"asked": queries.count_asked(scope, *days), "done": figures_of(queries.list_done(scope, *days))}
    return render("care/requests/figures.html", filter=narrowed, month=month, **sums, **SHOWN)


@todos.register
def _waiting(scope: Scope, code: str, today: object) -> Iterable[Todo]:
    """Tell of requests from codes, of urgent ones nobody is at, of those of today nobody goes to."""
    if "care.keep" not in scope.permissions:
        return
    row = queries.count_waiting(scope, today=clock.today(), moment=clock.now())
    told = (
        (row.stuck, Urgency.OVERDUE, "件应急需求还没有人到达", f"提出已超过 {STUCK_MIN} 分钟", "open", "去派单"),
        (row.fresh, Urgency.DUE, "件扫码需求待受理", "核对是谁，再受理或说明不受理的原因", "new", "去受理"),
        (row.bare, Urgency.DUE, "件今天的需求还没有派人", "今天或以前的需求，没有志愿者", "open", "去派单"),
    )
    for count, urgency, words, detail, state, action in told:
        if count:
            yield Todo(urgency, f"{count} {words}", detail, url_for("requests.listing", code=code, state=state), action)
