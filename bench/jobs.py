"""What is asked of every contestant, and how it is known that the answers are right."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Protocol

from bench import data
from bench.client import Reply, ask, get, post
from bench.data import Ground
from bench.servers import Server
from portal.core import clock
from tests import make

MONTH, KIND, PAGE_ROWS = "2025-10", 2, 25
_CODES = (make.CITY, data.county(0))
_TITLE = re.compile(r"妇联约你学家政（第 \d+ 期）")
_ATTENDANCES, _WOMEN = 30, 28


class WrongAnswer(AssertionError):
    """A contestant answered something else than the job asks for; its time would mean nothing."""


class Job(Protocol):
    """One kind of request, of which rounds are made."""

    goal: str
    expected: int
    contestants: tuple[str, ...]
    ground: Ground

    def streams(self, server: Server) -> list[Iterator[bytes]]:
        """The requests of each connection, without end."""
        ...

    def check(self, server: Server) -> Reply:
        """Ask once and read the answer closely."""
        ...

    def settle(self, server: Server, done: int) -> None:
        """Look, after a round, whether what was answered was done."""
        ...


@dataclass(frozen=True, slots=True)
class Lists:
    """25 rows of a month and a kind with their total, in turn for a city and for a county of it."""

    ground: Ground
    goal: str = "G1"
    expected: int = 200
    contestants: tuple[str, ...] = ("bare", "duties", "ours", "django")

    def streams(self, server: Server) -> list[Iterator[bytes]]:
        """Two people of the city, two of the county."""
        return [_forever(self._request(server, n % 2)) for n in range(4)]

    def check(self, server: Server) -> Reply:
        """Compare rows, their order and the total with the database."""
        replies = []
        for place in (0, 1):
            reply = ask(server.port, self._request(server, place))
            titles, total = self.truth(place)
            shown = list(dict.fromkeys(_TITLE.findall(reply.text)))
            is_right = reply.status == self.expected and shown == titles and _says(reply.text, total)
            if not is_right or (server.name != "django" and len(re.findall(r"<td", reply.text)) != 10 * len(titles)):
                raise WrongAnswer(f"{server.name}: {reply.status}, {len(shown)} rows, not the {PAGE_ROWS} of {total}\n{reply.text[:1500]}")
            replies.append(reply)
        return replies[0]

    def settle(self, server: Server, done: int) -> None:
        """Nothing is left behind by reading."""

    def truth(self, place: int) -> tuple[list[str], int]:
        """Return the titles of the page and the total, from a query of the harness's own."""
        chosen = "FROM activity a JOIN tenant t ON t.id = a.tenant_id WHERE a.held_on BETWEEN ? AND ? AND a.kind_id = ? AND t.path LIKE ?"
        values = (f"{MONTH}-01", f"{MONTH}-31", KIND, f"{self._path(place)}%")
        rows = self.ground.ask(f"SELECT a.title {chosen} ORDER BY a.held_on DESC, a.id DESC", *values)
        return [title for (title,) in rows[:PAGE_ROWS]], len(rows)

    def path(self, place: int) -> str:
        """The address of the list of the city, or of the county."""
        return f"/t/{_CODES[place]}/activities/?month={MONTH}&kind={KIND}"

    def _path(self, place: int) -> str:
        return self.ground.ask("SELECT path FROM tenant WHERE code = ?", _CODES[place])[0][0]

    def _request(self, server: Server, place: int) -> bytes:
        if server.name == "django":
            narrowed = (
                f"tenant__path__startswith={self._path(place)}&kind__id__exact={KIND}&held_on__gte={MONTH}-01&held_on__lte={MONTH}-31"
            )
            return get(f"/admin/bench/activity/?{narrowed}", headers={"Cookie": f"sessionid={'bench' * 6}"})
        return get(self.path(place), sid=data.sid(("fuzhou", "county0")[place]))


@dataclass(slots=True)
class Posts:
    """A grid with one gathering typed into it, by four people at four stations."""

    ground: Ground
    goal: str = "G3"
    expected: int = 303
    contestants: tuple[str, ...] = ("bare", "duties", "ours")
    before: tuple[int, int, int] = (0, 0, 0)

    def streams(self, server: Server) -> list[Iterator[bytes]]:
        """One writer for each connection; every body has a key of its own."""
        self.before = self._kept()
        return [_bodies(n) for n in range(data.WRITERS)]

    def check(self, server: Server) -> Reply:
        """Write once at each station and read back the row, its figures and its audit line."""
        replies = [ask(server.port, next(stream)) for stream in self.streams(server)]
        for reply in replies:
            if reply.status != self.expected or "/activities/" not in reply.head:
                raise WrongAnswer(f"{server.name}: {reply.status}\n{reply.text[:1500]}")
        self.settle(server, len(replies))
        return replies[0]

    def settle(self, server: Server, done: int) -> None:
        """Compare what was kept with what was answered: rows, figures of station and county, audit lines."""
        moved = tuple(after - before for after, before in zip(self._kept(), self.before, strict=True))
        owed = (done, 0, 0) if server.name == "bare" else (done, 2 * done * (1 + _ATTENDANCES + _WOMEN), done)
        if moved != owed:
            raise WrongAnswer(f"{server.name}: rows, figures and lines moved by {moved}, not by {owed}")

    def _kept(self) -> tuple[int, int, int]:
        month = clock.month_of(clock.today())
        rows = self.ground.ask("SELECT count(*) FROM activity WHERE held_on >= ?", f"{month}-01")
        figures = self.ground.ask("SELECT coalesce(sum(value), 0) FROM tally WHERE month = ?", month)
        lines = self.ground.ask("SELECT count(*) FROM audit_line WHERE action = 'activity.log'")
        return rows[0][0], int(figures[0][0]), lines[0][0]


def _bodies(writer: int) -> Iterator[bytes]:
    account, serial = f"writer{writer}", count()
    mark = b"K" * 32
    whole = post(f"/t/{data.station(writer)}/activities/new", _grid(account, mark.decode()), sid=data.sid(account))
    head, tail = whole.split(mark)
    run = f"{writer:02d}{int(datetime.now(clock.SHANGHAI).timestamp() * 1e6):020d}"
    while True:
        yield head + f"{run}{next(serial):010d}".encode() + tail


def _grid(account: str, once: str) -> dict[str, str]:
    """What a browser sends: five rows, of which one is filled."""
    empty = dict.fromkeys(("kind_id", "title", "held_on", "starts_at", "place", "attendances", "women", "note"), "")
    filled = {"kind_id": "1", "title": "妇联约你学家政", "held_on": str(clock.today()), "starts_at": "14:30", "place": "活动室"}
    filled |= {"attendances": str(_ATTENDANCES), "women": str(_WOMEN), "note": "带了自己编的教材"}
    cells = {f"rows-{n}-{name}": value for n in range(5) for name, value in (filled if n == 0 else empty).items()}
    return {"csrf_token": data.csrf(account), "once": once, **cells}


def _forever(request: bytes) -> Iterator[bytes]:
    while True:
        yield request


def _says(text: str, total: int) -> bool:
    return bool(re.search(rf"(?<![\d,])(?:{total:,}|{total})(?![\d,])\s*(?:条|activit)", text))
