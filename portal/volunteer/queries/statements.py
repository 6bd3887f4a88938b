"""The lines of an account's statement for a range of days, and what it held before and after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, and_, bindparam, exists, select, union_all

from portal.core import clock
from portal.core.db import Instant, db
from portal.core.scope import Scope, prepared
from portal.ledger import queries as books
from portal.ledger.queries.accounts import moves_of
from portal.volunteer.queries.giving import account, counter, t, transfer
from portal.volunteer.queries.roll import Rows

MOST_LINES = 3000  # of one printed statement
_SAID = (t.posted_at, t.kind, t.reason, t.reverses_id, t.debit_account_id, t.credit_account_id)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The places of an account's transfers of a range of days: those after `before`, up to `last`."""

    before: int
    last: int

    @property
    def count(self) -> int:
        """How many they are."""
        return self.last - self.before


@prepared
def _last_place(scope: Scope) -> Select[*tuple[Any, ...]]:
    which, until = bindparam("account"), bindparam("until", type_=Instant)
    sides = ((t.credit_account_id, t.credit_seq), (t.debit_account_id, t.debit_seq))
    mine = (scope.owns(transfer), t.posted_at < until)
    found = [select(seq.label("seq")).where(*mine, side == which, seq <= bindparam("moves")).order_by(seq.desc()) for side, seq in sides]
    both = union_all(*(select(one.limit(1).subquery().c.seq) for one in found)).subquery()
    return select(both.c.seq).order_by(both.c.seq.desc()).limit(1)


def find_stretch(scope: Scope, account_id: UUID, *, first: date, last: date, moves: int | None = None) -> Stretch:
    """Return which of an account's transfers were posted on the days from `first` to `last`.

    Args:
        moves: look at no more than so many of its transfers, those there were when the paper was asked for.
    """
    most = books.count_moves(scope, account_id) if moves is None else moves
    ends = (clock.instant_of(day, 0) for day in (first, last + timedelta(days=1)))
    binds = {**scope.binds, "account": account_id, "moves": most}
    before, until = (db.session.execute(_last_place(scope), {**binds, "until": end}).scalar() or 0 for end in ends)
    return Stretch(before, until)


def _sides(scope: Scope) -> CompoundSelect[*tuple[Any, ...]]:
    which, oldest, newest = bindparam("account"), bindparam("oldest"), bindparam("newest")
    coming = and_(t.credit_account_id == which, t.credit_seq.between(oldest, newest))
    going = and_(t.debit_account_id == which, t.debit_seq.between(oldest, newest))
    return moves_of(scope, coming, going, *_SAID)


def list_lines(scope: Scope, account_id: UUID, stretch: Stretch) -> Rows:
    """Return the transfers of a stretch, the earliest first.

    Returns:
        Rows of (id, seq, posted_at, kind, reason, reverses_id, change_min, left_min after it, other_number, is_reversed); other_number is
        the volunteer number of the other account, None where that is nobody's.
    """
    m = _sides(scope).subquery()
    other = account.alias("other")
    is_reversed = exists().where(scope.owns(counter), counter.c.reverses_id == m.c.id).label("is_reversed")
    told = (m.c.id, m.c.seq, m.c.posted_at, m.c.kind, m.c.reason, m.c.reverses_id, m.c.change_min, m.c.left_min)
    opposite = (other.c.id == m.c.debit_account_id) | (other.c.id == m.c.credit_account_id)
    rows = select(*told, other.c.number.label("other_number"), is_reversed).select_from(m).join(other, opposite)
    lines = rows.where(scope.owns(other), other.c.id != bindparam("account")).order_by(m.c.seq)
    binds = {**scope.binds, "account": account_id, "oldest": stretch.before + 1, "newest": stretch.last}
    return db.session.execute(lines, binds).all()


@prepared
def _left(scope: Scope) -> Select[*tuple[Any, ...]]:
    which, place = bindparam("account"), bindparam("place")
    taken = select(t.credit_left_min.label("left_min")).where(scope.owns(transfer), t.credit_account_id == which, t.credit_seq == place)
    given = select(t.debit_left_min.label("left_min")).where(scope.owns(transfer), t.debit_account_id == which, t.debit_seq == place)
    return select(union_all(taken, given).subquery().c.left_min)


def left_after(scope: Scope, account_id: UUID, place: int) -> int:
    """Return what an account held after its n-th transfer, as it was noted then; 0 before the first one."""
    if not place:
        return 0
    return int(db.session.execute(_left(scope), {**scope.binds, "account": account_id, "place": place}).scalar_one())


def first_kinds(scope: Scope, transfer_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return {transfer: its kind}, for saying what a reversal takes back."""
    ids = list(transfer_ids)
    named = select(t.id, t.kind).where(scope.owns(transfer), t.id.in_(bindparam("which", expanding=True)))
    return {row.id: row.kind for row in db.session.execute(named, {**scope.binds, "which": ids})} if ids else {}
