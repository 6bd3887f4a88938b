"""查我的进度: a woman reads how far she has come, by the telephone she left and a code sent to it, and signs up for her exam."""

from uuid import UUID

from flask import Response, request
from flask.typing import ResponseReturnValue

from portal.core.errors import NotFound, RuleBroken
from portal.core.scope import Scope
from portal.public import progress as hers
from portal.public.access import Entry, scanned
from portal.public.forms.checks import require_mobile
from portal.public.forms.steps import PhoneForm
from portal.public.gates import refusal_at
from portal.public.pages import page, read_receipt, stopped, to_receipt
from portal.public.views.blueprint import bp
from portal.public.views.checking import proved
from portal.public.walk import PROOF
from portal.web import senders, stranger
from portal.web.forms import PortalForm
from portal.web.writes import writes


class ExamForm(PortalForm):
    """One button: which woman and which exam, it says itself."""


@bp.route("/<public_code>/progress", methods=["GET", "POST"])
@scanned
@writes
def progress(scope: Scope, entry: Entry) -> ResponseReturnValue:
    """Ask for her telephone, send a code, and show what the station knows; nothing of it is kept in an address or a cookie."""
    if refusal := refusal_at(entry, "station", "class"):
        return stopped(entry, refusal)
    if senders.current() is None:
        return page("public/progress/counter.html", entry)
    if request.method == "GET":
        return page("public/progress/who.html", entry, form=PhoneForm())
    stranger.check()
    form = PhoneForm()
    return _answer(entry, str(form.phone.data), form) if form.is_good() else page("public/progress/who.html", entry, form=form)


@bp.get("/<public_code>/progress/entered")
@scanned
def entered(scope: Scope, entry: Entry) -> ResponseReturnValue:
    """Say that she is signed up for her exam."""
    return page("public/progress/entered.html", entry, said=read_receipt(scope, "exam"))


def _answer(entry: Entry, phone: str, form: PhoneForm) -> Response:
    try:
        require_mobile(phone)
    except RuleBroken as broken:
        form.blame(broken)
        return page("public/progress/who.html", entry, form=form)
    proof = proved(entry, phone, shown=phone, carried={"phone": phone})
    if isinstance(proof, Response):
        return proof
    return _act(entry, phone, proof)


def _act(entry: Entry, phone: str, proof: str) -> Response:
    """Show what there is, or do what the pressed button says; a second press of it says that it is done."""
    wanted, _, which = request.form.get("do", "").partition(" ")
    form, exams = ExamForm(None) if wanted != "exam" else ExamForm(), list[object]()
    if wanted == "exam" and form.accept(lambda: exams.append(_enter(entry, phone, which))):
        it = exams[0]
        return to_receipt(".entered", entry, exam=it.title, on=str(it.held_on))  # type: ignore[attr-defined]
    known = hers.read_progress(entry.scope, entry.unit_code, phone)
    return page("public/progress/show.html", entry, known=known, form=form, phone=phone, proof_name=PROOF, proof=proof)


def _enter(entry: Entry, phone: str, which: str) -> object:
    trainee_id, _, exam_id = which.partition(" ")
    try:
        return hers.enter_herself(entry.scope, phone, UUID(trainee_id), UUID(exam_id))
    except ValueError as error:
        raise NotFound from error
