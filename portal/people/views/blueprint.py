"""One blueprint for every roll: the address names the roll and the record."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, url_for

from portal.core.scope import Scope
from portal.people import rolls
from portal.people.rules.records import Record
from portal.tenants.access import here

bp = Blueprint("persons", __name__)
RECORD = "/<any(trainees, volunteers, recipients):roll>/<uuid:record_id>"


def read(scope: Scope, roll: str, record_id: UUID) -> tuple[rolls.Roll, Record]:
    """Return a roll and one of its records.

    Raises:
        NotFound: there is none, or it is another station's.
    """
    kept = rolls.get(roll)
    return kept, kept.get(scope, record_id)


def page_of(record: Record) -> str:
    """Return the address of a record's own page."""
    roll = rolls.get(record.roll)
    values: dict[str, Any] = {"code": here().code, roll.argument: record.id}
    return url_for(roll.endpoint, **values)


def shown_once(response: Response, record: Record) -> Response:
    """Let the answer to a POST be the page itself; who sends the same form again is led to the record instead."""
    response.location = page_of(record)  # what the receipt keeps; a browser minds it with a redirect only
    return response
