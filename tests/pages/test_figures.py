"""/t/<unit>/reports/figures/<indicator>: the rows a figure stands for."""

from datetime import date

import pytest

from portal.core.db import db
from portal.core.scope import Scope
from portal.reports import queries
from portal.reports.rules import Chosen, Unit
from portal.tallies.rules import INDICATORS
from portal.web.writes import working_as
from tests import make
from tests.browse import Browser

RANGE = "first=2026-01&last=2026-03"


def rows_of(code: str, indicator: str, query: str = RANGE) -> str:
    return f"/t/{code}/reports/figures/{indicator}?{query}"


@pytest.fixture
def year(browse: Browser) -> Browser:
    """A station with rows of every source, and a county with one of its own."""
    with browse.app.app_context():
        make.activity(title="一月的大宣讲", held_on=date(2026, 1, 5), attendances=30, women=28)
        make.activity(title="三月的直播", attendances=20, women=11, is_online=True, kind_id=3)
        make.activity(title="去年的", held_on=date(2025, 12, 31), attendances=999, women=1)
        make.activity(make.NEIGHBOUR, title="别站的", attendances=7, women=7)
        make.activity(make.JINAN, title="县里办的", attendances=5, women=4)
        make.trainee(n=1, name="林黛玉")
        make.trainee(n=2, name="薛宝钗", taken_on=date(2026, 1, 9))
        make.trainee(make.NEIGHBOUR, n=3, name="史湘云")
        helper = make.volunteer(name="贾探春")
        make.hours(helper, worked_min=90)
        make.hours(helper, worked_min=30, served_on=date(2026, 2, 5))
    return browse


@pytest.mark.parametrize(
    ("indicator", "value", "there", "absent"),
    [
        ("sessions", "2", ["一月的大宣讲", "三月的直播"], ["去年的", "别站的", "县里办的"]),
        ("attendances", "50", ["一月的大宣讲", "三月的直播"], ["去年的", "别站的", "县里办的"]),
        ("women", "39", ["一月的大宣讲", "三月的直播"], ["去年的", "别站的"]),
        ("online", "20", ["三月的直播"], ["一月的大宣讲"]),
        ("intakes", "2", ["2026-01-09", "2026-03-05", "先培训"], []),
        ("referred", "0", [], ["先培训"]),
        ("train_first", "2", ["2026-01-09", "2026-03-05"], []),
        ("service", "2.00", ["2026-02-05", "0.5", "1.5", "理发"], []),
    ],
)
def test_a_figure_opens_to_its_rows_and_they_add_up_to_it(
    year: Browser, indicator: str, value: str, there: list[str], absent: list[str]
) -> None:
    page = year.sign_in("fuzhou").get(rows_of(make.LIANXIANG, indicator)).text
    assert "与汇总数一致" in page
    assert page.count(f">{value}</span>") >= 2  # the figure, and the sum of its rows beside it
    assert all(words in page for words in there)
    assert not any(words in page for words in absent)


@pytest.mark.parametrize("name", ["fuzhou", "jinan", "lianxiang"])
@pytest.mark.parametrize("indicator", ["intakes", "train_first", "service"])
def test_rows_of_persons_name_nobody(year: Browser, name: str, indicator: str) -> None:
    page = year.sign_in(name).get(rows_of(make.LIANXIANG, indicator)).text
    assert not any(person in page for person in ("林黛玉", "薛宝钗", "史湘云", "贾探春", "13800001234"))
    assert "不显示姓名" in page


def test_a_countys_own_rows_open_without_its_stations(year: Browser) -> None:
    page = year.sign_in("fuzhou").get(rows_of(make.JINAN, "attendances")).text
    assert "县里办的" in page
    assert "与汇总数一致" in page
    assert "三月的直播" not in page


def test_the_kind_narrows_rows_that_have_kinds(year: Browser) -> None:
    year.sign_in("jinan")
    page = year.get(rows_of(make.LIANXIANG, "sessions", f"{RANGE}&kind=3")).text
    assert "三月的直播" in page
    assert "一月的大宣讲" not in page
    assert "与汇总数一致" in page
    assert "与汇总数一致" in year.get(rows_of(make.LIANXIANG, "intakes", f"{RANGE}&kind=3")).text


def test_a_voided_activity_is_no_row(year: Browser) -> None:
    with year.app.app_context():
        activity_id = make.activity(title="重复登记的")
    year.sign_in("lianxiang").fill(f"/t/{make.LIANXIANG}/activities/{activity_id}/void", {"reason": "重复", "version": "1"})
    page = year.get(rows_of(make.LIANXIANG, "sessions")).text
    assert "重复登记的" not in page
    assert "与汇总数一致" in page


def test_every_page_adds_up_to_the_same(browse: Browser) -> None:
    with browse.app.app_context():
        for day in range(1, 16):
            make.activity(held_on=date(2026, 3, day), attendances=day, women=0)
            make.activity(held_on=date(2026, 2, day), attendances=1, women=0)
    browse.sign_in("fuzhou")
    first, second = (browse.get(rows_of(make.LIANXIANG, "attendances", f"{RANGE}&page={n}")).text for n in (1, 2))
    assert "共 30 条，第 1 / 2 页" in first
    assert all("与汇总数一致" in page and ">135</span>" in page for page in (first, second))
    beyond = browse.get(rows_of(make.LIANXIANG, "attendances", f"{RANGE}&page=9"))
    assert (beyond.status_code, "page" in beyond.location) == (302, False)
    assert "<html" not in browse.swap(rows_of(make.LIANXIANG, "attendances", f"{RANGE}&page=2"), "rows").text


@pytest.mark.parametrize(
    ("name", "code", "status"),
    [
        ("fuzhou", make.LIANXIANG, 200),
        ("jinan_clerk", make.LIANXIANG, 200),
        ("lianxiang_helper", make.LIANXIANG, 200),
        ("neighbour", make.LIANXIANG, 404),
        ("gulou", make.LIANXIANG, 404),
        ("jinan", make.CITY, 404),
        ("linqing", make.CITY, 404),
        ("operator", make.CITY, 404),
    ],
)
def test_who_may_open_a_figure(year: Browser, name: str, code: str, status: int) -> None:
    assert year.sign_in(name).get(rows_of(code, "sessions")).status_code == status


@pytest.mark.parametrize("indicator", ["nonsense", "SESSIONS", "sessions%00", "1"])
def test_a_figure_that_does_not_exist_is_not_found(browse: Browser, indicator: str) -> None:
    assert browse.sign_in("fuzhou").get(rows_of(make.CITY, indicator)).status_code == 404


def test_every_figure_of_every_unit_equals_its_rows(year: Browser) -> None:
    chosen = Chosen("2025-01", "2026-03")
    with year.app.app_context():
        for code in (make.CITY, make.JINAN, make.GULOU, make.LIANXIANG, make.NEIGHBOUR, make.JUNMEN):
            row = make.tenant(code)
            db.session.rollback()
            with working_as(Scope(row.path)) as scope:
                for indicator in INDICATORS.values():
                    figure = queries.get_own_figure(scope, Unit(row.id, row.code, row.name), chosen, indicator)
                    assert figure.value == queries.list_rows(scope, indicator, chosen, page=1).value, (code, indicator.code)


@pytest.mark.parametrize("kind", ["move", "line"])
def test_every_figure_of_every_unit_equals_its_rows_when_a_station_is_counted_elsewhere(year: Browser, kind: str) -> None:
    with year.app.app_context():
        make.order(kind=kind, since="2026-03")
    test_every_figure_of_every_unit_equals_its_rows(year)


def test_the_rows_of_a_station_that_left_are_closed_to_its_old_county(year: Browser) -> None:
    """Also to who kept the address, and for the months that the old county counted."""
    with year.app.app_context():
        make.order(since="2026-03")
    january = rows_of(make.LIANXIANG, "sessions", "first=2026-01&last=2026-01")
    assert year.sign_in("jinan").get(january).status_code == 404
    assert "一月的大宣讲" in year.sign_in("gulou").get(january).text
    own = year.sign_in("jinan").get(rows_of(make.JINAN, "sessions")).text
    assert "县里办的" in own
    assert "一月的大宣讲" not in own
    assert "与汇总数一致" in own
