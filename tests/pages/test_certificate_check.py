"""/v/<code>: a certificate is checked by anybody, who sees what the paper shows and no more."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import func, select

from portal.audit.models import AuditLine
from portal.core.db import db
from portal.people.services import consent, records
from portal.tenants.models import LoginAttempt, PublicCode
from portal.tenants.services.codes import make_code
from portal.training.queries import certificates as rows
from portal.training.records import TRAINEES
from portal.training.services import certificates
from tests import make
from tests.browse import Browser


@pytest.fixture
def code(browse: Browser) -> str:
    return code_of(browse, issued(browse, expires_on=date(2028, 2, 29)))


def issued(browse: Browser, n: int = 1, **changes: Any) -> UUID:
    with browse.app.app_context():
        return make.certificate(make.trainee(n=n), course="maternity_5", **changes)


def code_of(browse: Browser, certificate_id: UUID) -> str:
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        return rows.get_certificate(scope, certificate_id).check_code


def test_a_stranger_sees_what_the_paper_shows(browse: Browser, code: str) -> None:
    answer = browse.get(f"/v/{code}")
    assert answer.status_code == 200
    for words in ("职业技能等级证书", "李梅", "家政服务员", "4-10-01-06", "母婴护理员", "五级/初级工", "350111100013-2026-0001"):
        assert words in answer.text
    for words in ("福州市家政服务行业协会", "2026年3月12日", "2028年2月29日", "连翔社区驿站", "<strong>有效</strong>"):
        assert words in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_it_says_nothing_else_of_her_or_of_anybody(browse: Browser, code: str) -> None:
    with browse.app.app_context():
        make.certificate(make.trainee(n=2, name="王秀兰", phone="13900007777"), course="maternity_5")
    page = browse.get(f"/v/{code}").text
    for words in ("13800001234", "138****1234", make.resident_number(), "350111********", "王秀兰", "连翔社区<", "理论", "80"):
        assert words not in page
    assert "<script" not in page
    assert len(page.encode()) < 60_000


def test_who_took_her_consent_back_is_not_named_to_strangers(browse: Browser, code: str) -> None:
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        [row] = TRAINEES.list_all(scope)
        consent.withdraw_consent(scope, row, channel="in_person", note="")
    page = browse.get(f"/v/{code}").text
    assert "李梅" not in page
    assert "350111100013-2026-0001" in page


def test_looking_changes_nothing(browse: Browser, code: str) -> None:
    with browse.app.app_context():
        tables = (AuditLine, PublicCode, LoginAttempt)
        before = [db.session.scalar(select(func.count()).select_from(it.__table__).execution_options(trusted=True)) for it in tables]
        scans = db.session.scalar(select(PublicCode.scans).where(PublicCode.code == code))
    for _ in range(3):
        browse.get(f"/v/{code}")
    with browse.app.app_context():
        assert [
            db.session.scalar(select(func.count()).select_from(it.__table__).execution_options(trusted=True)) for it in tables
        ] == before
        assert db.session.scalar(select(PublicCode.scans).where(PublicCode.code == code)) == scans


def test_it_is_the_same_page_for_who_is_signed_in_elsewhere(browse: Browser, code: str) -> None:
    stranger = browse.get(f"/v/{code}").text
    assert browse.sign_in("junmen").get(f"/v/{code}").text == stranger


@pytest.mark.parametrize("sent", ["2222222222222222", "x", "长", "%00", "'--", "2" * 300, make.LIANXIANG])
def test_an_unknown_code_is_told_kindly(browse: Browser, code: str, sent: str) -> None:  # one exists beside it
    answer = browse.get(f"/v/{sent}")
    assert answer.status_code == 404
    assert "没有查到这本证书" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_code_of_something_else_is_no_certificate(browse: Browser) -> None:
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        other = make_code(scope, "station")
    assert browse.get(f"/v/{other}").status_code == 404


@pytest.mark.parametrize(("moment", "words"), [("2028-02-29T15:59:59Z", "有效"), ("2028-02-29T16:00:00Z", "已过期")])
def test_its_last_day_counts_even_a_leap_day(browse: Browser, code: str, moment: str, words: str) -> None:
    with time_machine.travel(moment, tick=False):
        assert f"<strong>{words}</strong>" in browse.get(f"/v/{code}").text


def test_a_revoked_one_says_so_and_keeps_its_code(browse: Browser) -> None:
    made = issued(browse)
    code = code_of(browse, made)
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        certificates.revoke(scope, made, reason="李梅的姓名写错", version=1)
    page = browse.get(f"/v/{code}")
    assert page.status_code == 200
    assert "<strong>已注销</strong>" in page.text
    assert "姓名写错" not in page.text


def test_after_erasure_nothing_of_her_is_left(browse: Browser) -> None:
    made = issued(browse)
    code = code_of(browse, made)
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        row = rows.get_certificate(scope, made)
        records.erase_record(scope, TRAINEES.get(scope, row.trainee_id), reason="本人要求")
    page = browse.get(f"/v/{code}").text
    assert "证书信息已按本人要求删除" in page
    assert "李梅" not in page
    assert "350111100013-2026-0001" not in page
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        assert rows.get_certificate(scope, made).holder_name == "已删除"


def test_codes_are_not_tried_out_and_those_who_scan_are_not_kept_out(browse: Browser, code: str) -> None:
    for n in range(20):
        assert browse.get(f"/v/{n:016d}".replace("0", "a")).status_code == 404
    assert browse.get("/v/aaaaaaaaaaaaaaaa").status_code == 429
    assert browse.get(f"/v/{code}").status_code == 429
    elsewhere = {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}}
    assert all(browse.get(f"/v/{code}", **elsewhere).status_code == 200 for _ in range(25))
    with time_machine.travel("2026-03-16T02:16:00Z", tick=False):
        assert browse.get(f"/v/{code}").status_code == 200


def test_a_code_may_be_typed(browse: Browser, code: str) -> None:
    assert "查验码" in browse.get("/v/").text
    spaced = f" {code[:8].upper()} {code[8:]} "
    answer = browse.get("/v/", query_string={"code": spaced})
    assert (answer.status_code, answer.location) == (303, f"/v/{code}")
    for wrong in ("", "///evil", "长" * 10_000):
        assert browse.get("/v/", query_string={"code": wrong}).status_code == 200
    assert browse.post(f"/v/{code}").status_code == 405
