"""Figures repaired from their rows: what is open is put right, what is closed is named and left as it was reported."""

from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core.db import db
from portal.core.scope import Scope
from portal.core.transaction import hold_tables
from portal.tallies import queries
from portal.tallies.models import Headcount, Seen, Tally
from portal.tallies.services.figures import Figure, add, differences
from portal.tallies.services.persons import Difference, person_differences, repair_persons
from portal.tenants.rules.moves import BEGINNING

_KEPT = [cast(Table, m.__table__) for m in (Tally, Seen, Headcount)]
REBUILD = "figure.rebuild"


@dataclass(frozen=True, slots=True)
class Repair:
    """What a repair did.

    Args:
        figures: (figure, kept before, counted from the rows), put right.
        persons: the same of what is kept of persons.
        frozen: figures of closed months that their rows contradict; they are as they were.
    """

    figures: list[tuple[Figure, int, int]]
    persons: list[Difference]
    frozen: list[tuple[Figure, int, int]]


def rebuild(scope: Scope) -> Repair:
    """Put a city's figures right from their rows, while nobody writes; every figure that changes leaves a line in the audit.

    A figure of a month that its unit has closed stays: it was reported, and rows that say otherwise are somebody's to explain.
    Persons are put right in every month, since they follow at any time what is known of them (see `repoint`).
    """
    hold_tables(db.session(), *_KEPT)
    closed, wrong = queries.map_closed(scope, since=BEGINNING), differences(scope)
    frozen = [it for it in wrong if it[0][0] in closed.get(it[0][1], ())]
    figures = [it for it in wrong if it not in frozen]
    persons = person_differences(scope)
    add(scope, [(figure, counted - kept) for figure, kept, counted in figures])
    repair_persons(scope, persons)
    for (tenant_id, month, indicator, kind), kept, counted in figures:
        audit.note(scope, REBUILD, note=f"{tenant_id} {month} {indicator} {kind} {kept}→{counted}")
    if persons:
        audit.note(scope, REBUILD, note=f"persons {len(persons)}")
    return Repair(figures, persons, frozen)


register_words({REBUILD: "按明细修复数字"}, group="数据汇总")
