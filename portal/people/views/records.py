"""One record: its document in full, its copy for her, its correction, its erasure."""

from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.people import queries
from portal.people.forms import CopyForm, DocumentForm, EraseForm, UnmaskForm
from portal.people.history import History
from portal.people.rules import mask_number
from portal.people.rules.records import require_hers
from portal.people.services import disclosure, records
from portal.people.views.blueprint import RECORD, bp, page_of, read, shown_once
from portal.tenants.access import requires
from portal.web.render import render
from portal.web.writes import writes


@bp.route(f"{RECORD}/document", methods=["GET", "POST"])
@requires(read="person.manage", write="person.manage")
@writes
def document(scope: Scope, roll: str, record_id: UUID) -> ResponseReturnValue:
    """Show document and telephone in full, once, with a reason."""
    kept, record = read(scope, roll, record_id)
    require_hers(record.withdrawn_at, record.erased_at, action=disclosure.UNMASK, subject_id=record.id)
    form, found = UnmaskForm(), list[Any]()
    if form.accept(lambda: found.append(disclosure.look(scope, record, action=disclosure.UNMASK, reason=form.told(), limit=limit()))):
        return shown_once(render("persons/unmasked.html", record=record, roll=kept, document=found[0], back=page_of(record)), record)
    return render("persons/document.html", form=form, record=record, roll=kept, limit=limit(), back=page_of(record))


@bp.route(f"{RECORD}/copy", methods=["GET", "POST"])
@requires(read="person.manage", write="person.manage")
@writes
def copy(scope: Scope, roll: str, record_id: UUID) -> ResponseReturnValue:
    """Show, to be printed for her, all that the station holds of her."""
    kept, record = read(scope, roll, record_id)
    require_hers(None, record.erased_at, action=disclosure.COPY, subject_id=record.id)
    form, found = CopyForm(), list[Any]()
    if form.accept(lambda: found.append(disclosure.look(scope, record, action=disclosure.COPY, reason=form.told(), limit=limit()))):
        held: dict[str, Any] = {"sheets": kept.copy(scope, record), "history": History.of(scope, kept, record.id), "now": clock.now()}
        page = render("persons/copied.html", record=record, roll=kept, document=found[0], back=page_of(record), **held)
        return shown_once(page, record)
    return render("persons/copy.html", form=form, record=record, roll=kept, back=page_of(record))


@bp.route(f"{RECORD}/number", methods=["GET", "POST"])
@requires(read="person.manage", write="person.manage")
@writes
def correction(scope: Scope, roll: str, record_id: UUID) -> ResponseReturnValue:
    """Put a mistyped document right, or add one where there was none."""
    kept, record = read(scope, roll, record_id)
    require_hers(record.withdrawn_at, record.erased_at, action=records.CORRECT, subject_id=record.id)
    form = DocumentForm()
    said: dict[str, Any] = {"reason": form.reason.data or "", "may_join": bool(form.may_join.data)}
    if form.accept(lambda: records.correct_document(scope, record, form.document(), **said)):
        flash("已登记新的证件", "success")
        return redirect(page_of(record), 303)
    held = queries.get_document(scope, record.person_id) if record.person_id else None
    number = mask_number(held) if held else ""
    return render("persons/number.html", form=form, record=record, roll=kept, held=held, number=number, back=page_of(record))


@bp.route(f"{RECORD}/erase", methods=["GET", "POST"])
@requires(read="person.manage", write="person.manage")
@writes
def erasure(scope: Scope, roll: str, record_id: UUID) -> ResponseReturnValue:
    """Erase a person from the station's record; figures and minutes stay without a name."""
    kept, record = read(scope, roll, record_id)
    require_hers(None, record.erased_at, action=records.ERASE, subject_id=record.id)
    form = EraseForm()
    if form.accept(lambda: records.erase_record(scope, record, reason=form.told())):
        flash("已删除她的个人信息，数字和账目保留，不含姓名", "success")
        return redirect(page_of(record), 303)
    return render("persons/erase.html", form=form, record=record, roll=kept, remains=kept.remains(scope, record), back=page_of(record))


def limit() -> int:
    """Return how many records one account may look at within an hour."""
    return int(current_app.extensions["portal.settings"].unmasks_per_hour)
