"""Targets as they are drafted, as they were published last, and how far they have come."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, select

from portal.core.clock import month_of
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.targets.models import Programme, Target, TargetChange, TargetPart
from portal.targets.queries import done as figures
from portal.targets.queries.persons import map_persons
from portal.targets.queries.units import list_rows
from portal.targets.rules.aims import Aim, Published, State
from portal.targets.rules.completions import Completion
from portal.targets.rules.progress import elapsed, thousandths
from portal.targets.rules.splits import Row as Unit

target, programme, part, change = (cast(Table, m.__table__) for m in (Target, Programme, TargetPart, TargetChange))
t, p, a, c = target.c, programme.c, part.c, change.c
_AIM = (
    *(t.name, t.measure, t.kind_id, t.first_month, t.last_month),
    *(t.province_value, t.province_source, t.city_value, t.city_source),
)
_HEAD = (t.id, t.programme_id, p.name.label("programme"), p.year, t.position, t.state, t.revision, t.version)
_ITS_PROGRAMME = and_(p.city_id == t.city_id, p.id == t.programme_id)
_ITS_LAST = and_(c.city_id == t.city_id, c.target_id == t.id, c.revision == t.revision)


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_HEAD, *_AIM).select_from(target).join(programme, _ITS_PROGRAMME)
    return rows.where(scope.owns(target), scope.owns(programme), t.id == bindparam("which"))


def get_target(scope: Scope, target_id: UUID) -> Row[Any]:
    """Return one target as it is drafted now: what it is, without its parts.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": target_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _locked(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(t.id).where(scope.changes(target), t.id == bindparam("which")).with_for_update()


def hold_target(scope: Scope, target_id: UUID) -> Row[Any]:
    """Return one target as it is drafted, changed by nobody else until this transaction ends.

    Raises:
        NotFound: there is none.
    """
    if db.session.execute(_locked(scope), {**scope.binds, "which": target_id}).first() is None:
        raise NotFound
    return get_target(scope, target_id)


@prepared
def _parts(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(a.target_id, a.unit_id, a.month, a.value).where(scope.owns(part), a.target_id.in_(bindparam("which", expanding=True)))


def map_parts(scope: Scope, target_ids: Iterable[UUID]) -> dict[UUID, dict[int, dict[str, int]]]:
    """Return {target: {unit: {month: part}}} as drafted now."""
    found: dict[UUID, dict[int, dict[str, int]]] = defaultdict(dict)
    for row in db.session.execute(_parts(scope), {**scope.binds, "which": list(target_ids)}):
        found[row.target_id].setdefault(row.unit_id, {})[row.month] = row.value
    return dict(found)


def aim_of(row: Any, parts: dict[int, dict[str, int]] | None = None) -> Aim:
    """Return what a drafted target is, with these parts."""
    return Aim(**{column.name: getattr(row, column.name) for column in _AIM}, parts=parts or {})


def get_aim(scope: Scope, target_id: UUID) -> Aim:
    """Return one target with its parts as drafted now."""
    return aim_of(get_target(scope, target_id), map_parts(scope, [target_id]).get(target_id))


@prepared
def _drafts(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_HEAD, *_AIM).select_from(target).join(programme, _ITS_PROGRAMME)
    mine = (scope.owns(target), scope.owns(programme), p.year == bindparam("year"), t.state == State.DRAFT.value)
    return rows.where(*mine).order_by(p.name, t.position, t.id)


def list_drafts(scope: Scope, year: int) -> list[tuple[Row[Any], Aim]]:
    """Return the city's targets of a year that stand as drafts, each with its parts as drafted."""
    rows = db.session.execute(_drafts(scope), {**scope.binds, "year": year}).all()
    parts = map_parts(scope, [row.id for row in rows])
    return [(row, aim_of(row, parts.get(row.id))) for row in rows]


@prepared
def _published(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(t.id, t.programme_id, p.name.label("programme"), t.revision, t.state, c.after)
    rows = columns.select_from(target).join(programme, _ITS_PROGRAMME).join(change, _ITS_LAST)
    mine = (scope.owns(target), scope.owns(programme), scope.owns(change), t.state != State.WITHDRAWN.value)
    return rows.where(*mine, p.year == bindparam("year")).order_by(p.name, t.position, t.id)


def list_published(scope: Scope, year: int) -> list[Published]:
    """Return the targets of a year as they were published last; what is drafted since does not count yet."""
    rows = db.session.execute(_published(scope), {**scope.binds, "year": year})
    return [Published(row.id, row.programme_id, row.programme, row.revision, State(row.state), Aim.read(row.after)) for row in rows]


@prepared
def _last(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(c.after).where(scope.owns(change), c.target_id == bindparam("which"))
    return rows.order_by(c.revision.desc()).limit(1)


def find_last(scope: Scope, target_id: UUID) -> dict[str, Any]:
    """Return what a target's last publication kept; {} before the first one, and after a withdrawal."""
    return db.session.scalar(_last(scope), {**scope.binds, "which": target_id}) or {}


def list_completions(scope: Scope, year: int, *, on: date) -> list[Completion]:
    """Return how far the whole city has come with each published target of a year.

    Asked within a city: a county reads no other county's figures. As many queries for one target as for a hundred, but for one (or
    two) for each range of months over which persons are counted.

    Args:
        on: the cut-off: figures count to the end of its month, the calendar to this very day.
    """
    aims = list_published(scope, year)
    city = Unit(scope.ids[0], "", "全市")
    found = figures.read(scope, [it.aim for it in aims], list_rows(scope), on=on)
    persons = map_persons(scope, [it.id for it in aims], on=on)
    return [_whole(it, city, found, persons, on) for it in aims]


def list_county_completions(scope: Scope, year: int, *, on: date, units: Sequence[Unit] | None = None) -> list[Completion]:
    """Return how far each county (and 市本级) has come with its part of each published target of a year, target by target.

    Args:
        on: the cut-off, as of `list_completions`.
        units: who is asked after; within a county the county alone, within a city all, those without a part or a figure left out.
    """
    aims = list_published(scope, year)
    rows = units if units is not None else [row for row in list_rows(scope) if len(scope.ids) == 1 or row.id == scope.ids[1]]
    found = figures.read(scope, [it.aim for it in aims], rows, on=on)
    persons = map_persons(scope, [it.id for it in aims], on=on)
    every = [_part(it, row, found, persons, on) for it in aims for row in rows]
    return [it for it in every if it.whole or it.done or not it.unit.is_closed]


def _whole(it: Published, city: Unit, found: figures.Done, persons: Any, on: date) -> Completion:
    aim, done = it.aim, found.of_city(it.aim)
    planned = sum(_to(months, on) for months in aim.parts.values())
    of_province, of_city = (thousandths(done, value) if value else None for value in (aim.province_value, aim.city_value))
    gone = elapsed(aim.first_month, aim.last_month, on)
    return Completion(it, city, aim.base, done, planned, gone, of_province, of_city, persons.get((it.id, city.id)))


def _part(it: Published, row: Unit, found: figures.Done, persons: Any, on: date) -> Completion:
    months = it.aim.parts.get(row.id, {})
    gone = elapsed(it.aim.first_month, it.aim.last_month, on)
    done = found.of_unit(it.aim, row.id)
    return Completion(it, row, sum(months.values()), done, _to(months, on), gone, person=persons.get((it.id, row.id)))


def _to(months: Mapping[str, int], on: date) -> int:
    return sum(value for month, value in months.items() if month <= month_of(on))
