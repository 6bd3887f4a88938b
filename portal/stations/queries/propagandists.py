"""Every SELECT on propagandists: those of a station are some dozens."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.core.text import to_ascii_digits
from portal.stations.models import Propagandist
from portal.tenants.divisions import matches

PAGE_ROWS = 25
Rows = Sequence[Row[*tuple[Any, ...]]]
propagandist = cast(Table, Propagandist.__table__)
h = propagandist.c
_LISTED = (h.id, h.name, h.phone, h.community, h.since_on, h.until_on, h.note, h.version)


@cache
def _propagandists(*, is_ended: bool, is_whole: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = [scope.owns(propagandist), h.until_on.is_not(None) if is_ended else h.until_on.is_(None)]
        total = select(func.count()).select_from(propagandist).where(*chosen).scalar_subquery().correlate(None)
        rows = select(*_LISTED, total.label("total")).where(*chosen).order_by(h.community, h.since_on, h.id)
        return rows if is_whole else rows.limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_propagandists(scope: Scope, *, is_ended: bool = False, page: int | None = None) -> Rows:
    """Return one page of 25 of those who work for the station, or who did, or all of them, by community; each row carries the total."""
    binds = {**scope.binds, **({"skip": (page - 1) * PAGE_ROWS} if page else {})}
    return db.session.execute(_propagandists(is_ended=is_ended, is_whole=page is None)(scope), binds).all()


def seek_propagandists(scope: Scope, sought: str, *, shown_phone: Callable[[str], str], is_ended: bool = False) -> Rows:
    """Return those a piece of the name or the community fits, their pinyin or initials, or the telephone's last digits, by community.

    Args:
        shown_phone: as the list shows a telephone; what is masked there is not found out by a search.
    """
    digits = to_ascii_digits(sought).replace(" ", "").replace("-", "")
    tail = digits if digits.isascii() and digits.isdigit() else ""

    def fits(row: Row[Any]) -> bool:
        return bool(tail and shown_phone(row.phone).endswith(tail)) or matches(sought, row.name) or matches(sought, row.community)

    return [row for row in list_propagandists(scope, is_ended=is_ended) if fits(row)]


@prepared
def _numbers(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(func.count() - func.count(h.until_on), func.count(h.until_on)).where(scope.owns(propagandist))


def count_propagandists(scope: Scope) -> tuple[int, int]:
    """Return how many work for the station, and how many did."""
    row = db.session.execute(_numbers(scope), scope.binds).one()
    return row[0], row[1]


@prepared
def _propagandist(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_LISTED).where(scope.changes(propagandist), h.id == bindparam("which"))


def get_propagandist(scope: Scope, propagandist_id: UUID) -> Row[Any]:
    """Return one propagandist of this very station.

    Raises:
        NotFound: there is none, or she is another station's.
    """
    row = db.session.execute(_propagandist(scope), {**scope.binds, "which": propagandist_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _double(scope: Scope) -> Select[*tuple[Any, ...]]:
    same = (h.name == bindparam("called"), h.phone == bindparam("number"), h.until_on.is_(None))
    return select(h.id).where(scope.changes(propagandist), *same).limit(1)


def find_propagandist(scope: Scope, *, name: str, phone: str) -> UUID | None:
    """Return the propagandist of this name and telephone who works for the station."""
    return db.session.scalar(_double(scope), {**scope.binds, "called": name, "number": phone})
