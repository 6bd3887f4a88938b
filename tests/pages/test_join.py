"""/join/<link>: how somebody gets her first password."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import update

from portal.core.db import db
from portal.tenants.models import Account
from portal.tenants.services import accounts
from tests import make
from tests.browse import Browser
from tests.databases import NOW

GOOD = {"password": "春江水暖 2026", "again": "春江水暖 2026"}


def invite(browse: Browser, name: str = "lianxiang") -> str:
    """Return the address of a new link."""
    with browse.app.app_context(), make.working_at(make.JINAN, "jinan") as scope:
        return f"/join/{accounts.invite(scope, account_id=make.account_id(name))}"


def test_a_link_gives_a_password_and_signs_in(browse: Browser) -> None:
    link = invite(browse)
    page = browse.get(link).text
    assert "lianxiang 的使用人" in page
    assert browse.fill(link, GOOD).location == "/"
    assert browse.client.get("/", follow_redirects=True).request.path == f"/t/{make.LIANXIANG}/"
    again = Browser(browse.app)
    assert again.fill("/login", {"name": "lianxiang", "password": GOOD["password"]}).status_code == 303
    assert Browser(browse.app).fill("/login", {"name": "lianxiang", "password": make.PASSWORD}).status_code == 422


def test_it_works_once(browse: Browser) -> None:
    link = invite(browse)
    page = Browser(browse.app)
    late = page.client.get(link)
    assert late.status_code == 200
    assert browse.fill(link, GOOD).status_code == 303
    assert browse.get(link).status_code == 404
    assert "已经用过或已过期" in browse.get(link).text
    assert page.post(link, GOOD).status_code == 404


def test_it_ends_every_other_login_of_the_account(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    assert browse.client.get("/units").status_code == 200
    Browser(browse.app).fill(invite(browse), GOOD)
    assert browse.client.get("/units").status_code == 303


def test_after_seven_days_it_is_dead(browse: Browser) -> None:
    link = invite(browse)
    with time_machine.travel(NOW + timedelta(days=6, hours=23), tick=False):
        assert browse.get(link).status_code == 200
    with time_machine.travel(NOW + timedelta(days=7, minutes=1), tick=False):
        assert browse.get(link).status_code == 404


def test_a_new_link_kills_the_old_one(browse: Browser) -> None:
    old, new = invite(browse), invite(browse)
    assert browse.get(old).status_code == 404
    assert browse.get(new).status_code == 200


def test_a_disabled_account_has_no_way_in(browse: Browser) -> None:
    link = invite(browse)
    with browse.app.app_context():
        db.session.info["writes"] = True
        db.session.execute(update(Account).where(Account.name == "lianxiang").values(is_active=False))
        db.session.commit()
        db.session.info.clear()
    assert browse.get(link).status_code == 404


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("", "", "必须填写"),
        ("短 1", "短 1", "8 到 128"),
        ("lianxiang-2026", "lianxiang-2026", "太容易猜到"),
        ("我爱妇联工作 2026", "我爱妇联工作 2026", "太容易猜到"),
        ("aaaaaaaaaaaa", "aaaaaaaaaaaa", "太容易猜到"),
        ("春江水暖 2026", "春江水暖 2027", "不一样"),
        ("春" * 129, "春" * 129, "最多 128 个字"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused_and_the_link_lives_on(browse: Browser, password: str, again: str, words: str) -> None:
    link = invite(browse)
    answer = browse.fill(link, {"password": password, "again": again})
    assert answer.status_code == 422
    assert words in answer.text
    assert not password or password not in answer.text
    assert browse.fill(link, GOOD).status_code == 303


def test_a_form_without_its_token_is_refused(browse: Browser) -> None:
    link = invite(browse)
    assert browse.client.post(link, data=GOOD).status_code == 400
    assert browse.client.post(link, data=GOOD, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_somebody_signed_in_may_open_the_link_of_another(browse: Browser) -> None:
    link = invite(browse)
    Browser(browse.app).get(link)
    browse.sign_in("jinan")
    assert browse.fill(link, GOOD).status_code == 303
    assert browse.client.get("/", follow_redirects=True).request.path == f"/t/{make.LIANXIANG}/"


@pytest.mark.parametrize("token", ["nothing", "%00", "x" * 3000, "%F0%9F%98%80", "../login"])
def test_a_link_that_never_was_is_not_found(browse: Browser, token: str) -> None:
    assert browse.client.get(f"/join/{token}").status_code in {404, 308} or token == "../login"
