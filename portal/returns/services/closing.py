"""Months that end together: a county's with its stations', a city's with all below, and what is closed from the command line."""

from collections.abc import Iterable

from portal.audit import services as audit
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Level, Scope
from portal.core.transaction import within
from portal.returns.queries import below as queries
from portal.returns.rules import returns as rules
from portal.returns.rules.returns import Below
from portal.returns.services.returns import close_left_open, refuse_overtaken, submit
from portal.tallies import queries as books
from portal.tallies import services as tallies
from portal.tallies.rules.months import MonthState, Step
from portal.tallies.services.months import add_book
from portal.tenants import queries as directory

ARCHIVE = "month.archive"


def close_unit(scope: Scope, month: str) -> bool:
    """Close the scope's own month without its usual way, over the closed months below; False when it was closed before."""
    return tallies.close_month(scope, month, parts=queries.list_parts(scope, month))


def archive(scope: Scope, unit_code: str, month: str, *, revision: int) -> int:
    """归档: put away a county's accepted month with those of its stations, or the whole month of the city. Return how many units'.

    Args:
        unit_code: a county's, or the city's own.
        revision: of that unit's book as the page showed it.

    Raises:
        NotFound: there is no such unit in the city.
        Conflict: it is no county, it is not accepted, or somebody else was first; of the city, a county is missing.
    """
    if scope.level is not Level.CITY:
        raise Conflict("月报由市级归档。", action=ARCHIVE)
    unit = directory.get_below(scope, unit_code)
    if unit.id == scope.tenant_id:
        return _archive_city(scope, month, revision)
    if unit.level != "county":
        raise Conflict("驿站的月报随县（市、区）一起归档。", action=ARCHIVE)
    add_book(scope, month)
    books.find_book(scope, month, locked=True)
    with within(db.session(), scope, unit.path) as county:
        held = books.find_own_book(county, month)
        refuse_overtaken(county, held, month, Step.ARCHIVE, revision)
    return _put_away(scope, queries.list_under(scope, unit.path, month), month)


def _archive_city(scope: Scope, month: str, revision: int) -> int:
    """Archive every county with its stations, then the city's own month, which is submitted first when it was not."""
    own = books.find_own_book(scope, month)
    if own is None or own.state == MonthState.FILLING:
        _close_idle_counties(scope, month)
        submit(scope, month, revision=revision)
        own = books.hold_book(scope, month)
    elif own.revision != revision or own.state == MonthState.ARCHIVED:
        refuse_overtaken(scope, own, month, Step.ARCHIVE, revision)
    counties = [one for one in queries.list_below(scope, month) if one.state not in rules.DONE and one.must_report(month)]
    if counties:
        words = f"还有 {len(counties)} 个县（市、区）没有审核通过：{rules.named([one.name for one in counties])}。"
        raise Conflict(words, action=ARCHIVE)
    return _put_away(scope, queries.list_under(scope, scope.path, month), month)


def _close_idle_counties(scope: Scope, month: str) -> None:
    """Close what is left open at and below a county that works no more, or not yet: nobody there can."""
    for county in queries.list_below(scope, month):
        if county.must_report(month):
            continue
        for one in queries.list_under(scope, county.path, month):
            if one.state is MonthState.FILLING:
                close_left_open(scope, one, month)


def _put_away(scope: Scope, units: Iterable[Below], month: str) -> int:
    """Archive each of these months that is closed and not archived yet; one closed from the command line is accepted by it."""
    done = 0
    for one in units:
        if one.state in {MonthState.FILLING, MonthState.ARCHIVED}:
            continue
        with within(db.session(), scope, one.path) as unit:
            steps = (Step.ARCHIVE,) if one.state is MonthState.ACCEPTED else (Step.ACCEPT, Step.ARCHIVE)
            for step in steps:
                tallies.move_month(unit, month, step, revision=one.revision, done_from=scope.tenant_id)
        done += 1
    audit.note(scope, ARCHIVE, note=f"{month} {done} 个单位")
    return done
