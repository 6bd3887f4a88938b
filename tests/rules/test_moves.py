"""Which county counts a month, and what may be ordered about it."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import RuleBroken
from portal.core.text import months_between
from portal.tallies.rules import owners
from portal.tenants.rules import moves as rules
from portal.tenants.rules.moves import BEGINNING, Change, County, Line, Span, Wish

JINAN, GULOU, TAIJIANG = 5, 6, 7
THERE_AND_BACK = (Line(BEGINNING, JINAN), Line("2026-03", GULOU), Line("2026-06", JINAN))
MONTHS = [f"{year}-{month:02d}" for year in (2025, 2026) for month in range(1, 13)]
LINES = st.lists(
    st.builds(Line, st.sampled_from(MONTHS), st.sampled_from([JINAN, GULOU, TAIJIANG])), unique_by=lambda line: line.since_month
)


@pytest.mark.parametrize(
    ("month", "county"),
    [("1999-12", JINAN), ("2026-02", JINAN), ("2026-03", GULOU), ("2026-05", GULOU), ("2026-06", JINAN), ("2099-12", JINAN)],
)
def test_a_month_is_counted_by_the_line_in_force(month: str, county: int) -> None:
    assert rules.county_in(month, THERE_AND_BACK, otherwise=TAIJIANG) == county
    assert rules.county_in(month, (), otherwise=TAIJIANG) == TAIJIANG


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-01", "2026-12", [("2026-01", "2026-02", JINAN), ("2026-03", "2026-05", GULOU), ("2026-06", "2026-12", JINAN)]),
        ("2026-03", "2026-05", [("2026-03", "2026-05", GULOU)]),
        ("2025-11", "2026-03", [("2025-11", "2026-02", JINAN), ("2026-03", "2026-03", GULOU)]),
    ],
)
def test_a_range_is_cut_where_another_begins_to_count(first: str, last: str, expected: list[tuple[str, str, int]]) -> None:
    assert rules.spans(THERE_AND_BACK, otherwise=TAIJIANG, first=first, last=last) == [Span(*it) for it in expected]


@given(lines=LINES, first=st.sampled_from(MONTHS), length=st.integers(0, 20))
def test_spans_hold_each_month_once_and_neighbours_differ(lines: list[Line], first: str, length: int) -> None:
    months = months_between(first, "2027-12")[: length + 1]
    cut = rules.spans(lines, otherwise=JINAN, first=months[0], last=months[-1])
    assert [month for span in cut for month in months_between(span.first, span.last)] == months
    assert all(one.county_id != other.county_id for one, other in pairwise(cut))
    assert all(rules.county_in(month, lines, otherwise=JINAN) == span.county_id for span in cut for month in (span.first, span.last))


@given(lines=LINES, since=st.sampled_from(MONTHS), county=st.sampled_from([GULOU, TAIJIANG]), month=st.sampled_from(MONTHS))
def test_an_order_changes_no_month_before_it_and_every_one_after(lines: list[Line], since: str, county: int, month: str) -> None:
    known = sorted([Line(BEGINNING, JINAN), *lines], key=lambda line: line.since_month) if lines else []
    after = rules.lines_after(known, stands_under=JINAN, since_month=since, county_id=county)
    before = rules.county_in(month, known, otherwise=JINAN)
    assert rules.county_in(month, after, otherwise=TAIJIANG) == (before if month < since else county)  # wherever it stands by then
    assert after == sorted(after, key=lambda line: line.since_month)


def test_who_would_have_counted_from_a_month_on() -> None:
    assert rules.counties_from("2026-02", THERE_AND_BACK, otherwise=TAIJIANG) == {JINAN, GULOU}
    assert rules.counties_from("2026-06", THERE_AND_BACK, otherwise=TAIJIANG) == {JINAN}
    assert rules.counties_from("2026-06", (), otherwise=TAIJIANG) == {TAIJIANG}


@pytest.mark.parametrize(("month", "after"), [("2026-01", "2026-02"), ("2026-12", "2027-01"), ("2024-02", "2024-03")])
def test_the_month_after(month: str, after: str) -> None:
    assert rules.next_month(month) == after


def check(**changes: Any) -> None:
    given_: dict[str, Any] = {"kind": Change.MOVE, "county_id": GULOU, "since_month": "2026-03", "reason": "区划调整", "status": "open"}
    given_ |= changes
    county = County(given_["county_id"], "鼓楼区", f"1.{given_['county_id']}.", given_.pop("status"))
    counts_then = given_.pop("counts_then", {JINAN})
    rules.check_wish(Wish(**given_), county, this_month="2026-03", stands_under=JINAN, counts_then=counts_then)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"since_month": "2026-04"},
        {"kind": Change.LINE},
        {"kind": Change.LINE, "county_id": JINAN, "counts_then": {GULOU}},  # back home
        {"kind": Change.LINE, "county_id": JINAN, "counts_then": {JINAN, GULOU}},  # what was to come is taken back
        {"kind": Change.MOVE, "counts_then": {GULOU}},  # it reports there already
    ],
)
def test_what_makes_sense_may_be_ordered(changes: dict[str, Any]) -> None:
    check(**changes)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"since_month": "2026-02"}, "since_month"),
        ({"since_month": "2026-05"}, "since_month"),
        ({"since_month": ""}, "since_month"),
        ({"status": "suspended"}, "county"),
        ({"status": "preparing"}, "county"),
        ({"county_id": JINAN}, "county"),
        ({"kind": Change.LINE, "county_id": JINAN}, "county"),
    ],
)
def test_what_makes_no_sense_is_named_at_its_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        check(**changes)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("ids", "reports_to", "expected"),
    [((1,), None, (1,)), ((1, 5), None, (5,)), ((1, 5, 101), None, (101, 5)), ((1, 5, 101), 6, (101, 6))],
)
def test_whose_figures_count_an_entry(ids: tuple[int, ...], reports_to: int | None, expected: tuple[int, ...]) -> None:
    assert owners(ids, reports_to) == expected
