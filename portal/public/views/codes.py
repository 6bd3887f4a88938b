"""扫码入口: the codes of a station, where each hangs, how many signed up by it, and the poster to print."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.public import posters, queries
from portal.public.forms.codes import ClassCodeForm, CodeFilter, CodeForm
from portal.tenants.access import here, requires
from portal.tenants.divisions import matches
from portal.tenants.queries.codes import list_codes
from portal.tenants.services import codes as services
from portal.training.queries import classes
from portal.training.rules.intake import Channel
from portal.web.forms import PortalForm
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("codes", __name__)
PAGE_ROWS = 25
CHANNELS = {"": "–", **{it.value: it.label for it in Channel}}
register(Entry(36, "扫码入口", "codes.listing", "code.read", ("station",)))


@bp.get("/")
@requires(read="code.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the codes of the station and of its classes, those in use first."""
    found, narrowed = [*list_codes(scope, "station"), *list_codes(scope, "class")], CodeFilter().checked()
    found.sort(key=lambda row: row.ended_at is not None)
    titles = queries.map_titles(scope, {row.subject_id for row in found if row.subject_id})
    if narrowed.words:
        found = [
            row for row in found if any(matches(narrowed.words, words) for words in (row.label, titles.get(row.subject_id, "")) if words)
        ]
    page = Page(page_number(), len(found), PAGE_ROWS)
    rows = found[page.first_row - 1 : page.first_row - 1 + PAGE_ROWS]
    fixed = url_for("public.start", public_code=here().code, _external=True)
    known: dict[str, Any] = {"titles": titles, "channels": CHANNELS, "fixed": fixed, "filter": narrowed}
    return render("codes/listing.html", blocks=("codes",), rows=rows, page=page, **known)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="code.keep", write="code.keep")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Make a code for a place or a group."""
    form, made = CodeForm(), list[str]()
    if form.accept(lambda: made.append(services.make_code(scope, "station", channel=form.channel.data, label=form.label.data or ""))):
        return _done("二维码已生成，可以打印海报，或发到群里", made[0])
    return render("codes/new.html", form=form)


@bp.route("/new-class", methods=["GET", "POST"])
@requires(read="code.keep", write="code.keep")
@writes
def new_class(scope: Scope) -> ResponseReturnValue:
    """Make a code for a class: whoever scans it signs up for this class, and once it runs, signs in to its lessons."""
    form, made = ClassCodeForm(), list[str]()
    form.which.offer([(str(row.id), f"{row.title}（{row.starts_on} 开班）") for row in queries.list_open_classes(scope)])
    where: dict[str, Any] = {"channel": form.channel.data, "label": form.label.data or ""}
    if form.accept(lambda: made.append(services.make_code(scope, "class", UUID(form.which.data), **where))):
        return _done("二维码已生成，可以打印海报，或发到群里", made[0])
    return render("codes/new.html", form=form)


@bp.get("/<public_code>")
@requires(read="code.read")
def code(scope: Scope, public_code: str) -> ResponseReturnValue:
    """Show one code, to be shown on a screen or printed."""
    row = _own(scope, public_code)
    address = _address(row.code)
    a_class = classes.get_class(scope, row.subject_id) if row.subject_id else None
    known: dict[str, Any] = {"row": row, "a_class": a_class, "channels": CHANNELS, "form": PortalForm(), "styles": posters.STYLES}
    return render("codes/code.html", address=address, picture=posters.picture_of(address), **known)


@bp.post("/<public_code>/poster")
@requires(write="code.read")
@writes
def poster(scope: Scope, public_code: str) -> ResponseReturnValue:
    """Ask for the poster of a code."""
    row = _own(scope, public_code)
    a_class = classes.get_class(scope, row.subject_id) if row.subject_id else None
    told: dict[str, Any] = {"station": here().name, "address": _address(row.code), "style": request.form.get("style", "")}
    job_id = posters.ask_for_poster(scope, row, a_class=a_class, **told)
    return redirect(url_for("jobs.job", code=here().code, job_id=job_id), 303)


@bp.route("/<public_code>/end", methods=["GET", "POST"])
@requires(read="code.keep", write="code.keep")
@writes
def end(scope: Scope, public_code: str) -> ResponseReturnValue:
    """End a code: whoever scans it from then on is told so."""
    row, form = _own(scope, public_code), PortalForm()
    if form.accept(lambda: services.end_code(scope, row.code)):
        return _done("二维码已停用，扫码的人会看到“已经停用”", "")
    return render("codes/end.html", form=form, row=row)


def _own(scope: Scope, sent: str) -> Any:
    row = queries.find_own_code(scope, sent)
    if row is None:
        raise NotFound
    return row


def _address(sent: str) -> str:
    return url_for("public.start", public_code=sent, _external=True)


def _done(words: str, sent: str) -> ResponseReturnValue:
    flash(words, "success")
    if sent:
        return redirect(url_for(".code", code=here().code, public_code=sent), 303)
    return redirect(url_for(".listing", code=here().code), 303)
