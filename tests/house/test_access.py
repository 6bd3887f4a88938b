"""Every endpoint names its access, and what it names is what happens: endpoint × role × level, against a table written by hand."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from portal.core.db import db
from portal.tenants.policy import PERMISSIONS
from tests.browse import Browser
from tests.house.access_table import BEFORE_A_UNIT, BEHIND_A_UNIT, OBJECTS, OUTSIDERS, OWN_OBJECTS, PEOPLE, UNITS
from tests.house.views import read_views

VERBS = ("GET", "POST")


def read_table(text: str) -> dict[tuple[str, str], dict[str, str]]:
    """Return {(endpoint, unit or access): {column: cell}}."""
    head, *lines = [line.split() for line in text.strip().splitlines() if line.strip() and not line.startswith("#")]
    table = {}
    for line in lines:
        assert len(line) == len(head), f"this line has not a cell for each column: {' '.join(line)}"
        assert (line[0], line[1]) not in table, f"twice in the table: {line[0]} {line[1]}"
        table[line[0], line[1]] = dict(zip(head[2:], line[2:], strict=True))
    return table


BEHIND, BEFORE = read_table(BEHIND_A_UNIT), read_table(BEFORE_A_UNIT)
HEADS = {"station": "manager", "county": "county", "city": "city", "platform": "operator"}
KNOWN = {name for name, _ in (*BEHIND, *BEFORE)}


@dataclass(frozen=True)
class Door:
    """An endpoint with its rule and the verbs it answers."""

    endpoint: str
    rule: Rule
    verbs: tuple[str, ...]
    access: Any

    @property
    def is_behind_a_unit(self) -> bool:
        return "code" in self.rule.arguments


def doors(app: Flask) -> list[Door]:
    """Return every endpoint of the URL map."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint)
    return [
        Door(r.endpoint, r, tuple(v for v in VERBS if v in (r.methods or ())), getattr(app.view_functions[r.endpoint], "access", None))
        for r in rules
    ]


class House:
    """All people of the table, signed in, and the objects they ask for."""

    def __init__(self, app: Flask) -> None:
        self.app, self.client = app, app.test_client(use_cookies=False)  # logging out forgets nothing here
        self.connection: Any = db._app_engines[app][None]  # pyright: ignore[reportPrivateUsage]  # where the fixture puts its connection
        self.is_first = self.connection.dialect.name == "sqlite"
        self.tokens: dict[str, tuple[str, str]] = {"": ("", "")}
        self.objects: dict[tuple[str, str], Any] = {}

    def url(self, door: Door, unit: str = "") -> str:
        """Return the address of an endpoint at a unit."""
        values: dict[str, Any] = {name: self.object(name, unit) for name in door.rule.arguments - {"code"}}
        values |= {"code": UNITS[unit]} if unit else {}
        with self.app.test_request_context():
            return url_for(door.endpoint, **values)

    def object(self, name: str, unit: str) -> Any:
        """Return what stands for `<name>` in an address."""
        assert name in {*OBJECTS, *OWN_OBJECTS}, f"tests/house/access_table.py: OBJECTS has no maker for <{name}>"
        key = (name, unit if name in OWN_OBJECTS else "")
        if key not in self.objects:
            with self.app.app_context():
                self.objects[key] = OBJECTS[name]() if name in OBJECTS else OWN_OBJECTS[name](UNITS[unit])
        return self.objects[key]

    def ask(self, name: str, verb: str, url: str) -> int:
        """Send a request, undo what it did, and return its status."""
        if name not in self.tokens:
            browser = Browser(self.app).sign_in(name)
            self.tokens[name] = (f'sid="token of {name}"', browser.csrf)
        cookie, csrf = self.tokens[name]
        with self.connection.begin_nested() as undo:
            data = {"csrf_token": csrf} if verb == "POST" else None
            with self.client.open(url, method=verb, data=data, headers={"Cookie": cookie}) as answer:
                status = answer.status_code
            undo.rollback()
        return status

    def cell(self, name: str, door: Door, unit: str = "") -> str:
        """Return what somebody gets, as the table writes it."""
        url = self.url(door, unit)
        found = "/".join(str(self.ask(name, verb, url)) for verb in door.verbs)
        return "-" if unit and set(found.split("/")) == {"404"} else found


@pytest.fixture
def house(app: Flask) -> House:
    return House(app)


def test_every_endpoint_names_its_access(sqlite_app: Flask) -> None:
    for door in doors(sqlite_app):
        if door.is_behind_a_unit:
            assert set(door.access) == {"read", "write"}, f"{door.endpoint} is behind a unit and lacks @requires"
            named = {door.access["read"]: "GET", door.access["write"]: "POST"}
            assert {verb for name, verb in named.items() if name} <= set(door.verbs), f"{door.endpoint} has a permission for no verb"
            assert {name for name in named if name} <= PERMISSIONS.keys(), f"{door.endpoint} names an unknown permission"
        else:
            assert door.access in {"all", "signed_in"}, f"{door.endpoint} names nobody who may open it"


def test_every_view_that_writes_is_committed_by_writes(sqlite_app: Flask) -> None:
    decorated = {view.endpoint: {ast.unparse(it) for it in view.source.decorator_list} for view in read_views(sqlite_app)}
    for door in doors(sqlite_app):
        wanted = PERMISSIONS[door.access["write"]].is_write if door.is_behind_a_unit and door.access["write"] else False
        assert not wanted or "writes" in decorated[door.endpoint], f"{door.endpoint} writes and nobody commits it: @writes"


def test_every_endpoint_has_its_lines(sqlite_app: Flask) -> None:
    missing = [door.endpoint for door in doors(sqlite_app) if door.endpoint not in KNOWN]
    assert missing == [], (
        f"tests/house/access_table.py says nobody's name at {missing}: a line `{missing[0]}  station  200  200  403 …` for each level"
    )
    gone = KNOWN - {door.endpoint for door in doors(sqlite_app)}
    assert gone == set(), f"tests/house/access_table.py speaks of endpoints that are gone: {gone}"


def lines_behind(house: House) -> Iterator[tuple[Door, str, dict[str, str]]]:
    """Yield (door, unit, {person: cell}) as the table has it; without a line a unit's head gets 403, and so does everybody there."""
    for door in doors(house.app):
        for unit in UNITS if door.is_behind_a_unit else ():
            yield door, unit, BEHIND.get((door.endpoint, unit), {HEADS[unit]: "/".join("403" for _ in door.verbs)})


def test_what_is_written_behind_a_unit_is_what_happens(house: House) -> None:
    wrong = []
    for door, unit, said in lines_behind(house) if house.is_first else heads_alone(house):
        found = {name: house.cell(PEOPLE[name], door, unit) for name in said}
        wrong += [f"{door.endpoint} at a {unit}, {name}: {cell}, not {said[name]}" for name, cell in found.items() if cell != said[name]]
    assert wrong == []


def heads_alone(house: House) -> Iterator[tuple[Door, str, dict[str, str]]]:
    """Yield one line of each endpoint, for the head of its unit: what judges roles is the same on the second database, and time is dear."""
    asked: set[str] = set()
    for door, unit, said in lines_behind(house):
        if (door.endpoint, unit) in BEHIND and door.endpoint not in asked:
            asked.add(door.endpoint)
            yield door, unit, {HEADS[unit]: said[HEADS[unit]]}


def test_outsiders_find_nothing_and_strangers_are_led_to_the_login(house: House) -> None:
    wrong = []
    for door, unit, _ in lines_behind(house) if house.is_first else heads_alone(house):
        if (door.endpoint, unit) in BEHIND:
            found = (house.cell(OUTSIDERS[unit], door, unit), {house.ask("", verb, house.url(door, unit)) for verb in door.verbs})
            wrong += [f"{door.endpoint} at a {unit}: {found}"] if found != ("-", {303}) else []
    assert wrong == []


def test_what_is_written_before_a_unit_is_what_happens(house: House) -> None:
    for door in doors(house.app):
        if not door.is_behind_a_unit:
            found = {"nobody": house.cell("", door), "manager": house.cell("lianxiang", door)}
            assert (door.endpoint, found) == (door.endpoint, BEFORE[door.endpoint, door.access])


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_verb_an_address_does_not_know_is_405_for_everybody(house: House) -> None:
    known: dict[str, set[str]] = {}
    for door in doors(house.app):
        known.setdefault(door.rule.rule, set()).update(door.rule.methods or ())
    for door in doors(house.app):
        url = house.url(door, "station" if door.is_behind_a_unit else "")
        found = {house.ask("junmen", verb, url) for verb in {"GET", "POST", "PUT", "DELETE"} - known[door.rule.rule]}
        assert (door.endpoint, found) == (door.endpoint, {405})
