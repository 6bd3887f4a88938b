"""What a posting is, what it may not do, and how accounts are numbered."""

from itertools import product
from uuid import UUID

import pytest

from portal.ledger.rules import (
    SHAPES,
    AccountKind,
    Held,
    Posting,
    Side,
    TransferKind,
    first_number,
    is_in_shape,
    next_number,
    settle,
    shortfalls,
)

ISSUER, CHEN, LIN = (UUID(int=n) for n in (1, 2, 3))
NOBODY = Side(None, None)


def posting(debit=ISSUER, credit=CHEN, moved_min=60, **more):
    return Posting(debit, credit, moved_min, TransferKind.EARN, "a key", **more)


def holding(balances):
    """Accounts that hold so much and took part in 10 transfers before."""
    return {id_: Held(id_, AccountKind.VOLUNTEER, balance_min, 10, None) for id_, balance_min in balances.items()}


@pytest.mark.parametrize("wrong", [{"moved_min": 0}, {"moved_min": -60}, {"credit": ISSUER}, {"reverses_id": CHEN}])
def test_what_moves_no_minutes_between_two_accounts_is_no_posting(wrong):
    with pytest.raises(ValueError, match="minutes are one or more"):
        posting(**wrong)


def test_a_reversal_names_what_it_reverses():
    with pytest.raises(ValueError, match="a reversal names"):
        Posting(CHEN, ISSUER, 60, TransferKind.REVERSE, "a key")


@pytest.mark.parametrize(
    ("held", "postings", "missing"),
    [
        ({}, [posting()], {}),
        ({CHEN: 60}, [posting(CHEN, LIN, 60)], {}),
        ({CHEN: 60}, [posting(CHEN, LIN, 61)], {CHEN: 1}),
        ({CHEN: 60}, [posting(CHEN, LIN, 40), posting(CHEN, ISSUER, 40)], {CHEN: 20}),
        ({CHEN: 0}, [posting(CHEN, LIN, 40), posting(ISSUER, CHEN, 40)], {}),
        ({CHEN: 60, LIN: 0}, [posting(CHEN, LIN, 60), posting(LIN, ISSUER, 70)], {LIN: 10}),
        ({CHEN: 0, LIN: 0}, [posting(CHEN, ISSUER, 1), posting(LIN, ISSUER, 2)], {CHEN: 1, LIN: 2}),
    ],
)
def test_what_is_missing_is_told_for_all_postings_together(held, postings, missing):
    _, after = settle(holding(held), postings)
    assert shortfalls(after) == missing


def test_each_posting_takes_the_next_place_of_both_its_accounts():
    sides, after = settle(holding({CHEN: 5, LIN: 0}), [posting(ISSUER, CHEN, 60), posting(CHEN, LIN, 20), posting(LIN, ISSUER, 7)])
    assert sides == [(NOBODY, Side(11, 65)), (Side(12, 45), Side(11, 20)), (Side(12, 13), NOBODY)]
    assert {id_: (one.balance_min, one.moves) for id_, one in after.items()} == {CHEN: (45, 12), LIN: (13, 12)}


def test_an_account_that_nothing_touches_is_not_among_what_changed():
    assert settle(holding({CHEN: 5, LIN: 0}), [posting()])[1].keys() == {CHEN}
    assert settle(holding({CHEN: 5}), []) == ([], {})


def test_an_account_that_ends_where_it_began_has_moved_all_the_same():
    _, after = settle(holding({CHEN: 5}), [posting(ISSUER, CHEN, 60), posting(CHEN, ISSUER, 60)])
    assert (after[CHEN].balance_min, after[CHEN].moves) == (5, 12)


def test_a_kind_goes_between_the_accounts_of_its_shape_alone():
    for kind, *pair in product(SHAPES, AccountKind, AccountKind):
        assert is_in_shape(kind, *pair) is (tuple(pair) in SHAPES[kind])


def test_minutes_are_made_by_work_alone_and_a_shop_gives_none():
    assert [kind for kind, pairs in SHAPES.items() if any(AccountKind.ISSUER in pair for pair in pairs)] == [TransferKind.EARN]
    assert not any(debit is AccountKind.SHOP for pairs in SHAPES.values() for debit, _ in pairs)


def test_a_reversal_goes_any_way_back():
    assert set(TransferKind) - SHAPES.keys() == {TransferKind.REVERSE}
    assert all(is_in_shape(TransferKind.REVERSE, *pair) for pair in product(AccountKind, repeat=2))


@pytest.mark.parametrize("kind", [*TransferKind, *AccountKind])
def test_every_kind_has_a_word(kind):
    assert kind.label


def test_numbers_of_a_city_follow_each_other():
    assert next_number(first_number("350100000000")) == "V3501000000001"
    assert next_number("V3501000000999") == "V3501000001000"
    assert first_number("371581000000") != first_number("371500000000")
