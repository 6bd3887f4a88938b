"""What this package holds of a trainee: for her copy, for her erasure, for two records found to be of one woman."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, select, update

from portal.core.db import db
from portal.core.scope import Scope
from portal.people.rolls import Sheet
from portal.placement.models import FollowUp, GateRequest, HealthCheck, JobWish, Placement
from portal.placement.queries import follow_ups, health, placements
from portal.placement.rules.work import ANY, CAUSES, HOURS, INCOMES, LIVINGS, OUTCOMES, PLACES, SATISFACTION
from portal.training.belongings import register_belonging
from portal.training.rules.courses import Tier
from portal.training.rules.intake import Trade

health_check, wish, placement, follow, request = (
    cast(Table, m.__table__) for m in (HealthCheck, JobWish, Placement, FollowUp, GateRequest)
)
_HERS = {health_check: "trainee_id", placement: "trainee_id", request: "subject_id"}
_BLANK: Mapping[Table, dict[str, Any]] = {
    health_check: {"number": "", "issuer": "", "void_reason": ""},
    placement: {"contract_number": "", "income_band": "", "income_consented_at": None, "left_note": "", "note": ""},
}


def _sheets(scope: Scope, trainee_id: UUID) -> Sequence[Sheet]:
    told = placements.find_wish(scope, trainee_id)
    jobs = placements.list_of_trainee(scope, trainee_id)
    asked = follow_ups.list_of_placements(scope, [row.id for row in jobs])
    checks = [
        (n, Tier(row.tier).label, row.number, row.issuer, row.checked_on, row.expires_on, row.void_reason)
        for n, row in enumerate(health.list_of_trainee(scope, trainee_id), start=1)
    ]
    return [
        *([Sheet("求职意向", _wish(told))] if told else []),
        Sheet("健康证明", heads=("序号", "类别", "编号", "发证机构", "体检日期", "到期日期", "作废原因"), rows=checks),
        Sheet("上岗", heads=_JOB_HEADS, rows=[_job(n, row) for n, row in enumerate(jobs, start=1)]),
        Sheet(
            "回访", heads=("序号", "回访", "日期", "结果", "满意度", "备注"), rows=[_asked(n, row) for n, row in enumerate(asked, start=1)]
        ),
    ]


_JOB_HEADS = ("序号", "用工单位", "工作", "上岗日期", "合同日期", "合同编号", "地点", "住家", "工时", "收入", "离岗", "备注")


def _wish(row: Any) -> list[tuple[str, Any]]:
    where = ("地点", {**PLACES, **ANY}[row.place]), ("住家", {**LIVINGS, **ANY}[row.living]), ("工时", {**HOURS, **ANY}[row.hours])
    return [("工种", Trade(row.trade).label), *where, ("备注", row.note), ("登记日期", row.told_on)]


def _job(n: int, row: Any) -> tuple[Any, ...]:
    left = f"{row.ended_on} {CAUSES[row.left_cause]} {row.left_note}".strip() if row.ended_on else ""
    said = (PLACES[row.place], LIVINGS[row.living], HOURS[row.hours], INCOMES.get(row.income_band, ""))
    return n, row.employer, row.course, row.started_on, row.contract_on, row.contract_number, *said, left, row.note


def _asked(n: int, row: Any) -> tuple[Any, ...]:
    return n, f"{row.day} 天", row.done_on, OUTCOMES[row.outcome], SATISFACTION.get(str(row.satisfaction), ""), row.note


def _blank(scope: Scope, trainee_id: UUID) -> None:
    """Her wish goes; of certificates and work the days stay, which the figures open to, and nothing that tells of her."""
    binds = {**scope.binds, "who": trainee_id}
    db.session.execute(delete(wish).where(scope.changes(wish), wish.c.trainee_id == bindparam("who")), binds)
    hers = select(placement.c.id).where(scope.changes(placement), placement.c.trainee_id == bindparam("who")).scalar_subquery()
    of_hers = (scope.changes(follow), follow.c.placement_id.in_(hers))
    db.session.execute(update(follow).where(*of_hers).values(note="", satisfaction=None), binds)
    for table, values in _BLANK.items():
        own = (scope.changes(table), table.c.trainee_id == bindparam("who"))
        db.session.execute(update(table).where(*own).values(values), binds)


def _move(scope: Scope, from_id: UUID, to_id: UUID) -> None:
    """The wish of the record that stays is kept, when both have one."""
    binds = {**scope.binds, "from_id": from_id}
    if placements.find_wish(scope, to_id):
        db.session.execute(delete(wish).where(scope.changes(wish), wish.c.trainee_id == bindparam("from_id")), binds)
    for table, column in {**_HERS, wish: "trainee_id"}.items():
        own = (scope.changes(table), table.c[column] == bindparam("from_id"))
        db.session.execute(update(table).where(*own).values({column: to_id}), binds)


def _remains(scope: Scope, trainee_id: UUID) -> Sequence[str]:
    rows = [row for row in placements.list_of_trainee(scope, trainee_id) if row.voided_at is None]
    return [f"{len(rows)} 次上岗仍计入当月数字，只留日期和工作；健康证明只留类别和日期。求职意向全部删除。"] if rows else []


def _subjects(scope: Scope, trainee_ids: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """Return (trainee, placement): placements are what counts."""
    return [(row.trainee_id, row.id) for row in placements.list_of_trainees(scope, trainee_ids)]


register_belonging(sheets=_sheets, blank=_blank, move=_move, remains=_remains, subjects=_subjects)
