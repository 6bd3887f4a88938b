"""Volunteers as one of the station's rolls of people; who she is hangs on her time account, which is the city's."""

from datetime import date
from typing import Any, ClassVar, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, update

from portal.care.rules.kinds import SERVICE_KINDS
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.core.text import format_minutes
from portal.ledger import queries as books
from portal.ledger import services as ledger
from portal.people import queries as people
from portal.people import rolls
from portal.people.rolls import Notice, Records, Roll, Sheet
from portal.people.rules import ConsentChannel
from portal.people.rules.records import Record
from portal.people.services.rows import change_row, remove_row
from portal.tenants.queries import places
from portal.volunteer import belongings
from portal.volunteer.models import Volunteer
from portal.volunteer.queries import records as queries
from portal.volunteer.queries.roll import find_birth, get_volunteer
from portal.volunteer.rules.bank_rules import MEMBER_GROUPS
from portal.volunteer.rules.notice import NOTICE
from portal.volunteer.rules.roll import SLOTS, Particulars

_CHANNELS = {one.value: one.label for one in ConsentChannel}


class HasAccount(Conflict):
    """The holder of a document has a time account already; her minutes may go there."""


class Volunteers(Roll):
    """The roll of those who help."""

    name: ClassVar[str] = "volunteers"
    kind: ClassVar[str] = "volunteer"
    label: ClassVar[str] = "志愿者"
    endpoint: ClassVar[str] = "volunteers.volunteer"
    argument: ClassVar[str] = "volunteer_id"
    table: ClassVar[Table] = cast(Table, Volunteer.__table__)
    records: ClassVar[Records] = queries

    def notice(self, today: date) -> Notice:
        """Return the notice in force."""
        return Notice(NOTICE.version, NOTICE.effective_on, NOTICE.paragraphs)

    def blank(self) -> dict[str, Any]:
        """Return what erasure writes beside name, phone and note."""
        guardian = {"guardian_name": "", "guardian_phone": "", "guardian_channel": "", "guardian_consented_on": None}
        lives = {"born_on": None, "community_code": None, "member_group": "", "skills": [], "free_slots": []}
        return {"name_sound": "", **lives, **guardian}

    def forget(self, scope: Scope, record: Record) -> None:
        """Blank what every package holds of her.

        Raises:
            Conflict: hours, certificates or goods of hers are not yet brought to an end.
        """
        if open_ones := belongings.list_open(scope, record.id):
            message = f"现在不能删除：{'；'.join(words.rstrip('。') for words in open_ones)}。"
            raise Conflict(message, action="person.erase", subject_id=record.id, advice="办完以后再来删除，这一次没有删除任何内容。")
        belongings.blank_all(scope, record.id)

    def remains(self, scope: Scope, record: Record) -> list[str]:
        """Say what stays when she is erased."""
        held_min = books.balance_of(scope, cast(UUID, record.account_id))
        kept = ["服务记录和时长仍计入当月数字，只有日期、类别和时长，没有姓名。"]
        if held_min:
            kept.append(f"账户里还有 {format_minutes(held_min)}，留在编号下，删除以后她本人不能再用；要赠与的，请先办好再删除。")
        kept += belongings.list_remains(scope, record.id)
        return kept + [f"现在还不能删除：{words.rstrip('。')}。" for words in belongings.list_open(scope, record.id)]

    def point(self, scope: Scope, record: Record, person_id: UUID, *, action: str, may_join: bool) -> None:
        """Let her account be another person's; when that person has one already, the minutes go there.

        Raises:
            Conflict: another station uses the account for the person it is of now, or its holder has one and `may_join` was not said.
        """
        record = queries.get_record(scope, record.id)  # her account may have been merged a moment ago
        account_id, leading = cast(UUID, record.account_id), people.list_family(scope, person_id)[0]
        had = books.find_account_of(scope, leading)
        if had is not None and had.id == account_id:
            self._take_birth(scope, record)
            return
        if record.person_id and people.is_held_elsewhere(scope, people.list_family(scope, record.person_id), kind=self.kind):
            message = "这个时间账户别的驿站也在用，不能改到另一个证件，这一次没有保存。"
            advice = "请冲正错记的时长，删除这条记录，再按正确的证件重新登记。"
            raise Conflict(message, action=action, subject_id=record.id, advice=advice)
        if had is None:
            ledger.set_person(scope, account_id, leading)
        elif may_join:
            ledger.merge_accounts(scope, had.id, account_id, action=action)
        else:
            held = format_minutes(books.balance_of(scope, account_id))
            message = f"持这个证件的人在本市已有时间账户 {had.number}。"
            advice = f"确认是同一个人，请勾选“并入”再提交：这里的 {held} 会转入那个账户，以后都记在那里，不能分开。"
            raise HasAccount(message, action=action, subject_id=record.id, advice=advice)
        self._take_birth(scope, record)

    def _take_birth(self, scope: Scope, record: Record) -> None:
        """Let her be born on the day her document tells, when it tells one."""
        if born_on := find_birth(scope, record.id):
            own = (scope.changes(self.table), self.table.c.id == bindparam("which"))
            db.session.execute(update(self.table).where(*own).values(born_on=born_on), {**scope.binds, "which": record.id})

    def join(self, scope: Scope, leading: Record, other: Record, *, action: str) -> Record:
        """Keep the leading record and its account; minutes, shifts and all else of the other one go there, its row goes."""
        fresh_leading, fresh_other = queries.get_record(scope, leading.id), queries.get_record(scope, other.id)
        if fresh_leading.account_id != fresh_other.account_id:
            ledger.merge_accounts(scope, cast(UUID, fresh_leading.account_id), cast(UUID, fresh_other.account_id), action=action)
        values = _joined(get_volunteer(scope, leading.id).herself, get_volunteer(scope, other.id).herself)
        belongings.move_all(scope, other.id, leading.id)
        remove_row(scope, self, other, action=action)
        change_row(scope, self, leading, values, action=action)
        self._take_birth(scope, leading)
        return leading

    def copy(self, scope: Scope, record: Record) -> list[Sheet]:
        """Return all that the station holds of a volunteer, and her account, which is the city's."""
        member, account_id = get_volunteer(scope, record.id), cast(UUID, record.account_id)
        said = [
            ("姓名", record.name),
            ("联系电话", record.phone),
            ("登记日期", record.since),
            *_said(member.herself),
            ("备注", member.note),
        ]
        held = [("志愿者编号", member.number), ("时间余额", format_minutes(books.balance_of(scope, account_id)))]
        rows = [(n, row.served_on, SERVICE_KINDS[row.kind], format_minutes(row.worked_min)) for n, row in self._served(scope, account_id)]
        service = Sheet("本站的服务记录（冲正为负数）", heads=("序号", "日期", "服务类别", "时长"), rows=rows)
        account = Sheet("时间账户（全市通用）", held)
        return [Sheet("登记的信息", said), account, service, *belongings.list_sheets(scope, record.id)]

    @staticmethod
    def _served(scope: Scope, account_id: UUID) -> Any:
        return enumerate(queries.list_own_service(scope, account_id), start=1)


def _joined(kept: Particulars, other: Particulars) -> dict[str, Any]:
    """Return what the record that stays takes over from the other one: what it has not itself."""
    names = ("born_on", "community_code", "member_group")
    values: dict[str, Any] = {name: getattr(kept, name) or getattr(other, name) for name in names}
    guardian = kept.guardian if kept.guardian.is_complete else other.guardian
    values |= {f"guardian_{name}": getattr(guardian, name) for name in ("name", "phone", "channel", "consented_on")}
    lists = {"skills": list(kept.skills or other.skills), "free_slots": list(kept.free_slots or other.free_slots)}
    return {**values, **lists, "is_receiver_only": kept.is_receiver_only and other.is_receiver_only}


def _said(it: Particulars) -> list[tuple[str, Any]]:
    by, lives = it.guardian, it.community_code
    guardian = "，".join(str(one) for one in (by.name, by.phone, _CHANNELS.get(by.channel, ""), by.consented_on) if one)
    return [
        ("出生日期", it.born_on or "未登记"),
        ("所在社区", places.names_of([lives]).get(lives, lives) if lives else "未登记"),
        ("能做的服务", "、".join(SERVICE_KINDS[one] for one in it.skills)),
        ("有空的时间", "、".join(SLOTS[one] for one in it.free_slots)),
        ("所属群体", MEMBER_GROUPS.get(it.member_group, "")),
        ("监护人", guardian),
        ("受赠家人（不参加服务）", "是" if it.is_receiver_only else "否"),
    ]


VOLUNTEERS = rolls.register(Volunteers())
