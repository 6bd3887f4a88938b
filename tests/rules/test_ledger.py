"""What a posting is, what it may not do, and how accounts are numbered."""

from uuid import UUID

import pytest

from portal.ledger.rules import Posting, TransferKind, first_number, next_number, shortfalls

ISSUER, CHEN, LIN = (UUID(int=n) for n in (1, 2, 3))


def posting(debit=ISSUER, credit=CHEN, moved_min=60, **more):
    return Posting(debit, credit, moved_min, TransferKind.EARN, "a key", **more)


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
    ],
)
def test_what_is_missing_is_told_for_all_postings_together(held, postings, missing):
    assert shortfalls(held, postings) == missing


def test_numbers_of_a_city_follow_each_other():
    assert next_number(first_number("350100000000")) == "V3501000000001"
    assert next_number("V3501000000999") == "V3501000001000"
    assert first_number("371581000000") != first_number("371500000000")
