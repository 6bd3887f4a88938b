"""Every write on facilities, and on how many used them; what elders use counts in its month."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.care.models import Facility, FacilityUse
from portal.care.queries import facilities as queries
from portal.care.rules.facilities import FacilityDraft, Visits, check_day, check_end, check_facility, check_visits
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.people.services.naming import refuse_names
from portal.tallies import services as tallies
from portal.tallies.rules import CARE_VISITS

ADD, AMEND, END, COUNT = "facility.add", "facility.amend", "facility.end", "facility.count"
facility, use = cast(Table, Facility.__table__), cast(Table, FacilityUse.__table__)
_NEW_FACILITY, _NEW_USE = insert(facility), insert(use)


def add_facility(scope: Scope, it: FacilityDraft) -> UUID:
    """Put a facility into the station's register.

    Raises:
        RuleBroken: a first day that cannot have been.
    """
    check_facility(it, today=clock.today())
    refuse_names(scope, it.note, field="note")
    facility_id = uuid7()
    made = {"ended_on": None, "entered_by": scope.account_id, "entered_at": clock.now(), "version": 1}
    db.session.execute(_NEW_FACILITY, {**scope.stamp(facility), "id": facility_id, **asdict(it), **made})
    audit.note(scope, ADD, facility_id)
    return facility_id


def amend_facility(scope: Scope, facility_id: UUID, it: FacilityDraft, *, version: int) -> None:
    """Change what is written of a facility.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: a first day that cannot have been.
        Conflict: somebody changed it meanwhile.
    """
    queries.get_facility(scope, facility_id)
    check_facility(it, today=clock.today())
    refuse_names(scope, it.note, field="note")
    _change(scope, facility_id, version, asdict(it), action=AMEND)


def end_facility(scope: Scope, facility_id: UUID, *, ended_on: date | None, version: int) -> None:
    """Close a facility after a day, or (None) open it again; what was counted stays.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: a last day that cannot have been.
        Conflict: somebody changed it meanwhile.
    """
    row = queries.get_facility(scope, facility_id)
    if ended_on:
        check_end(ended_on, opened_on=row.opened_on, last_used_on=queries.find_last_use(scope, facility_id), today=clock.today())
    _change(scope, facility_id, version, {"ended_on": ended_on}, action=END)


def count_day(scope: Scope, day: date, counted: Sequence[Visits]) -> int:
    """Note how many used the facilities on a day, all or nothing; a row that says what is kept already is left alone.

    Returns:
        How many rows were written, amended or taken away.

    Raises:
        NotFound: a facility is not this station's.
        RuleBroken: the day cannot have been, or a facility was closed on it.
        Conflict: the month is closed, or somebody keyed the same day meanwhile.
    """
    check_day(day, today=clock.today())
    known, kept = {row.id: row for row in queries.list_open_on(scope, day)}, queries.map_day(scope, day)
    changed: list[Visits] = []
    for n, it in enumerate(counted):
        row = known.get(it.facility_id) or queries.get_facility(scope, it.facility_id)
        check_visits(it, name=row.name, opened_on=row.opened_on, ended_on=row.ended_on, day=day, prefix=f"rows-{n}-")
        refuse_names(scope, it.note, field=f"rows-{n}-note")
        changed += [it] if _told(it) != _told(kept.get(it.facility_id)) else []
    if changed:
        tallies.require_open(scope, clock.month_of(day), action=COUNT)  # also where nobody of 60 is among them
    ids = [_keep(scope, day, it, kept.get(it.facility_id)) for it in changed]
    if ids:
        audit.note(scope, COUNT, *ids)
    return len(ids)


def _told(row: Any) -> tuple[int, int, str]:
    return (row.elders, row.others, row.note if row.elders + row.others else "") if row else (0, 0, "")


def _keep(scope: Scope, day: date, it: Visits, before: Any) -> UUID:
    """Write one row of a day, amend it or take it away, with what it counts for."""
    if (before.version if before else 0) != it.version:
        raise _overtaken(it.facility_id, COUNT)
    use_id: UUID = before.id if before else uuid7()
    if before:
        gone = {"voided_at": clock.now(), "version": it.version + 1}
        said = {"elders": it.elders, "others": it.others, "note": it.note, "version": it.version + 1}
        own = (scope.changes(use), use.c.id == bindparam("which"), use.c.version == bindparam("seen"), use.c.voided_at.is_(None))
        fresh = update(use).where(*own).values(said if it.elders + it.others else gone)
        if db.session.execute(fresh, {**scope.binds, "which": use_id, "seen": it.version}).rowcount != 1:  # type: ignore[attr-defined]
            raise _overtaken(it.facility_id, COUNT)
    else:
        who = {"entered_by": scope.account_id, "entered_at": clock.now(), "voided_at": None, "version": 1}
        said = {"facility_id": it.facility_id, "used_on": day, "elders": it.elders, "others": it.others, "note": it.note}
        db.session.execute(_NEW_USE, {**scope.stamp(use), "id": use_id, **said, **who})
    tallies.settle(scope, use_id, [tallies.Reached(CARE_VISITS, use_id, day, value=it.elders)], action=COUNT)
    return use_id


def _change(scope: Scope, facility_id: UUID, version: int, values: dict[str, Any], *, action: str) -> None:
    own = (scope.changes(facility), facility.c.id == bindparam("which"), facility.c.version == bindparam("seen"))
    fresh = update(facility).where(*own).values({**values, "version": version + 1})
    if db.session.execute(fresh, {**scope.binds, "which": facility_id, "seen": version}).rowcount != 1:  # type: ignore[attr-defined]
        raise _overtaken(facility_id, action)
    audit.note(scope, action, facility_id)


def _overtaken(facility_id: UUID, action: str) -> Conflict:
    message = "刚才有人修改过同一条记录，这一次没有保存。"
    return Conflict(message, action=action, subject_id=facility_id, advice="请看过最新内容后再改。")


register_words({ADD: "登记日间照料设施", AMEND: "修改日间照料设施", END: "停用或恢复设施", COUNT: "登记使用人次"}, group="日间照料")
