"""服务对象: who is served by the station, who may confirm for her, and what was asked for her."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.care.forms.recipients import AidForm, RecipientForm, RecipientSearch, RegistrationForm
from portal.care.queries import recipients as queries
from portal.care.queries.recipients import RecipientRow
from portal.care.queries.requests import list_of_recipient
from portal.care.records import RECIPIENTS
from portal.care.rules.kinds import SERVICE_KINDS
from portal.care.rules.notice import NOTICE
from portal.care.rules.recipients import AID_GROUPS, WRITTEN, is_elder
from portal.care.services import recipient_belongings
from portal.care.services import recipients as services
from portal.core import clock
from portal.core.scope import Scope
from portal.people.history import History
from portal.people.rules import age_on, mask_phone
from portal.people.rules.records import require_hers
from portal.tenants.access import here, requires
from portal.tenants.queries import list_communities, places
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("recipients", __name__)
recipient_belongings.register()


@bp.route("/", methods=["GET", "POST"])
@requires(read="care.read", write="care.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List who is served; one is sought by POST, which keeps her name out of the address and writes nothing."""
    narrowed = RecipientSearch().checked()
    chosen = narrowed.chosen()
    if request.method == "POST" and not chosen.text and not narrowed.errors:
        rest: dict[str, Any] = narrowed.rest()
        return redirect(url_for(".listing", code=here().code, **rest), 303)
    number = 1 if chosen.text else page_number()
    rows, total = queries.list_recipients(scope, chosen, page=number)
    names = places.names_of(row.community_code for row in rows if row.community_code)
    shown: dict[str, Any] = {"age": _age, "is_elder": is_elder, "groups": AID_GROUPS, "mask_phone": mask_phone, "places": names}
    page = Page(number, total, queries.PAGE_ROWS)
    return render("care/recipients/listing.html", blocks=("recipients",), rows=rows, page=page, filter=narrowed, text=chosen.text, **shown)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="care.keep", write="care.keep")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Put somebody on the roll."""
    form, made = RegistrationForm(), list[UUID]()
    form.offer(_communities())
    if form.accept(lambda: made.append(services.register(scope, form.draft()))):
        flash("已登记服务对象", "success")
        return redirect(url_for(".recipient", code=here().code, recipient_id=made[0]), 303)
    form.show_notice(NOTICE.version)
    form.lead_to_known("查看记录", lambda known: url_for(".recipient", code=here().code, recipient_id=known))
    return render("care/recipients/registration.html", form=form, notice=NOTICE)


@bp.get("/<uuid:recipient_id>")
@requires(read="care.read")
def recipient(scope: Scope, recipient_id: UUID) -> ResponseReturnValue:
    """Show one recipient with all that was asked for her."""
    row = queries.get_recipient(scope, recipient_id)
    asked = list_of_recipient(scope, recipient_id)
    place = places.names_of([row.community_code]).get(row.community_code, "") if row.community_code else ""
    shown: dict[str, Any] = {"age": _age, "groups": AID_GROUPS, "kinds": SERVICE_KINDS, "place": place}
    history = History.of(scope, RECIPIENTS, recipient_id)
    return render("care/recipients/recipient.html", row=row, asked=asked, history=history, **shown)


@bp.route("/<uuid:recipient_id>/edit", methods=["GET", "POST"])
@requires(read="care.keep", write="care.keep")
@writes
def amendment(scope: Scope, recipient_id: UUID) -> ResponseReturnValue:
    """Amend what is written of a recipient."""
    row = queries.get_recipient(scope, recipient_id)
    require_hers(row.withdrawn_at, row.erased_at, action=services.AMEND, subject_id=recipient_id)
    form = RecipientForm(data={name: getattr(row, name) for name in ("version", *WRITTEN)} | {"community_code": row.community_code or ""})
    form.offer(_communities(row))
    if form.accept(lambda: services.amend(scope, recipient_id, form.draft(), version=form.version.data)):
        return _done("已保存修改", recipient_id)
    form.lead_to_known("查看记录", lambda known: url_for(".recipient", code=here().code, recipient_id=known))
    return render("care/recipients/amendment.html", form=form, row=row)


@bp.route("/<uuid:recipient_id>/aid", methods=["GET", "POST"])
@requires(read="care.keep", write="care.keep")
@writes
def aid(scope: Scope, recipient_id: UUID) -> ResponseReturnValue:
    """Note why the pool pays for her, or that it pays no longer."""
    row = queries.get_recipient(scope, recipient_id)
    require_hers(row.withdrawn_at, row.erased_at, action=services.AID, subject_id=recipient_id)
    form = AidForm(data={"version": row.version, "aid_group": row.aid_group, "aid_proof": row.aid_proof})
    if form.accept(lambda: services.note_aid(scope, recipient_id, form.aid(), version=form.version.data)):
        return _done("已登记困难情况" if form.aid_group.data else "已不再登记困难情况", recipient_id)
    return render("care/recipients/aid.html", form=form, row=row)


def _communities(row: RecipientRow | None = None) -> list[tuple[str, str, str]]:
    """Return the county's communities, and the one she lives in already."""
    county_code = here().parents[-1][0]  # the page is a station's, and a county stands just above it
    found = [(it.code, it.name, it.street or "") for it in list_communities(county_code)]
    code = row.community_code if row else None
    if code and code not in {it[0] for it in found}:
        found.append((code, places.names_of([code]).get(code, code), "其他"))
    return found


def _age(row: RecipientRow) -> int | None:
    today = clock.today()
    return age_on(row.born_on, today) if row.born_on and row.born_on <= today else None


def _done(words: str, recipient_id: UUID) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".recipient", code=here().code, recipient_id=recipient_id), 303)
