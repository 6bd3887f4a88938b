"""With whom a month is stuck: who has to do what before it goes on."""

from collections.abc import Iterator, Sequence
from datetime import date

from portal.returns.rules.board import DONE, NOT_ASKED, BoardUnit, Cell, Line, Mark, Stuck

NAMED = 3
Months = Sequence[tuple[BoardUnit, Cell]]


def find_stuck(line: Line, below: Months, *, above: str, today: date) -> Iterator[Stuck]:
    """Yield the months of a unit that wait for somebody.

    Args:
        below: the months of its stations, if it is a county.
        above: the name of the unit that reviews it.
    """
    for cell in line.cells:
        awaited = _awaited(line.unit, cell, below, above)
        if awaited and cell.since:
            yield Stuck(line.unit, cell, *awaited, days=(today - cell.since).days)


def _awaited(unit: BoardUnit, cell: Cell, below: Months, above: str) -> tuple[str, str] | None:
    """Who has to do what; None when nobody has."""
    if cell.mark is Mark.LATE:
        return _who_is_late(unit, [(one, it) for one, it in below if it.month == cell.month])
    if cell.mark is Mark.RETURNED:
        return unit.name, "修改后再上报"
    if cell.mark is Mark.SUBMITTED:
        return above, "审核"
    if cell.mark is Mark.ACCEPTED and unit.level == "county":  # a station's is archived with its county's
        return above, "归档"
    return None


def _who_is_late(unit: BoardUnit, below: Months) -> tuple[str, str]:
    """A county waits for its stations first, then they for it."""
    missing = [one.name for one, cell in below if cell.mark not in NOT_ASKED | DONE | {Mark.SUBMITTED}]
    waiting = sum(cell.mark is Mark.SUBMITTED for _, cell in below)
    if missing:
        return f"{'、'.join(missing[:NAMED])}{f'等 {len(missing)} 个驿站' if len(missing) > NAMED else ''}", "上报"
    return unit.name, f"审核 {waiting} 个驿站后上报" if waiting else "上报"
