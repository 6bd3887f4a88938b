"""Targets: drafted, split, published with a reason, taken back. What is published counts until it is published again."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, func, insert, select, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.targets.models import Target, TargetChange, TargetPart
from portal.targets.queries import targets as queries
from portal.targets.queries.programmes import get_programme
from portal.targets.queries.units import list_rows
from portal.targets.rules.aims import Aim, Parts, State, check_aim, check_amendment
from portal.targets.rules.splits import check_split, spread_evenly

ADD, AMEND, SPLIT, REVERT = "target.add", "target.amend", "target.split", "target.revert"
PUBLISH, WITHDRAW = "target.publish", "target.withdraw"
target, part, change = (cast(Table, m.__table__) for m in (Target, TargetPart, TargetChange))
t = target.c
_NEW_TARGET, _NEW_PARTS, _NEW_CHANGE = insert(target), insert(part), insert(change)
_LOOK = "请看过最新的内容再改。"


def add_target(scope: Scope, programme_id: UUID, aim: Aim) -> UUID:
    """Draft a target of a programme.

    Raises:
        NotFound: there is no such programme.
        RuleBroken: it cannot be.
    """
    check_aim(aim, year=get_programme(scope, programme_id).year)
    of_it = (scope.owns(target), t.programme_id == bindparam("programme"))
    count = db.session.scalar(select(func.count()).select_from(target).where(*of_it), {**scope.binds, "programme": programme_id}) or 0
    new_id = uuid7()
    made = {"state": State.DRAFT.value, "revision": 0, "version": 1, "made_by": scope.account_id, "made_at": clock.now()}
    head = {"id": new_id, "programme_id": programme_id, "position": count + 1}
    db.session.execute(_NEW_TARGET, {**scope.stamp(target), **head, **_facts(aim), **made})
    audit.note(scope, ADD, new_id, note=aim.name)
    return new_id


def amend_target(scope: Scope, target_id: UUID, aim: Aim, *, version: int) -> None:
    """Put a target right as it was seen; it is a draft then, and what was published counts until it is published again.

    Raises:
        NotFound: there is none.
        RuleBroken: it cannot be, or parts would be lost or misread.
        Conflict: somebody else changed it meanwhile, or it was withdrawn.
    """
    row = _held(scope, target_id, version, AMEND)
    check_aim(aim, year=row.year)
    check_amendment(queries.get_aim(scope, target_id), aim, revision=row.revision)
    _change(scope, target_id, version, **_facts(aim), state=State.DRAFT.value)
    audit.note(scope, AMEND, target_id, note=aim.name)


def save_parts(scope: Scope, target_id: UUID, parts: Parts, *, version: int) -> None:
    """Keep what a target is split into, whatever it adds up to; it is a draft then.

    Args:
        parts: of the units and months that were shown; what was not shown stays.

    Raises:
        NotFound: there is none.
        RuleBroken: a unit that does not take part, or a month outside.
        Conflict: somebody else changed it meanwhile, or it was withdrawn.
    """
    row = _held(scope, target_id, version, SPLIT)
    aim = queries.get_aim(scope, target_id)
    _check_cells(scope, aim, parts)
    _write_parts(scope, target_id, {unit: {**aim.parts.get(unit, {}), **parts.get(unit, {})} for unit in {*aim.parts, *parts}})
    _change(scope, target_id, version, state=State.DRAFT.value)
    audit.note(scope, SPLIT, target_id, note=row.name)


def fill_evenly(scope: Scope, target_id: UUID, *, version: int, weights: Mapping[int, int] | None = None) -> None:
    """Split a target evenly among the working counties and its months.

    Args:
        weights: {county: its weight}; all alike when nothing is said.

    Raises:
        NotFound: there is none.
        Conflict: somebody else changed it meanwhile, it was withdrawn, or there is no county.
    """
    _held(scope, target_id, version, SPLIT)
    counties = [row.id for row in list_rows(scope) if not row.is_closed and row.id != scope.tenant_id]
    if not counties:
        raise Conflict("还没有县区，无法平均分解。", action=SPLIT, subject_id=target_id, advice="请先添加县区，或直接填在市本级一行。")
    aim = queries.get_aim(scope, target_id)
    _write_parts(scope, target_id, spread_evenly(aim, counties, weights))
    _change(scope, target_id, version, state=State.DRAFT.value)
    audit.note(scope, SPLIT, target_id, note=f"{aim.name}：平均分解")


def publish(scope: Scope, target_id: UUID, *, version: int, reason: str) -> None:
    """Let a target count as it is drafted, and keep what it changed and why.

    Raises:
        NotFound: there is none.
        RuleBroken: its parts are not the whole, or stand where they may not.
        Conflict: somebody else changed it meanwhile, it was withdrawn, or nothing changed since it was published last.
    """
    row = _held(scope, target_id, version, PUBLISH)
    if row.state != State.DRAFT:
        raise Conflict("这个目标已经发布，之后没有改过。", action=PUBLISH, subject_id=target_id, advice="要改，请先改目标或分解。")
    aim = queries.get_aim(scope, target_id)
    check_split(aim, list_rows(scope), this_month=clock.month_of(clock.today()))
    before = queries.find_last(scope, target_id)
    if before == aim.kept():
        raise Conflict("内容与已发布的完全一样，没有要发布的改动。", action=PUBLISH, subject_id=target_id, advice="可以放弃修改。")
    _append(scope, target_id, row.revision + 1, reason, (before, aim.kept()))
    _change(scope, target_id, version, state=State.PUBLISHED.value, revision=row.revision + 1)
    audit.note(scope, PUBLISH, target_id, note=f"{aim.name}，第 {row.revision + 1} 版：{reason}"[:200])


def revert(scope: Scope, target_id: UUID, *, version: int) -> None:
    """Throw away what was drafted since the last publication.

    Raises:
        NotFound: there is none.
        Conflict: somebody else changed it meanwhile, or it is not a draft that was published before.
    """
    row = _held(scope, target_id, version, REVERT)
    before = queries.find_last(scope, target_id)
    if row.state != State.DRAFT or not before:
        raise Conflict("没有可以放弃的修改。", action=REVERT, subject_id=target_id, advice=_LOOK)
    aim = Aim.read(before)
    _write_parts(scope, target_id, aim.parts)
    _change(scope, target_id, version, **_facts(aim), state=State.PUBLISHED.value)
    audit.note(scope, REVERT, target_id, note=aim.name)


def withdraw(scope: Scope, target_id: UUID, *, version: int, reason: str) -> None:
    """Take a target back: it counts no more, and what it was stays in the change log.

    Raises:
        NotFound: there is none.
        Conflict: somebody else changed it meanwhile, or it was withdrawn before.
    """
    row = _held(scope, target_id, version, WITHDRAW)
    _append(scope, target_id, row.revision + 1, reason, (queries.find_last(scope, target_id), {}))
    _change(scope, target_id, version, state=State.WITHDRAWN.value, revision=row.revision + 1)
    audit.note(scope, WITHDRAW, target_id, note=f"{row.name}：{reason}"[:200])


def _held(scope: Scope, target_id: UUID, version: int, action: str) -> Any:
    """Return the target, held, if it stands as it was seen and was not withdrawn."""
    row = queries.hold_target(scope, target_id)
    if row.state == State.WITHDRAWN:
        raise Conflict("这个目标已经撤销，不能再改。", action=action, subject_id=target_id, advice="需要的话请另建一个。")
    if row.version != version:
        raise Conflict("刚才有人改过这个目标，这一次没有保存。", action=action, subject_id=target_id, advice=_LOOK)
    return row


def _check_cells(scope: Scope, aim: Aim, parts: Parts) -> None:
    known, months = {row.id for row in list_rows(scope)}, set(aim.months)
    if not known.issuperset(parts) or any(not months.issuperset(cells) for cells in parts.values()):
        raise RuleBroken("", "提交的单位或月份不在这个目标的分解表里，没有保存。请刷新后再填。")


def _write_parts(scope: Scope, target_id: UUID, parts: Parts) -> None:
    own = (scope.changes(part), part.c.target_id == bindparam("which"))
    db.session.execute(delete(part).where(*own), {**scope.binds, "which": target_id})
    cells = [(unit, month, value) for unit, months in parts.items() for month, value in months.items() if value]
    rows = [{"id": uuid7(), "target_id": target_id, "unit_id": unit, "month": month, "value": value} for unit, month, value in cells]
    if rows:
        db.session.execute(_NEW_PARTS, [{**scope.stamp(part), **row} for row in rows])


def _change(scope: Scope, target_id: UUID, version: int, **values: Any) -> None:
    own = (scope.changes(target), t.id == bindparam("which"))
    db.session.execute(update(target).where(*own).values(**values, version=version + 1), {**scope.binds, "which": target_id})


def _append(scope: Scope, target_id: UUID, revision: int, reason: str, kept: Sequence[dict[str, Any]]) -> None:
    what = {"target_id": target_id, "revision": revision, "reason": reason, "before": kept[0], "after": kept[1]}
    who = {"id": uuid7(), "changed_by": scope.account_id, "changed_at": clock.now()}
    db.session.execute(_NEW_CHANGE, {**scope.stamp(change), **what, **who})


def _facts(aim: Aim) -> dict[str, Any]:
    kept = aim.kept()
    kept.pop("parts")
    return kept


register_words({ADD: "添加目标", AMEND: "修改目标", SPLIT: "分解目标", REVERT: "放弃目标的修改"}, group="目标")
register_words({PUBLISH: "发布目标", WITHDRAW: "撤销目标"}, group="目标")
