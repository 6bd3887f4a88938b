"""Who posts: each does the same job on a connection of its own, one transaction for each posting."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

import psycopg
from uuid_utils.compat import uuid7

from portal.app import create_app
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.core.settings import Settings
from portal.ledger import queries as ledger_rows
from portal.ledger import services as ledger
from portal.ledger.rules import Posting, TransferKind
from portal.web.writes import working_as

BATCH, PAGES = 100, 40


@dataclass(frozen=True, slots=True)
class Books:
    """A city's accounts, and how its database is reached."""

    database: str
    environ: Mapping[str, str]
    path: str
    issuer: UUID
    long: UUID
    short: UUID
    poor: UUID
    rest: tuple[UUID, ...]

    @property
    def city(self) -> int:
        """The city's id."""
        return int(self.path.partition(".")[0])

    def earn(self, chance: Random) -> tuple[UUID, UUID]:
        """From the one issuer to anybody."""
        return self.issuer, chance.choice(self.rest)

    def give(self, chance: Random) -> tuple[UUID, UUID]:
        """From anybody to anybody else."""
        debit, credit = chance.sample(self.rest, 2)
        return debit, credit


@contextmanager
def portal(books: Books) -> Iterator[Scope]:
    """The portal as its web workers have it."""
    environ = books.environ
    urls = environ["DATABASE_URL"], environ["OWNER_DATABASE_URL"]
    app = create_app(Settings(*urls, environ["SECRET_KEY"], environ["PORTAL_DATA_KEY"], Path(environ["PORTAL_FILES"])))
    with app.app_context():
        yield Scope(books.path)
        db.session.remove()
        db.engine.dispose()


class Ours:
    """The portal's own service."""

    def __init__(self, books: Books, chance: Random, scope: Scope) -> None:
        self.books, self.chance, self.scope = books, chance, scope

    def _post(self, *postings: Posting) -> int:
        with working_as(self.scope, is_write=True) as scope:
            return len(ledger.post(scope, postings, action="hours.credit"))

    def _earn(self) -> Posting:
        return Posting(*self.books.earn(self.chance), 1, TransferKind.EARN, uuid7().hex)

    def hot(self) -> int:
        """One issuer, many takers."""
        return self._post(self._earn())

    def spread(self) -> int:
        """Many givers, many takers."""
        return self._post(Posting(*self.books.give(self.chance), 1, TransferKind.GIVE, uuid7().hex))

    def batch(self) -> int:
        """A day's hours in one call."""
        return self._post(*(self._earn() for _ in range(BATCH)))

    def drain(self) -> int:
        """Take minutes from the poor account until it refuses."""
        done = 0
        try:
            while True:
                done += self._post(Posting(self.books.poor, self.chance.choice(self.books.rest), 1, TransferKind.GIVE, uuid7().hex))
        except Conflict:
            return done


UPDATE = """UPDATE time_account SET balance_min = balance_min + %s, moves = moves + 1 WHERE city_id = %s AND id = %s
 RETURNING moves, balance_min"""
INSERT = f"""INSERT INTO transfer (city_id, id, debit_account_id, credit_account_id, moved_min, kind, key, reason,
 debit_seq, debit_left_min, credit_seq, credit_left_min, posted_by, posted_at) VALUES ({", ".join(["%s"] * 14)})"""


class Raw:
    """The driver by hand, in the fewest statements; what cannot be is left to the constraints."""

    def __init__(self, books: Books, chance: Random, connection: Any) -> None:
        self.books, self.chance, self.connection = books, chance, connection
        self.is_sqlite = books.database == "sqlite"
        self.begin = "BEGIN IMMEDIATE" if self.is_sqlite else f"BEGIN; SET LOCAL app.scope = '{books.path}'"
        self.update, self.insert = (sql.replace("%s", "?") if self.is_sqlite else sql for sql in (UPDATE, INSERT))

    def hot(self) -> int:
        """One issuer, many takers."""
        return self._post(*self.books.earn(self.chance), "earn")

    def spread(self) -> int:
        """Many givers, many takers."""
        return self._post(*self.books.give(self.chance), "give")

    def _post(self, debit: UUID, credit: UUID, kind: str) -> int:
        run = self.connection.execute
        run(self.begin)
        sides: dict[UUID, Sequence[int | None]] = {self.books.issuer: (None, None)}
        for id_, change_min in sorted(it for it in ((debit, -1), (credit, 1)) if it[0] not in sides):
            sides[id_] = run(self.update, (change_min, self.books.city, self._key(id_))).fetchone()
        ids = (self._key(uuid7()), self._key(debit), self._key(credit))
        at = datetime.now(UTC)
        moment = at.strftime("%Y-%m-%d %H:%M:%S.%f") if self.is_sqlite else at
        run(self.insert, (self.books.city, *ids, 1, kind, uuid7().hex, "", *sides[debit], *sides[credit], 0, moment))
        run("COMMIT")
        return 1

    def _key(self, id_: UUID) -> Any:
        return id_.hex if self.is_sqlite else id_


class Rival:
    """One call of a function that locks both accounts."""

    def __init__(self, books: Books, chance: Random, connection: Any) -> None:
        self.books, self.chance, self.connection = books, chance, connection

    def hot(self) -> int:
        """One issuer, many takers."""
        return self._move(*self.books.earn(self.chance))

    def spread(self) -> int:
        """Many givers, many takers."""
        return self._move(*self.books.give(self.chance))

    def _move(self, debit: UUID, credit: UUID) -> int:
        self.connection.execute("SELECT rival.move(%s, %s, %s, 1)", (uuid7(), debit, credit))
        return 1


@contextmanager
def ours(books: Books, chance: Random) -> Iterator[Ours]:
    """The portal at work."""
    with portal(books) as scope:
        yield Ours(books, chance, scope)


@contextmanager
def raw(books: Books, chance: Random) -> Iterator[Raw]:
    """A connection like the portal's."""
    with _connected(books) as connection:
        yield Raw(books, chance, connection)


@contextmanager
def rival(books: Books, chance: Random) -> Iterator[Rival]:
    """The same connection, the function's tables."""
    with _connected(books) as connection:
        yield Rival(books, chance, connection)


POSTERS: Mapping[str, Any] = {"ours": ours, "raw": raw, "rival": rival}


def _connected(books: Books) -> AbstractContextManager[Any]:
    reach = books.environ["BENCH_DATABASE"]
    if books.database == "postgres":
        return psycopg.connect(reach, autocommit=True, options="-c plan_cache_mode=force_generic_plan")
    return _sqlite(reach)


@contextmanager
def _sqlite(path: str) -> Iterator[Any]:
    connection = sqlite3.connect(path, isolation_level=None, timeout=10)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    try:
        yield connection
    finally:
        connection.close()


def read_pages(books: Books) -> list[float]:
    """Return what a page of the long statement costs as a multiple of the short one's, round by round."""
    with portal(books) as scope:
        return [_page_ms(scope, books.long, 2000) / _page_ms(scope, books.short, 2) for _ in range(6)][1:]


def _page_ms(scope: Scope, account_id: UUID, page: int) -> float:
    taken = list[float]()
    with working_as(scope):
        for _ in range(PAGES):
            start = perf_counter()
            rows = ledger_rows.list_statement(scope, account_id, page=page)
            taken.append(perf_counter() - start)
    if len(rows) != ledger_rows.PAGE_ROWS:
        raise ValueError(f"page {page} has {len(rows)} rows")
    return median(taken) * 1e3
