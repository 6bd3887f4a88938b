"""The ranks of all counties over some months, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.standing.rules.ranking import Line


@dataclass(frozen=True, slots=True)
class Ranks:
    """A county's ranks by month; None where it was not ranked, no key where there was no such ranking."""

    code: str
    name: str
    ranks: dict[str, int | None]


def table_of(rankings: Sequence[tuple[str, Sequence[Line]]]) -> list[Ranks]:
    """Return each county's ranks, ordered by code, by the name it was last ranked under.

    Args:
        rankings: (month, lines), the earliest first.
    """
    names = {line.unit_id: (line.code, line.name) for _, lines in rankings for line in lines}
    ranks: dict[int, dict[str, int | None]] = {unit_id: {} for unit_id in names}
    for month, lines in rankings:
        for line in lines:
            ranks[line.unit_id][month] = line.rank
    return sorted((Ranks(*names[unit_id], its) for unit_id, its in ranks.items()), key=lambda it: it.code)
