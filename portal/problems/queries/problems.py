"""Every SELECT on problems: those of a unit are read there and above."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, func, select

from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Level, Scope, prepared
from portal.problems.models import Problem, ProblemStep
from portal.problems.rules.problems import State
from portal.tenants.models import Account, Tenant
from portal.tenants.queries.titles import is_titled, titled

PAGE_ROWS = 25
MOST_EXPORTED = 5000
problem, step, tenant, account = (cast(Table, m.__table__) for m in (Problem, ProblemStep, Tenant, Account))
p, t = problem.c, tenant.c
raiser_unit, raiser, fixer, checker = tenant.alias("raiser_unit"), account.alias("raiser"), account.alias("fixer"), account.alias("checker")
_OVERDUE = and_(p.state == State.OPEN.value, p.due_on < bindparam("today"))
_LISTED = (
    *(p.id, p.tenant_id, p.source, p.source_id, p.source_words, p.title, p.owner_name, p.due_on, p.state, p.raised_at, p.raised_from),
    *(p.fixed_at, p.rechecked_at, p.sent_back, p.version),
    *(t.name.label("unit_name"), t.code.label("unit_code"), t.level.label("unit_level"), t.status.label("unit_status"), t.path),
)
_RAISED = (raiser_unit.c.name.label("raised_from_name"), raiser_unit.c.level.label("raised_level"))
_SORTED = (p.state != State.OPEN.value, p.state != State.FIXED.value, p.due_on, p.id)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of problems is narrowed to.

    Args:
        state: one of `State`, `overdue`, or empty for all.
        source: one of `Source`, or empty.
        path: of a unit at or below the scope, whose problems and those below it are meant; empty for all.
        words: a piece, pinyin or initials of what is said of it.
    """

    state: str = ""
    source: str = ""
    path: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Overdue:
    """A problem that ought to be mended by now, as the bulletin tells it."""

    id: UUID
    unit_id: int
    unit_code: str
    unit_name: str
    title: str
    owner_name: str
    due_on: date
    days: int


def _rows(scope: Scope, *more: Any) -> Select[*tuple[Any, ...]]:
    rows = select(*_LISTED, *_RAISED, *more).select_from(problem).join(tenant, t.id == p.tenant_id)
    return rows.join(raiser_unit, raiser_unit.c.id == p.raised_from).where(scope.owns(problem))


@cache
def _page(*, state: str, has_source: bool, has_path: bool, has_words: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        rows = _rows(scope, func.count().over().label("total"))
        if state:
            rows = rows.where(_OVERDUE if state == "overdue" else p.state == bindparam("state"))
        rows = rows.where(p.source == bindparam("source")) if has_source else rows
        rows = rows.where(t.path >= bindparam("low"), t.path < bindparam("high")) if has_path else rows
        rows = rows.where(is_titled(p.title)) if has_words else rows
        return rows.order_by(*_SORTED).limit(bindparam("most")).offset(bindparam("skip"))

    return statement


def list_problems(scope: Scope, chosen: Filter, *, on: date, page: int | None) -> Sequence[Row[Any]]:
    """Return one page of the problems at or below the scope, what is to be mended first by its day; each row carries the total.

    Args:
        page: None for all of them, for a file.
    """
    which = _page(state=chosen.state, has_source=bool(chosen.source), has_path=bool(chosen.path), has_words=bool(chosen.words))(scope)
    sizes = {"most": MOST_EXPORTED, "skip": 0} if page is None else {"most": PAGE_ROWS, "skip": (page - 1) * PAGE_ROWS}
    binds: dict[str, Any] = {**scope.binds, **sizes}
    binds |= {"today": on} if chosen.state == "overdue" else {"state": chosen.state} if chosen.state else {}
    binds |= {"source": chosen.source} if chosen.source else {}
    binds |= {"low": chosen.path, "high": chosen.path[:-1] + "/"} if chosen.path else {}
    binds |= titled(chosen.words, lambda: db.session.scalars(_titles(scope), scope.binds))
    return db.session.execute(which, binds).all()


@prepared
def _titles(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(p.title).where(scope.owns(problem)).distinct()


@prepared
def _counts(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(p.state, func.count(), func.count().filter(_OVERDUE)).where(scope.owns(problem)).group_by(p.state)


def count_states(scope: Scope, *, on: date) -> dict[str, int]:
    """Return {state: how many} at or below the scope, and how many of the open ones are `overdue`."""
    rows = db.session.execute(_counts(scope), {**scope.binds, "today": on}).all()
    return {**{state: count for state, count, _ in rows}, "overdue": sum(late for _, _, late in rows)}


@prepared
def _own(scope: Scope) -> Select[*tuple[Any, ...]]:
    soon = func.count().filter(p.due_on >= bindparam("today"), p.due_on <= bindparam("soon"))
    own = (scope.changes(problem), p.state == State.OPEN.value)
    return select(func.count().filter(_OVERDUE), soon, func.count(), func.min(p.due_on)).where(*own)


def count_own(scope: Scope, *, on: date, soon: date) -> tuple[int, int, int, date | None]:
    """Return how many open problems the unit itself has: overdue, due until `soon`, all; and the first day one is due."""
    overdue, due_soon, all_open, first_due = db.session.execute(_own(scope), {**scope.binds, "today": on, "soon": soon}).one()
    return overdue, due_soon, all_open, first_due


@prepared
def _waiting(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(func.count(), func.min(p.fixed_at)).select_from(problem).join(raiser_unit, raiser_unit.c.id == p.raised_from)
    return rows.where(scope.owns(problem), p.state == State.FIXED.value, raiser_unit.c.level == scope.level.name.lower())


def count_waiting(scope: Scope) -> tuple[int, datetime | None]:
    """Return how many problems wait for a re-check by this unit, and since when the first does."""
    count, since = db.session.execute(_waiting(scope), scope.binds).one()
    return count, since


@prepared
def _overdue(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _rows(scope).where(_OVERDUE).order_by(p.due_on, t.code, p.id)


def list_overdue(scope: Scope, on: date) -> list[Overdue]:
    """Return every problem at or below the scope that is not mended though its day is past, the longest overdue first."""
    rows = db.session.execute(_overdue(scope), {**scope.binds, "today": on}).all()
    return [
        Overdue(row.id, row.tenant_id, row.unit_code, row.unit_name, row.title, row.owner_name, row.due_on, (on - row.due_on).days)
        for row in rows
    ]


@prepared
def _due(scope: Scope) -> Select[*tuple[Any, ...]]:
    due = (p.due_on >= bindparam("first"), p.due_on <= bindparam("last"), p.state != State.WITHDRAWN.value)
    return select(p.tenant_id, p.due_on, p.state, p.fixed_at).where(scope.owns(problem), *due)


def count_by_unit(scope: Scope, first: date, last: date) -> dict[int, tuple[int, int]]:
    """Return {unit: (closed and mended in time, due)} of the problems that were due from the first to the last day."""
    found: defaultdict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for row in db.session.execute(_due(scope), {**scope.binds, "first": first, "last": last}):
        in_time, due = found[row.tenant_id]
        is_good = row.state == State.CLOSED and clock.local(row.fixed_at).date() <= row.due_on
        found[row.tenant_id] = (in_time + is_good, due + 1)
    return dict(found)


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    people = (raiser.c.display_name.label("raiser"), fixer.c.display_name.label("fixer"), checker.c.display_name.label("checker"))
    rows = _rows(scope, p.detail, p.proof, p.raised_by, p.fixed_by, p.rechecked_by, *people)
    rows = rows.outerjoin(raiser, raiser.c.id == p.raised_by).outerjoin(fixer, fixer.c.id == p.fixed_by)
    return rows.outerjoin(checker, checker.c.id == p.rechecked_by).where(p.id == bindparam("which"))


def get_problem(scope: Scope, problem_id: UUID) -> Row[Any]:
    """Return one problem at or below the scope, with its unit and who did what.

    Raises:
        NotFound: there is none.
    """
    return _found(db.session.execute(_one(scope), {**scope.binds, "which": problem_id}).first())


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(p.id, p.state, p.raised_from, p.fixed_by, p.due_on, p.title, p.detail, p.owner_name, p.sent_back, p.version)
    return columns.where(scope.changes(problem), p.id == bindparam("which")).with_for_update()


def hold_problem(scope: Scope, problem_id: UUID) -> Row[Any]:
    """Return a problem of this very unit, which nobody changes meanwhile.

    Raises:
        NotFound: there is none.
    """
    return _found(db.session.execute(_held(scope), {**scope.binds, "which": problem_id}).first())


def level_of(unit_id: int) -> Level:
    """Return the level of a unit, as one that raised something."""
    return Level[db.session.execute(select(t.level).where(t.id == unit_id)).scalar_one().upper()]


@prepared
def _steps(scope: Scope) -> Select[*tuple[Any, ...]]:
    s = step.c
    columns = select(s.step, s.note, s.done_by, s.done_at, account.c.display_name.label("by_name"), t.name.label("from_name"))
    rows = columns.join(tenant, t.id == s.done_from).outerjoin(account, account.c.id == s.done_by)
    return rows.where(scope.owns(step), s.problem_id == bindparam("which")).order_by(s.done_at, s.id)


def list_steps(scope: Scope, problem_id: UUID) -> Sequence[Row[Any]]:
    """Return what was done about a problem at or below the scope, the first step first."""
    return db.session.execute(_steps(scope), {**scope.binds, "which": problem_id}).all()


@prepared
def _same(scope: Scope) -> Select[*tuple[Any, ...]]:
    unmended = (p.title == bindparam("title"), p.state.in_((State.OPEN.value, State.FIXED.value)))
    return select(p.id).where(scope.changes(problem), *unmended).limit(1)


def find_same(scope: Scope, title: str) -> UUID | None:
    """Return a problem of this very unit with this title that is not over yet, while nobody else raises one there."""
    db.session.execute(select(t.id).where(t.id == scope.tenant_id).with_for_update(key_share=True))
    return db.session.execute(_same(scope), {**scope.binds, "title": title}).scalar()


@prepared
def _of_source(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _rows(scope).where(p.source_id == bindparam("source_id")).order_by(p.raised_at, p.id)


def list_of_source(scope: Scope, source_id: UUID) -> Sequence[Row[Any]]:
    """Return the problems at or below the scope that were found with one sheet or study, the first raised first."""
    return db.session.execute(_of_source(scope), {**scope.binds, "source_id": source_id}).all()


def _found(row: Row[Any] | None) -> Row[Any]:
    if row is None:
        raise NotFound
    return row
