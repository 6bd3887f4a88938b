"""The way of a month: 填报中 → 已上报 → 已审核 → 已归档, and back with a reason."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final


class MonthState(StrEnum):
    """How far a month has come; only one that is filled in is open for entries."""

    FILLING = "filling"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    ARCHIVED = "archived"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return {"filling": "填报中", "submitted": "已上报", "accepted": "已审核", "archived": "已归档"}[self.value]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return {"filling": "muted", "submitted": "info", "accepted": "good", "archived": "good"}[self.value]


class Step(StrEnum):
    """What is done with a month."""

    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"
    ARCHIVE = "archive"
    REOPEN = "reopen"
    CLOSE = "close"  # from the command line, without its usual way

    @property
    def label(self) -> str:
        """Its word on the page."""
        words = {"submit": "上报", "return": "退回", "accept": "审核通过", "archive": "归档", "reopen": "重新打开", "close": "关账"}
        return words[self.value]


MOVES: Final[Mapping[Step, tuple[frozenset[MonthState], MonthState]]] = {
    Step.SUBMIT: (frozenset({MonthState.FILLING}), MonthState.SUBMITTED),
    Step.CLOSE: (frozenset({MonthState.FILLING}), MonthState.SUBMITTED),
    Step.RETURN: (frozenset({MonthState.SUBMITTED}), MonthState.FILLING),
    Step.ACCEPT: (frozenset({MonthState.SUBMITTED}), MonthState.ACCEPTED),
    Step.ARCHIVE: (frozenset({MonthState.ACCEPTED}), MonthState.ARCHIVED),
    Step.REOPEN: (frozenset({MonthState.ACCEPTED, MonthState.ARCHIVED}), MonthState.FILLING),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What a month comes to when it is closed.

    Args:
        figures: (indicator code, kind, value) of the tenant's own tally.
        persons: (indicator code, persons of the month, persons of the year so far) of each figure of persons.
        parts: (unit code, revision, digest) of the closed months below that it was closed over.
    """

    figures: Sequence[tuple[str, int, int]] = ()
    persons: Sequence[tuple[str, int, int]] = ()
    parts: Sequence[tuple[str, int, str]] = ()

    def listed(self) -> dict[str, list[Any]]:
        """Return it as it is kept, in one order whatever order it came in."""
        return {name: sorted(map(list, getattr(self, name))) for name in ("figures", "persons", "parts")}


def digest_of(unit_id: int, month: str, revision: int, frozen: Figures) -> str:
    """Return the SHA-256 of a frozen month in hex: the same figures of the same unit and revision, the same digest."""
    said = [unit_id, month, revision, *frozen.listed().values()]
    return sha256(json.dumps(said, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()
