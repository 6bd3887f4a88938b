"""The editor: the text of a draft, saved by hand and by the page itself, with its figures and contradictions beside it."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.narratives.forms.narratives import TextForm
from portal.narratives.queries import narratives as queries
from portal.narratives.queries.offers import list_offers
from portal.narratives.queries.reading import list_open_months, read_narrative
from portal.narratives.rules.narratives import State
from portal.narratives.services import narratives as services
from portal.narratives.views.blueprint import WORDS, bp, to_narrative
from portal.tenants.access import here, requires
from portal.web.htmx import is_swap, wanted_block
from portal.web.render import render
from portal.web.writes import writes

MOST_CHECKED = 20_000  # a longer text takes seconds to be checked, so not after each pause


@bp.route("/<uuid:narrative_id>/text", methods=["GET", "POST"])
@requires(read="narrative.write", write="narrative.write")
@writes
def text(scope: Scope, narrative_id: UUID) -> ResponseReturnValue:
    """Write the text of a draft; while it is typed the page saves it by itself and looks at its figures again."""
    row = queries.get_narrative(scope, narrative_id)
    if row.state != State.DRAFT and request.method == "GET":
        return to_narrative(narrative_id)
    is_auto = is_swap() and request.method == "POST"
    form = TextForm(data={"version": row.version, "text": row.text})
    if not is_swap():
        form.offer(list_offers(scope, first=row.first_month, last=row.last_month))
    is_saved = form.accept(lambda: _save(scope, narrative_id, form, is_auto=is_auto))
    if is_saved and not is_auto:
        flash("已填入正文" if _is_picking() else "已保存草稿", "success")
        return redirect(url_for(".text", code=here().code, narrative_id=narrative_id), 303)
    return _shown(scope, form, queries.get_narrative(scope, narrative_id), is_auto=is_auto, is_saved=is_saved)


def _is_picking() -> bool:
    return request.form.get("action") == "pick"


def _save(scope: Scope, narrative_id: UUID, form: TextForm, *, is_auto: bool) -> None:
    typed = form.with_picked() if _is_picking() else form.text.data or ""
    services.save(scope, narrative_id, text=typed, version=form.version.data, is_auto=is_auto)


def _shown(scope: Scope, form: TextForm, row: Any, *, is_auto: bool, is_saved: bool) -> ResponseReturnValue:
    """Show the editor; who was overtaken sees what stands there now, and the next press of the button is hers on purpose."""
    is_overtaken = form.refusal is not None and not is_auto
    is_new = request.method == "GET" or is_saved or is_overtaken
    known: dict[str, Any] = {"row": row, "form": form, "version": row.version if is_new else form.version.data, "is_auto": is_auto}
    known |= {"now": clock.local(clock.now()), "theirs": row.text if is_overtaken and row.state == State.DRAFT else ""}
    if wanted_block() != "saved":
        reading = read_narrative(scope, row, None if request.method == "GET" else form.text.data or "")
        known |= {
            "reading": reading,
            "is_short": len(row.text) <= MOST_CHECKED,
            "open_months": list_open_months(scope, row.first_month, row.last_month),
        }
    answer = render("narratives/text.html", blocks=("saved", "preview"), **known, **WORDS)
    if is_auto and is_saved:
        answer.headers["HX-Trigger"] = "narrative-saved"  # the preview asks for itself again
    return answer
