"""Which stations are nearest to a place; reckoned anew each time, and kept nowhere."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from portal.core.db import db
from portal.core.scope import Scope
from portal.tenants.queries import finder
from portal.tenants.rules.coordinates import Coordinates, distance_words, metres_between
from portal.web.writes import let_go

MOST_NEAR = 20


@dataclass(frozen=True, slots=True)
class Near:
    """A station, and how far it is.

    Args:
        row: of `finder.list_located`.
    """

    row: Any
    metres: int

    @property
    def words(self) -> str:
        """The distance in round words."""
        return distance_words(self.metres)


@contextmanager
def as_city(scope: Scope) -> Generator[Scope]:
    """Read for a while as the city that a unit stands in: its stations are shown to anybody. Nothing may have been written yet."""
    city = Scope(f"{scope.ids[0]}.", address=scope.address)
    let_go()
    db.session.info["scope"] = city
    try:
        yield city
    finally:
        let_go()
        db.session.info["scope"] = scope


def list_nearest(city: Scope, at: Coordinates, *, but: int = 0) -> Sequence[Near]:
    """Return the twenty open stations of the city that are nearest to a place, by distance, and by code where two are as far.

    Args:
        but: a station that is left out: the one that asks.
    """
    rows = [row for row in finder.list_located(city) if row.id != but]
    found = [Near(row, metres_between(at, Coordinates(row.latitude_e6, row.longitude_e6))) for row in rows]
    return sorted(found, key=lambda it: (it.metres, it.row.code))[:MOST_NEAR]
