"""Factories of what is given away, and of certificates of volunteer service."""

from datetime import UTC, date, timedelta
from typing import Any
from uuid import UUID

import time_machine

from portal.core import clock
from portal.volunteer.queries.kinships import get_party
from portal.volunteer.rules.giving import Proof
from portal.volunteer.rules.honours import Wording
from portal.volunteer.services import giving, honours, kinships
from portal.volunteer.services.giving import Gift
from tests import make

WORDING = Wording("郑站长", "王经办", "0591-87654321")


def kinship(giver: UUID | None = None, receiver: UUID | None = None, *, relation: str = "parent", code: str = make.LIANXIANG) -> UUID:
    """Note that somebody proved a relation, and return its id."""
    giver = giver or make.volunteer(code, name="郑小梅", phone="13600001111")
    receiver = receiver or make.volunteer(code, name="郑阿婆", phone="13600002222")
    with make.working_at(code) as scope:
        return kinships.prove(scope, giver, Proof(receiver, relation, "household"))


def gift(moved_min: int = 30, code: str = make.LIANXIANG) -> UUID:
    """Let somebody who served two hours give some of it to her mother, and return the transfer."""
    giver = make.volunteer(code, name="吴小梅", phone="13600003333")
    receiver = make.volunteer(code, name="吴阿婆", phone="13600004444")
    make.hours(giver, code, worked_min=120)
    bond = kinship(giver, receiver, code=code)
    with make.working_at(code) as scope:
        return giving.give(scope, giver, Gift(bond, moved_min), once="")


def donation(moved_min: int = 30) -> UUID:
    """Let somebody who served two hours donate some of it, and return the transfer."""
    giver = make.volunteer(name="何小梅", phone="13600005555")
    make.hours(giver, worked_min=120)
    with make.working_at(make.LIANXIANG) as scope:
        return giving.donate(scope, giver, moved_min, once="")


def honour(volunteer_id: UUID | None = None, *, state: str = "notice", code: str = make.LIANXIANG, **changes: Any) -> UUID:
    """Make a certificate of March 2026 that is on notice, or was issued or ended after it, and return its id."""
    if volunteer_id is None:
        volunteer_id = make.volunteer(code, name="周小梅", phone="13600006666")
        make.hours(volunteer_id, code, worked_min=150)
    days = {"first": date(2026, 3, 1), "last": date(2026, 3, 16), **changes}
    moment = clock.now() - timedelta(days=8) if state in {"issued", "void"} else clock.now()
    days["last"] = min(days["last"], moment.date())
    with time_machine.travel(moment.astimezone(UTC), tick=False), make.working_at(code) as scope:
        made = honours.propose(scope, volunteer_id, **days, wording=WORDING)
    with make.working_at(code) as scope:
        if state in {"issued", "void"}:
            honours.issue(scope, made, version=1)
        if state in {"void", "withdrawn"}:
            honours.end(scope, made, reason="时长登记有误", version=2 if state == "void" else 1)
    return made


def account_of(volunteer_id: UUID, code: str = make.LIANXIANG) -> UUID:
    """Return the account of a volunteer."""
    with make.working_at(code) as scope:
        return get_party(scope, volunteer_id).account_id
