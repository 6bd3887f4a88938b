"""Every write of rounds: made ready, opened with a sheet for each working unit below, closed."""

from collections.abc import Sequence
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
from portal.core.transaction import within
from portal.problems.models import Inspection, InspectionItem, InspectionScore, InspectionSheet
from portal.problems.queries import rounds as queries
from portal.problems.queries import sheets as sheet_rows
from portal.problems.rules.rounds import Item, Kind, RoundDraft, RoundState, check_round, check_score_day, why_not_opened
from portal.problems.rules.sheets import SheetState
from portal.tenants import queries as directory

inspection, item, sheet, score = (cast(Table, m.__table__) for m in (Inspection, InspectionItem, InspectionSheet, InspectionScore))
MAKE, AMEND, OPEN, CLOSE = "round.make", "round.amend", "round.open", "round.close"
_NEW, _NEW_ITEM, _NEW_SHEET, _NEW_SCORE = (insert(table) for table in (inspection, item, sheet, score))


def make_round(scope: Scope, draft: RoundDraft) -> UUID:
    """Make a round ready; nobody below sees it yet.

    Raises:
        RuleBroken: as `rules.rounds.check_round`.
    """
    check_round(draft)
    new_id = uuid7()
    made = {"state": RoundState.DRAFT.value, "version": 1, "made_by": scope.account_id, "made_at": clock.now()}
    db.session.execute(_NEW, [{**scope.stamp(inspection), "id": new_id, **_facts(draft), **made}])
    _put_items(scope, new_id, draft.items)
    audit.note(scope, MAKE, new_id, note=draft.title)
    return new_id


def amend_round(scope: Scope, inspection_id: UUID, draft: RoundDraft, *, version: int) -> None:
    """Change a round that is not open yet.

    Raises:
        NotFound: it is not this unit's.
        RuleBroken: as `rules.rounds.check_round`.
        Conflict: it is open, or somebody changed it meanwhile.
    """
    held = _hold(scope, inspection_id, RoundState.DRAFT, version, AMEND)
    check_round(draft)
    _change(scope, held, _facts(draft))
    gone = delete(item).where(scope.changes(item), item.c.inspection_id == bindparam("which"))
    db.session.execute(gone, {**scope.binds, "which": inspection_id})
    _put_items(scope, inspection_id, draft.items)
    audit.note(scope, AMEND, inspection_id, note=draft.title)


def open_round(scope: Scope, inspection_id: UUID, *, due_on: date, version: int) -> int:
    """Open a round: each working unit just below gets its sheet; return how many.

    Args:
        due_on: the last day on which the units score themselves.

    Raises:
        NotFound: it is not this unit's.
        RuleBroken: the day is past or after the round.
        Conflict: its items do not add up, there is no working unit, it is open already, or somebody changed it meanwhile.
    """
    held = _hold(scope, inspection_id, RoundState.DRAFT, version, OPEN)
    check_score_day(due_on, today=clock.today(), last_on=held.last_on)
    items = queries.list_items(scope, inspection_id)
    units = [unit for unit in directory.list_children(scope) if unit.status == "open"]
    why = why_not_opened(Kind(held.kind), items) or ("" if units else "没有正常运行的下级单位，不能开始。")
    if why:
        raise Conflict(why, action=OPEN, subject_id=inspection_id)
    for unit in units:
        with within(db.session(), scope, unit.path) as below:
            _put_sheet(below, scope, held, items, due_on)
    _change(scope, held, {"state": RoundState.OPEN.value})
    audit.note(scope, OPEN, inspection_id, note=f"{len(units)} 个单位")
    return len(units)


def close_round(scope: Scope, inspection_id: UUID, *, version: int) -> None:
    """Close a round: from now on nothing on its sheets is changed.

    Raises:
        NotFound: it is not this unit's.
        Conflict: a unit may still score itself, it is not open, or somebody changed it meanwhile.
    """
    held = _hold(scope, inspection_id, RoundState.OPEN, version, CLOSE)
    rows = sheet_rows.list_sheets(scope, inspection_id)
    early = [row.unit_name for row in rows if row.state != SheetState.REVIEWED and row.due_on >= clock.today()]
    if early:
        message = f"{'、'.join(early[:5])}{'等' if len(early) > 5 else ''} {len(early)} 个单位还可以自评，没有评分，现在不能结束。"
        raise Conflict(message, action=CLOSE, subject_id=inspection_id, advice="请先评分，或等自评截止以后再结束。")
    _change(scope, held, {"state": RoundState.CLOSED.value})
    audit.note(scope, CLOSE, inspection_id, note=f"已评分 {sum(row.state == SheetState.REVIEWED for row in rows)} 个单位")


def _hold(scope: Scope, inspection_id: UUID, wanted: RoundState, version: int, action: str) -> Any:
    held = queries.hold_round(scope, inspection_id)
    if held.state != wanted:
        message = f"“{held.title}”现在是“{RoundState(held.state).label}”，您这一次没有保存。"
        raise Conflict(message, action=action, subject_id=inspection_id, advice="请看过最新情况后再办。")
    if held.version != version:
        message = f"“{held.title}”刚才有人修改过，您这一次没有保存。"
        raise Conflict(message, action=action, subject_id=inspection_id, advice="请看过最新内容后再改。")
    return held


def _facts(draft: RoundDraft) -> dict[str, Any]:
    said = {name: getattr(draft, name) for name in ("title", "first_on", "last_on", "guidance")}
    return {"kind": draft.kind.value, **said}


def _put_items(scope: Scope, inspection_id: UUID, items: Sequence[Item]) -> None:
    rows = [
        {**scope.stamp(item), "id": uuid7(), "inspection_id": inspection_id, "position": n, **_cells(it)} for n, it in enumerate(items, 1)
    ]
    if rows:
        db.session.execute(_NEW_ITEM, rows)


def _put_sheet(below: Scope, scope: Scope, held: Any, items: Sequence[Item], due_on: date) -> None:
    sheet_id = uuid7()
    of_round = {"inspection_id": held.id, "inspection_unit_id": scope.tenant_id, "kind": held.kind, "title": held.title, "due_on": due_on}
    empty = {"state": SheetState.OPEN.value, "hosts": "", "participants": "", "findings": "", "version": 1}
    db.session.execute(_NEW_SHEET, [{**below.stamp(sheet), "id": sheet_id, **of_round, **empty}])
    rows = [
        {**below.stamp(score), "id": uuid7(), "sheet_id": sheet_id, "position": n, **_cells(it), "evidence": "", "remark": ""}
        for n, it in enumerate(items, 1)
    ]
    db.session.execute(_NEW_SCORE, rows)


def _cells(it: Item) -> dict[str, Any]:
    return {"name": it.name, "hint": it.hint, "points": it.points}


def _change(scope: Scope, held: Any, values: dict[str, Any]) -> None:
    own = (scope.changes(inspection), inspection.c.id == bindparam("which"))
    fresh = update(inspection).where(*own).values({**values, "version": held.version + 1})
    db.session.execute(fresh, {**scope.binds, "which": held.id})


register_words(
    {MAKE: "筹备观摩、督导、考核", AMEND: "修改观摩、督导、考核", OPEN: "开始观摩、督导、考核", CLOSE: "结束观摩、督导、考核"},
    group="观摩督导考核",
)
