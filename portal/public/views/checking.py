"""A code is sent to a telephone and given back, before anything is shown or done for whoever holds it."""

from typing import Any

from flask import Response, request

from portal.core.errors import RuleBroken, Throttled
from portal.public import phones
from portal.public.access import Entry
from portal.public.forms.steps import SentForm
from portal.public.pages import page
from portal.public.walk import MAX_PROOF, PROOF


def proved(entry: Entry, phone: str, *, shown: str, carried: dict[str, str]) -> str | Response:
    """Return the proof that whoever is here holds a telephone, or the page that asks for the code sent to it.

    Args:
        phone: a mobile one.
        shown: how the page calls it.
        carried: what was answered so far.
    """
    proof = request.form.get(PROOF, "")[:MAX_PROOF]
    if phones.proved_at(entry.scope, phone, proof) is not None:
        return proof
    asked: dict[str, Any] = {"shown": shown, "carried": carried}
    if request.form.get("at") != "sent" or request.form.get("go") == "resend":
        return page("public/code.html", entry, form=_sent(entry, phone), **asked)
    form = SentForm()
    if form.is_good():
        if proof := phones.try_code(entry.scope, phone, str(form.sent_code.data)):
            return proof
        form.blame(RuleBroken("sent_code", "验证码不对或已经失效。请检查短信，或重新发送"))
    return page("public/code.html", entry, form=form, **asked)


def _sent(entry: Entry, phone: str) -> SentForm:
    """Send a code; return the form for it, which says so when it could not be sent."""
    form = SentForm(None)
    try:
        phones.send_code(entry.scope, phone)
    except Throttled as refused:
        form.refusal = refused
    except RuleBroken as broken:
        form.blame(broken)
    return form
