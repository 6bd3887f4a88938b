"""Who is meant on a station's roll, and how long a day may be."""

from datetime import date
from uuid import UUID

import pytest

from portal.core.errors import RuleBroken
from portal.core.text import BadInput
from portal.volunteer.rules import Enrolled, Work, check_days, check_work, find_on_roll

CHEN, LIN, OTHER_CHEN = (UUID(int=n) for n in (1, 2, 3))
ROLL = [
    Enrolled(CHEN, CHEN, "V3501000000001", "陈秀英"),
    Enrolled(LIN, LIN, "V3501000000002", "林小红"),
    Enrolled(OTHER_CHEN, OTHER_CHEN, "V3501000000003", "陈秀英"),
]
TODAY, FIFTH = date(2026, 3, 16), date(2026, 3, 5)


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("林小红", LIN),
        (" 林小红 ", LIN),
        ("V3501000000003", OTHER_CHEN),
        ("v3501000000001", CHEN),
        ("Ｖ３５０１００００００００３", OTHER_CHEN),
        ("陈秀英 V3501000000001", CHEN),
        ("陈秀英　V3501000000003", OTHER_CHEN),
    ],
)
def test_a_volunteer_is_meant_by_name_number_or_both(typed, who):
    assert find_on_roll(ROLL, typed).id == who


@pytest.mark.parametrize("typed", ["", "王五", "林", "V3501", "林小红 V3501000000001", "V35010000000010"])
def test_nobody_is_guessed(typed):
    with pytest.raises(BadInput, match="本站没有这位志愿者"):
        find_on_roll(ROLL, typed)


def test_a_name_of_two_is_nobodys():
    with pytest.raises(BadInput, match="本站有 2 位“陈秀英”"):
        find_on_roll(ROLL, "陈秀英")


def work(account=CHEN, day=FIFTH, worked_min=60):
    return Work(account, day, None, worked_min, "meals")


@pytest.mark.parametrize("day", [TODAY, date(2024, 3, 16)])
def test_service_of_today_and_of_two_years_back_may_be_registered(day):
    check_work(work(day=day), today=TODAY)


@pytest.mark.parametrize(("day", "words"), [(date(2026, 3, 17), "还没有到"), (date(2024, 3, 15), "太早"), (date(1, 1, 1), "太早")])
def test_a_day_to_come_or_long_past_is_refused(day, words):
    with pytest.raises(RuleBroken, match=words) as broken:
        check_work(work(day=day), today=TODAY, prefix="rows-2-")
    assert broken.value.field == "rows-2-served_on"


@pytest.mark.parametrize(
    ("works", "served"),
    [
        ([work(worked_min=1440)], {}),
        ([work(worked_min=720), work(worked_min=720)], {}),
        ([work(worked_min=1440), work(LIN, worked_min=1440)], {}),
        ([work(worked_min=1440), work(day=date(2026, 3, 6), worked_min=1440)], {}),
        ([work(worked_min=440)], {(CHEN, FIFTH): 1000, (LIN, FIFTH): 1440}),
    ],
)
def test_a_day_may_be_full(works, served):
    check_days(works, served)


@pytest.mark.parametrize(
    ("works", "served", "row"),
    [
        ([work(worked_min=720), work(worked_min=721)], {}, 1),
        ([work(LIN), work(worked_min=441)], {(CHEN, FIFTH): 1000}, 1),
        ([work(worked_min=1)], {(CHEN, FIFTH): 1440}, 0),
    ],
)
def test_a_day_longer_than_a_day_is_refused_at_the_row_that_makes_it_so(works, served, row):
    with pytest.raises(RuleBroken, match="一天不能超过 24小时") as broken:
        check_days(works, served)
    assert broken.value.field == f"rows-{row}-worked"
