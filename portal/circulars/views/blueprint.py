"""The blueprint of 通知任务, on which the modules of its pages hang their own."""

from typing import Any
from uuid import UUID

from flask import Blueprint, url_for

from portal.circulars.rules.copies import Mark, Stand, Step, days_words, due_word
from portal.circulars.rules.sending import Audience, Kind, State
from portal.tenants.access import here
from portal.web.menu import Entry, register

bp = Blueprint("circulars", __name__)
register(Entry(9, "通知任务", "circulars.listing", "circular.read"))

WORDS: dict[str, Any] = {
    "kinds": Kind,
    "states": State,
    "audiences": Audience,
    "marks": Mark,
    "steps_of": Step,
    "stand_of": Stand.of,
    "days_words": days_words,
    "due_word": due_word,
}


def url_of(endpoint: str, **values: Any) -> str:
    """Return the address of a page of this package at the unit of this page."""
    return url_for(f"circulars.{endpoint}", code=here().code, **values)


def board_url(circular_id: UUID) -> str:
    """Return where the units of a circular are shown."""
    return url_of("board", circular_id=circular_id)
