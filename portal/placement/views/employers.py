"""Who takes women on: companies, and households whose name and telephone nobody but the station sees."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.scope import Scope
from portal.people.rules import mask_phone
from portal.placement.forms.employers import EmployerForm, EndForm
from portal.placement.forms.lists import EmployerFilter
from portal.placement.queries import employers as queries
from portal.placement.services import employers as services
from portal.placement.views.shown import WORDS
from portal.tenants.access import here, requires
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("employers", __name__)


@bp.route("/", methods=["GET", "POST"])
@requires(read="trainee.read", write="trainee.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the employers; a name is sought by POST, which keeps it out of the address and writes nothing."""
    narrowed = EmployerFilter().checked()
    text = narrowed.sought_text()
    if request.method == "POST" and not text and not narrowed.errors:
        return redirect(url_for(".listing", code=here().code, **narrowed.rest()), 303)
    number, is_ended = 1 if text else page_number(), bool(narrowed.ended.data)
    rows = queries.list_employers(scope, kind=narrowed.kind.data or "", text=text, is_ended=is_ended, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    known: dict[str, Any] = {"filter": narrowed, "text": text, "words": WORDS, "mask_phone": mask_phone}
    return render("placement/employers.html", blocks=("employers",), rows=rows, page=page, **known)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="placement.keep", write="placement.keep")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Put an employer into the register."""
    form = EmployerForm()
    if form.accept(lambda: services.add_employer(scope, form.draft())):
        return _done(f"已登记用工单位 {form.name.data}")
    form.lead_to_known("查看这个用工单位", lambda known: url_for(".amendment", code=here().code, employer_id=known))
    return render("placement/employer.html", form=form, row=None)


@bp.route("/<uuid:employer_id>", methods=["GET", "POST"])
@requires(read="placement.keep", write="placement.keep")
@writes
def amendment(scope: Scope, employer_id: UUID) -> ResponseReturnValue:
    """Change what is written of an employer."""
    row = queries.get_employer(scope, employer_id)
    form = EmployerForm(data={name: getattr(row, name) for name in ("version", "kind", "name", "phone", "place", "note")})
    if form.accept(lambda: services.amend_employer(scope, employer_id, form.draft(), version=form.version.data)):
        return _done("已保存修改")
    return render("placement/employer.html", form=form, row=row)


@bp.route("/<uuid:employer_id>/end", methods=["GET", "POST"])
@requires(read="placement.keep", write="placement.keep")
@writes
def end(scope: Scope, employer_id: UUID) -> ResponseReturnValue:
    """Offer an employer no longer, or again."""
    row = queries.get_employer(scope, employer_id)
    form, is_ended = EndForm(data={"version": row.version}), row.ended_on is None
    if form.accept(lambda: services.end_employer(scope, employer_id, version=form.version.data, is_ended=is_ended)):
        return _done(f"已{'停用' if is_ended else '恢复'} {row.name}")
    return render("placement/employer_end.html", form=form, row=row)


def _done(words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".listing", code=here().code), 303)
