"""Who may do what with a problem, and the days it is given."""

from datetime import date

import pytest

from portal.core.errors import RuleBroken
from portal.core.scope import Level
from portal.problems.rules.problems import Stand, State, Step, Who, check_due, check_postponed, days_words, why_not

TODAY = date(2026, 3, 16)
STATION, COUNTY, CITY = Who(7, 31, Level.STATION), Who(8, 21, Level.COUNTY), Who(9, 1, Level.CITY)
OF_STATION_BY_COUNTY = (31, Level.COUNTY)
OF_STATION_BY_CITY = (31, Level.CITY)
OF_COUNTY = (21, Level.CITY)


@pytest.mark.parametrize(
    ("step", "state", "about", "who", "may"),
    [
        (Step.FIX, State.OPEN, OF_STATION_BY_COUNTY, STATION, True),
        (Step.FIX, State.OPEN, OF_STATION_BY_COUNTY, COUNTY, False),
        (Step.FIX, State.FIXED, OF_STATION_BY_COUNTY, STATION, False),
        (Step.FIX, State.CLOSED, OF_STATION_BY_COUNTY, STATION, False),
        (Step.FIX, State.WITHDRAWN, OF_STATION_BY_COUNTY, STATION, False),
        (Step.FIX, State.OPEN, OF_COUNTY, COUNTY, True),
        (Step.ACCEPT, State.FIXED, OF_STATION_BY_COUNTY, COUNTY, True),
        (Step.ACCEPT, State.FIXED, OF_STATION_BY_COUNTY, CITY, True),
        (Step.ACCEPT, State.FIXED, OF_STATION_BY_COUNTY, STATION, False),
        (Step.ACCEPT, State.FIXED, OF_STATION_BY_COUNTY, Who(5, 21, Level.COUNTY), False),
        (Step.ACCEPT, State.FIXED, OF_STATION_BY_CITY, COUNTY, False),
        (Step.ACCEPT, State.FIXED, OF_STATION_BY_CITY, CITY, True),
        (Step.ACCEPT, State.FIXED, OF_COUNTY, COUNTY, False),
        (Step.ACCEPT, State.FIXED, OF_COUNTY, CITY, True),
        (Step.ACCEPT, State.OPEN, OF_COUNTY, CITY, False),
        (Step.SEND_BACK, State.FIXED, OF_COUNTY, CITY, True),
        (Step.SEND_BACK, State.CLOSED, OF_COUNTY, CITY, False),
        (Step.POSTPONE, State.OPEN, OF_STATION_BY_COUNTY, COUNTY, True),
        (Step.POSTPONE, State.OPEN, OF_STATION_BY_COUNTY, CITY, False),
        (Step.POSTPONE, State.OPEN, OF_STATION_BY_CITY, COUNTY, False),
        (Step.POSTPONE, State.FIXED, OF_STATION_BY_COUNTY, COUNTY, False),
        (Step.WITHDRAW, State.OPEN, OF_COUNTY, CITY, True),
        (Step.WITHDRAW, State.OPEN, OF_COUNTY, COUNTY, False),
        (Step.AMEND, State.OPEN, OF_STATION_BY_COUNTY, STATION, False),
    ],
)
def test_who_may_do_what(step: Step, state: State, about: tuple[int, Level], who: Who, may: bool) -> None:
    fixed_by = 5 if state in {State.FIXED, State.CLOSED} else None
    assert (why_not(step, Stand(state, *about, fixed_by=fixed_by), who) == "") is may


@pytest.mark.parametrize("day", [date(2026, 3, 15), date(2028, 3, 16), date(1999, 1, 1)])
def test_a_day_that_cannot_be_kept_is_refused(day: date) -> None:
    with pytest.raises(RuleBroken):
        check_due(day, TODAY)


@pytest.mark.parametrize("day", [TODAY, date(2028, 2, 29)])
def test_a_day_that_can_be_kept_is_taken(day: date) -> None:
    check_due(day, TODAY)


@pytest.mark.parametrize(("day", "before"), [(date(2026, 4, 1), date(2026, 4, 1)), (date(2026, 3, 10), date(2026, 3, 1))])
def test_a_postponed_day_is_later_and_not_past(day: date, before: date) -> None:
    with pytest.raises(RuleBroken):
        check_postponed(day, before=before, today=TODAY)


@pytest.mark.parametrize(
    ("state", "due_on", "words"),
    [
        ("open", date(2026, 3, 15), "逾期 1 天"),
        ("open", TODAY, "今天到期"),
        ("open", date(2026, 3, 20), "还剩 4 天"),
        ("fixed", date(2026, 3, 1), ""),
    ],
)
def test_how_long_is_left(state: str, due_on: date, words: str) -> None:
    assert days_words(state, due_on, TODAY) == words
