"""Two at one moment, on databases of their own: one verification, one credit, one place at a time, one decision."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from portal.core import clock
from portal.core.errors import Conflict, RuleBroken
from portal.ledger import queries as books
from portal.ledger import services as ledger
from portal.people.services import records
from portal.tallies import services as tallies
from portal.volunteer.queries import disputes as dispute_rows
from portal.volunteer.queries import shifts as queries
from portal.volunteer.queries.roll import get_volunteer
from portal.volunteer.records import VOLUNTEERS
from portal.volunteer.rules.disputes import Verdict
from portal.volunteer.rules.hours import Work
from portal.volunteer.rules.shifts import SignedRow
from portal.volunteer.services import disputes, hours, sheets, shifts
from tests import make, make_giving, make_roll, make_shifts
from tests.databases import BOTH, committed

LATER = datetime(2026, 3, 20, 2, tzinfo=UTC)
AT_LIANXIANG = ("lianxiang", "lianxiang_helper")


@pytest.fixture(scope="module", params=BOTH)
def pressed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal whose rows are really committed."""
    with committed(request, tmp_path_factory, "shifts") as app:
        yield app


def at_once(app: Flask, *jobs: Callable[[], Any]) -> list[str]:
    """Start all jobs at one moment and return what each came to, sorted: its result, or `refused`."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> str:
        with app.app_context():
            start.wait(20)
            try:
                return str(job())
            except (Conflict, RuleBroken):
                return "refused"

    with ThreadPoolExecutor(len(jobs)) as pool:
        return sorted(pool.map(run, jobs))


def verify(name: str, shift_ids: list[UUID]) -> int:
    with make.working_at(make.LIANXIANG, name) as scope:
        return shifts.verify(scope, shift_ids)


def test_of_two_who_verify_one_wins(pressed: Flask) -> None:
    with pressed.app_context():
        chen = make.volunteer(phone="13900000001")
        made = [make_shifts.shift(chen, "confirmed", start_min=300 + 100 * n) for n in range(3)]
    crossed = (made, made[::-1])
    assert at_once(pressed, *(lambda it=it: verify(*it) for it in zip(AT_LIANXIANG, crossed, strict=True))) == ["3", "refused"]


def credit(name: str) -> int:
    with clock.pretending(LATER), make.working_at(make.LIANXIANG, name) as scope:
        return shifts.credit_due(scope)


def test_what_two_credit_at_once_is_credited_once(pressed: Flask) -> None:
    with pressed.app_context():
        lin = make.volunteer(phone="13900000002")
        for n in range(3):
            make_shifts.shift(lin, "verified", start_min=300 + 100 * n, on=date(2026, 3, 6))
    answers = at_once(pressed, *(lambda it=it: credit(it) for it in AT_LIANXIANG))
    assert answers[0] == "0"
    with pressed.app_context(), make.working_at(make.LIANXIANG) as scope:
        assert books.balance_of(scope, get_volunteer(scope, lin).account_id) == 270
    with pressed.app_context(), make.working_at(make.CITY, "fuzhou") as scope:
        assert ledger.verify(scope) == tallies.differences(scope) == []


def begin(code: str, name: str, volunteer_id: UUID) -> str:
    with make.working_at(code, name) as scope:
        shifts.start(scope, volunteer_id, "meals", "counter")
    return "begun"


def test_two_stations_do_not_both_find_her_free(pressed: Flask) -> None:
    document = make.admission(n=30).document
    with pressed.app_context():
        here = make.volunteer(phone="13900000003", document=document)
        there = make.volunteer(make.JUNMEN, phone="13900000003", document=document)
    both = ((make.LIANXIANG, "lianxiang", here), (make.JUNMEN, "junmen", there))
    assert at_once(pressed, *(lambda it=it: begin(*it) for it in both)) == ["begun", "refused"]


def key(name: str, row: SignedRow, serial: str) -> str:
    with make.working_at(make.LIANXIANG, name) as scope:
        sheets.key_rows(scope, [row], serial=serial)
    return "keyed"


def test_a_row_of_paper_is_keyed_by_one_of_two(pressed: Flask) -> None:
    with pressed.app_context():
        wang, serial = make.volunteer(phone="13900000004"), make_shifts.hours_sheet()
    row = SignedRow(wang, date(2026, 3, 5), None, 60, "meals", "recipient", "林依姆", f"{serial}-01")
    assert at_once(pressed, *(lambda it=it: key(it, row, serial) for it in AT_LIANXIANG)) == ["keyed", "refused"]


def decide(name: str, dispute_id: UUID, verdict: Verdict) -> str:
    with make.working_at(make.JINAN, name) as scope:
        disputes.decide(scope, dispute_id, verdict, reason="已核对签到记录", new_min=None, version=1)
    return verdict.value


def test_of_two_who_decide_one_dispute_one_wins(pressed: Flask) -> None:
    with pressed.app_context():
        dispute_id = make_shifts.dispute(make.volunteer(phone="13900000005"))
    both = (("jinan", dispute_id, Verdict.VOID), ("jinan_deputy", dispute_id, Verdict.UPHELD))
    answers = at_once(pressed, *(lambda it=it: decide(*it) for it in both))
    assert answers.count("refused") == 1
    won = next(it for it in answers if it != "refused")
    with pressed.app_context(), make.working_at(make.LIANXIANG) as scope:
        shift_id = dispute_rows.get_dispute(scope, dispute_id).shift_id
        assert queries.get_shift(scope, shift_id).state == {"void": "void", "upheld": "verified"}[won]


def test_who_is_joined_with_herself_while_she_signs_out_meets_no_deadlock(pressed: Flask) -> None:
    for n in range(4):
        with pressed.app_context():
            leading, other = (make.volunteer(name="周依妹", phone=f"139000010{n}{one}") for one in (1, 2))
            for one in (leading, other):
                make.hours(one)
            shift_id = make_shifts.shift(other, "running", on=date(2026, 3, 15), start_min=900)

        def sign_out(shift_id: UUID = shift_id) -> str:
            with make.working_at(make.LIANXIANG, "lianxiang_helper") as scope:
                shifts.sign_out(scope, shift_id, "counter")
            return "out"

        def join(both: tuple[UUID, UUID] = (leading, other)) -> str:
            with make.working_at(make.LIANXIANG) as scope:
                records.merge_records(scope, *(VOLUNTEERS.get(scope, one) for one in both), reason="同一个人")
            return "joined"

        assert at_once(pressed, sign_out, join) == ["joined", "out"]
        with pressed.app_context(), make.working_at(make.LIANXIANG) as scope:
            assert queries.get_shift(scope, shift_id).volunteer_id == leading


def test_what_is_taken_back_while_more_overflows_meets_no_deadlock(pressed: Flask) -> None:
    with pressed.app_context():
        make_giving.donation()  # the pool is older than whoever comes now
        with clock.pretending(datetime(2026, 2, 20, 2, tzinfo=UTC)):
            make_roll.bank_rules(date(2026, 3, 1), activity_cap_min=480)
        lin = make.volunteer(phone="13900000008")
        records_of = [make.hours(lin, worked_min=600, served_on=date(2026, 3, n)) for n in range(1, 7)]
        account_id = make_giving.account_of(lin)

    def reverse(service_id: UUID) -> str:
        with make.working_at(make.LIANXIANG) as scope:
            hours.reverse_hours(scope, service_id, reason="登记有误", once="")
        return "reversed"

    def more(day: int) -> str:
        with make.working_at(make.LIANXIANG, "lianxiang_helper") as scope:
            hours.credit_hours(scope, [Work(account_id, date(2026, 3, day), None, 600, "meals")], once="")
        return "credited"

    jobs = [*(lambda it=it: reverse(it) for it in records_of[:3]), *(lambda it=it: more(it) for it in (8, 9, 10))]
    assert at_once(pressed, *jobs) == ["credited"] * 3 + ["reversed"] * 3
    with pressed.app_context(), make.working_at(make.CITY, "fuzhou") as scope:
        assert ledger.verify(scope) == tallies.differences(scope) == []
