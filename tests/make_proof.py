"""Factories of the proof of free: funds, what they paid, and rows that look wrong."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.core.db import db
from portal.training.models import Finding
from portal.training.rules.funds import FundDraft, Item, Payment, Source
from portal.training.services import findings, funds
from tests import make


def fund(code: str = make.LIANXIANG, **changes: Any) -> UUID:
    """Put one fund of 10,000 yuan on a station's list and return its id."""
    usual: dict[str, Any] = {"name": "巾帼家政培训专项", "source": Source.BUDGET, "year": 2026, "budget_fen": 1_000_000}
    changes = {"donor": "", "note": "", **changes}
    with make.working_at(code) as scope:
        return funds.add_fund(scope, FundDraft(**{**usual, **changes}))


def payment(**changes: Any) -> Payment:
    """Return a payment of 100 yuan for teaching."""
    usual: dict[str, Any] = {"item": Item.TEACHING, "amount_fen": 10_000, "paid_on": date(2026, 3, 10), "voucher": "PZ-001", "note": ""}
    return Payment(**{**usual, **changes})


def cost(class_id: UUID, fund_id: UUID, code: str = make.LIANXIANG, **changes: Any) -> UUID:
    """Note one payment of a fund for a class and return its id."""
    with make.working_at(code) as scope:
        return funds.note_costs(scope, class_id, [(fund_id, payment(**changes))])[0]


def odd_lesson(code: str = make.LIANXIANG, **changes: Any) -> UUID:
    """Put a lesson on a timetable that begins before six in the morning, and return its class."""
    class_id = make.running_class(code)
    make.lesson(class_id, code, **{"held_on": date(2026, 3, 12), "start_min": 300, "end_min": 360, **changes})
    return class_id


def check(code: str = make.LIANXIANG, name: str = "lianxiang_helper") -> int:
    """Check one station for findings, as somebody of it."""
    with make.working_at(code, name) as scope:
        return findings.check_station(scope)


def finding(code: str = make.LIANXIANG, *, explained_by: str = "") -> UUID:
    """Return a finding of a lesson at five in the morning, which the manager put there; open, or explained by somebody."""
    odd_lesson(code)
    check(code)
    with make.working_at(code) as scope:
        rows = db.session.execute(select(Finding.id).where(scope.owns(Finding)).order_by(Finding.id.desc()), scope.binds)
        found: UUID = rows.scalars().first()  # type: ignore[assignment]
    if explained_by:
        with make.working_at(code, explained_by) as scope:
            findings.explain(scope, found, explanation="开始时间填错，应为下午五点", version=1)
    return found
