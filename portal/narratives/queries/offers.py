"""What a writer is offered beside her text: figures with what they are now, and the units just below."""

from dataclasses import dataclass

from portal.core.scope import Level, Scope
from portal.narratives.queries.figures import know, resolve
from portal.narratives.rules.offers import Offer, offered, offers

MOST_UNITS = 60  # of more than these the writer types the name


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be picked.

    Args:
        units: names of the units just below; codes where two are called the same.
    """

    figures: list[Offer]
    units: list[tuple[str, str]]


def list_offers(scope: Scope, *, first: str, last: str) -> Offered:
    """Return what a writer can pick for a report of these months."""
    known = know(scope, first=first, last=last)
    aims = list({it.target.id: it.target.aim for it in known.targets}.values())
    names = offered(aims, known.own.level)
    found = resolve(scope, "".join(f"【{inner}】" for inner, _ in names), first=first, last=last)
    level = {Level.CITY: "county", Level.COUNTY: "station"}.get(scope.level)
    below = [it for it in known.units if it.level == level][:MOST_UNITS]
    called = [it.name for it in known.units]
    return Offered(offers(names, found), [(it.code if called.count(it.name) > 1 else it.name, it.name) for it in below])
