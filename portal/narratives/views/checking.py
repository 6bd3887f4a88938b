"""文稿核对: any text is read for figures that cannot all be true; it is looked at and not kept."""

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.checker.rules import KINDS, Finding, find_contradictions
from portal.core.scope import Scope
from portal.narratives.forms.checking import CheckForm
from portal.narratives.rules.marks import around, cut
from portal.tenants.access import requires
from portal.web.menu import Entry, register
from portal.web.render import render

bp = Blueprint("checking", __name__)
register(Entry(73, "文稿核对", "checking.front", "text.check"))


@bp.route("/", methods=["GET", "POST"])
@requires(read="text.check", write="text.check")
def front(scope: Scope) -> ResponseReturnValue:
    """Take a text and tell which of its figures contradict one another; nothing is written, so nothing is committed."""
    form = CheckForm()
    found: list[Finding] | None = None
    text = ""
    if form.accept(lambda: None):
        text = form.text.data or ""
        found = find_contradictions(text)
    known: dict[str, Any] = {"found": found, "pieces": cut(text, found) if found else [], "text": text, "kinds": KINDS, "around": around}
    return render("narratives/checking.html", form=form, **known)
