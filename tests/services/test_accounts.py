"""Passwords and codes tried by many at once, on databases that really commit; and who waits for whom meanwhile."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from flask import Flask
from pyotp.totp import TOTP
from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.core.scope import Scope
from portal.tenants import passwords
from portal.tenants.models import Account, Invitation, Login, LoginAttempt
from portal.tenants.services import accounts
from portal.web.writes import working_as
from tests import make
from tests.browse import Browser, check_page
from tests.databases import NOW, make_app, prepare_postgres

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
AT_ONCE = 20


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def real(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal whose rows are really committed."""
    folder = tmp_path_factory.mktemp("accounts")
    url = owner_url = f"sqlite:///{folder / 'portal.db'}"
    if request.param == "postgres":
        server = request.getfixturevalue("postgres")
        prepare_postgres(server, "accounts")
        url, owner_url = (it.replace("/portal?", "/accounts?") for it in (server.app_url, server.owner_url))
    with time_machine.travel(NOW, tick=False):
        app = make_app(url, owner_url, folder)
        yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def visits(real: Flask) -> Iterator[list[Browser]]:
    """Twenty browsers; what they did is forgotten afterwards."""
    yield [Browser(real) for _ in range(AT_ONCE)]
    with real.app_context(), working_as(Scope("0."), is_write=True):
        for model in (Login, LoginAttempt):
            db.session.query(model).delete()
        db.session.query(Account).update({"totp_sealed": None, "totp_step": None})


def all_at_once(jobs: list[Callable[[], int]]) -> Counter[int]:
    """Start all jobs at one moment, each in a thread of its own, and count what they gave."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], int]) -> int:
        start.wait(30)
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return Counter(pool.map(run, jobs))


def opened(browse: Browser, path: str) -> dict[str, str]:
    return check_page(browse.client.get(path).text).hidden


def trying(browse: Browser, path: str, **typed: str) -> Callable[[], int]:
    """Return what sends a form that was opened before."""
    body = {**opened(browse, path), **typed}
    return lambda: browse.client.post(path, data=body).status_code


def count(app: Flask, model: Any, *where: Any) -> int:
    with app.app_context():
        return db.session.execute(select(func.count()).select_from(model).where(*where)).scalar_one()


def enrol(app: Flask, name: str) -> list[str]:
    with app.app_context(), working_as(Scope("0.", account_id=make.account_id(name)), is_write=True) as scope:
        return accounts.set_up(scope, secret=SECRET, code=TOTP(SECRET).at(NOW), login_digest="")


def test_of_twenty_wrong_passwords_at_once_five_are_looked_at(visits: list[Browser], monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    monkeypatch.setattr(passwords, "is_right", lambda password, _: bool(looked_at.append(password)))
    answers = all_at_once([trying(it, "/login", name="lianxiang", password=f"wrong {n}") for n, it in enumerate(visits)])
    assert set(answers) <= {422, 429}
    assert answers[422] == len(looked_at)
    assert len(looked_at) <= 5
    assert visits[0].client.post("/login", data={**opened(visits[0], "/login"), "name": "lianxiang", "password": "x"}).status_code == 429


def test_of_twenty_names_at_once_thirty_tries_an_address_may_make(visits: list[Browser], monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    monkeypatch.setattr(passwords, "is_right", lambda password, _: bool(looked_at.append(password)))
    for turn in range(2):
        all_at_once([trying(it, "/login", name=f"nobody_{turn}_{n}", password="wrong") for n, it in enumerate(visits)])
    assert len(looked_at) <= 30


def test_the_right_password_of_five_colleagues_at_once_lets_all_in(visits: list[Browser]) -> None:
    names = ["lianxiang", "neighbour", "junmen", "jinan", "gulou"]
    answers = all_at_once([trying(it, "/login", name=name, password=make.PASSWORD) for name, it in zip(names, visits, strict=False)])
    assert answers == {303: 5}
    assert count(visits[0].app, LoginAttempt) == 0


def test_one_code_lets_one_in(visits: list[Browser]) -> None:
    enrol(visits[0].app, "lianxiang")
    later = NOW + timedelta(minutes=1)
    with time_machine.travel(later, tick=False):
        for it in visits[:4]:
            it.client.post("/login", data={**opened(it, "/login"), "name": "lianxiang", "password": make.PASSWORD})
        answers = all_at_once([trying(it, "/login/code", code=TOTP(SECRET).at(later)) for it in visits[:4]])
    assert answers == {303: 1, 422: 3}


def test_one_recovery_code_lets_one_in(visits: list[Browser]) -> None:
    first, *_ = enrol(visits[0].app, "lianxiang")
    for it in visits[:4]:
        it.client.post("/login", data={**opened(it, "/login"), "name": "lianxiang", "password": make.PASSWORD})
    assert all_at_once([trying(it, "/login/code", code=first) for it in visits[:4]]) == {303: 1, 422: 3}


def test_of_twenty_codes_at_once_five_are_looked_at(visits: list[Browser]) -> None:
    enrol(visits[0].app, "lianxiang")
    with visits[0].app.app_context(), working_as(Scope("0."), is_write=True):
        moment, account_id = clock.now(), make.account_id("lianxiang")
        times = {"started_at": moment, "seen_at": moment, "ends_at": moment + timedelta(minutes=10)}
        for n, it in enumerate(visits):
            waiting = {"digest": accounts.Try(f"waiting {n}").digest, "account_id": account_id, "csrf": "", "address": "127.0.0.1"}
            db.session.add(Login(**waiting, **times, lacks_second=True))
            it.client.set_cookie("sid", f"waiting {n}")
    answers = all_at_once([trying(it, "/login/code", code="000000") for it in visits])
    assert set(answers) <= {422, 429}
    assert answers[422] <= 5


def test_one_link_gives_one_password(visits: list[Browser]) -> None:
    app = visits[0].app
    with app.app_context(), make.working_at(make.JINAN, "jinan") as scope:
        link = f"/join/{accounts.invite(scope, account_id=make.account_id('neighbour'))}"
    chosen = {"password": make.PASSWORD, "again": make.PASSWORD}
    assert all_at_once([trying(it, link, **chosen) for it in visits[:4]]) == {303: 1, 404: 3}
    assert count(app, Invitation, Invitation.used_at.is_(None)) == 0


def test_nobody_waits_while_a_password_is_looked_at(visits: list[Browser], monkeypatch: pytest.MonkeyPatch) -> None:
    """A colleague writes at that very moment; on SQLite only one may write at a time."""
    app, was_open, answers = visits[0].app, [], []
    colleague = Browser(app).sign_in("junmen")
    body = {"csrf_token": colleague.csrf, "display_name": "军门站长"}

    def look(password: str, kept: str | None) -> bool:
        was_open.append(db.session().in_transaction())
        with ThreadPoolExecutor(1) as pool:
            answers.append(pool.submit(lambda: colleague.client.post("/me/name", data=body).status_code).result(5))
        return False

    monkeypatch.setattr(passwords, "is_right", look)
    browse = visits[0]
    browse.sign_in("lianxiang", is_proved=False)
    form = {"csrf_token": browse.csrf, "old": "x", "password": "春江水暖 2026", "again": "春江水暖 2026"}
    assert trying(visits[1], "/login", name="lianxiang", password="wrong")() == 422
    assert browse.client.post("/me/password", data=form).status_code == 422
    assert (was_open, answers) == ([False, False], [303, 303])


def test_nobody_waits_while_a_new_password_is_hashed(visits: list[Browser], monkeypatch: pytest.MonkeyPatch) -> None:
    app, was_open = visits[0].app, []
    with app.app_context(), make.working_at(make.JINAN, "jinan") as scope:
        link = f"/join/{accounts.invite(scope, account_id=make.account_id('neighbour'))}"
    real_hash = passwords.hash_password

    def hash_password(password: str) -> str:
        was_open.append(db.session().in_transaction())
        return real_hash(password)

    monkeypatch.setattr(passwords, "hash_password", hash_password)
    assert trying(visits[0], link, password="春江水暖 2026", again="春江水暖 2026")() == 303
    browse = visits[1].sign_in("gulou")
    form = {"csrf_token": browse.csrf, "old": make.PASSWORD, "password": "春江水暖 2026", "again": "春江水暖 2026"}
    assert browse.client.post("/me/password", data=form).status_code == 303
    assert was_open == [False, False]


def test_a_password_changed_while_the_old_one_was_looked_at_lets_nobody_in(visits: list[Browser], monkeypatch: pytest.MonkeyPatch) -> None:
    app = visits[0].app

    def look(password: str, kept: str | None) -> bool:
        with app.app_context(), working_as(Scope("0."), is_write=True):
            db.session.query(Account).filter_by(name="jinan").update({"password_hash": "another"})
        return True

    monkeypatch.setattr(passwords, "is_right", look)
    assert trying(visits[0], "/login", name="jinan", password=make.PASSWORD)() == 422
    assert count(app, Login) == 0
