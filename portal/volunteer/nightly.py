"""The time bank by night: hours whose notice is over are credited, minutes that expired go to the pool; one that fails stops no other."""

from collections.abc import Callable

from flask import current_app

from portal.core.scope import Scope
from portal.tenants import queries as tree
from portal.volunteer.services.giving import expire_due
from portal.volunteer.services.shifts import credit_due
from portal.web.writes import working_as


def settle_everywhere() -> int:
    """Credit at every open station, then expire in every city; return how many shifts were credited."""
    credited = 0
    for city in list(tree.list_cities()):
        stations = [unit for unit in tree.list_below(Scope(city.path), "station") if unit.status == "open"]
        credited += sum(_do(credit_due, unit.path) for unit in stations)
        _do(expire_due, city.path)
    return credited


def _do(work: Callable[[Scope], int], path: str) -> int:
    try:
        with working_as(Scope(path), is_write=True) as scope:
            return work(scope)
    except Exception:
        current_app.logger.exception("the settling of the time bank at %s failed", path)
        return 0
