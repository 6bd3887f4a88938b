"""A month on its way: submitted, returned, accepted, archived, opened again.

Books are locked from above to below by whoever reviews, and the book above is only shared by it: who submits that one waits, or meets
it closed. Who submits a county's or a city's month closes first what is left open below, and locks her own book after that.
"""

from typing import Any

from portal.audit import services as audit
from portal.core import clock
from portal.core.dates import moment_words, month_words
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Level, Scope
from portal.core.transaction import within
from portal.people.rules.reasons import check_reason
from portal.returns.queries import below as queries
from portal.returns.queries.due import due_on
from portal.returns.queries.steps import find_frozen, list_steps
from portal.returns.rules import returns as rules
from portal.returns.rules.returns import Below, Held
from portal.tallies import queries as books
from portal.tallies import services as tallies
from portal.tallies.rules.months import MOVES, MonthState, Step
from portal.tallies.services.months import add_book, read_figures
from portal.tenants import queries as directory
from portal.tenants.queries import TenantRow


def submit(scope: Scope, month: str, *, revision: int) -> None:
    """Close the scope's own month and send it up; what need not report and was left open below is closed with it.

    Args:
        revision: of the month's book as the page showed it.

    Raises:
        Conflict: it is too early, an earlier month or a unit below is missing, or somebody submitted it meanwhile.
    """
    refuse_overtaken(scope, books.find_own_book(scope, month), month, Step.SUBMIT, revision)
    _refuse_unready(scope, month)
    for one in queries.list_below(scope, month):
        if one.is_left_open(month):
            close_left_open(scope, one, month)
    add_book(scope, month)
    held = books.hold_book(scope, month)
    refuse_overtaken(scope, held, month, Step.SUBMIT, revision)
    _refuse_unready(scope, month)  # read anew: from here on nobody takes back what the month is closed over
    due = held.due_on or due_on(scope, month, scope.level, scope.tenant_id)
    tallies.submit_month(scope, month, revision=revision, due_on=due, parts=queries.list_parts(scope, month))


def give_back(scope: Scope, unit_code: str, month: str, *, reason: str, revision: int) -> None:
    """退回: open the submitted month of a unit just below again, with a reason its people read.

    Raises:
        NotFound: there is no such unit below.
        RuleBroken: there is no reason, it is too long, or it holds somebody's number.
        Conflict: somebody else was first, or she submitted it herself.
    """
    _review(scope, unit_code, month, Step.RETURN, revision=revision, reason=checked_reason(reason))


def accept(scope: Scope, unit_code: str, month: str, *, revision: int) -> None:
    """审核通过: accept the submitted month of a unit just below.

    Raises:
        NotFound: there is no such unit below.
        Conflict: somebody else was first, she submitted it herself, or its figures are not what was frozen any more.
    """
    _review(scope, unit_code, month, Step.ACCEPT, revision=revision)


def reopen(scope: Scope, unit_code: str, month: str, *, reason: str, revision: int) -> None:
    """重新打开: open an accepted or archived month again; the caller has had the password given again.

    A city opens its own month, or its counties'; a county its stations'.

    Raises:
        NotFound: there is no such unit here or below.
        RuleBroken: there is no reason, it is too long, or it holds somebody's number.
        Conflict: somebody else was first, or the month above is closed over it.
    """
    reason = checked_reason(reason)
    unit = directory.get_below(scope, unit_code)
    if unit.id == scope.tenant_id and scope.level is Level.CITY:
        refuse_overtaken(scope, books.find_own_book(scope, month), month, Step.REOPEN, revision)
        held = _hold(scope, month, Step.REOPEN, revision)
        _refuse(rules.why_not_step(held, Step.REOPEN, by=scope.account_id), Step.REOPEN)
        tallies.move_month(scope, month, Step.REOPEN, revision=revision, reason=reason, done_from=scope.tenant_id)
        return
    _review(scope, unit_code, month, Step.REOPEN, revision=revision, reason=reason)


def checked_reason(reason: str) -> str:
    """Return a reason that may be kept.

    Raises:
        RuleBroken: it is empty, too long, or holds somebody's number.
    """
    if not reason or len(reason) > rules.MAX_REASON:
        raise RuleBroken("reason", f"请写明原因，最多 {rules.MAX_REASON} 个字")
    check_reason(reason)
    return reason


def refuse_overtaken(scope: Scope, held: Any, month: str, step: Step, revision: int) -> None:
    """Refuse what somebody else has done meanwhile, and say who did what, and when.

    Args:
        scope: of the month's own unit.
        held: its book; None when it has none.

    Raises:
        Conflict: as said.
    """
    state = MonthState(held.state) if held else MonthState.FILLING
    if state in MOVES[step][0] and (held.revision if held else 0) == revision:
        return
    done = list_steps(scope, scope.tenant_id, month)
    told = f"{month_words(month)}的月报现在是“{state.label}”"
    if done:
        last, at = done[-1], clock.local(done[-1].at)
        when = moment_words(at)
        told = f"{month_words(month)}的月报已由{last.who}于{when}“{last.step.label}”，现在是“{state.label}”"
    raise Conflict(f"{told}，您这一次的“{step.label}”没有生效。", action=f"month.{step}", advice="请刷新页面，按现在的状态办理。")


def _review(scope: Scope, unit_code: str, month: str, step: Step, *, revision: int, reason: str = "") -> None:
    """Do something with the month of a unit just below, in its own books."""
    unit = directory.get_below(scope, unit_code)
    _refuse_others(scope, unit, month, step)
    if not books.list_books(scope, tenants=[unit.id], first=month, last=month):
        raise Conflict(f"{month_words(month)}还没有登记过内容，也没有上报，不能{step.label}。", action=f"month.{step}")
    add_book(scope, month)
    above = books.find_book(scope, month, locked=True)
    if unit.level == "county" and step is Step.ACCEPT:
        _refuse_uncounted(scope, unit, month)
    with within(db.session(), scope, unit.path) as station:
        held = _hold(station, month, step, revision, above=above, asks=scope)
        _refuse(rules.why_not_step(held, step, by=scope.account_id), step)
        if step is Step.ACCEPT:
            _refuse_changed(station, unit, month)
        tallies.move_month(station, month, step, revision=revision, reason=reason, done_from=scope.tenant_id)
    audit.note(scope, f"month.{step}", note=f"{unit.name} {month}")


def _hold(unit_scope: Scope, month: str, step: Step, revision: int, *, above: Any = None, asks: Scope | None = None) -> Held:
    """Lock the month's own book, refuse what is overtaken, and return what its next step depends on."""
    row = books.hold_book(unit_scope, month)
    refuse_overtaken(unit_scope, row, month, step, revision)
    is_elsewhere = bool(asks and asks.level is Level.COUNTY and row.reports_to and row.reports_to != asks.tenant_id)
    is_closed = above is not None and above.closed_at is not None
    return Held(month, MonthState(row.state), row.revision, row.closed_by, is_closed, is_elsewhere)


def _refuse_others(scope: Scope, unit: TenantRow, month: str, step: Step) -> None:
    """Refuse a unit that is not just below; a city opens a station's month again only where no other county can."""
    if unit.id == scope.tenant_id:
        raise Conflict(f"本单位的月报由上一级审核，不能自己{step.label}。", action=f"month.{step}")
    if unit.path == f"{scope.path}{unit.id}.":
        return
    if step is Step.REOPEN and scope.level is Level.CITY:
        found = books.list_books(scope, tenants=[unit.id], first=month, last=month)
        if found and found[0].reports_to not in {None, unit.county_id}:
            _refuse_closed_over(scope, found[0].reports_to, month)
            return
    raise Conflict(f"{unit.name}的月报由它所在的县（市、区）办理。", action=f"month.{step}")


def _refuse_closed_over(scope: Scope, county_id: int, month: str) -> None:
    """Refuse to open a station's month again while the county elsewhere that counts it has closed its own over it."""
    with within(db.session(), scope, f"{scope.path}{county_id}.") as county:
        add_book(county, month)
        held = books.find_book(county, month, locked=True)
    if held is not None and held.closed_at is not None:
        words = f"统计这个驿站的县（市、区）{month_words(month)}的月报已经上报，请先退回或重新打开它。"
        raise Conflict(words, action="month.reopen")


def _refuse_unready(scope: Scope, month: str) -> None:
    if why := rules.why_not_submit(queries.get_outset(scope, month)):
        raise Conflict(why, action="month.submit", advice="做完以后再上报，已填的内容都在。")


def _refuse(why: str, step: Step) -> None:
    if why:
        raise Conflict(why, action=f"month.{step}")


def _refuse_changed(unit_scope: Scope, unit: TenantRow, month: str) -> None:
    """Refuse to accept figures that are not what was frozen: something below was opened again, or changed by hand."""
    frozen = find_frozen(unit_scope, unit.id, month)
    if frozen is not None and rules.differing(frozen.figures, read_figures(unit_scope, month)):
        words = f"{unit.name}{month_words(month)}上报时的数字与现在的统计不一致，不能审核通过。"
        raise Conflict(words, action="month.accept", advice="请退回，由填报单位核对后重新上报。")


def _refuse_uncounted(scope: Scope, county: TenantRow, month: str) -> None:
    """Refuse a county's month while a station that it counts, and that stands elsewhere, has its own still open."""
    missing = [one for one in queries.list_counted(scope, county.id, month) if one.is_missing(month)]
    if missing:
        words = f"{county.name}统计的驿站还有没有审核通过的：{rules.named([one.name for one in missing])}。"
        raise Conflict(words, action="month.accept", advice="请先由驿站现在所在的县（市、区）审核。")


def close_left_open(scope: Scope, one: Below, month: str) -> None:
    """Close and accept the month of a unit below that need not report, so that nobody adds to it afterwards."""
    with within(db.session(), scope, one.path) as below:
        if tallies.close_month(below, month, parts=queries.list_parts(below, month)):
            revision = books.hold_book(below, month).revision
            tallies.move_month(below, month, Step.ACCEPT, revision=revision, reason=_why_left(one), done_from=scope.tenant_id)


def _why_left(one: Below) -> str:
    words = {"suspended": "已暂停", "closed": "已撤销", "preparing": "筹建中"}
    return f"{words.get(one.status, '当月尚未揭牌')}，未上报，随上一级关账"
