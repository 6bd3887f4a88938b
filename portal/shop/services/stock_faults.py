"""What `flask ledger verify` says of the stock books of a city."""

from collections.abc import Iterator

from portal.core.scope import Scope
from portal.ledger import services as ledger
from portal.ledger.rules import Fault
from portal.shop.queries import stock_book as queries


def list_faults(scope: Scope) -> Iterator[Fault]:
    """Name every item whose stock is not what its lines add up to, and every line that does not follow the one before it."""
    for row in queries.list_drifted(scope):
        name = f"爱心超市“{row.name}”（{row.code}）"
        if row.stock is None:
            yield Fault(row.id, f"{name}是服务，却有 {row.lines} 笔库存进出")
        elif row.stock != row.sum:
            yield Fault(row.id, f"{name}的库存是 {row.stock}，台账逐笔相加是 {row.sum}")
        if row.stock is not None and row.lines != row.last:
            yield Fault(row.id, f"{name}的台账应有 {row.last} 笔，实有 {row.lines} 笔")
    for row in queries.list_crooked(scope):
        yield Fault(row.item_id, f"库存台账第 {row.seq} 笔（{row.id}）写着结存 {row.left_count}，逐笔相加是 {row.sum}")


def watch() -> None:
    """Let `flask ledger verify` ask for them."""
    ledger.register_checker(list_faults)
