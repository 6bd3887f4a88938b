"""What a class lacks before it is proved, and shares that add up."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.training.rules.funds import Item
from portal.training.rules.proof import Evidence, Learner, Paid, share_out, split

WHOLE = Evidence(has_ended=True, lessons=2, taken=2, minuted=2, pictured=2, women=3, confirmed=3, costs=1)


@pytest.mark.parametrize(
    ("amount_fen", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (2, [1, 1, 1], [1, 1, 0]),
        (100, [0, 1, 1], [0, 50, 50]),
        (100, [2, 1, 0], [67, 33, 0]),
        (100, [1, 2, 0], [33, 67, 0]),
        (5, [0, 0], [3, 2]),
        (0, [1, 1], [0, 0]),
        (7, [], []),
    ],
)
def test_an_amount_is_split_by_largest_remainder(amount_fen: int, weights: list[int], parts: list[int]) -> None:
    assert split(amount_fen, weights) == parts


@given(st.integers(0, 10**12), st.lists(st.integers(0, 50), min_size=1, max_size=60))
def test_the_parts_add_up_and_none_is_a_whole_fen_off(amount_fen: int, weights: list[int]) -> None:
    parts, whole = split(amount_fen, weights), sum(weights) or len(weights)
    shared = weights if any(weights) else [1] * len(weights)
    assert sum(parts) == amount_fen
    assert all(0 <= part - amount_fen * weight // whole <= 1 for part, weight in zip(parts, shared, strict=True))


def test_an_exam_is_shared_by_those_who_sat_it_and_all_adds_up() -> None:
    women = {"a": Learner(sat=True, holds=True), "b": Learner(sat=True), "c": Learner()}
    paid = [Paid(Item.TEACHING, 100), Paid(Item.EXAM, 101), Paid(Item.CERTIFICATE, 50)]
    assert share_out(paid, women) == {"a": 34 + 51 + 50, "b": 33 + 50, "c": 33}


def test_what_nobody_sat_is_shared_by_all() -> None:
    assert share_out([Paid(Item.EXAM, 3)], {"a": Learner(), "b": Learner()}) == {"a": 2, "b": 1}


def test_small_payments_of_one_item_round_as_one() -> None:
    assert share_out([Paid(Item.ROOM, 1)] * 3, {n: Learner() for n in "abc"}) == {"a": 1, "b": 1, "c": 1}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lessons": 0, "taken": 0, "minuted": 0, "pictured": 0}, "没有课次"),
        ({"taken": 1}, "1 节课没有签到"),
        ({"minuted": 0}, "2 节课没有教学纪要"),
        ({"pictured": 1}, "1 节课没有照片"),
        ({"women": 0, "confirmed": 0}, "没有学员"),
        ({"confirmed": 1}, "2 名学员没有确认免费"),
        ({"costs": 0}, "没有登记费用"),
    ],
)
def test_what_is_missing_is_named(changes: dict[str, int], words: str) -> None:
    it = replace(WHOLE, **changes)
    assert it.lacks == (words,)
    assert it.state == "待补"


def test_a_class_is_proved_once_it_has_ended_with_everything() -> None:
    assert WHOLE.state == "齐全"
    assert replace(WHOLE, has_ended=False, costs=0).state == "进行中"
