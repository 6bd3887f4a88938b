"""What was asked for a recipient: copied for her, moved when two records are joined, blanked with her; what was done stays counted."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, update

from portal.care import belongings
from portal.care.models import RequestSeries, ServiceRequest
from portal.care.queries.requests import list_of_recipient
from portal.care.rules.kinds import SERVICE_KINDS
from portal.care.services import requests
from portal.core import clock
from portal.core.db import db
from portal.core.scope import Scope
from portal.people.rolls import Sheet

request, series = cast(Table, ServiceRequest.__table__), cast(Table, RequestSeries.__table__)


def register() -> None:
    """Tell the roll of recipients what hangs on her."""
    belongings.register_belonging(sheets=list_sheets, move=move, blank=blank, remains=list_remains)


def list_sheets(scope: Scope, recipient_id: UUID) -> Sequence[Sheet]:
    """Return what was asked for her."""
    rows = [
        (n, it.wanted.wanted_on, SERVICE_KINDS[it.wanted.kind], it.wanted.place, it.wanted.note, it.state.label)
        for n, it in enumerate(list_of_recipient(scope, recipient_id), start=1)
    ]
    return [Sheet("服务需求", heads=("序号", "日期", "服务类别", "地点", "说明", "状态"), rows=rows)] if rows else []


def list_remains(scope: Scope, recipient_id: UUID) -> Sequence[str]:
    """Say what of it stays when she is erased."""
    count = len(list_of_recipient(scope, recipient_id))
    return [f"为她登记的 {count} 件服务需求仍计入当月数字，地点和说明会清空；还没有做完的一并取消。"] if count else []


def move(scope: Scope, from_id: UUID, to_id: UUID) -> None:
    """Hang what was asked for one record on the one that stays."""
    for table in (series, request):
        own = (scope.changes(table), table.c.recipient_id == bindparam("gone"))
        db.session.execute(
            update(table).where(*own).values(recipient_id=bindparam("kept")), {**scope.binds, "gone": from_id, "kept": to_id}
        )


def blank(scope: Scope, recipient_id: UUID) -> None:
    """Empty what tells of her; nothing more is made of a series, and what is not done is cancelled."""
    nothing: dict[str, Any] = {"place": "", "note": "", "community_code": None}
    binds = {**scope.binds, "her": recipient_id}
    ended = (scope.changes(series), series.c.recipient_id == bindparam("her"), series.c.ended_at.is_(None))
    db.session.execute(update(series).where(*ended).values(ended_at=clock.now(), ended_by=scope.account_id), binds)
    db.session.execute(update(series).where(scope.changes(series), series.c.recipient_id == bindparam("her")).values(**nothing), binds)
    hers = (scope.changes(request), request.c.recipient_id == bindparam("her"))
    requests.give_up_of(scope, recipient_id, "已删除个人信息")
    db.session.execute(update(request).where(*hers).values(**nothing, asker="", asker_phone=""), binds)
