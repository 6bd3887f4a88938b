"""A volunteer's training and praise: noted, made void."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core.scope import Scope
from portal.people.rules.records import require_hers
from portal.tenants.access import here, requires
from portal.volunteer.forms.marks import MarkForm, MarkVoidForm
from portal.volunteer.queries import marks as queries
from portal.volunteer.queries.roll import get_volunteer
from portal.volunteer.rules.marks import MARK_KINDS
from portal.volunteer.services import marks as services
from portal.volunteer.views.blueprint import bp
from portal.web.render import render
from portal.web.writes import writes


@bp.route("/<uuid:volunteer_id>/marks/new", methods=["GET", "POST"])
@requires(read="volunteer.register", write="volunteer.register")
@writes
def mark(scope: Scope, volunteer_id: UUID) -> ResponseReturnValue:
    """Put training or praise on record."""
    row = get_volunteer(scope, volunteer_id)
    require_hers(row.withdrawn_at, row.erased_at, action=services.NOTE, subject_id=volunteer_id)
    form = MarkForm(data={"kind": "training"})
    if form.accept(lambda: services.note_mark(scope, volunteer_id, form.mark())):
        return _done(volunteer_id, f"已登记{MARK_KINDS[form.kind.data]}")
    return render("volunteer/mark.html", form=form, row=row)


@bp.route("/marks/<uuid:mark_id>/void", methods=["GET", "POST"])
@requires(read="volunteer.register", write="volunteer.register")
@writes
def mark_void(scope: Scope, mark_id: UUID) -> ResponseReturnValue:
    """Make training or praise void, with a reason."""
    kept = queries.get_mark(scope, mark_id)
    row = get_volunteer(scope, kept.volunteer_id)
    require_hers(row.withdrawn_at, row.erased_at, action=services.VOID, subject_id=mark_id)
    form = MarkVoidForm()
    if form.accept(lambda: services.void_mark(scope, mark_id, reason=form.reason.data or "")):
        return _done(row.id, "已作废，记录里仍看得到")
    return render("volunteer/mark_void.html", form=form, row=row, mark=kept, kinds=MARK_KINDS)


def _done(volunteer_id: UUID, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".volunteer", code=here().code, volunteer_id=volunteer_id, _anchor="marks"), 303)
