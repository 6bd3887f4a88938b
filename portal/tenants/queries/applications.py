"""Every SELECT on the counties' applications."""

from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Table, and_, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.tenants.models import Account, Application, ApplicationStep, Division, Tenant
from portal.tenants.queries.directory import Rows
from portal.tenants.queries.titles import is_titled, titled
from portal.tenants.rules.applications import POINTS, UNDER_WAY, WAITING, Point, State
from portal.tenants.rules.standing import Standing, Waits

PAGE_ROWS = 25
_MOST_TODOS = 50
application, step, account, division, county = (cast(Table, m.__table__) for m in (Application, ApplicationStep, Account, Division, Tenant))
a, s = application.c, step.c
street = division.alias("street")
_PLACE = (division.c.name.label("community"), street.c.name.label("street"))
LISTED = (a.id, a.station_name, a.state, a.moved_at, a.visited_on, a.manager_name, a.community_code, a.filed_by, *_PLACE)


def with_place(statement: Any) -> Any:
    """Join the community and its street to a SELECT on applications."""
    return statement.join(division, division.c.code == a.community_code).outerjoin(street, street.c.code == division.c.parent_code)


_OF_WAITS: dict[Waits, tuple[ColumnElement[bool], ...]] = {
    Waits.FILING: (a.state == State.DRAFT,),
    Waits.CHANGES: (a.state == State.RETURNED,),
    Waits.VISIT: (a.state.in_(WAITING), a.visited_on.is_(None)),
    Waits.DECISION: (a.state.in_(WAITING), a.visited_on.is_not(None)),
}
_HAS_ENDED = a.state.in_([State.APPROVED, State.REFUSED, State.WITHDRAWN])
_LATEST = (a.moved_at.desc(), a.id.desc())
_ORDERS: dict[str, tuple[Any, ...]] = {
    "": _LATEST,
    "waited": (_HAS_ENDED, *_LATEST),
    "-waited": (_HAS_ENDED, a.moved_at, a.id),
}
SORTS = frozenset(_ORDERS)


def of_waits(waits: Waits) -> ColumnElement[bool]:
    """The criterion of the applications that wait for this."""
    return and_(*_OF_WAITS[waits])


@cache
def _page(sort: str, waits: Waits | None, *, has_state: bool, has_words: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = [scope.owns(application), *([a.state == bindparam("which_state")] if has_state else [])]
        chosen += [of_waits(waits)] if waits else []
        chosen += [is_titled(a.station_name)] if has_words else []
        total = select(func.count()).select_from(application).where(*chosen).scalar_subquery().correlate(None)
        rows = with_place(select(*LISTED, total.label("total"))).where(*chosen)
        return rows.order_by(*_ORDERS[sort]).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


@prepared
def _names(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(a.station_name).where(scope.owns(application)).distinct()


def list_applications(
    scope: Scope, *, state: State | None, waits: Waits | None = None, words: str = "", sort: str = "", page: int = 1
) -> Rows:
    """Return one page of 25; each row carries the total.

    Args:
        words: a piece, pinyin or initials of the station's name; empty for all.
        sort: empty for the latest moved first; `-waited`, what waits the longest first; `waited`, the shortest.
    """
    binds: dict[str, Any] = {**({"which_state": state} if state else {}), "skip": (page - 1) * PAGE_ROWS}
    binds |= titled(words, lambda: db.session.scalars(_names(scope), scope.binds))
    statement = _page(sort, waits, has_state=state is not None, has_words=bool(words))
    return db.session.execute(statement(scope), {**scope.binds, **binds}).all()


@prepared
def _counts(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(a.state, func.count()).where(scope.owns(application)).group_by(a.state)


def count_states(scope: Scope) -> dict[State, int]:
    """Return how many applications stand in each state."""
    found = {State(row[0]): row[1] for row in db.session.execute(_counts(scope), scope.binds)}
    return {state: found.get(state, 0) for state in State}


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    names = {role: account.alias(role) for role in ("filed_by", "visited_by", "decided_by")}
    columns = with_place(select(*a, *_PLACE, *(who.c.display_name.label(f"{role}_name") for role, who in names.items())))
    for role, who in names.items():
        columns = columns.outerjoin(who, who.c.id == a[role])
    return columns.where(scope.owns(application), a.id == bindparam("which"))


def get_application(scope: Scope, application_id: UUID) -> Row[Any]:
    """Return one application with its place and the names of who dealt with it.

    Raises:
        NotFound: there is none, or it is another county's.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": application_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _printable(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(a.id, a.station_name, a.state, county.c.code.label("county_code")).join(county, a.tenant_id == county.c.id)
    return rows.where(scope.owns(application), a.state != State.DRAFT).order_by(a.moved_at, a.id)


def list_printable(scope: Scope) -> Rows:
    """Return (id, station_name, state, county_code) of the applications that are more than drafts, the longest unmoved first."""
    return db.session.execute(_printable(scope), scope.binds).all()


@prepared
def _county(scope: Scope) -> Select[*tuple[Any, ...]]:
    return (
        select(county.c.code, county.c.name)
        .join(application, a.tenant_id == county.c.id)
        .where(scope.owns(application), a.id == bindparam("which"))
    )


def get_county(scope: Scope, application_id: UUID) -> Row[str, str]:
    """Return (code, name) of the county whose application this is.

    Raises:
        NotFound: there is none here or below.
    """
    row = db.session.execute(_county(scope), {**scope.binds, "which": application_id}).first()
    if row is None:
        raise NotFound
    return cast(Row[str, str], row)


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(a.id).where(scope.changes(application), a.id == bindparam("which")).with_for_update()


def hold_application(scope: Scope, application_id: UUID | None) -> None:
    """Let nobody else move an application of this county until this transaction ends; what is read after it is as it will stay."""
    db.session.execute(_held(scope), {**scope.binds, "which": application_id})


@prepared
def _steps(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(s.at, s.from_state, s.to_state, s.note, s.content, s.account_id, account.c.display_name)
    mine = columns.join(account, account.c.id == s.account_id).where(scope.owns(step), s.application_id == bindparam("which"))
    return mine.order_by(s.at, s.id)


def list_steps(scope: Scope, application_id: UUID) -> Rows:
    """Return every change of state, the first first."""
    return db.session.execute(_steps(scope), {**scope.binds, "which": application_id}).all()


@prepared
def _filings(scope: Scope) -> Select[*tuple[Any, ...]]:
    filed = (s.application_id == bindparam("which"), s.to_state == State.FILED, s.account_id == bindparam("who"))
    return select(func.count()).select_from(step).where(scope.owns(step), *filed)


def has_filed(scope: Scope, application_id: UUID) -> bool:
    """Say whether the one who works filed this application, the first time or again."""
    binds = {**scope.binds, "which": application_id, "who": scope.account_id}
    return db.session.execute(_filings(scope), binds).scalar_one() > 0


@prepared
def _under_way(scope: Scope) -> Select[*tuple[Any, ...]]:
    rival = (a.community_code == bindparam("place"), a.state.in_(UNDER_WAY), a.id != bindparam("which"))
    return select(a.id).where(scope.owns(application), *rival).limit(1)


def has_rival(scope: Scope, community_code: str, *, beside: UUID) -> bool:
    """Say whether another application for the community is under way."""
    return db.session.execute(_under_way(scope), {**scope.binds, "place": community_code, "which": beside}).first() is not None


@prepared
def _waiting(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = with_place(select(*LISTED)).where(scope.changes(application), a.state.in_(UNDER_WAY))
    return rows.order_by(a.moved_at, a.id).limit(_MOST_TODOS)


def list_waiting(scope: Scope) -> Rows:
    """Return what somebody of this county has to go on with, the longest waiting first, 50 at most."""
    return db.session.execute(_waiting(scope), scope.binds).all()


def standing_of(row: Any) -> Standing:
    """Return where the application of a row stands."""
    return Standing(State(row.state), row.visited_on is not None, row.moved_at)


def points_of(row: Any) -> dict[str, Point]:
    """Return the four points of a row."""
    return {name: Point(getattr(row, f"{name}_score"), getattr(row, f"{name}_note")) for name in POINTS}
