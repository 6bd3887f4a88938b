"""Paper sheets: printed with a number each, signed by those who were served, and keyed row by row, each once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, insert
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.care.rules.kinds import SERVICE_KINDS
from portal.core import clock
from portal.core.db import db
from portal.core.errors import RuleBroken
from portal.core.paper_numbers import draw_number
from portal.core.scope import Scope
from portal.tallies.services import require_open
from portal.volunteer.models import PaperSheet
from portal.volunteer.queries import sheets as queries
from portal.volunteer.queries import shifts as shift_queries
from portal.volunteer.queries.doers import find_clerk
from portal.volunteer.rules.hours import Work, check_work
from portal.volunteer.rules.shifts import SHEET_ROWS, Confirmation, SignedRow, State
from portal.volunteer.services import served_times, shift_rows
from portal.volunteer.services.confirmations import check_confirmer
from portal.web import jobs
from portal.web.jobs import Progress

KIND, TITLE, PRINT, KEY = "hours_sheets", "志愿服务签名表", "sheet.print", "shift.key"
sheet = cast(Table, PaperSheet.__table__)
_NEW = insert(sheet)


def add_sheets(scope: Scope, kind: str, *, count: int, rows: int) -> list[str]:
    """Give out the numbers of sheets that are about to be printed.

    Args:
        kind: `hours` or `shop`.
    """
    today, serials = clock.today(), set[str]()
    while len(serials) < count:
        drawn = {draw_number(today) for _ in range(count - len(serials))}
        serials |= drawn - queries.list_taken(scope, drawn)
    printed = {**scope.stamp(sheet), "kind": kind, "rows": rows, "printed_by": scope.account_id, "printed_at": clock.now()}
    made: list[dict[str, Any]] = [{**printed, "id": uuid7(), "serial": serial} for serial in sorted(serials)]
    db.session.execute(_NEW, made)
    audit.note(scope, PRINT, *[row["id"] for row in made], note=f"{count} 张")
    return [row["serial"] for row in made]


def ask_for_sheets(scope: Scope, station: str, *, count: int, place: str) -> UUID:
    """Ask for blank sheets as PDF, each with a number of its own.

    Args:
        station: the station's name.
        place: what they are for; empty to be written by hand.
    """
    numbers = add_sheets(scope, "hours", count=count, rows=SHEET_ROWS)
    shown = {
        "title": TITLE,
        "station": station,
        "place": place,
        "numbers": numbers,
        "rows": SHEET_ROWS,
        "kinds": list(SERVICE_KINDS.values()),
    }
    return jobs.ask(scope, KIND, {**shown, "made_on": clock.today().isoformat()}, f"{TITLE}（{count} 张）.pdf")


def print_sheets(_: Scope, paper: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF; only the job worker does this."""
    from portal.web import print as printer

    progress(20)
    html = printer.lay_out("volunteer/shifts/blank_print.html", paper=paper)
    progress(40)
    return printer.make_pdf(html)


def key_rows(scope: Scope, rows: Sequence[SignedRow], *, serial: str = "") -> list[UUID]:
    """Key signed rows of a paper sheet, all or nothing; each becomes a shift that was confirmed by the signature.

    Args:
        serial: of the sheet; empty for paper without a number.

    Raises:
        NotFound: a volunteer is not this station's.
        RuleBroken: no such sheet, a row keyed before, a day to come or longer than a day, a time at which she served elsewhere, or a
            signature of her own; the field is `serial` or `rows-<n>-<name>`.
        Conflict: the month is closed, somebody withdrew her consent, or who keys is the volunteer herself.
    """
    _check_sheet(scope, rows, serial)
    for n, it in enumerate(rows):
        check_work(_work(it, it.volunteer_id), today=clock.today(), prefix=f"rows-{n}-")
    first = {it.volunteer_id: it.served_on for it in reversed(rows)}
    fields = {it.volunteer_id: f"rows-{n}-volunteer" for n, it in reversed(list(enumerate(rows)))}
    hers = shift_rows.hold_doers(scope, first, action=KEY, fields=fields)
    for month in sorted({clock.month_of(it.served_on) for it in rows}):
        require_open(scope, month, action=KEY)
    clerk = find_clerk(scope.account_id)
    for n, it in enumerate(rows):
        signed = Confirmation("paper", it.confirmed_as, it.confirmer)
        check_confirmer(signed, name=hers[it.volunteer_id].name, phone=hers[it.volunteer_id].phone, field=f"rows-{n}-confirmer")
        shift_rows.refuse_own_account(hers[it.volunteer_id], clerk, action=KEY)
    works = [_work(it, hers[it.volunteer_id].account_id) for it in rows]
    served_times.check_new(scope, list(enumerate(works)))
    ids = [uuid7() for _ in rows]
    served_times.note_all(scope, [(id_, work.span) for id_, work in zip(ids, works, strict=True)])
    shift_rows.add(scope, [_written(scope, id_, it) for id_, it in zip(ids, rows, strict=True)])
    audit.note(scope, KEY, *ids, note=serial)
    return ids


def _check_sheet(scope: Scope, rows: Sequence[SignedRow], serial: str) -> None:
    if not serial:
        return
    printed = queries.hold_sheet(scope, serial, "hours")
    if printed is None:
        raise RuleBroken("serial", "本站没有打印过这个表号的服务签名表，请对照纸质表右上角再看一遍")
    named = [it.sheet_row for it in rows]
    keyed, times = shift_queries.list_keyed(scope, named), Counter(named)
    for n, one in enumerate(named):
        row = int(one.rpartition("-")[2])
        if row > printed.rows:
            raise RuleBroken(f"rows-{n}-number", f"这张表只有 {printed.rows} 行")
        if one in keyed:
            raise RuleBroken(f"rows-{n}-number", f"这张表的第 {row} 行以前录入过，每一行只录入一次")
        if times[one] > 1:
            raise RuleBroken(f"rows-{n}-number", f"第 {row} 行在这里写了两次")


def _work(it: SignedRow, account_id: UUID) -> Work:
    return Work(account_id, it.served_on, it.start_min, it.worked_min, it.kind)


def _written(scope: Scope, shift_id: UUID, it: SignedRow) -> dict[str, Any]:
    what = {"id": shift_id, "volunteer_id": it.volunteer_id, "kind": it.kind, "state": State.CONFIRMED.value, "served_on": it.served_on}
    long = {"start_min": it.start_min, "worked_min": it.worked_min, "in_channel": "paper", "out_channel": "paper"}
    said = {"confirm_channel": "paper", "confirmed_as": it.confirmed_as, "confirmer": it.confirmer, "sheet_row": it.sheet_row or None}
    return {**what, **long, **said, "confirmed_by": scope.account_id, "confirmed_at": clock.now()}


jobs.register(KIND, print_sheets, back=("返回服务时长", "shifts.board"), permission="hours.credit")
register_words({PRINT: "打印空白表", KEY: "录入服务签名表"}, group="志愿者")
