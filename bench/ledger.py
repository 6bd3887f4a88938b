"""How fast minutes are posted: by the portal, by hand in the raw driver, by a function that locks both accounts; many writers in turns."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from random import Random
from time import perf_counter
from typing import Any
from uuid import UUID

from bench.data import Ground
from bench.goals import Parts, Result
from bench.posters import POSTERS, Books, read_pages
from tests import make

ACCOUNTS, LONG, SHORT, FUNDS_MIN, LAST_MIN = 3_000, 100_000, 100, 1_000_000, 100
WRITERS = {"postgres": 8, "sqlite": 1}
ROUNDS, SECONDS = 5, 0.3
FLOORS = {"spread": 0.85, "hot": 0.75, "rival": 3.0, "batch": 2.0}
LONGER_PAGE = 1.2
_processes = get_context("fork")


@dataclass(frozen=True, slots=True)
class Writer:
    """A process with a connection of its own: told what to do for how long, it answers how many postings stand."""

    process: Any
    pipe: Any


def measure(made: Ground) -> Parts:
    """Return G7's parts for one database: what they posted a second stands beside each ratio."""
    books = open_books(made)
    names = ["ours", "raw", *(["rival"] if made.name == "postgres" else [])]
    with hired(books, names, WRITERS[made.name]) as writers:
        rates = {job: take_turns(writers, job, names) for job in ("spread", "hot")}
        batches = take_turns(writers, "batch", ["ours"])["ours"]
        drained = sum(ask(writers["ours"], ("drain", 0.0)))
    found = {job: _ratios(rates[job]["ours"], rates[job]["raw"]) for job in ("spread", "hot")}
    found |= {"rival": _ratios(rates["hot"]["ours"], rates["hot"]["rival"])} if "rival" in names else {}
    found |= {"batch": _ratios(batches, rates["hot"]["ours"])}
    faults = abs(drained - LAST_MIN) + made.ask("SELECT count(*) FROM time_account WHERE balance_min < 0")[0][0]
    seen = {"writers": WRITERS[made.name], "per_s": {job: {who: _middle(it) for who, it in all_.items()} for job, all_ in rates.items()}}
    parts = {f"G7.{job}.{made.name}": (Result(values, FLOORS[job]), seen) for job, values in found.items()}
    parts[f"G7.page.{made.name}"] = Result(read_pages(books), LONGER_PAGE, is_floor=False), {"transfers": LONG, "against": SHORT}
    parts[f"G7.errors.{made.name}"] = Result([faults], 0, is_floor=False), {"last_minutes": LAST_MIN}
    return parts


def _ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    return [one / other for one, other in zip(ours, theirs, strict=True)]


def _middle(rates: Sequence[float]) -> int:
    return round(sorted(rates)[len(rates) // 2])


@contextmanager
def hired(books: Books, names: Sequence[str], count: int) -> Iterator[dict[str, list[Writer]]]:
    """Fork the writers of every contestant, each warmed up, and let them go at the end."""
    writers = {name: [_hire(books, name, n) for n in range(count)] for name in names}
    try:
        for name in names:
            ask(writers[name], ("spread", 0.15))
        yield writers
    finally:
        for writer in (one for all_ in writers.values() for one in all_):
            writer.pipe.send(None)
            writer.process.join(10)


def _hire(books: Books, name: str, number: int) -> Writer:
    here, there = _processes.Pipe()
    process = _processes.Process(target=_work, args=(books, name, number, there), daemon=True)
    process.start()
    return Writer(process, here)


def _work(books: Books, name: str, number: int, pipe: Any) -> None:
    with POSTERS[name](books, Random(number)) as poster:
        while (told := pipe.recv()) is not None:
            job, seconds = told
            act: Callable[[], int] = getattr(poster, job)
            done, until = act(), perf_counter() + seconds
            while perf_counter() < until:
                done += act()
            pipe.send(done)


def ask(writers: Sequence[Writer], told: tuple[str, float]) -> list[int]:
    """Let all of them begin at once; return what each of them did."""
    for one in writers:
        one.pipe.send(told)
    return [one.pipe.recv() for one in writers]


def take_turns(writers: dict[str, list[Writer]], job: str, names: Sequence[str]) -> dict[str, list[float]]:
    """Return {contestant: postings a second, round by round}; who begins changes every round."""
    rates: dict[str, list[float]] = {name: [] for name in names}
    for number in range(ROUNDS):
        turn = number % len(names)
        for name in (*names[turn:], *names[:turn]):
            start = perf_counter()
            done = sum(ask(writers[name], (job, SECONDS)))
            rates[name].append(done / (perf_counter() - start))
    return rates


def open_books(made: Ground) -> Books:
    """Give the city accounts with minutes in them, one with 100,000 transfers among them."""
    path = made.ask("SELECT path FROM tenant WHERE code = ?", make.LIANXIANG)[0][0]
    ids = [UUID(int=(0x0199 << 112) + n) for n in range(ACCOUNTS + 5)]
    issuer, long, short, poor, *rest = ids
    balances = {long: LONG, short: SHORT, poor: LAST_MIN, **dict.fromkeys(rest, FUNDS_MIN)}
    books = Books(made.name, made.environ, path, issuer, long, short, poor, tuple(rest))
    key, city = _keys(made.name), books.city
    rows = [(city, key(issuer), "issuer", None, None, 0)]
    moves = dict.fromkeys(balances, 1) | {long: LONG, short: SHORT}
    rows += [(city, key(id_), "volunteer", f"V999999{n:07d}", left, moves[id_]) for n, (id_, left) in enumerate(balances.items())]
    put_in(made, "time_account", ("city_id", "id", "kind", "number", "balance_min", "moves", "opened_at"), [(*row, NOW) for row in rows])
    put_in(made, "transfer", _TRANSFER, _transfers(books, balances, moves, key))
    if made.name == "postgres":
        with made.connect() as connection:
            connection.execute(_RIVAL)
            connection.execute("INSERT INTO rival.account SELECT id, coalesce(balance_min, 0), kind = 'issuer', 0 FROM time_account")
            connection.execute("ANALYZE")
    return books


NOW = datetime(2026, 3, 16, tzinfo=UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
_TRANSFER = (
    *("city_id", "id", "debit_account_id", "credit_account_id", "moved_min", "kind", "key", "reason", "credit_seq", "credit_left_min"),
    *("posted_by", "posted_at"),
)


def _transfers(books: Books, balances: dict[UUID, int], moves: dict[UUID, int], key: Callable[[UUID], Any]) -> Iterator[tuple[Any, ...]]:
    number = 0
    for account_id, left_min in balances.items():
        each = left_min // moves[account_id]
        for seq in range(1, moves[account_id] + 1):
            number += 1
            sides = key(UUID(int=(0x019A << 112) + number)), key(books.issuer), key(account_id)
            yield (books.city, *sides, each, "earn", f"first {number}", "", seq, each * seq, 0, NOW)


def _keys(database: str) -> Callable[[UUID], Any]:
    return (lambda it: it.hex) if database == "sqlite" else str


def put_in(made: Ground, table: str, columns: Sequence[str], rows: Any) -> None:
    """Put rows in past every lock."""
    names = ", ".join(columns)
    with made.connect() as connection:
        if made.name == "sqlite":
            connection.execute("BEGIN")
            connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})", rows)
            connection.execute("COMMIT")
            return
        with connection.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


# The idea of pgledger, told anew: a function that locks both accounts in one order, keeps both balances, and writes an entry for each side.
_RIVAL = """
CREATE SCHEMA rival;
CREATE TABLE rival.account (id uuid PRIMARY KEY, balance bigint NOT NULL, may_owe boolean NOT NULL, version bigint NOT NULL);
CREATE TABLE rival.transfer (id uuid PRIMARY KEY, giver uuid NOT NULL REFERENCES rival.account,
 taker uuid NOT NULL REFERENCES rival.account, amount bigint NOT NULL CHECK (amount > 0), at timestamptz NOT NULL);
CREATE INDEX ON rival.transfer (giver);
CREATE INDEX ON rival.transfer (taker);
CREATE TABLE rival.entry (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), account uuid NOT NULL REFERENCES rival.account,
 transfer uuid NOT NULL REFERENCES rival.transfer, amount bigint NOT NULL, before bigint NOT NULL, after bigint NOT NULL,
 version bigint NOT NULL, at timestamptz NOT NULL);
CREATE INDEX ON rival.entry (account);
CREATE INDEX ON rival.entry (transfer);
CREATE FUNCTION rival.move(transfer uuid, giver uuid, taker uuid, amount bigint) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
 one rival.account;
 other rival.account;
BEGIN
 PERFORM 1 FROM rival.account WHERE id IN (giver, taker) ORDER BY id FOR UPDATE;
 UPDATE rival.account SET balance = balance - amount, version = version + 1 WHERE id = giver RETURNING * INTO one;
 UPDATE rival.account SET balance = balance + amount, version = version + 1 WHERE id = taker RETURNING * INTO other;
 IF one.balance < 0 AND NOT one.may_owe THEN
  RAISE EXCEPTION 'not enough';
 END IF;
 INSERT INTO rival.transfer VALUES (transfer, giver, taker, amount, now());
 INSERT INTO rival.entry (account, transfer, amount, before, after, version, at) VALUES
  (giver, transfer, -amount, one.balance + amount, one.balance, one.version, now()),
  (taker, transfer, amount, other.balance - amount, other.balance, other.version, now());
 RETURN transfer;
END $$;
GRANT USAGE ON SCHEMA rival TO portal_app;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA rival TO portal_app;
"""
