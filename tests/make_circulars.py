"""Factories of circulars and of the copies that units received."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from uuid_utils.compat import uuid7

from portal.circulars.models import CircularCopy
from portal.circulars.queries import copies as copy_rows
from portal.circulars.queries.circulars import get_own, list_sent
from portal.circulars.rules.sending import Audience, Draft, Kind
from portal.circulars.services import answers, drafts, sending
from portal.core import clock
from portal.core.db import db
from portal.tenants.services import tree
from tests import make

DUE = date(2026, 3, 20)


def draft(**changes: Any) -> Draft:
    """Return a task for all stations of a county that may be written down."""
    words = {"title": "报送三月培训计划", "body": "请报送计划。\n逾期通报。"}
    usual: dict[str, Any] = {"kind": Kind.TASK, **words, "due_on": DUE, "audience": Audience.STATIONS}
    return Draft(**{**usual, **changes})


def circular_draft(code: str = make.JINAN, by: str = "jinan", **changes: Any) -> UUID:
    """Write a circular down and return its id."""
    with make.working_at(code, by) as scope:
        return drafts.write_draft(scope, draft(**changes))


def sent(code: str = make.JINAN, by: str = "jinan", **changes: Any) -> UUID:
    """Send a circular and return its id; a task for all stations of the county when nothing is said."""
    new_id = circular_draft(code, by, **changes)
    with make.working_at(code, by) as scope:
        row = get_own(scope, new_id)
        meant, _ = sending.reckon_units(scope, row.audience, row.chosen)
        sending.send(scope, new_id, units=len(meant), version=1)
    return new_id


def copy_of(circular_id: UUID, code: str = make.LIANXIANG) -> UUID:
    """Return the copy of a unit."""
    with make.working_at(code) as scope:
        rows = copy_rows.list_received(scope, state="", kind="", words="", on=DUE, page=1)
        return next(row.id for row in rows if row.circular_id == circular_id)


def copy(**changes: Any) -> UUID:
    """Send a circular and return the copy of the station."""
    return copy_of(sent(**changes))


def replied(copy_id: UUID, words: str = "已报送", code: str = make.LIANXIANG, by: str = "lianxiang") -> UUID:
    """Answer with a copy."""
    with make.working_at(code, by) as scope:
        answers.reply(scope, copy_id, words=words, version=copy_rows.get_copy(scope, copy_id).version)
    return copy_id


def many(n: int) -> None:
    """Send n circulars of the county."""
    for i in range(n):
        sent(title=f"第 {n}-{i} 号")


def many_of_the_city(n: int) -> None:
    """Send n circulars of the city to all stations."""
    for i in range(n):
        sent(make.CITY, "fuzhou", title=f"市 {n}-{i} 号")


def withdrawn(circular_id: UUID, code: str = make.JINAN, by: str = "jinan", reason: str = "发错了") -> UUID:
    """Take a circular back."""
    with make.working_at(code, by) as scope:
        sending.withdraw(scope, circular_id, reason=reason, version=2)
    return circular_id


def known() -> UUID:
    """Return the circular of the county that `many_units` is about; sent when there is none."""
    with make.working_at(make.JINAN, "jinan") as scope:
        rows = list_sent(scope, has_drafts=False, state="", kind="", words="已知", page=1)
    return rows[0].id if rows else sent(title="已知的任务")


def many_done(n: int) -> None:
    """Let n more stations have reported the known task done."""
    many_units(n, reply="已办", replied_at=clock.now())


def many_units(n: int, **changes: Any) -> None:
    """Let n more stations have received the known circular."""
    which = known()
    with make.working_at(make.JINAN, "jinan") as scope:
        row = get_own(scope, which)
        like = {name: getattr(row, name) for name in ("kind", "title", "body", "needs_reply", "due_on", "sent_at", "sender_name")}
    for i in range(n):
        code = f"350111901{n * 20 + i:03d}"
        with make.working_at(make.PLATFORM, "operator"):
            tree.add_child(parent=make.tenant(make.JINAN), code=code, name=f"驿站 {n}-{i}", level="station", status="open")
        with make.working_at(code) as scope:
            new = {**scope.stamp(CircularCopy), "id": uuid7(), "circular_id": which, "sender_id": row.tenant_id, **like}
            empty = {"reply": "", "sent_back_reason": "", "withdrawn_reason": "", "version": 1}
            db.session.execute(insert(CircularCopy), [{**new, **empty, **changes}])
