"""Exams and certificates in a trainee's copy, at her erasure, and when two records are joined."""

from collections.abc import Collection, Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam, update

from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.people.rolls import Sheet
from portal.training.belongings import register_belonging
from portal.training.models import Certificate, ExamEntry
from portal.training.queries import certificates, exams
from portal.training.rules.certificates import Kind
from portal.training.rules.exams import Result, show_mark

entry, certificate = cast(Table, ExamEntry.__table__), cast(Table, Certificate.__table__)
NAMELESS = "已删除"


def sheets(scope: Scope, trainee_id: UUID) -> Sequence[Sheet]:
    """Return her exams and certificates as tables."""
    sat, held = exams.list_of_trainee(scope, trainee_id), certificates.list_of_trainee(scope, trainee_id)
    marks = [[row.held_on, row.title, "、".join(f"{item} {show_mark(mark)}" for item, mark in row.marks.items())] for row in sat]
    results = [[*told, Result(row.result).label] for told, row in zip(marks, sat, strict=True)]
    papers = [[row.issued_on, Kind(row.kind).label, row.course_name, row.number, row.issuer, row.expires_on or "长期"] for row in held]
    tables = [Sheet("考试", heads=("日期", "考试", "成绩", "结果"), rows=results)] if results else []
    heads = ("发证日期", "种类", "课程", "编号", "发证单位", "有效期至")
    return [*tables, *([Sheet("证书", heads=heads, rows=papers)] if papers else [])]


def blank(scope: Scope, trainee_id: UUID) -> None:
    """Take her name off her certificates; that they were issued, and how they count, stays."""
    own = (scope.changes(certificate), certificate.c.trainee_id == bindparam("whose"))
    db.session.execute(update(certificate).where(*own).values(holder_name=NAMELESS), {**scope.binds, "whose": trainee_id})


def move(scope: Scope, from_id: UUID, to_id: UUID) -> None:
    """Hang exams and certificates on the record that stays.

    Raises:
        Conflict: both records sit one exam.
    """
    theirs = exams.list_of_trainees(scope, [from_id, to_id])
    both = {row.exam_id for row in theirs if row.trainee_id == from_id} & {row.exam_id for row in theirs if row.trainee_id == to_id}
    if both:
        title = next(row.title for row in theirs if row.exam_id in both)
        message = f"两条记录都报名了“{title}”，不能合并。"
        raise Conflict(message, action="person.merge", subject_id=from_id, advice="请先核对这场考试的报名和成绩。")
    for table in (entry, certificate):
        own = (scope.changes(table), table.c.trainee_id == bindparam("whose"))
        db.session.execute(update(table).where(*own).values(trainee_id=to_id), {**scope.binds, "whose": from_id})


def remains(scope: Scope, trainee_id: UUID) -> Sequence[str]:
    """Say what stays of her exams and certificates."""
    sat, held = exams.list_of_trainee(scope, trainee_id), certificates.list_of_trainee(scope, trainee_id)
    words = [f"{len(sat)} 次考试的成绩留在考试记录里，没有姓名。"] if sat else []
    lasting = f"{len(held)} 本证书的编号和日期留着，姓名删除；扫描证书上的二维码，只显示证书信息已按本人要求删除。"
    return [*words, *([lasting] if held else [])]


def subjects(scope: Scope, trainee_ids: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """Return (trainee, row) of the exams and certificates that count."""
    rows = (*exams.list_of_trainees(scope, trainee_ids), *certificates.list_of_trainees(scope, trainee_ids))
    return [(row.trainee_id, row.id) for row in rows]


register_belonging(sheets=sheets, blank=blank, move=move, remains=remains, subjects=subjects)
