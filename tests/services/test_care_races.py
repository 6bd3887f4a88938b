"""Two at one moment, on databases of their own: a series made twice, two who ask, two who send, one who cancels meanwhile."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from portal.care.models import ServiceRequest
from portal.care.services import requests, series
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.volunteer.models import Shift
from portal.volunteer.services import dispatch
from tests import make, make_requests
from tests.databases import BOTH, committed


@pytest.fixture(scope="module", params=BOTH)
def pressed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal whose rows are really committed."""
    with committed(request, tmp_path_factory, "asked") as app:
        yield app


def at_once(app: Flask, *jobs: Callable[[], Any]) -> list[str]:
    """Start all jobs at one moment and return what each came to, sorted: its result, or `refused`."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> str:
        with app.app_context():
            start.wait(20)
            try:
                return str(job())
            except (Conflict, RuleBroken):
                return "refused"

    with ThreadPoolExecutor(len(jobs)) as pool:
        return sorted(pool.map(run, jobs))


def read(app: Flask, column: Any, of: Any, which: Any) -> list[Any]:
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        return list(db.session.execute(select(column).where(scope.owns(of), which), scope.binds).scalars())


def test_a_series_is_made_once_however_many_make_it(pressed: Flask) -> None:
    with pressed.app_context():
        which = make_requests.request_series(weekdays="1234567", wanted_on=clock.today() + timedelta(days=5))

    def later() -> int:
        with clock.pretending(clock.now() + timedelta(days=7)), make.working_at(make.LIANXIANG) as scope:
            return series.make_due(scope, which)

    assert at_once(pressed, later, later, later) == ["0", "0", "7"]
    days = read(pressed, ServiceRequest.wanted_on, ServiceRequest, ServiceRequest.series_id == which)
    assert len(days) == len(set(days)) == 17


def test_two_who_ask_at_once_have_two_numbers(pressed: Flask) -> None:
    with pressed.app_context():
        hers = make_requests.served()
    ask = lambda: make_requests.service_request(recipient_id=hers)  # noqa: E731
    made = at_once(pressed, ask, ask, ask, ask)
    assert "refused" not in made
    numbers = read(pressed, ServiceRequest.number, ServiceRequest, ServiceRequest.recipient_id == hers)
    assert len(numbers) == len(set(numbers))


def test_of_two_who_send_one_wins(pressed: Flask) -> None:
    with pressed.app_context():
        hers, made = make.volunteer(name="周桂兰", phone="13900001010"), make_requests.service_request()

    def send() -> str:
        with make.working_at(make.LIANXIANG) as scope:
            dispatch.send(scope, made, [hers], version=1)
        return "sent"

    assert at_once(pressed, send, send) == ["refused", "sent"]
    assert read(pressed, Shift.state, Shift, Shift.request_id == made) == ["planned"]


def test_whoever_cancels_meanwhile_nobody_is_left_on_the_way(pressed: Flask) -> None:
    with pressed.app_context():
        hers, made = make.volunteer(name="周玉兰", phone="13900002020"), make_requests.service_request(start_min=900)

    def send() -> str:
        with make.working_at(make.LIANXIANG) as scope:
            dispatch.send(scope, made, [hers], version=1)
        return "sent"

    def cancel() -> str:
        with make.working_at(make.LIANXIANG) as scope:
            requests.cancel(scope, made, reason="家人来了")
        return "cancelled"

    assert "cancelled" in at_once(pressed, send, cancel)
    assert read(pressed, Shift.id, Shift, (Shift.request_id == made) & (Shift.state != "void")) == []


def test_two_who_take_a_code_request_over(pressed: Flask) -> None:
    with pressed.app_context():
        hers, made = make_requests.served(), make_requests.code_request()

    def accept() -> str:
        with make.working_at(make.LIANXIANG) as scope:
            requests.accept(scope, made, hers, version=1)
        return "accepted"

    assert at_once(pressed, accept, accept) == ["accepted", "refused"]
    assert isinstance(made, UUID)
