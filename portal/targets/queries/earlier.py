"""The same months a year earlier: what stands beside the cells of a target's matrix."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from portal.core import clock
from portal.core.scope import Scope
from portal.reports.rules.deviations import is_far
from portal.tallies import queries as tallies
from portal.targets.queries import done as figures
from portal.targets.queries.targets import list_published
from portal.targets.rules.aims import Aim
from portal.targets.rules.splits import Row


@dataclass(frozen=True, slots=True)
class Earlier:
    """One unit's month of the year before.

    Args:
        done: what was done, as the targets' own page counts it; 0 where nothing was.
        planned: its part then; 0 where there was none, or where two targets measured the same.
    """

    done: int
    planned: int


def map_earlier(scope: Scope, aim: Aim, units: Sequence[Row]) -> dict[tuple[int, str], Earlier]:
    """Return {(unit, month of this target): the same month a year earlier}; of a month with neither figure nothing is said."""
    last_year = {month: f"{int(month[:4]) - 1}{month[4:]}" for month in aim.months}
    then = replace(aim, first_month=last_year[aim.first_month], last_month=last_year[aim.last_month], parts={})
    done, planned = _done(scope, then, units), _planned(scope, then)
    found = {
        (unit.id, month): Earlier(done.get((unit.id, before), 0), planned.get(unit.id, {}).get(before, 0))
        for unit in units
        for month, before in last_year.items()
    }
    return {key: it for key, it in found.items() if it.done or it.planned}


def list_far(scope: Scope, aim: Aim, units: Sequence[Row]) -> list[tuple[Row, str, int, int]]:
    """Return (unit, month, its part, what was done a year earlier) where a part is far from it, county by county."""
    named = {unit.id: unit for unit in units}
    beside = [(key, aim.parts.get(key[0], {}).get(key[1], 0), it.done) for key, it in map_earlier(scope, aim, units).items()]
    return [(named[unit], month, part, done) for (unit, month), part, done in beside if is_far(part, done, is_minutes=aim.is_minutes)]


def _done(scope: Scope, aim: Aim, units: Sequence[Row]) -> dict[tuple[int, str], int]:
    if aim.figure.persons_of:  # the city's own row counts the persons of all its counties, so 市本级 has none of its own
        ids = [unit.id for unit in units if unit.id != scope.ids[0]]
        rows = tallies.list_kept(scope, [aim.figure.persons_of], ids, aim.months)
        return {(row.tenant_id, row.period): int(row.persons) for row in rows}
    found = figures.read(scope, [aim], units, on=clock.today())
    return {(unit.id, month): found.in_month(aim, unit.id, month) for unit in units for month in aim.months}


def _planned(scope: Scope, aim: Aim) -> Mapping[int, Mapping[str, int]]:
    aims = [it.aim for it in list_published(scope, int(aim.first_month[:4]))]
    same = [it for it in aims if (it.measure, it.kind_id) == (aim.measure, aim.kind_id)]
    return same[0].parts if len(same) == 1 else {}
