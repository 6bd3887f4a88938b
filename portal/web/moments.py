"""Moments as lists and facts show them, in figures of one width; browsers and readers of screens get them in full."""

from datetime import datetime
from typing import Any

from flask import Flask
from markupsafe import Markup

from portal.core.clock import local

_ELEMENT = Markup('<time datetime="{}">{}</time>')  # both are escaped when they are filled in
_FORMS = {
    "moment": "%Y-%m-%d %H:%M",
    "second": "%Y-%m-%d %H:%M:%S",
    "moment_day": "%Y-%m-%d",
    "short_moment": "%m-%d %H:%M",
    "short_moment_day": "%m-%d",
    "moment_clock": "%H:%M",
}


def init_app(app: Flask) -> None:
    """Let templates write moments: `at|moment` as an element, `at|moment_text` where only a text may stand."""
    env: Any = app.jinja_env
    for name, form in _FORMS.items():
        env.filters[name] = _element(form)
        env.filters[f"{name}_text"] = _text(form)


def _text(form: str) -> Any:
    return lambda at: local(at).strftime(form)


def _element(form: str) -> Any:
    def shown(at: datetime) -> Markup:
        there = local(at)
        return _ELEMENT.format(there.isoformat(timespec="seconds"), there.strftime(form))

    return shown
