"""/login/code and /me/second-factor: the one-time code after the password."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from pyotp.totp import TOTP
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.audit.models import AuditLine
from portal.core.db import db
from portal.core.scope import Scope
from portal.tenants.models import Account, Login, LoginAttempt, RecoveryCode
from portal.tenants.services import accounts
from portal.web.writes import working_as
from tests import make
from tests.browse import Browser, check_page
from tests.databases import NOW

HOME = f"/t/{make.LIANXIANG}/activities/"
SET_UP, CODES, END, CODE = "/me/second-factor", "/me/second-factor/codes", "/me/second-factor/end", "/login/code"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSED = timedelta(minutes=1)  # later than every code that was used to set it up


def code(secret: str = SECRET, *, later: timedelta = PASSED) -> str:
    return TOTP(secret).at(NOW + later)


def later(**passed: int) -> Any:
    return time_machine.travel(NOW + (timedelta(**passed) if passed else PASSED), tick=False)


def enrol(browse: Browser, name: str = "lianxiang") -> list[str]:
    """Give an account a second factor, and return its recovery codes."""
    with browse.app.app_context(), working_as(Scope("0.", account_id=make.account_id(name)), is_write=True) as scope:
        return accounts.set_up(scope, secret=SECRET, code=code(later=timedelta()), login_digest="")


def give_password(browse: Browser, name: str = "lianxiang", **kwargs: Any) -> TestResponse:
    hidden = check_page(browse.client.get("/login", **kwargs).text).hidden
    return browse.post("/login", {**hidden, "name": name, "password": make.PASSWORD}, **kwargs)


def give_code(browse: Browser, typed: str, path: str = CODE, **kwargs: Any) -> TestResponse:
    hidden = check_page(browse.client.get(path, **kwargs).text).hidden
    return browse.post(path, {**hidden, "code": typed}, **kwargs)


def cookie(browse: Browser) -> str:
    found = browse.client.get_cookie("sid")
    assert found is not None
    return found.value


def count(browse: Browser, model: Any, *where: Any) -> int:
    with browse.app.app_context():
        return db.session.execute(select(func.count()).select_from(model).where(*where)).scalar_one()


def notes(browse: Browser, result: str = "done") -> list[str]:
    """Return what the audit says of second factors."""
    with browse.app.app_context(), working_as(Scope("0.")) as scope:
        chosen = select(AuditLine.note).where(
            scope.owns(AuditLine), AuditLine.action == "account.second_factor", AuditLine.result == result
        )
        return list(db.session.scalars(chosen, scope.binds))


@pytest.fixture
def demand(browse: Browser, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let the setting for one-time codes be another one."""
    settings = browse.app.extensions["portal.settings"]
    return lambda totp: monkeypatch.setitem(browse.app.extensions, "portal.settings", replace(settings, totp=totp))


# ------------------------------------------------------------------ signing in


def test_after_the_password_comes_the_code(browse: Browser) -> None:
    enrol(browse)
    with later():
        answer = give_password(browse)
        assert (answer.status_code, answer.location) == (303, CODE)
        page = browse.get(CODE).text
        assert "lianxiang 的使用人" in page
        assert 'autocomplete="one-time-code"' in page
        assert 'inputmode="numeric"' in page
        assert (give_code(browse, code()).status_code, browse.client.get(HOME).status_code) == (303, 200)


@pytest.mark.parametrize("path", [HOME, "/", "/me", "/units", SET_UP, "/me/password"])
def test_a_password_alone_opens_nothing(browse: Browser, path: str) -> None:
    enrol(browse)
    give_password(browse)
    answer = browse.client.get(path)
    assert (answer.status_code, answer.location.startswith("/login?next=")) == (303, True)
    swap = browse.client.get(path, headers={"HX-Request": "true", "HX-Target": "log"})
    assert swap.status_code == 401, "a page left open asks for a sign-in over itself"


def test_each_step_has_a_cookie_of_its_own(browse: Browser) -> None:
    enrol(browse)
    with later():
        give_password(browse)
        first = cookie(browse)
        give_code(browse, code())
        assert cookie(browse) != first
        browse.client.set_cookie("sid", first)
        assert browse.client.get(HOME).status_code == 303
        assert browse.client.get(CODE).location == "/login"


def test_she_is_led_to_where_she_was(browse: Browser) -> None:
    enrol(browse)
    with later():
        page = browse.client.get("/login", query_string={"next": HOME})
        sent = {**check_page(page.text).hidden, "name": "lianxiang", "password": make.PASSWORD}
        answer = browse.post("/login", sent)
        assert answer.location == f"{CODE}?next={HOME}"
        assert give_code(browse, code(), answer.location).location == HOME


def test_but_never_to_another_site(browse: Browser) -> None:
    enrol(browse)
    with later():
        give_password(browse)
        assert give_code(browse, code(), f"{CODE}?next=//evil.example").location == "/"


@pytest.mark.parametrize("typed", ["", " ", "000000", "12345", "1234567", "abcdef", "😀", "\x00", "x" * 10_000, "' or 1=1 --"])
def test_a_wrong_code_says_so(browse: Browser, typed: str) -> None:
    enrol(browse)
    give_password(browse)
    answer = give_code(browse, typed)
    assert answer.status_code == 422
    assert browse.client.get(HOME).status_code == 303


@pytest.mark.parametrize("shape", ["{}", " {} ", "{0:.3} {0:.3}"])
def test_a_code_may_be_typed_as_it_is_shown(browse: Browser, shape: str) -> None:
    enrol(browse)
    with later():
        give_password(browse)
        typed = code()
        shown = f"{typed[:3]} {typed[3:]}" if ":" in shape else shape.format(typed)
        assert give_code(browse, shown).status_code == 303


def test_full_width_digits_are_digits(browse: Browser) -> None:
    enrol(browse)
    with later():
        give_password(browse)
        assert give_code(browse, "".join(chr(ord(digit) + 0xFEE0) for digit in code())).status_code == 303


@pytest.mark.parametrize(("early", "status"), [(-60, 422), (-30, 303), (0, 303), (30, 303), (60, 422)])
def test_a_clock_may_go_half_a_minute_wrong(browse: Browser, early: int, status: int) -> None:
    enrol(browse)
    with later(minutes=5):
        give_password(browse)
        assert give_code(browse, code(later=timedelta(minutes=5, seconds=early))).status_code == status


def test_no_code_counts_twice(browse: Browser) -> None:
    enrol(browse)
    with later():
        give_password(browse)
        assert give_code(browse, code()).status_code == 303
        again = Browser(browse.app)
        give_password(again)
        assert give_code(again, code()).status_code == 422
        assert give_code(again, code(later=timedelta(seconds=30))).status_code == 422, "nor one that is older"
        assert give_code(again, code(later=timedelta(seconds=90))).status_code == 303


def test_the_code_that_set_it_up_does_not_sign_in(browse: Browser) -> None:
    enrol(browse)
    give_password(browse)
    assert give_code(browse, code(later=timedelta())).status_code == 422


def test_the_sixth_wrong_code_is_too_many_from_wherever_it_comes(browse: Browser) -> None:
    enrol(browse)
    with later():
        give_password(browse)
        for n in range(5):
            assert give_code(browse, "000000", environ_base={"REMOTE_ADDR": f"10.0.0.{n}"}).status_code == 422
        assert give_code(browse, code(), environ_base={"REMOTE_ADDR": "10.0.0.99"}).status_code == 429
        again = Browser(browse.app)
        give_password(again)
        assert give_code(again, code()).status_code == 429, "giving the password again forgives nothing"
    with later(minutes=17):
        give_password(browse)
        assert give_code(browse, code(later=timedelta(minutes=17))).status_code == 303
    assert len(notes(browse, "failed")) == 5


def test_wrong_codes_of_one_lock_nobody_else_out(browse: Browser) -> None:
    enrol(browse)
    give_password(browse)
    for _ in range(6):
        give_code(browse, "000000")
    enrol(browse, "junmen")
    with later():
        assert give_password(browse, "junmen").status_code == 303
        assert give_code(browse, code()).status_code == 303


def test_a_right_code_is_not_counted(browse: Browser) -> None:
    enrol(browse)
    with later():
        give_password(browse)
        give_code(browse, code())
    assert count(browse, LoginAttempt) == 0


def test_who_waits_too_long_begins_again(browse: Browser) -> None:
    enrol(browse)
    give_password(browse)
    with later(minutes=11):
        assert browse.client.get(CODE).location == "/login"
        assert browse.post(CODE, {"code": code(later=timedelta(minutes=11))}).status_code == 400


def test_who_gave_no_password_is_asked_for_it(browse: Browser) -> None:
    assert browse.client.get(CODE).location == "/login"
    browse.sign_in("lianxiang")
    assert browse.client.get(CODE).location == "/login"


def test_a_form_without_its_token_is_refused(browse: Browser) -> None:
    enrol(browse)
    with later():
        give_password(browse)
        assert browse.client.post(CODE, data={"code": code()}).status_code == 400
        assert browse.client.post(CODE, data={"code": code()}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_an_account_disabled_in_between_does_not_come_in(browse: Browser) -> None:
    enrol(browse)
    with later():
        give_password(browse)
        with browse.app.app_context(), make.working_at(make.PLATFORM, "operator"):
            db.session.query(Account).filter_by(name="lianxiang").update({"is_active": False})
        assert browse.client.get(CODE).location == "/login"


def test_the_password_counts_as_given_when_it_was_given(browse: Browser) -> None:
    enrol(browse)
    with later():
        give_password(browse)
    with later(minutes=8):
        give_code(browse, code(later=timedelta(minutes=8)))
    with browse.app.app_context():
        assert db.session.scalars(select(Login.proved_at)).one() == NOW + PASSED


# ------------------------------------------------------------------ recovery codes


def test_a_recovery_code_stands_in_once(browse: Browser) -> None:
    first, *_ = enrol(browse)
    for typed, status in ((first, 303), (first, 422)):
        visit = Browser(browse.app)
        give_password(visit)
        assert give_code(visit, typed, f"{CODE}?recovery=1").status_code == status
    assert "用掉一个恢复码" in notes(browse)


def test_it_may_be_typed_as_it_was_written_down(browse: Browser) -> None:
    first, *_ = enrol(browse)
    give_password(browse)
    assert give_code(browse, f" {first[:5].upper()} {first[5:]} ").status_code == 303


def test_the_page_for_it_does_not_ask_for_digits(browse: Browser) -> None:
    enrol(browse)
    give_password(browse)
    assert "recovery=1" in browse.get(CODE).text
    assert "inputmode" not in browse.get(f"{CODE}?recovery=1").text


def test_one_of_another_account_is_worth_nothing(browse: Browser) -> None:
    enrol(browse)
    first, *_ = enrol(browse, "junmen")
    give_password(browse)
    assert give_code(browse, first).status_code == 422


def test_only_fingerprints_are_kept(browse: Browser) -> None:
    codes = enrol(browse)
    assert (len(codes), len(set(codes))) == (10, 10)
    with browse.app.app_context():
        kept = set(db.session.scalars(select(RecoveryCode.digest)))
        sealed = db.session.scalars(select(Account.totp_sealed).where(Account.name == "lianxiang")).one()
    assert len(kept) == 10
    assert not kept & set(codes)
    assert SECRET.encode() not in (sealed or b"")


def test_few_left_are_pointed_out(browse: Browser) -> None:
    enrol(browse)
    browse.sign_in("lianxiang")
    assert "还有 10 个恢复码没有用过" in browse.get("/me").text
    with browse.app.app_context(), make.working_at(make.PLATFORM, "operator"):
        for it in db.session.scalars(select(RecoveryCode)).all()[:8]:
            it.used_at = NOW
    assert "还有 2 个恢复码没有用过，请生成新的" in browse.get("/me").text


# ------------------------------------------------------------------ setting it up


def secret_on(page: str) -> str:
    found = re.search(r'href="otpauth://totp/[^"]*secret=([A-Z2-7]{32})', page.replace("&amp;", "&"))
    assert found is not None
    return found[1]


def test_setting_it_up_shows_a_picture_and_takes_a_code(browse: Browser) -> None:
    page = browse.sign_in("lianxiang").get(SET_UP).text
    secret = secret_on(page)
    assert 'src="data:image/svg+xml' in page
    assert " ".join(secret[n : n + 4] for n in range(0, 32, 4)) in page
    done = browse.post(SET_UP, {**check_page(page).hidden, "code": TOTP(secret).at(NOW)})
    assert done.status_code == 200
    shown = re.findall(r"\d+\. ([2-9a-z]{5} [2-9a-z]{5})<", done.text)
    assert len(shown) == 10
    assert done.headers["Cache-Control"] == "no-store"
    assert "已启用" in browse.get("/me").text
    assert notes(browse) == ["设置"]
    with later():
        visit = Browser(browse.app)
        give_password(visit)
        assert give_code(visit, TOTP(secret).at(NOW + PASSED)).status_code == 303
        visit = Browser(browse.app)
        give_password(visit)
        assert give_code(visit, shown[0]).status_code == 303


def test_each_page_has_a_secret_of_its_own_and_keeps_it_through_a_slip(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    first, second = (secret_on(browse.get(SET_UP).text) for _ in range(2))
    assert first != second
    page = browse.get(SET_UP).text
    slip = browse.post(SET_UP, {**check_page(page).hidden, "code": "000000"})
    assert (slip.status_code, secret_on(slip.text)) == (422, secret_on(page))
    assert "验证码不对" in slip.text


@pytest.mark.parametrize("draft", ["", "x", "AAAA" * 30, "😀", "\x00", "x" * 10_000])
def test_a_draft_of_ones_own_making_is_not_taken(browse: Browser, draft: str) -> None:
    browse.sign_in("lianxiang")
    answer = browse.post(SET_UP, {"draft": draft, "code": code(later=timedelta())})
    assert answer.status_code == 422
    assert count(browse, Account, Account.totp_sealed.is_not(None)) == 0


def test_the_draft_of_another_is_not_taken(browse: Browser) -> None:
    page = Browser(browse.app).sign_in("junmen").get(SET_UP).text
    draft, secret = check_page(page).hidden["draft"], secret_on(page)
    browse.sign_in("lianxiang")
    assert browse.post(SET_UP, {"draft": draft, "code": TOTP(secret).at(NOW)}).status_code == 422


def test_setting_it_up_ends_the_logins_that_never_gave_a_code(browse: Browser) -> None:
    other = Browser(browse.app)
    give_password(other)
    page = browse.sign_in("lianxiang").get(SET_UP).text
    browse.post(SET_UP, {**check_page(page).hidden, "code": TOTP(secret_on(page)).at(NOW)})
    assert other.client.get("/me").status_code == 303
    assert browse.client.get("/me").status_code == 200


def test_it_is_set_up_once(browse: Browser) -> None:
    page = browse.sign_in("lianxiang").get(SET_UP).text
    sent = {**check_page(page).hidden, "code": TOTP(secret_on(page)).at(NOW)}
    assert browse.post(SET_UP, sent).status_code == 200
    assert browse.post(SET_UP, sent).location == "/me"
    assert "已经设置好了" in browse.get("/me").text
    assert count(browse, RecoveryCode) == 10


def test_setting_it_up_wants_the_password_when_that_was_long_ago(browse: Browser) -> None:
    page = browse.sign_in("lianxiang", is_proved=False).get(SET_UP).text
    sent = {**check_page(page).hidden, "code": TOTP(secret_on(page)).at(NOW)}
    assert browse.post(SET_UP, sent).status_code == 422
    assert browse.post(SET_UP, {**sent, "password": "不是这个 2026"}).status_code == 422
    assert count(browse, Account, Account.totp_sealed.is_not(None)) == 0
    assert browse.post(SET_UP, {**sent, "password": make.PASSWORD}).status_code == 200


# ------------------------------------------------------------------ new codes, and the end


def test_new_recovery_codes_make_the_old_ones_void(browse: Browser) -> None:
    first, *_ = enrol(browse)
    browse.sign_in("lianxiang")
    answer = browse.fill(CODES, {})
    assert answer.status_code == 200
    assert "原来的全部作废" in answer.text
    visit = Browser(browse.app)
    give_password(visit)
    assert give_code(visit, first).status_code == 422
    assert count(browse, RecoveryCode) == 10


@pytest.mark.parametrize("by_recovery", [False, True])
def test_it_ends_with_password_and_code(browse: Browser, by_recovery: bool) -> None:
    first, *_ = enrol(browse)
    with later():
        browse.sign_in("lianxiang", is_proved=False)
        typed = first if by_recovery else code()
        assert browse.fill(END, {"code": typed}).status_code == 422, "the password is missing"
        assert browse.fill(END, {"code": "000000", "password": make.PASSWORD}).status_code == 422
        assert browse.fill(END, {"code": typed}).location == "/me"
    assert count(browse, RecoveryCode) == 0
    assert "关闭：本人" in notes(browse)
    assert give_password(Browser(browse.app)).location == "/"


def test_wrong_codes_at_its_end_are_counted_too(browse: Browser) -> None:
    enrol(browse)
    browse.sign_in("lianxiang")
    assert [browse.fill(END, {"code": "000000"}).status_code for _ in range(6)] == [422] * 5 + [429]


@pytest.mark.parametrize("path", [CODES, END])
def test_who_has_none_is_led_to_her_account(browse: Browser, path: str) -> None:
    browse.sign_in("lianxiang")
    assert browse.client.get(path).location == "/me"
    assert browse.post(path, {"code": "000000"}).location == "/me"


def test_a_link_to_reset_the_password_ends_it_and_says_so(browse: Browser) -> None:
    enrol(browse)
    with browse.app.app_context(), make.working_at(make.JINAN, "jinan") as scope:
        link = accounts.invite(scope, account_id=make.account_id("lianxiang"), purpose="reset", reason="手机丢失")
    assert browse.fill(f"/join/{link}", {"password": "春江水暖 2026", "again": "春江水暖 2026"}).location == "/"
    assert "两步登录已随重设密码关闭" in browse.get("/me").text
    assert (count(browse, RecoveryCode), "关闭：重设密码" in notes(browse)) == (0, True)


def test_another_link_does_not_go_round_it(browse: Browser) -> None:
    enrol(browse)
    with browse.app.app_context(), make.working_at(make.JINAN, "jinan") as scope:
        link = accounts.invite(scope, account_id=make.account_id("lianxiang"))
    assert browse.fill(f"/join/{link}", {"password": "春江水暖 2026", "again": "春江水暖 2026"}).location == CODE
    assert browse.client.get("/me").status_code == 303


# ------------------------------------------------------------------ the setting


def test_when_it_is_off_nobody_is_asked_and_nothing_offered(browse: Browser, demand: Any) -> None:
    enrol(browse)
    demand("off")
    assert give_password(browse).location == "/"
    assert "两步登录" not in browse.get("/me").text
    for path in (SET_UP, CODES, END):
        assert browse.get(path).status_code == 404


@pytest.mark.parametrize(("name", "home"), [("jinan", make.JINAN), ("fuzhou_reader", make.CITY), ("operator", make.PLATFORM)])
def test_when_it_is_required_who_works_above_a_station_sets_it_up_first(browse: Browser, demand: Any, name: str, home: str) -> None:
    demand("required")
    give_password(browse, name)
    for path in ("/", "/me", "/units", f"/t/{home}/"):
        assert browse.client.get(path).location == SET_UP
    page = browse.get(SET_UP).text
    assert "必须设置两步登录" in page
    assert browse.post(SET_UP, {**check_page(page).hidden, "code": TOTP(secret_on(page)).at(NOW)}).status_code == 200
    assert browse.get(f"/t/{home}/").status_code == 200


def test_until_then_nothing_is_written_and_no_part_of_a_page_is_given(browse: Browser, demand: Any) -> None:
    demand("required")
    browse.sign_in("jinan")
    assert browse.post(f"/t/{make.JINAN}/activities/new", {}).status_code == 403
    assert browse.post("/me/name", {"display_name": "林秀英"}).status_code == 403
    swap = browse.client.get(f"/t/{make.JINAN}/activities/", headers={"HX-Request": "true", "HX-Target": "log"})
    assert (swap.status_code, "请先设置两步登录" in swap.text) == (403, True)
    assert browse.post("/logout").location == "/login"


def test_a_station_may_have_it_and_need_not(browse: Browser, demand: Any) -> None:
    demand("required")
    give_password(browse, "lianxiang")
    assert browse.get("/me").status_code == 200
    assert browse.get(SET_UP).status_code == 200


def test_one_role_above_a_station_is_enough(browse: Browser, demand: Any) -> None:
    demand("required")
    with browse.app.app_context(), make.working_at(make.PLATFORM, "operator"):
        make.add_role("lianxiang", make.JINAN, "county_clerk")
    browse.sign_in("lianxiang")
    assert browse.client.get(HOME).location == SET_UP


def test_who_ends_it_where_it_is_required_sets_it_up_anew(browse: Browser, demand: Any) -> None:
    enrol(browse, "jinan")
    demand("required")
    with later():
        browse.sign_in("jinan")
        assert "马上重新设置" in browse.get(END).text
        assert browse.fill(END, {"code": code()}).status_code == 303
        assert browse.client.get("/me").location == SET_UP
