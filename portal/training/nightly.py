"""疑点核查 by night: every station once, then what crosses the stations of a city; each in a transaction of its own."""

from collections.abc import Callable

from flask import current_app

from portal.core.scope import Scope
from portal.tenants import queries as tree
from portal.training.services import findings
from portal.web.writes import working_as


def check_everywhere() -> int:
    """Check every open station and every city; return how many findings are new. One that fails stops no other."""
    new = 0
    for city in list(tree.list_cities()):
        stations = [unit for unit in tree.list_below(Scope(city.path), "station") if unit.status == "open"]
        new += sum(_check(findings.check_station, unit.path) for unit in stations)
        new += _check(findings.check_city, city.path)
    return new


def _check(check: Callable[[Scope], int], path: str) -> int:
    try:
        with working_as(Scope(path), is_write=True) as scope:
            return check(scope)
    except Exception:
        current_app.logger.exception("the check of findings at %s failed", path)
        return 0
