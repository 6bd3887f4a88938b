"""What is dangerous asks for the password again: the form that does so, at its simplest page."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from portal.audit.models import AuditLine
from portal.core.db import db
from portal.core.scope import Scope
from portal.tenants.models import Login, LoginAttempt
from portal.web.writes import working_as
from tests import make
from tests.browse import Browser
from tests.databases import NOW
from tests.pages.test_second_factor import CODES, SET_UP, enrol

ASKED = "请再输入一次登录密码"


@pytest.fixture
def page(browse: Browser) -> Browser:
    """Somebody who may make new recovery codes, and gave her password long ago."""
    enrol(browse)
    return browse.sign_in("lianxiang", is_proved=False)


def count(browse: Browser, model: Any) -> int:
    with browse.app.app_context():
        return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def test_the_password_is_asked_for_and_then_not_for_ten_minutes(page: Browser) -> None:
    assert ASKED in page.get(CODES).text
    assert page.fill(CODES, {"password": make.PASSWORD}).status_code == 200
    with time_machine.travel(NOW + timedelta(minutes=9), tick=False):
        assert ASKED not in page.get(CODES).text
        assert page.fill(CODES, {}).status_code == 200
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        assert ASKED in page.get(CODES).text
        assert page.fill(CODES, {}).status_code == 422


@pytest.mark.parametrize(
    ("typed", "words"), [("", "请再输入一次您的登录密码"), ("不是这个 2026", "密码不对"), ("字" * 129, "最多 128 个字")]
)
def test_without_the_right_one_nothing_is_done(page: Browser, typed: str, words: str) -> None:
    answer = page.fill(CODES, {"password": typed})
    assert answer.status_code == 422
    assert words in answer.text
    assert not typed or typed not in answer.text
    assert ASKED in page.get(CODES).text


def test_a_wrong_one_is_counted_audited_and_in_the_end_refused(page: Browser) -> None:
    assert [page.fill(CODES, {"password": "不是这个 2026"}).status_code for _ in range(5)] == [422] * 5
    assert page.fill(CODES, {"password": make.PASSWORD}).status_code == 429
    assert count(page, LoginAttempt) == 5
    with page.app.app_context(), working_as(Scope("0.")) as scope:
        chosen = select(AuditLine.account_id).where(
            scope.owns(AuditLine), AuditLine.action == "account.prove", AuditLine.result == "failed"
        )
        assert db.session.scalars(chosen, scope.binds).all() == [make.account_id("lianxiang")] * 5


def test_somebody_elsewhere_is_not_locked_out(page: Browser) -> None:
    for _ in range(5):
        page.fill(CODES, {"password": "不是这个 2026"})
    assert page.post(CODES, {"password": make.PASSWORD}, environ_base={"REMOTE_ADDR": "10.0.0.2"}).status_code == 200


def test_a_slip_elsewhere_does_not_cost_the_password_again(browse: Browser) -> None:
    browse.sign_in("lianxiang", is_proved=False)
    slip = browse.fill(SET_UP, {"code": "000000", "password": make.PASSWORD})
    assert slip.status_code == 422
    assert ASKED not in slip.text
    assert 'value="000000"' in slip.text
    assert count(browse, LoginAttempt) == 0


def test_what_was_typed_elsewhere_stays_when_the_password_was_wrong(browse: Browser) -> None:
    browse.sign_in("lianxiang", is_proved=False)
    assert 'value="123 456"' in browse.fill(SET_UP, {"code": "123 456", "password": "不是这个 2026"}).text


def test_the_proof_is_of_one_login(page: Browser) -> None:
    page.fill(CODES, {"password": make.PASSWORD})
    with page.app.app_context():
        assert db.session.execute(select(func.count()).where(Login.proved_at.is_not(None))).scalar_one() == 1
    with page.app.app_context(), make.working_at(make.PLATFORM, "operator"):
        db.session.query(Login).update({"proved_at": None})
    assert ASKED in page.get(CODES).text


def test_signing_in_is_a_proof(browse: Browser) -> None:
    browse.fill("/login", {"name": "lianxiang", "password": make.PASSWORD})
    assert ASKED not in browse.get(SET_UP).text
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        assert ASKED in browse.get(SET_UP).text


def test_a_password_changed_meanwhile_is_the_one_that_counts(page: Browser) -> None:
    from portal.tenants import passwords
    from portal.tenants.models import Account

    with page.app.app_context(), make.working_at(make.PLATFORM, "operator"):
        db.session.query(Account).filter_by(name="lianxiang").update({"password_hash": passwords.hash_password("春江水暖 2026")})
    assert page.fill(CODES, {"password": make.PASSWORD}).status_code == 422
    assert page.fill(CODES, {"password": "春江水暖 2026"}).status_code == 200
