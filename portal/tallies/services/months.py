"""Months: held open by whoever writes in them, closed with their figures frozen, returned, accepted, archived, opened again."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.dates import day_words, month_words
from portal.core.db import db, insert_or
from portal.core.errors import Conflict
from portal.core.scope import Level, Scope
from portal.tallies import queries
from portal.tallies.models import MonthBook, MonthFreeze, MonthStep
from portal.tallies.rules import WITH_PERSONS
from portal.tallies.rules.months import MOVES, Figures, MonthState, Step, digest_of
from portal.tenants.queries import find_display_name, find_opening
from portal.tenants.queries.lines import find_county

book, freeze, steps = cast(Table, MonthBook.__table__), cast(Table, MonthFreeze.__table__), cast(Table, MonthStep.__table__)
Parts = Sequence[tuple[str, int, str]]


def require_open(scope: Scope, month: str, *, action: str) -> int | None:
    """Hold the tenant's month open until this transaction ends, and return the county whose figures count it.

    The book says which county, not the path: after waiting for a move, the book alone is read anew.

    Raises:
        Conflict: it is closed, or from before the tenant was opened, or the tenant was moved a moment ago.
    """
    found = queries.find_book(scope, month, locked=True)
    if found is None:
        _refuse_before_opening(scope, month, action=action)
        add_book(scope, month)
        found = queries.find_book(scope, month, locked=True)
    if found is None:  # row-level security: the page was made while the unit stood elsewhere
        raise Conflict("本单位的隶属关系刚刚调整，这一次没有保存。", action=action, advice="请刷新页面后再提交一次。")
    if found.closed_at is not None:
        message = f"{closed_words(month, found.closed_at, found.closed_by)}，不能再登记、修改或作废这个月的内容。"
        raise Conflict(message, action=action, advice="请在未关账的月份登记更正，并注明更正的是哪一条。")
    return found.reports_to or (scope.ids[1] if scope.level > Level.CITY else None)


def add_book(scope: Scope, month: str) -> None:
    """Give the tenant a book of a month, unless it has one; a station's says at once who counts it."""
    reports_to = find_county(scope, month) if scope.level is Level.STATION else None
    row = {**scope.stamp(book), "id": uuid7(), "month": month, "closed_at": None, "closed_by": None, "reports_to": reports_to}
    db.session.execute(insert_or(book).on_conflict_do_nothing(), [{**row, "state": "filling", "revision": 0, "returned_reason": ""}])


def close_month(scope: Scope, month: str, *, parts: Parts = ()) -> bool:
    """Close the tenant's own month without its usual way; False when it was closed before.

    It waits for the transactions that hold the month open, so each row is counted or refused.
    """
    add_book(scope, month)
    if (held := queries.hold_book(scope, month)).closed_at is not None:
        return False
    _close(scope, held, Step.CLOSE, due_on=None, parts=parts)
    return True


def submit_month(scope: Scope, month: str, *, revision: int, due_on: date, parts: Parts = ()) -> None:
    """Close the tenant's own month and freeze its figures, on its way up.

    Args:
        revision: of the book as the page showed it.
        due_on: until when it was to be submitted; kept with the first submission.
        parts: (unit code, revision, digest) of the closed months below.

    Raises:
        Conflict: it was submitted meanwhile, or closed otherwise.
    """
    add_book(scope, month)
    held = queries.hold_book(scope, month)
    _refuse_unfit(held, Step.SUBMIT, revision)
    _close(scope, held, Step.SUBMIT, due_on=due_on, parts=parts)


def move_month(scope: Scope, month: str, step: Step, *, revision: int, reason: str = "", done_from: int) -> None:
    """Return, accept, archive or open a closed month again; the caller has checked who may.

    Args:
        scope: of the month's own tenant, `within` which a unit above works.
        done_from: the unit that does it.

    Raises:
        Conflict: somebody did something with it meanwhile, or it is not as far.
    """
    held = queries.hold_book(scope, month)
    _refuse_unfit(held, step, revision)
    to, now = MOVES[step][1], clock.now()
    values: dict[str, Any] = {"state": to.value}
    if to is MonthState.FILLING:
        values |= {"closed_at": None, "closed_by": None, "accepted_at": None, "archived_at": None}
        values |= {"returned_at": now, "returned_reason": reason}
    else:
        values["accepted_at" if to is MonthState.ACCEPTED else "archived_at"] = now
    _change(scope, held, values)
    _note(scope, held, step, held.revision, reason=reason, done_from=done_from)


def closed_words(month: str, closed_at: datetime, closed_by: int) -> str:
    """Return who closed a month, and when."""
    who = find_display_name(closed_by) or "平台"
    return f"{month_words(month)}已由{who}于{day_words(clock.local(closed_at))}关账"


def _close(scope: Scope, held: Any, step: Step, *, due_on: date | None, parts: Parts) -> None:
    """Close the book, and after that read what it is closed over: nobody adds to it any more."""
    now, revision = clock.now(), held.revision + 1
    closed = {"closed_at": now, "closed_by": scope.account_id, "submitted_at": held.submitted_at or now, "due_on": held.due_on or due_on}
    _change(scope, held, {**closed, "state": MOVES[step][1].value, "revision": revision, "returned_at": None, "returned_reason": ""})
    frozen = read_figures(scope, held.month, parts=parts)
    what = {**frozen.listed(), "digest": digest_of(scope.tenant_id, held.month, revision, frozen)}
    who = {"frozen_by": scope.account_id, "frozen_at": now}
    db.session.execute(insert(freeze), [{**scope.stamp(freeze), "id": uuid7(), "month": held.month, "revision": revision, **what, **who}])
    _note(scope, held, step, revision, reason="", done_from=scope.tenant_id)


def read_figures(scope: Scope, month: str, *, parts: Parts = ()) -> Figures:
    """Return what the tenant's own month comes to now: a station's, a county's with its stations', a city's own alone."""
    rows = queries.list_values(scope, first=month, last=month)
    persons = [(code, *counts) for code, counts in _persons(scope, month).items()]
    return Figures([(row.indicator, row.kind_id, row.value) for row in rows if row.value], persons, parts)


def _persons(scope: Scope, month: str) -> dict[str, tuple[int, int]]:
    def count(first: str) -> dict[tuple[int, str], int]:
        return queries.count_persons(scope, WITH_PERSONS, [scope.tenant_id], first=first, last=month)

    of_month, of_year = count(month), count(f"{month[:4]}-01")
    return {code: (of_month.get((scope.tenant_id, code), 0), value) for (_, code), value in sorted(of_year.items())}


def _change(scope: Scope, held: Any, values: dict[str, Any]) -> None:
    own = (scope.changes(book), book.c.month == bindparam("which"))
    db.session.execute(update(book).where(*own).values(**values), {**scope.binds, "which": held.month})


def _note(scope: Scope, held: Any, step: Step, revision: int, *, reason: str, done_from: int) -> None:
    what = {"id": uuid7(), "month": held.month, "step": step.value, "revision": revision, "reason": reason}
    who = {"done_by": scope.account_id, "done_from": done_from, "done_at": clock.now()}
    db.session.execute(insert(steps), [{**scope.stamp(steps), **what, **who}])
    audit.note(scope, f"month.{step.value}", note=f"{held.month} 第{revision}版" if revision > 1 else held.month)


def _refuse_unfit(held: Any, step: Step, revision: int) -> None:
    """Refuse what somebody else has done meanwhile, and say who."""
    state, froms = MonthState(held.state), MOVES[step][0]
    if state in froms and held.revision == revision:
        return
    words = f"{month_words(held.month)}现在是“{state.label}”"
    if held.closed_at is not None and state is MonthState.SUBMITTED and step is Step.SUBMIT:
        words = closed_words(held.month, held.closed_at, held.closed_by)
    raise Conflict(f"{words}，这一次的“{step.label}”没有生效。", action=f"month.{step.value}", advice="请刷新页面，按现在的状态办理。")


def _refuse_before_opening(scope: Scope, month: str, *, action: str) -> None:
    """Whoever was opened after a month changes nothing of it: those above may have closed it before she had a book of her own."""
    opened_on = find_opening(scope)
    if opened_on and month < clock.month_of(opened_on):
        raise Conflict(f"本单位{day_words(opened_on)}揭牌，不能登记揭牌以前月份的内容。", action=action, advice="请检查日期。")


_WORDS = {
    "submit": "上报月报",
    "return": "退回月报",
    "accept": "审核月报",
    "archive": "归档月报",
    "reopen": "重新打开月份",
    "close": "关账",
}
register_words({f"month.{step}": words for step, words in _WORDS.items()}, group="月报")
