"""The county asks for one record at a time: from a nameless row to one woman, with a reason, in the station's audit."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.people.forms import AskForm
from portal.people.rules import mask_number, mask_phone
from portal.people.rules.records import require_hers
from portal.people.services import disclosure
from portal.tenants.access import here, requires
from portal.training import queries
from portal.training.forms.intake import IntakeFilter
from portal.training.rules.intake import Branch, Channel
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("records", __name__)
register(Entry(20, "查阅登记", "records.listing", "person.ask", ("station",)))
WORDS: dict[str, str] = {it.value: it.label for it in (*Branch, *Channel)}


@bp.get("/")
@requires(read="person.ask")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the nameless rows of the station's intakes of a month."""
    narrowed = IntakeFilter(month=clock.month_of(clock.today()))
    narrowed.checked()
    month = narrowed.month.data or clock.month_of(clock.today())
    (first, last), number = clock.days_of(month), page_number()
    rows = queries.list_intakes(scope, tenant_id=scope.tenant_id, first=first, last=last, branch=None, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    return render("training/asking.html", blocks=("intakes",), rows=rows, page=page, filter=narrowed, words=WORDS)


@bp.route("/<uuid:intake_id>", methods=["GET", "POST"])
@requires(read="person.ask", write="person.ask")
@writes
def record(scope: Scope, intake_id: UUID) -> ResponseReturnValue:
    """Show the one woman behind a nameless row, masked, once, with a reason."""
    it, back = queries.get_record_of_intake(scope, intake_id), url_for(".listing", code=here().code)
    require_hers(it.withdrawn_at, it.erased_at, action=disclosure.ASK, subject_id=it.id)
    form, found = AskForm(), list[Any]()
    limit: int = current_app.extensions["portal.settings"].unmasks_per_hour
    if form.accept(lambda: found.append(disclosure.look(scope, it, action=disclosure.ASK, reason=form.told(), limit=limit))):
        shown: dict[str, Any] = {"number": mask_number(found[0]), "kind": found[0].kind, "phone": mask_phone(it.phone)}
        answer = render("training/asked.html", record=it, back=back, **shown)
        answer.location = back  # what the receipt keeps: the same form sent again shows nothing
        return answer
    return render("training/ask.html", form=form, record=it, back=back, limit=limit)
