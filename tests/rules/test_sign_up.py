"""The steps of a sign-up, the number of its receipt, and what is read of a telephone's code."""

import pytest

from portal.public.rules import (
    CHECK,
    STEPS,
    BadVolunteerNumber,
    asking_steps,
    full_number,
    parse_volunteer_number,
    receipt_of,
    shown,
    step_after,
    step_before,
    steps_of,
)
from portal.tenants.rules.phone_checks import BadSentCode, parse_sent_code, takes_codes


@pytest.mark.parametrize(
    ("asks_course", "checks_phone", "gone"),
    [(True, True, set()), (False, True, {"trade", "course"}), (True, False, {"sent"}), (False, False, {"trade", "course", "sent"})],
)
def test_what_is_known_or_cannot_be_is_not_asked(asks_course: bool, checks_phone: bool, gone: set[str]) -> None:
    assert set(STEPS) - set(steps_of(asks_course=asks_course, checks_phone=checks_phone)) == gone


@pytest.mark.parametrize(
    ("at", "done", "has_seen_check", "wanted"),
    [
        ("trade", set(), False, "course"),
        ("phone", set(), False, "sent"),
        ("phone", {"sent"}, False, "home"),
        ("notice", set(), False, CHECK),
        ("name", set(STEPS), True, CHECK),
        ("phone", set(STEPS) - {"sent"}, True, "sent"),
        ("trade", set(STEPS) - {"course"}, True, "course"),
    ],
)
def test_a_good_answer_leads_on(at: str, done: set[str], has_seen_check: bool, wanted: str) -> None:
    assert step_after(STEPS, at, is_done=done.__contains__, has_seen_check=has_seen_check) == wanted


def test_before_the_first_step_is_the_first_page() -> None:
    assert (step_before(STEPS, STEPS[0]), step_before(STEPS, CHECK)) == (None, "notice")


def test_a_receipt_is_the_same_for_the_same_answers_alone() -> None:
    same, other, keyed = receipt_of(b"k", 1, "a"), receipt_of(b"k", 1, "b"), receipt_of(b"x", 1, "a")
    assert same == receipt_of(b"k", 1, "a")
    assert len({same, other, keyed}) == 3
    assert len(shown(same)) == 9


@pytest.mark.parametrize("raw", ["042137", " 042 137 ", "０４２１３７", "04\u200b2137"])
def test_a_code_is_read_kindly(raw: str) -> None:
    assert parse_sent_code(raw) == "042137"


@pytest.mark.parametrize("raw", ["", "42137", "0421370", "04213x", "٠٤٢١٣٧", "-42137", "1e5000"])
def test_what_is_no_code_is_refused(raw: str) -> None:
    with pytest.raises(BadSentCode):
        parse_sent_code(raw)


def test_only_mobile_telephones_take_codes() -> None:
    assert [takes_codes(phone) for phone in ("13800001234", "0591-83512345", "")] == [True, False, False]


def test_who_wants_a_service_at_once_names_no_day_and_without_a_sender_no_code_is_asked_for() -> None:
    everything, fewer = (asking_steps(asks_day=on, checks_phone=on) for on in (True, False))
    assert set(everything) - set(fewer) == {"day", "sent"}


@pytest.mark.parametrize("typed", ["V3501000000012", "v3501000000012", "3501000000012", "12", "0000012", " １２ ", "V12"])
def test_a_volunteer_number_may_be_typed_by_its_end(typed: str) -> None:
    assert full_number(parse_volunteer_number(typed), "350100000000") == "V3501000000012"


@pytest.mark.parametrize("typed", ["", "0", "V", "12345678", "V35010000000123", "١٢", "1.2", "-1", "X12", "9" * 10_000])
def test_what_is_no_volunteer_number_is_refused(typed: str) -> None:
    with pytest.raises(BadVolunteerNumber):
        parse_volunteer_number(typed)
