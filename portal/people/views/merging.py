"""Two records of one human being: found, seen side by side, made one."""

from typing import Any
from uuid import UUID

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from portal.core.scope import Scope
from portal.people import queries, rolls
from portal.people.forms import MergeForm, SoughtForm
from portal.people.rules import DocumentKind, mask_number, mask_phone
from portal.people.rules.records import Record, require_hers
from portal.people.services import records
from portal.people.views.blueprint import RECORD, bp, page_of, read
from portal.tenants.access import requires
from portal.web.render import render
from portal.web.writes import writes

MOST = 20
ONE_FOR_LIFE = DocumentKind.RESIDENT_ID  # nobody has two numbers of it


@bp.route(f"{RECORD}/doubles", methods=["GET", "POST"])
@requires(read="person.manage", write="person.manage")
@writes
def doubles(scope: Scope, roll: str, record_id: UUID) -> ResponseReturnValue:
    """List the station's records that may be the same person's; one is sought by POST, and nothing is written."""
    kept, record = read(scope, roll, record_id)
    require_hers(record.withdrawn_at, record.erased_at, action=records.MERGE, subject_id=record.id)
    form = SoughtForm().checked()
    sought = form.words()
    others = [one for each in rolls.rolls() for one in each.list_all(scope) if one.id != record.id and not one.is_locked]
    found = [one for one in others if (_is_sought(one, sought) if sought else _is_like(one, record))]
    labels = {each.name: each.label for each in rolls.rolls()}
    shown: dict[str, Any] = {"rows": found[:MOST], "total": len(found), "sought": sought, "labels": labels, "mask_phone": mask_phone}
    return render("persons/doubles.html", form=form, record=record, roll=kept, status=200, back=page_of(record), **shown)


@bp.route(f"{RECORD}/merge/<any(trainees, volunteers, recipients):other_roll>/<uuid:other_id>", methods=["GET", "POST"])
@requires(read="person.manage", write="person.manage")
@writes
def merge(scope: Scope, roll: str, record_id: UUID, other_roll: str, other_id: UUID) -> ResponseReturnValue:
    """Make one person of two records, with one document that leads."""
    _, record = read(scope, roll, record_id)
    _, other = read(scope, other_roll, other_id)
    for one in (record, other):
        require_hers(one.withdrawn_at, one.erased_at, action=records.MERGE, subject_id=one.id)
    form, pair, kept = MergeForm(), {"first": record, "second": other}, list[Record]()
    sides = {name: _side(scope, one) for name, one in pair.items()}
    form.offer([(name, sides[name][2][1]) for name in pair])
    if form.accept(lambda: kept.append(_merge(scope, form, pair))):
        flash("已合并为同一个人，以后用哪个证件登记都会找到她", "success")
        return redirect(page_of(kept[0]), 303)
    held = [queries.get_document(scope, one.person_id) for one in pair.values() if one.person_id]
    seen: dict[str, Any] = {"is_one_roll": record.roll == other.roll, "has_two_cards": [it.kind for it in set(held)] == [ONE_FOR_LIFE] * 2}
    return render("persons/merge.html", form=form, sides=sides, record=record, back=page_of(record), **seen)


def _merge(scope: Scope, form: MergeForm, pair: dict[str, Record]) -> Record:
    chosen = str(form.leading.data)
    other = pair["second" if chosen == "first" else "first"]
    return records.merge_records(scope, pair[chosen], other, reason=form.reason.data or "")


def _side(scope: Scope, record: Record) -> list[tuple[str, Any]]:
    """Return what is shown of one of the two, the document masked."""
    held = queries.get_document(scope, record.person_id) if record.person_id else None
    document = f"{held.kind.label} {mask_number(held)}" if held else "没有登记证件"
    who = [("名册", f"{rolls.get(record.roll).label}（{record.title}）"), ("姓名", record.name), ("证件", document)]
    return [*who, ("联系电话", mask_phone(record.phone)), ("登记日期", record.since)]


def _is_sought(one: Record, sought: str) -> bool:
    return sought in one.name.upper() or sought in one.phone or sought in one.title.upper()


def _is_like(one: Record, record: Record) -> bool:
    return one.name == record.name or one.phone == record.phone
