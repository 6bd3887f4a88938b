"""Who is meant on a station's roll, and how long a day may be."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import pytest

from portal.core.errors import RuleBroken
from portal.core.text import BadInput
from portal.volunteer.rules.bank_rules import BankRules, stars_of, to_next_star
from portal.volunteer.rules.hours import Work, check_days, check_work
from portal.volunteer.rules.roll import Enrolled, Guardian, Particulars, check_told, find_on_roll, refusal_to_serve, settle

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
    check_days(list(enumerate(works)), served)


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
        check_days(list(enumerate(works)), served)
    assert broken.value.field == f"rows-{row}-worked"


ADULT, MINOR, CHILD = date(1985, 6, 1), date(2010, 3, 17), date(2012, 3, 17)
FATHER = Guardian("陈大山", "13700001111", "in_person", date(2026, 3, 1))


def test_the_birth_of_the_document_goes_before():
    assert settle(Particulars(), ADULT, BankRules(), today=TODAY).born_on == ADULT
    with pytest.raises(RuleBroken, match="与证件号码里的出生日期 1985-06-01 不一致") as broken:
        settle(Particulars(date(1985, 6, 2)), ADULT, BankRules(), today=TODAY)
    assert broken.value.field == "born_on"


@pytest.mark.parametrize(("born_on", "words"), [(date(2026, 3, 17), "晚于今天"), (date(1869, 12, 31), "太早"), (CHILD, "满 14 岁")])
def test_a_birth_that_cannot_be_or_is_too_late_is_refused(born_on, words):
    with pytest.raises(RuleBroken, match=words):
        settle(Particulars(born_on), None, BankRules(), today=TODAY)


def test_who_is_fourteen_on_the_day_may_help_and_who_received_only_has_no_age():
    assert settle(Particulars(date(2012, 3, 16), guardian=FATHER), None, BankRules(), today=TODAY).guardian == FATHER
    only = settle(Particulars(CHILD, skills=("meals",), guardian=FATHER, is_receiver_only=True), None, BankRules(), today=TODAY)
    assert (only.skills, only.guardian, only.born_on) == ((), Guardian(), CHILD)


@pytest.mark.parametrize("missing", ["name", "phone", "channel", "consented_on"])
def test_a_minor_has_a_guardian_who_agreed(missing):
    partly = replace(FATHER, **{missing: None if missing == "consented_on" else ""})
    with pytest.raises(RuleBroken, match="未满 18 岁") as broken:
        settle(Particulars(MINOR, guardian=partly), None, BankRules(), today=TODAY)
    assert broken.value.field == f"guardian_{missing}"


def test_no_guardian_is_kept_of_who_is_of_age_nor_one_of_tomorrow():
    assert settle(Particulars(ADULT, guardian=FATHER), None, BankRules(), today=TODAY).guardian == Guardian()
    with pytest.raises(RuleBroken, match="还没有到"):
        settle(Particulars(MINOR, guardian=replace(FATHER, consented_on=date(2026, 3, 17))), None, BankRules(), today=TODAY)


def test_a_later_rule_does_not_lock_who_was_registered():
    before = Particulars(MINOR, guardian=FATHER)
    assert settle(before, None, BankRules(least_age=16), today=TODAY, before=before) == before
    with pytest.raises(RuleBroken, match="不能清空"):
        settle(Particulars(), None, BankRules(), today=TODAY, before=before)


@dataclass
class Person:
    born_on: date | None = ADULT
    has_guardian: bool = False
    is_receiver_only: bool = False


@pytest.mark.parametrize(
    ("who", "words"),
    [
        (Person(), ""),
        (Person(None), ""),
        (Person(MINOR, has_guardian=True), ""),
        (Person(MINOR), "监护人"),
        (Person(date(2008, 3, 16)), ""),
        (Person(date(2008, 3, 17)), "监护人"),
        (Person(CHILD, has_guardian=True), "未满 14 岁"),
        (Person(is_receiver_only=True), "受赠家人"),
    ],
)
def test_who_may_serve(who, words):
    refusal = refusal_to_serve(who, BankRules(), TODAY)
    assert words in refusal
    assert bool(refusal) == bool(words)


def test_more_than_she_agreed_to_is_not_written_down():
    kept = Particulars(community_code="350111100013")
    with pytest.raises(RuleBroken, match="新版") as broken:
        check_told(replace(kept, skills=("meals",)), kept, consented_to=1)
    assert broken.value.field == "has_consented"
    check_told(replace(kept, skills=("meals",)), kept, consented_to=2)
    check_told(kept, kept, consented_to=1)
    check_told(Particulars(is_receiver_only=True), kept, consented_to=1)


@pytest.mark.parametrize(
    ("life_min", "stars", "missing"), [(0, 0, 6000), (5999, 0, 1), (6000, 1, 12000), (89_999, 4, 1), (90_000, 5, None)]
)
def test_stars_follow_the_hours_of_a_life(life_min, stars, missing):
    assert (stars_of(life_min), to_next_star(life_min)) == (stars, missing)
