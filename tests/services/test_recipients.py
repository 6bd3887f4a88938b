"""Recipients on a station's roll: one of each, her consent her own, joined, corrected, erased."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.care.models import ServiceRequest
from portal.care.queries import recipients as rows
from portal.care.queries.recipients import RecipientFilter
from portal.care.queries.records import get_record
from portal.care.queries.requests import get_request
from portal.care.records import RECIPIENTS
from portal.care.rules.recipients import Aid, elder_since
from portal.care.services import recipients
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.people import queries as people
from portal.people.rules import ConsentChannel, Document, DocumentKind
from portal.people.services import records, withdraw_consent
from portal.tenants.queries.codes import find_code
from portal.tenants.services import codes
from portal.volunteer.queries.shifts import get_shift
from portal.volunteer.services import shifts
from tests import make, make_care, make_requests, make_shifts

pytestmark = pytest.mark.usefixtures("session")
OF_HERS = Document(DocumentKind.RESIDENT_ID, make.resident_number(born="19480501"))
SECOND = Document(DocumentKind.RESIDENT_ID, make.resident_number(2, born="19480501"))


def found(text: str = "", **chosen: Any) -> list[UUID]:
    with make.working_at(make.LIANXIANG) as scope:
        return [it.id for it in rows.list_recipients(scope, RecipientFilter(text, **chosen), page=1)[0]]


def test_she_is_found_by_name_pinyin_initials_and_the_end_of_her_telephone() -> None:
    elder, child = make_care.recipient(), make_care.recipient(name="陈%", phone="13600009999", born_on=None, lives_alone=False)
    assert all(found(text) == [elder] for text in ("林阿", "linap", "lap", "２２２２"))
    assert found("%") == [child]
    assert found(born_until=elder_since(clock.today())) == [elder]
    assert found(lives_alone=True) == [elder]
    assert found(has_aid=True) == found("zzz") == []


def test_nobody_is_on_the_roll_twice() -> None:
    first = make_care.recipient(document=OF_HERS, born_on=None)
    with pytest.raises(Conflict, match="已登记过") as caught:
        make_care.recipient(name="林大妹", phone="", document=OF_HERS, born_on=None)
    assert caught.value.subject_id == first
    with pytest.raises(Conflict, match="已登记过"):
        make_care.recipient()
    elsewhere = make_care.recipient(make.NEIGHBOUR, document=OF_HERS, born_on=None)
    with make.working_at(make.NEIGHBOUR) as scope:
        it = rows.get_recipient(scope, elsewhere)
        assert (it.is_known_elsewhere, f"{it.born_on}") == (True, "1948-05-01")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"born_on": date(2030, 1, 1)}, "born_on"),
        ({"born_on": date(1949, 5, 1), "document": OF_HERS}, "born_on"),
        ({"phone": "", "address": "", "family_phone": ""}, "phone"),
        ({"family_name": ""}, "family_name"),
        ({"family_relation": ""}, "family_relation"),
        ({"consent_version": 0}, "has_consented"),
        ({"community_code": "350111999999"}, "community_code"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        make_care.recipient(**changes)
    assert caught.value.field == field


def test_aid_is_noted_with_who_saw_the_proof_and_a_consent_of_its_own() -> None:
    recipient_id = make_care.recipient(aid="low_income")
    with make.working_at(make.LIANXIANG) as scope:
        it = rows.get_recipient(scope, recipient_id)
        assert (it.aid_group, it.aid_proof, it.aid_seen_by, it.aid_seen_at) == ("low_income", "低保证", "lianxiang 的使用人", clock.now())
        for proof in ("", "林阿婆的低保证", "低保证 350111194805010024"):
            with pytest.raises(RuleBroken):
                recipients.note_aid(scope, recipient_id, Aid("disabled", proof, ConsentChannel.PAPER), version=2)
        recipients.note_aid(scope, recipient_id, Aid("", ""), version=2)
        it = rows.get_recipient(scope, recipient_id)
        assert (it.aid_group, it.aid_proof, it.aid_seen_at) == ("", "", None)
        said = [(row.action, row.purpose) for row in people.list_consent(scope, recipient_id)]
    assert sorted(said) == [("given", "basic"), ("given", "income"), ("withdrawn", "income")]


def test_who_withdrew_is_masked_and_not_dealt_with() -> None:
    recipient_id = make_care.recipient()
    with make.working_at(make.LIANXIANG) as scope:
        withdraw_consent(scope, get_record(scope, recipient_id), channel="in_person", note="")
        it = rows.get_recipient(scope, recipient_id)
        assert (it.name, it.phone, it.address, it.family_name) == ("林**", "136****2222", "", "林**")
        assert rows.find_recipients(scope, "林") == []
        with pytest.raises(Conflict, match="撤回同意"):
            recipients.amend(scope, recipient_id, make_care.recipient_draft(), version=it.version)


def test_two_records_are_joined_and_what_was_asked_goes_along() -> None:
    leading, other = make_care.recipient(document=OF_HERS, born_on=None), make_care.recipient(name="林阿波", document=SECOND, born_on=None)
    request_id = make_requests.service_request(recipient_id=other)
    with make.working_at(make.LIANXIANG) as scope:
        kept = records.merge_records(scope, get_record(scope, leading), get_record(scope, other), reason="同一个人")
        assert kept.id == leading
        mine = select(ServiceRequest.recipient_id).where(scope.owns(ServiceRequest), ServiceRequest.id == request_id)
        assert db.session.execute(mine, scope.binds).scalar_one() == leading
        assert [it.id for it in RECIPIENTS.list_all(scope)] == [leading]


def test_erasure_leaves_a_pseudonym_and_no_open_request() -> None:
    recipient_id = make_care.recipient(document=OF_HERS, born_on=None, aid="low_income")
    request_id = make_requests.service_request(recipient_id=recipient_id)
    with make.working_at(make.LIANXIANG) as scope:
        assert len(RECIPIENTS.copy(scope, get_record(scope, recipient_id))) == 2
        assert len(RECIPIENTS.remains(scope, get_record(scope, recipient_id))) == 2
        assert records.erase_record(scope, get_record(scope, recipient_id), reason="本人要求删除")
        it = rows.get_recipient(scope, recipient_id)
        assert it.name == f"服务对象-{recipient_id.hex[-4:].upper()}"
        assert [it.phone, it.address, it.family_name, it.aid_group, it.born_on, it.person_id] == ["", "", "", "", None, None]
        c = ServiceRequest
        row = db.session.execute(select(c.state, c.place, c.note).where(scope.owns(c), c.id == request_id), scope.binds).one()
        assert tuple(row) == ("cancelled", "", "")
    make_care.recipient(document=OF_HERS, born_on=None)  # she may come again


def test_erasure_calls_off_whoever_was_sent_and_ends_the_slip() -> None:
    recipient_id, helpers = make_care.recipient(), [make.volunteer(name=f"陈{n}妹", phone=f"1390000500{n}") for n in "一二三"]
    arranged, running = (make_requests.service_request(recipient_id=recipient_id, helpers=2) for _ in range(2))
    planned = make_shifts.shift(helpers[0], "planned", on=date(2026, 3, 16), request_id=arranged)
    came, late = (make_shifts.shift(it, "planned", on=date(2026, 3, 16), request_id=running) for it in helpers[1:])
    with make.working_at(make.LIANXIANG) as scope:
        shifts.sign_in(scope, came, "counter")
        slip = codes.make_code(scope, "service", subject_id=arranged)
    with make.working_at(make.LIANXIANG) as scope:
        records.erase_record(scope, get_record(scope, recipient_id), reason="本人要求删除")
    with make.working_at(make.LIANXIANG) as scope:
        assert [get_shift(scope, it).state for it in (planned, came, late)] == ["void", "running", "void"]
        assert [get_request(scope, it).state for it in (arranged, running)] == ["cancelled"] * 2
        ended: Any = find_code(slip)
        assert ended.ended_at is not None
    with clock.pretending(clock.now() + timedelta(hours=1)), make.working_at(make.LIANXIANG) as scope:
        assert shifts.sign_out(scope, came, "counter") == 60


def test_a_document_is_put_right_and_agrees_with_her_birth_from_then_on() -> None:
    recipient_id = make_care.recipient()
    with make.working_at(make.LIANXIANG) as scope:
        records.correct_document(scope, get_record(scope, recipient_id), OF_HERS, reason="补登")
        version = get_record(scope, recipient_id).version
        with pytest.raises(RuleBroken, match="不一致"):
            recipients.amend(scope, recipient_id, replace(make_care.recipient_draft(), born_on=date(1950, 1, 1)), version=version)
        with pytest.raises(Conflict, match="刚才被别人修改过"):
            recipients.amend(scope, recipient_id, make_care.recipient_draft(), version=1)
