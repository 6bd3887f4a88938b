"""Several months accepted at once, each on its own terms."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.returns.services.returns import accept
from portal.tenants import queries as directory


@dataclass(frozen=True, slots=True)
class Refusal:
    """One that could not be accepted, and why."""

    unit: str
    month: str
    why: str

    @property
    def words(self) -> str:
        """What is said of it."""
        return f"{self.unit}：{self.why.rstrip('。')}"


def accept_several(scope: Scope, picked: Iterable[tuple[str, str, int]]) -> tuple[int, list[Refusal]]:
    """Accept each of these months that can be; return how many were, and which were not.

    A refusal is told before anything of that month is written, so what was accepted beside it stands.

    Args:
        picked: (unit code, month, revision as the page showed it).

    Raises:
        Conflict: none of them could be accepted.
        NotFound: one is of no unit below.
    """
    refused, done = list[Refusal](), 0
    for code, month, revision in sorted(picked):
        try:
            accept(scope, code, month, revision=revision)
            done += 1
        except Conflict as conflict:
            refused.append(Refusal(directory.get_below(scope, code).name, month, conflict.message))
    if not done and refused:
        raise Conflict("；".join(one.words for one in refused), action="month.accept")
    return done, refused
