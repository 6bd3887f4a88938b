"""数据汇总, 为老服务: what was done for elders, how much of the urgent was reached in time, what the shop gave."""

from datetime import date

import pytest
from uuid_utils.compat import uuid7

from portal.reports.rules import columns_of
from portal.tallies import services
from portal.tallies.rules import CARE_DONE, CARE_IN_TIME, CARE_URGENT, CARE_VISITS, REDEEMED
from portal.tallies.services import Reached
from tests import make
from tests.browse import Browser
from tests.pages.test_rollup import _Table

MARCH = date(2026, 3, 5)
MONTHS = "first=2026-03&last=2026-03&table=care"
HEADS = [it.code for it in columns_of("care")]


def reach(code: str, *reached: Reached) -> None:
    with make.working_at(code) as scope:
        services.reach(scope, reached, action="test.reach")


@pytest.fixture
def month(browse: Browser) -> Browser:
    """Three urgent requests of which two were reached in time, at two stations; a day of the dining room; one redemption."""
    urgent = [Reached(CARE_URGENT, uuid7(), MARCH) for _ in range(3)]
    done = [Reached(CARE_DONE, it.subject_id, MARCH) for it in urgent]
    in_time = [Reached(CARE_IN_TIME, it.subject_id, MARCH) for it in urgent]
    with browse.app.app_context():
        reach(make.LIANXIANG, urgent[0], done[0], in_time[0], urgent[1], done[1], Reached(CARE_VISITS, uuid7(), MARCH, value=31))
        reach(make.JUNMEN, urgent[2], done[2], in_time[2], Reached(REDEEMED, uuid7(), MARCH))
    return browse


def test_a_city_reads_what_was_done_for_elders(month: Browser) -> None:
    lines = _Table(month.sign_in("fuzhou").get(f"/t/{make.CITY}/reports/rollup?{MONTHS}").text).lines
    figures = {name: [cell for cell in cells if not cell.endswith("%")] for name, cells in lines.items()}
    told = {name: tuple(cells[HEADS.index(code)] for code in ("care_visits", "care_done", "redeemed")) for name, cells in figures.items()}
    assert told == {"鼓楼区": ("0", "1", "1"), "晋安区": ("31", "2", "0"), "合计": ("31", "3", "1")}


def test_the_half_hour_circle_is_a_sum_over_a_sum(month: Browser) -> None:
    lines = _Table(month.sign_in("fuzhou").get(f"/t/{make.CITY}/reports/rollup?{MONTHS}").text).lines
    shares = {name: [cell for cell in cells if cell.endswith("%")] for name, cells in lines.items()}
    assert shares == {"鼓楼区": ["100.0%"], "晋安区": ["50.0%"], "合计": ["66.7%"]}  # not the mean, which is 75%


def test_the_elders_of_a_dining_room_open_to_its_days(month: Browser) -> None:
    page = month.sign_in("jinan").get(f"/t/{make.LIANXIANG}/reports/figures/care_visits?{MONTHS}").text
    assert "与汇总数一致" in page
