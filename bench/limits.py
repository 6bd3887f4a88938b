"""The two limits, by hand in the raw driver: `bare` does the job alone; `duties` does all that a portal owes its users, too.

`bare` knows nobody, locks nothing and counts nothing. `duties` looks up the session, scopes by path range (under row-level security on
PostgreSQL), compares the CSRF token, holds the month open, and keeps figures, audit line and receipt in one transaction.
"""

import os
import re
import sqlite3
import threading
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from flask import Flask, abort, redirect, request
from uuid_utils import uuid7
from werkzeug.wrappers import Response

DATABASE = os.environ["BENCH_DATABASE"]  # a file, or what libpq connects to
IS_SQLITE = DATABASE.startswith("/")
SHANGHAI = ZoneInfo("Asia/Shanghai")
GATHERING = ("kind_id", "title", "held_on", "start_min", "place", "is_online", "attendances", "women", "note")
READERS, WRITERS = {"city_admin", "city_reader", "county_admin", "county_clerk", "manager", "helper"}, {"manager", "helper"}
bare, duties, local = Flask("bare"), Flask("duties"), threading.local()
PAGE = bare.jinja_env.from_string(Path(__file__).with_name("limits.html").read_text())


def run(sql: str, binds: Any = None) -> Any:
    """Execute on this thread's connection; both drivers are in autocommit."""
    if not hasattr(local, "connection"):
        local.connection = _connect()
    return local.connection.execute(sql if IS_SQLITE else _for_psycopg(sql), binds or {})


def _connect() -> Any:
    if not IS_SQLITE:
        return psycopg.connect(DATABASE, autocommit=True, options="-c plan_cache_mode=force_generic_plan")
    connection = sqlite3.connect(DATABASE, isolation_level=None, timeout=10)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


@cache
def _for_psycopg(sql: str) -> str:
    return re.sub(r"(?<!:):(\w+)", r"%(\1)s", sql)


UNITS = {code: (path, name) for code, path, name in run("SELECT code, path, name FROM tenant")}
KINDS = run("SELECT id, name FROM activity_kind WHERE is_active ORDER BY position").fetchall()


@cache
def page_sql(depth: int) -> str:
    """The page and its total in one statement, for a city, a county or a station."""
    below = "SELECT id FROM tenant WHERE path >= :low AND path < :high"
    scope = ("", f"AND a.tenant_id IN ({below})", "AND a.tenant_id = :tenant")[depth - 1]
    where = f"a.city_id = :city {scope} AND a.held_on >= :first AND a.held_on <= :last AND a.kind_id = :kind AND a.voided_at IS NULL"
    columns = ", ".join(f"a.{name}" for name in ("id", *GATHERING, "voided_at"))
    total = f"(SELECT count(*) FROM activity a WHERE {where})"
    tables = "activity a JOIN tenant t ON t.id = a.tenant_id JOIN activity_kind k ON k.id = a.kind_id"
    chosen = f"SELECT {columns}, t.code, t.name, k.name, {total} FROM {tables} WHERE {where}"
    return f"{chosen} ORDER BY a.held_on DESC, a.id DESC LIMIT 25 OFFSET :skip"


def list_page(code: str, path: str, csrf: str = "") -> str:
    """Answer with 25 rows of a month and kind, and how many there are."""
    ids, month, kind, skip = (
        path.split(".")[:-1],
        request.args["month"],
        int(request.args["kind"]),
        25 * int(request.args.get("page", 1)) - 25,
    )
    days = {"first": f"{month}-01", "last": f"{month}-{monthrange(int(month[:4]), int(month[5:]))[1]}"}
    scope = {"city": int(ids[0]), "tenant": int(ids[-1]), "low": path, "high": path[:-1] + "/"}
    rows = run(page_sql(len(ids)), {**scope, **days, "kind": kind, "skip": skip}).fetchall()
    shown = {"rows": rows, "total": rows[0][14] if rows else 0, "month": month, "kind": kind, "kinds": KINDS, "code": code, "csrf": csrf}
    return PAGE.render(**shown, skip=skip)


def insert(table: str, row: dict[str, Any]) -> None:
    """Add one row."""
    run(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(':' + name for name in row)})", row)


def gathering(path: str, account: int) -> dict[str, Any]:
    """Return the grid's first row, checked."""
    cell = {name: request.form.get(f"rows-0-{name}", "").strip() for name in (*GATHERING, "starts_at")}
    hour, minute = map(int, cell.pop("starts_at").split(":"))
    counts = {"start_min": hour * 60 + minute, **{name: int(cell[name]) for name in ("kind_id", "attendances", "women")}}
    if (
        not 0 <= counts["women"] <= counts["attendances"]
        or not cell["title"]
        or cell["held_on"] > datetime.now(SHANGHAI).date().isoformat()
    ):
        abort(422)
    kept = {"version": 1, "logged_by": account, "logged_at": datetime.now(UTC).isoformat(" "), "is_online": bool(cell["is_online"])}
    return {**owner(path), **cell, **counts, **kept}


def owner(path: str) -> dict[str, Any]:
    """Return the key of a new row."""
    ids = path.split(".")[:-1]
    return {"city_id": int(ids[0]), "tenant_id": int(ids[-1]), "id": uuid7().hex}


@bare.get("/t/<code>/activities/")
def bare_list(code: str) -> str:
    """The list for anybody."""
    return list_page(code, UNITS[code][0])


@bare.post("/t/<code>/activities/new")
def bare_post(code: str) -> Response:
    """One INSERT."""
    insert("activity", gathering(UNITS[code][0], 0))
    return redirect(f"/t/{code}/activities/", 303)


WHO = """SELECT l.account_id, l.csrf, m.role, u.path FROM login l JOIN account a ON a.id = l.account_id
 JOIN membership m ON m.account_id = a.id JOIN tenant h ON h.id = m.tenant_id
 JOIN tenant u ON u.code = :code AND substr(u.path, 1, length(h.path)) = h.path
 WHERE l.digest = :digest AND a.is_active AND l.ends_at > :now AND l.seen_at > :idle"""
BOOK = "SELECT closed_at FROM month_book WHERE city_id = :city_id AND tenant_id = :tenant_id AND month = :month"
LOCKED_BOOK = BOOK if IS_SQLITE else f"{BOOK} FOR SHARE"
COUNTED = ("sessions", "attendances", "women")
CELLS = ", ".join(f"(:city_id, {unit}, :month, '{name}', :kind_id, :{name})" for unit in (":tenant_id", ":county") for name in COUNTED)
UPSERT = f"""INSERT INTO tally (city_id, tenant_id, month, indicator, kind_id, value) VALUES {CELLS}
 ON CONFLICT (city_id, tenant_id, month, indicator, kind_id) DO UPDATE SET value = tally.value + excluded.value"""


def enter(code: str, roles: set[str]) -> tuple[int, str, str]:
    """Return (account, token, path) of who may be here."""
    now = datetime.now(UTC)
    digest = sha256(request.cookies.get("sid", "").encode()).hexdigest()
    times = {"now": now.isoformat(" "), "idle": (now - timedelta(minutes=30)).isoformat(" ")}
    account, csrf, role, path = run(WHO, {"code": code, "digest": digest, **times}).fetchone() or abort(404)
    if role not in roles:
        abort(403)
    return account, csrf, path


def begin(path: str, how: str = "") -> None:
    """Open the transaction within the scope."""
    run(f"BEGIN {how}" if IS_SQLITE else f"BEGIN; SET LOCAL app.scope = '{path}'")


@duties.get("/t/<code>/activities/")
def duties_list(code: str) -> str:
    """The list for who may read it."""
    _, csrf, path = enter(code, READERS)
    begin(path)
    try:
        return list_page(code, path, csrf)
    finally:
        run("ROLLBACK")


@duties.post("/t/<code>/activities/new")
def duties_post(code: str) -> Response:
    """The row with all that goes with it."""
    account, csrf, path = enter(code, WRITERS)
    if not compare_digest(csrf, request.form.get("csrf_token", "")):
        abort(400)
    row = gathering(path, account)
    begin(path, "IMMEDIATE")
    try:
        write(path, account, row)
        run("COMMIT")
    except BaseException:
        run("ROLLBACK")
        raise
    return redirect(f"/t/{code}/activities/", 303)


def write(path: str, account: int, row: dict[str, Any]) -> None:
    """Month, row, figures of station and county, audit line, receipt."""
    figures = {**row, "month": row["held_on"][:7], "county": int(path.split(".")[1]), "sessions": 1}
    book = run(LOCKED_BOOK, figures).fetchone()
    if book is None:
        insert("month_book", {**owner(path), "month": figures["month"], "state": "filling", "revision": 0, "returned_reason": ""})
    elif book[0]:
        abort(409)
    insert("activity", row)
    run(UPSERT, figures)
    who, at = {"account_id": account}, row["logged_at"]
    line = {"action": "activity.log", "result": "done", "subject_id": row["id"], "note": "", "address": request.remote_addr, "at": at}
    insert("audit_line", {**owner(path), **who, **line})
    body = sha256(repr((request.path, sorted(request.form.items(multi=True)))).encode()).hexdigest()
    receipt = {"key": request.form["once"], "digest": body, "location": request.path, "made_at": at}
    insert("receipt", {**owner(path), **who, **receipt})
