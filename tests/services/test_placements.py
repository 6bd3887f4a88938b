"""The way into work below the views: the gate, the county's exception, what counts, what is learnt later, what is erased."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.people import queries as people_rows
from portal.people.rules import ConsentChannel
from portal.people.services.consent import withdraw_consent
from portal.people.services.records import erase_record, merge_records
from portal.placement.queries import follow_ups as follow_rows
from portal.placement.queries import gates as gate_rows
from portal.placement.queries import health as health_rows
from portal.placement.queries import placements as rows
from portal.placement.rules.gate import Missing
from portal.placement.rules.health import VoidCause
from portal.placement.rules.work import Answer, JobWishDraft, Leaving
from portal.placement.services import follow_ups, gates, health, placements
from portal.placement.services.placements import GateClosed
from portal.tallies import services as tallies
from portal.tallies.queries import sum_values
from portal.training.queries import get_record
from portal.training.records import TRAINEES
from portal.training.rules.courses import Tier
from portal.training.rules.intake import Trade
from tests import make, make_work

FULL = {"placed": 1, "placed_trained": 1, "placed_checked": 1}


def figures(code: str = make.LIANXIANG, month: str = "2026-03") -> dict[str, int]:
    """What a unit's month says of placements, without zeros."""
    with make.working_at(code) as scope:
        found = sum_values(scope, tenants=[scope.tenant_id], first=month, last=month)
    return {row.indicator: row.value for row in found if row.value and row.indicator.startswith("placed")}


def differences() -> list[Any]:
    with make.working_at(make.CITY) as scope:
        return tallies.differences(scope)


def test_work_elsewhere_and_a_business_of_her_own_are_counted_with_it_and_taken_back_with_it(session: Session) -> None:
    founded = make_work.placement(make_work.ready(), make_work.employer(kind="own", name="李梅月嫂工作室"), place="away")
    make_work.placement(make_work.ready(n=2), make_work.employer())
    every = {"placed": 2, "placed_trained": 2, "placed_checked": 2}
    assert figures() == {**every, "placed_away": 1, "placed_own": 1}
    void(founded)
    assert figures() == FULL
    assert differences() == []


def end(placement_id: UUID, *, version: int = 1, **changes: Any) -> None:
    usual: dict[str, Any] = {"ended_on": date(2026, 3, 16), "cause": "family", "note": ""}
    with make.working_at(make.LIANXIANG) as scope:
        placements.end_placement(scope, placement_id, Leaving(**{**usual, **changes}), version=version)


def void(placement_id: UUID, *, version: int = 1) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        placements.void_placement(scope, placement_id, reason="登记错了人", version=version)


def answer(**changes: Any) -> Answer:
    usual: dict[str, Any] = {"done_on": date(2026, 4, 20), "outcome": "working", "satisfaction": 4, "note": "", "leaving": None}
    return Answer(**{**usual, "income_band": "", "income_consent": None, **changes})


def follow(
    placement_id: UUID, day: int = 30, *, version: int = 1, on: datetime = datetime(2026, 4, 20, 4, tzinfo=UTC), **changes: Any
) -> None:
    with clock.pretending(on), make.working_at(make.LIANXIANG) as scope:
        follow_ups.note_follow_up(scope, placement_id, day, answer(**changes), version=version)


def state_of(request_id: UUID) -> str:
    with make.working_at(make.LIANXIANG) as scope:
        return str(gate_rows.get_request(scope, request_id).state)


def test_a_woman_with_all_she_needs_is_placed_and_counts_in_full(session: Session) -> None:
    make_work.placement(make_work.ready())
    assert figures() == FULL
    assert figures(make.JINAN) == FULL
    assert differences() == []


def test_a_woman_who_lacks_something_is_not_placed_and_all_of_it_is_said(session: Session) -> None:
    trainee_id, employer_id = make.trainee(), make_work.employer()
    with pytest.raises(GateClosed) as refused:
        make_work.placement(trainee_id, employer_id)
    assert [it.what for it in refused.value.lacks] == [Missing.PRE_JOB, Missing.HEALTH]
    assert figures() == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"tier": Tier.GENERAL},
        {"checked_on": date(2025, 3, 14), "expires_on": date(2026, 3, 15)},
    ],
    ids=["wrong tier", "over the day before"],
)
def test_a_certificate_that_does_not_do_lets_nobody_through(session: Session, changes: dict[str, Any]) -> None:
    trainee_id = make.trainee()
    make_work.pre_job(trainee_id)
    make_work.health_check(trainee_id, **changes)
    with pytest.raises(GateClosed, match="健康证明"):
        make_work.placement(trainee_id)


def test_a_voided_certificate_lets_nobody_through_and_with_her_consent_its_words_go(session: Session) -> None:
    trainee_id = make.trainee()
    make_work.pre_job(trainee_id)
    check_id = make_work.health_check(trainee_id)
    with make.working_at(make.LIANXIANG) as scope:
        health.void_check(scope, check_id, VoidCause.WITHDRAWN, reason="")
        row = health_rows.get_check(scope, check_id)
        said = [(it.purpose, it.action) for it in people_rows.list_consent(scope, trainee_id)]
    assert (row.number, row.issuer) == ("", "")
    assert sorted(said) == [("basic", "given"), ("health", "given"), ("health", "withdrawn")]
    with pytest.raises(GateClosed):
        make_work.placement(trainee_id)
    with pytest.raises(Conflict, match="已经作废过"), make.working_at(make.LIANXIANG) as scope:
        health.void_check(scope, check_id, VoidCause.MISTAKE, reason="")


def test_training_completed_after_the_day_she_starts_does_not_count(session: Session) -> None:
    trainee_id = make.trainee()
    make_work.health_check(trainee_id)
    make_work.pre_job(trainee_id, ended_on=date(2026, 3, 16))
    with pytest.raises(GateClosed, match="岗前培训"):
        make_work.placement(trainee_id, started_on=date(2026, 3, 15))
    assert make_work.placement(trainee_id, make_work.employer(name="另一家公司"), started_on=date(2026, 3, 16))


def test_who_withdrew_her_consent_is_not_placed_nor_asked_for(session: Session) -> None:
    trainee_id = make_work.ready()
    with make.working_at(make.LIANXIANG) as scope:
        withdraw_consent(scope, get_record(scope, trainee_id), channel="phone", note="")
    for attempt in (lambda: make_work.placement(trainee_id), lambda: make_work.gate_request(trainee_id)):
        with pytest.raises(Conflict, match="已撤回同意"):
            attempt()


def test_she_works_once_for_an_employer_at_a_time(session: Session) -> None:
    trainee_id, employer_id = make_work.ready(), make_work.employer()
    first = make_work.placement(trainee_id, employer_id)
    with pytest.raises(Conflict, match="正在这个用工单位上岗"):
        make_work.placement(trainee_id, employer_id)
    end(first)
    assert make_work.placement(trainee_id, employer_id)
    assert figures()["placed"] == 2, "who left stays counted"


def test_an_exception_is_granted_by_the_county_used_once_and_the_rates_tell_of_it(session: Session) -> None:
    trainee_id, other_id, employer_id = make.trainee(n=1), make.trainee(n=2), make_work.employer()
    for who in (trainee_id, other_id):
        make_work.pre_job(who)
    request_id = make_work.gate_request(trainee_id)
    with pytest.raises(GateClosed):
        make_work.placement(trainee_id, employer_id)
    make_work.decided(request_id)
    for who, course in ((other_id, "tidying"), (trainee_id, "nutrition")):
        with pytest.raises(GateClosed):
            make_work.placement(who, employer_id, course_id=make_work.course_id(course))
    placement_id = make_work.placement(trainee_id, employer_id)
    assert figures() == {"placed": 1, "placed_trained": 1}
    assert state_of(request_id) == "used"
    with pytest.raises(GateClosed):
        make_work.placement(trainee_id, make_work.employer(name="另一家公司"))
    void(placement_id)
    assert state_of(request_id) == "granted", "a mistake uses nothing up"
    assert differences() == []


def test_a_grant_lets_her_start_between_its_days_only(session: Session) -> None:
    trainee_id = make.trainee()
    make_work.decided(make_work.gate_request(trainee_id))
    with pytest.raises(GateClosed):
        make_work.placement(trainee_id, started_on=date(2026, 3, 15))
    with clock.pretending(datetime(2026, 3, 27, 4, tzinfo=UTC)), pytest.raises(GateClosed):
        make_work.placement(trainee_id, make_work.employer(name="甲公司"), started_on=date(2026, 3, 27))
    with clock.pretending(datetime(2026, 3, 27, 4, tzinfo=UTC)):
        assert make_work.placement(trainee_id, make_work.employer(name="乙公司"), started_on=date(2026, 3, 26))
    assert figures() == {"placed": 1}


def test_a_grant_for_one_thing_does_not_cover_another(session: Session) -> None:
    trainee_id = make.trainee()
    make_work.pre_job(trainee_id, ended_on=date(2026, 3, 16))
    make_work.decided(make_work.gate_request(trainee_id))
    with clock.pretending(datetime(2026, 3, 17, 4, tzinfo=UTC)), make.working_at(make.LIANXIANG) as scope:
        [row] = gate_rows.list_of_trainee(scope, trainee_id)
    assert row.lacks == "health"
    later = make.trainee(n=2)
    make_work.health_check(later)
    make_work.decided(make_work.gate_request(later))
    with make.working_at(make.LIANXIANG) as scope:
        health.void_check(scope, health_rows.list_of_trainee(scope, later)[0].id, VoidCause.MISTAKE, reason="")
    with pytest.raises(GateClosed):
        make_work.placement(later)


def test_nobody_decides_what_she_asked_herself(session: Session) -> None:
    make.add_role("lianxiang", make.JINAN, "county_admin")
    request_id = make_work.gate_request(make.trainee())
    with pytest.raises(Conflict, match="另一位管理员"):
        make_work.decided(request_id, name="lianxiang")
    make_work.decided(request_id, is_granted=False)
    assert state_of(request_id) == "refused"


def test_what_was_decided_is_not_decided_again(session: Session) -> None:
    request_id = make_work.gate_request(make.trainee())
    make_work.decided(request_id)
    with pytest.raises(Conflict, match="已同意"):
        make_work.decided(request_id, is_granted=False, name="jinan_deputy")


def test_another_county_finds_nothing_to_decide(session: Session) -> None:
    request_id = make_work.gate_request(make.trainee())
    with pytest.raises(NotFound):
        make_work.decided(request_id, name="gulou", code=make.GULOU)


@pytest.mark.parametrize(
    ("until", "words"),
    [(None, "必须写明有效到"), (date(2026, 3, 15), "不能早于今天"), (date(2026, 4, 16), "最长 30 天")],
)
def test_a_grant_without_an_end_or_for_too_long(session: Session, until: date | None, words: str) -> None:
    request_id = make_work.gate_request(make.trainee())
    with pytest.raises(RuleBroken, match=words), make.working_at(make.JINAN, "jinan") as scope:
        gates.decide_request(scope, request_id, is_granted=True, words="请尽快补齐", ends_on=until, version=1)


@pytest.mark.parametrize(("reason", "words"), [("李梅急着上岗", "姓名"), ("雇主电话 13800001234", "号码")])
def test_what_the_county_is_told_names_nobody(session: Session, reason: str, words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        make_work.gate_request(make.trainee(), reason=reason)


def test_who_lacks_nothing_needs_no_exception(session: Session) -> None:
    with pytest.raises(RuleBroken, match="什么都不缺"):
        make_work.gate_request(make_work.ready())


def test_a_mistaken_placement_counts_no_more_in_an_open_month_only(session: Session) -> None:
    first, second = (make_work.placement(make_work.ready(n=n), make_work.employer(name=f"第{n}家公司")) for n in (1, 2))
    void(first)
    assert figures() == FULL
    with pytest.raises(Conflict, match="已经作废过"):
        void(first, version=2)
    with make.working_at(make.LIANXIANG) as scope:
        tallies.close_month(scope, "2026-03")
    with pytest.raises(Conflict, match="2026"):
        void(second)
    assert figures() == FULL
    assert differences() == []


def test_income_is_noted_with_her_word_alone(session: Session) -> None:
    trainee_id = make_work.ready()
    with pytest.raises(RuleBroken, match="没有她的同意"):
        make_work.placement(trainee_id, income_band="to_5000")
    placement_id = make_work.placement(
        trainee_id, make_work.employer(name="甲公司"), income_band="to_5000", income_consent=ConsentChannel.PHONE
    )
    with make.working_at(make.LIANXIANG) as scope:
        assert rows.get_placement(scope, placement_id).income_band == "to_5000"
        assert "income" in {it.purpose for it in people_rows.list_consent(scope, trainee_id)}


def test_a_follow_up_is_made_once_at_its_mark_and_ends_the_placement_of_who_left(session: Session) -> None:
    placement_id = make_work.placement(make_work.ready())
    with pytest.raises(RuleBroken, match="从 2026-04-15 起"):
        follow(placement_id, done_on=date(2026, 4, 14))
    follow(placement_id)
    with pytest.raises(Conflict, match="已经登记过"):
        follow(placement_id, version=2)
    with pytest.raises(NotFound):
        follow(placement_id, 60, version=2)
    june = datetime(2026, 6, 20, 4, tzinfo=UTC)
    gone = Leaving(date(2026, 6, 1), "pay", "")
    follow(placement_id, 90, version=2, on=june, done_on=date(2026, 6, 20), outcome="left", leaving=gone)
    with make.working_at(make.LIANXIANG) as scope:
        row = rows.get_placement(scope, placement_id)
    assert (row.ended_on, row.left_cause) == (date(2026, 6, 1), "pay")
    assert figures() == FULL


def test_what_is_due_is_told_overdue_first(session: Session) -> None:
    early = make_work.ready(n=1, taken_on=date(2025, 12, 1))
    make_work.pre_job(early, ended_on=date(2025, 12, 10))
    make_work.health_check(early, checked_on=date(2025, 12, 1), expires_on=date(2026, 12, 1))
    first = make_work.placement(early, started_on=date(2026, 2, 10), contract_on=date(2026, 2, 10))
    make_work.placement(make_work.ready(n=2), make_work.employer(name="甲公司"))
    for today, expected in ((date(2026, 3, 11), []), (date(2026, 3, 12), [(30, False)]), (date(2026, 3, 28), [(30, True)])):
        with make.working_at(make.LIANXIANG) as scope:
            found = [(row.day, bool(row.is_late)) for row in follow_rows.list_due(scope, page=1, today=today) if row.id == first]
        assert found == expected
    with make.working_at(make.LIANXIANG) as scope:
        found = [(row.day, row.is_late) for row in follow_rows.list_due(scope, page=1, today=date(2026, 5, 20))]
        sums = follow_rows.count_due(scope, today=date(2026, 5, 20))
    assert [(day, bool(late)) for day, late in found] == [(30, True), (30, True), (90, False)]
    assert (sums.due, sums.late) == (3, 2)


def test_what_was_erased_tells_of_her_no_more_and_stays_counted(session: Session) -> None:
    trainee_id = make_work.ready()
    placement_id = make_work.placement(trainee_id, note="东家很好", income_band="to_5000", income_consent=ConsentChannel.PHONE)
    follow(placement_id, note="一切都好")
    with make.working_at(make.LIANXIANG) as scope:
        placements.keep_wish(scope, trainee_id, JobWishDraft(Trade.TIDYING, "local", "any", "full", "", date(2026, 3, 1)), version=0)
        copied = {sheet.title: sheet for sheet in TRAINEES.copy(scope, get_record(scope, trainee_id))}
        assert {"求职意向", "健康证明", "上岗", "回访"} <= set(copied)
        assert "一切都好" in copied["回访"].rows[0]
        erase_record(scope, get_record(scope, trainee_id), reason="本人要求删除")
    with make.working_at(make.LIANXIANG) as scope:
        row, [check] = rows.get_placement(scope, placement_id), health_rows.list_of_trainee(scope, trainee_id)
        [asked] = follow_rows.list_of_placements(scope, [placement_id])
        assert (row.note, row.income_band, row.contract_number, check.number, asked.note, asked.satisfaction) == ("", "", "", "", "", None)
        assert rows.find_wish(scope, trainee_id) is None
    assert figures() == FULL


def test_what_hangs_on_a_record_follows_when_two_become_one(session: Session) -> None:
    kept, dropped = make.trainee(n=1, taken_on=date(2026, 3, 1)), make.trainee(n=2)
    make_work.health_check(dropped)
    make_work.decided(make_work.gate_request(dropped))
    make_work.placement(dropped)
    with make.working_at(make.LIANXIANG) as scope:
        for who in (kept, dropped):
            placements.keep_wish(scope, who, JobWishDraft(Trade.TIDYING, "local", "any", "full", "", date(2026, 3, 1)), version=0)
        merge_records(scope, get_record(scope, kept), get_record(scope, dropped), reason="同一人")
        assert len(rows.list_of_trainee(scope, kept)) == 1
        assert len(health_rows.list_of_trainee(scope, kept)) == 1
        assert len(gate_rows.list_of_trainee(scope, kept)) == 1
        assert rows.find_wish(scope, kept) is not None


def test_a_neighbours_rows_are_not_found(session: Session) -> None:
    trainee_id, employer_id = make_work.ready(make.NEIGHBOUR), make_work.employer(make.NEIGHBOUR)
    placement_id = make_work.placement(trainee_id, employer_id, make.NEIGHBOUR)
    mine = make_work.ready(n=2)
    for attempt in (
        lambda: make_work.placement(trainee_id),
        lambda: make_work.placement(mine, employer_id),
        lambda: end(placement_id),
        lambda: void(placement_id),
        lambda: follow(placement_id),
        lambda: make_work.health_check(trainee_id),
        lambda: make_work.gate_request(trainee_id),
    ):
        with pytest.raises(NotFound):
            attempt()
