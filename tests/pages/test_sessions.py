"""/me/logins: where one is signed in, and how one ends it."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal.core.db import db
from portal.tenants.models import Login
from tests import make
from tests.browse import Browser, check_page
from tests.databases import NOW

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0"
WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.49 Language/zh_CN"


def sign_in(browse: Browser, agent: str = EDGE, address: str = "127.0.0.1", name: str = "lianxiang") -> Browser:
    """Come in by the page, on this device."""
    kwargs = {"headers": {"User-Agent": agent}, "environ_base": {"REMOTE_ADDR": address}}
    hidden = check_page(browse.client.get("/login", **kwargs).text).hidden
    assert browse.client.post("/login", data={**hidden, "name": name, "password": make.PASSWORD}, **kwargs).status_code == 303
    browse.csrf = check_page(browse.client.get("/me").text).hidden["csrf_token"]
    return browse


def ends(page: str) -> list[str]:
    """Return the addresses that end the logins a page lists."""
    return re.findall(r'action="(/me/logins/[0-9a-f]{16}/end)"', page)


def test_each_device_is_named_in_plain_words(browse: Browser) -> None:
    sign_in(Browser(browse.app), WECHAT, "10.0.0.9")
    page = sign_in(browse).get("/me").text
    for words in ("Windows 电脑 · Edge", "iPhone · 微信", "10.0.0.9", "03-16 10:00", "退出其他所有登录"):
        assert words in page
    assert page.count("本次</span>") == 1


@pytest.mark.parametrize("agent", ["", "x" * 5000, "<script>alert(1)</script>", "curl/8.0"])
def test_a_device_that_says_nothing_known_keeps_nothing_of_what_it_said(browse: Browser, agent: str) -> None:
    page = sign_in(browse, agent).get("/me").text
    assert "不能识别的设备" in page
    assert "alert(1)" not in page


def test_one_of_them_is_ended(browse: Browser) -> None:
    other = sign_in(Browser(browse.app), WECHAT)
    sign_in(browse)
    (address,) = ends(browse.get("/me").text)
    answer = browse.post(address)
    assert (answer.status_code, answer.location) == (303, "/me")
    assert "这处登录已退出" in browse.get("/me").text
    assert other.client.get("/me").status_code == 303
    assert browse.post(address).status_code == 303, "a second click does no harm"


def test_all_others_are_ended_at_once(browse: Browser) -> None:
    others = [sign_in(Browser(browse.app), WECHAT) for _ in range(3)]
    sign_in(browse)
    assert browse.post("/me/logins/end-others").status_code == 303
    assert "其他 3 处登录已退出" in browse.get("/me").text
    assert {other.client.get("/me").status_code for other in others} == {303}
    browse.post("/me/logins/end-others")
    assert "没有其他登录" in browse.get("/me").text


def test_nobody_ends_the_login_of_another(browse: Browser) -> None:
    theirs = sign_in(Browser(browse.app), name="junmen")
    sign_in(Browser(browse.app), name="junmen")
    (address,) = ends(theirs.get("/me").text)
    assert sign_in(browse).post(address).status_code == 303
    assert len(ends(theirs.get("/me").text)) == 1


@pytest.mark.parametrize("key", ["%00", "%25", "_" * 16, "x", "%F0%9F%98%80", "9" * 5000])
def test_a_login_that_never_was_ends_nothing(browse: Browser, key: str) -> None:
    sign_in(Browser(browse.app))
    sign_in(browse)
    assert browse.post(f"/me/logins/{key}/end").status_code in {303, 404}
    assert len(ends(browse.get("/me").text)) == 1


def test_ending_wants_the_token(browse: Browser) -> None:
    sign_in(Browser(browse.app))
    sign_in(browse)
    (address,) = ends(browse.get("/me").text)
    for path in (address, "/me/logins/end-others"):
        assert browse.client.post(path).status_code == 400
        assert browse.client.get(path).status_code == 405
    assert len(ends(browse.get("/me").text)) == 1


def test_logins_that_are_over_are_not_listed(browse: Browser) -> None:
    sign_in(Browser(browse.app))
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        assert ends(sign_in(browse).get("/me").text) == []


def test_the_page_tells_no_secret_of_a_login(browse: Browser) -> None:
    sign_in(Browser(browse.app))
    page = sign_in(browse).get("/me").text
    with browse.app.app_context():
        assert [digest for digest in db.session.scalars(select(Login.digest)) if digest in page] == []
