"""A browser for page tests: it signs in, fills in the hidden fields of a page as a browser would, and checks every page it gets."""

from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.core import clock
from portal.core.db import db
from portal.tenants.models import Login
from portal.tenants.rules.accounts import digest_of
from tests import make

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class _Page(HTMLParser):
    """Reads a page: its ids, its hidden fields, whether its tags close."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.hidden: dict[str, str] = {}
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag not in _VOID:
            self.open.append(tag)
        if values.get("id"):
            self.ids.append(str(values["id"]))
        if tag == "input" and values.get("type") == "hidden":
            self.hidden[str(values.get("name"))] = values.get("value") or ""  # the page's own form comes after those of its head
        if any(name.startswith("on") or name == "style" for name in values):
            self.faults.append(f"<{tag}> carries script or style")

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")


def check_page(text: str) -> _Page:
    """Read a page and refuse what a browser would forgive: unclosed tags, one id twice, inline script or style."""
    page = _Page()
    page.feed(text)
    doubled = {name for name in page.ids if page.ids.count(name) > 1}
    if doubled:
        page.faults.append(f"ids twice: {sorted(doubled)}")
    assert page.faults == []
    return page


class Browser:
    """A browser on one portal."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.csrf = ""

    def sign_in(self, name: str, *, is_proved: bool = True) -> "Browser":
        """Sign in at once, without the price of the password; `is_proved`, it counts as given again just now."""
        with self.app.app_context():
            db.session.info["writes"] = True
            moment = clock.now()
            times = {"started_at": moment, "seen_at": moment, "ends_at": moment + timedelta(days=365)}
            token, self.csrf = f"token of {name}", f"csrf of {name}"
            known = db.session.query(Login).filter_by(digest=digest_of(token)).first()
            if known is None:
                row = Login(digest=digest_of(token), account_id=make.account_id(name), csrf=self.csrf, address="127.0.0.1", **times)
                row.proved_at = moment if is_proved else None
                db.session.add(row)
                db.session.commit()
        self.client.set_cookie("sid", token)
        return self

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        """Open a page and check its HTML."""
        return self._checked(self.client.get(path, **kwargs))

    def swap(self, path: str, target: str, **kwargs: Any) -> TestResponse:
        """Ask for one element of a page, as htmx does."""
        return self._checked(self.client.get(path, headers={"HX-Request": "true", "HX-Target": target}, **kwargs))

    def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Send a form with this browser's token."""
        return self._checked(self.client.post(path, data={"csrf_token": self.csrf, **(data or {})}, **kwargs))

    def fill(self, path: str, data: dict[str, Any]) -> TestResponse:
        """Open a page with a form, fill it in, and send it with its hidden fields."""
        hidden = check_page(self.client.get(path).text).hidden
        return self.post(path, {**hidden, **data})

    @staticmethod
    def _checked(response: TestResponse) -> TestResponse:
        if response.mimetype == "text/html" and response.data:
            check_page(response.text)
        assert response.status_code < 500, response.text[:2000]
        return response
