"""Who may be given minutes, how much room there is, and what grew too old."""

from datetime import date
from uuid import UUID

import pytest

from portal.core.errors import RuleBroken
from portal.volunteer.rules.bank_rules import BankRules
from portal.volunteer.rules.giving import Purse, check_room, due_of, expiry_day, is_own, refusal_to_give

RULES = BankRules(relations=("parent",), donate_only=("party",), total_cap_min=600)


@pytest.mark.parametrize(
    ("today", "months", "day"),
    [
        ("2026-03-16", 12, "2025-03-16"),
        ("2026-03-31", 1, "2026-02-28"),
        ("2024-03-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2023-02-28"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-12-31", 600, "1976-12-31"),
    ],
)
def test_minutes_expire_so_many_months_after_they_came(today: str, months: int, day: str) -> None:
    assert expiry_day(date.fromisoformat(today), months) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("came_early", "spent", "held", "due"),
    [
        (0, 0, 0, 0),
        (100, 0, 100, 100),
        (100, 0, 160, 100),
        (100, 40, 60, 60),
        (100, 40, 200, 60),
        (100, 100, 0, 0),
        (100, 130, 30, 0),
        (100, 0, 60, 60),
    ],
)
def test_the_oldest_minutes_are_spent_first(came_early: int, spent: int, held: int, due: int) -> None:
    assert due_of(came_early, spent, held_min=held) == due


@pytest.mark.parametrize(
    ("group", "relation", "words"),
    [
        ("", "parent", ""),
        ("student", "parent", ""),
        ("", "grandparent", "不能赠与祖父母"),
        ("party", "parent", "只能捐入公益时间池"),
    ],
)
def test_the_rules_say_who_may_be_given(group: str, relation: str, words: str) -> None:
    refusal = refusal_to_give(group, relation, RULES)
    assert words in refusal
    assert bool(words) == bool(refusal)


@pytest.mark.parametrize(("held", "moved", "words"), [(0, 600, ""), (540, 61, "还能收 1小时"), (600, 1, "不能再收"), (700, 1, "不能再收")])
def test_an_account_takes_no_more_than_the_cap(held: int, moved: int, words: str) -> None:
    receiver = Purse("林阿婆", UUID(int=1), held)
    if not words:
        return check_room(receiver, moved, RULES)
    with pytest.raises(RuleBroken, match=words):
        check_room(receiver, moved, RULES)
    return None


@pytest.mark.parametrize(
    ("clerk", "names", "same"),
    [("林 秀英", ["林秀英"], True), ("林秀英", ["陈秀英", "林秀英"], True), ("林秀英", ["陈秀英"], False), ("", [""], False)],
)
def test_a_clerk_is_known_by_her_name(clerk: str, names: list[str], *, same: bool) -> None:
    assert is_own(clerk, names) is same
