"""The text a new report begins with: the template, filled with what there is to tell."""

from portal.core.scope import Level, Scope
from portal.narratives.queries.figures import know, resolve
from portal.narratives.rules.places import Known
from portal.narratives.rules.template import MOST_UNITS, Reporter, all_of, compose, sections
from portal.reports.queries.measures import measure
from portal.reports.rules.rollup import period_words


def compose_draft(scope: Scope, *, first: str, last: str) -> str:
    """Return the template of a unit for these months, without what has no figures."""
    known = know(scope, first=first, last=last)
    aims = list({it.target.id: it.target.aim for it in known.targets}.values())
    parts = sections(Reporter(known.own.name, known.own.level, period_words(first, last), _busiest(scope, known), aims))
    return compose(parts, resolve(scope, all_of(parts), first=first, last=last))


def _busiest(scope: Scope, known: Known) -> list[str]:
    """Return the names of the units just below with most attendances, those of one name alone left out."""
    level = {Level.CITY: "county", Level.COUNTY: "station"}.get(scope.level)
    below = [it for it in known.units[1:] if it.level == level]
    names = [it.name for it in known.units]
    found = measure(scope, ["attendances"], [it.id for it in below], first=known.span[0], last=known.span[1])
    told = sorted(below, key=lambda it: (-found[it.id, "attendances"].value, it.code))
    return [it.name for it in told if found[it.id, "attendances"].value and names.count(it.name) == 1][:MOST_UNITS]
