"""Every SELECT on the lessons of the 微课堂, and on how often each was opened."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, func, select

from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.library.models import MicroClass, MicroViews
from portal.library.rules import is_found

PAGE_ROWS = 25
micro, views = cast(Table, MicroClass.__table__), cast(Table, MicroViews.__table__)
m, v = micro.c, views.c
_COLUMNS = (m.id, m.title, m.teacher, m.url, m.summary, m.minutes, m.published_on, m.is_shown, m.is_public, m.version)
_ORDER = (m.published_on.desc(), m.id.desc())
Rows = Sequence[Row[*tuple[Any, ...]]]


@cache
def _all(state: str) -> Any:
    kept = {"shown": [m.is_shown], "hidden": [~m.is_shown], "public": [m.is_shown, m.is_public], "": []}[state]

    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        return select(*_COLUMNS).where(scope.owns(micro), *kept).order_by(*_ORDER)

    return statement


def list_classes(scope: Scope, *, text: str = "", state: str = "shown") -> Rows:
    """Return the lessons of the city, the latest first; they are some dozens, so a page is cut out of all of them.

    Args:
        text: a piece, pinyin or initials of the title or the teacher.
        state: `shown`, `hidden`, `public`: shown on the public pages, too; empty is any.
    """
    rows = db.session.execute(_all(state)(scope), scope.binds).all()
    return [row for row in rows if is_found(text, row.title, row.teacher)] if text else rows


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS).where(scope.owns(micro), m.id == bindparam("which"))


def get_class(scope: Scope, class_id: UUID, *, state: str = "") -> Row[Any]:
    """Return one lesson of the city.

    Args:
        state: `shown` or `public`, when one that is not is as if it were not there.

    Raises:
        NotFound: there is none for her.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": class_id}).first()
    if row is None or (state and not row.is_shown) or (state == "public" and not row.is_public):
        raise NotFound
    return row


@prepared
def _counted(scope: Scope) -> Select[*tuple[Any, ...]]:
    recent = func.coalesce(func.sum(v.views).filter(v.day >= bindparam("since")), 0)
    rows = select(v.class_id, func.sum(v.views).label("views"), recent.label("recent")).where(scope.owns(views))
    return rows.group_by(v.class_id)


def map_views(scope: Scope, since: date) -> Mapping[UUID, tuple[int, int]]:
    """Return {lesson: (how often it was opened since a day, how often in all)}; one nobody opened is not in it."""
    rows = db.session.execute(_counted(scope), {**scope.binds, "since": since})
    return {row.class_id: (int(row.recent), int(row.views)) for row in rows}


@prepared
def _days(scope: Scope) -> Select[*tuple[Any, ...]]:
    inside = and_(v.day >= bindparam("first"), v.day <= bindparam("last"))
    return select(v.class_id, v.day, v.views).where(scope.owns(views), inside).order_by(v.day, v.class_id)


def map_months(scope: Scope, year: int) -> Mapping[UUID, Mapping[str, int]]:
    """Return {lesson: {month: how often it was opened}} of a year; a month without a view is not in it."""
    found: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in db.session.execute(_days(scope), {**scope.binds, "first": date(year, 1, 1), "last": date(year, 12, 31)}):
        found[row.class_id][clock.month_of(row.day)] += row.views
    return found


@prepared
def _first_day(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(func.min(v.day)).where(scope.owns(views))


def find_first_year(scope: Scope) -> int | None:
    """Return the year in which a lesson was first opened; None while none was."""
    day = db.session.scalar(_first_day(scope), scope.binds)
    return day.year if day else None
