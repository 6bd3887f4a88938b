"""The data of a run: the same rows on both databases, from a seeded generator; nothing in it depends on the day."""

import sqlite3
from calendar import monthrange
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import psycopg

from portal.core import clock
from portal.core.db import db
from portal.tenants.access import digest_of
from portal.tenants.models import Login
from portal.tenants.services import accounts, tree
from tests import make
from tests.databases import SECRETS, make_app, prepare_postgres
from tests.postgres import DATABASE, start_postgres

COUNTIES, STATIONS, MONTHS, KINDS, FIRST_YEAR, WRITERS = 6, 24, 24, 14, 2024, 4
COUNTED = ("sessions", "attendances", "women", "online")
SECRET = "bench-0123456789-abcdefghijklmnop-ABCDEF"
COLUMNS = (
    *("city_id", "tenant_id", "id", "kind_id", "title", "held_on", "start_min", "place", "is_online", "attendances", "women"),
    *("note", "version", "logged_by", "logged_at"),
)


@dataclass(frozen=True, slots=True)
class Ground:
    """A filled database and how it is reached.

    Args:
        name: `sqlite` or `postgres`.
        environ: what the servers of the contestants are told.
        admin: where the harness reads past every lock: the file, or the superuser.
    """

    name: str
    environ: Mapping[str, str]
    admin: str

    @contextmanager
    def connect(self) -> Iterator[Any]:
        """Open the database past every lock, in autocommit."""
        is_file = self.name == "sqlite"
        connection: Any = sqlite3.connect(self.admin, isolation_level=None) if is_file else psycopg.connect(self.admin, autocommit=True)
        try:
            yield connection
        finally:
            connection.close()

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read past every lock; `?` stands for a value."""
        with self.connect() as connection:
            return connection.execute(sql if self.name == "sqlite" else sql.replace("?", "%s"), values).fetchall()

    def environ_of(self, contestant: str) -> dict[str, str]:
        """Who owes nothing reads past row-level security, as a program without tenants would."""
        return {**self.environ, **({"BENCH_DATABASE": self.admin} if contestant in {"bare", "django"} else {})}


def station(county: int, number: int = 0) -> str:
    """The code of a station."""
    return f"3502{county:02d}{number + 1:03d}001"


def county(number: int) -> str:
    """The code of a county."""
    return f"3502{number:02d}000000"


def sid(account: str) -> str:
    """The cookie of an account."""
    return f"token-of-{account}"


def csrf(account: str) -> str:
    """What its forms carry."""
    return f"csrf-of-{account}"


@contextmanager
def ground(name: str, folder: Path, rows: int) -> Iterator[Ground]:
    """Make a database by the migrations, fill it, and remove a server at the end."""
    if name == "sqlite":
        url = f"sqlite:///{folder / f'{rows}.db'}"
        yield _filled(name, folder, rows, urls=(url, url), paths=(url[10:], url[10:]))
        return
    server = start_postgres(is_durable=True)
    try:
        prepare_postgres(server)
        reach = f"host={server.folder} dbname={DATABASE} user="
        yield _filled(name, folder, rows, urls=(server.app_url, server.owner_url), paths=(f"{reach}portal_app", f"{reach}postgres"))
    finally:
        server.stop()


def _filled(name: str, folder: Path, rows: int, *, urls: tuple[str, str], paths: tuple[str, str]) -> Ground:
    app = make_app(*urls, folder)
    with app.app_context():
        db.session.info["writes"] = True
        tenants = _grow()
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    # Whoever asks has a password alone: a second factor is asked for at sign-in, not by the pages that are measured.
    secrets = {
        "PORTAL_ENV": "production",
        "PORTAL_TOTP": "off",
        "SECRET_KEY": SECRET,
        "PORTAL_DATA_KEY": SECRETS["data_key"],
        "PORTAL_FILES": str(folder),
    }
    environ = {**secrets, "DATABASE_URL": urls[0], "OWNER_DATABASE_URL": urls[1], "BENCH_DATABASE": paths[0]}
    made = Ground(name, environ, paths[1])
    _fill(made, tenants, rows)
    return made


def _grow() -> list[tuple[int, int]]:
    """Add counties, stations and the people who ask and write; return (city, station) ids."""
    city, found = make.tenant(make.CITY), list[tuple[int, int]]()
    _person("fuzhou", city.id, "")
    for c in range(COUNTIES):
        above = tree.add_child(parent=city, code=county(c), name=f"{c + 1} 号县", level="county", status="open")
        _person(f"county{c}", above.id, "county_admin")
        for s in range(STATIONS):
            unit = tree.add_child(parent=above, code=station(c, s), name=f"{c + 1} 号县第 {s + 1} 社区驿站", level="station", status="open")
            found.append((city.id, unit.id))
            if s == 0:
                _person(f"writer{c}", unit.id, "manager")
    return found


def _person(name: str, tenant_id: int, role: str) -> None:
    """Sign an account in; make it first when it has a role to get."""
    if role:
        accounts.add_account(name=name, display_name=name, tenant_id=tenant_id, role=role)
    moment = clock.now()
    times = {"started_at": moment, "seen_at": moment, "ends_at": moment + timedelta(hours=12)}
    db.session.add(Login(digest=digest_of(sid(name)), account_id=make.account_id(name), csrf=csrf(name), address="127.0.0.1", **times))
    db.session.flush()


def _rows(tenants: list[tuple[int, int]], rows: int) -> Iterator[tuple[Any, ...]]:
    chance = Random(2026)  # a seed, not a secret
    for n in range(rows):
        month = n % MONTHS
        year, number = FIRST_YEAR + month // 12, month % 12 + 1
        day = date(year, number, chance.randint(1, monthrange(year, number)[1]))
        heads = chance.randint(5, 120)
        told = (
            chance.randint(1, KINDS),
            f"妇联约你学家政（第 {n} 期）",
            day,
            chance.randint(16, 40) * 30,
            "社区活动室",
            chance.random() < 0.1,
        )
        yield (*chance.choice(tenants), UUID(int=(0x0190 << 112) + n), *told, heads, heads - heads // 9, "", 1, 1, f"{day} 12:00:00+00:00")


def _fill(made: Ground, tenants: list[tuple[int, int]], rows: int) -> None:
    names = ", ".join(COLUMNS)
    with made.connect() as connection:
        if made.name == "sqlite":
            kept = ((*r[:2], r[2].hex, *r[3:5], r[5].isoformat(), *r[6:-1], r[-1][:19] + ".000000") for r in _rows(tenants, rows))
            connection.execute("BEGIN")
            connection.executemany(f"INSERT INTO activity ({names}) VALUES ({', '.join('?' * len(COLUMNS))})", kept)
            connection.execute("COMMIT")
            _count(connection, "substr(held_on, 1, 7)")
            connection.execute("ANALYZE")
        else:
            with connection.cursor().copy(f"COPY activity ({names}) FROM STDIN") as copy:
                for row in _rows(tenants, rows):
                    copy.write_row(row)
            _count(connection, "to_char(held_on, 'YYYY-MM')")
            connection.execute("VACUUM ANALYZE")


def _count(connection: Any, month: str) -> None:
    """Give every station and county the figures that its rows would have made one by one."""
    online = "sum(CASE WHEN is_online THEN attendances ELSE 0 END) AS online"
    sums = f"count(*) AS sessions, sum(attendances) AS attendances, sum(women) AS women, {online}"
    connection.execute(
        f"CREATE TEMPORARY TABLE counted AS SELECT city_id, tenant_id, {month} AS month, kind_id, {sums}"
        f" FROM activity GROUP BY city_id, tenant_id, {month}, kind_id"
    )
    for owner in ("c.tenant_id", "t.county_id"):
        for code in COUNTED:
            connection.execute(
                "INSERT INTO tally (city_id, tenant_id, month, indicator, kind_id, value)"
                f" SELECT c.city_id, {owner}, c.month, '{code}', c.kind_id, sum(c.{code})"
                " FROM counted c JOIN tenant t ON t.id = c.tenant_id"
                f" GROUP BY c.city_id, {owner}, c.month, c.kind_id"
            )
