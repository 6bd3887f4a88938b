"""Sheets read in, tried row by row, and taken over in one go: each row goes the way it goes when it is typed at the page.

A dry run is the run itself, undone at its end. What a sheet says waits sealed, since it names people, and no longer than some days.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from sqlalchemy.exc import IntegrityError
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.core import clock, vault
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.imports.rules import BAD, GOOD, KNOWN, WHOLE, Line
from portal.tenants.queries import sheets as sheet_rows
from portal.web import keeping
from portal.web.importing import EXAMPLE, ImportKind, Outcome, RowReader
from portal.web.models import Sheet

READ, TAKE = "sheet.read", "sheet.take"
_SEALED: Final = "sheet"
sheet = cast(Table, Sheet.__table__)
_NEW = insert(sheet)


def read_in(scope: Scope, kind: ImportKind, rows: Sequence[dict[str, str]], *, file_name: str, content: bytes) -> UUID:
    """Try a file's rows and keep what would become of them; the same file sent again is the same sheet, tried anew.

    Args:
        content: the file itself, of which the digest is kept.
    """
    keeping.purge_sheets(scope, is_dry=False)
    digest = sha256(content).hexdigest()
    lines = try_rows(scope, kind, rows)
    if known_id := sheet_rows.find_waiting(scope, kind.name, digest):
        _keep_lines(scope, known_id, lines)
        return known_id
    new_id = uuid7()
    what = {"kind": kind.name, "file_name": file_name[:200], "source_digest": digest, "rows": _sealed(lines), "state": "checked"}
    when = {"read_by": scope.account_id, "read_at": clock.now()}
    db.session.execute(_NEW, {**scope.stamp(sheet), "id": new_id, **what, **when})
    audit.note(scope, READ, new_id, note=f"{kind.label} {len(rows)} 行")
    return new_id


def lines_of(row: Any) -> list[Line]:
    """Return what was found of the rows of a sheet that waits; nothing of one that was taken over."""
    if row.state != "checked" or not row.rows:
        return []
    return [Line.unpacked(one) for one in json.loads(vault.current().open(b64decode(row.rows[0]), context=_SEALED))]


def try_rows(scope: Scope, kind: ImportKind, rows: Sequence[dict[str, str]]) -> list[Line]:
    """Return what would become of each row now; nothing stays written."""
    trial = db.session.begin_nested()
    try:
        return _Run(scope, kind).carry_out(rows)
    finally:
        trial.rollback()


def take_sheet(scope: Scope, kind: ImportKind, sheet_id: UUID, *, good: int, is_all: bool) -> int:
    """Write down the rows of a sheet that can be added, each checked again; return how many they were.

    Args:
        good: how many the dry run has shown.

    Raises:
        NotFound: this unit has read in no such sheet.
        Conflict: it was taken over before, or the rows stand otherwise than was shown; nothing is written.
    """
    kept = sheet_rows.get_sheet(scope, [kind.name], sheet_id)
    if not _mark_taken(scope, sheet_id, good):
        taken_at = sheet_rows.get_sheet(scope, [kind.name], sheet_id).taken_at
        raise Conflict(f"这份表已于 {clock.local(taken_at):%Y-%m-%d %H:%M} 导入过，没有重复导入。", action=TAKE, subject_id=sheet_id)
    lines = _Run(scope, kind).carry_out([{**line.cells, "row": str(line.row)} for line in lines_of(kept)])
    made, bad = (sum(1 for line in lines if line.state == state) for state in (GOOD, BAD))
    if made != good or not made or (is_all and bad):
        message = f"现在可以导入的是 {made} 行，与页面上显示的不同，这一次没有导入。"
        raise Conflict(message, action=TAKE, subject_id=sheet_id, advice="请重新上传这份表，看过最新的检查结果再决定。")
    audit.note(scope, TAKE, sheet_id, note=f"{kind.label} {made} {kind.unit}")
    return made


class _Run:
    """One run over the rows of a sheet: what an earlier row wrote, a later one meets."""

    def __init__(self, scope: Scope, kind: ImportKind) -> None:
        self.scope, self.kind, self.reader = scope, kind, RowReader(kind)
        self.row_of: dict[Any, int] = {}
        self.known: Any = ()

    def carry_out(self, rows: Sequence[dict[str, str]]) -> list[Line]:
        """Return what became of each row."""
        read = [(int(row["row"]), _cells(row), *self.reader.read(row)) for row in rows]
        fit = [(number, form) for number, cells, form, faults in read if not faults and not _is_example(cells)]
        if self.kind.write_all:
            became = {number: it for (number, _), it in zip(fit, self.kind.write_all(self.scope, fit), strict=True)}
            return [self._refused(row, cells, faults) or self._told(row, cells, became[row]) for row, cells, _, faults in read]
        if self.kind.known:
            self.known = self.kind.known(self.scope, [form for _, form in fit])
        return [self._refused(row, cells, faults) or self._line(row, cells, form) for row, cells, form, faults in read]

    def _refused(self, row: int, cells: dict[str, str], faults: list[tuple[str, str]]) -> Line | None:
        if _is_example(cells):
            return Line(row, BAD, cells, [(WHOLE, "这是模板里的示例，请删除这一行")])
        return Line(row, BAD, cells, faults) if faults else None

    def _told(self, row: int, cells: dict[str, str], it: Outcome) -> Line:
        if it.is_known or not it.faults:
            words = "；".join(why for _, why in it.faults) or it.told
            return Line(row, KNOWN if it.is_known else GOOD, cells, [(WHOLE, words)] if words else [])
        return Line(row, BAD, cells, [(self.reader.head_of(field), why) for field, why in it.faults])

    def _line(self, row: int, cells: dict[str, str], form: Any) -> Line:
        key = self.kind.key(form) if self.kind.key else None
        if key is not None and key in self.row_of:
            return Line(row, BAD, cells, [(WHOLE, f"与第 {self.row_of[key]} 行重复")])
        if key is not None and key in self.known:
            return Line(row, KNOWN, cells)
        return self._written(row, cells, form, key)

    def _written(self, row: int, cells: dict[str, str], form: Any, key: Any) -> Line:
        try:
            with db.session.begin_nested():
                made = self.kind.write(self.scope, form) if self.kind.write else None
        except RuleBroken as broken:
            return Line(row, BAD, cells, [(self.reader.head_of(broken.field), broken.message)])
        except Conflict as conflict:
            return self._met(row, cells, conflict)
        except IntegrityError:
            return Line(row, BAD, cells, [(WHOLE, "与已有的记录冲突，不能导入")])
        self.row_of[key if key is not None else made] = row
        return Line(row, GOOD, cells)

    def _met(self, row: int, cells: dict[str, str], conflict: Conflict) -> Line:
        """Tell what stands in the way: a row above, what is there already, or a rule such as a closed month."""
        if conflict.subject_id in self.row_of:
            return Line(row, BAD, cells, [(WHOLE, f"与第 {self.row_of[conflict.subject_id]} 行重复")])
        if conflict.subject_id:
            return Line(row, KNOWN, cells)
        return Line(row, BAD, cells, [(WHOLE, conflict.message)])


def _cells(row: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in row.items() if name != "row"}


def _is_example(cells: dict[str, str]) -> bool:
    return any(EXAMPLE in text for text in cells.values())


def _sealed(lines: Sequence[Line]) -> list[str]:
    text = json.dumps([line.packed() for line in lines], ensure_ascii=False)
    return [b64encode(vault.current().seal(text, context=_SEALED)).decode()]


def _keep_lines(scope: Scope, sheet_id: UUID, lines: Sequence[Line]) -> None:
    own = (scope.changes(sheet), sheet.c.id == bindparam("which"))
    db.session.execute(update(sheet).where(*own).values(rows=_sealed(lines)), {**scope.binds, "which": sheet_id})


def _mark_taken(scope: Scope, sheet_id: UUID, count: int) -> bool:
    waiting = (scope.changes(sheet), sheet.c.id == bindparam("which"), sheet.c.state == "checked")
    values: dict[str, Any] = {"state": "taken", "taken_count": count, "taken_at": clock.now(), "rows": []}
    done = db.session.execute(update(sheet).where(*waiting).values(values), {**scope.binds, "which": sheet_id})
    return done.rowcount == 1  # type: ignore[attr-defined]
