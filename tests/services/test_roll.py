"""What is kept of a volunteer: amended, erased, joined with a double; and who of them is chosen for service."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.people import rolls
from portal.people.rules import ConsentChannel, Document, DocumentKind
from portal.people.services import records
from portal.volunteer.models import Shift, Volunteer
from portal.volunteer.queries import marks, roll
from portal.volunteer.queries.roster import list_volunteers
from portal.volunteer.rules.roll import Particulars
from portal.volunteer.services import roll as services
from portal.volunteer.services.marks import void_mark
from tests import make, make_roll

CARD = Document(DocumentKind.RESIDENT_ID, make.resident_number(1))
HERSELF = {"born_on": date(1985, 6, 1), "skills": ("haircut", "meals"), "free_slots": ("1am", "7eve")}


def row_of(volunteer_id: UUID) -> dict[str, Any]:
    table = Volunteer.__table__
    with make.working_at(make.LIANXIANG) as scope:
        found = db.session.execute(select(table).where(scope.owns(table), table.c.id == volunteer_id), scope.binds)
        return dict(found.mappings().one())


def amend(volunteer_id: UUID, herself: Particulars, *, renewed: bool = False) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        it = roll.get_volunteer(scope, volunteer_id)
        words = {"name": it.name, "phone": it.phone, "note": ""}
        consent = (2, ConsentChannel.PAPER) if renewed else None
        services.amend_volunteer(scope, volunteer_id, words=words, version=it.version, herself=herself, renewed=consent)


def shift(volunteer_id: UUID, state: str = "planned", **changes: Any) -> UUID:
    """Write a shift down as it stands."""
    table: Any = Shift.__table__
    texts = dict.fromkeys(("in_channel", "out_channel", "confirm_channel", "confirmed_as", "confirmer", "void_reason"), "")
    plan = {"kind": "haircut", "served_on": date(2026, 3, 20), "planned_start_min": 540, "planned_min": 60}
    with make.working_at(make.LIANXIANG) as scope:
        shift_id = uuid7()
        who = {"volunteer_id": volunteer_id, "entered_by": scope.account_id, "entered_at": clock.now(), "version": 1}
        db.session.execute(insert(table), [{**scope.stamp(table), "id": shift_id, "state": state, **texts, **plan, **who, **changes}])
    return shift_id


def erase(volunteer_id: UUID) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        records.erase_record(scope, rolls.get("volunteers").get(scope, volunteer_id), reason="本人要求删除")


def copy_of(volunteer_id: UUID) -> str:
    with make.working_at(make.LIANXIANG) as scope:
        kept = rolls.get("volunteers")
        return repr(kept.copy(scope, kept.get(scope, volunteer_id)))


def test_helpers_are_told_with_what_they_can_do(session: Session) -> None:
    make.volunteer(**HERSELF, member_group="party", community_code="350111100013")
    make.volunteer(name="林老人", phone="13700002222", is_receiver_only=True)
    with make.working_at(make.LIANXIANG) as scope:
        chen, lin = sorted(roll.list_helpers(scope), key=lambda one: one.number)
        assert (chen.skills, chen.free_slots, chen.born_on) == (("haircut", "meals"), ("1am", "7eve"), date(1985, 6, 1))
        assert (chen.member_group, chen.community_code, chen.has_guardian) == ("party", "350111100013", False)
        assert lin.is_receiver_only
        assert [one.name for one in roll.list_roll(scope)] == ["陈秀英"]
        found = roll.find_by_number(scope, chen.number.lower())
        assert found is not None
        assert found.id == chen.id
        assert roll.find_by_number(scope, "V3501000009999") is None
    with make.working_at(make.JUNMEN) as scope:
        assert roll.find_by_number(scope, chen.number) is None


def test_a_minor_comes_with_her_guardian(session: Session) -> None:
    with pytest.raises(RuleBroken, match="未满 18 岁"):
        make.volunteer(born_on=date(2010, 5, 1))
    minor = make.volunteer(born_on=date(2010, 5, 1), guardian=make_roll.GUARDIAN)
    with make.working_at(make.LIANXIANG) as scope:
        assert roll.get_volunteer(scope, minor).has_guardian
    with pytest.raises(RuleBroken, match="满 14 岁"):
        make.volunteer(name="小林", phone="13712340000", born_on=date(2013, 5, 1), guardian=make_roll.GUARDIAN)


def test_the_document_tells_her_birth_at_once_and_when_it_comes_later(session: Session) -> None:
    with_card = make.volunteer(document=CARD)
    assert row_of(with_card)["born_on"] is not None
    without = make.volunteer(name="林小红", phone="13712340000")
    with make.working_at(make.LIANXIANG) as scope:
        other = Document(DocumentKind.RESIDENT_ID, make.resident_number(2))
        records.correct_document(scope, rolls.get("volunteers").get(scope, without), other, reason="补登证件")
    assert row_of(without)["born_on"] is not None


def test_who_agreed_to_the_first_notice_stays_and_agrees_to_more_when_it_is_told(session: Session) -> None:
    make_roll.agreed_to_the_first_notice(old := make.volunteer())
    amend(old, Particulars())
    with pytest.raises(RuleBroken, match="新版"):
        amend(old, Particulars(**HERSELF))
    amend(old, Particulars(**HERSELF), renewed=True)
    assert (row_of(old)["consent_version"], row_of(old)["skills"]) == (2, ["haircut", "meals"])


def test_the_list_is_narrowed_and_sought_by_sound(session: Session) -> None:
    make.volunteer(**HERSELF)
    make.volunteer(name="林小红", phone="13712340000", skills=("meals",))
    make.volunteer(name="王老人", phone="13712340001", is_receiver_only=True)
    wanted: list[tuple[dict[str, str], set[str]]] = [
        ({"sought": "cxy"}, {"陈秀英"}),
        ({"sought": "XIAOHONG"}, {"林小红"}),
        ({"sought": "", "shown": "todo"}, {"林小红"}),
        ({"sought": "", "shown": "receivers"}, {"王老人"}),
        ({"sought": "", "skill": "meals"}, {"陈秀英", "林小红"}),
        ({"sought": "", "skill": "haircut", "shown": "todo"}, set()),
    ]
    with make.working_at(make.LIANXIANG) as scope:
        for asked, names in wanted:
            assert {one.name for one in list_volunteers(scope, page=1, **asked)[0]} == names


def test_erasure_waits_for_what_is_open_and_then_leaves_nothing_of_her(session: Session) -> None:
    her = make.volunteer(**HERSELF, community_code="350111100013", member_group="other")
    make_roll.mark(her)
    open_one = shift(her)
    with pytest.raises(Conflict, match="还有 1 个服务班次没有办结"):
        erase(her)
    assert row_of(her)["name"] == "陈秀英"
    table = Shift.__table__
    with make.working_at(make.LIANXIANG) as scope:
        own = (scope.changes(table), table.c.id == open_one)
        db.session.execute(table.update().where(*own).values(state="void", void_reason="陈秀英没有来", objection="她没有来"), scope.binds)
    erase(her)
    with make.working_at(make.LIANXIANG) as scope:
        own = (scope.owns(table), table.c.id == open_one)
        assert tuple(db.session.execute(select(table.c.void_reason, table.c.objection).where(*own), scope.binds).one()) == ("", "")
    row = row_of(her)
    assert (row["born_on"], row["skills"], row["free_slots"], row["community_code"], row["member_group"]) == (None, [], [], None, "")
    assert row["name_sound"] == ""
    with make.working_at(make.LIANXIANG) as scope:
        assert marks.list_of_volunteer(scope, her) == []
    assert "没有来" not in copy_of(her)


def test_what_a_double_has_goes_to_the_record_that_stays(session: Session) -> None:
    one, other = make.volunteer(skills=("haircut",)), make.volunteer(name="陈秀瑛", phone="13700001111", born_on=date(1985, 6, 1))
    make_roll.mark(other, title="优秀志愿者", kind="praise", trained_min=None)
    shift(other)
    with make.working_at(make.LIANXIANG) as scope:
        kept = rolls.get("volunteers")
        records.merge_records(scope, kept.get(scope, one), kept.get(scope, other), reason="同一个人")
    assert (row_of(one)["born_on"], row_of(one)["skills"]) == (date(1985, 6, 1), ["haircut"])
    told = copy_of(one)
    for words in ("优秀志愿者", "2026-03-20", "理发", "1985, 6, 1"):
        assert words in told or words.replace("2026-03-20", "2026, 3, 20") in told


def test_a_mark_is_void_once_and_stays_to_be_seen(session: Session) -> None:
    her = make.volunteer()
    mark_id = make_roll.mark(her)
    with make.working_at(make.LIANXIANG) as scope:
        with pytest.raises(RuleBroken, match="不要写她的姓名"):
            void_mark(scope, mark_id, reason="陈秀英没有参加")
        void_mark(scope, mark_id, reason="没有参加")
        with pytest.raises(Conflict, match="已经作废"):
            void_mark(scope, mark_id, reason="没有参加")
        assert marks.list_of_volunteer(scope, her)[0].void_reason == "没有参加"


def test_who_has_open_shifts_does_not_become_a_receiver(session: Session) -> None:
    her = make.volunteer(**HERSELF)
    shift(her)
    with pytest.raises(RuleBroken, match="不能改成受赠家人"):
        amend(her, Particulars(born_on=date(1985, 6, 1), is_receiver_only=True))
