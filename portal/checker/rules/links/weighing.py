"""How likely it is that a claim speaks of two figures: the signs, weighed, against every other pair and against none."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from json import loads
from math import exp
from typing import Final
from weakref import WeakKeyDictionary

from portal.checker.rules.links.claims import Claim, follows, pairs_of
from portal.checker.rules.links.signs import Evidence, Signs
from portal.checker.rules.reading import Mention, Reading

Weights = dict[str, float]
AHEAD: Final = 2.4  # so many times likelier than any other pair is enough for less
EXPLAINED: Final = 0.08  # so likely a pair that fits tells that the claim is right
TAKEN: Final = 0.2  # so likely a pair that fits is that claim's own
SILENT: Final = 0.02  # so likely a pair that fits is enough to say nothing


@dataclass(frozen=True, slots=True)
class Link:
    """The likeliest pair a claim speaks of.

    Args:
        one, other: the pair; the first divided by the second, or less it, is what is claimed.
        chance: how likely it is that these two numbers are meant, 0 to 1.
        lead: by how many times they are likelier than any other two.
        none: how likely it is that no figures of the text are meant.
        fitting: how likely it is that a pair is meant which fits.
    """

    one: Mention
    other: Mention
    chance: float
    lead: float = 1.0
    none: float = 0.0
    fitting: float = 0.0


@cache
def weights() -> dict[str, Weights]:
    """Return {way of a claim: {sign: its weight}}, as they were learnt from texts whose figures are known."""
    return loads(files("portal.checker.rules.links").joinpath("weights.json").read_text(encoding="utf-8"))


def weigh(signs: Signs, known: Weights, of: str = "") -> float:
    """Return what signs come to."""
    return sum(known.get(of + name, 0.0) * value for name, value in signs.items())


@dataclass(frozen=True, slots=True)
class Weighed:
    """Every pair a claim may speak of, with its weight, and the weight of all together with that of none."""

    pairs: list[tuple[Mention, Mention]]
    worth: list[float]
    whole: float

    def fitting(self, claim: Claim) -> float:
        """Return how likely it is that the claim speaks of a pair it follows from."""
        return sum(it for it, pair in zip(self.worth, self.pairs, strict=True) if follows(claim, *pair)) / self.whole

    def best_fitting(self, claim: Claim) -> tuple[Mention, Mention] | None:
        """Return the likeliest pair a claim follows from, when it is likely enough to be the one that was meant."""
        fits = [(it, i) for i, (it, pair) in enumerate(zip(self.worth, self.pairs, strict=True)) if follows(claim, *pair)]
        worth, i = max(fits, default=(0.0, 0))
        return self.pairs[i] if worth > TAKEN * self.whole else None

    def without(self, taken: AbstractSet[tuple[int, int]]) -> "Weighed":
        """Return what is left without the pairs that other claims speak of."""
        kept = [i for i, (one, other) in enumerate(self.pairs) if (one.number, other.number) not in taken]
        gone = sum(self.worth) - sum(self.worth[i] for i in kept)
        return Weighed([self.pairs[i] for i in kept], [self.worth[i] for i in kept], self.whole - gone)


_KNOWN: WeakKeyDictionary[Reading, dict[Claim, Weighed | None]] = WeakKeyDictionary()


def weighed(reading: Reading, claim: Claim) -> Weighed | None:
    """Return what a claim may speak of; None when there is nothing. Each is weighed once for each text."""
    known = _KNOWN.setdefault(reading, {})
    if claim not in known:
        known[claim] = _weighed(reading, claim)
    return known[claim]


def _weighed(reading: Reading, claim: Claim) -> Weighed | None:
    pairs = pairs_of(reading, claim)
    if not pairs:
        return None
    known, evidence = weights()[claim.way], Evidence(reading, claim)
    signs = {number: evidence.of_one(it) for number, it in {it.number: it for pair in pairs for it in pair}.items()}
    first = {number: weigh(it, known, "one.") for number, it in signs.items()}
    second = {number: weigh(it, known, "other.") for number, it in signs.items()}
    worth = [exp(first[one.number] + second[other.number] + weigh(evidence.of_two(one, other), known)) for one, other in pairs]
    return Weighed(pairs, worth, sum(worth) + exp(weigh(evidence.of_none(), known)))


def unfitting_link(claim: Claim, found: Weighed) -> Link | None:
    """Return the pair a claim most likely speaks of, when neither it nor any other pair that may be meant fits the claim."""
    fitting = found.fitting(claim)
    if not found.pairs or fitting > SILENT:
        return None
    best = max(range(len(found.pairs)), key=lambda i: found.worth[i])
    said = _numbers(*found.pairs[best])
    alike = sum(it for it, pair in zip(found.worth, found.pairs, strict=True) if _numbers(*pair) == said)
    next_one = max((it for it, pair in zip(found.worth, found.pairs, strict=True) if _numbers(*pair) != said), default=0.0)
    none = 1 - sum(found.worth) / found.whole
    return Link(*found.pairs[best], alike / found.whole, alike / next_one if next_one else AHEAD, none, fitting)


def is_explained(reading: Reading, claim: Claim, taken: AbstractSet[tuple[int, int]]) -> bool:
    """Whether a claim follows from figures it may well speak of, those aside that are another claim's."""
    found = weighed(reading, claim)
    return found is not None and found.without(taken).fitting(claim) > EXPLAINED


def _numbers(one: Mention, other: Mention) -> tuple[float, float]:
    return one.figure.said, other.figure.said
