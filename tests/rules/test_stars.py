"""How a year becomes points and stars."""

from dataclasses import replace

import pytest

from portal.core.errors import RuleBroken
from portal.standing.rules.measures import Value
from portal.standing.rules.star_items import StarItem, StarSystem, Subject, check_system, explain_star_item, key_of
from portal.standing.rules.stars import (
    NOT_JUDGED,
    NOT_SHOWN,
    Rated,
    Shown,
    missing_points,
    rate,
    rating_digest,
    star_line_of,
    star_words,
    stars_for,
)

STORY = key_of("特色做法")
STEPS = (50, 60, 70, 80, 90)
ITEMS = (StarItem("attendances", 60, 100), StarItem("pass_rate", 20, 80), StarItem(STORY, 20, 20, "特色做法"))
SYSTEM = StarSystem(Subject.COUNTY, 2025, ITEMS, STEPS)


def county(attendances: int = 100, rate_of: tuple[int, int] = (8, 10), shown: Shown | None = None, **values: Value) -> Rated:
    known = {"attendances": Value(attendances), "pass_rate": Value(*rate_of), **values}
    return Rated(1, "350111000000", "晋安区", known, {STORY: shown} if shown else {})


@pytest.mark.parametrize(
    ("attendances", "rate_of", "given", "points", "stars"),
    [
        (100, (8, 10), 20, 100_000, 5),
        (900, (10, 10), 20, 100_000, 5),  # more than the full mark brings no more
        (50, (4, 10), 10, 50_000, 1),
        (1, (0, 0), 0, 600, 0),  # nothing under the line brings nothing
        (0, (1, 3), 20, 28_333, 0),  # 1/3 of 80 per cent, half up
        (-5, (8, 10), 20, 40_000, 0),  # less than nothing is nothing
    ],
)
def test_points_add_up_and_bring_stars(attendances: int, rate_of: tuple[int, int], given: int, points: int, stars: int) -> None:
    line = rate(SYSTEM, [county(attendances, rate_of, Shown("市集", given))])[0]
    assert (line.points, line.stars) == (points, stars)


def test_minutes_are_compared_in_hours() -> None:
    system = replace(SYSTEM, items=(StarItem("service", 100, 10),))
    assert rate(system, [county(service=Value(300))])[0].points == 50_000


def test_what_was_not_asked_is_not_counted_and_the_rest_reckoned_up() -> None:
    system = replace(SYSTEM, items=(StarItem("attendances", 60, 100), StarItem("solved_rate", 40, 100)))
    line = rate(system, [county(50, solved_rate=Value(0, 0))])[0]
    assert line.points == 50_000
    assert line.marks[1].points is None
    assert line.marks[1].why == "全年没有到期的问题"


def test_evidence_counts_what_was_given() -> None:
    unseen, unjudged = rate(SYSTEM, [county()])[0], rate(SYSTEM, [county(shown=Shown("市集"))])[0]
    assert [unseen.marks[2].why, unjudged.marks[2].why] == [NOT_SHOWN, NOT_JUDGED]
    assert unseen.points == unjudged.points == 80_000
    assert missing_points([unseen, unjudged]) == [("晋安区", "特色做法")]


def test_lines_stand_by_points_and_who_is_left_out_at_the_end() -> None:
    out = replace(county(), unit_id=3, code="1", left_out="撤并")
    lines = rate(SYSTEM, [out, county(10), replace(county(), unit_id=2)])
    assert [line.unit_id for line in lines] == [2, 1, 3]
    assert (lines[2].stars, lines[2].why, lines[2].marks) == (None, "撤并", ())
    assert [star_line_of(line.listed()) for line in lines] == lines
    assert rating_digest(1, 2025, 1, SYSTEM, lines) != rating_digest(1, 2025, 1, SYSTEM, lines[:2])


@pytest.mark.parametrize(("points", "stars"), [(49_999, 0), (50_000, 1), (89_999, 4), (90_000, 5)])
def test_a_star_begins_at_its_step(points: int, stars: int) -> None:
    assert stars_for(points, STEPS) == stars


def test_stars_are_read_in_words() -> None:
    assert [star_words(n) for n in (None, 0, 1, 5)] == ["–", "未评星", "一星", "五星"]
    assert explain_star_item(ITEMS[1]) == "考试合格 ÷ 参加考试，达到 80 %得满分"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"since_year": 2024}, "since_year"),
        ({"since_year": 2032}, "since_year"),
        ({"items": ()}, "rows"),
        ({"items": (StarItem("nothing", 100, 1),)}, "rows-0-measure"),
        ({"items": (StarItem("sessions", 100, 0),)}, "rows-0-full"),
        ({"items": (StarItem("pass_rate", 100, 101),)}, "rows-0-full"),
        ({"items": (StarItem(STORY, 100, 100),)}, "rows-0-name"),
        ({"items": (StarItem("sessions", 0, 1),)}, "rows-0-points"),
        ({"items": (StarItem("sessions", 99, 1),)}, "rows-0-points"),
        ({"items": (StarItem("sessions", 50, 1), StarItem("sessions", 50, 2))}, "rows-1-measure"),
        ({"steps": (50, 60, 60, 80, 90)}, "step_3"),
        ({"steps": (0, 60, 70, 80, 90)}, "step_5"),
        ({"steps": (50, 60)}, "step_1"),
    ],
)
def test_a_rule_that_contradicts_itself_is_refused(changes: dict[str, object], field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_system(replace(SYSTEM, **changes), last_rated=2024, this_year=2026)
    assert broken.value.field == field


def test_the_same_name_has_the_same_key_every_year() -> None:
    check_system(SYSTEM, last_rated=0, this_year=2026)
    assert key_of("特色做法") == STORY != key_of("其他")
