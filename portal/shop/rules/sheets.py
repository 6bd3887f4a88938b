"""Paper sheets of the shop: numbered, signed by who takes, keyed in batches; each row is keyed once.

Source: S0-24; signing for others is one of the known frauds, so a row without her own signature or a named proxy is none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from portal.core.errors import RuleBroken
from portal.core.paper_numbers import serial_of
from portal.shop.rules.redemptions import Proof, Taker, Taking

PRINTED_ROWS: Final = 12
MOST_SHEETS: Final = 20
KIND: Final = "shop"


@dataclass(frozen=True, slots=True)
class KeyedRow:
    """A row of a sheet as it was keyed.

    Args:
        number: which row of the sheet it is.
        codes: (code, how many).
        is_signed: whether she signed it herself; else `proxy_name` and `proxy_relation` say who did.
    """

    number: int
    volunteer_id: UUID
    codes: tuple[tuple[str, int], ...]
    is_signed: bool
    proxy_name: str = ""
    proxy_relation: str = ""

    def __repr__(self) -> str:
        return f"KeyedRow({self.number})"


class RowsBroken(RuleBroken):
    """Rows that cannot be keyed: {place among the filled rows, from 0: (field, why)}."""

    def __init__(self, faults: Mapping[int, tuple[str, str]]) -> None:
        super().__init__("rows", f"有 {len(faults)} 行不能录入，整张都没有保存")
        self.faults = faults


def taking_of(sheet: str, row: KeyedRow) -> Taking:
    """Return who took what a row says.

    Raises:
        RuleBroken: nobody signed, or a proxy is named beside her own signature.
    """
    if row.is_signed == bool(row.proxy_name):
        words = "本人签了名就不填代领人，请只留一样" if row.is_signed else "没有本人签名、也没有写代领人的行不能录入"
        raise RuleBroken("is_signed", words)
    taker = Taker.SELF if row.is_signed else Taker.PROXY
    proxy = ("", "") if row.is_signed else (row.proxy_name, row.proxy_relation)
    return Taking(taker, Proof.PAPER, *proxy, sheet_row=serial_of(sheet, row.number))


def faults_of_numbers(sheet: str, rows: Sequence[KeyedRow], *, printed: int, keyed: set[str]) -> dict[int, tuple[str, str]]:
    """Return {place: (field, why)} of the rows whose numbers cannot be.

    Args:
        printed: how many rows the sheet has.
        keyed: serials of rows that were keyed before.
    """
    seen, faults = set[int](), dict[int, tuple[str, str]]()
    for place, row in enumerate(rows):
        if not 1 <= row.number <= printed:
            faults[place] = ("number", f"这张表只有 {printed} 行")
        elif row.number in seen:
            faults[place] = ("number", f"第 {row.number} 行写了两次")
        elif serial_of(sheet, row.number) in keyed:
            faults[place] = ("number", f"第 {row.number} 行已经录入过，不能再录")
        seen.add(row.number)
    return faults
