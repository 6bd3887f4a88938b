"""/t/<unit>/returns/: units by months, with whom each is stuck; and its sheet."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from portal.returns.queries import board as queries
from portal.returns.rules.board import Mark, OnTime
from tests import make
from tests.browse import Browser
from tests.make_due import book, set_unit

CITY, COUNTY, STATION = (f"/t/{code}/returns/" for code in (make.CITY, make.JINAN, make.LIANXIANG))


@pytest.fixture
def network(browse: Browser) -> Browser:
    """Two counties: one station accepted in time, one late and one returned, one suspended."""
    due = date(2026, 3, 4)
    with browse.app.app_context():
        for code in (make.LIANXIANG, make.NEIGHBOUR, make.JUNMEN):
            set_unit(code, opened_on=date(2026, 1, 10))
        for code in (make.LIANXIANG, make.NEIGHBOUR):
            book(code, "2026-01", "accepted", closed_at="2026-02-03", accepted_at="2026-02-05", due_on=date(2026, 2, 4))
        book(make.JINAN, "2026-01", "accepted", closed_at="2026-02-10", accepted_at="2026-02-12", due_on=date(2026, 2, 6))
        book(make.LIANXIANG, "2026-02", "submitted", closed_at="2026-03-09", due_on=due)
        book(make.NEIGHBOUR, "2026-02", submitted_at="2026-03-03", due_on=due, returned_at="2026-03-10", returned_reason="人次写错了")
        book(make.JUNMEN, "2026-02")
        set_unit(make.JUNMEN, status="suspended")
    return browse


def board_of(browse: Browser, code: str, name: str, last: str = "2026-03", count: int = 4) -> Any:
    with browse.app.app_context(), make.working_at(code, name) as scope:
        return queries.get_board(scope, last, count)


def marks(line: Any) -> list[Mark]:
    return [cell.mark for cell in line.cells]


def test_a_county_sees_each_station_as_it_stands(network: Browser) -> None:
    board = board_of(network, make.JINAN, "jinan")
    lianxiang, neighbour = board.lines
    assert board.months == ("2025-12", "2026-01", "2026-02", "2026-03")
    assert marks(lianxiang) == [Mark.NONE, Mark.ACCEPTED, Mark.SUBMITTED, Mark.RUNNING]
    assert marks(neighbour) == [Mark.NONE, Mark.ACCEPTED, Mark.RETURNED, Mark.RUNNING]
    assert marks(board.own) == [Mark.NONE, Mark.ACCEPTED, Mark.LATE, Mark.RUNNING]
    assert [(cell.accepted, cell.of) for cell in board.own.cells] == [(0, 0), (2, 2), (0, 2), (0, 2)]
    assert lianxiang.cells[2].late_days == 5
    assert board.done("2026-01") == (2, 2)


def test_a_rate_is_the_sum_over_the_sum(network: Browser) -> None:
    board = board_of(network, make.JINAN, "jinan")
    assert [line.on_time for line in board.lines] == [OnTime(1, 2), OnTime(2, 2)]
    assert board.own.on_time == OnTime(3, 6)  # its stations' 3 of 4, its own January late and February overdue
    city = board_of(network, make.CITY, "fuzhou")
    assert city.on_time == OnTime(3, 8)  # and 鼓楼, which has sent up neither month
    assert city.on_time.shown == "37.5%"


def test_who_it_is_stuck_with_and_for_how_long(network: Browser) -> None:
    found = board_of(network, make.JINAN, "jinan").stuck
    told = [(one.unit.code, one.cell.month, one.whom, one.what, one.days) for one in found]
    assert told == [
        (make.JINAN, "2026-01", "市级中心", "归档", 32),
        (make.JINAN, "2026-02", "东山社区驿站", "上报", 10),
        (make.LIANXIANG, "2026-02", "晋安区", "审核", 7),
        (make.NEIGHBOUR, "2026-02", "东山社区驿站", "修改后再上报", 6),
    ]


def test_a_suspended_station_need_not_report(network: Browser) -> None:
    gulou = board_of(network, make.GULOU, "gulou")
    assert marks(gulou.lines[0])[2:] == [Mark.STOPPED, Mark.STOPPED]
    assert gulou.lines[0].on_time == OnTime(0, 0)
    assert gulou.done("2026-02") == (0, 0)


def test_the_rate_of_single_units_is_asked_for_alone(network: Browser) -> None:
    with network.app.app_context(), make.working_at(make.CITY, "fuzhou") as scope:
        units = {make.tenant(code).id: code for code in (make.JINAN, make.LIANXIANG)}
        found = queries.on_time(scope, units, "2026-01", "2026-02")
    assert {units[unit]: rate for unit, rate in found.items()} == {make.JINAN: OnTime(3, 6), make.LIANXIANG: OnTime(1, 2)}


def test_the_page_leads_from_each_cell_to_its_return(network: Browser) -> None:
    page = network.sign_in("jinan").get(COUNTY).text
    for words in (
        f"{COUNTY}{make.LIANXIANG}/2026-02",
        f"{COUNTY}2026-02",
        "迟 5 天",
        "逾期10天",
        "驿站 0/2",
        "3/6",
        "50.0%",
        "修改后再上报",
    ):
        assert words in page
    city = network.sign_in("fuzhou").get(CITY).text
    assert f"{CITY}{make.JINAN}/2026-02" in city
    assert "东山社区驿站" in city  # whom its county waits for


def test_a_station_reads_its_own_months_with_the_reason(network: Browser) -> None:
    page = network.sign_in("neighbour").get(f"/t/{make.NEIGHBOUR}/returns/").text
    assert "退回原因：人次写错了" in page
    assert "连翔社区驿站" not in page


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("mark=submitted", ["连翔社区驿站"], ['<th scope="row">东山']),
        ("mark=late", ["没有哪个单位"], []),
        ("until=2026-02", ["2025-03 至 2026-02", "更晚"], []),
        ("until=2099-01&mark=nonsense", ["2025-04 至 2026-03", "连翔社区驿站"], ["更晚"]),
        ("until=%00&page=-1", ["2025-04 至 2026-03"], []),
        ("until=2000-01", ["2000-02 至 2001-01"], []),
        ("page=99", ["卡在哪里"], []),
    ],
)
def test_it_is_narrowed_and_nonsense_narrows_nothing(network: Browser, query: str, shown: list[str], hidden: list[str]) -> None:
    page = network.sign_in("jinan").get(f"{COUNTY}?{query}").text
    assert [words for words in shown if words not in page] == []
    assert [words for words in hidden if words in page] == []


def test_the_grid_is_handed_out_as_excel(network: Browser) -> None:
    answer = network.sign_in("jinan").get(f"{COUNTY}board.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    line = next(row for row in rows if row[0] == "连翔社区驿站")
    assert line[-4:] == ["已上报 迟5天", "填报中", "50.0%", "1/2"]
    assert next(row for row in rows if row[0] == "合计")[-4] == "0/2"


@pytest.mark.parametrize(("name", "status"), [("gulou", 404), ("linqing", 404), ("lianxiang", 404), ("fuzhou_reader", 200)])
def test_an_outsider_finds_nothing(network: Browser, name: str, status: int) -> None:
    assert network.sign_in(name).get(COUNTY).status_code == status


def test_before_anything_was_entered_it_says_what_is_there(browse: Browser) -> None:
    assert "还没有卡住" not in browse.sign_in("fuzhou").get(CITY).text
    assert "没有卡住的月报" in browse.get(CITY).text
    assert browse.sign_in("stranger").get(f"/t/{make.OTHER_STATION}/returns/").status_code == 200
