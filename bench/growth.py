"""What grows with the rows and what does not: pages of the list, the city's roll-up; the portal alone, on several sizes in turns."""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

from bench import data, servers
from bench.client import ask, get, measure
from bench.data import Ground
from bench.goals import Parts, Result
from bench.jobs import WrongAnswer
from bench.servers import Server
from tests import make

MONTH, PAGE_ROWS, DEEP = "2025-10", 25, 400
LIST_GROWTH, ROLL_UP_GROWTH, SCAN = 1.3, 1.5, 1000.0
ROUNDS, SECONDS, SCANS = 7, 0.4, 3
_TITLE = re.compile(r"妇联约你学家政（第 \d+ 期）")
_TOTALS = re.compile(r"<tfoot>(.*?)</tfoot>", re.DOTALL)
_NUMBER = re.compile(r">\s*([\d,]+)\s*<")


@dataclass(frozen=True, slots=True)
class Asked:
    """One address on one size."""

    server: Server
    request: bytes


def compare(database: str, folder: Path, sizes: tuple[int, int, int]) -> Parts:
    """Return G2's and G4's parts for one database.

    Args:
        sizes: where the roll-up is compared from, where the list is compared from, and where both are compared to.
    """
    few, some, many = sizes
    with ExitStack() as stack:
        grounds = {rows: stack.enter_context(data.ground(database, folder, rows)) for rows in sorted(set(sizes))}
        running = {rows: stack.enter_context(servers.running("ours", made.environ)) for rows, made in grounds.items()}
        shown = {rows: _roll_up(grounds[rows], running[rows]) for rows in grounds}
        pages = {(rows, page): _page(grounds[rows], running[rows], page) for rows, page in ((some, 1), (many, 1), (many, DEEP))}
        times = _take_turns({**{("rollup", rows): it for rows, it in shown.items()}, **pages})
        scans_ms = [_scan_ms(grounds[many]) for _ in range(SCANS)]
    sized = {"rows": many, "p50_ms": {f"{key[0]}.{key[1]}": round(median(it) * 1e3, 2) for key, it in times.items()}}
    parts: Parts = {}
    for page in (1, DEEP):
        ratios = _ratios(times[many, page], times[some, 1])
        parts[f"G2.page{page}.{database}"] = Result(ratios, LIST_GROWTH, is_floor=False), {**sized, "against": some}
    growth = _ratios(times["rollup", many], times["rollup", few])
    parts[f"G4.growth.{database}"] = Result(growth, ROLL_UP_GROWTH, is_floor=False), {**sized, "against": few}
    gains = [scan / (taken * 1e3) for scan in scans_ms for taken in times["rollup", many]]
    parts[f"G4.scan.{database}"] = Result(gains, SCAN), {**sized, "scan_ms": round(median(scans_ms), 1)}
    return parts


def _take_turns(asked: Mapping[Any, Asked]) -> dict[Any, list[float]]:
    """Return {what: the median seconds of each round}; one connection, and who begins changes every round."""
    names, times = list(asked), {name: list[float]() for name in asked}
    for number in range(-1, ROUNDS):  # the first is to warm up
        turn = number % len(names)
        for name in (*names[turn:], *names[:turn]):
            it = asked[name]
            done = measure(it.server.port, [repeat(it.request)], seconds=SECONDS, expected=200)
            if done.errors:
                raise WrongAnswer(f"{name}: {done.errors} answers were not 200")
            if number >= 0:
                times[name].append(median(done.latencies_s))
    return times


def _ratios(ours: list[float], theirs: list[float]) -> list[float]:
    return [one / other for one, other in zip(ours, theirs, strict=True)]


def _page(made: Ground, server: Server, page: int) -> Asked:
    """Ask for a page of a month of the city as the page before it links to it, and compare it with the rows."""
    last = f"{MONTH}-31"
    ordered = "FROM activity WHERE held_on BETWEEN ? AND ? AND voided_at IS NULL ORDER BY held_on DESC, id DESC"
    skip = (page - 1) * PAGE_ROWS
    rows = made.ask(f"SELECT title {ordered} LIMIT {PAGE_ROWS} OFFSET {skip}", f"{MONTH}-01", last)
    path = f"/t/{make.CITY}/activities/?month={MONTH}"
    if page > 1:
        (held_on, key), *_ = made.ask(f"SELECT held_on, id {ordered} LIMIT 1 OFFSET {skip - 1}", f"{MONTH}-01", last)
        path += f"&page={page}&after={page - 1}.{date.fromisoformat(str(held_on))}.{UUID(str(key)).hex}"
    request = get(path, sid=data.sid("fuzhou"))
    reply = ask(server.port, request)
    total = made.ask("SELECT count(*) FROM activity WHERE held_on BETWEEN ? AND ?", f"{MONTH}-01", last)[0][0]
    if reply.status != 200 or _TITLE.findall(reply.text) != [title for (title,) in rows] or f"共 {total:,} 条" not in reply.text:
        raise WrongAnswer(f"page {page}: {reply.status}, not the {len(rows)} rows of {total}\n{reply.text[:1500]}")
    return Asked(server, request)


_SUMS = "count(*), sum(attendances), sum(women), sum(CASE WHEN is_online THEN attendances ELSE 0 END)"


def _roll_up(made: Ground, server: Server) -> Asked:
    """Ask for two years of the city, and compare its totals with a scan of the rows."""
    request = get(f"/t/{make.CITY}/reports/rollup?first=2024-01&last=2025-12", sid=data.sid("fuzhou"))
    reply = ask(server.port, request)
    told = _TOTALS.search(reply.text)
    shown = [int(number.replace(",", "")) for number in _NUMBER.findall(told[1] if told else "")][:4]
    counted = [int(it) for it in made.ask(f"SELECT {_SUMS} FROM activity WHERE voided_at IS NULL")[0]]
    if reply.status != 200 or shown != counted:
        raise WrongAnswer(f"roll-up: {reply.status}, {shown}, not {counted}\n{reply.text[:1500]}")
    return Asked(server, request)


def _scan_ms(made: Ground) -> float:
    """The same table from the rows: counties by indicators."""
    start = perf_counter()
    rows = made.ask(f"SELECT t.county_id, {_SUMS} FROM activity a JOIN tenant t ON t.id = a.tenant_id WHERE voided_at IS NULL GROUP BY 1")
    if len(rows) != data.COUNTIES:
        raise WrongAnswer(f"{len(rows)} counties")
    return (perf_counter() - start) * 1e3


def requests(number: int) -> Iterator[bytes]:
    """What a worker is asked in a day, without end: lists, the roll-up, the desk, a form."""
    city, station = (make.CITY, "fuzhou"), (data.station(number), f"writer{number}")
    addresses = [
        (city, f"activities/?month={MONTH}"),
        (station, "activities/"),
        (city, "reports/rollup?first=2024-01&last=2025-12"),
        (station, ""),
        (station, "activities/new"),
        (city, f"activities/?month={MONTH}&kind=2&page=3"),
        (station, "reports/rollup"),
    ]
    while True:
        for (code, account), path in addresses:
            yield get(f"/t/{code}/{path}", sid=data.sid(account))
