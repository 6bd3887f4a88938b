"""/login, /logout and what a signed-in browser is worth."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from portal.audit.models import AuditLine
from portal.core.db import db
from portal.core.scope import Scope
from portal.tenants.models import Account, Login, LoginAttempt
from portal.web.writes import working_as
from tests import make
from tests.browse import Browser, check_page
from tests.databases import NOW

HOME = f"/t/{make.LIANXIANG}/"
LOG = f"/t/{make.LIANXIANG}/activities/"


def sign_in(browse: Browser, name: str = "lianxiang", password: str = make.PASSWORD, **kwargs: Any) -> TestResponse:
    """Fill in the page as a browser would, without a short cut."""
    page = browse.client.get("/login", **kwargs)
    return browse.post("/login", {**check_page(page.text).hidden, "name": name, "password": password}, **kwargs)


def count(browse: Browser, column: Any, *where: Any) -> int:
    with browse.app.app_context(), working_as(Scope("0.")):
        return db.session.execute(select(func.count()).select_from(column).where(*where)).scalar_one()


@pytest.mark.parametrize("name", ["lianxiang", "LianXiang", " lianxiang "])
def test_the_right_password_leads_to_ones_unit(browse: Browser, name: str) -> None:
    answer = sign_in(browse, name)
    assert (answer.status_code, answer.location) == (303, "/")
    assert browse.client.get("/", follow_redirects=True).request.path == HOME


@pytest.mark.parametrize(
    ("name", "password"),
    [("lianxiang", "错了错了 2026"), ("nobody_at_all", "错了错了 2026"), ("连翔\x00", "错了错了 2026"), ("'--", "' or 1=1 --")],
)
def test_a_wrong_name_and_a_wrong_password_look_alike(browse: Browser, name: str, password: str) -> None:
    answer = sign_in(browse, name, password)
    assert answer.status_code == 422
    assert answer.text.count("账号或密码不对") == 2
    assert "<title>错误：" in answer.text
    assert password not in answer.text
    assert browse.client.get(HOME).status_code == 303
    assert count(browse, LoginAttempt) == 1


def test_a_failure_is_audited_without_a_name(browse: Browser) -> None:
    sign_in(browse, password="错了错了 2026")
    with browse.app.app_context(), working_as(Scope("0.")) as scope:
        chosen = select(AuditLine.result, AuditLine.note, AuditLine.account_id).where(scope.owns(AuditLine), AuditLine.result == "failed")
        assert db.session.execute(chosen, scope.binds).all() == [("failed", "", 0)]


def test_the_sixth_try_is_too_many_even_with_the_right_password(browse: Browser) -> None:
    assert [sign_in(browse, password="错了错了 2026").status_code for _ in range(5)] == [422] * 5
    sixth = sign_in(browse)
    assert sixth.status_code == 429
    assert "15 分钟后" in sixth.text
    assert sign_in(browse, "junmen").status_code == 303, "a colleague at the same address is not locked out"


def test_somebody_elsewhere_is_not_locked_out(browse: Browser) -> None:
    for _ in range(5):
        sign_in(browse, password="错了错了 2026")
    assert sign_in(Browser(browse.app), environ_base={"REMOTE_ADDR": "10.0.0.2"}).status_code == 303


def test_after_a_quarter_of_an_hour_she_may_try_again(browse: Browser) -> None:
    for _ in range(5):
        sign_in(browse, password="错了错了 2026")
    with time_machine.travel(NOW + timedelta(minutes=16), tick=False):
        assert sign_in(browse).status_code == 303


@pytest.mark.parametrize(
    ("name", "password"), [("", ""), ("lianxiang", ""), ("", "x"), ("x" * 41, "x"), ("x", "x" * 129), ("x" * 10_000, "y" * 10_000)]
)
def test_what_is_empty_or_endless_is_not_even_tried(browse: Browser, name: str, password: str) -> None:
    assert sign_in(browse, name, password).status_code == 422
    assert count(browse, LoginAttempt) == 0


def test_signing_out_kills_the_cookie(browse: Browser) -> None:
    sign_in(browse)
    cookie = browse.client.get_cookie("sid")
    assert cookie
    answer = browse.fill("/units", {})  # its hidden token is this login's
    token = check_page(browse.client.get(HOME).text).hidden["csrf_token"]
    assert answer.status_code == 405
    out = browse.post("/logout", {"csrf_token": token})
    assert (out.status_code, out.location) == (303, "/login")
    assert browse.client.get_cookie("sid") is None
    browse.client.set_cookie("sid", cookie.value)
    assert browse.client.get(HOME).location.startswith("/login")
    swap = browse.client.get(LOG, headers={"HX-Request": "true", "HX-Target": "log"})
    assert swap.status_code == 401


def test_signing_out_wants_the_token(browse: Browser) -> None:
    sign_in(browse)
    assert browse.client.post("/logout").status_code == 400
    assert browse.client.get(HOME).status_code == 200


@pytest.mark.parametrize("target", [LOG, f"{LOG}?month=2026-03", "/units"])
def test_she_is_led_back_to_where_she_was(browse: Browser, target: str) -> None:
    page = browse.client.get("/login", query_string={"next": target})
    sent = {**check_page(page.text).hidden, "name": "lianxiang", "password": make.PASSWORD}
    assert browse.post("/login", sent).location == target


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "https:evil",
        "https://evil.example/",
        "javascript:alert(1)",
        "https://[",
        "/a\r\nX: y",
        "/\t/evil",
    ],
)
def test_but_never_to_another_site(browse: Browser, target: str) -> None:
    hidden = check_page(browse.client.get("/login").text).hidden
    answer = browse.post("/login", {**hidden, "next": target, "name": "lianxiang", "password": make.PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/")


def test_a_form_without_its_token_is_refused(browse: Browser) -> None:
    sent = {"name": "lianxiang", "password": make.PASSWORD}
    assert browse.client.post("/login", data=sent).status_code == 400
    browse.client.get("/login")
    assert browse.client.post("/login", data=sent).status_code == 400
    assert browse.client.post("/login", data={**sent, "csrf_token": "0" * 64}).status_code == 400
    other = check_page(Browser(browse.app).client.get("/login").text).hidden["csrf_token"]
    assert browse.client.post("/login", data={**sent, "csrf_token": other}).status_code == 400


def test_a_signed_in_form_without_its_token_is_refused(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    for token in ("", "csrf of junmen", "é\x00"):
        assert browse.post(f"{LOG}new", {"csrf_token": token}).status_code == 400


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_post_from_another_site_is_refused(browse: Browser, site: str) -> None:
    hidden = check_page(browse.client.get("/login").text).hidden
    sent = {**hidden, "name": "lianxiang", "password": make.PASSWORD}
    assert browse.client.post("/login", data=sent, headers={"Sec-Fetch-Site": site}).status_code == 403
    assert browse.client.post("/login", data=sent, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


def test_who_is_idle_for_half_an_hour_signs_in_again(browse: Browser) -> None:
    sign_in(browse)
    with time_machine.travel(NOW + timedelta(minutes=29), tick=False):
        assert browse.client.get(HOME).status_code == 200
    with time_machine.travel(NOW + timedelta(minutes=58), tick=False):
        assert browse.client.get(HOME).status_code == 200, "she was seen at 29"
    with time_machine.travel(NOW + timedelta(minutes=89), tick=False):
        assert browse.client.get(HOME).location.startswith("/login?next=")


def test_after_twelve_hours_everybody_signs_in_again(browse: Browser) -> None:
    sign_in(browse)
    for minutes in range(25, 720, 25):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            assert browse.client.get("/units").status_code == 200
    with time_machine.travel(NOW + timedelta(minutes=721), tick=False):
        assert browse.client.get("/units").status_code == 303


def test_a_disabled_account_ends_at_once(browse: Browser) -> None:
    sign_in(browse)
    with browse.app.app_context():
        db.session.info["writes"] = True
        db.session.execute(update(Account).where(Account.name == "lianxiang").values(is_active=False))
        db.session.commit()
        db.session.info.clear()
    assert browse.client.get(HOME).status_code == 303
    assert sign_in(browse).status_code == 422


def test_every_sign_in_has_a_cookie_of_its_own_and_only_its_digest_is_kept(browse: Browser) -> None:
    values: set[str] = set()
    for _ in range(2):
        sign_in(browse)
        cookie = browse.client.get_cookie("sid")
        assert cookie
        values.add(cookie.value)
    assert len(values) == 2
    assert count(browse, Login, Login.digest.in_(values)) == 0
    assert count(browse, Login) == 1, "the one before is nobody's any more"


def test_the_cookie_is_closed_to_scripts_and_bound_to_the_host_under_https(browse: Browser) -> None:
    plain = sign_in(browse).headers["Set-Cookie"]
    assert plain.startswith("sid=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(plain.split("; "))
    safe = sign_in(Browser(browse.app), base_url="https://localhost").headers["Set-Cookie"]
    assert safe.startswith("__Host-sid=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Secure"} <= set(safe.split("; "))
    assert "Domain" not in safe


@pytest.mark.parametrize("path", ["/login", "/join/nothing", "/nowhere", HOME, LOG, "/healthz"])
def test_every_answer_tells_the_browser_what_it_may_do(browse: Browser, path: str) -> None:
    for answer in (browse.client.get(path), browse.sign_in("lianxiang").client.get(path)):
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" in browse.client.get(path, base_url="https://localhost").headers


@pytest.mark.parametrize("cookie", ["", "x" * 5000, "\udcff\udcfe", '"', "%00"])
def test_a_cookie_that_makes_no_sense_is_nobody(browse: Browser, cookie: str) -> None:
    answer = browse.client.get(HOME, headers={"Cookie": f"sid={cookie}"})
    assert answer.status_code == 303


@pytest.mark.parametrize("code", ["%00", "350111100013%00", "x", "9" * 400, "%F0%9F%98%80", "350111100013'--", "３５０１１１１０００１３"])
def test_a_unit_that_makes_no_sense_is_not_found(browse: Browser, code: str) -> None:
    assert browse.sign_in("lianxiang").get(f"/t/{code}/").status_code == 404


@pytest.mark.parametrize("path", ["/login", "/join/nothing"])
def test_who_is_signed_in_can_still_open_the_way_in(browse: Browser, path: str) -> None:
    sign_in(browse)
    assert browse.get(path).status_code in {200, 404}
    if path == "/login":
        assert sign_in(browse, "junmen").status_code == 303


def test_who_belongs_to_several_units_chooses(browse: Browser) -> None:
    with browse.app.app_context():
        db.session.info["writes"] = True
        make.add_role("lianxiang", make.NEIGHBOUR, "helper")
        db.session.commit()
        db.session.info.clear()
    browse.sign_in("lianxiang")
    assert browse.client.get("/").location == "/units"
    page = browse.get("/units").text
    assert f'href="{HOME}"' in page
    assert f'href="/t/{make.NEIGHBOUR}/"' in page
