"""A shift from the plan to the credit: the three confirmations, what each refuses, and what frees a volunteer's time."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import update

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, PortalError, RuleBroken
from portal.ledger import queries as books
from portal.ledger import services as ledger
from portal.people import services as people
from portal.tallies import services as tallies
from portal.tenants.models import Account
from portal.volunteer.queries import disputes as dispute_rows
from portal.volunteer.queries import shifts as queries
from portal.volunteer.queries.records import get_record
from portal.volunteer.queries.roll import get_volunteer
from portal.volunteer.queries.served_times import sum_days
from portal.volunteer.rules.bank_rules import BankRules
from portal.volunteer.rules.disputes import Verdict
from portal.volunteer.rules.shifts import Confirmation, Plan, SignedRow
from portal.volunteer.services import confirmations, crediting, disputes, hours, sheets, shifts
from tests import make, make_shifts

LATER = datetime(2026, 3, 20, 2, tzinfo=UTC)  # a day after the notice of what is verified on 16 March
DAY = date(2026, 3, 5)


def state(shift_id: UUID, code: str = make.LIANXIANG) -> str:
    with make.working_at(code) as scope:
        return queries.get_shift(scope, shift_id).state


def balance(volunteer_id: UUID, code: str = make.LIANXIANG) -> int:
    with make.working_at(code) as scope:
        return books.balance_of(scope, get_volunteer(scope, volunteer_id).account_id)


def credit(at: datetime = LATER, code: str = make.LIANXIANG) -> int:
    with clock.pretending(at), make.working_at(code) as scope:
        return shifts.credit_due(scope)


def withdraw(volunteer_id: UUID) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        people.withdraw_consent(scope, get_record(scope, volunteer_id), channel="phone", note="")


def under(monkeypatch: pytest.MonkeyPatch, **changes: object) -> None:
    """Let the city have other rules."""
    rules = BankRules(**changes)  # type: ignore[arg-type]
    for module in (confirmations, disputes):
        monkeypatch.setattr(module, "rules_on", lambda *_: rules)


def test_verified_hours_are_credited_when_their_notice_is_over_and_not_twice(app: Flask) -> None:
    with app.app_context():
        chen = make.volunteer()
        made = [make_shifts.shift(chen, "verified"), make_shifts.shift(chen, "verified", start_min=700)]
        assert [credit(LATER - timedelta(days=1)), balance(chen)] == [0, 0]
        assert [credit(), credit(), balance(chen)] == [2, 0, 180]
        assert {state(it) for it in made} == {"credited"}
        with make.working_at(make.CITY, "fuzhou") as scope:
            assert ledger.verify(scope) == []
            assert tallies.differences(scope) == []


def test_without_a_notice_what_is_verified_is_credited_at_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    under(monkeypatch, notice_days=0)
    with app.app_context():
        chen = make.volunteer()
        assert state(make_shifts.shift(chen, "verified")) == "credited"
        assert balance(chen) == 90


def test_hours_of_a_closed_month_count_on_the_day_they_are_credited(app: Flask) -> None:
    with app.app_context():
        chen = make.volunteer()
        make_shifts.shift(chen, "verified", on=date(2026, 2, 20))
        with make.working_at(make.LIANXIANG) as scope:
            tallies.close_month(scope, "2026-02")
        assert credit() == 1
        assert balance(chen) == 90


def test_one_that_cannot_be_credited_stops_no_other_and_says_why(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        chen, lin, wang = (make.volunteer(name=name, phone=f"1390000111{n}") for n, name in enumerate(("陈秀英", "林小红", "王桂兰")))
        withdrawn, broken, good = (make_shifts.shift(one, "verified") for one in (chen, lin, wang))
        withdraw(chen)
        whole = crediting.credit_hours

        def one_fails(scope, works, **kwargs):  # type: ignore[no-untyped-def]
            if any(it.time_id == broken for it in works):
                raise Conflict("这个时间账户已经并入另一个账户")
            return whole(scope, works, **kwargs)

        monkeypatch.setattr(crediting, "credit_hours", one_fails)
        assert credit() == 1
        assert [state(it) for it in (withdrawn, broken, good)] == ["verified", "verified", "credited"]
        with make.working_at(make.LIANXIANG) as scope:
            told = {row.id: row.stuck_reason for row in queries.list_public(scope)}
        assert "已撤回同意" in told[withdrawn]
        assert "并入另一个账户" in told[broken]


def test_a_shift_across_midnight_counts_on_the_day_it_began(app: Flask) -> None:
    with app.app_context():
        chen = make.volunteer()
        shift_id = make_shifts.shift(chen, "ended", start_min=23 * 60, worked_min=120)
        with make.working_at(make.LIANXIANG) as scope:
            row = queries.get_shift(scope, shift_id)
            assert (row.served_on, row.start_min, row.worked_min) == (DAY, 1380, 120)
            assert sum_days(scope, account_ids=[row.account_id], days=[DAY]) == {(row.account_id, DAY): (120, 0)}


def test_who_forgot_to_sign_out_says_when_it_was(app: Flask) -> None:
    with app.app_context():
        shift_id = make_shifts.shift(make.volunteer(), "running")
        with make.working_at(make.LIANXIANG) as scope:
            assert queries.count_forgotten(scope, clock.now() - timedelta(hours=24)) == 1
            with pytest.raises(RuleBroken, match="忘记签退"):
                shifts.sign_out(scope, shift_id, "counter")
            with pytest.raises(RuleBroken, match="不能超过 24 小时"):
                shifts.sign_out(scope, shift_id, "counter", at=clock.now())
            with pytest.raises(RuleBroken, match="早于签到"):
                shifts.sign_out(scope, shift_id, "counter", at=clock.instant_of(DAY, 500))
            assert shifts.sign_out(scope, shift_id, "counter", at=clock.instant_of(DAY, 600)) == 60


def test_she_serves_in_one_place_at_a_time_and_is_not_told_where_the_other_is(app: Flask) -> None:
    document = make.admission().document
    with app.app_context():
        here = make.volunteer(document=document)
        there = make.volunteer(make.JUNMEN, document=document)
        make_shifts.shift(here, "running", on=date(2026, 3, 16), start_min=540)
        with make.working_at(make.JUNMEN, "junmen") as scope, pytest.raises(RuleBroken, match="另一段服务重叠") as refused:
            shifts.start(scope, there, "haircut", "counter")
        assert "连翔" not in refused.value.message


@pytest.mark.parametrize(
    "said",
    [
        Confirmation("counter", "family", "陈秀英"),
        Confirmation("counter", "recipient", "陈 秀英"),
        Confirmation("phone", "family", "13900005678"),
        Confirmation("code", "recipient", "林建国", "139-0000-5678"),
        Confirmation("counter", "family", ""),
    ],
)
def test_nobody_confirms_her_own_hours(app: Flask, said: Confirmation) -> None:
    with app.app_context():
        shift_id = make_shifts.shift(make.volunteer())
        with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken):
            shifts.confirm(scope, shift_id, said)
        assert state(shift_id) == "ended"


def test_a_clerk_neither_confirms_nor_verifies_her_own_hours(app: Flask) -> None:
    with app.app_context():
        herself = make.volunteer(name="刘站长", phone="13900002222")
        ended, confirmed = make_shifts.shift(herself), make_shifts.shift(herself, "confirmed", start_min=700)
        with make.working_at(make.LIANXIANG) as scope:
            db.session.execute(update(Account).where(Account.id == scope.account_id).values(display_name="刘站长"))
        for action in (lambda scope: shifts.confirm(scope, ended, make_shifts.DAUGHTER), lambda scope: shifts.verify(scope, [confirmed])):
            with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="您就是这位志愿者本人"):
                action(scope)
        with make.working_at(make.LIANXIANG, "lianxiang_helper") as scope:
            shifts.confirm(scope, ended, make_shifts.DAUGHTER)
            assert shifts.verify(scope, [ended, confirmed]) == 2


def test_where_two_are_wanted_who_confirmed_does_not_verify(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    under(monkeypatch, needs_two=True)
    with app.app_context():
        shift_id = make_shifts.shift(make.volunteer(), "confirmed", name="lianxiang_helper")
        with make.working_at(make.LIANXIANG, "lianxiang_helper") as scope, pytest.raises(Conflict, match="另一位工作人员"):
            shifts.verify(scope, [shift_id])
        with make.working_at(make.LIANXIANG) as scope:
            assert shifts.verify(scope, [shift_id]) == 1


@pytest.mark.parametrize("reached", ["planned", "running", "ended", "confirmed", "verified"])
def test_a_void_shift_frees_her_time(app: Flask, reached: str) -> None:
    with app.app_context():
        chen = make.volunteer()
        shift_id = make_shifts.shift(chen, reached)
        with make.working_at(make.LIANXIANG) as scope:
            shifts.void(scope, shift_id, "登记错了")
            with pytest.raises(Conflict):
                shifts.void(scope, shift_id, "再作废一次")
        assert state(make_shifts.shift(chen, "confirmed")) == "confirmed"


def test_a_step_out_of_turn_is_refused(app: Flask) -> None:
    with app.app_context():
        planned = make_shifts.shift(make.volunteer(), "planned")
        credited = make_shifts.shift(make.volunteer(phone="13911112222"), "credited")
        with make.working_at(make.LIANXIANG) as scope:
            for refused in (
                lambda: shifts.sign_out(scope, planned, "counter"),
                lambda: shifts.confirm(scope, planned, make_shifts.DAUGHTER),
                lambda: shifts.verify(scope, [planned]),
                lambda: shifts.void(scope, credited, "记错了"),
                lambda: disputes.raise_dispute(scope, credited, "没有来", "phone"),
            ):
                with pytest.raises(Conflict):
                    refused()


def test_another_stations_shift_is_not_there(app: Flask) -> None:
    with app.app_context():
        theirs = make_shifts.shift(make.volunteer(make.JUNMEN), "ended", make.JUNMEN, "junmen")
        with make.working_at(make.LIANXIANG) as scope:
            for which in (theirs, uuid4()):
                for refused in (
                    lambda it=which: shifts.sign_in(scope, it, "counter"),
                    lambda it=which: shifts.confirm(scope, it, make_shifts.DAUGHTER),
                    lambda it=which: shifts.verify(scope, [it]),
                    lambda it=which: shifts.void(scope, it, "不是本站的"),
                    lambda it=which: disputes.raise_dispute(scope, it, "没有来", "code"),
                ):
                    with pytest.raises(NotFound):
                        refused()


def signed(volunteer_id: UUID, number: int = 1, serial: str = "", **changes: object) -> SignedRow:
    usual = {"served_on": DAY, "start_min": 540, "worked_min": 60, "kind": "meals", "confirmed_as": "recipient", "confirmer": "林依姆"}
    return SignedRow(volunteer_id, **{**usual, "sheet_row": f"{serial}-{number:02d}" if serial else "", **changes})  # type: ignore[arg-type]


def test_a_signed_row_is_keyed_once_and_waits_to_be_verified(app: Flask) -> None:
    with app.app_context():
        chen, serial = make.volunteer(), make_shifts.hours_sheet()
        with make.working_at(make.LIANXIANG) as scope:
            keyed = sheets.key_rows(scope, [signed(chen, 1, serial), signed(chen, 2, serial, start_min=None)], serial=serial)
            assert {queries.get_shift(scope, it).state for it in keyed} == {"confirmed"}
            with pytest.raises(RuleBroken, match="第 2 行以前录入过") as refused:
                sheets.key_rows(scope, [signed(chen, 3, serial, start_min=700), signed(chen, 2, serial, start_min=None)], serial=serial)
            assert refused.value.field == "rows-1-number"
            for rows, other in (([signed(chen, 13, serial)], serial), ([signed(chen, 1, "260316-AAAA")], "260316-AAAA")):
                with pytest.raises(RuleBroken):
                    sheets.key_rows(scope, rows, serial=other)
        assert balance(chen) == 0


def test_a_plan_may_not_be_twice_at_once_nor_in_the_past(app: Flask) -> None:
    with app.app_context():
        chen = make.volunteer()
        with make.working_at(make.LIANXIANG) as scope:
            shifts.plan(scope, Plan((chen,), "meals", date(2026, 3, 17), 540, 60))
            for bad in (Plan((chen,), "meals", date(2026, 3, 17), 570, 60), Plan((chen,), "meals", DAY), Plan((), "meals", DAY)):
                with pytest.raises(RuleBroken):
                    shifts.plan(scope, bad)
            assert len(shifts.plan(scope, Plan((chen,), "meals", date(2026, 3, 17), 600, 60))) == 1


@pytest.mark.parametrize(("verdict", "new_min", "credited"), [("upheld", None, 90), ("changed", 45, 45), ("void", None, 0)])
def test_a_dispute_freezes_the_credit_until_the_county_decides(app: Flask, verdict: str, new_min: int | None, credited: int) -> None:
    with app.app_context():
        chen = make.volunteer()
        dispute_id = make_shifts.dispute(chen)
        assert credit() == 0
        with make.working_at(make.JINAN, "jinan") as scope:
            disputes.decide(scope, dispute_id, disputes.Verdict(verdict), reason="已核对签到记录", new_min=new_min, version=1)
        credit(LATER + timedelta(days=5))
        assert balance(chen) == credited
        with make.working_at(make.LIANXIANG) as scope:
            account_id = get_volunteer(scope, chen).account_id
            worked_min = sum_days(scope, account_ids=[account_id], days=[DAY]).get((account_id, DAY), (0, 0))[0]
        assert worked_min == credited
        with make.working_at(make.CITY, "fuzhou") as scope:
            assert ledger.verify(scope) == tallies.differences(scope) == []


def test_the_county_does_not_decide_twice_nor_what_it_raised_itself(app: Flask) -> None:
    with app.app_context():
        dispute_id = make_shifts.dispute(make.volunteer())
        make.add_role("jinan", make.LIANXIANG, "manager")
        own = make_shifts.dispute(make.volunteer(phone="13911112222"), name="jinan")

        def decide(which: UUID, name: str, version: int = 1, code: str = make.JINAN) -> None:
            with make.working_at(code, name) as scope:
                disputes.decide(scope, which, disputes.Verdict.UPHELD, reason="属实", new_min=None, version=version)

        with pytest.raises(Conflict, match="您提出的"):
            decide(own, "jinan")
        with pytest.raises(NotFound):
            decide(dispute_id, "gulou", code=make.GULOU)
        decide(dispute_id, "jinan")
        for version in (1, 2):
            with pytest.raises(Conflict, match="维持原时长"):
                decide(dispute_id, "jinan_deputy", version)


def test_credited_hours_are_taken_back_by_a_reversal(app: Flask) -> None:
    with app.app_context():
        chen = make.volunteer()
        shift_id = make_shifts.shift(chen, "credited")
        with make.working_at(make.LIANXIANG) as scope:
            service_id = queries.get_shift(scope, shift_id).service_id
            hours.reverse_hours(scope, service_id, reason="记错了人", once="x")
        assert balance(chen) == 0
        make_shifts.shift(chen, "credited")  # her time is free again
        assert isinstance(credit(), int)


def test_who_withdrew_is_not_signed_in_out_or_confirmed(app: Flask) -> None:
    with app.app_context():
        chen = make.volunteer()
        made = {it: make_shifts.shift(chen, it, start_min=540 + 100 * n) for n, it in enumerate(("planned", "ended", "confirmed"))}
        withdraw(chen)
        with make.working_at(make.LIANXIANG) as scope:
            for refused in (
                lambda: shifts.sign_in(scope, made["planned"], "counter"),
                lambda: shifts.start(scope, chen, "meals", "counter"),
                lambda: shifts.confirm(scope, made["ended"], make_shifts.DAUGHTER),
                lambda: shifts.verify(scope, [made["confirmed"]]),
                lambda: sheets.key_rows(scope, [signed(chen)]),
            ):
                with pytest.raises(PortalError, match="已撤回同意"):
                    refused()


def test_what_the_county_let_stand_is_not_frozen_a_second_time(app: Flask) -> None:
    with app.app_context():
        dispute_id = make_shifts.dispute(make.volunteer())
        with make.working_at(make.JINAN, "jinan") as scope:
            disputes.decide(scope, dispute_id, Verdict.UPHELD, reason="已核对签到记录", new_min=None, version=1)
        with make.working_at(make.LIANXIANG) as scope:
            shift_id = dispute_rows.get_dispute(scope, dispute_id).shift_id
            with pytest.raises(Conflict, match="裁定维持，不能再提"):
                disputes.raise_dispute(scope, shift_id, "还是不对", "code")
