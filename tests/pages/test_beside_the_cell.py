"""What an earlier period came to, beside the cell that is typed and on the page that is checked; nothing where there is nothing."""

from datetime import date
from typing import Any

from uuid_utils.compat import uuid7

from portal.people import services as people
from portal.people.rules import Document, DocumentKind
from portal.tallies import services as tallies
from portal.tallies.rules import TRAINED
from portal.tallies.services import Reached
from tests import make, make_care, make_rankings, make_returns
from tests.browse import Browser
from tests.make_targets import Inside

DAY = f"/t/{make.LIANXIANG}/facilities/day?day=2026-03-"
NEXT_YEAR = {"first_month": "2027-01", "last_month": "2027-12"}


def next_years(world: Inside, **changes: Any) -> Any:
    return world.target(world.programme("下一年的专项", year=2027), **NEXT_YEAR, **changes)


def split_of(target_id: Any) -> str:
    return f"/t/{make.CITY}/targets/{target_id}/split"


def cell_of(page: str, name: str) -> str:
    return page.split(f'id="{name}"', maxsplit=1)[1].split("</td>", maxsplit=1)[0]


def test_a_split_shows_what_each_county_did_a_year_before_and_what_its_part_was(browse: Browser) -> None:
    world = Inside(browse.app)
    made = next_years(world)
    world.activity(held_on=date(2026, 3, 5), attendances=1_030, women=9)
    world.split(world.target(), {"晋安区": {"2026-03": 100}}, version=1)
    jinan, gulou = (world.tenant(code).id for code in (make.JINAN, make.GULOU))
    page = browse.sign_in("fuzhou").get(split_of(made)).text
    assert "去年 1,030</small>" in cell_of(page, f"u{jinan}_2027_03")
    assert page.count("去年 ") == 1
    assert cell_of(page, f"u{gulou}_2027_03").count("<small") == 0
    world.target(name="发布的", is_published=True)
    page = browse.get(split_of(made)).text
    assert "去年 1,030 任务 " in cell_of(page, f"u{jinan}_2027_03")
    assert "任务 " in cell_of(page, f"u{gulou}_2027_03")


def test_of_two_targets_that_measured_the_same_none_is_shown(browse: Browser) -> None:
    world = Inside(browse.app)
    for name in ("一", "二"):
        world.target(name=name, is_published=True)
    assert "任务 " not in browse.sign_in("fuzhou").get(split_of(next_years(world))).text


def test_persons_of_a_year_before_stand_at_the_county_and_not_at_the_city_itself(browse: Browser) -> None:
    world = Inside(browse.app)
    made = next_years(world, measure="trained_persons")
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        number = Document(DocumentKind.RESIDENT_ID, make.resident_number())
        herself = people.register_person(scope, number, kind="trainee")[0]
        tallies.reach(scope, [Reached(TRAINED, uuid7(), date(2026, 3, 5), 1, herself)], action="test.reach")
    jinan, city = (world.tenant(code).id for code in (make.JINAN, make.CITY))
    page = browse.sign_in("fuzhou").get(split_of(made)).text
    assert page.count("去年 1</small>") == 1
    assert "去年 1</small>" in cell_of(page, f"u{jinan}_2027_03")
    assert "去年" not in cell_of(page, f"u{city}_2027_03")


def test_a_part_far_from_the_year_before_is_asked_about_and_published_all_the_same(browse: Browser) -> None:
    world = Inside(browse.app)
    made = next_years(world)
    world.activity(held_on=date(2026, 3, 5), attendances=30)
    world.split(made, {"晋安区": {"2027-03": 91, "2027-04": 9}}, version=1)
    path = f"/t/{make.CITY}/targets/{made}/publish"
    page = browse.sign_in("fuzhou").get(path).text
    assert "有 1 格与去年同月相差较大（3 倍以上），请核对：晋安区 3 月 91（去年 30）。" in page
    assert browse.fill(path, {"reason": "首次发布"}).status_code == 303


def test_a_day_of_the_facilities_shows_the_last_one_that_was_counted(browse: Browser) -> None:
    with browse.app.app_context():
        canteen, barber = make_care.facility(), make_care.facility(kind="barber", name="理发室")
        theirs = make_care.facility(make.NEIGHBOUR)
        make_care.visits(canteen, day=date(2026, 3, 3), elders=99)
        make_care.visits(barber, day=date(2026, 3, 5), elders=12, others=3)
        make_care.visits(theirs, make.NEIGHBOUR, day=date(2026, 3, 8), elders=77)
    browse.sign_in("lianxiang")
    page = browse.get(f"{DAY}09").text
    assert "上次登记（2026-03-05）" in page
    assert [page.count(f"上次 {n}</small>") for n in (12, 3, 99, 77)] == [1, 1, 0, 0]
    page = browse.get(f"{DAY}05").text
    assert "上次 99</small>" in page
    assert "上次" not in browse.get(f"{DAY}03").text


def test_the_count_of_the_year_before_stands_at_the_women_of_a_county_alone(browse: Browser) -> None:
    with browse.app.app_context():
        make_rankings.women_of(make.JINAN, 410_000, year=2025)
    browse.sign_in("fuzhou")
    assert "上一年（2025 年）410,000 人" in browse.get(f"/t/{make.CITY}/ranking/women/2026/{make.JINAN}").text
    for unit, year in ((make.GULOU, 2026), (make.JINAN, 2027), (make.JINAN, 2025)):
        assert "上一年" not in browse.get(f"/t/{make.CITY}/ranking/women/{year}/{unit}").text


def test_a_figure_far_from_the_month_before_is_asked_about_before_it_goes_up(browse: Browser) -> None:
    with browse.app.app_context():
        make_returns.logged(month="2026-01", attendances=30)
        make_returns.logged(attendances=200, women=30)
        make_returns.submitted(month="2026-01")
    browse.sign_in("lianxiang")
    path, asked = f"/t/{make.LIANXIANG}/returns/2026-02", "与上月相差较大，请核对"
    assert browse.get(f"{path}/submit").text.count(asked) == 1
    assert asked not in browse.get(path).text
    assert browse.fill(f"{path}/submit", {}).status_code == 303
