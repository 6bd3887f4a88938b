"""定期需求 by night: the requests of every station's series, fourteen days ahead; each station in a transaction of its own."""

from flask import current_app

from portal.care.services.series import make_all_due
from portal.core.scope import Scope
from portal.tenants import queries as tree
from portal.web.writes import working_as


def make_everywhere() -> int:
    """Make what is due at every open station; return how many requests are new. One that fails stops no other."""
    stations = [
        unit.path for city in list(tree.list_cities()) for unit in tree.list_below(Scope(city.path), "station") if unit.status == "open"
    ]
    return sum(_make(path) for path in stations)


def _make(path: str) -> int:
    try:
        with working_as(Scope(path), is_write=True) as scope:
            return make_all_due(scope)
    except Exception:
        current_app.logger.exception("the series of requests at %s failed", path)
        return 0
