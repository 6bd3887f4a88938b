"""Months: held open by whoever writes in them, closed once."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db, insert_or
from portal.core.errors import Conflict
from portal.core.scope import Level, Scope
from portal.tallies import queries
from portal.tallies.models import MonthBook
from portal.tenants.queries import find_display_name, find_opening
from portal.tenants.queries.lines import find_county

book = cast(Table, MonthBook.__table__)


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
    db.session.execute(insert_or(book).on_conflict_do_nothing(), [row])


def close_month(scope: Scope, month: str) -> bool:
    """Close the tenant's own month; False when it was closed before.

    It waits for the transactions that hold the month open, so each row is counted or refused.
    """
    add_book(scope, month)
    still_open = update(book).where(scope.changes(book), book.c.month == bindparam("which"), book.c.closed_at.is_(None))
    values: dict[str, Any] = {"closed_at": bindparam("moment"), "closed_by": bindparam("account")}
    binds = {**scope.binds, "which": month, "moment": clock.now(), "account": scope.account_id}
    is_new = db.session.execute(still_open.values(values), binds).rowcount == 1  # type: ignore[attr-defined]
    if is_new:
        audit.note(scope, "month.close", note=month)
    return is_new


def closed_words(month: str, closed_at: datetime, closed_by: int) -> str:
    """Return who closed a month, and when."""
    year, number = month.split("-")
    when, who = clock.local(closed_at), find_display_name(closed_by) or "平台"
    return f"{year}年{int(number)}月已由{who}于{when.year}年{when.month}月{when.day}日关账"


def _refuse_before_opening(scope: Scope, month: str, *, action: str) -> None:
    """Whoever was opened after a month changes nothing of it: those above may have closed it before she had a book of her own."""
    opened_on = find_opening(scope)
    if opened_on and month < clock.month_of(opened_on):
        day = f"{opened_on.year}年{opened_on.month}月{opened_on.day}日"
        raise Conflict(f"本单位{day}揭牌，不能登记揭牌以前月份的内容。", action=action, advice="请检查日期。")


register_words({"month.close": "关账"}, group="数据汇总")
