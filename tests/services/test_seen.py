"""Persons kept for months, quarters and years at three levels: whatever is done, they are what counting each person once would give."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from random import Random
from uuid import UUID

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import insert, update
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from portal.core.db import db
from portal.people import services as people
from portal.people.rules import Document, DocumentKind
from portal.people.services.registry import merge_persons
from portal.tallies import queries, services
from portal.tallies.models import Headcount, Seen, Tally
from portal.tallies.rules import TRAINED
from portal.tallies.services import Reached
from portal.tenants.queries import lines
from tests import make

STATIONS = (make.LIANXIANG, make.NEIGHBOUR, make.JUNMEN)
MONTHS = ("2025-11", "2025-12", "2026-01", "2026-02", "2026-03")
RANGES = [(first, last) for first, last in product(MONTHS, MONTHS) if first <= last] + [("2026-01", "2026-12"), ("2025-10", "2025-12")]


@dataclass(slots=True)
class Row:
    """What counts, as a reader of the rows sees it."""

    station: str
    month: str
    person: UUID
    subject: UUID = field(default_factory=uuid7)


class World:
    """Does things at random, and counts persons the long way."""

    def __init__(self, seed: int) -> None:
        self.chance, self.rows = Random(seed), list[Row]()
        self.persons = [self._register(n) for n in range(6)]
        self.leads = {person: person for person in self.persons}
        self.county = {(code, month): make.JINAN for code in (make.LIANXIANG, make.NEIGHBOUR) for month in MONTHS}
        self.county |= {(make.JUNMEN, month): make.GULOU for month in MONTHS}

    def _register(self, n: int) -> UUID:
        with make.working_at(make.LIANXIANG) as scope:
            return people.register_person(scope, Document(DocumentKind.RESIDENT_ID, make.resident_number(n + 1)), kind="trainee")[0]

    def step(self) -> None:
        """Do one thing; most of what is done is that somebody counts."""
        each: list[Callable[[], None]] = [self.reach] * 10 + [self.take_back] * 4 + [self.repoint] * 2 + [self.merge, self.move]
        self.chance.choice(each)()

    def reach(self) -> None:
        code, some = self.chance.choice(STATIONS), self.chance.sample(self.persons, 3)
        fresh = [Row(code, self.chance.choice(MONTHS), person) for person in some]
        with make.working_at(code) as scope:
            services.reach(scope, [Reached(TRAINED, it.subject, _day(it.month), 1, it.person) for it in fresh], action="test.reach")
        self.rows += fresh

    def take_back(self) -> None:
        if self.rows:
            it = self.rows.pop(self.chance.randrange(len(self.rows)))
            with make.working_at(it.station) as scope:
                services.take_back(scope, [it.subject], action="test.back")

    def repoint(self) -> None:
        if self.rows:
            it, person = self.chance.choice(self.rows), self.chance.choice(self.persons)
            with make.working_at(it.station) as scope:
                services.repoint(scope, [it.subject], person)
            it.person = person

    def merge(self) -> None:
        one, two = self.chance.sample(self.persons, 2)
        with make.working_at(self.chance.choice(STATIONS)) as scope:
            merge_persons(scope, one, two, reason="同一人", action="person.merge")
        kept, gone = self.leads[one], self.leads[two]
        self.leads = {person: kept if lead == gone else lead for person, lead in self.leads.items()}

    def move(self) -> None:
        goes_to = make.GULOU if self.county[make.LIANXIANG, "2026-03"] == make.JINAN else make.JINAN
        stands = lines.list_lines(make.tenant(make.LIANXIANG).id)
        make.order(goes_to, kind="line", since="2026-03", version=lines.count_orders(make.tenant(make.LIANXIANG).id) if stands else 0)
        self.county[make.LIANXIANG, "2026-03"] = goes_to

    def count(self, code: str, first: str, last: str) -> int:
        """Count the persons of a station, a county or the city in some months, each once."""
        inside = [it for it in self.rows if first <= it.month <= last]
        found = [it for it in inside if code in (it.station, self.county[it.station, it.month], make.CITY)]
        return len({self.leads[it.person] for it in found})


def _day(month: str) -> date:
    return date.fromisoformat(f"{month}-05")


def persons(code: str, first: str, last: str) -> int:
    with make.working_at(make.CITY) as scope:
        unit = make.tenant(code).id
        return queries.count_persons(scope, ["trained"], [unit], first=first, last=last).get((unit, "trained"), 0)


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_is_done_each_person_counts_once_everywhere(session: Session, seed: int) -> None:
    world = World(seed)
    for number in range(60):
        world.step()
        if number % 15 == 14:
            for code, (first, last) in product((*STATIONS, make.JINAN, make.GULOU, make.CITY), RANGES):
                assert (code, first, last, persons(code, first, last)) == (code, first, last, world.count(code, first, last))
            with make.working_at(make.CITY) as scope:
                assert [*services.differences(scope), *services.person_differences(scope)] == []


def test_a_month_a_quarter_a_year_and_the_year_so_far_read_no_person(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(3)
    for _ in range(12):
        world.reach()
    monkeypatch.setattr(queries.persons, "_distinct", None)  # whoever counts, fails
    for first, last in (("2026-02", "2026-02"), ("2026-01", "2026-03"), ("2026-01", "2026-12"), ("2026-01", "2026-07")):
        assert persons(make.CITY, first, last) == world.count(make.CITY, first, last)
    with pytest.raises(TypeError):
        persons(make.CITY, "2025-12", "2026-01")


def test_verify_names_what_is_wrong_of_persons_and_rebuild_repairs_it(session: Session, app: Flask) -> None:
    one = _counted()
    with make.working_at(make.LIANXIANG) as scope:
        unit, mine = scope.tenant_id, {**scope.binds}
        wrong = update(Seen).where(scope.changes(Seen), Seen.tenant_id == unit, Seen.period == "2026-Q1").values(value=4)
        db.session.execute(wrong, mine)
        other = {**scope.stamp(Headcount), "tenant_id": scope.ids[0], "period": "2026", "indicator": "trained", "through_id": 1, "value": 5}
        db.session.execute(insert(Headcount), [other])
    told = run(app, "verify")
    assert told.exit_code == 1
    assert "连翔社区驿站 2026-Q1 培训结业 一名人员: 账上 4 次, 实有 1 次" in told.output
    assert "福州市 2026 培训结业 人数: 账上 6 人, 实有 1 人" in told.output
    assert "0 个数字, 2 条人数记录" in run(app, "rebuild").output
    assert "all agree" in run(app, "verify").output
    assert persons(make.CITY, "2026-01", "2026-12") == len({one})


def test_rebuild_repairs_an_open_month_and_leaves_a_closed_one_as_it_was_reported(session: Session, app: Flask) -> None:
    _counted()
    with make.working_at(make.LIANXIANG) as scope:
        for tenant in scope.ids[1:]:
            mine = (scope.changes(Tally), Tally.tenant_id == tenant, Tally.indicator == "trained")
            db.session.execute(update(Tally).where(*mine).values(value=9), {**scope.binds})
    with make.working_at(make.JINAN) as scope:
        services.close_month(scope, "2026-03")
    told = run(app, "rebuild")
    assert told.exit_code == 1
    opened, _, frozen = told.output.partition("已关账")
    assert "连翔社区驿站 2026-03 培训结业 类别0: 账上 9, 实有 1" in opened
    assert "晋安区 2026-03 培训结业 类别0: 账上 9, 实有 1" in frozen
    left = run(app, "verify")
    assert left.output.count("账上") == 1
    assert left.exit_code == 1


def _counted() -> UUID:
    """Let somebody be trained in March."""
    with make.working_at(make.LIANXIANG) as scope:
        person_id, _ = people.register_person(scope, Document(DocumentKind.RESIDENT_ID, make.resident_number(1)), kind="trainee")
        services.reach(scope, [Reached(TRAINED, uuid7(), _day("2026-03"), 1, person_id)], action="test.reach")
    return person_id


def run(app: Flask, command: str) -> Result:
    return app.test_cli_runner().invoke(args=["tallies", command])
