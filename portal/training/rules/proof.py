"""The proof of free: what a class still lacks before it is proved, and each woman's share of what was paid."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from portal.training.rules.funds import Item

Key = TypeVar("Key")
# Whose share it is: a fee for an exam is of those who sat it, one for a certificate of those who have it, all else of everybody.
_SAT, _HOLDS = "sat", "holds"
_OF: Final = {Item.EXAM: _SAT, Item.CERTIFICATE: _HOLDS}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What there is of a class.

    Args:
        lessons: those that were not cancelled.
        taken: of these, those whose attendance was taken.
        minuted: those with minutes of what was taught.
        pictured: those with a photo, or online.
        women: who were taught; `confirmed`: of these, who said that they paid nothing.
        costs: how many payments there are.
    """

    has_ended: bool
    lessons: int
    taken: int
    minuted: int
    pictured: int
    women: int
    confirmed: int
    costs: int

    @property
    def lacks(self) -> tuple[str, ...]:
        """What is missing, in words."""
        gaps = (
            (not self.lessons, "没有课次"),
            (self.taken < self.lessons, f"{self.lessons - self.taken} 节课没有签到"),
            (self.minuted < self.lessons, f"{self.lessons - self.minuted} 节课没有教学纪要"),
            (self.pictured < self.lessons, f"{self.lessons - self.pictured} 节课没有照片"),
            (not self.women, "没有学员"),
            (self.confirmed < self.women, f"{self.women - self.confirmed} 名学员没有确认免费"),
            (not self.costs, "没有登记费用"),
        )
        return tuple(words for is_missing, words in gaps if is_missing)

    @property
    def state(self) -> str:
        """The word for it: 齐全, 待补, or 进行中 while the class goes on."""
        return "进行中" if not self.has_ended else "待补" if self.lacks else "齐全"

    @property
    def tone(self) -> str:
        """The colour of the word."""
        return {"进行中": "info", "待补": "warn", "齐全": "good"}[self.state]


@dataclass(frozen=True, slots=True)
class Paid:
    """What one payment was for, and how much."""

    item: Item
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Learner:
    """A woman of a class, as far as it matters for her share."""

    sat: bool = False
    holds: bool = False


def split(amount_fen: int, weights: Sequence[int]) -> list[int]:
    """Return an amount in parts that add up to it exactly, by largest remainder; of equal remainders the first is served first.

    Args:
        amount_fen: 0 or more.
        weights: 0 or more each; when all are 0 the parts are equal.
    """
    if not weights:
        return []
    shared = weights if any(weights) else [1] * len(weights)
    whole = sum(shared)
    parts = [amount_fen * weight // whole for weight in shared]
    by_remainder = sorted(range(len(shared)), key=lambda n: (-(amount_fen * shared[n] % whole), n))
    for n in by_remainder[: amount_fen - sum(parts)]:
        parts[n] += 1
    return parts


def share_out(payments: Iterable[Paid], learners: Mapping[Key, Learner]) -> dict[Key, int]:
    """Return each woman's share of what was paid for a class; the shares add up to what was paid.

    Each item is shared as a whole, so that many small payments round no differently from one.
    """
    sums: dict[Item, int] = {}
    for it in payments:
        sums[it.item] = sums.get(it.item, 0) + it.amount_fen
    shares = dict.fromkeys(learners, 0)
    for item in sorted(sums, key=list(Item).index):
        weights = [_weight(item, it) for it in learners.values()]
        for key, part in zip(learners, split(sums[item], weights), strict=True):
            shares[key] += part
    return shares


def _weight(item: Item, it: Learner) -> int:
    return {_SAT: it.sat, _HOLDS: it.holds}.get(_OF.get(item, ""), True)
