"""The units below that are offered in a form or a filter, a city's stations under their county."""

from collections.abc import Sequence

from portal.core.scope import Level, Scope
from portal.tenants.queries import TenantRow, list_below
from portal.tenants.rules.units import Status

Choice = tuple[str, str] | tuple[str, str, str]


def offered(units: Sequence[TenantRow], scope: Scope, *, only_open: bool = False) -> list[Choice]:
    """Return (code, name, group) of the units below the scope."""
    below = [unit for unit in units if unit.path != scope.path and (unit.status == Status.OPEN or not only_open)]
    counties = {unit.id: unit.name for unit in units if unit.level == "county"}
    if scope.level is not Level.CITY:
        return [(unit.code, unit.name) for unit in below]
    return [
        (unit.code, unit.name, counties.get(unit.county_id or 0, "县（市、区）") if unit.level == "station" else "县（市、区）")
        for unit in below
    ]


def list_offered(scope: Scope, *, only_open: bool = False) -> list[Choice]:
    """Return the units below the scope as choices; a station has none."""
    return [] if scope.level is Level.STATION else offered(list_below(scope), scope, only_open=only_open)
