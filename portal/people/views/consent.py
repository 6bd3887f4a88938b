"""Consent of one record: taken back, or given again."""

from uuid import UUID

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.people.forms import ConsentForm, WithdrawalForm
from portal.people.rolls import Roll
from portal.people.rules.records import Record, require_hers
from portal.people.services import consent as services
from portal.people.views.blueprint import RECORD, bp, page_of, read
from portal.tenants.access import requires
from portal.web.render import render
from portal.web.writes import writes


@bp.route(f"{RECORD}/consent", methods=["GET", "POST"])
@requires(read="person.manage", write="person.manage")
@writes
def consent(scope: Scope, roll: str, record_id: UUID) -> ResponseReturnValue:
    """Note that she takes her consent back; once she has, that she gives it again."""
    kept, record = read(scope, roll, record_id)
    require_hers(None, record.erased_at, action=services.WITHDRAW, subject_id=record.id)
    return _give(scope, kept, record) if record.withdrawn_at else _withdraw(scope, kept, record)


def _withdraw(scope: Scope, roll: Roll, record: Record) -> ResponseReturnValue:
    form = WithdrawalForm()
    if form.accept(lambda: services.withdraw_consent(scope, record, channel=str(form.channel.data), note=form.note.data or "")):
        flash("已登记撤回同意，这条记录已锁定", "success")
        return redirect(page_of(record), 303)
    return render("persons/withdrawal.html", form=form, record=record, roll=roll, back=page_of(record))


def _give(scope: Scope, roll: Roll, record: Record) -> ResponseReturnValue:
    form, notice = ConsentForm(), roll.notice(clock.today())
    if form.accept(lambda: services.give_consent(scope, record, **form.said())):
        flash("已登记同意，这条记录可以照常办理", "success")
        return redirect(page_of(record), 303)
    form.show_notice(notice)
    return render("persons/consent.html", form=form, record=record, roll=roll, notice=notice, back=page_of(record))
