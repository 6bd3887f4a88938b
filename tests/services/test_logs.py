"""The log: one line of data for each request, and nobody's name, number or words in any."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from portal.core.db import db
from portal.core.scope import ScopeError
from portal.people.models import ConsentText
from portal.training.services import intake as training
from portal.web import logs
from tests import make
from tests.browse import Browser

NAME, PHONE, NUMBER, NOTE = "欧阳春梅", "13912345678", make.resident_number(7), "住在三号楼"
PERSONAL = (NAME, PHONE, NUMBER, NOTE)
NEW = f"/t/{make.LIANXIANG}/trainees/new"
FORM: dict[str, Any] = {
    "name": NAME,
    "phone": PHONE,
    "number": NUMBER,
    "note": NOTE,
    "document_kind": "resident_id",
    "community": "连翔社区",
    "wish": "maternity",
    "skills": [],
    "taken_on": "2026-03-05",
    "channel": "counter",
    "consent_channel": "in_person",
    "has_consented": "y",
    "notice": "1",
}
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """What was logged since it was last asked for, as production writes it."""
    logs.configure(is_production=True)

    def read() -> list[dict[str, Any]]:
        out, err = capsys.readouterr()
        assert not [it for it in PERSONAL if it in out + err], "something personal was logged"
        return [json.loads(line) for line in out.splitlines()]

    yield read
    logs.configure(is_production=False)


def requests(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in found if line["event"] == "request"]


def send(app: Flask, path: str = NEW, data: dict[str, Any] | None = None) -> Any:
    """Fill in the admission as its station does; a failure is an answer here."""
    browse = Browser(app).sign_in("lianxiang")
    return browse.client.post(path, data={"csrf_token": browse.csrf, **(FORM if data is None else data)})


def test_a_request_is_one_line_with_what_an_operator_needs(app: Flask, lines: Lines) -> None:
    answer = send(app)
    assert answer.status_code == 303
    [line] = requests(lines())
    with app.app_context():
        account = make.account_id("lianxiang")
    wanted = {"method": "POST", "endpoint": "trainees.admission", "status": 303, "unit": make.LIANXIANG, "account": account}
    assert {name: line[name] for name in wanted} == wanted
    assert line["level"] == "info"
    assert line["time"].startswith("2026-03-16T02:00:00")
    assert line["ms"] >= 0
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert len(line["request_id"]) == 16


@pytest.mark.parametrize(
    ("changes", "status"), [({}, 303), ({"phone": "1"}, 422), ({"csrf_token": NAME}, 400), ({"taken_on": NAME, "skills": [NOTE]}, 422)]
)
def test_an_admission_leaves_nobody_in_the_log(app: Flask, lines: Lines, changes: dict[str, Any], status: int) -> None:
    assert send(app, data={**FORM, **changes}).status_code == status
    assert [line["status"] for line in requests(lines())] == [status]


@pytest.mark.parametrize(
    "path", [f"/nowhere/{NUMBER}/{NAME}", f"{NEW}?q={NAME}{PHONE}", f"/t/{NUMBER}/trainees/new", f"/t/{NAME}/trainees/"]
)
def test_an_address_is_logged_by_its_endpoint_alone(app: Flask, lines: Lines, path: str) -> None:
    Browser(app).sign_in("lianxiang").client.get(path)
    [line] = requests(lines())
    assert line.get("unit", make.LIANXIANG) == make.LIANXIANG
    assert line["endpoint"] in {"none", "trainees.admission", "trainees.roster"}


def test_a_sign_in_leaves_no_name(app: Flask, lines: Lines) -> None:
    client = app.test_client()
    client.post("/login", data={"name": NAME, "password": NUMBER})
    assert [line["endpoint"] for line in requests(lines())] == ["accounts.sign_in"]


def wrong_value() -> None:
    raise ValueError(f"{NAME} {PHONE}: {NUMBER}")


def wrong_key() -> None:
    try:
        int({}[NAME])
    except KeyError as error:
        raise RuntimeError(NOTE) from error


def broken_statement() -> None:
    db.session.execute(text("SELECT :name FROM nowhere"), {"name": NAME}, execution_options={"trusted": True})


def long_row() -> None:
    """PostgreSQL repeats the row that breaks a rule, hidden parameters or not."""
    row = {"version": 99, "text": f"{NAME}{PHONE}{NUMBER}" * 200, "effective_on": None}
    try:
        db.session.execute(insert(ConsentText.__table__), row)
    except DBAPIError as error:
        raise RuntimeError(str(error.orig)) from error


@pytest.mark.parametrize("fail", [wrong_value, wrong_key, broken_statement, long_row])
def test_a_failure_is_told_with_its_frames_and_without_its_values(
    app: Flask, lines: Lines, monkeypatch: pytest.MonkeyPatch, fail: Callable[[], None]
) -> None:
    monkeypatch.setattr(training, "admit_trainee", lambda *_, **__: fail())
    answer = send(app)
    assert answer.status_code >= 500
    assert answer.headers["X-Request-Id"] in answer.text  # what the clerk reads out is what the operator looks for
    found = lines()
    [told] = [line for line in found if "exception" in line]
    assert told["request_id"] == answer.headers["X-Request-Id"] == requests(found)[0]["request_id"]
    assert told["level"] == "error"
    assert fail.__name__ in told["exception"]
    assert "test_logs.py" in told["exception"]


def test_every_library_speaks_through_the_same_formatter(lines: Lines) -> None:
    logging.getLogger("huey").warning("%s of %s", PHONE, NUMBER)
    logging.getLogger("_granian").error("worker %d", 1)
    logging.getLogger("alembic").info("too quiet to be heard")
    first, second = lines()
    assert (first["event"], first["logger"], first["level"]) == ("*** of ***", "huey", "warning")
    assert second["event"] == "worker 1"


def test_a_line_that_cannot_be_written_is_told_without_its_values(lines: Lines, capsys: pytest.CaptureFixture[str]) -> None:
    [ours] = [handler for handler in logging.getLogger().handlers if isinstance(handler, logs._Terminal)]
    ours.handle(logging.LogRecord("portal", logging.WARNING, __file__, 1, "%d", (NAME,), None))
    assert capsys.readouterr().err == "a log line of portal was lost\n"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TypeError("can't add int and str"), "TypeError: can't add int and str"),
        (ScopeError("trainee: no scope"), "portal.core.scope.ScopeError: trainee: no scope"),
        (OSError(28, "No space left on device", NAME), "OSError: No space left on device"),
        (ValueError(NAME), "ValueError"),
        (AssertionError(NUMBER), "AssertionError"),
        (UnicodeDecodeError("utf-8", NAME.encode(), 0, 1, "bad"), "UnicodeDecodeError"),
    ],
)
def test_words_are_kept_where_they_come_from_code(error: Exception, words: str) -> None:
    assert logs.explain(error) == words


def test_what_led_to_an_error_comes_before_it_and_a_ring_ends() -> None:
    first, last = ValueError(NAME), TypeError("last")
    last.__cause__, first.__context__ = first, last
    told = logs.explain(last)
    assert told.endswith("ValueError\nwhich led to\nTypeError: last")
    assert len(told) < 500


@pytest.mark.parametrize("kept", ["350111100013", "2026-03-16T02:00:00.123456Z", "20261122_02", "01234567-89ab-7def-8123-1391234567ab"])
def test_codes_times_and_ids_are_no_numbers_of_persons(kept: str) -> None:
    assert logs._hide_numbers(None, "", {"event": f"at {kept}."})["event"] == f"at {kept}."


@pytest.mark.parametrize("number", [PHONE, NUMBER, NUMBER[:-1] + "x", "350111900101123"])
def test_what_looks_like_a_number_of_a_person_is_not_written(number: str) -> None:
    for around in ("电话{}。", "({})", "{}"):
        assert number not in logs._hide_numbers(None, "", {"event": around.format(number)})["event"]


def test_development_is_read_by_people(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    app.test_client().get("/login")
    out, err = capsys.readouterr()
    assert out == ""
    assert "endpoint=accounts.sign_in" in err
    assert len(err.splitlines()) == 1


def test_being_asked_whether_all_is_well_fills_no_log(app: Flask, lines: Lines) -> None:
    client = app.test_client()
    for path in ("/healthz", "/readyz", "/metrics"):
        assert client.get(path).status_code == 200
    assert lines() == []
