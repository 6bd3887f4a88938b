"""Wishes from an Excel sheet: read in, shown as they would become, and taken over in one go; what was taken is not kept twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.training.models import WishSheet
from portal.training.queries import wish_sheets as queries
from portal.training.queries.courses import list_courses
from portal.training.queries.wish_checks import list_notices
from portal.training.rules.intake import Channel
from portal.training.rules.wish_checks import Fault, check_all
from portal.training.rules.wish_import import Offered, draft_of
from portal.training.rules.wish_sheets import GROUPS, Option
from portal.training.rules.wishes import Collector, WishDraft
from portal.training.services import wishes
from portal.training.services.wish_rows import hold_station
from portal.web.fields import parse_day
from portal.web.sheets import SheetColumn

READ, TAKE = "wish.sheet_read", "wish.sheet_take"
MOST_IMPORTED: Final = 2000
KEPT_DAYS: Final = 7  # a sheet that nobody took over holds names for no longer
_YES_NO: Final = ("是", "否")


def _column(name: str, label: str, hint: str, **more: Any) -> SheetColumn:
    return SheetColumn(name, label, hint=hint, **more)


def _optional(name: str, label: str, hint: str, **more: Any) -> SheetColumn:
    return SheetColumn(name, label, hint=hint, is_needed=False, is_filled=False, **more)


COLUMNS: Final = (
    _column("name", "姓名", "2 到 30 个字", width=12),
    _column("phone", "联系电话", "11 位手机号码，或带区号的固定电话"),
    _column("course", "意向课程", "课程名称，或表后的编号；一行一门，想学两门的写两行", width=24),
    _column("collected_on", "采集日期", "如 2026-03-05，不能晚于今天"),
    _column("collector", "采集人身份", "从列表中选择", choices=tuple(one.label for one in Collector), width=12),
    _optional("collector_name", "采集人姓名", "表上看不清的，好找她问", width=12),
    _column("channel", "来源", "从列表中选择", choices=tuple(one.label for one in Channel), width=12),
    _optional("community", "所在社区", "本县社区的名称；同名的前面加街道", width=20),
    _optional("place", "村或网格", "最多 80 个字", width=20),
    _optional("born_year", "出生年", "如 1985", width=8),
    _optional("is_student", "在校学生", "是 或 否", choices=_YES_NO, width=10),
    _optional("skills", "已有技能", "如 月嫂、保洁；没有的留空，先培训", width=20),
    _optional("limits", "困难或限制", "如 孩子小、只有上午有空；最多 100 个字", width=24),
    _optional("priority", "重点人群", "她单独同意登记的才填", choices=tuple(one.label for one in GROUPS), width=16),
    _optional("has_priority_consent", "同意登记重点人群", "填了重点人群的必须是“是”", choices=_YES_NO),
    _column("has_signed", "本人已签告知书", "必须是“是”；没有签名的不能导入", choices=_YES_NO),
    _optional("serial", "表号和行号", "纸质表右上角的表号和行号，如 260316-KHTM-03"),
    _optional("note", "备注", "最多 200 个字；不要写健康、家庭变故等私事", width=24),
)
sheet = cast(Table, WishSheet.__table__)
_NEW = insert(sheet)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """What becomes of one row of a sheet: the wish it makes, or the reasons why it makes none."""

    row: int
    cells: dict[str, str]
    draft: WishDraft | None
    faults: tuple[Fault, ...] = ()

    @property
    def reason(self) -> str:
        """All that is wrong with it."""
        return "；".join(fault.message for fault in self.faults)


def read_in(scope: Scope, rows: Sequence[dict[str, str]], *, file_name: str, content: bytes) -> UUID:
    """Keep what a file holds until it is taken over; the same file sent again is the same sheet.

    What waited too long is thrown away: it holds names nobody decided to keep.

    Args:
        content: the file itself, of which the digest is kept.
    """
    _throw_away(scope)
    digest = sha256(content).hexdigest()
    if known_id := queries.find_waiting(scope, digest):
        return known_id
    new_id = uuid7()
    what = {"file_name": file_name[:200], "source_digest": digest, "rows": list(rows), "row_count": len(rows), "state": "checked"}
    when = {"taken_count": None, "taken_at": None, "read_by": scope.account_id, "read_at": clock.now()}
    db.session.execute(_NEW, {**scope.stamp(sheet), "id": new_id, **what, **when})
    audit.note(scope, READ, new_id, note=f"{len(rows)} 行")
    return new_id


def check_sheet(scope: Scope, rows: Sequence[dict[str, str]], offered: Offered) -> list[SheetLine]:
    """Return what would become of each row now."""
    read = [(row, *draft_of(row, offered, parse_day=parse_day)) for row in rows]
    drafts = [(int(row["row"]), draft) for row, draft, _ in read if draft]
    found = check_all(drafts, wishes.known_for(scope, [draft for _, draft in drafts]), today=clock.today())
    faults = {number: reasons for (number, _), reasons in zip(drafts, found, strict=True)}
    return [_line(row, draft, [*bad, *faults.get(int(row["row"]), [])]) for row, draft, bad in read]


def take_sheet(scope: Scope, sheet_id: UUID, offered: Offered, *, good: int, is_all: bool) -> int:
    """Write the wishes of a sheet down, each row checked again: all of them, or those that are good; then its rows are emptied.

    Args:
        good: how many good rows the dry run has shown.

    Returns:
        How many were written down.

    Raises:
        NotFound: this station has read in no such sheet.
        Conflict: it was taken over before, the rows stand otherwise than was shown, or a month is closed.
    """
    hold_station(scope)
    kept = queries.get_sheet(scope, sheet_id)
    if kept.state == "taken":
        message = f"这份表已于 {clock.local(kept.taken_at):%Y-%m-%d %H:%M} 导入过，没有重复导入。"
        raise Conflict(message, action=TAKE, subject_id=sheet_id)
    lines = check_sheet(scope, kept.rows, offered)
    fit = [(line.row, line.draft) for line in lines if line.draft]
    if len(fit) != good or not fit or (is_all and len(fit) < len(lines)):
        message = f"现在可以导入的是 {len(fit)} 行，与页面上显示的不同，这一次没有导入。"
        raise Conflict(message, action=TAKE, subject_id=sheet_id, advice="请看过下面最新的检查结果再决定。")
    wishes.record_wishes(scope, [draft for _, draft in fit], rows=[row for row, _ in fit])
    _mark_taken(scope, sheet_id, len(fit))
    audit.note(scope, TAKE, sheet_id, note=f"{len(fit)} 份")
    return len(fit)


def offered_by(communities: Sequence[Option]) -> Offered:
    """Return what the cells of a sheet may name now.

    Args:
        communities: as `name_communities` gives them.
    """
    courses = [Option(str(it.id), it.name, str(it.id)) for it in list_courses()]
    return Offered(courses, communities, list_notices())


def _line(row: dict[str, str], draft: WishDraft | None, faults: Sequence[Fault]) -> SheetLine:
    return SheetLine(int(row["row"]), row, None if faults else draft, tuple(faults))


def _mark_taken(scope: Scope, sheet_id: UUID, count: int) -> None:
    own = (scope.changes(sheet), sheet.c.id == bindparam("which"))
    values: dict[str, Any] = {"state": "taken", "taken_count": count, "taken_at": clock.now(), "rows": []}
    db.session.execute(update(sheet).where(*own).values(values), {**scope.binds, "which": sheet_id})


def _throw_away(scope: Scope) -> None:
    old = (scope.changes(sheet), sheet.c.state == "checked", sheet.c.read_at < bindparam("before"))
    db.session.execute(delete(sheet).where(*old), {**scope.binds, "before": clock.now() - timedelta(days=KEPT_DAYS)})


register_words({READ: "上传意愿表", TAKE: "导入意愿表", "wish.print": "打印空白意愿表"}, group="意愿")
