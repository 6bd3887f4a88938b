"""Requests and series: from the asking to the end, what counts of them, and what is made ahead."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.care.models import ServiceRequest
from portal.care.nightly import make_everywhere
from portal.care.queries import requests as queries
from portal.care.queries.requests import RequestRow
from portal.care.rules.requests import State
from portal.care.services import requests, series
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.tallies.models import Outcome
from tests import make, make_care, make_requests

TODAY = date(2026, 3, 16)
pytestmark = pytest.mark.usefixtures("session")


def shown(request_id: UUID, code: str = make.LIANXIANG) -> RequestRow:
    with make.working_at(code) as scope:
        return queries.get_request(scope, request_id)


def at(minute: int, day: date = TODAY) -> datetime:
    return clock.instant_of(day, minute)


def counted(request_id: UUID) -> set[tuple[str, date]]:
    with make.working_at(make.LIANXIANG) as scope:
        own = (scope.owns(Outcome), Outcome.subject_id == request_id, Outcome.voided_at.is_(None))
        return {(row[0], row[1]) for row in db.session.execute(select(Outcome.indicator, Outcome.happened_on).where(*own), scope.binds)}


def days_of(series_id: UUID) -> list[tuple[date, str]]:
    with make.working_at(make.LIANXIANG) as scope:
        own = (scope.owns(ServiceRequest), ServiceRequest.series_id == series_id)
        columns = select(ServiceRequest.wanted_on, ServiceRequest.state).where(*own).order_by(ServiceRequest.wanted_on)
        return [(row[0], row[1]) for row in db.session.execute(columns, scope.binds)]


def test_numbers_run_through_a_month_at_each_station_by_itself() -> None:
    ours = [shown(make_requests.service_request()).number for _ in range(2)]
    assert ours == ["F2603-0001", "F2603-0002"]
    assert shown(make_requests.service_request(make.NEIGHBOUR), make.NEIGHBOUR).number == "F2603-0001"


@pytest.mark.parametrize(
    ("asked", "arrived", "is_urgent", "wanted"),
    [
        (600, 630, True, {"care_done", "care_urgent", "care_in_time"}),
        (600, 631, True, {"care_done", "care_urgent"}),
        (600, None, True, {"care_done", "care_urgent"}),
        (600, 610, False, {"care_done"}),
    ],
)
def test_what_was_done_counts_by_its_clock(asked: int, arrived: int | None, is_urgent: bool, wanted: set[str]) -> None:
    with clock.pretending(at(asked)):
        made = make_requests.service_request(is_urgent=is_urgent, start_min=None)
        with make.working_at(make.LIANXIANG) as scope:
            requests.note_arranged(scope, made)
            if arrived is not None:
                requests.note_arrived(scope, made, at(arrived))
            requests.note_done(scope, made, at(700))
            requests.note_done(scope, made, at(710))
    assert counted(made) == {(name, TODAY) for name in wanted}
    row = shown(made)
    assert (row.state, row.waited_min(row.done_at)) == (State.DONE, 100)


def test_what_was_not_done_after_all_counts_no_more() -> None:
    made = make_requests.service_request()
    with make.working_at(make.LIANXIANG) as scope:
        requests.note_arrived(scope, made, clock.now())
        requests.note_done(scope, made, clock.now())
        requests.note_undone(scope, made)
    assert counted(made) == set()
    assert shown(made).state is State.RUNNING


def test_an_earlier_arrival_by_paper_puts_the_figure_right() -> None:
    with clock.pretending(at(600)):
        made = make_requests.service_request(is_urgent=True, start_min=None)
        with make.working_at(make.LIANXIANG) as scope:
            requests.note_done(scope, made, at(700))
            requests.note_arrived(scope, made, at(620))
    assert counted(made) == {("care_done", TODAY), ("care_urgent", TODAY), ("care_in_time", TODAY)}


def test_what_came_by_a_code_waits_to_be_accepted() -> None:
    made, hers = make_requests.code_request(), make_care.recipient()
    assert shown(made).state is State.NEW
    with make.working_at(make.LIANXIANG) as scope:
        with pytest.raises(Conflict, match="待受理"):
            requests.note_arranged(scope, made)
        requests.accept(scope, made, hers, version=1)
        with pytest.raises(Conflict):
            requests.accept(scope, made, hers, version=2)
    row = shown(made)
    assert (row.state, row.served, row.asker) == (State.OPEN, "林阿婆", "王桂香")


def test_nobody_is_served_against_her_will_or_from_another_station() -> None:
    withdrew = make_care.recipient()
    make_requests.withdraw(withdrew)
    foreign = make_care.recipient(make.NEIGHBOUR)
    with pytest.raises(Conflict, match="撤回同意"):
        make_requests.service_request(recipient_id=withdrew)
    with pytest.raises(NotFound):
        make_requests.service_request(recipient_id=foreign)
    with pytest.raises(NotFound):
        make_requests.service_request(facility_id=make_care.facility(make.NEIGHBOUR))


def test_who_is_cancelled_calls_the_helpers_off_and_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[tuple[UUID, str]] = []
    monkeypatch.setattr(requests, "_followers", [])
    requests.follow_cancelling(lambda _scope, which, why: called.append((which, why)))
    made = make_requests.service_request()
    with make.working_at(make.LIANXIANG) as scope:
        requests.note_arranged(scope, made)
        with pytest.raises(RuleBroken, match="姓名"):
            requests.cancel(scope, made, reason="林阿婆住院了")
        requests.cancel(scope, made, reason="老人住院了", version=2)
        with pytest.raises(Conflict, match="已取消"):
            requests.cancel(scope, made, reason="再来一次")
    assert called == [(made, "老人住院了")]


def test_a_closed_month_keeps_what_counted_in_it() -> None:
    from portal.tallies import services as tallies

    made = make_requests.service_request()
    with make.working_at(make.LIANXIANG) as scope:
        requests.note_done(scope, made, clock.now())
    with make.working_at(make.LIANXIANG) as scope:
        tallies.close_month(scope, "2026-03")
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="2026"):
        requests.note_undone(scope, made)


def test_a_series_is_made_fourteen_days_ahead_and_once() -> None:
    made = make_requests.request_series(weekdays="13")
    first = [TODAY + timedelta(days=n) for n in (0, 2, 7, 9, 14)]
    assert days_of(made) == [(day, "open") for day in first]
    assert make_everywhere() == 0
    with clock.pretending(at(180, TODAY + timedelta(days=7))):
        assert make_everywhere() == 2
        assert make_everywhere() == 0
    assert len(days_of(made)) == 7


def test_a_series_ends_on_its_last_day() -> None:
    made = make_requests.request_series(weekdays="1234567", ends_on=TODAY + timedelta(days=3))
    assert len(days_of(made)) == 4
    with clock.pretending(at(180, TODAY + timedelta(days=9))):
        assert make_everywhere() == 0


def test_a_day_is_left_out_before_and_after_it_was_made() -> None:
    made = make_requests.request_series(weekdays="1")
    near, far = TODAY + timedelta(days=7), TODAY + timedelta(days=21)
    with make.working_at(make.LIANXIANG) as scope:
        for day in (near, far):
            series.skip(scope, made, day, reason="过节")
        with pytest.raises(RuleBroken, match="不在这个定期需求里"):
            series.skip(scope, made, TODAY + timedelta(days=1), reason="过节")
    with clock.pretending(at(180, TODAY + timedelta(days=7))):
        assert make_everywhere() == 0
    assert dict(days_of(made)) == {TODAY: "open", near: "cancelled", TODAY + timedelta(days=14): "open", far: "cancelled"}


def test_the_end_of_a_series_cancels_what_is_ahead_of_it() -> None:
    made = make_requests.request_series(weekdays="1")
    with make.working_at(make.LIANXIANG) as scope:
        assert series.end(scope, made, from_on=TODAY + timedelta(days=1), reason="家人回来照顾", version=1) == 2
        with pytest.raises(Conflict, match="已经结束"):
            series.end(scope, made, from_on=TODAY, reason="家人回来照顾", version=2)
    assert [state for _, state in days_of(made)] == ["open", "cancelled", "cancelled"]
    with clock.pretending(at(180, TODAY + timedelta(days=9))):
        assert make_everywhere() == 0


def test_nothing_is_made_for_who_withdrew() -> None:
    hers = make_care.recipient()
    make_requests.request_series(weekdays="1", recipient_id=hers)
    make_requests.withdraw(hers)
    with clock.pretending(at(180, TODAY + timedelta(days=9))):
        assert make_everywhere() == 0
