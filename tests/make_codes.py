"""Codes that are scanned, and a sign-up by one of them as somebody does it on her telephone."""

import re
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import insert
from werkzeug.test import TestResponse

from portal.care.rules.requests import Ask, Wanted
from portal.care.rules.requests import Channel as AskedBy
from portal.care.services import requests
from portal.core import clock
from portal.core.db import db
from portal.tenants.services import codes
from portal.training.models import TrainingClass
from portal.training.queries.courses import find_course
from tests import make
from tests.browse import Browser, check_page

PHONE = "13800001234"


def code(unit: str = make.LIANXIANG, *, channel: str = "grid", label: str = "连翔网格群", class_id: UUID | None = None) -> str:
    """Make a code of a station, or of one of its classes."""
    with make.working_at(unit) as scope:
        return codes.make_code(scope, "class" if class_id else "station", class_id, channel=channel, label=label)


def bare_class(unit: str = make.LIANXIANG, **changes: Any) -> UUID:
    """Write a class into its table as it stands, whatever its state, and return its id."""
    with make.working_at(unit) as scope:
        course = find_course("tidying")
        assert course is not None
        usual: dict[str, Any] = {"number": 1, "course_id": course.id, "title": "整理收纳第 1 期", "kind": "pre_job", "capacity": 30}
        when = {"starts_on": date(2026, 3, 20), "ends_on": date(2026, 3, 25), "state": "planned"}
        made: dict[str, Any] = {"id": uuid4(), "made_by": scope.account_id, "made_at": clock.now(), "version": 1}
        words = {"state_reason": "", "note": "", "title_sound": ""}
        row = {**usual, **when, **made, **words, **scope.stamp(TrainingClass), **changes}
        db.session.execute(insert(TrainingClass), [row])
        return row["id"]


def request(recipient_id: UUID, unit: str = make.LIANXIANG, **changes: Any) -> UUID:
    """Let an elder ask for something at the counter and return the id of the request."""
    wanted = Wanted(**{"kind": "haircut", "wanted_on": clock.today(), **changes})
    with make.working_at(unit) as scope:
        return requests.ask(scope, Ask(wanted, AskedBy.COUNTER, recipient_id=recipient_id))


def slip(request_id: UUID, unit: str = make.LIANXIANG) -> str:
    """Make the code of a request's dispatch slip."""
    with make.working_at(unit) as scope:
        return codes.make_code(scope, "service", request_id)


class Phone:
    """A sender that keeps what it sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def send_code(self, phone: str, code: str) -> None:
        self.sent.append((phone, code))


class Scanner:
    """Somebody who scanned a code: she answers page by page, with what the page carries for her."""

    def __init__(self, app: Flask, code: str) -> None:
        self.browser, self.code, self.phone = Browser(app), code, Phone()
        app.extensions["portal.sender"] = self.phone
        self.page: TestResponse = self.browser.get(f"/p/{code}")

    @property
    def fields(self) -> dict[str, Any]:
        """The hidden fields of the page, each with all its values."""
        found: dict[str, list[str]] = {}
        for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", self.page.text):
            told = dict(re.findall(r'(name|value)="([^"]*)"', tag))
            found.setdefault(told["name"], []).append(told.get("value", ""))
        return dict(found)

    @property
    def question(self) -> str:
        """What the page asks."""
        told = re.search(r"<h1[^>]*>(.*?)</h1>", self.page.text, re.DOTALL)
        return told[1].strip() if told else ""

    def answer(self, *, forged: dict[str, Any] | None = None, **answers: Any) -> TestResponse:
        """Send the page as it is with her answers."""
        body = {**self.fields, **answers, **(forged or {})}
        self.page = self.browser.client.post(f"/p/{self.code}/join", data=body)
        if self.page.mimetype == "text/html":
            check_page(self.page.text)
        assert self.page.status_code < 500, self.page.text[:2000]
        return self.page

    def reach(self, step: str, **changes: Any) -> "Scanner":
        """Answer everything before a step; `check` is the last page."""
        usual: dict[str, dict[str, Any]] = {
            "trade": {"trade": "tidying"},
            "course": {"course": self._course()},
            "name": {"name": "李梅"},
            "phone": {"phone": PHONE},
            "sent": {},
            "home": {"community": make.LIANXIANG},
            "about": {"skills": ["cleaning", "hourly"], "born_year": "1985"},
            "group": {"go": "skip"},
            "notice": {"has_consented": "y"},
        }
        self.answer()
        for name, answers in usual.items():
            if name == step:
                return self
            if f'name="at" value="{name}"' in self.page.text:
                told = {"sent_code": self.phone.sent[-1][1]} if name == "sent" else answers
                self.answer(**{**told, **changes.get(name, {})})
        return self

    def _course(self) -> str:
        with self.browser.app.app_context():
            found = find_course("tidying")
            return str(found.id) if found else ""


class Stranger:
    """Somebody on a telephone without an account: she opens a page of a code and answers what it asks."""

    def __init__(self, app: Flask, code: str, page: str = "") -> None:
        self.app, self.browser, self.code, self.phone = app, Browser(app), code, Phone()
        app.extensions["portal.sender"] = self.phone
        self.open(page)

    def open(self, page: str = "") -> TestResponse:
        """Open a page of the code."""
        self.path = f"/p/{self.code}" + (f"/{page}" if page else "")
        self.page: TestResponse = self.browser.get(self.path)
        return self.page

    @property
    def fields(self) -> dict[str, Any]:
        """The hidden fields of the page's first form."""
        form = re.search(r"<main.*?<form.*?</form>", self.page.text, re.DOTALL)
        found: dict[str, list[str]] = {}
        for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", form[0] if form else ""):
            told = dict(re.findall(r'(name|value)="([^"]*)"', tag))
            found.setdefault(told["name"], []).append(told.get("value", ""))
        return dict(found)

    def answer(self, **answers: Any) -> TestResponse:
        """Send the page's form with her answers; what it leads to is opened."""
        self.page = self.browser.client.post(self.path, data={**self.fields, **answers})
        assert self.page.status_code < 500, self.page.text[:2000]
        if self.page.status_code == 303:
            self.page = self.browser.get(self.page.location)
        elif self.page.mimetype == "text/html":
            check_page(self.page.text)
        return self.page

    def give_code(self) -> TestResponse:
        """Give the code back that was sent last."""
        return self.answer(sent_code=self.phone.sent[-1][1])
