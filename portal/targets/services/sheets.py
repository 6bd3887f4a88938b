"""Parts of a target from an Excel sheet: read in, shown as they would become, and taken over into the draft in one go."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import Row, Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound
from portal.core.scope import Scope
from portal.targets.queries.targets import get_aim, hold_target
from portal.targets.queries.units import list_rows
from portal.targets.rules.aims import Aim
from portal.targets.rules.sheets import ALL, Line, check_lines, column_of
from portal.targets.services.targets import save_parts
from portal.tenants.queries import sheets as queries
from portal.web.models import Sheet
from portal.web.sheets import SheetColumn

KIND: Final = "targets"
READ, TAKE = "target.sheet_read", "target.sheet_take"
MOST_ROWS: Final = 200
sheet = cast(Table, Sheet.__table__)
_NEW = insert(sheet)


def columns_of(aim: Aim) -> list[SheetColumn]:
    """Return the columns of a target's sheet: who, a column for each month, and the total, which may be left out."""
    hint = "没有任务的填 0"
    months = [SheetColumn(column_of(month), f"{int(month[5:])}月", width=10, hint=hint) for month in aim.months]
    name = SheetColumn("name", "县（市、区）", width=20, hint="与模板里的名称一致；市本级也占一行")
    total = SheetColumn("total", ALL, is_needed=False, is_filled=False, width=12, hint="填了就要与各月相加相符")
    return [name, *months, total]


def read_in(scope: Scope, target_id: UUID, rows: Sequence[dict[str, str]], *, file_name: str, content: bytes) -> UUID:
    """Keep what a file holds until it is taken over; the same file sent again for the same target is the same sheet."""
    get_aim(scope, target_id)
    digest = sha256(target_id.bytes + content).hexdigest()
    if known_id := queries.find_waiting(scope, KIND, digest):
        return known_id
    new_id = uuid7()
    kept = [{**row, "target": str(target_id)} for row in rows]  # the table of sheets knows no targets
    what = {"kind": KIND, "file_name": file_name[:200], "source_digest": digest, "rows": kept, "state": "checked"}
    db.session.execute(_NEW, {**scope.stamp(sheet), "id": new_id, **what, "read_by": scope.account_id, "read_at": clock.now()})
    audit.note(scope, READ, target_id, note=f"{len(rows)} 行")
    return new_id


def get_sheet(scope: Scope, target_id: UUID, sheet_id: UUID) -> Row[Any]:
    """Return one sheet that was read in for a target.

    Raises:
        NotFound: there is none, or it is another target's.
    """
    row = queries.get_sheet(scope, [KIND], sheet_id)
    if any(one.get("target") != str(target_id) for one in row.rows):
        raise NotFound
    return row


def target_of(scope: Scope, sheet_id: UUID) -> UUID:
    """Return the target a sheet was read in for.

    Raises:
        NotFound: there is no such sheet.
    """
    return UUID(queries.get_sheet(scope, [KIND], sheet_id).rows[0]["target"])


def check_sheet(scope: Scope, aim: Aim, rows: Sequence[dict[str, str]]) -> list[Line]:
    """Return what would become of each row now."""
    return check_lines(rows, aim, list_rows(scope))


def take_sheet(scope: Scope, target_id: UUID, sheet_id: UUID, *, good: int, is_all: bool) -> int:
    """Write the good rows of a sheet into the target's draft; rows of others stay as they are. Return how many were taken.

    Args:
        good: how many good rows the dry run has shown.

    Raises:
        NotFound: there is no such target or sheet.
        Conflict: it was taken over before, or the rows stand otherwise than was shown.
    """
    row = hold_target(scope, target_id)
    kept = get_sheet(scope, target_id, sheet_id)
    if kept.state == "taken":
        message = f"这份表已于 {clock.local(kept.taken_at):%Y-%m-%d %H:%M} 导入过，没有重复导入。"
        raise Conflict(message, action=TAKE, subject_id=target_id)
    lines = check_sheet(scope, get_aim(scope, target_id), kept.rows)
    fit = good_lines(lines)
    if len(fit) != good or not fit or (is_all and any(line.faults for line in lines)):
        message = f"现在可以导入的是 {len(fit)} 行，与页面上显示的不同，这一次没有导入。"
        raise Conflict(message, action=TAKE, subject_id=target_id, advice="请看过下面最新的检查结果再决定。")
    save_parts(scope, target_id, {line.unit.id: dict(line.parts) for line in fit if line.unit}, version=row.version)
    own = (scope.changes(sheet), sheet.c.id == bindparam("which"))
    left = [{"target": str(target_id)}]  # whose it was; its figures stand in the draft now
    values: dict[str, Any] = {"state": "taken", "taken_count": len(fit), "taken_at": clock.now(), "rows": left}
    db.session.execute(update(sheet).where(*own).values(values), {**scope.binds, "which": sheet_id})
    audit.note(scope, TAKE, target_id, note=f"{len(fit)} 行")
    return len(fit)


def good_lines(lines: Sequence[Line]) -> list[Line]:
    """Return the rows that can be taken: of a unit, and without a fault."""
    return [line for line in lines if line.unit and not line.faults]


register_words({READ: "上传目标分解表", TAKE: "导入目标分解表"}, group="目标")
