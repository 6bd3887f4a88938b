"""A form of several pages: one question a page; what was answered stays in the page until all of it is kept."""

from collections.abc import Callable

from flask import Response, g, request

from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken, Throttled
from portal.public import phones
from portal.public.forms.steps import StepForm
from portal.public.pages import page, to_start
from portal.public.rules import CHECK, step_before
from portal.public.walk import Walk

Keep = Callable[[], Response]


def go(walk: Walk, keep: Keep) -> Response:
    """Do what the pressed button says.

    Args:
        keep: keeps what was answered and leads to its receipt; called once every answer will do.
    """
    at, wanted = walk.at, request.form.get("go", "")
    if at is None:
        return _show(walk, walk.steps[0])
    if wanted == "back":
        before = step_before(walk.steps, at)
        return _show(walk, before) if before else to_start(walk.entry)
    if wanted in walk.steps:
        return _show(walk, wanted)
    return _submit(walk, keep) if at == CHECK else _answer(walk, at, wanted)


def _answer(walk: Walk, at: str, wanted: str) -> Response:
    """Judge the answer of a step and lead on."""
    if at in walk.may_skip and wanted == "skip":
        walk.forget(at)
    if at == "sent" and wanted == "resend":
        return _send_code(walk)
    form = walk.form(at)
    if not form.is_good():
        return _show(walk, at, form)
    if at == "sent" and not walk.is_done(at):
        walk.proof = phones.try_code(walk.scope, walk.phone(), str(form["sent_code"].data)) or ""
        if not walk.proof:
            form.blame(RuleBroken("sent_code", "验证码不对或已经失效。请检查短信，或重新发送"))
            return _show(walk, at, form)
    return _lead_on(walk, at)


def _lead_on(walk: Walk, at: str) -> Response:
    following = walk.step_after(at)
    return _send_code(walk) if following == "sent" else _show(walk, following)


def _send_code(walk: Walk) -> Response:
    """Send a code and ask for it; without a good telephone she is asked for that first."""
    form = walk.form("phone")
    if not form.is_good():
        return _show(walk, "phone", form)
    if walk.is_done("sent"):
        return _show(walk, walk.step_after("sent"))
    try:
        phones.send_code(walk.scope, walk.phone())
    except Throttled as refused:
        form.refusal = refused
    except RuleBroken as broken:
        form.blame(broken)
    return _show(walk, "sent") if form.status == 200 else _show(walk, "phone", form)


def _submit(walk: Walk, keep: Keep) -> Response:
    """Keep it when every answer will do, else ask the first that does not once more."""
    if missing := walk.first_open():
        return _show(walk, missing, _refused(walk, missing))
    form = walk.form(CHECK)
    try:
        return keep()
    except Throttled as refused:
        form.refusal = refused
    except RuleBroken as broken:
        db.session.rollback()
        form.blame(broken)
    except Conflict as conflict:
        db.session.rollback()
        form.refusal = g.refusal = conflict
    return _show(walk, CHECK, form)


def _refused(walk: Walk, step: str) -> StepForm:
    """Return the form of a step with what is wrong there."""
    form = walk.form(step)
    form.is_good()
    if step == "sent":
        form.blame(RuleBroken("sent_code", "手机号码还没有验证，或验证已经过期，请重新发送验证码"))
    return form


def _show(walk: Walk, step: str, form: StepForm | None = None) -> Response:
    """Show a step; with a form, one that was refused. The answers are shown only once all of them will do."""
    if step == CHECK and form is None:
        step = walk.first_open() or CHECK
    form = form or walk.form(step)
    if step == "notice":
        form["notice"].data = str(walk.notice.version)
    return page(walk.template, walk.entry, walk=walk, step=step, form=form)
