"""When months are due: a city's rule and its own days, and a later day for one unit."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, insert
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db, insert_or
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.core.transaction import within
from portal.people.rules.reasons import check_reason
from portal.returns.models import DueException, ReturnRule, Workday
from portal.returns.queries import board
from portal.returns.queries import due as queries
from portal.returns.rules.due import DueRule, check_days, check_exception, check_month, check_rule, may_change
from portal.returns.rules.workdays import is_announced_working
from portal.tallies import queries as months
from portal.tallies.rules.months import MonthState

SET, WITHDRAW, DECLARE, TAKE_BACK, ALLOW = "due.set_rule", "due.withdraw_rule", "due.declare", "due.take_back", "due.allow"
rule, workday, exception = (cast(Table, m.__table__) for m in (ReturnRule, Workday, DueException))


def set_rule(scope: Scope, it: DueRule, *, reason: str) -> UUID:
    """Let months be due by this rule from its month on.

    Raises:
        RuleBroken: it begins in the past, contradicts itself, or another begins in that month.
    """
    check_rule(it, today=clock.today())
    told = {"since_month": it.since_month, "station_workdays": it.station_workdays, "county_workdays": it.county_workdays}
    who = {"reason": reason, "set_by": scope.account_id, "set_at": clock.now()}
    rule_id = uuid7()
    new = insert_or(rule).on_conflict_do_nothing(index_elements=["city_id", "since_month"]).returning(rule.c.id)
    if db.session.execute(new, {**scope.stamp(rule), "id": rule_id, **told, **who}).scalar() is None:
        raise RuleBroken("since_month", f"{it.since_month} 起已经定了一版规则，同一个月只能有一版；请换一个月，或先撤回那一版")
    audit.note(scope, SET, rule_id, note=f"{it.since_month} 起：驿站 {it.station_workdays}、县区 {it.county_workdays} 个工作日"[:200])
    return rule_id


def withdraw_rule(scope: Scope, rule_id: UUID, *, reason: str) -> None:
    """Take back a rule by which nothing has been due yet.

    Raises:
        NotFound: there is none.
        Conflict: its first month is over.
    """
    row = queries.get_rule(scope, rule_id)
    if row.since_month < clock.month_of(clock.today()):
        advice = "要改，请定一版新的规则，从本月或以后的月报起。"
        raise Conflict("这一版规则已经执行，不能撤回。", action=WITHDRAW, subject_id=rule_id, advice=advice)
    own = (scope.changes(rule), rule.c.id == bindparam("which"))
    db.session.execute(delete(rule).where(*own), {**scope.binds, "which": rule_id})
    audit.note(scope, WITHDRAW, rule_id, note=f"{row.since_month} 起的一版：{reason}"[:200])


def declare_days(scope: Scope, days: Sequence[date], *, is_working: bool, note: str) -> int:
    """Declare days of the city to be worked or free; return how many of them now differ from what was announced.

    What was declared of a day before is replaced; a day that is as announced needs no row, and gets none.

    Raises:
        RuleBroken: days of months gone by, too far ahead or too many; or all of them are as declared anyway.
    """
    days = sorted(set(days))
    check_days(days, today=clock.today())
    known = {row.day: row for row in queries.list_days(scope)}
    differing = [day for day in days if is_announced_working(day) != is_working]
    if not differing and not any(day in known for day in days):
        words = "工作日" if is_working else "休息日"
        raise RuleBroken("days", f"按日历这{'些天' if len(days) > 1 else '一天'}本来就是{words}，不用登记")
    _remove(scope, [known[day].id for day in days if day in known])
    said = {"is_working": is_working, "note": note, "set_by": scope.account_id, "set_at": clock.now()}
    rows = [{**scope.stamp(workday), "id": uuid7(), "day": day, **said} for day in differing]
    if rows:
        db.session.execute(insert(workday), rows)
    span = f"{days[0]} 至 {days[-1]}" if len(days) > 1 else str(days[0])
    audit.note(scope, DECLARE, note=f"{span}，{len(days)} 天，{'上班' if is_working else '休息'}")
    return len(differing)


def take_back(scope: Scope, day_id: UUID) -> date:
    """Let a day be again what was announced, and return it.

    Raises:
        NotFound: the city declared no such day.
        Conflict: it is of a month gone by.
    """
    row = next((one for one in queries.list_days(scope) if one.id == day_id), None)
    if row is None:
        raise NotFound
    if not may_change(row.day, today=clock.today()):
        raise Conflict(f"{row.day} 在本月以前，那时的截止日已经过了，不能再改。", action=TAKE_BACK, subject_id=day_id)
    _remove(scope, [day_id])
    audit.note(scope, TAKE_BACK, day_id, note=str(row.day))
    return row.day


def allow_later(scope: Scope, unit_code: str, month: str, due_on: date, *, reason: str) -> UUID:
    """Give one unit just below a later day for one month.

    Raises:
        NotFound: the unit is elsewhere, or need not report.
        RuleBroken: nothing of it is due in that month, or the day is no later, gone by or too late; or the reason holds a number.
        Conflict: the month was submitted before.
    """
    check_reason(reason)
    unit = board.get_child(scope, unit_code)
    check_month(month, begins=unit.begins, today=clock.today())
    dues = queries.get_dues(scope, first=month, last=month)
    usual, current = dues.usual(month, unit.reports_as), dues.due_on(month, unit.reports_as, unit.id)
    check_exception(month, due_on, usual=usual, current=current, today=clock.today())
    exception_id = uuid7()
    who = {"given_by": scope.account_id, "given_from": scope.tenant_id, "given_at": clock.now()}
    what = {"id": exception_id, "month": month, "due_on": due_on, "reason": reason}
    with within(db.session(), scope, unit.path) as theirs:
        _refuse_submitted(theirs, unit, month)
        db.session.execute(insert(exception), [{**theirs.stamp(exception), **what, **who}])
        audit.note(theirs, ALLOW, exception_id, note=f"{month}：{due_on}")
    audit.note(scope, ALLOW, exception_id, note=f"{unit.name} {month}：{due_on}"[:200])
    return exception_id


def _refuse_submitted(theirs: Scope, unit: Any, month: str) -> None:
    book = months.find_own_book(theirs, month)
    if book is not None and book.submitted_at is not None:
        state = MonthState(book.state).label
        raise Conflict(f"{unit.name}的 {month} 月报已经上报过，现在是“{state}”，不用再宽限。", action=ALLOW, advice="请在月报一览里查看。")


def _remove(scope: Scope, ids: Sequence[UUID]) -> None:
    if ids:
        own = (scope.changes(workday), workday.c.id.in_(bindparam("which", expanding=True)))
        db.session.execute(delete(workday).where(*own), {**scope.binds, "which": list(ids)})


_SAID = {DECLARE: "登记工作日调整", TAKE_BACK: "取消工作日调整", ALLOW: "宽限上报截止日"}
register_words({SET: "制定上报截止规则", WITHDRAW: "撤回上报截止规则", **_SAID}, group="月报")
