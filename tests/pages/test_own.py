"""/me: one's own account, name and password."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from portal.audit.models import AuditLine
from portal.core.db import db
from portal.core.scope import Scope
from portal.tenants.models import Account, Invitation, Login, LoginAttempt
from portal.tenants.services import accounts
from portal.web.writes import working_as
from tests import make
from tests.browse import Browser, check_page
from tests.databases import NOW

NEW = "春江水暖 2026"
CHANGE = {"old": make.PASSWORD, "password": NEW, "again": NEW}


def sign_in(browse: Browser, name: str = "lianxiang", password: str = make.PASSWORD) -> Browser:
    """Come in by the page, as a person does."""
    assert browse.fill("/login", {"name": name, "password": password}).status_code == 303
    return browse


def account(browse: Browser, name: str = "lianxiang") -> Account:
    with browse.app.app_context():
        return db.session.scalars(select(Account).where(Account.name == name)).one()


def lines(browse: Browser, action: str, result: str = "done") -> list[str]:
    """Return the notes of the platform's audit lines of this action."""
    with browse.app.app_context(), working_as(Scope("0.")) as scope:
        chosen = select(AuditLine.note).where(scope.owns(AuditLine), AuditLine.action == action, AuditLine.result == result)
        return list(db.session.scalars(chosen, scope.binds))


def test_it_shows_who_one_is_and_where_one_works(browse: Browser) -> None:
    page = browse.sign_in("lianxiang").get("/me")
    for words in ("lianxiang 的使用人", "连翔社区驿站", "站长", "社区驿站", "本次", "我的账号", "设置两步登录"):
        assert words in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_every_page_leads_to_it(browse: Browser) -> None:
    assert 'href="/me"' in browse.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/").text


def test_who_belongs_to_no_unit_still_has_an_account(browse: Browser) -> None:
    with browse.app.app_context(), make.working_at(make.PLATFORM, "operator"):
        db.session.add(Account(name="nobody_yet", display_name="林秀英", made_at=NOW))
    page = browse.sign_in("nobody_yet").get("/me")
    assert (page.status_code, "还不属于任何单位" in page.text) == (200, True)


def test_nobody_sees_it_without_signing_in(browse: Browser) -> None:
    for path in ("/me", "/me/name", "/me/password"):
        answer = browse.client.get(path)
        assert (answer.status_code, answer.location) == (303, f"/login?next={path}")


# ------------------------------------------------------------------ name


def test_one_may_be_called_something_else(browse: Browser) -> None:
    answer = browse.sign_in("lianxiang").fill("/me/name", {"display_name": " 林 秀英 "})
    assert (answer.status_code, answer.location) == (303, "/me")
    page = browse.get("/me").text
    assert "林 秀英" in page
    assert "姓名已修改" in page
    assert lines(browse, "account.rename") == [""]


@pytest.mark.parametrize("name", ["", "林", "林" * 31, "林秀英1", "😀😀", "<b>林</b>", "林\x00", "字" * 10_000])
def test_a_name_that_is_none_is_refused(browse: Browser, name: str) -> None:
    answer = browse.sign_in("lianxiang").fill("/me/name", {"display_name": name})
    assert answer.status_code == 422
    assert account(browse).display_name == "lianxiang 的使用人"


# ------------------------------------------------------------------ password


def test_a_new_password_takes_the_place_of_the_old_one(browse: Browser) -> None:
    sign_in(browse)
    answer = browse.fill("/me/password", CHANGE)
    assert (answer.status_code, answer.location) == (303, "/me")
    assert "密码已修改" in browse.get("/me").text
    assert "2026-03-16</time> 设置" in browse.get("/me").text
    assert sign_in(Browser(browse.app), password=NEW)
    assert Browser(browse.app).fill("/login", {"name": "lianxiang", "password": make.PASSWORD}).status_code == 422
    assert lines(browse, "account.password") == [""]


def test_it_ends_every_other_login_and_this_one_gets_a_new_id(browse: Browser) -> None:
    other = sign_in(Browser(browse.app))
    sign_in(browse)
    before = browse.client.get_cookie("sid")
    browse.fill("/me/password", CHANGE)
    after = browse.client.get_cookie("sid")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert browse.get("/me").status_code == 200
    assert other.client.get("/me").status_code == 303
    stolen = Browser(browse.app)
    stolen.client.set_cookie("sid", before.value)
    assert stolen.client.get("/me").status_code == 303


def test_it_ends_every_link_to_the_account(browse: Browser) -> None:
    with browse.app.app_context(), make.working_at(make.JINAN, "jinan") as scope:
        link = accounts.invite(scope, account_id=make.account_id("lianxiang"), purpose="reset", reason="忘记密码")
    sign_in(browse)
    browse.fill("/me/password", CHANGE)
    assert browse.client.get(f"/join/{link}").status_code == 404
    with browse.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Invitation).where(Invitation.used_at.is_(None))) == 0


def test_she_is_told_when_and_from_where_she_came_before(browse: Browser) -> None:
    early = Browser(browse.app)
    with time_machine.travel(NOW - timedelta(days=1, minutes=30), tick=False):
        sent = early.client.get("/login", environ_base={"REMOTE_ADDR": "10.0.0.7"})
        assert sent.status_code == 200
        hidden = {**check_page(sent.text).hidden, "name": "lianxiang", "password": make.PASSWORD}
        early.client.post("/login", data=hidden, environ_base={"REMOTE_ADDR": "10.0.0.7"})
    sign_in(browse)
    assert "2026-03-15 09:30</time>，来自 10.0.0.7" in browse.get("/me").text
    browse.fill("/me/password", CHANGE)
    assert "您上一次登录是 2026-03-15 09:30，来自 10.0.0.7" in browse.get("/me").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"old": ""}, "必须填写"),
        ({"old": "不是这个 2026"}, "现在的密码不对"),
        ({"password": "", "again": ""}, "必须填写"),
        ({"again": "春江水暖 2027"}, "两次输入的新密码不一样"),
        ({"password": make.PASSWORD, "again": make.PASSWORD}, "新密码和现在的一样"),
        ({"password": "短", "again": "短"}, "8 到 128"),
        ({"password": "lian xiang 我的", "again": "lian xiang 我的"}, "不能含有账号名"),
        ({"password": "jin'an-qu 我最好", "again": "jin'an-qu 我最好"}, "地名"),
        ({"password": "fuzhou 我最好的", "again": "fuzhou 我最好的"}, "地名"),
        ({"password": "wo ai fulian 好", "again": "wo ai fulian 好"}, "妇联"),
        ({"password": "字" * 129, "again": "字" * 129}, "最多 128 个字"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_changed(browse: Browser, changes: dict[str, str], words: str) -> None:
    sign_in(browse)
    answer = browse.fill("/me/password", {**CHANGE, **changes})
    assert answer.status_code == 422
    assert words in answer.text
    assert all(value not in answer.text for value in changes.values() if len(value) > 1)
    assert sign_in(Browser(browse.app))


def test_wrong_old_passwords_are_counted_and_audited(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    for _ in range(5):
        assert browse.fill("/me/password", {**CHANGE, "old": "不是这个 2026"}).status_code == 422
    assert browse.fill("/me/password", CHANGE).status_code == 429
    assert len(lines(browse, "account.prove", "failed")) == 5
    with browse.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(LoginAttempt)) == 5


def test_a_password_is_kept_as_a_hash_alone(browse: Browser) -> None:
    sign_in(browse)
    browse.fill("/me/password", CHANGE)
    kept = account(browse).password_hash or ""
    assert kept.startswith("$argon2id$")
    assert NEW not in kept


def test_sent_twice_it_is_changed_once(browse: Browser) -> None:
    sign_in(browse)
    browse.fill("/me/password", CHANGE)
    assert browse.fill("/me/password", CHANGE).status_code == 422, "the old one is no longer right"
    with browse.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Login)) == 1


# ------------------------------------------------------------------ what was kept for her


def test_a_notice_is_told_once_after_the_next_sign_in(browse: Browser) -> None:
    with browse.app.app_context(), make.working_at(make.PLATFORM, "operator"):
        db.session.query(Account).filter_by(name="lianxiang").update({"notice": "林主任为您生成了重设密码的链接"})
    sign_in(browse)
    assert "林主任为您生成了重设密码的链接" in browse.get("/units").text
    assert "林主任为您生成了重设密码的链接" not in browse.get("/units").text
    sign_in(browse)
    assert "林主任为您生成了重设密码的链接" not in browse.get("/units").text
    assert account(browse).notice == ""


def test_the_switcher_shows_unit_level_and_role(browse: Browser) -> None:
    with browse.app.app_context(), make.working_at(make.PLATFORM, "operator"):
        make.add_role("lianxiang", make.NEIGHBOUR, "helper")
    page = browse.sign_in("lianxiang").get("/units").text
    for words in ("东山社区驿站", "连翔社区驿站", "宣传员", "站长", "社区驿站"):
        assert words in page
    assert "切换单位" in browse.get(f"/t/{make.LIANXIANG}/").text
