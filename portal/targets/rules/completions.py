"""A target's completion against each baseline, and of a county against its part."""

from dataclasses import dataclass

from portal.targets.rules.aims import Published
from portal.targets.rules.progress import BEHIND, thousandths
from portal.targets.rules.splits import Row


@dataclass(frozen=True, slots=True)
class Person:
    """Who answers for a target at a unit."""

    name: str
    post: str


@dataclass(frozen=True, slots=True)
class Completion:
    """How far a unit has come with a target: the city with the whole, a county (or 市本级) with its part.

    Args:
        unit: of the whole target it is the city.
        whole: what it is to reach: the city's value, else the province's; of a county its part.
        planned: what the split says it should have reached by the end of the cut-off month.
        elapsed: the share of the target's days that is gone, in thousandths.
        of_province: the whole target's completion against 省定 in thousandths; None where there is no such value, and of a part.
        of_city: the same against 市定.
    """

    target: Published
    unit: Row
    whole: int
    done: int
    planned: int
    elapsed: int
    of_province: int | None = None
    of_city: int | None = None
    person: Person | None = None

    @property
    def of_whole(self) -> int | None:
        """Completion against the whole in thousandths; None of nothing."""
        return thousandths(self.done, self.whole) if self.whole else None

    @property
    def lead(self) -> int | None:
        """By how many tenths of a percentage point it is ahead of the calendar; negative, behind."""
        return None if self.of_whole is None else self.of_whole - self.elapsed

    @property
    def against_plan(self) -> int:
        """What is done beyond the plan; negative, what is missing."""
        return self.done - self.planned

    @property
    def is_behind(self) -> bool:
        """Whether it is more than ten points behind the calendar."""
        return self.lead is not None and self.lead < BEHIND
