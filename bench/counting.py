"""What exact figures cost a write: the portal's own, the same without figures, and plain inserts by hand; then a writer that is killed."""

import os
import signal
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from random import Random
from time import perf_counter, sleep
from typing import Any

import psycopg
from flask import Flask
from uuid_utils.compat import uuid7

from bench.data import COLUMNS, Ground
from bench.goals import Parts, Result
from portal.app import create_app
from portal.core.db import db
from portal.core.scope import Scope
from portal.core.settings import Settings
from portal.stations import services as stations
from portal.stations.rules import Gathering
from portal.tallies import services as tallies
from portal.web.writes import working_as

WRITERS = {"postgres": 4, "sqlite": 1}
ROUNDS, SECONDS, KILLS = 5, 0.4, 5
FLOORS = {"spread": 0.60, "hot": 0.50}
_processes = get_context("fork")
Act = Callable[[str], None]  # given which stations


@dataclass(frozen=True, slots=True)
class Place:
    """A database and the stations that are written at."""

    made: Ground
    paths: tuple[str, ...]

    def where(self, job: str, number: int, chance: Random) -> str:
        """The path of the station: one for all, or any."""
        return self.paths[0] if job == "hot" else chance.choice(self.paths)


def measure(made: Ground) -> Parts:
    """Return G6's parts for one database; what they wrote a second stands beside each ratio."""
    found = made.ask("SELECT path FROM tenant WHERE level = 'station' AND code LIKE ? ORDER BY code", "3502%")
    place = Place(made, tuple(path for (path,) in found[::6]))  # of every county, few enough to be known after the warm-up
    _app_of(made)  # before the writers are forked: what an app costs is paid once
    rates = _take_turns(place)
    per_s = {job: {who: round(sorted(it)[len(it) // 2]) for who, it in all_.items()} for job, all_ in rates.items()}
    seen = {"writers": WRITERS[made.name], "per_s": per_s}
    parts: Parts = {}
    for job, floor in FLOORS.items():
        ours = rates[job]["ours"]
        for rival in ("plain", "uncounted"):
            ratios = [one / other for one, other in zip(ours, rates[job][rival], strict=True)]
            parts[f"G6.{job}.{rival}.{made.name}"] = Result(ratios, floor), seen
    lost = _drift_of_the_killed(place)
    parts[f"G6.errors.{made.name}"] = Result([lost], 0, is_floor=False), {"kills": KILLS, "what": "differences that verify names"}
    return parts


def _app_of(made: Ground) -> Flask:
    told = made.environ
    return _app(told["DATABASE_URL"], told["OWNER_DATABASE_URL"], told["SECRET_KEY"], told["PORTAL_DATA_KEY"], told["PORTAL_FILES"])


@cache
def _app(url: str, owner_url: str, secret_key: str, data_key: str, files: str) -> Flask:
    return create_app(Settings(url, owner_url, secret_key, data_key, Path(files)))


@contextmanager
def _portal(made: Ground) -> Generator[None]:
    with _app_of(made).app_context():
        yield
        db.session.remove()
        db.engine.dispose()


@contextmanager
def _ours(place: Place, number: int) -> Generator[Act]:
    """The portal's own service: month, row, figures of station and county, audit line."""
    chance = Random(number)
    row = Gathering(1, "妇联约你学家政", date(2025, 11, 3), None, "活动室", is_online=False, attendances=30, women=28, note="")

    def act(job: str) -> None:
        with working_as(Scope(place.where(job, number, chance), account_id=1), is_write=True) as scope:
            stations.log_activities(scope, [row])

    with _portal(place.made):
        yield act


@contextmanager
def _uncounted(place: Place, number: int) -> Generator[Act]:
    """The same service, but for its figures; it still holds its month open."""
    post = stations.tallies.post

    def hold(scope: Scope, entries: Any, *, action: str) -> Any:
        return {month: tallies.require_open(scope, month, action=action) for month in {f"{it.on:%Y-%m}" for it in entries}}

    stations.tallies.post = hold
    try:
        with _ours(place, number) as act:
            yield act
    finally:
        stations.tallies.post = post


@contextmanager
def _plain(place: Place, number: int) -> Generator[Act]:
    """One INSERT by hand in a transaction."""
    chance, is_sqlite = Random(number), place.made.name == "sqlite"
    sql = f"INSERT INTO activity ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"

    def act(job: str) -> None:
        path, key = place.where(job, number, chance), uuid7()
        city, _, unit = path[:-1].split(".")
        told = (1, "妇联约你学家政", "2025-11-03", None, "活动室", False, 30, 28, "", 1, 1, "2025-11-03 12:00:00.000000")
        connection.execute("BEGIN IMMEDIATE" if is_sqlite else f"BEGIN; SET LOCAL app.scope = '{path}'")
        connection.execute(sql.replace("%s", "?") if is_sqlite else sql, (int(city), int(unit), key.hex if is_sqlite else key, *told))
        connection.execute("COMMIT")

    if not is_sqlite:
        with psycopg.connect(place.made.environ["BENCH_DATABASE"], autocommit=True) as connection:
            yield act
        return
    with place.made.connect() as connection:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        yield act


CONTESTANTS: Mapping[str, Any] = {"ours": _ours, "uncounted": _uncounted, "plain": _plain}


def _work(place: Place, name: str, number: int, pipe: Any) -> None:
    with CONTESTANTS[name](place, number) as act:
        act("spread")
        while (told := pipe.recv()) is not None:
            job, seconds = told
            done, until = 0, perf_counter() + seconds
            while perf_counter() < until:
                act(job)
                done += 1
            pipe.send(done)


def _hire(place: Place, name: str, number: int) -> tuple[Any, Any]:
    here, there = _processes.Pipe()
    process = _processes.Process(target=_work, args=(place, name, number, there), daemon=True)
    process.start()
    return process, here


def _take_turns(place: Place) -> dict[str, dict[str, list[float]]]:
    """Return {stations: {contestant: rows a second, round by round}}; who begins changes every round."""
    names, count = list(CONTESTANTS), WRITERS[place.made.name]
    hired = {name: [_hire(place, name, number) for number in range(count)] for name in names}
    rates: dict[str, dict[str, list[float]]] = {job: {name: [] for name in names} for job in FLOORS}
    for number in range(-1, ROUNDS):  # the first is to warm up
        turn = number % len(names)
        for job in FLOORS:
            for name in (*names[turn:], *names[:turn]):
                start = perf_counter()
                for _, pipe in hired[name]:
                    pipe.send((job, SECONDS))
                done = sum(pipe.recv() for _, pipe in hired[name])
                rates[job][name] += [done / (perf_counter() - start)] if number >= 0 else []
    for process, pipe in (one for all_ in hired.values() for one in all_):
        pipe.send(None)
        process.join(10)
    return rates


def _drift_of_the_killed(place: Place) -> int:
    """Kill writers in the midst of writing; return how many figures differ from their rows that did not before."""
    before = _differences(place.made)
    for number in range(KILLS):
        process, pipe = _hire(place, "ours", 100 + number)
        pipe.send(("spread", 30.0))
        sleep(0.7 + 0.13 * number)  # it has started and is at work
        os.kill(process.pid, signal.SIGKILL)
        process.join(10)
    return len(_differences(place.made) - before)


def _differences(made: Ground) -> set[Any]:
    process, here = _check(made)
    found = here.recv()
    process.join(10)
    return found


def _check(made: Ground) -> tuple[Any, Any]:
    here, there = _processes.Pipe()
    process = _processes.Process(target=_verify, args=(made, there), daemon=True)
    process.start()
    return process, here


def _verify(made: Ground, pipe: Any) -> None:
    city = made.ask("SELECT path FROM tenant WHERE level = 'city' ORDER BY id")[0][0]
    with _portal(made), working_as(Scope(city)) as scope:
        pipe.send({(it[0], it[1] - it[2]) for it in [*tallies.differences(scope), *tallies.person_differences(scope)]})
