"""Units from an Excel sheet: read in, shown as they would become, and taken over in one go."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.core.transaction import within
from portal.tenants.models import Tenant
from portal.tenants.queries import sheets as queries
from portal.tenants.rules.importing import LEVEL_WORDS, Draft, Line, NewUnit, check_all
from portal.tenants.rules.units import Profile
from portal.tenants.services import profiles, units
from portal.web.models import Sheet
from portal.web.sheets import SheetColumn

KIND: Final = "units"
COLUMNS: Final = (
    SheetColumn("level", "级别", choices=tuple(LEVEL_WORDS), width=12, hint="县级基地 或 社区驿站；县级导入时只能是社区驿站"),
    SheetColumn("code", "区划代码", hint="12 位统计用区划代码，如 350111100013"),
    SheetColumn("name", "名称", is_filled=False, width=26, hint="不填时用区划名称：三木社区委员会 → 三木社区驿站"),
    SheetColumn("parent_code", "上级代码", is_needed=False, is_filled=False, hint="驿站不归代码所示的县管理时，填县级基地的代码"),
    SheetColumn("contact_name", "联系人", is_needed=False, is_filled=False, width=12, hint="最多 40 个字"),
    SheetColumn("contact_phone", "联系电话", is_needed=False, is_filled=False, hint="手机，或带区号的固定电话，如 0591-83512345"),
    SheetColumn("address", "地址", is_needed=False, is_filled=False, width=36, hint="最多 200 个字"),
)
sheet = cast(Table, Sheet.__table__)
_NEW = insert(sheet)


def read_in(scope: Scope, rows: Sequence[dict[str, str]], *, file_name: str, content: bytes) -> UUID:
    """Keep what a file holds until it is taken over; the same file sent again is the same sheet.

    Args:
        content: the file itself, of which the digest is kept.
    """
    digest = sha256(content).hexdigest()
    if known_id := queries.find_waiting(scope, KIND, digest):
        return known_id
    new_id = uuid7()
    what = {"kind": KIND, "file_name": file_name[:200], "source_digest": digest, "rows": list(rows), "state": "checked"}
    db.session.execute(_NEW, {**scope.stamp(sheet), "id": new_id, **what, "read_by": scope.account_id, "read_at": clock.now()})
    audit.note(scope, "sheet.read", new_id, note=f"{KIND} {len(rows)} 行")
    return new_id


def check_sheet(scope: Scope, rows: Sequence[dict[str, str]]) -> list[Line]:
    """Return what would become of each row now."""
    drafts = [(int(row["row"]), _draft(row)) for row in rows]
    return check_all(drafts, units.known_for(scope, (draft for _, draft in drafts)))


def take_sheet(scope: Scope, sheet_id: UUID, *, good: int, is_all: bool) -> int:
    """Make the units of a sheet, each row checked again: all of them, or those that are good. Return how many were made.

    Args:
        good: how many good rows the dry run has shown.

    Raises:
        NotFound: this unit has read in no such sheet.
        Conflict: it was taken over before, or the rows stand otherwise than was shown.
    """
    units.hold_parents(scope)
    kept = queries.get_sheet(scope, KIND, sheet_id)
    if not _mark_taken(scope, sheet_id, good):
        taken_at = queries.get_sheet(scope, KIND, sheet_id).taken_at
        message = f"这份表已于 {clock.local(taken_at):%Y-%m-%d %H:%M} 导入过，没有重复导入。"
        raise Conflict(message, action="sheet.take", subject_id=sheet_id)
    lines = check_sheet(scope, kept.rows)
    fit = [line.unit for line in lines if line.unit]
    if len(fit) != good or not fit or (is_all and len(fit) < len(lines)):
        message = f"现在可以导入的是 {len(fit)} 行，与页面上显示的不同，这一次没有导入。"
        raise Conflict(message, action="sheet.take", subject_id=sheet_id, advice="请看过下面最新的检查结果再决定。")
    made = units.make_units(scope, fit, reason="批量导入")
    _write_profiles(scope, [(it, made[it.code]) for it in fit])
    audit.note(scope, "sheet.take", sheet_id, note=f"{KIND} {len(fit)} 个单位")
    return len(fit)


def _mark_taken(scope: Scope, sheet_id: UUID, count: int) -> bool:
    waiting = (scope.changes(sheet), sheet.c.id == bindparam("which"), sheet.c.state == "checked")
    values = {"state": "taken", "taken_count": count, "taken_at": clock.now()}
    done = db.session.execute(update(sheet).where(*waiting).values(values), {**scope.binds, "which": sheet_id})
    return done.rowcount == 1  # type: ignore[attr-defined]


def _write_profiles(scope: Scope, made: Sequence[tuple[NewUnit, Tenant]]) -> None:
    """Write what the sheet says of each new unit, as that unit: what it says of itself is its own row."""
    for it, unit in made:
        said: dict[str, Any] = {name: getattr(it, name) for name in ("contact_name", "contact_phone", "address")}
        if any(said.values()):
            with within(db.session(), scope, unit.path) as below:
                profiles.keep_profile(below, Profile(**said), version=0)


def _draft(row: dict[str, str]) -> Draft:
    return Draft(**{name: row.get(name, "") for name in Draft.__slots__})
