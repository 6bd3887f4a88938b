"""Recipients as one of the station's rolls of people."""

from datetime import date
from typing import Any, ClassVar, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, update

from portal.care import belongings
from portal.care.models import Recipient
from portal.care.queries import records as queries
from portal.care.queries.recipients import get_recipient
from portal.care.rules.notice import NOTICE
from portal.care.rules.recipients import AID_GROUPS
from portal.core.db import db
from portal.core.scope import Scope
from portal.people import rolls
from portal.people.rolls import Notice, Records, Roll, Sheet
from portal.people.rules.records import Record
from portal.people.services.rows import change_row, remove_row
from portal.tenants.queries import places


class Recipients(Roll):
    """The roll of those who are served."""

    name: ClassVar[str] = "recipients"
    kind: ClassVar[str] = "recipient"
    label: ClassVar[str] = "服务对象"
    endpoint: ClassVar[str] = "recipients.recipient"
    argument: ClassVar[str] = "recipient_id"
    table: ClassVar[Table] = cast(Table, Recipient.__table__)
    records: ClassVar[Records] = queries

    def notice(self, today: date) -> Notice:
        """Return the notice in force."""
        return NOTICE

    def blank(self) -> dict[str, Any]:
        """Return what erasure writes beside name, phone and note."""
        family = {"family_name": "", "family_phone": "", "family_relation": ""}
        aid = {"aid_group": "", "aid_proof": "", "aid_seen_by": None, "aid_seen_at": None}
        lives = {"born_on": None, "community_code": None, "address": "", "lives_alone": False}
        return {"person_id": None, "name_sound": "", **lives, **family, **aid}

    def remains(self, scope: Scope, record: Record) -> list[str]:
        """Say what stays when she is erased."""
        return [f"名册里留下“{record.title}”，没有姓名、电话和住址。", *belongings.list_remains(scope, record.id)]

    def forget(self, scope: Scope, record: Record) -> None:
        """Blank what every package holds of her."""
        belongings.blank_all(scope, record.id)

    def point(self, scope: Scope, record: Record, person_id: UUID, *, action: str, may_join: bool) -> None:
        """Let the record be of another person."""
        own = (scope.changes(self.table), self.table.c.id == bindparam("which"))
        db.session.execute(update(self.table).where(*own).values(person_id=person_id), {**scope.binds, "which": record.id})

    def join(self, scope: Scope, leading: Record, other: Record, *, action: str) -> Record:
        """Keep the leading record; what hangs on the other one goes there, its row goes."""
        belongings.move_all(scope, other.id, leading.id)
        remove_row(scope, self, other, action=action)
        change_row(scope, self, leading, {}, action=action)
        return leading

    def copy(self, scope: Scope, record: Record) -> list[Sheet]:
        """Return all that the station holds of a recipient."""
        it = get_recipient(scope, record.id)
        said = [
            ("姓名", record.name),
            ("联系电话", record.phone),
            ("出生日期", it.born_on or ""),
            ("所在社区", _community(it.community_code)),
            ("住址", it.address),
            ("独居", "是" if it.lives_alone else "否"),
            ("可以代为确认的家属", " ".join(part for part in (it.family_name, it.family_relation, it.family_phone) if part)),
            ("困难情况", "，".join(part for part in (AID_GROUPS.get(it.aid_group, ""), it.aid_proof) if part)),
            ("登记日期", record.since),
            ("备注", it.note),
        ]
        return [Sheet("登记的信息", said), *belongings.list_sheets(scope, record.id)]


def _community(code: str | None) -> str:
    return places.names_of([code]).get(code, code) if code else ""


RECIPIENTS = rolls.register(Recipients())
