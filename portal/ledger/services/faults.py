"""What `flask ledger verify` says."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from portal.core.scope import Scope
from portal.core.text import format_minutes
from portal.ledger import queries
from portal.ledger.rules import (
    AccountKind,
    Fault,
)

Checker = Callable[[Scope], Iterable[Fault]]
_checkers: list[Checker] = []


def register_checker(checker: Checker) -> Checker:
    """Let a package compare its own rows with the transfers they caused; `verify` asks it at the level of a city."""
    if checker not in _checkers:
        _checkers.append(checker)
    return checker


def verify(scope: Scope) -> list[Fault]:
    """Name everything in a city's ledger that cannot be: its own rows first, then what other packages hold against them."""
    return [*_own_faults(scope), *(fault for checker in _checkers for fault in checker(scope))]


def _own_faults(scope: Scope) -> Iterable[Fault]:
    if total_min := queries.sum_all(scope):
        yield Fault(queries.find_issuer(scope) or UUID(int=0), f"全市所有账户相加应为 0，实际为 {format_minutes(total_min)}")
    for row in queries.list_drifted(scope):
        name = _name_of(row)
        yield Fault(row.id, f"{name}的余额是 {format_minutes(row.balance_min)}，逐笔相加是 {format_minutes(row.sum_min)}，或笔数不符")
    for row in queries.list_broken(scope):
        yield Fault(row.id, f"{_name_of(row)}的第 {row.seq} 笔（转账 {row.transfer_id}）与前一笔接不上，可能被改动过")
    for row in queries.list_misplaced(scope):
        yield Fault(row.id, f"转账 {row.id}（{row.kind}）不能在这两种账户之间")
    for row in queries.list_homeless(scope):
        yield Fault(row.id, f"转账 {row.id} 的账户在本市不存在")
    for row in queries.list_crooked(scope):
        yield Fault(row.id, f"冲正 {row.id} 与它冲正的转账 {row.reverses_id} 的账户或分钟数不符")


def _name_of(row: Any) -> str:
    return f"账户 {row.number}" if row.number else f"{AccountKind(row.kind).label}账户 {row.id}"
