"""Every SELECT on a unit's own lines of the audit, with the names of the accounts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Table, bindparam, func, or_, select

from portal.audit.models import AuditLine
from portal.audit.words import NOBODY
from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.tenants.models import Account

PAGE_ROWS = 25
MOST = 10_000  # so many are counted and paged through; a unit may have a million
EXPORT_ROWS = 20_000
line, account = cast(Table, AuditLine.__table__), cast(Table, Account.__table__)
a = line.c

Rows = Sequence[Row[*tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the lines are narrowed to.

    Args:
        since: the first instant.
        until: the first instant after them.
        actions: any of these; None leaves all.
        person: an account's name, or a part of what it is called.
    """

    since: datetime
    until: datetime
    actions: tuple[str, ...] | None = None
    result: str = ""
    person: str = ""
    subject: UUID | None = None
    shape: dict[str, bool] = field(init=False)

    def __post_init__(self) -> None:
        narrowed = {"actions": self.actions is not None, "result": bool(self.result), "person": bool(self.person)}
        object.__setattr__(self, "shape", {f"has_{name}": it for name, it in {**narrowed, "subject": self.subject is not None}.items()})

    @property
    def binds(self) -> dict[str, Any]:
        """The values of its criteria."""
        person = {"name": self.person.lower(), "part": self.person, "nobody": 0 if self.person == NOBODY else -1} if self.person else {}
        given = {"actions": self.actions, "result": self.result or None, "subject": self.subject}
        return {"since": self.since, "until": self.until, **person, **{name: it for name, it in given.items() if it is not None}}


def _criteria(scope: Scope, *, has_actions: bool, has_result: bool, has_person: bool, has_subject: bool) -> list[ColumnElement[bool]]:
    chosen = [scope.changes(line), a.at >= bindparam("since", type_=a.at.type), a.at < bindparam("until", type_=a.at.type)]
    chosen += [a.action.in_(bindparam("actions", expanding=True))] if has_actions else []
    chosen += [a.result == bindparam("result")] if has_result else []
    chosen += [_is_by_person()] if has_person else []
    return chosen + ([a.subject_id == bindparam("subject", type_=a.subject_id.type)] if has_subject else [])


def _is_by_person() -> ColumnElement[bool]:
    called = account.c.display_name.contains(bindparam("part"))
    named = select(account.c.id).where(or_(account.c.name == bindparam("name"), called))
    return or_(a.account_id.in_(named), a.account_id == bindparam("nobody"))


def _lines(scope: Scope, shape: dict[str, bool]) -> Select[*tuple[Any, ...]]:
    columns = select(a.id, a.at, a.action, a.result, a.subject_id, a.note, a.address, a.account_id, account.c.display_name, account.c.name)
    rows = columns.select_from(line.outerjoin(account, account.c.id == a.account_id)).where(*_criteria(scope, **shape))
    return rows.order_by(a.at.desc(), a.id.desc())


@cache
def _page(**shape: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        some = select(a.id).where(*_criteria(scope, **shape)).limit(MOST + 1).correlate(None).subquery("some")
        total = select(func.count()).select_from(some).scalar_subquery()
        return _lines(scope, shape).add_columns(total.label("total")).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_lines(scope: Scope, chosen: Chosen, *, page: int) -> Rows:
    """Return one page of 25, the newest first; each row carries the total, which is not counted beyond `MOST` + 1."""
    return db.session.execute(_page(**chosen.shape)(scope), {**scope.binds, **chosen.binds, "skip": (page - 1) * PAGE_ROWS}).all()


def list_all_lines(scope: Scope, chosen: Chosen) -> Rows:
    """Return the newest lines for a sheet, at most `EXPORT_ROWS` + 1."""
    return db.session.execute(_lines(scope, chosen.shape).limit(EXPORT_ROWS + 1), {**scope.binds, **chosen.binds}).all()


@prepared
def _refusal(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (scope.changes(line), a.at > bindparam("since", type_=a.at.type), a.account_id == bindparam("who"))
    return select(a.id).where(*mine, a.action == "access.refused", a.note == bindparam("door")).limit(1)


def has_refusal(scope: Scope, *, door: str, since: datetime) -> bool:
    """Say whether the scope's person was refused at this door since then."""
    found = db.session.execute(_refusal(scope), {**scope.binds, "since": since, "who": scope.account_id, "door": door})
    return found.first() is not None
