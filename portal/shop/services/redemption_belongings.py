"""What the shop holds of a volunteer or a recipient: it goes into her copy, follows her record, and names no proxy once she is erased."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, update

from portal.care import belongings as of_recipients
from portal.core import clock
from portal.core.db import db
from portal.core.scope import Scope
from portal.core.text import format_minutes
from portal.people.rolls import Sheet
from portal.shop.models import Redemption
from portal.shop.queries import redemptions as queries
from portal.shop.rules.redemptions import State, summary_of
from portal.shop.services import receipts
from portal.volunteer import belongings as of_volunteers
from portal.web.keeping import drop_papers

redemption = cast(Table, Redemption.__table__)
d = redemption.c
HEADS = ("序号", "单号", "日期", "物品", "时间", "状态")
NO_NAMES = {"proxy_name": "", "proxy_relation": ""}


class _Whose:
    """The redemptions of one roll, known by the column that names her."""

    def __init__(self, column: str) -> None:
        self.column = column

    def sheets(self, scope: Scope, her_id: UUID) -> Sequence[Sheet]:
        """Return what she took, for her copy."""
        rows = queries.list_of(scope, self.column, her_id)
        lines = queries.map_lines(scope, [row.id for row in rows])
        told = [(n, row.number, clock.local(row.held_at).date(), *_words(row, lines)) for n, row in enumerate(rows, start=1)]
        return [Sheet("爱心超市兑换", heads=HEADS, rows=told)] if told else []

    def move(self, scope: Scope, from_id: UUID, to_id: UUID) -> None:
        """Hang them on the record that stays."""
        self._change(scope, from_id, {self.column: to_id})

    def blank(self, scope: Scope, her_id: UUID) -> None:
        """Take out who fetched for her, and the receipts that show her name's first sign."""
        self._change(scope, her_id, NO_NAMES)
        texts = {str(row.id) for row in queries.list_of(scope, self.column, her_id)}

        def names_her(_: str, asked: dict[str, Any]) -> bool:
            return asked.get("redemption_id") in texts

        drop_papers(scope, [receipts.KIND], names_her)

    def remains(self, scope: Scope, her_id: UUID) -> Sequence[str]:
        """Say what stays when she is erased."""
        count = len(queries.list_of(scope, self.column, her_id))
        return [f"{count} 笔爱心超市兑换仍留在账上，只有单号、物品和时间，没有姓名，也没有代领人。"] if count else []

    def open_ones(self, scope: Scope, her_id: UUID) -> Sequence[str]:
        """Say what has to be handed over or voided first."""
        held = [row.number for row in queries.list_of(scope, self.column, her_id) if row.state == State.HELD]
        return [f"爱心超市还有预留未领的兑换（{'、'.join(held[:5])}），请先交付或作废"] if held else []

    def _change(self, scope: Scope, her_id: UUID, values: dict[str, Any]) -> None:
        own = (scope.changes(redemption), d[self.column] == bindparam("hers"))
        db.session.execute(update(redemption).where(*own).values(values), {**scope.binds, "hers": her_id})


def _words(row: Any, lines: dict[UUID, list[Any]]) -> tuple[str, str, str]:
    return summary_of(lines.get(row.id, ())), format_minutes(row.total_min), State(row.state).label


_V, _R = _Whose("volunteer_id"), _Whose("recipient_id")
of_volunteers.register_belonging(sheets=_V.sheets, blank=_V.blank, move=_V.move, remains=_V.remains, open_ones=_V.open_ones)
of_recipients.register_belonging(sheets=_R.sheets, blank=_R.blank, move=_R.move, remains=_R.remains)
