"""Factories of what somebody asks for: once, by a code, every week; and who might be sent."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import update

from portal.care.models import Recipient
from portal.care.queries.recipients import find_recipients
from portal.care.rules.requests import Ask, Channel, Wanted
from portal.care.rules.series import Plan
from portal.care.services import requests, series
from portal.core import clock
from portal.core.db import db
from tests import make, make_care


def wanted(**changes: Any) -> Wanted:
    """Return what may be wanted: two hours of a helper today at nine."""
    usual: dict[str, Any] = {"kind": "haircut", "wanted_on": date(2026, 3, 16), "start_min": 540, "planned_min": 120}
    where: dict[str, Any] = {"place": "连翔新村 3 座 101", "community_code": make.LIANXIANG}
    return Wanted(**{**usual, **where, **changes})


def service_request(code: str = make.LIANXIANG, **changes: Any) -> UUID:
    """Ask for service and return the id of the request; of an elder, by telephone, when nothing is said."""
    who = {name: changes.pop(name) for name in list(changes) if name in Ask.__slots__ and name != "wanted"}
    channel = who.setdefault("channel", Channel.PHONE)
    if not who.keys() & {"recipient_id", "facility_id"} and channel is not Channel.CODE:
        who["recipient_id"] = served(code)
    with make.working_at(code) as scope:
        return requests.ask(scope, Ask(wanted(**changes), **who))


def code_request(code: str = make.LIANXIANG, **changes: Any) -> UUID:
    """Ask for service by a scanned code and return the id of the request."""
    asker: dict[str, Any] = {"asker": "王桂香", "asker_phone": "13500004444", "phone_checked_at": clock.now()}
    return service_request(code, channel=Channel.CODE, **{**asker, **changes})


def request_series(code: str = make.LIANXIANG, **changes: Any) -> UUID:
    """Ask for service every Monday and Wednesday, and return the id of the series."""
    who: dict[str, Any] = {name: changes.pop(name) for name in ("weekdays", "ends_on", "recipient_id", "facility_id") if name in changes}
    if not who.keys() & {"recipient_id", "facility_id"}:
        who["recipient_id"] = served(code)
    with make.working_at(code) as scope:
        return series.start(scope, Plan(wanted(**changes), who.pop("weekdays", "13"), **who))


def served(code: str = make.LIANXIANG, **changes: Any) -> UUID:
    """Return an elder of the station, the one who is there already when she is called the same."""
    draft = make_care.recipient_draft(**changes)
    with make.working_at(code) as scope:
        known = [it.id for it in find_recipients(scope, draft.name) if it.phone == draft.phone]
    return known[0] if known else make_care.recipient(code, **changes)


def withdraw(recipient_id: UUID, code: str = make.LIANXIANG) -> None:
    """Let a recipient have taken her consent back."""
    with make.working_at(code) as scope:
        gone = update(Recipient).where(scope.changes(Recipient), Recipient.id == recipient_id).values(consent_withdrawn_at=clock.now())
        db.session.execute(gone, scope.binds)
