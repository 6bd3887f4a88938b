"""Every write of the daily log and of the list of propagandists."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.stations import queries
from portal.stations.models import Activity, ActivityGuest, Propagandist
from portal.stations.queries import guests as guest_rows
from portal.stations.queries import propagandists
from portal.stations.rules import Gathering, Guests, Recruit, check, check_end, check_guests, check_recruit, check_room, entries
from portal.tallies import services as tallies

activity, guest, propagandist = (cast(Table, m.__table__) for m in (Activity, ActivityGuest, Propagandist))
_LOG, _NEW_PROPAGANDISTS = insert(activity), insert(propagandist)


def log_activities(scope: Scope, gatherings: Sequence[Gathering]) -> list[UUID]:
    """Log what was held, all or nothing.

    Raises:
        RuleBroken: a gathering cannot have been; the field is `rows-<n>-<name>`.
        Conflict: its month is closed.
    """
    for n, it in enumerate(gatherings):
        check(it, today=clock.today(), prefix=f"rows-{n}-")
    ids = [uuid7() for _ in gatherings]
    own = {**scope.stamp(activity), "version": 1, "logged_by": scope.account_id, "logged_at": clock.now()}
    tallies.post(scope, [entry for it in gatherings for entry in entries(it)], action="activity.log")
    db.session.execute(_LOG, [{**own, "id": i, **asdict(it)} for i, it in zip(ids, gatherings, strict=True)])
    audit.note(scope, "activity.log", *ids)
    return ids


def amend_activity(scope: Scope, activity_id: UUID, it: Gathering, *, version: int) -> None:
    """Change an activity of an open month; the figures move by the difference.

    Raises:
        NotFound: it is not this tenant's.
        RuleBroken: it cannot have been, or had more guests than people.
        Conflict: its old or its new month is closed, it is voided, or somebody changed it meanwhile.
    """
    check(it, today=clock.today())
    before = _own(scope, activity_id, version, action="activity.amend")
    check_room(it.attendances, guests=guest_rows.count_heads(scope, activity_id))
    changes = [*(-entry for entry in entries(_gathering(before))), *entries(it)]
    tallies.require_open(scope, clock.month_of(before.held_on), action="activity.amend")
    tallies.post(scope, changes, action="activity.amend")
    _change(scope, activity_id, version, {**asdict(it), "version": version + 1}, action="activity.amend")
    audit.note(scope, "activity.amend", activity_id)


def void_activity(scope: Scope, activity_id: UUID, *, reason: str, version: int) -> None:
    """Take an activity of an open month out of the figures; the row stays, with the reason.

    Raises:
        NotFound: it is not this tenant's.
        Conflict: its month is closed, it is voided, or somebody changed it meanwhile.
    """
    before = _own(scope, activity_id, version, action="activity.void")
    tallies.post(scope, [-entry for entry in entries(_gathering(before))], action="activity.void")
    values = {"voided_at": clock.now(), "voided_by": scope.account_id, "void_reason": reason, "version": version + 1}
    _change(scope, activity_id, version, values, action="activity.void")
    audit.note(scope, "activity.void", activity_id)


def void_logged(scope: Scope, ids: Sequence[UUID], *, reason: str) -> date:
    """Take out what one sheet has just logged, all or nothing, and return the day of the last one.

    Raises:
        NotFound: one is not this tenant's.
        Conflict: its month is closed, or one was changed or voided since.
    """
    for activity_id in ids:
        void_activity(scope, activity_id, reason=reason, version=1)
    return queries.get_activity(scope, ids[-1]).held_on


def write_guests(scope: Scope, activity_id: UUID, guests: Sequence[Guests], *, version: int) -> None:
    """Write down which organisations came to an activity of an open month; what was written before gives way.

    Raises:
        NotFound: there is no such activity.
        RuleBroken: they are more than all who came, or an organisation stands there twice; the field is `rows-<n>-<name>`.
        Conflict: its month is closed, it is voided or another unit's, or somebody changed it meanwhile.
    """
    row = _own(scope, activity_id, version, action="activity.guests")
    check_guests(guests, attendances=row.attendances)
    tallies.require_open(scope, clock.month_of(row.held_on), action="activity.guests")
    _change(scope, activity_id, version, {"version": version + 1}, action="activity.guests")
    old = delete(guest).where(scope.changes(guest), guest.c.activity_id == bindparam("which"))
    db.session.execute(old, {**scope.binds, "which": activity_id})
    own = {**scope.stamp(guest), "activity_id": activity_id}
    rows = [{**own, "id": uuid7(), "position": n, **asdict(it)} for n, it in enumerate(guests, start=1)]
    if rows:
        db.session.execute(insert(guest), rows)
    audit.note(scope, "activity.guests", activity_id)


def add_propagandists(scope: Scope, recruits: Sequence[Recruit]) -> list[UUID]:
    """Put propagandists on the station's list.

    Raises:
        RuleBroken: a first day that cannot have been.
        Conflict: she works for the station already (`subject_id` is her row).
    """
    for it in recruits:
        check_recruit(it, today=clock.today())
        if known_id := propagandists.find_propagandist(scope, name=it.name, phone=it.phone):
            raise Conflict("这位宣传员已经在名单里，没有重复登记。", action="propagandist.add", subject_id=known_id)
    ids = [uuid7() for _ in recruits]
    own = {**scope.stamp(propagandist), "until_on": None, "version": 1, "added_by": scope.account_id, "added_at": clock.now()}
    db.session.execute(_NEW_PROPAGANDISTS, [{**own, "id": i, **asdict(it)} for i, it in zip(ids, recruits, strict=True)])
    audit.note(scope, "propagandist.add", *ids)
    return ids


def amend_propagandist(scope: Scope, propagandist_id: UUID, it: Recruit, *, version: int) -> None:
    """Change what the list says of a propagandist.

    Raises:
        NotFound: she is not this station's.
        RuleBroken: a first day that cannot have been.
        Conflict: somebody changed her row meanwhile.
    """
    check_recruit(it, today=clock.today(), until_on=propagandists.get_propagandist(scope, propagandist_id).until_on)
    _change_propagandist(scope, propagandist_id, version, asdict(it), action="propagandist.amend")


def end_propagandist(scope: Scope, propagandist_id: UUID, *, until_on: date, version: int) -> None:
    """Note a propagandist's last day; she stays on the list of those who were.

    Raises:
        NotFound: she is not this station's.
        RuleBroken: a last day that cannot have been.
        Conflict: somebody changed her row meanwhile.
    """
    check_end(until_on, since_on=propagandists.get_propagandist(scope, propagandist_id).since_on, today=clock.today())
    _change_propagandist(scope, propagandist_id, version, {"until_on": until_on}, action="propagandist.end")


def _change_propagandist(scope: Scope, propagandist_id: UUID, version: int, values: dict[str, Any], *, action: str) -> None:
    own = (scope.changes(propagandist), propagandist.c.id == bindparam("which"), propagandist.c.version == bindparam("seen"))
    binds = {**scope.binds, "which": propagandist_id, "seen": version}
    changed = db.session.execute(update(propagandist).where(*own).values({**values, "version": version + 1}), binds)
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        message = "这位宣传员的记录刚才被别人修改过，这一次没有保存。"
        raise Conflict(message, action=action, subject_id=propagandist_id, advice="请看过最新内容后再改。")
    audit.note(scope, action, propagandist_id)


def _own(scope: Scope, activity_id: UUID, version: int, *, action: str) -> Any:
    """Return the activity as it was shown: the figures move by the difference to this very version, and to no other."""
    row = queries.get_activity(scope, activity_id)
    if row.tenant_id != scope.tenant_id:
        raise Conflict("只有登记这场活动的单位可以修改它。", action=action, subject_id=activity_id)
    if row.voided_at is not None:
        raise Conflict("这场活动已经作废，不能再修改。", action=action, subject_id=activity_id)
    if row.version != version:
        raise _overtaken(activity_id, action)
    tallies.refuse_corrected(scope, activity_id, action=action)
    return row


def _change(scope: Scope, activity_id: UUID, version: int, values: dict[str, Any], *, action: str) -> None:
    own = (scope.changes(activity), activity.c.id == bindparam("which"), activity.c.version == bindparam("seen"))
    binds = {**scope.binds, "which": activity_id, "seen": version}
    changed = db.session.execute(update(activity).where(*own).values(values), binds)
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise _overtaken(activity_id, action)


def _overtaken(activity_id: UUID, action: str) -> Conflict:
    message = "这场活动刚才被别人修改过，这一次没有保存。"
    return Conflict(message, action=action, subject_id=activity_id, advice="请看过最新内容后再改。")


def _gathering(row: Any) -> Gathering:
    return Gathering(*(getattr(row, name) for name in Gathering.__slots__))


tallies.register_counter(queries.count_entries)


register_words(
    {"activity.log": "登记活动", "activity.amend": "修改活动", "activity.void": "作废活动", "activity.guests": "登记来宾单位"},
    group="活动日志",
)
register_words(
    {"propagandist.add": "登记宣传员", "propagandist.amend": "修改宣传员", "propagandist.end": "结束宣传员"},
    group="宣传员",
)
