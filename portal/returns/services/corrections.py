"""Every write of corrections: made in an open month of what a closed one should have counted, and voided while theirs is open."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.dates import month_words
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Level, Scope
from portal.people.rules.reasons import check_reason
from portal.people.services.naming import refuse_names
from portal.returns.models import Correction, CorrectionLine
from portal.returns.queries import corrections as queries
from portal.returns.queries.restated import own_values
from portal.returns.queries.rows import get_row, outcome_row
from portal.returns.rules.corrections import (
    Cell,
    CountedRow,
    Draft,
    Missed,
    Subject,
    add,
    change_of,
    check_missed,
    is_short,
    lacking,
    open_months,
)
from portal.tallies import queries as tallies_queries
from portal.tallies import services as tallies
from portal.tallies.rules import INDICATORS, Entry
from portal.tallies.services.outcomes import Held, discount, hold

correction, line = cast(Table, Correction.__table__), cast(Table, CorrectionLine.__table__)
MAKE, VOID = "correction.make", "correction.void"


def correct(scope: Scope, draft: Draft) -> UUID:
    """Post in an open month what a closed one should have counted, with the reason and what it corrects.

    Whoever corrects the same closed month meanwhile waits at its book: a second correction of a row begins with what the first left.
    A person whom a row taken away stood for counts no more in the closed month, its quarter and its year (see `discount`).

    Raises:
        NotFound: the row is not this very unit's.
        RuleBroken: nothing to correct, more women than people, less than nought, a month that may not count it, names or numbers.
        Conflict: the month is still open, the month it would count in is closed, or the row was voided.
    """
    _check_words(scope, draft.reason, "reason")
    if draft.missed:
        _check_words(scope, draft.missed.what, "what")
        return _post_missed(scope, draft, draft.missed)
    row, held, book = _hold_row(scope, draft)
    earlier = queries.sum_on(scope, row.ids)
    earlier = {cell: value for cell, value in earlier.items() if cell in row.values}
    change = change_of(row, earlier, draft)
    if held and not draft.is_away:
        _refuse_short(scope, held, row)
    made = _post(scope, draft, row, change, revision=book.revision)
    if held:
        _count_persons(scope, held, change)
    return made


def void_correction(scope: Scope, correction_id: UUID, *, reason: str) -> None:
    """Take a correction back in its own month, while that is open; what it corrected counts as before.

    Raises:
        NotFound: it is not this very unit's.
        RuleBroken: names or numbers in the reason, or less than nought would be left.
        Conflict: its month is closed, it was voided before, or a later one of the same row began with it.
    """
    _check_words(scope, reason, "reason")
    row = queries.get_correction(scope, correction_id)
    if row.tenant_id != scope.tenant_id:
        raise NotFound
    held = hold(scope, row.subject_id) if row.subject == Subject.OUTCOME else None
    tallies_queries.hold_book(scope, row.corrects_month)
    row = queries.get_correction(scope, correction_id)
    _refuse_void(scope, row, held)
    values = queries.map_lines(scope, [correction_id])[correction_id]
    back = {cell: -value for cell, value in values.items()}
    _refuse_lack(scope, row.corrects_month, back, field="reason")
    tallies.post(scope, _entries(row.month, back), action=VOID)
    own = (scope.changes(correction), correction.c.id == bindparam("which"))
    gone = {"voided_at": clock.now(), "voided_by": scope.account_id, "void_reason": reason}
    db.session.execute(update(correction).where(*own).values(**gone), {**scope.binds, "which": correction_id})
    if held:
        _count_persons(scope, held, back)
    audit.note(scope, VOID, correction_id, note=f"{row.corrects_month}→{row.month}")


def _hold_row(scope: Scope, draft: Draft) -> tuple[CountedRow, Held | None, Any]:
    """Hold the row and, after it, the book of its month; what is read once the book is held stays so."""
    if draft.subject_id is None:
        raise NotFound
    if draft.subject is Subject.OUTCOME:
        held = hold(scope, draft.subject_id)
        row = outcome_row(held.rows, draft.subject_id)
        return row, held, _hold_closed(scope, row.month, draft.subject_id)
    month = get_row(scope, draft.subject, draft.subject_id).month
    book = _hold_closed(scope, month, draft.subject_id)
    row = get_row(scope, draft.subject, draft.subject_id)
    if row.month != month:
        raise Conflict("这条记录刚才被改到了别的月份，这一次没有保存。", action=MAKE, subject_id=row.id, advice="请刷新页面后再看。")
    return row, None, book


def _hold_closed(scope: Scope, month: str, subject_id: UUID | None = None) -> Any:
    """Hold the book of a closed month.

    Raises:
        Conflict: the month is open, there nothing needs a correction.
    """
    if tallies_queries.find_own_book(scope, month) is not None:
        book = tallies_queries.hold_book(scope, month)
        if book.closed_at is not None:
            return book
    message = f"{month_words(month)}还没有关账，不用登记更正。"
    raise Conflict(message, action=MAKE, subject_id=subject_id, advice="请直接修改或作废原来的记录，漏掉的照常登记。")


def _post_missed(scope: Scope, draft: Draft, missed: Missed) -> UUID:
    check_missed(missed, today=clock.today())
    month = clock.month_of(missed.happened_on)
    book = _hold_closed(scope, month)
    values = {cell: value for cell, value in missed.values.items() if value}
    row = CountedRow(Subject.MISSING, uuid7(), (), missed.happened_on, missed.what, {})
    return _post(scope, draft, row, values, revision=book.revision)


def _post(scope: Scope, draft: Draft, row: CountedRow, change: Mapping[Cell, int], *, revision: int) -> UUID:
    _check_month(scope, row.month, draft.month)
    _refuse_lack(scope, row.month, change, field="value" if draft.missed else "reason")
    tallies.post(scope, _entries(draft.month, change), action=MAKE)
    made = uuid7()
    what = {"month": draft.month, "corrects_month": row.month, "corrects_revision": revision, "happened_on": row.happened_on}
    about = {"subject": row.subject.value, "subject_id": None if draft.missed else row.id, "what": row.what, "reason": draft.reason}
    who = {"made_by": scope.account_id, "made_at": clock.now(), "voided_by": None, "voided_at": None, "void_reason": ""}
    db.session.execute(insert(correction), [{**scope.stamp(correction), "id": made, **what, **about, **who}])
    own = {**scope.stamp(line), "correction_id": made}
    lines = [{**own, "id": uuid7(), "indicator": code, "kind_id": kind, "value": value} for (code, kind), value in sorted(change.items())]
    db.session.execute(insert(line), lines)
    audit.note(scope, MAKE, made, note=f"{row.month}→{draft.month}")
    return made


def _check_month(scope: Scope, corrected: str, month: str) -> None:
    offered = open_months(corrected, closed=tallies_queries.list_closed(scope), today=clock.today())
    if not offered:
        advice = "本月已经关账，或者更正的就是本月。请到下个月再登记，或请上级退回后直接修改"
        raise RuleBroken("month", f"{month_words(corrected)}之后还没有可以登记的月份。{advice}")
    if month not in offered:
        raise RuleBroken("month", f"只能计入{month_words(corrected)}之后、还没有关账、不晚于本月的月份")


def _refuse_lack(scope: Scope, month: str, change: Mapping[Cell, int], *, field: str) -> None:
    if not any(value < 0 for value in change.values()):
        return
    posted = {cell: -value for cell, value in queries.sum_posted(scope, month).items()}
    counted = add(own_values(scope, month), posted, queries.sum_of_month(scope, month))
    if cell := lacking(counted, change):
        label = INDICATORS[cell[0]].label
        raise RuleBroken(field, f"这样更正以后，{month_words(month)}的“{label}”会小于 0。请核对：可能已经更正过，或者数字填多了")


def _refuse_short(scope: Scope, held: Held, row: CountedRow) -> None:
    """Refuse to let a part count again whose whole a correction took away."""
    ids = {one.indicator: one for one in held.rows if clock.month_of(one.happened_on) == row.month}
    corrected = queries.sum_on(scope, [one.id for one in ids.values()])
    now = {code: one.value + corrected.get((code, 0), 0) for code, one in ids.items()}
    code = next(one.indicator for one in held.rows if one.id == row.id)
    if is_short(code, now):
        raise RuleBroken("reason", "这条是另一项的“其中”，那一项已经更正为不计。请先恢复那一项")


def _refuse_void(scope: Scope, row: Any, held: Held | None) -> None:
    if row.voided_at is not None:
        raise Conflict("这条更正已经撤销过了。", action=VOID, subject_id=row.id)
    book = tallies_queries.find_own_book(scope, row.month)
    if book is not None and book.closed_at is not None:
        words = tallies.closed_words(row.month, book.closed_at, book.closed_by)
        advice = "更正本身不再更正：请对原来的记录再登记一条更正，从现在的数改起。"
        raise Conflict(f"{words}，这条更正不能再撤销。", action=VOID, subject_id=row.id, advice=advice)
    if row.subject_id is None:
        return
    about = Subject(row.subject)
    it = outcome_row(held.rows, row.subject_id) if held else get_row(scope, about, row.subject_id)
    if queries.find_later(scope, row.id, it.ids):
        message = "这条记录后来又登记过更正，要先撤销后面的那一条。"
        raise Conflict(message, action=VOID, subject_id=row.id)


def _count_persons(scope: Scope, held: Held, change: Mapping[Cell, int]) -> None:
    for is_away in (True, False):
        codes = {code for (code, _), value in change.items() if (value < 0) == is_away}
        discount(scope, held, [one.id for one in held.rows if one.indicator in codes], is_away=is_away)


def _entries(month: str, values: Mapping[Cell, int]) -> list[Entry]:
    day = clock.days_of(month)[0]
    return [Entry(day, INDICATORS[code], value, kind) for (code, kind), value in values.items()]


def _check_words(scope: Scope, words: str, field: str) -> None:
    """Keep persons out of what is read above the station."""
    if scope.level is Level.STATION:
        refuse_names(scope, words, field=field)
    else:
        check_reason(words, field=field)


tallies.register_counter(queries.count_entries)
tallies.register_corrections(queries.is_corrected)
register_words({MAKE: "登记更正", VOID: "撤销更正"}, group="月报")
