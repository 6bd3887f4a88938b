"""Every SELECT on findings, and on the rows behind one: with names for the station itself, nameless for all others."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Table, and_, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.people.rules import mask_name
from portal.tenants.models import Account, Tenant
from portal.tenants.queries import Rows
from portal.training.models import Attendance, Enrolment, Finding, Lesson, Trainee, TrainingClass, Wish
from portal.training.rules.finding_kinds import Case, Kind

PAGE_ROWS = 25
_MODELS = (Finding, Tenant, Account, Attendance, Enrolment, Lesson, Trainee, TrainingClass, Wish)
finding, tenant, account, attendance, enrolment, lesson, trainee, training_class, wish = (cast(Table, m.__table__) for m in _MODELS)
f, n, k, t = finding.c, lesson.c, training_class.c, trainee.c
_LISTED = (f.id, f.tenant_id, f.kind, f.summary, f.happened_on, f.class_id, f.found_at, f.is_there, f.state, f.version)
_WHOLE = (*_LISTED, f.rows, f.authors, f.explanation, f.explained_by, f.explained_at, f.verdict, f.closed_by, f.closed_at)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of findings is narrowed to.

    Args:
        state: `open`, `explained`, `gone` (corrected, not closed yet) or `closed`.
        kind: one kind, None for all.
        tenant_id: one station, None for all at or below the scope.
    """

    state: str
    kind: str | None = None
    tenant_id: int | None = None


def _is(state: str) -> ColumnElement[bool]:
    if state == "closed":
        return f.state == "closed"
    if state == "gone":
        return and_(f.state != "closed", f.is_there.is_(False))
    return and_(f.state == state, f.is_there)


def _titles(scope: Scope) -> Any:
    return select(k.tenant_id, k.id, k.title, k.number).where(scope.owns(training_class)).subquery("titles")


@cache
def _page(*, state: str, has_kind: bool, has_tenant: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        titles = _titles(scope)
        chosen = [scope.owns(finding), _is(state), *([f.kind == bindparam("kind")] if has_kind else [])]
        chosen += [f.tenant_id == bindparam("station")] if has_tenant else []
        names = (tenant.c.name.label("tenant_name"), titles.c.title.label("class_title"), func.count().over().label("total"))
        rows = select(*_LISTED, *names).select_from(finding).join(tenant, tenant.c.id == f.tenant_id)
        rows = rows.outerjoin(titles, and_(titles.c.tenant_id == f.tenant_id, titles.c.id == f.class_id)).where(*chosen)
        return rows.order_by(f.found_at.desc(), f.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_findings(scope: Scope, chosen: Filter, *, page: int) -> Rows:
    """Return one page of 25, the latest first, each with its station, its class and the total of rows."""
    binds: dict[str, Any] = {"skip": (page - 1) * PAGE_ROWS}
    binds |= {"kind": chosen.kind} if chosen.kind else {}
    binds |= {"station": chosen.tenant_id} if chosen.tenant_id is not None else {}
    statement = _page(state=chosen.state, has_kind=bool(chosen.kind), has_tenant=chosen.tenant_id is not None)
    return db.session.execute(statement(scope), {**scope.binds, **binds}).all()


@prepared
def _counts(scope: Scope) -> Select[*tuple[Any, ...]]:
    counts = (func.count().filter(_is(state)).label(state) for state in ("open", "explained", "gone", "closed"))
    return select(*counts).where(scope.owns(finding))


def count_findings(scope: Scope) -> Row[Any]:
    """Return (open, explained, gone, closed): how many findings stand how, at and below the scope."""
    return db.session.execute(_counts(scope), scope.binds).one()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    explainer, closer, titles = account.alias("explainer"), account.alias("closer"), _titles(scope)
    names = (explainer.c.display_name.label("explained_by_name"), closer.c.display_name.label("closed_by_name"))
    where = (tenant.c.name.label("tenant_name"), tenant.c.path, tenant.c.code, titles.c.title.label("class_title"))
    rows = select(*_WHOLE, *names, *where).select_from(finding).join(tenant, tenant.c.id == f.tenant_id)
    rows = rows.outerjoin(explainer, explainer.c.id == f.explained_by).outerjoin(closer, closer.c.id == f.closed_by)
    rows = rows.outerjoin(titles, and_(titles.c.tenant_id == f.tenant_id, titles.c.id == f.class_id))
    return rows.where(scope.owns(finding), f.id == bindparam("which"))


def get_finding(scope: Scope, finding_id: UUID) -> Row[Any]:
    """Return one finding at or below the scope, with its station and who explained and closed it.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": finding_id}).first()
    if row is None:
        raise NotFound
    return row


def case_of(row: Any) -> Case:
    """Return how a finding stands, for the rules."""
    return Case(row.state, row.is_there, row.explained_by, frozenset(row.authors))


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = (f.id, f.state, f.is_there, f.explained_by, f.authors, f.version)
    return select(*columns).where(scope.changes(finding), f.id == bindparam("which")).with_for_update()


def hold_finding(scope: Scope, finding_id: UUID) -> Row[Any]:
    """Lock a finding of this very station and return it.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_held(scope), {**scope.binds, "which": finding_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _known(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = (f.id, f.fingerprint, f.is_there, f.state, f.summary, f.authors)
    chosen = (scope.changes(finding), f.kind.in_(bindparam("kinds", expanding=True)))
    return select(*columns).where(*chosen).order_by(f.id).with_for_update()


def hold_findings(scope: Scope, kinds: Collection[Kind]) -> dict[str, Row[Any]]:
    """Lock the station's findings of these kinds and return them by fingerprint."""
    rows = db.session.execute(_known(scope), {**scope.binds, "kinds": [kind.value for kind in kinds]})
    return {row.fingerprint: row for row in rows}


def list_stations_found(scope: Scope, kinds: Collection[Kind]) -> set[int]:
    """Return the stations of which findings of these kinds are there."""
    rows = select(f.tenant_id).where(scope.owns(finding), f.is_there, f.kind.in_([kind.value for kind in kinds])).distinct()
    return set(db.session.scalars(rows, scope.binds))


@prepared
def _waiting(scope: Scope) -> Select[*tuple[Any, ...]]:
    chosen = (scope.owns(finding), f.state == "explained", f.is_there)
    return select(f.state, f.is_there, f.explained_by, f.authors).where(*chosen).order_by(f.explained_at).limit(200)


def count_closable(scope: Scope) -> int:
    """Return how many explained findings wait for somebody like her; 200 at most are looked at."""
    rows = db.session.execute(_waiting(scope), scope.binds)
    return sum(not case_of(row).why_not_close(scope.account_id) for row in rows)


@dataclass(frozen=True, slots=True)
class Behind:
    """A row behind a finding, as it may be shown.

    Args:
        kind: lesson, class, trainee, enrolment, attendance, wish, photo.
        words: what it is; a name where the station itself reads it.
        class_id: the class whose page it is found on; `trainee_id`: the trainee.
    """

    kind: str
    row_id: UUID
    words: str
    class_id: UUID | None = None
    trainee_id: UUID | None = None


def list_lessons_behind(scope: Scope, ids: Iterable[UUID]) -> Rows:
    """Return those of these lessons that the scope may read, with class and station."""
    what = (n.id, n.class_id, n.held_on, n.start_min, n.end_min, n.taught_min, n.present_count)
    same = and_(k.city_id == n.city_id, k.tenant_id == n.tenant_id, k.id == n.class_id)
    names = (k.title.label("class_title"), tenant.c.name.label("tenant_name"))
    rows = select(*what, *names).select_from(lesson).join(training_class, same).join(tenant, tenant.c.id == n.tenant_id)
    chosen = rows.where(scope.owns(lesson), scope.owns(training_class), n.id.in_(list(ids)))
    return db.session.execute(chosen.order_by(n.held_on, n.start_min, n.id), scope.binds).all()


def list_classes_behind(scope: Scope, ids: Iterable[UUID]) -> Rows:
    """Return (id, title, number, starts_on, ended_on) of those of these classes that the scope may read."""
    rows = select(k.id, k.title, k.number, k.starts_on, k.ended_on).where(scope.owns(training_class), k.id.in_(list(ids)))
    return db.session.execute(rows.order_by(k.starts_on, k.id), scope.binds).all()


def list_women_behind(scope: Scope, kind: str, ids: Iterable[UUID]) -> list[Behind]:
    """Return the trainees, enrolments, sign-ins or wishes of the station behind a finding, with their names; a station's alone."""
    statement = {"trainee": _trainees, "enrolment": _enrolments, "attendance": _attendances, "wish": _wishes}[kind]
    rows = db.session.execute(statement(scope), {**scope.binds, "ids": list(ids)})
    return [Behind(kind, row.id, _name(row), row.class_id, row.trainee_id) for row in rows]


def _name(row: Any) -> str:
    return mask_name(row.name) if row.consent_withdrawn_at is not None and row.erased_at is None else row.name


def _hers(row_id: Any, class_id: Any) -> tuple[Any, ...]:
    return (row_id.label("id"), class_id.label("class_id"), t.id.label("trainee_id"), t.name, t.consent_withdrawn_at, t.erased_at)


@prepared
def _trainees(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_hers(t.id, bindparam("none", None, type_=n.id.type))).where(scope.owns(trainee))
    return rows.where(t.id.in_(bindparam("ids", expanding=True))).order_by(t.name_sound, t.id)


@prepared
def _enrolments(scope: Scope) -> Select[*tuple[Any, ...]]:
    e = enrolment.c
    rows = select(*_hers(e.id, e.class_id)).join(trainee, t.id == e.trainee_id).where(scope.owns(enrolment), scope.owns(trainee))
    return rows.where(e.id.in_(bindparam("ids", expanding=True))).order_by(t.name_sound, e.id)


@prepared
def _attendances(scope: Scope) -> Select[*tuple[Any, ...]]:
    a = attendance.c
    rows = select(*_hers(a.id, n.class_id)).select_from(attendance).join(trainee, t.id == a.trainee_id).join(lesson, n.id == a.lesson_id)
    rows = rows.where(scope.owns(attendance), scope.owns(trainee), scope.owns(lesson))
    return rows.where(a.id.in_(bindparam("ids", expanding=True))).order_by(a.noted_at, a.id)


@prepared
def _wishes(scope: Scope) -> Select[*tuple[Any, ...]]:
    w = wish.c
    nobody = (bindparam("none", None, type_=n.id.type).label("class_id"), w.trainee_id, w.name, w.consent_withdrawn_at, w.erased_at)
    rows = select(w.id, *nobody).where(scope.owns(wish), w.id.in_(bindparam("ids", expanding=True)))
    return rows.order_by(w.name_sound, w.id)
