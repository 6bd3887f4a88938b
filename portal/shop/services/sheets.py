"""Paper sheets of the shop are printed with numbers of their own, and keyed all or nothing."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.errors import Conflict, RuleBroken
from portal.core.paper_numbers import serial_of
from portal.core.scope import Scope
from portal.core.text import format_minutes
from portal.ledger import queries as books
from portal.shop.queries import sheets as queries
from portal.shop.queries.payers import get_payer
from portal.shop.queries.redemptions import find_keyed
from portal.shop.queries.stock import hold_items, list_items
from portal.shop.rules.redemptions import Basket, Proof, check_taking
from portal.shop.rules.sheets import KIND, PRINTED_ROWS, KeyedRow, RowsBroken, faults_of_numbers, taking_of
from portal.shop.services import redemptions, stock
from portal.tenants.queries import find_display_name
from portal.volunteer.services.sheets import add_sheets
from portal.web import jobs
from portal.web.jobs import Progress

JOB, TITLE, KEY = "shop_sheets", "爱心超市兑换登记表", "shopsheet.key"
MOST_LISTED = 60  # items whose codes fit at the foot of a sheet


def ask_for_sheets(scope: Scope, station: str, *, count: int) -> UUID:
    """Print blank sheets, each with a number of its own, so that no row is ever keyed twice; return the job.

    Args:
        station: the station's name.
    """
    serials, made_on = add_sheets(scope, KIND, count=count, rows=PRINTED_ROWS), clock.today().isoformat()
    items = [[it.code, it.name, f"{format_minutes(it.price_min)}/{it.unit}"] for it in list_items(scope)[:MOST_LISTED]]
    paper = {"title": TITLE, "station": station, "numbers": serials, "rows": PRINTED_ROWS, "made_on": made_on, "items": items}
    return jobs.ask(scope, JOB, paper, f"{TITLE}（{count} 张）.pdf")


def print_sheets(_: Scope, paper: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF; only the job worker does this."""
    from portal.web import print as printer

    progress(20)
    html = printer.lay_out("shop/sheet_print.html", paper=paper)
    progress(40)
    return printer.make_pdf(html)


def key_sheet(scope: Scope, serial: str, rows: Sequence[KeyedRow]) -> list[UUID]:
    """Key the rows of a paper sheet: each is reserved and handed over, all of them or none.

    Raises:
        RuleBroken: the station printed no such sheet.
        RowsBroken: rows that cannot be keyed, each with its reason.
    """
    printed = queries.find_sheet(scope, serial)
    if printed is None:
        raise RuleBroken("sheet", "本站没有打印过这个表号的兑换登记表，请对照纸质表再看一遍")
    keyed = find_keyed(scope, [serial_of(serial, row.number) for row in rows])
    faults = faults_of_numbers(serial, rows, printed=printed.rows, keyed=keyed)
    items, clerk = {it.code: it.id for it in list_items(scope)}, find_display_name(scope.account_id) or ""
    payers = _hold_all(scope, rows, items)
    made = list[UUID]()
    for place, row in enumerate(rows):
        if place in faults:
            continue
        try:
            made.append(_key_row(scope, serial, row, items, clerk=clerk, name=payers[row.volunteer_id]))
        except RuleBroken as broken:
            faults[place] = (broken.field, broken.message)
        except Conflict as conflict:
            faults[place] = ("volunteer", conflict.message)
    if faults:
        raise RowsBroken(faults)
    audit.note(scope, KEY, printed.id, note=f"{serial}，{len(made)} 行")
    return made


def _hold_all(scope: Scope, rows: Sequence[KeyedRow], items: Mapping[str, UUID]) -> dict[UUID, str]:
    """Hold all that the rows will move, in the order in which one redemption holds it; return {volunteer: her name}."""
    shop = stock.shop_of(scope)
    payers = {row.volunteer_id: get_payer(scope, volunteer_id=row.volunteer_id) for row in rows}
    hold_items(scope, {items[code] for row in rows for code, _ in row.codes if code in items})
    queries.hold_shop(scope)
    books.hold_accounts(scope, {shop.hold_account_id, shop.shop_account_id, *(it.account_id for it in payers.values() if it.account_id)})
    return {id_: it.name for id_, it in payers.items()}


def _key_row(scope: Scope, serial: str, row: KeyedRow, items: Mapping[str, UUID], *, clerk: str, name: str) -> UUID:
    unknown = [code for code, _ in row.codes if code not in items]
    if unknown:
        raise RuleBroken("codes", f"没有编号是“{unknown[0]}”的物品")
    taking = taking_of(serial, row)
    check_taking(taking, offered=[Proof.PAPER], clerk=clerk, name=name)
    basket = Basket(tuple((items[code], count) for code, count in row.codes), volunteer_id=row.volunteer_id)
    redemption_id = redemptions.hold(scope, basket)
    redemptions.hand_over(scope, redemption_id, taking, version=1)
    return redemption_id


jobs.register(JOB, print_sheets, back=("返回纸质表", "shop_sheets.listing"), permission="shop.redeem")
register_words({KEY: "录入兑换纸质表"}, group="爱心超市")
