"""How a trainee stands before the gate on a day: the facts gathered for the one rule."""

from dataclasses import dataclass
from datetime import date

from portal.core.scope import Scope
from portal.placement.queries import health
from portal.placement.rules.gate import Check, Lack, Missing, covering, lacks
from portal.training.queries import Case, completion
from portal.training.rules.courses import Tier


@dataclass(frozen=True, slots=True)
class Standing:
    """What she has and lacks.

    Args:
        check: the health certificate that lets her through.
    """

    has_pre_job: bool
    has_consent: bool
    check: Check | None
    lacks: tuple[Lack, ...]

    def lacks_it(self, what: Missing) -> bool:
        """Say whether this very thing is missing."""
        return any(it.what is what for it in self.lacks)


def judge(scope: Scope, case: Case, wanted: Tier, on: date) -> Standing:
    """Return how a trainee stands before the gate on a day, for work that wants this certificate."""
    has_pre_job, has_consent = completion.has_pre_job(scope, case.id, on), not case.is_locked
    checks = health.list_good(scope, case.id)
    found = lacks(pre_job=has_pre_job, checks=checks, wanted=wanted, has_consent=has_consent, on=on)
    return Standing(has_pre_job, has_consent, covering(checks, wanted, on), found)
