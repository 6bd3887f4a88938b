"""Log lines as data: one for each request, in none of them anything about a person.

A line names the endpoint, the unit and the account by code and number; never a path, a query, a body or a name. Of an exception it
keeps the frames and the type; its words only where they come from code and not from what somebody typed.
"""

import json
import logging
import re
import secrets
import sys
import traceback
from functools import partial
from time import perf_counter
from typing import Any

import structlog
from flask import Flask, Response, g, request
from jinja2 import TemplateError
from sqlalchemy.exc import DBAPIError
from structlog.contextvars import bind_contextvars, clear_contextvars, merge_contextvars
from structlog.stdlib import ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import EventDict, Processor, WrappedLogger

from portal.core.scope import ScopeError
from portal.web import metrics

QUIET = frozenset({"health.alive", "health.ready", "metrics.show"})  # asked every few seconds
_line = structlog.stdlib.get_logger("portal.request")
_PLAIN_TYPES = (
    AttributeError,
    ImportError,
    MemoryError,
    NameError,
    NotImplementedError,
    RecursionError,
    ScopeError,
    TemplateError,
    TypeError,
)
_PLAIN_STATES = ("08", "25", "40", "42", "53", "55", "57")  # SQLSTATE classes whose words name tables and servers, not values
_MAX_CAUSES, _MAX_STATEMENT = 8, 600
# A second lock: what looks like an identity number or a mobile phone is not written, whoever logs it.
_NUMBERS = re.compile(r"(?<![0-9A-Za-z])(?:\d{17}[\dXx]|\d{15}|1[3-9]\d{9})(?![0-9A-Za-z])")


def init_app(app: Flask) -> None:
    """Route every logger through one formatter and write a line for each request; first of all kits, so that it sees all of it."""
    configure(is_production=app.extensions["portal.settings"].is_production)
    app.before_request(_begin)
    app.after_request(_mark)
    app.teardown_request(_end)


def configure(*, is_production: bool) -> None:
    """Write JSON lines to stdout in production, readable ones to stderr elsewhere; safe to repeat."""
    before: list[Processor] = [merge_contextvars, add_log_level, add_logger_name, structlog.processors.TimeStamper("iso", key="time")]
    serializer = partial(json.dumps, ensure_ascii=False)
    readable = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback, timestamp_key="time", pad_event_to=0
    )
    last = structlog.processors.JSONRenderer(serializer) if is_production else readable
    formatter = ProcessorFormatter(
        foreign_pre_chain=before, processors=[ProcessorFormatter.remove_processors_meta, _explain_exception, _hide_numbers, last]
    )
    structlog.configure(
        processors=[*before, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    root = logging.getLogger()
    root.handlers = [handler for handler in root.handlers if not isinstance(handler, _Terminal)]
    root.addHandler(_Terminal(formatter, "stdout" if is_production else "stderr"))
    logging.getLogger("portal").setLevel(logging.INFO)
    for name in ("_granian", "granian.access"):  # the web server's own lines come the same way
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True


class _Terminal(logging.Handler):
    """Writes to the process's stream as it is at that moment; what cannot be written is told without its values."""

    def __init__(self, formatter: logging.Formatter, stream: str) -> None:
        super().__init__()
        self.setFormatter(formatter)
        self._stream = stream

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        try:
            stream = getattr(sys, self._stream)
            stream.write(f"{self.format(record)}\n")
            stream.flush()
        except Exception:  # noqa: BLE001  # a full disk or a closed pipe must not end a request
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's name
        """Say that a line was lost; logging's own way would print its values."""
        if sys.stderr:
            sys.stderr.write(f"a log line of {record.name} was lost\n")


def _begin() -> None:
    g.request_id, g.began_at = secrets.token_hex(8), perf_counter()
    clear_contextvars()
    bind_contextvars(request_id=g.request_id)
    metrics.begin()


def _mark(response: Response) -> Response:
    g.status = response.status_code
    if "request_id" in g:
        response.headers["X-Request-Id"] = g.request_id
    return response


def _end(_: BaseException | None) -> None:
    began_at = g.pop("began_at", None)
    if began_at is None:
        return
    seconds, status, endpoint = perf_counter() - began_at, g.pop("status", 500), request.endpoint or "none"
    metrics.end(endpoint, request.method, status, seconds)
    if endpoint not in QUIET or status >= 400:
        known = {"unit": _unit(), "account": g.get("account_id")}
        seen = {name: value for name, value in known.items() if value}
        _line.info("request", method=request.method, endpoint=endpoint, status=status, ms=round(seconds * 1000, 1), **seen)
    clear_contextvars()


def _unit() -> str:
    """The code of the unit in the address, if it is one at all: nobody's number comes into a log by being typed there."""
    code = str((request.view_args or {}).get("code", ""))
    return code if re.fullmatch("[0-9]{12}", code) else ""


def _explain_exception(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    found = line.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        line["exception"] = explain(error)
    line.pop("stack_info", None)
    return line


def explain(error: BaseException) -> str:
    """Return the frames and types of an exception and of what led to it, without the values it carries."""
    chain = [error]
    while (before := chain[0].__cause__ or (None if chain[0].__suppress_context__ else chain[0].__context__)) and len(chain) < _MAX_CAUSES:
        chain.insert(0, before)
    return "\nwhich led to\n".join("".join(traceback.format_tb(each.__traceback__)) + _words(each) for each in chain)


def _words(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, DBAPIError):
        return f"{name} [{_words_of_driver(error.orig)}] {(error.statement or '')[:_MAX_STATEMENT]}"
    if isinstance(error, OSError):
        return f"{name}: {error.strerror or ''}"
    return f"{name}: {error}" if isinstance(error, _PLAIN_TYPES) else name


def _words_of_driver(error: Any) -> str:
    """SQLite names columns and constraints only; PostgreSQL may repeat a row, so of it the state and the names are kept."""
    name, diagnosis = type(error).__name__, getattr(error, "diag", None)
    if diagnosis is None or not getattr(error, "sqlstate", None):
        return f"{name}: {error}"
    named = (error.sqlstate, diagnosis.table_name, diagnosis.column_name, diagnosis.constraint_name)
    words = diagnosis.message_primary if error.sqlstate.startswith(_PLAIN_STATES) else None
    return " ".join(str(part) for part in (name, *named, words) if part)


def _hide_numbers(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    return {name: _NUMBERS.sub("***", value) if isinstance(value, str) else value for name, value in line.items()}
