"""The real web server on a real socket: what no browser sends, and how it ends when it is told to."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask

from portal.app import ROOT
from portal.core.db import db
from tests.adversarial.test_outages import GRID, LOG, NEW, count
from tests.browse import Browser
from tests.databases import SECRETS

SERVER = Path(sys.executable).parent / "granian"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
pytestmark = pytest.mark.parametrize("real", ["sqlite"], indirect=True)  # the server is the same on both


@contextmanager
def serving(app: Flask) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """Start the server the way a service does, on a port of its own."""
    settings = app.extensions["portal.settings"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "FLASK_"))}
    told = {"DATABASE_URL": settings.database_url, "PORTAL_FILES": str(settings.files)}
    secrets = {"SECRET_KEY": SECRETS["secret_key"], "PORTAL_DATA_KEY": SECRETS["data_key"]}
    command = [str(SERVER), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--blocking-threads", "4"]
    process = subprocess.Popen(
        [*command, "--log-level", "warning", "wsgi:app"], cwd=ROOT, env={**kept, **told, **secrets}, start_new_session=True
    )
    try:
        wait_for(port)
        yield port, process
    finally:
        with suppress(ProcessLookupError):  # its worker is a process too, and outlives a master that was killed
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError


@pytest.fixture(scope="module")
def port(real: Flask) -> Iterator[int]:
    with serving(real) as (port, _):
        yield port


def ask(port: int, verb: str, path: str, *, body: str | None = None, cookie: str = "", **headers: str) -> tuple[int, str]:
    """Send one request on a connection of its own."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(verb, path, body=body, headers={"Cookie": cookie, **(FORM if body is not None else {}), **headers})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def raw(port: int, sent: bytes) -> bytes:
    """Send bytes as they are and return what comes back until the connection is closed or silent."""
    with socket.create_connection(("127.0.0.1", port), timeout=3) as connection:
        received = b""
        try:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            while block := connection.recv(65536):
                received += block
        except OSError:
            pass
        return received


HOST = b"Host: 127.0.0.1\r\nConnection: close\r\n"
BYTES = {
    "nothing": b"",
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)),
    "a NUL in the path": b"GET /t/\x00/ HTTP/1.1\r\n" + HOST + b"\r\n",
    "bytes that are no UTF-8": b"GET /t/\xff\xfe/ HTTP/1.1\r\n" + HOST + b"\r\n",
    "a path climbing up": b"GET /static/../../../../etc/passwd HTTP/1.1\r\n" + HOST + b"\r\n",
    "another site's address": b"GET http://evil.example/login HTTP/1.1\r\n" + HOST + b"\r\n",
    "an unknown verb": b"BREW /login HTTP/1.1\r\n" + HOST + b"\r\n",
    "two lengths": b"POST /login HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\nContent-Length: 30\r\n\r\nabc",
    "a length and chunks": b"POST /login HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a negative length": b"POST /login HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n",
    "a length beyond all": b"POST /login HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999999999999999\r\n\r\n",
    "a broken chunk": b"POST /login HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
    "less than was promised": b"POST /login HTTP/1.1\r\n" + HOST + b"Content-Length: 50\r\n\r\nname=",
    "a header without end": b"GET /login HTTP/1.1\r\n" + HOST + b"X-Long: " + b"a" * 300_000 + b"\r\n\r\n",
    "a line break in a header": b"GET /login HTTP/1.1\r\n" + HOST + b"X-Split: a\r\n b\r\n\r\n",
    "a cookie of noise": b"GET / HTTP/1.1\r\n" + HOST + b"Cookie: sid=\xff\x00\xfe; sid==;;;\r\n\r\n",
}


def test_whatever_bytes_arrive_the_server_lives_and_tells_nothing(real: Flask, port: int) -> None:
    for name, sent in BYTES.items():
        answer = raw(port, sent)
        status = int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else 0
        assert (name, status) == (name, 0) or status < 500, (name, answer[:300])
        for words in (b"Traceback", b"root:", b"site-packages"):
            assert words not in answer, name
        assert ask(port, "GET", "/healthz")[0] == 200, f"{name} ended the server"


def test_who_sends_slowly_keeps_nobody_waiting(real: Flask, port: int) -> None:
    """Four threads serve; forty connections that never finish their request take none of them."""
    slow = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(40)]
    try:
        for connection in slow:
            connection.sendall(b"POST /login HTTP/1.1\r\n" + HOST + b"Content-Length: 1000\r\n\r\nname=")
        began = time.perf_counter()
        assert ask(port, "GET", "/healthz")[0] == 200
        assert time.perf_counter() - began < 5
    finally:
        for connection in slow:
            connection.close()


def test_a_server_told_to_end_finishes_what_it_has_begun(real: Flask) -> None:
    """Two forms wait for the database's lock when SIGTERM comes; both are saved, both are answered, and then it ends."""
    browse = Browser(real).sign_in("lianxiang")
    before, kept = count(real), browse.client.get_cookie("sid")
    assert kept is not None
    cookie = f"sid={kept.value}"
    with serving(real) as (port, process), ThreadPoolExecutor(2) as pool:
        assert ask(port, "GET", LOG, cookie=cookie)[0] == 200
        with holding_the_lock(real):
            body = urlencode({**GRID, "csrf_token": browse.csrf})
            waiting = [pool.submit(ask, port, "POST", NEW, body=body, cookie=cookie) for _ in range(2)]
            time.sleep(1)
            process.send_signal(signal.SIGTERM)
            time.sleep(1)
        assert [it.result(30)[0] for it in waiting] == [303, 303]
        assert process.wait(30) == 0
    assert count(real) == before + 2


@contextmanager
def holding_the_lock(app: Flask) -> Iterator[None]:
    """Keep every other writer waiting."""
    with app.app_context(), db.engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.exec_driver_sql("ROLLBACK")
