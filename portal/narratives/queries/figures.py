"""The figures of a text, read for all its tokens together."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, func, select

from portal.core import clock
from portal.core.clock import days_of, month_of
from portal.core.db import db
from portal.core.scope import Level, Scope, prepared
from portal.narratives.rules.figures import Fault, Figure
from portal.narratives.rules.periods import Months
from portal.narratives.rules.places import Known, Settled, Unit, settle
from portal.narratives.rules.saying import Measures, say
from portal.narratives.rules.tokens import MOST_TOKENS, BadToken, find_tokens, read_token
from portal.reports.queries.measures import measure
from portal.stations.queries import list_kinds
from portal.tallies.models import Tally
from portal.targets.queries.targets import list_completions, list_county_completions
from portal.targets.queries.units import list_rows
from portal.tenants.queries import list_below

MOST_PERIODS = 40  # each is read by a query of its own
tally = cast(Table, Tally.__table__)


def resolve(scope: Scope, text: str, *, first: str, last: str) -> dict[str, Figure | Fault]:
    """Return what stands for each token of a text, by the token as it is typed.

    As many queries for one token as for a thousand over the same months.

    Args:
        first, last: the report's own months.
    """
    tokens = find_tokens(text)
    sources = list(dict.fromkeys(it.source for it in tokens))
    if not sources:
        return {}
    found: dict[str, Figure | Fault] = {}
    if len(tokens) > MOST_TOKENS:
        return dict.fromkeys(sources, Fault(f"一份材料最多 {MOST_TOKENS} 个数字，现在有 {len(tokens)} 个"))
    known = know(scope, first=first, last=last)
    settled: dict[str, Settled] = {}
    for source in sources:
        try:
            settled[source] = settle(read_token(source, known.span), known)
        except BadToken as bad:
            found[source] = Fault(str(bad))
    measures = _measure(scope, settled.values())
    for source, it in settled.items():
        found[source] = _said(it, measures)
    return found


def know(scope: Scope, *, first: str, last: str) -> Known:
    """Return what a report of these months can tell of: units, kinds of activity, targets."""
    units = [Unit(it.id, it.code, it.name, it.level) for it in list_below(scope) if it.status != "preparing"]
    units.sort(key=lambda it: it.id != scope.tenant_id)
    kinds = [(row.id, row.name) for row in list_kinds()]
    return Known(units, kinds, (first, last), _begins(scope), month_of(clock.today()), _completions(scope, last))


def _completions(scope: Scope, last: str) -> Sequence[Any]:
    on = days_of(last)[1]
    if scope.level is not Level.CITY:
        return list_county_completions(scope, on.year, on=on)
    counties = [row for row in list_rows(scope) if row.id != scope.tenant_id]
    return [*list_completions(scope, on.year, on=on), *list_county_completions(scope, on.year, on=on, units=counties)]


@prepared
def _first_month(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(func.min(tally.c.month)).where(scope.owns(tally), tally.c.value != bindparam("nought"))


def _begins(scope: Scope) -> str:
    return db.session.scalar(_first_month(scope), {**scope.binds, "nought": 0}) or ""


def _measure(scope: Scope, settled: Iterable[Settled]) -> Measures:
    wanted: dict[tuple[Months, int], tuple[set[int], set[str]]] = {}
    for it in settled:
        for months in (it.months, it.against) if not it.wanted.ask else ():
            if months:
                units, codes = wanted.setdefault((months, it.kind_id), (set(), set()))
                units.add(it.unit.id)
                codes.add(it.wanted.code)
    return {
        key: measure(scope, codes, sorted(units), first=key[0][0], last=key[0][1], kind_id=key[1] or None)
        for key, (units, codes) in list(wanted.items())[:MOST_PERIODS]
    }


def _said(it: Settled, measures: Measures) -> Figure | Fault:
    if not it.wanted.ask and any(months and (months, it.kind_id) not in measures for months in (it.months, it.against)):
        return Fault(f"一份材料最多用 {MOST_PERIODS} 种期间，这一个没有读")
    try:
        return say(it, measures)
    except BadToken as bad:
        return Fault(str(bad))
