"""Relations and certificates in a volunteer's copy, at her erasure, and when two records are joined."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, update

from portal.core import clock
from portal.core.db import db
from portal.core.scope import Scope
from portal.core.text import format_minutes
from portal.people.rolls import Sheet
from portal.volunteer.belongings import register_belonging
from portal.volunteer.models import Kinship, VolunteerCertificate
from portal.volunteer.queries import honours, kinships
from portal.volunteer.rules.bank_rules import RELATIONS
from portal.volunteer.rules.giving import PROOFS
from portal.volunteer.rules.honours import HonourState

kinship, honour = cast(Table, Kinship.__table__), cast(Table, VolunteerCertificate.__table__)
k, h = kinship.c, honour.c
NAMELESS = "已删除"


def sheets(scope: Scope, volunteer_id: UUID) -> Sequence[Sheet]:
    """Return her relations, without the relatives' names, and her certificates, as tables."""
    bonds, papers = kinships.list_of_volunteer(scope, volunteer_id), honours.list_of_volunteer(scope, volunteer_id)
    kin = [_told(row, volunteer_id) for row in bonds]
    made = [
        [row.number, f"{row.from_on} 至 {row.until_on}", format_minutes(row.worked_min), HonourState(row.state).label] for row in papers
    ]
    tables = [Sheet("亲属关系（用于赠与时间）", heads=("登记日期", "她是", "关系", "材料", "备注", "状态"), rows=kin)] if kin else []
    return [*tables, *([Sheet("志愿服务证明", heads=("编号", "服务期间", "时长", "状态"), rows=made)] if made else [])]


def _told(row: Any, volunteer_id: UUID) -> list[object]:
    side = "赠与人" if row.giver_id == volunteer_id else "受赠人"
    words = (RELATIONS[row.relation], PROOFS[row.proof], row.note)
    return [clock.local(row.seen_at).date(), side, *words, "已结束" if row.ended_at else "有效"]


def blank(scope: Scope, volunteer_id: UUID) -> None:
    """End her relations and take the notes out; take her name off her certificates."""
    own = (scope.changes(kinship), (k.giver_id == bindparam("whose")) | (k.receiver_id == bindparam("whose")))
    binds = {**scope.binds, "whose": volunteer_id}
    ended = {"ended_at": clock.now(), "ended_by": scope.account_id}
    db.session.execute(update(kinship).where(*own, k.ended_at.is_(None)).values(ended), binds)
    db.session.execute(update(kinship).where(*own).values(note=""), binds)
    hers = (scope.changes(honour), h.volunteer_id == bindparam("whose"))
    db.session.execute(update(honour).where(*hers).values(holder_name=NAMELESS, remarks=""), binds)


def move(scope: Scope, from_id: UUID, to_id: UUID) -> None:
    """Hang relations and certificates on the record that stays; a relation to herself, or one it has already, goes."""
    bonds, kept = kinships.list_of_volunteer(scope, from_id), kinships.list_of_volunteer(scope, to_id)
    live = {(row.giver_id, row.receiver_id) for row in kept if row.ended_at is None}
    for row in bonds:
        both = tuple(to_id if side == from_id else side for side in (row.giver_id, row.receiver_id))
        mine = (scope.changes(kinship), k.id == bindparam("which"))
        binds = {**scope.binds, "which": row.id}
        if both[0] == both[1] or (row.ended_at is None and both in live):
            db.session.execute(delete(kinship).where(*mine), binds)
        else:
            db.session.execute(update(kinship).where(*mine).values(giver_id=both[0], receiver_id=both[1]), binds)
    hers = (scope.changes(honour), h.volunteer_id == bindparam("whose"))
    db.session.execute(update(honour).where(*hers).values(volunteer_id=to_id), {**scope.binds, "whose": from_id})


def remains(scope: Scope, volunteer_id: UUID) -> Sequence[str]:
    """Say what stays of her certificates."""
    papers = honours.list_of_volunteer(scope, volunteer_id)
    words = f"{len(papers)} 份志愿服务证明的编号、时长和日期留着，姓名删除；扫描证明上的二维码，只显示信息已按本人要求删除。"
    return [words] if papers else []


def open_ones(scope: Scope, volunteer_id: UUID) -> Sequence[str]:
    """Say which of her certificates are on notice."""
    count = sum(row.state == HonourState.NOTICE for row in honours.list_of_volunteer(scope, volunteer_id))
    return [f"她有 {count} 份志愿服务证明正在公示，请先撤下。"] if count else []


register_belonging(sheets=sheets, blank=blank, move=move, remains=remains, open_ones=open_ones)
