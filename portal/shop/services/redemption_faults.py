"""What `flask ledger verify` says of redemptions: a city may not read them, so each station is asked for its own, and names nobody."""

from collections.abc import Iterable

from portal.core.db import db
from portal.core.scope import Scope
from portal.core.transaction import within
from portal.ledger import services as ledger
from portal.ledger.rules import Fault, TransferKind
from portal.shop.queries import redemption_faults as queries
from portal.shop.queries.checks import count_numbers
from portal.shop.queries.stock import Shop
from portal.tenants.queries.lines import find_path


def list_faults(scope: Scope) -> Iterable[Fault]:
    """Name every redemption whose minutes or goods are not what its state says, and every transfer without one."""
    for row in queries.list_shops(scope):
        path = find_path(row.tenant_id)
        if path is not None:
            with within(db.session(), scope, path) as station:
                yield from list(_of_station(station, Shop(row.id, row.shop_account_id, row.hold_account_id)))
                if (given := count_numbers(station)) != row.last_receipt:
                    yield Fault(row.id, f"兑换单已编到第 {row.last_receipt} 号，实有 {given} 笔兑换")


def _of_station(scope: Scope, shop: Shop) -> Iterable[Fault]:
    for row in queries.list_unmatched(scope, shop):
        yield Fault(row.id, f"兑换 {row.number}（{row.state}）与它的转账或明细不符")
    for row in queries.list_stray(scope, shop):
        yield Fault(row.id, f"转账 {row.id}（{TransferKind(row.kind).label}）没有对应的兑换")
    for row in queries.list_short(scope):
        yield Fault(row.id, f"兑换 {row.number} 的“{row.name}”应出库 {row.wanted}，台账出库 {row.moved}")
    for row in queries.list_loose(scope):
        yield Fault(row.id, f"库存台账 {row.id} 写着兑换，却没有对应的兑换明细")


ledger.register_checker(list_faults)
