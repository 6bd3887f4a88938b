"""What waits to be reviewed; several are accepted at once."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.dates import month_words
from portal.core.scope import Scope
from portal.returns.forms.returns import AcceptForm
from portal.returns.queries import waiting as queries
from portal.returns.rules.returns import is_month
from portal.returns.services.reviewing import Refusal, accept_several
from portal.returns.views.blueprint import bp
from portal.tenants.access import here, requires
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes


@bp.route("/waiting", methods=["GET", "POST"])
@requires(read="return.review", write="return.review")
@writes
def waiting(scope: Scope) -> ResponseReturnValue:
    """List the submitted months of the units just below, and accept those that are ticked."""
    number = page_number()
    rows = queries.list_waiting(scope, page=number)
    form = AcceptForm()
    form.chosen.offer([(_value(row), f"{row.name} {month_words(row.month)}") for row in rows] + _ticked(form))
    done = list[tuple[int, list[Refusal]]]()
    if form.accept(lambda: done.append(accept_several(scope, form.picked()))):
        count, refused = done[0]
        flash(f"已审核通过 {count} 份月报", "success")
        for one in refused:
            flash(f"没有通过：{one.words}。", "warning")
        return redirect(url_for(".waiting", code=here().code), 303)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    shown: dict[str, Any] = {"value_of": _value, "month_words": month_words, "days_late": _days_late, "by": scope.account_id}
    return render("returns/waiting.html", blocks=("waiting",), form=form, rows=rows, page=page, **shown)


def _value(row: Any) -> str:
    return f"{row.code}:{row.month}:{row.revision}"


def _days_late(row: Any) -> int:
    return (clock.local(row.submitted_at).date() - row.due_on).days if row.due_on and row.submitted_at else 0


def _ticked(form: AcceptForm) -> list[tuple[str, str]]:
    """Offer what was ticked on a page that is overtaken: the service says of each what became of it."""
    return [(value, value) for value in form.chosen.data or () if _is_whole(value)]


def _is_whole(value: str) -> bool:
    code, _, rest = value.partition(":")
    month, _, revision = rest.partition(":")
    return is_month(month) and all(one.isascii() and one.isdigit() and len(one) <= 12 for one in (code, revision)) and len(revision) < 9
