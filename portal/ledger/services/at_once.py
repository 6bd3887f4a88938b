"""The one statement of a posting: it looks, decides and writes; where anything stands against the posting, it writes nothing at all."""

from uuid import UUID

from uuid_utils.compat import uuid7

from portal.core import clock
from portal.core.scope import Scope
from portal.core.written import Written
from portal.ledger.models import TimeAccount, Transfer
from portal.ledger.rules import SHAPES, AccountKind, Posting, TransferKind

_a, _t = TimeAccount.__table__.c, Transfer.__table__.c
_COLUMNS = {"id": _t.id, "debit": _a.id, "credit": _a.id, "posted_at": _t.posted_at}
_SHAPES = ", ".join(sorted(f"'{kind} {debit} {credit}'" for kind, pairs in SHAPES.items() for debit, credit in pairs))

# d gives and c takes. The issuer, which only gives, has no balance and no places.
_MADE = f"""INSERT INTO transfer (city_id, id, debit_account_id, credit_account_id, moved_min, kind, key, reason,
        debit_seq, debit_left_min, credit_seq, credit_left_min, posted_by, posted_at)
    SELECT :scope_city, :id, :debit, :credit, :moved_min, :kind, :key, :reason,
        CASE WHEN d.kind <> 'issuer' THEN d.moves + 1 END, d.balance_min - :moved_min, c.moves + 1, c.balance_min + :moved_min,
        :posted_by, :posted_at
    FROM time_account AS d CROSS JOIN time_account AS c
    WHERE d.city_id = :scope_city AND c.city_id = :scope_city AND d.id = :debit AND c.id = :credit
        AND :shape || ' ' || d.kind || ' ' || c.kind IN ({_SHAPES})
        AND d.merged_into_id IS NULL AND c.merged_into_id IS NULL
        AND coalesce(d.balance_min, :moved_min) >= :moved_min
    {{hold}} ON CONFLICT DO NOTHING"""  # noqa: S608  # made of constants
_KEPT = """UPDATE time_account AS a
    SET moves = a.moves + 1, balance_min = a.balance_min + CASE WHEN a.id = :debit THEN -:moved_min ELSE :moved_min END
    {if_made} WHERE a.city_id = :scope_city AND a.id IN ({sides})"""


def _posting(*sides: str) -> Written:
    """Two steps on SQLite, which writes alone; on PostgreSQL one, which first holds the accounts in this order.

    Args:
        sides: `debit`, `credit`: those whose accounts keep a balance.
    """
    hold = "FOR NO KEY UPDATE OF " + ", ".join(side[0] for side in sides)
    kept = _KEPT.replace("{sides}", ", ".join(f":{side}" for side in sides))
    return Written(
        sqlite=[_MADE.format(hold=""), kept.format(if_made="")],
        postgresql=[f"WITH made AS ({_MADE.format(hold=hold)} RETURNING 1) {kept.format(if_made='FROM made')}"],
        columns=_COLUMNS,
    )


_ISSUED, _DEBIT_FIRST, _CREDIT_FIRST = _posting("credit"), _posting("debit", "credit"), _posting("credit", "debit")


def post_at_once(scope: Scope, it: Posting) -> UUID | None:
    """Post what is most of the time posted: a single new transfer that nothing stands against.

    Returns:
        The id of the transfer; None, nothing was written: the key stands in the ledger, the accounts are not of its kind, one was merged
        into another, too little is there, or it takes something back, which is never done here.
    """
    if it.kind is TransferKind.REVERSE:
        return None
    new_id, kind = uuid7(), it.kind.value
    what = {"debit": it.debit, "credit": it.credit, "moved_min": it.moved_min, "kind": kind, "key": it.key, "reason": it.reason}
    # The kind twice: to PostgreSQL a value is either text to put together or what a column holds.
    more = {"shape": kind, "id": new_id, "posted_by": scope.account_id, "posted_at": clock.now()}
    return new_id if _in_order(it).run(scope, {**what, **more}) else None


def _in_order(it: Posting) -> Written:
    """Hold accounts in the order of queries.hold_accounts, so that nobody waits for somebody who waits for her."""
    debit, credit = max(SHAPES[it.kind])
    if debit is AccountKind.ISSUER:
        return _ISSUED
    is_debit_first = it.debit < it.credit if debit == credit else debit > credit
    return _DEBIT_FIRST if is_debit_first else _CREDIT_FIRST
