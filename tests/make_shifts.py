"""Factories of shifts: as far along as a test needs them; a dispute; a printed sheet."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from portal.core import clock
from portal.volunteer.queries import shifts as queries
from portal.volunteer.rules.shifts import SHEET_ROWS, Confirmation, Plan
from portal.volunteer.services import crediting, disputes, sheets
from portal.volunteer.services import shifts as services
from tests import make

DAUGHTER = Confirmation("counter", "family", "林建国")


def shift(volunteer_id: UUID, state: str = "ended", code: str = make.LIANXIANG, name: str = "lianxiang", **changes: Any) -> UUID:
    """Let one volunteer serve as far as this state and return the id of the shift; on 5 March from nine on, for 90 minutes."""
    usual: dict[str, Any] = {"on": date(2026, 3, 5), "start_min": 540, "worked_min": 90, "kind": "haircut", "request_id": None}
    it = {**usual, **changes}
    begins = clock.instant_of(it["on"], it["start_min"])
    with clock.pretending(begins), make.working_at(code, name) as scope:
        planned = Plan((volunteer_id,), it["kind"], it["on"], it["start_min"], it["worked_min"], it["request_id"])
        shift_id = services.plan(scope, planned)[0]
        if state not in {"planned", "void"}:
            services.sign_in(scope, shift_id, "counter")
    if state in {"planned", "running"}:
        return shift_id
    if state != "void":
        with clock.pretending(begins + timedelta(minutes=it["worked_min"])), make.working_at(code, name) as scope:
            services.sign_out(scope, shift_id, "counter")
    _carry_on(shift_id, state, code, name)
    return shift_id


def _carry_on(shift_id: UUID, state: str, code: str, name: str) -> None:
    with make.working_at(code, name) as scope:
        if state == "void":
            services.void(scope, shift_id, "没有来")
            return
        if state != "ended":
            services.confirm(scope, shift_id, DAUGHTER)
        if state in {"verified", "disputed", "credited"}:
            services.verify(scope, [shift_id])
        if state == "credited":
            crediting.credit_rows(scope, queries.hold_shifts(scope, [shift_id]))
        if state == "disputed":
            disputes.raise_dispute(scope, shift_id, "那天没有看到她来", "counter")


def dispute(volunteer_id: UUID, code: str = make.LIANXIANG, name: str = "lianxiang", **changes: Any) -> UUID:
    """Let somebody object to a shift on the notice and return the id of the objection."""
    shift_id = shift(volunteer_id, "verified", code, **changes)
    with make.working_at(code, name) as scope:
        return disputes.raise_dispute(scope, shift_id, "那天没有看到她来", "counter")


def hours_sheet(code: str = make.LIANXIANG) -> str:
    """Print one blank sheet and return its number."""
    with make.working_at(code) as scope:
        return sheets.add_sheets(scope, "hours", count=1, rows=SHEET_ROWS)[0]
