"""Trainees as one of the station's rolls of people."""

from datetime import date
from typing import Any, ClassVar, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, update

from portal.core import clock
from portal.core.db import db
from portal.core.scope import Scope
from portal.people import rolls
from portal.people.queries import current_consent
from portal.people.rolls import Notice, Records, Roll, Sheet
from portal.people.rules.records import Record
from portal.people.services.rows import change_row, remove_row
from portal.tallies import services as tallies
from portal.training import belongings, queries
from portal.training.models import Intake, Trainee
from portal.training.rules.intake import Trade, entries
from portal.training.rules.wishes import PRIORITIES

intake = cast(Table, Intake.__table__)


class Trainees(Roll):
    """The roll of those who came for training or work."""

    name: ClassVar[str] = "trainees"
    kind: ClassVar[str] = "trainee"
    label: ClassVar[str] = "学员"
    endpoint: ClassVar[str] = "trainees.trainee"
    argument: ClassVar[str] = "trainee_id"
    table: ClassVar[Table] = cast(Table, Trainee.__table__)
    records: ClassVar[Records] = queries

    def notice(self, today: date) -> Notice:
        """Return the notice in force."""
        row = current_consent(today)
        return Notice(row.version, row.effective_on, tuple(row.text.splitlines()))

    def blank(self) -> dict[str, Any]:
        """Return what erasure writes beside name, phone and note; the branch stays with the nameless intake."""
        blank = {"community": "", "skills": [], "wish": Trade.OTHER.value, "priority": "", "is_student": False}
        return {"person_id": None, "name_sound": "", **blank}

    def remains(self, scope: Scope, record: Record) -> list[str]:
        """Say what stays when she is erased."""
        came = f"{record.since} 的一次登记仍计入当月数字，只有日期、去向和来源，没有姓名，以“{record.title}”代替。"
        return [came, *belongings.list_remains(scope, record.id)]

    def forget(self, scope: Scope, record: Record) -> None:
        """Blank what every package holds of her."""
        belongings.blank_all(scope, record.id)

    def point(self, scope: Scope, record: Record, person_id: UUID, *, action: str, may_join: bool) -> None:
        """Let the trainee be of another person, with all she counts for."""
        own = (scope.changes(self.table), self.table.c.id == bindparam("which"))
        db.session.execute(update(self.table).where(*own).values(person_id=person_id), {**scope.binds, "which": record.id})
        belongings.follow_person(scope, record.id, _persons(record), person_id)

    def join(self, scope: Scope, leading: Record, other: Record, *, action: str) -> Record:
        """Keep the earlier intake, with the leading document; the later one was no new trainee and counts no more.

        Raises:
            Conflict: the month of the later intake, or of something that was counted twice, is closed.
        """
        kept, dropped = sorted((leading, other), key=lambda record: (record.since, record.id))
        case = queries.get_trainee(scope, dropped.id)
        tallies.post(scope, [-entry for entry in entries(case.taken_on, case.branch)], action=action)
        belongings.move_all(scope, dropped.id, kept.id)
        remove_row(scope, self, dropped, action=action)
        own = (scope.changes(intake), intake.c.id == bindparam("which"))
        db.session.execute(update(intake).where(*own).values(voided_at=clock.now()), {**scope.binds, "which": case.intake_id})
        change_row(scope, self, kept, {"person_id": leading.person_id}, action=action)
        if leading.person_id:
            belongings.follow_person(scope, kept.id, _persons(leading, other), leading.person_id)
        return kept

    def copy(self, scope: Scope, record: Record) -> list[Sheet]:
        """Return all that the station holds of a trainee."""
        case = queries.get_trainee(scope, record.id)
        it = case.particulars
        said = [
            ("姓名", record.name),
            ("联系电话", record.phone),
            ("所在社区", it.community),
            ("意向工种", it.wish.label),
            ("已有技能", "、".join(skill.label for skill in it.skills)),
            ("在校学生", "是" if it.is_student else "否"),
            ("重点人群", PRIORITIES.get(it.priority, "")),
            ("备注", it.note),
        ]
        came = [("登记日期", case.taken_on), ("来源", case.channel.label), ("去向", case.branch.label)]
        return [Sheet("登记的信息", said), Sheet("登记", came), *belongings.list_sheets(scope, record.id)]


def _persons(*records: Record) -> set[UUID]:
    return {record.person_id for record in records if record.person_id}


TRAINEES = rolls.register(Trainees())
