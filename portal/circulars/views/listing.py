"""What a unit received, what it sent, and what those below it received from others."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from portal.circulars.forms import RECEIVED_STATES, SENT_STATES, ListFilter
from portal.circulars.queries import circulars as sent_rows
from portal.circulars.queries import copies as copy_rows
from portal.circulars.queries.stands import PAGE_ROWS
from portal.circulars.views.blueprint import WORDS, bp
from portal.core import clock
from portal.core.scope import Level, Scope
from portal.tenants.access import requires
from portal.web.paging import Page, page_number
from portal.web.render import render

RECEIVED, SENT, BELOW = "received", "sent", "below"
_BOXES = {Level.CITY: (SENT, BELOW), Level.COUNTY: (RECEIVED, SENT, BELOW), Level.STATION: (RECEIVED,)}
_STATES: dict[str, list[tuple[str, str]]] = {RECEIVED: RECEIVED_STATES, SENT: SENT_STATES, BELOW: []}
_LABELS = {RECEIVED: "收到的", SENT: "发出的"}
_BELOW = {Level.CITY: "县级发给驿站的", Level.COUNTY: "市级发给驿站的"}


@bp.get("/")
@requires(read="circular.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List what was received, what was sent, or what those below received from others; the address says which."""
    boxes, number, today = _BOXES[scope.level], page_number(), clock.today()
    box = request.args.get("box", "")
    box = box if box in boxes else boxes[0]
    narrowed = ListFilter()
    narrowed.offer(_STATES[box])
    rows = _rows(scope, box, narrowed.checked(), number)
    page = Page(number, rows[0].total if rows else 0, PAGE_ROWS)
    known: dict[str, Any] = {
        "box": box,
        "boxes": [(one, _LABELS.get(one) or _BELOW[scope.level]) for one in boxes],
        "filter": narrowed,
        "today": today,
    }
    known["counts"] = sent_rows.count_copies(scope, [row.id for row in rows], on=today) if box == SENT else {}
    known["own"] = copy_rows.count_received(scope, on=today) if RECEIVED in boxes else None
    return render("circulars/listing.html", blocks=("circulars",), rows=rows, page=page, **known, **WORDS)


def _rows(scope: Scope, box: str, narrowed: ListFilter, number: int) -> Any:
    said: dict[str, Any] = {"kind": narrowed.kind.data or "", "words": narrowed.q.data or "", "page": number}
    state = narrowed.state.data or ""
    if box == SENT:
        return sent_rows.list_sent(scope, has_drafts="circular.send" in scope.permissions, state=state, **said)
    if box == BELOW:
        return copy_rows.list_below(scope, on=clock.today(), **said)
    return copy_rows.list_received(scope, state=state, on=clock.today(), **said)
