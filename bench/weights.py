"""Learns what the signs of `portal/checker/rules/links` weigh, from the texts of the checker's own tests: `python -m bench.weights`.

Most figures of a report are right. Which figures a rate, a growth, an average or a sum speaks of is therefore told by the arithmetic:
the pair that fits is the pair that was meant. So is what is told twice: two telling numbers that are equal count one thing. Where a
contradiction was planted, the planted figures are the ones that were meant. The weights are those under which that is likeliest, pulled
towards nothing.

It needs numpy and scipy, which the portal does not: `pip install numpy==2.4.6 scipy==1.17.1`. It writes weights.json; the tests of the
checker tell whether they are any good.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy.optimize import minimize

from portal.checker.rules.figures import Side
from portal.checker.rules.links.claims import Way, claims_in, follows, pairs_of
from portal.checker.rules.links.rows import adds_up, readings_of, rows_in
from portal.checker.rules.links.same import account_of
from portal.checker.rules.links.sameness import signs_of_two
from portal.checker.rules.links.signs import Evidence, Signs
from portal.checker.rules.links.sum_signs import signs_of, signs_of_none
from portal.checker.rules.reading import Mention, Reading, is_count, overlap, read
from tests.rules.test_checker_texts import TEXTS, places
from tests.rules.test_checker_texts import read as read_text

ROOT: Final = Path(__file__).parent.parent
OUT: Final = ROOT / "portal/checker/rules/links/weights.json"
PULL: Final = 0.7  # towards nothing: the higher, the fewer signs count
PLANTED: Final = 2.0  # how often a planted figure counts
TELLING: Final = 3  # digits of a number that does not return by chance
LEAST: Final = 0.005  # what weighs less is left out
FAR: Final = 80  # figures
_KINDS: Final = {
    Way.GOAL: {"percent_of_target", "two_baselines"},
    Way.RAISE: {"two_baselines", "percent_of_target", "growth_rate"},
    Way.EXCESS: {"percent_of_target", "two_baselines"},
    Way.GROWTH: {"growth_rate", "two_baselines", "percent_of_target"},
    Way.TIMES: {"growth_rate"},
    Way.AVERAGE: {"average_mismatch", "per_capita"},
    Way.DIFFERENCE: {"growth_rate", "sum_of_parts", "two_baselines"},
    Way.POINTS: {"growth_rate"},
    Way.SHARE: {"percent_of_target", "part_exceeds_whole", "share_sum"},
}
_TWIN: Final = re.compile(r"\{[^|}]*\|([^}]*)\}")  # {wrong|right}
Planted = list[tuple[str, list[list[tuple[int, int]]]]]


@dataclass
class Choice:
    """Some ways to understand a figure, the last of them that it speaks of nothing told, and which of them are right."""

    signs: list[Signs]
    right: list[bool]
    weight: float


def texts() -> Iterator[tuple[str, list[tuple[str, list[str]]]]]:
    """Yield every text of the tests with what is planted in it; of the short ones those that hold no contradiction."""
    for path in TEXTS:
        expected, text = read_text(path)
        yield text, expected
    for path in sorted((ROOT / "tests/rules").glob("test_checker*.py")):
        for text in set(_clean_cases(import_module(f"tests.rules.{path.stem}"))):
            yield text, []


def _clean_cases(module: Any) -> Iterator[str]:
    for name, test in vars(module).items():
        for mark in getattr(test, "pytestmark", []) if name.endswith("left_alone") else []:
            for case in mark.args[1]:
                text = case[0] if isinstance(case, tuple) else case
                yield _TWIN.sub(r"\1", text)


def _planted(text: str, expected: list[tuple[str, list[str]]]) -> Planted:
    return [
        (kind, [[(it, it + len(words.partition("@")[0])) for it in places(text, words)] for words in figures]) for kind, figures in expected
    ]


def _stands(reading: Reading, it: Mention, spans: list[tuple[int, int]]) -> bool:
    start, end = reading.plain.span(it.figure.start, it.figure.end)
    return any(start < last and first < end for first, last in spans)


def _are_planted(reading: Reading, figures: Sequence[Mention], groups: list[list[tuple[int, int]]]) -> bool:
    return all(any(_stands(reading, it, spans) for spans in groups) for it in figures)


def choices_of_claims(reading: Reading, planted: Planted) -> Iterator[tuple[str, Choice]]:
    """Yield (way, choice) for every claim whose figures are known."""
    for claim in claims_in(reading):
        pairs = pairs_of(reading, claim)
        mine = [(kind, groups) for kind, groups in planted if _are_planted(reading, [claim.mention], groups)]
        wrong = [any(kind in _KINDS[claim.way] and _are_planted(reading, pair, groups) for kind, groups in mine) for pair in pairs]
        if not pairs or (mine and not any(wrong)):
            continue
        evidence = Evidence(reading, claim)
        alone = {it.number: evidence.of_one(it) for it in {it.number: it for pair in pairs for it in pair}.values()}
        signs = [_of_pair(evidence, alone, *pair) for pair in pairs]
        fit = wrong if any(wrong) else [follows(claim, *pair) for pair in pairs]
        yield claim.way, Choice([*signs, evidence.of_none()], [*fit, not any(fit)], PLANTED if any(wrong) else 1.0)


def _of_pair(evidence: Evidence, alone: dict[int, Signs], one: Mention, other: Mention) -> Signs:
    first = {f"one.{name}": value for name, value in alone[one.number].items()}
    second = {f"other.{name}": value for name, value in alone[other.number].items()}
    return first | second | evidence.of_two(one, other)


def choices_of_rows(reading: Reading, planted: Planted) -> Iterator[tuple[str, Choice]]:
    """Yield ("sum", choice) for every row of figures whose whole is known, or that has none."""
    sums = [groups for kind, groups in planted if kind == "sum_of_parts"]
    for row in rows_in(reading):
        ways = readings_of(reading, row)
        wrong = [
            any(len(it.row) >= len(groups) - 1 and _are_planted(reading, [it.whole, *it.row], groups) for groups in sums) for it in ways
        ]
        touched = any(_are_planted(reading, [it], groups) for it in row for groups in sums)
        if not ways or (touched and not any(wrong)):
            continue
        fit = wrong if any(wrong) else [adds_up(it) for it in ways]
        signs = [signs_of(reading, row, it) for it in ways]
        yield "sum", Choice([*signs, signs_of_none(reading, row)], [*fit, not any(fit)], PLANTED if any(wrong) else 1.0)


def choices_of_pairs(reading: Reading, planted: Planted) -> Iterator[tuple[str, Choice]]:
    """Yield ("same", choice) for every two figures of one unit that certainly count one thing, or certainly do not."""
    told = [groups for kind, groups in planted if kind in {"same_measure_two_values", "yu_vs_jin", "unit_clash"}]
    counts = [it for it in reading.mentions if is_count(it) and not it.figure.spread and it.figure.said >= TELLING]
    for i, one in enumerate(counts):
        for other in counts[i + 1 : i + 1 + FAR]:
            wrong = any(_are_planted(reading, (one, other), groups) for groups in told)
            known = True if wrong else _is_one_thing(one, other)
            if account_of(one) == account_of(other) and known is not None:
                yield "same", Choice([signs_of_two(reading, one, other), {}], [known, not known], PLANTED if wrong else 1.0)


def _is_one_thing(one: Mention, other: Mention) -> bool | None:
    """Whether two numbers count one thing for certain; None when they do not tell."""
    mine, theirs = one.figure, other.figure
    if mine.said == theirs.said:
        opposed = {mine.side, theirs.side} == {Side.OVER, Side.NEAR}
        digits = len(f"{mine.said:.10g}".replace(".", "").strip("0"))
        return False if opposed or one.unit != other.unit else True if digits >= TELLING else None
    far = max(mine.said, theirs.said) > TELLING * min(mine.said, theirs.said)
    return None if one.unit != other.unit or overlap(mine, theirs) or far else False


def learn(choices: list[Choice]) -> dict[str, float]:
    """Return the weights of the signs under which what is right is likeliest."""
    names = sorted({name for it in choices for signs in it.signs for name in signs})
    place = {name: i for i, name in enumerate(names)}
    tables = [np.zeros((len(it.signs), len(names))) for it in choices]
    for it, table in zip(choices, tables, strict=True):
        for row, signs in enumerate(it.signs):
            for name, value in signs.items():
                table[row, place[name]] = value
    rights = [np.array(it.right) for it in choices]

    def loss(weights: Any) -> tuple[float, Any]:
        total, slope = PULL * (weights @ weights), 2 * PULL * weights
        for it, table, right in zip(choices, tables, rights, strict=True):
            worth = table @ weights
            chance = np.exp(worth - worth.max())
            chance /= chance.sum()
            of_right = (chance * right).sum() + 1e-300
            total -= it.weight * np.log(of_right)
            slope = slope - it.weight * (table.T @ (chance * right / of_right - chance))
        return total, slope

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 250}).x
    return {name: round(float(value), 3) for name, value in zip(names, found, strict=True) if abs(value) >= LEAST}


def main() -> None:
    """Learns every kind of weight and writes them."""
    choices: dict[str, list[Choice]] = {}
    for text, expected in texts():
        reading, planted = read(text), _planted(text, expected)
        for ways in (choices_of_claims, choices_of_rows, choices_of_pairs):
            for name, choice in ways(reading, planted):
                choices.setdefault(str(name), []).append(choice)
    for name, some in sorted(choices.items()):
        print(f"{name}: {len(some)} choices")
    known = {name: learn(some) for name, some in sorted(choices.items())}
    OUT.write_text(json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
