"""数据汇总, 培训考证 and 上岗: persons counted once, shares as sums over sums, every figure open to its rows."""

from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook
from uuid_utils.compat import uuid7

from portal.reports.rules import columns_of
from portal.tallies import services
from portal.tallies.rules import EXAMINED, PASSED, TRAINED
from portal.tallies.services import Reached
from tests import make
from tests.browse import Browser
from tests.pages.test_rollup import _Table
from tests.services.test_outcomes import person

MARCH = date(2026, 3, 5)
MONTHS = "first=2026-01&last=2026-03&table=training"
HEADS = [it.code for it in columns_of("training")]


def reach(code: str, *reached: Reached) -> None:
    with make.working_at(code) as scope:
        services.reach(scope, reached, action="test.reach")


@pytest.fixture
def year(browse: Browser) -> Browser:
    """One woman trained at three stations of two counties, and an exam at two of them."""
    with browse.app.app_context():
        one = person(1)
        for code in (make.LIANXIANG, make.NEIGHBOUR, make.JUNMEN):
            reach(code, Reached(TRAINED, uuid7(), MARCH, person_id=one, course_id=20))
        sat = [Reached(EXAMINED, uuid7(), MARCH, course_id=20) for _ in range(3)]
        reach(make.LIANXIANG, *sat, *[Reached(PASSED, it.subject_id, MARCH, course_id=20) for it in sat[:2]])
        reach(make.JUNMEN, Reached(EXAMINED, uuid7(), MARCH, course_id=20))
    return browse


def test_a_city_counts_a_woman_of_two_counties_once(year: Browser) -> None:
    lines = _Table(year.sign_in("fuzhou").get(f"/t/{make.CITY}/reports/rollup?{MONTHS}").text).lines
    at = HEADS.index("trained"), HEADS.index("trained_persons")
    assert {name: tuple(cells[n] for n in at) for name, cells in lines.items()} == {
        "鼓楼区": ("1", "1"),
        "晋安区": ("2", "1"),
        "合计": ("3", "1"),
    }


def test_a_station_counts_a_woman_of_two_months_once(year: Browser) -> None:
    with year.app.app_context():
        reach(make.LIANXIANG, Reached(TRAINED, uuid7(), date(2026, 2, 3), person_id=person(1)))
    lines = _Table(year.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/reports/rollup?{MONTHS}").text).lines
    at = HEADS.index("trained_persons")
    assert [cells[at] for cells in lines.values()] == ["0", "1", "1", "1"]


def test_a_county_that_counts_a_station_from_elsewhere_counts_its_persons(year: Browser) -> None:
    with year.app.app_context():
        make.order(make.GULOU, kind="line", since="2026-03", code=make.NEIGHBOUR)
    lines = _Table(year.sign_in("gulou").get(f"/t/{make.GULOU}/reports/rollup?{MONTHS}").text).lines
    at = HEADS.index("trained"), HEADS.index("trained_persons")
    assert tuple(lines["合计"][n] for n in at) == ("2", "1")


def test_a_share_of_a_city_is_its_sum_over_its_sum(year: Browser) -> None:
    lines = _Table(year.sign_in("fuzhou").get(f"/t/{make.CITY}/reports/rollup?{MONTHS}").text).lines
    shares = {name: [cell for cell in cells if cell.endswith("%")] for name, cells in lines.items()}
    assert shares == {"鼓楼区": ["0.0%"], "晋安区": ["66.7%"], "合计": ["50.0%"]}  # not the mean, which is 33.3%


def test_a_stations_figure_opens_to_nameless_rows(year: Browser) -> None:
    page = year.sign_in("jinan").get(f"/t/{make.LIANXIANG}/reports/figures/trained?{MONTHS}").text
    assert "整理收纳" in page
    assert "与汇总数一致" in page


def test_the_persons_of_a_table_lead_to_the_rows_they_are_counted_from(year: Browser) -> None:
    table = _Table(year.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/reports/rollup?{MONTHS}").text)
    assert "/figures/trained?" in table.links["2026年3月", HEADS.index("trained_persons")]


def test_the_sheet_holds_shares_as_numbers(year: Browser) -> None:
    answer = year.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/reports/rollup.xlsx?{MONTHS}")
    cells = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    total = next(row for row in cells if row[0] == "合计")
    assert [round(cell, 3) for cell in total if isinstance(cell, float) and cell % 1] == [0.667]


def test_nonsense_for_a_table_is_the_daily_one(year: Browser) -> None:
    assert "女性人次" in year.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/reports/rollup?table=none").text
