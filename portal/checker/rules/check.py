"""Reads a text once, asks every family of checks about it and tells each contradiction once."""

from collections.abc import Callable
from typing import Final

from portal.checker.rules.averages import check_averages
from portal.checker.rules.averages_twice import check_averages_twice
from portal.checker.rules.balances import check_balances
from portal.checker.rules.baselines import check_baselines, told_of_both
from portal.checker.rules.conflicts import Conflict
from portal.checker.rules.days import check_days
from portal.checker.rules.durations import check_durations
from portal.checker.rules.findings import MAX_CHARS, Finding
from portal.checker.rules.growth import check_growth
from portal.checker.rules.links.check import check_links
from portal.checker.rules.links.columns import check_columns
from portal.checker.rules.links.days import check_led_to
from portal.checker.rules.links.explained import without_explained
from portal.checker.rules.links.goods import check_goods
from portal.checker.rules.links.levels import check_levels
from portal.checker.rules.links.next_parts import check_next_parts
from portal.checker.rules.links.order import check_order
from portal.checker.rules.links.parts import check_named_wholes
from portal.checker.rules.links.places import check_values_of_places
from portal.checker.rules.links.positions import check_positions
from portal.checker.rules.links.ranks import check_places_told_again
from portal.checker.rules.links.same import check_same
from portal.checker.rules.links.scores import check_scores
from portal.checker.rules.links.sums import check_sums
from portal.checker.rules.links.tops import check_tops
from portal.checker.rules.links.unit_sums import check_unit_sums
from portal.checker.rules.lists import check_lists
from portal.checker.rules.parts import check_parts
from portal.checker.rules.ranks import check_ranks
from portal.checker.rules.rates import check_rates
from portal.checker.rules.reading import Reading, read
from portal.checker.rules.remaining import check_remaining
from portal.checker.rules.sames import check_sames
from portal.checker.rules.shares import check_shares
from portal.checker.rules.shares_of import check_shares_of
from portal.checker.rules.signatures import check_signed
from portal.checker.rules.stages import check_stages
from portal.checker.rules.targets import check_targets

_HELD_AGAINST_ONE: Final = frozenset({"same_measure_two_values", "rank_clash", "duplicate_count"})

# In this order: of two conflicts over the same figures the family that stands first tells what it is.
FAMILIES: Final[tuple[Callable[[Reading], list[Conflict]], ...]] = (
    check_baselines,
    check_links,
    check_targets,
    check_levels,
    check_remaining,
    check_rates,
    check_growth,
    check_averages,
    check_balances,
    check_columns,
    check_next_parts,
    check_parts,
    check_shares,
    check_shares_of,
    check_stages,
    check_lists,
    check_ranks,
    check_scores,
    check_values_of_places,
    check_order,
    check_tops,
    check_positions,
    check_days,
    check_led_to,
    check_signed,
    check_durations,
    check_averages_twice,
    check_sames,
    check_same,
    check_unit_sums,
    check_goods,
    check_sums,
    check_places_told_again,
    check_named_wholes,
)


def find_contradictions(text: str) -> list[Finding]:
    """Return what cannot all be true in the text, ordered by place; what lies beyond MAX_CHARS is not read."""
    reading = read(text[:MAX_CHARS])
    conflicts = [it for family in FAMILIES for it in family(reading)]
    told = _once(reading, told_of_both(reading, without_explained(reading, conflicts)))
    return sorted((_finding(reading, it) for it in told), key=lambda it: it.spans)


def _once(reading: Reading, conflicts: list[Conflict]) -> list[Conflict]:
    """Of conflicts that name the same two figures, or the same words in a repeated paragraph, the first is kept."""
    kept: list[Conflict] = []
    seen_words: set[tuple[str, ...]] = set()
    for it in conflicts:
        words = (it.kind, *sorted(reading.text[start:end] for start, end in it.spans))
        if words in seen_words or any(_is_told_by(it, other) for other in kept):
            continue
        seen_words.add(words)
        kept.append(it)
    return kept


def _is_told_by(it: Conflict, other: Conflict) -> bool:
    """Whether a conflict says nothing that another one has not said; a value or a place that is wrong is held against one other."""
    enough = 1 if it.kind == other.kind and it.kind in _HELD_AGAINST_ONE else min(2, len(it.spans))
    return len(set(it.spans) & set(other.spans)) >= enough


def _finding(reading: Reading, it: Conflict) -> Finding:
    return Finding(it.kind, tuple(reading.plain.span(start, end) for start, end in it.spans), it.explanation)
