"""What the roll itself holds of a volunteer: her training and praise, and her shifts.

Two records of one woman: all of it goes with her, open shifts too; nothing of what she is to be credited with is lost. Erasure is another
matter: hours that are planned, served or on public notice are hers until they are credited or void, and without her name nobody could
confirm them, object to them or be told. So they are brought to an end first, which is a matter of days.
"""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, update

from portal.care.rules.kinds import SERVICE_KINDS
from portal.core.db import db
from portal.core.scope import Scope
from portal.core.text import format_minutes
from portal.people.rolls import Sheet
from portal.volunteer.belongings import register_belonging
from portal.volunteer.models import Shift, VolunteerMark
from portal.volunteer.queries import belongings as queries
from portal.volunteer.rules.marks import MARK_KINDS
from portal.volunteer.rules.shifts import State

mark, shift = cast(Table, VolunteerMark.__table__), cast(Table, Shift.__table__)


def _sheets(scope: Scope, volunteer_id: UUID) -> Sequence[Sheet]:
    marks = [_mark(n, row) for n, row in enumerate(queries.list_marks(scope, volunteer_id), start=1)]
    shifts = [_shift(n, row) for n, row in enumerate(queries.list_shifts(scope, volunteer_id), start=1)]
    return [
        Sheet("培训和表彰", heads=("序号", "类别", "日期", "名称", "时长", "备注", "作废原因"), rows=marks),
        Sheet("服务班次", heads=("序号", "日期", "服务类别", "时长", "状态", "谁确认", "作废原因"), rows=shifts),
    ]


def _mark(n: int, row: Any) -> tuple[Any, ...]:
    length = "" if row.trained_min is None else format_minutes(row.trained_min)
    return n, MARK_KINDS[row.kind], row.happened_on, row.title, length, row.note, row.void_reason


def _shift(n: int, row: Any) -> tuple[Any, ...]:
    length = "" if row.worked_min is None else format_minutes(row.worked_min)
    return n, row.served_on, SERVICE_KINDS.get(row.kind, row.kind), length, State(row.state).label, row.confirmer, row.void_reason


def _blank(scope: Scope, volunteer_id: UUID) -> None:
    """Her training and praise go; of shifts what they count stays."""
    binds = {**scope.binds, "who": volunteer_id}
    db.session.execute(delete(mark).where(scope.changes(mark), mark.c.volunteer_id == bindparam("who")), binds)
    own = (scope.changes(shift), shift.c.volunteer_id == bindparam("who"))
    db.session.execute(update(shift).where(*own).values(void_reason="", objection=""), binds)


def _move(scope: Scope, from_id: UUID, to_id: UUID) -> None:
    for table in (mark, shift):
        own = (scope.changes(table), table.c.volunteer_id == bindparam("from_id"))
        db.session.execute(update(table).where(*own).values(volunteer_id=to_id), {**scope.binds, "from_id": from_id})


def _remains(scope: Scope, volunteer_id: UUID) -> Sequence[str]:
    marks, shifts = queries.list_marks(scope, volunteer_id), queries.list_shifts(scope, volunteer_id)
    words = [f"{len(marks)} 条培训和表彰全部删除。"] if marks else []
    return [*words, f"{len(shifts)} 个服务班次留下日期、类别和时长，没有姓名。"] if shifts else words


def _open_ones(scope: Scope, volunteer_id: UUID) -> Sequence[str]:
    count = queries.count_open(scope, volunteer_id)
    return [f"还有 {count} 个服务班次没有办结，请先办到入账，或者作废"] if count else []


register_belonging(sheets=_sheets, blank=_blank, move=_move, remains=_remains, open_ones=_open_ones)
