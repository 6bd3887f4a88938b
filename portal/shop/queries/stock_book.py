"""Every SELECT on the stock book: its lines, what they add up to, and what of them cannot be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, or_, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.shop.queries.stock import i, item, m, move

PAGE_ROWS = 25
MOST_EXPORTED = 20_000
_SAME_ITEM = and_(i.city_id == m.city_id, i.tenant_id == m.tenant_id, i.id == m.item_id)
_MOVE = (m.id, m.item_id, m.seq, m.kind, m.change, m.left_count, m.moved_on, m.source, m.voucher, m.cost_fen, m.note, m.entered_at)


@dataclass(frozen=True, slots=True)
class BookFilter:
    """Which lines of the stock book.

    Args:
        days: the first and the last day they are of.
    """

    days: tuple[date, date] | None = None
    kind: str = ""
    item_id: UUID | None = None

    @property
    def shape(self) -> dict[str, bool]:
        """Which criteria the statement has."""
        return {"has_days": self.days is not None, "has_kind": bool(self.kind), "has_item": self.item_id is not None}

    @property
    def binds(self) -> dict[str, Any]:
        """The values of its criteria."""
        days = {"first": self.days[0], "last": self.days[1]} if self.days else {}
        return {**days, **({"kind": self.kind} if self.kind else {}), **({"item": self.item_id} if self.item_id else {})}


def _chosen(scope: Scope, *, has_days: bool, has_kind: bool, has_item: bool) -> list[ColumnElement[bool]]:
    chosen = [scope.owns(move)]
    chosen += [m.moved_on >= bindparam("first"), m.moved_on <= bindparam("last")] if has_days else []
    chosen += [m.kind == bindparam("kind")] if has_kind else []
    return chosen + ([m.item_id == bindparam("item")] if has_item else [])


@cache
def _book(*, is_whole: bool, **shape: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = _chosen(scope, **shape)
        total = select(func.count()).select_from(move).where(*chosen).scalar_subquery().correlate(None)
        rows = select(*_MOVE, i.code, i.name, i.unit, total.label("total")).select_from(move).join(item, _SAME_ITEM)
        rows = rows.where(*chosen, scope.owns(item)).order_by(m.moved_on.desc(), m.id.desc())
        return rows.limit(MOST_EXPORTED) if is_whole else rows.limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_moves(scope: Scope, chosen: BookFilter, *, page: int | None) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return one page of 25 lines of the stock book, the latest day first, or (None) up to 20,000; each row carries the total."""
    binds = {**scope.binds, **chosen.binds, **({"skip": (page - 1) * PAGE_ROWS} if page else {})}
    return db.session.execute(_book(is_whole=page is None, **chosen.shape)(scope), binds).all()


@cache
def _sums(**shape: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        came = func.coalesce(func.sum(m.change).filter(m.change > 0), 0)
        went = func.coalesce(func.sum(-m.change).filter(m.change < 0), 0)
        paid = func.coalesce(func.sum(m.cost_fen), 0)
        return select(came.label("came"), went.label("went"), paid.label("cost_fen")).where(*_chosen(scope, **shape))

    return statement


def sum_moves(scope: Scope, chosen: BookFilter) -> Row[Any]:
    """Return (came, went, cost_fen): pieces in, pieces out, and what was paid."""
    return db.session.execute(_sums(**chosen.shape)(scope), {**scope.binds, **chosen.binds}).one()


@prepared
def _drift(scope: Scope) -> Select[*tuple[Any, ...]]:
    own = (scope.owns(move), scope.owns(item), m.city_id == i.city_id, m.tenant_id == i.tenant_id, m.item_id == i.id)
    total, lines, last = (
        select(it).where(*own).correlate(item).scalar_subquery()
        for it in (func.coalesce(func.sum(m.change), 0), func.count(), func.coalesce(func.max(m.seq), 0))
    )
    wrong = or_(i.stock != total, and_(i.stock.is_not(None), lines != last), and_(i.stock.is_(None), lines > 0))
    counts = (total.label("sum"), lines.label("lines"), last.label("last"))
    return select(i.id, i.code, i.name, i.stock, *counts).where(scope.owns(item), wrong)


def list_drifted(scope: Scope) -> Iterator[Row[Any]]:
    """Yield (id, code, name, stock, sum, lines, last) of every item whose stock is not what its lines add up to, or which lacks one."""
    yield from db.session.execute(_drift(scope).order_by(i.id), scope.binds)


@prepared
def _crooked(scope: Scope) -> Select[*tuple[Any, ...]]:
    running = func.sum(m.change).over(partition_by=(m.tenant_id, m.item_id), order_by=m.seq)
    lines = select(m.id, m.item_id, m.seq, m.left_count, running.label("sum")).where(scope.owns(move)).subquery()
    return select(lines).where(lines.c.left_count != lines.c.sum).order_by(lines.c.item_id, lines.c.seq)


def list_crooked(scope: Scope) -> Iterator[Row[Any]]:
    """Yield (id, item_id, seq, left_count, sum) of every line whose running count is not what the lines up to it add up to."""
    yield from db.session.execute(_crooked(scope), scope.binds)
