"""What must never happen, asked the way an attacker or a broken browser would ask."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import time_machine
from flask import Flask, url_for
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from portal.audit.models import AuditLine
from portal.core.db import Base, db
from portal.stations.models import Activity
from portal.tallies import services as tallies
from portal.tenants.models import Login
from tests import make
from tests.browse import Browser
from tests.databases import NOW
from tests.house.access_table import BEHIND_A_UNIT, OBJECTS, OWN_OBJECTS, UNITS
from tests.house.test_access import Door, doors, read_table

LOG, NEW = f"/t/{make.LIANXIANG}/activities/", f"/t/{make.LIANXIANG}/activities/new"
ROW = {"kind_id": "1", "title": "宣讲", "held_on": "2026-03-05", "place": "活动室", "attendances": "30", "women": "28"}
GRID = {f"rows-0-{name}": value for name, value in ROW.items()}
BEHIND = read_table(BEHIND_A_UNIT)
one_database = pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # what is refused before any row is asked for


def count(browse: Browser, model: type[Base], code: str = make.LIANXIANG, *criteria: Any) -> int:
    """Return how many rows a unit sees."""
    with browse.app.app_context(), make.working_at(code) as scope:
        chosen = select(func.count()).select_from(model).where(scope.owns(model), *criteria)
        return db.session.execute(chosen, scope.binds).scalar_one()


def made(app: Flask, name: str, code: str) -> Any:
    """Return an object of the small world, as it stands in an address."""
    with app.app_context():
        return OBJECTS[name]() if name in OBJECTS else OWN_OBJECTS[name](code)


# ------------------------------------------------------------------ whose rows

KEYED = [
    ("activity_id", "neighbour"),
    ("job_id", "neighbour"),
    ("trainee_id", "neighbour"),
    ("volunteer_id", "neighbour"),
    ("service_id", "neighbour"),
    ("record_id", "neighbour"),
    ("photo_id", "neighbour"),
    ("propagandist_id", "neighbour"),
    ("application_id", "gulou"),
    ("intake_id", "gulou"),
    ("unit_code", "gulou"),
    ("activity_id", "linqing"),
]
HOMES = {"neighbour": make.NEIGHBOUR, "gulou": make.GULOU, "linqing": make.OTHER_CITY}


@pytest.mark.parametrize(("name", "person"), KEYED)
def test_an_id_of_another_tenant_is_as_one_that_does_not_exist(browse: Browser, name: str, person: str) -> None:
    theirs = made(browse.app, name, make.LIANXIANG)
    nobodys = "350111999999" if name == "unit_code" else uuid4()
    browse.sign_in(person)
    for door in [door for door in doors(browse.app) if name in door.rule.arguments]:
        beside = {it: made(browse.app, it, make.LIANXIANG) for it in door.rule.arguments - {"code", name}}
        for verb in door.verbs:
            foreign, missing = (ask_for(browse, door, verb, {**beside, "code": HOMES[person], name: it}) for it in (theirs, nobodys))
            assert foreign == missing, f"{verb} {door.endpoint} tells that there is such a thing"
            assert foreign[0] in {403, 404}


def ask_for(browse: Browser, door: Door, verb: str, values: dict[str, Any]) -> tuple[int, str]:
    """Return the status and the page, without the ids of its own address."""
    with browse.app.test_request_context():
        url = url_for(door.endpoint, **values)
    answer = browse.client.open(url, method=verb, data={"csrf_token": browse.csrf} if verb == "POST" else None)
    return answer.status_code, answer.text.replace(url, "")


@pytest.mark.parametrize("person", ["lianxiang", "jinan", "fuzhou", "operator"])
def test_a_unit_outside_is_as_one_that_does_not_exist(browse: Browser, person: str) -> None:
    browse.sign_in(person)
    for path in ("/", "/activities/", "/reports/rollup", "/nothing-here"):
        foreign, missing = (browse.get(f"/t/{code}{path}") for code in (make.OTHER_STATION, "999999999999"))
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert foreign.text.replace(make.OTHER_STATION, "") == missing.text.replace("999999999999", "")
        assert told(foreign) == told(missing)


def told(answer: TestResponse) -> dict[str, str]:
    """Return the headers of an answer, but for the number it alone has."""
    return {name: value for name, value in answer.headers if name != "X-Request-Id"}


def test_a_body_and_headers_name_no_tenant(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    with browse.app.app_context():
        theirs = make.tenant(make.NEIGHBOUR)
    ids = {"tenant_id": theirs.id, "city_id": theirs.city_id, "code": theirs.code, "scope_tenant": theirs.id, "logged_by": 1}
    body = {**GRID, **ids, **{f"rows-0-{name}": value for name, value in ids.items()}}
    headers = {
        "X-Tenant": theirs.code,
        "X-Original-URL": NEW.replace(make.LIANXIANG, theirs.code),
        "X-Forwarded-Prefix": f"/t/{theirs.code}",
    }
    assert browse.post(NEW, body, query_string=ids, headers=headers).status_code == 303
    assert (count(browse, Activity), count(browse, Activity, make.NEIGHBOUR)) == (1, 0)
    with browse.app.app_context():
        mine = make.account_id("lianxiang")
    assert count(browse, Activity, make.LIANXIANG, Activity.logged_by == mine) == 1


def test_a_parent_writes_nothing_into_a_station(browse: Browser) -> None:
    with browse.app.app_context():
        activity = make.activity()
    for person in ("jinan", "jinan_clerk", "fuzhou"):
        browse.sign_in(person)
        for path in (NEW, f"{LOG}{activity}", f"{LOG}{activity}/void"):
            assert browse.post(path, {**GRID, **ROW, "version": "1", "reason": "x"}).status_code == 403
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        kept = db.session.execute(select(Activity.version, Activity.voided_at).where(scope.owns(Activity)), scope.binds).all()
    assert kept == [(1, None)]


def test_reading_carries_no_writing(sqlite_app: Flask) -> None:
    """Where one view reads and writes, the table has somebody who may do the first and not the second, or one permission for both."""
    for door in doors(sqlite_app):
        if door.is_behind_a_unit and len(door.verbs) == 2 and door.access["read"] != door.access["write"]:
            cells = {cell for (endpoint, _), row in BEHIND.items() if endpoint == door.endpoint for cell in row.values()}
            assert "200/403" in cells, f"nobody in the table reads {door.endpoint} without writing"


# ------------------------------------------------------------------ who it is


def test_a_cookie_from_elsewhere_is_not_adopted(browse: Browser) -> None:
    browse.client.set_cookie("sid", "chosen-by-an-attacker")
    answer = browse.fill("/login", {"name": "lianxiang", "password": make.PASSWORD})
    assert answer.status_code == 303
    given = browse.client.get_cookie("sid")
    assert given is not None
    assert given.value != "chosen-by-an-attacker"
    assert len(given.value) >= 43
    browse.client.set_cookie("sid", "chosen-by-an-attacker")
    assert browse.get(LOG).status_code == 303


def test_a_login_is_dead_after_logging_out(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    kept = browse.client.get_cookie("sid")
    assert kept is not None
    assert browse.post("/logout").status_code == 303
    browse.client.set_cookie("sid", kept.value)
    assert browse.get(LOG).status_code == 303


def test_an_account_that_is_switched_off_is_out_at_once(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    with browse.app.app_context():
        from portal.tenants.models import Account

        db.session.info["writes"] = True
        db.session.query(Account).filter_by(name="lianxiang").update({"is_active": False})
        db.session.commit()
    assert browse.get(LOG).status_code == 303


def test_a_login_whose_hour_cannot_be_kept_still_reads(browse: Browser) -> None:
    """A full disk refuses every write; the note of when she was last seen must not take the page away."""
    browse.sign_in("lianxiang")
    connection = db._app_engines[browse.app][None]  # pyright: ignore[reportPrivateUsage]  # where the fixture puts its connection
    refused: list[str] = []

    def full(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("UPDATE login"):
            refused.append(statement)
            raise OperationalError(statement, {}, Exception("database or disk is full"))

    event.listen(connection, "before_cursor_execute", full)
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        assert browse.get(LOG).status_code == 200
    event.remove(connection, "before_cursor_execute", full)
    assert len(refused) == 1
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        assert browse.get(LOG).status_code == 303  # half an hour since she was seen, as far as is known


def test_a_role_that_is_taken_away_is_gone_at_once(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    assert browse.get(LOG).status_code == 200
    with browse.app.app_context():
        from portal.tenants.models import Membership

        db.session.info["writes"] = True
        db.session.query(Membership).filter_by(account_id=make.account_id("lianxiang")).delete()
        db.session.commit()
    assert browse.get(LOG).status_code == 404


def test_the_address_kept_is_not_the_one_the_sender_claims(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    claimed = {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    assert browse.post(NEW, GRID, headers=claimed).status_code == 303
    assert count(browse, AuditLine, make.LIANXIANG, AuditLine.address == "203.0.113.9") == 0
    assert count(browse, AuditLine, make.LIANXIANG, AuditLine.address == "127.0.0.1") == 1
    assert not browse.get("/login", headers={"X-Forwarded-Proto": "https"}).headers.get("Strict-Transport-Security")


def test_two_tabs_do_not_disturb_one_another(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    first, second = (re.findall(r'name="once"[^>]*value="(\w+)"', browse.get(NEW).text)[0] for _ in range(2))
    assert first != second
    assert browse.post(NEW, {**GRID, "once": second}).status_code == 303
    assert browse.post(NEW, {**GRID, "once": first}).status_code == 303
    assert count(browse, Activity) == 2


def test_a_key_stands_for_one_form_at_one_address(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    form = {**GRID, "once": "c" * 32}
    first = browse.post(NEW, form)
    assert (first.status_code, browse.post(NEW, form).location) == (303, first.location)
    assert browse.post(NEW, form, query_string={"month": "2026-02"}).status_code == 409
    assert browse.post(NEW, {**form, "rows-0-title": "别的"}).status_code == 409
    with browse.app.app_context():
        db.session.info["writes"] = True
        db.session.query(Login).filter_by(account_id=make.account_id("lianxiang")).update({"csrf": "of a later sign-in"})
        db.session.commit()
    assert browse.client.post(NEW, data={**form, "csrf_token": "of a later sign-in"}).location == first.location
    browse.sign_in("lianxiang_helper")  # another person's key is another key
    assert browse.post(NEW, {**form, "rows-0-women": "99"}).status_code == 422
    assert browse.post(NEW, form).status_code == 303
    assert count(browse, Activity) == 2


def test_a_tab_left_open_saves_nothing_for_who_came_after(browse: Browser) -> None:
    old = browse.sign_in("lianxiang").csrf
    browse.post("/logout")
    assert browse.client.post(NEW, data={**GRID, "csrf_token": old}).status_code == 303  # to the login
    browse.sign_in("lianxiang_helper")
    assert browse.client.post(NEW, data={**GRID, "csrf_token": old}).status_code == 400
    assert count(browse, Activity) == 0


@pytest.mark.parametrize("token", ["", "wrong", "csrf of neighbour", "字", "csrf of lianxiang\x00"])
def test_a_post_without_its_token_is_refused(browse: Browser, token: str) -> None:
    browse.sign_in("lianxiang")
    assert browse.client.post(NEW, data={**GRID, "csrf_token": token}).status_code == 400
    assert browse.client.post(NEW, data=GRID, query_string={"csrf_token": browse.csrf}).status_code == 400
    assert browse.client.post(NEW, json={**GRID, "csrf_token": browse.csrf}).status_code == 400
    assert count(browse, Activity) == 0


def test_a_post_from_another_site_is_refused(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    for site in ("cross-site", "same-site", "garbage"):
        assert browse.post(NEW, GRID, headers={"Sec-Fetch-Site": site}).status_code == 403
    assert count(browse, Activity) == 0


def test_a_verb_is_not_overridden(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    query = {**GRID, "csrf_token": browse.csrf, "_method": "POST"}
    for header in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        assert browse.client.get(NEW, query_string=query, headers={header: "POST"}).status_code == 200
        assert browse.client.post(LOG, data={"csrf_token": browse.csrf, "_method": "GET"}, headers={header: "GET"}).status_code == 405
    assert count(browse, Activity) == 0


# ------------------------------------------------------------------ what no browser sends

NASTY = [
    "a\x00b",
    "😀👩‍🌾",
    "字" * 1_001,
    "１２３",
    "²",
    "NaN",
    "-1",
    "9" * 30,
    "1e309",
    "2026-02-31",
    "' OR 1=1 --",
    "\u202e\u200b\ufeff",
    "{{7*7}}",
    "%00",
    "<script>alert(1)</script>",
    "[]",
]
PATHS = [
    "/t/%00/",
    f"/t/{make.LIANXIANG}%00/activities/",
    "/t/%ED%A0%80/",
    "/t/%FF%FE/",
    "/t/%F0%9F%98%80/",
    "/t/%zz/",
    "/t/%/",
    "/t/..%2f..%2f/",
    "/t/%E3%80/",
    "/t/３５０１１１１０００１３/",
    "/t/" + "9" * 10_000 + "/",
    "/t/350111100013%20/",
    "/t/-1/",
    "/t/1.2.3/",
    "/join/%00",
    "/join/%ED%A0%80",
    "/join/" + "x" * 10_000,
    f"{LOG}not-a-uuid",
    f"{LOG}%00",
    f"{LOG}{'0' * 36}",
    "/static/%00",
    "/static/../wsgi.py",
    "/static/%2e%2e/%2e%2e/app.py",
]


def test_an_address_that_makes_no_sense_is_not_found(browse: Browser) -> None:
    stranger, manager = Browser(browse.app), Browser(browse.app).sign_in("lianxiang")
    for path in PATHS:
        assert (path, manager.client.get(path).status_code) == (path, 404)
        assert manager.client.post(path, data={"csrf_token": manager.csrf}).status_code in {400, 404, 405}
        assert stranger.client.get(path).status_code in {303, 404}
        assert stranger.client.post(path).status_code in {303, 400, 404, 405}


def pages(app: Flask, verb: str) -> list[tuple[str, str, Door]]:
    """Return (person, unit, door) for one who may come in at each door behind a unit."""
    heads = {"station": "lianxiang", "county": "jinan", "city": "fuzhou", "platform": "operator"}
    first: dict[str, tuple[str, str, Door]] = {}
    for door in doors(app):
        for unit in UNITS:
            if verb in door.verbs and (door.endpoint, unit) in BEHIND:
                first.setdefault(door.endpoint, (heads[unit], unit, door))
    return list(first.values())


def addresses(browse: Browser, verb: str) -> list[tuple[str, str]]:
    """Return (person, address) of each page that one may open."""
    kept: dict[str, Any] = {}
    found = []
    for person, unit, door in pages(browse.app, verb):
        for name in door.rule.arguments - {"code"}:
            kept[name] = kept.get(name) or made(browse.app, name, UNITS[unit])
        with browse.app.test_request_context():
            values = {name: kept[name] for name in door.rule.arguments - {"code"}}
            found.append((person, url_for(door.endpoint, code=UNITS[unit], **values)))
    return found


def spread(browse: Browser, names: Sequence[str]) -> dict[str, str]:
    """Return a nasty value for each name; on the second database the values are others."""
    first = len(NASTY) // 2 if browse.app.extensions["portal.settings"].database_url.startswith("sqlite") else 0
    return {name: NASTY[(first + i) % len(NASTY)] for i, name in enumerate(names)}


def test_no_query_breaks_a_page(browse: Browser) -> None:
    names = ("month", "kind", "page", "state", "branch", "sort", "first", "last", "voided", "volunteer", "next", "save")
    broken = []
    for person, url in addresses(browse, "GET"):
        browse.sign_in(person)
        query = urlencode(spread(browse, names)) + "&page=7&page=%ED%A0%80&%FF=%zz&&=&month=%C0%80"
        with browse.client.get(f"{url}?{query}", buffered=True) as answer:
            if answer.status_code not in {200, 302, 303, 403, 404, 409} or b"<script>alert(1)" in answer.data:
                broken.append((url, query, answer.status_code))
    assert broken == []


def test_no_form_breaks_its_page(browse: Browser) -> None:
    """Each form is sent full of what nobody should type."""
    broken = []
    for person, url in addresses(browse, "POST"):
        browse.sign_in(person)
        names = re.findall(r'<(?:input|select|textarea)[^>]*\sname="([^"]+)"', browse.client.get(url).text)
        body = spread(browse, names)
        answer = browse.client.post(url, data={**body, "csrf_token": browse.csrf})
        if answer.status_code not in {200, 303, 403, 404, 409, 422} or b"<script>alert(1)" in answer.data:
            broken.append((url, body, answer.status_code))
    assert broken == []


def test_no_hidden_field_breaks_a_form(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    with browse.app.app_context():
        activity = make.activity()
    for value in NASTY:
        assert browse.post(NEW, {**GRID, "once": value}).status_code == 303
        assert (value, browse.post(f"{LOG}{activity}", {**ROW, "version": value}).status_code) in {(value, 409), (value, 422)}
    assert count(browse, Activity, make.LIANXIANG, Activity.version == 1) == 1 + len(NASTY)


@one_database
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"csrf_token=%zz&rows-0-title=%ED%A0%80&\xff\xfe=%00", "application/x-www-form-urlencoded"),
        (b"rows-0-title=\xed\xa0\x80&csrf_token=\xff", "application/x-www-form-urlencoded; charset=utf-7"),
        (b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n\xff\x00\r\n--x--', "multipart/form-data; boundary=x"),
        (b"no boundary at all", "multipart/form-data"),
        (b"--x\r\nnothing", "multipart/form-data; boundary=" + "x" * 300),
        (b"\x00\x01\x02", "application/json"),
        (b"", "garbage"),
    ],
)
def test_a_body_that_is_no_form_is_refused(browse: Browser, body: bytes, kind: str) -> None:
    browse.sign_in("lianxiang")
    for path in (NEW, "/login", "/text-size", "/logout"):
        assert browse.client.post(path, data=body, content_type=kind).status_code in {303, 400}
    assert count(browse, Activity) == 0


@one_database
@pytest.mark.parametrize(
    "extra",
    [
        {"rows-²-title": "x"},
        {"rows-١-title": "x"},
        {f"rows-{'9' * 5000}-title": "x"},
        {"rows-0001-title": "x"},
        {"rows--1-title": "x"},
        {"rows-title": "x", "rows": "y", "rows-0": "z"},
        {"rows-0-title-0": "x", "rows-0-nothing": "x"},
        {f"rows-{i}-title": "x" for i in range(0, 80, 2)},
        {f"rows-{i}-{name}": "x" for i in range(60) for name in ("place", "title")[: 1 + i % 2]},
    ],
)
def test_a_grid_of_strange_shape_is_answered_as_a_form(browse: Browser, extra: dict[str, str]) -> None:
    browse.sign_in("lianxiang")
    assert browse.post(NEW, extra).status_code == 422
    assert browse.post(NEW, {**GRID, "rows-0-women": "31", **extra}).status_code == 422
    assert count(browse, Activity) == 0


def test_of_a_key_sent_twice_one_value_is_taken(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    twice: dict[str, Any] = {**GRID, "rows-0-title": ["甲", "乙"], "rows-0-kind_id": ["1", "999"], "once": ["a", "b"]}
    assert browse.post(NEW, twice).status_code == 303
    assert count(browse, Activity, make.LIANXIANG, Activity.title == "甲") == 1
    assert browse.client.post(NEW, data={**GRID, "csrf_token": ["wrong", browse.csrf]}).status_code == 400


@one_database
def test_a_body_too_large_is_413(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    for path in (NEW, "/login", "/text-size"):
        assert browse.client.post(path, data={"csrf_token": browse.csrf, "x": "x" * 3_000_000}).status_code == 413
    parts = {f"part{n}": "" for n in range(3000)}
    assert browse.client.post(NEW, data=parts, content_type="multipart/form-data").status_code == 413
    assert count(browse, Activity) == 0


@one_database
def test_a_target_that_is_no_block_gets_the_page(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    for target in ("no-such-block", "content", "日志", "../log", "log\udcff", "a" * 8000, "__class__", ""):
        said = target.encode("utf-8", "surrogateescape").decode("latin-1")
        for name in ("HX-Target", "HX-Trigger", "HX-Prompt", "HX-Current-URL"):
            headers = {"HX-Request": "true", "HX-Target": "no-such-block", name: said, f"{name}-URI-AutoEncoded": "true"}
            answer = browse.client.get(LOG, headers=headers)
            assert (target, answer.status_code) == (target, 200)
            assert "<html" in answer.text


# ------------------------------------------------------------------ a month that is closed


@pytest.fixture
def closed(browse: Browser) -> str:
    """An activity of March, which 林主任's colleague closed since."""
    with browse.app.app_context():
        activity = make.activity()
        with make.working_at(make.LIANXIANG, "jinan") as scope:
            assert tallies.close_month(scope, "2026-03")
    browse.sign_in("lianxiang")
    return f"{LOG}{activity}"


def test_a_closed_month_refuses_and_says_which_who_and_when(browse: Browser, closed: str) -> None:
    refused = {
        "activity.log": (NEW, GRID),
        "activity.amend": (closed, {**ROW, "attendances": "31", "version": "1"}),
        "activity.void": (f"{closed}/void", {"reason": "重复", "version": "1"}),
    }
    for action, (path, body) in refused.items():
        answer = browse.fill(path, body)
        assert answer.status_code == 409
        for words in ("2026年3月", "jinan 的使用人", "2026年3月16日关账", "<title>错误："):
            assert words in answer.text
        lines = (AuditLine.action == action, AuditLine.result == "refused", AuditLine.note.contains("2026年3月"))
        assert count(browse, AuditLine, make.LIANXIANG, *lines) == 1
    assert count(browse, Activity) == 1
    assert count(browse, Activity, make.LIANXIANG, Activity.version == 1, Activity.voided_at.is_(None)) == 1


def test_nothing_moves_into_a_closed_month_or_out_of_it(browse: Browser, closed: str) -> None:
    with browse.app.app_context():
        february = make.activity(held_on=make.gathering().held_on.replace(month=2))
    assert browse.fill(f"{LOG}{february}", {**ROW, "held_on": "2026-03-05", "version": "1"}).status_code == 409
    assert browse.fill(closed, {**ROW, "held_on": "2026-02-05", "version": "1"}).status_code == 409
    both = {**GRID, "rows-0-held_on": "2026-02-05", **{f"rows-1-{name}": value for name, value in ROW.items()}}
    assert browse.fill(NEW, both).status_code == 409
    assert count(browse, Activity) == 2
    assert browse.fill(NEW, {**GRID, "rows-0-held_on": "2026-02-05"}).status_code == 303


def test_a_closed_month_of_one_is_open_for_another(browse: Browser, closed: str) -> None:
    browse.sign_in("neighbour")
    assert browse.fill(NEW.replace(make.LIANXIANG, make.NEIGHBOUR), GRID).status_code == 303


def test_logins_are_not_kept_in_the_clear(browse: Browser) -> None:
    browse.fill("/login", {"name": "lianxiang", "password": make.PASSWORD})
    given = browse.client.get_cookie("sid")
    assert given is not None
    with browse.app.app_context():
        assert given.value not in {login.digest for login in db.session.query(Login)}
