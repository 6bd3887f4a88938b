"""Every SELECT on the work that is offered; it names nobody, and the public page shows it."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Table, bindparam, func, or_, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.people.rules.sounds import sought_sound
from portal.placement.models import JobOpening
from portal.training.models import Course

PAGE_ROWS = 25
MOST_SHOWN = 50  # on the public page
opening, course = cast(Table, JobOpening.__table__), cast(Table, Course.__table__)
o = opening.c
_TOLD = (o.id, o.title, o.course_id, o.offered_by, o.place, o.living, o.hours, o.wanted, o.pay, o.ends_on, o.note, o.closed_on, o.version)


def _is_open() -> ColumnElement[bool]:
    return o.closed_on.is_(None) & (o.ends_on >= bindparam("today"))


def _rows(*columns: Any) -> Select[*tuple[Any, ...]]:
    return select(*_TOLD, course.c.name.label("course_name"), *columns).join(course, course.c.id == o.course_id)


@cache
def _page(*, is_over: bool, is_sought: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = [scope.owns(opening), ~_is_open() if is_over else _is_open()]
        alike = or_(o.title.like(bindparam("pattern"), escape="\\"), o.title_sound.like(bindparam("sound"), escape="\\"))
        chosen += [alike] if is_sought else []
        rows = _rows(func.count().over().label("total")).where(*chosen)
        return rows.order_by(o.ends_on.desc(), o.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_openings(scope: Scope, *, today: date, is_over: bool = False, text: str = "", page: int = 1) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return one page of 25 offers, those shown longest first; each row carries the total.

    Args:
        is_over: those that ended or were closed, instead of those that are shown.
        text: a part of the title, its pinyin or initials; empty for all.
    """
    literal = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    sound = sought_sound(text)
    like = {"pattern": f"%{literal}%", "sound": f"%{sound}%" if sound else ""} if text else {}
    binds = {**scope.binds, "today": today, "skip": (page - 1) * PAGE_ROWS, **like}
    return db.session.execute(_page(is_over=is_over, is_sought=bool(text))(scope), binds).all()


@prepared
def _shown(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _rows().where(scope.owns(opening), _is_open()).order_by(o.made_at.desc(), o.id.desc()).limit(MOST_SHOWN)


def list_shown(scope: Scope, today: date) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return at most 50 offers that are shown today, the newest first."""
    return db.session.execute(_shown(scope), {**scope.binds, "today": today}).all()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _rows().where(scope.changes(opening), o.id == bindparam("which"))


def get_opening(scope: Scope, opening_id: UUID) -> Row[Any]:
    """Return one offer of this very station.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": opening_id}).first()
    if row is None:
        raise NotFound
    return row
