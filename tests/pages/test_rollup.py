"""/t/<unit>/reports/rollup: counties, stations or months by indicators; the same as Excel."""

import re
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import unquote
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from sqlalchemy import event, select, update

from portal.core.db import db
from portal.tenants.models import Tenant
from portal.web.models import Job
from portal.web.print import lay_out
from tests import make
from tests.browse import Browser

CITY, COUNTY, STATION = (f"/t/{code}/reports/rollup" for code in (make.CITY, make.JINAN, make.LIANXIANG))
NS = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


class _Table(HTMLParser):
    """Reads the roll-up: {line: [figures]}, and where figures lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines: dict[str, list[str]] = {}
        self.links: dict[tuple[str, int], str] = {}
        self._cell: list[str] | None = None
        self._row: list[str] = []
        self.feed(html[html.index("<tbody>") : html.index("</table>")])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("th", "td"):
            self._cell = []
        if tag == "a" and self._row:
            self.links[self._row[0], len(self._row) - 1] = str(dict(attrs)["href"])

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td"):
            self._row.append("".join(self._cell or []))
            self._cell = None
        if tag == "tr" and self._row:
            self.lines[self._row[0]] = self._row[1:]
            self._row = []


@pytest.fixture
def year(browse: Browser) -> Browser:
    """A year with something in every column."""
    with browse.app.app_context():
        make.activity(held_on=date(2026, 1, 5), attendances=30, women=28)
        make.activity(held_on=date(2026, 3, 5), attendances=20, women=11, is_online=True, kind_id=3)
        make.activity(make.NEIGHBOUR, attendances=7, women=7)
        make.activity(make.JUNMEN, attendances=1000, women=900)
        make.activity(make.JINAN, attendances=5, women=4)
        make.activity(make.CITY, attendances=3, women=2)
        make.activity(held_on=date(2025, 12, 31), attendances=999, women=1)
        make.trainee(n=1)
        make.trainee(n=2, taken_on=date(2026, 1, 9))
        make.hours(make.volunteer(), worked_min=90)
    return browse


def test_a_city_sees_its_counties_and_its_own(year: Browser) -> None:
    table = _Table(year.sign_in("fuzhou").get(CITY).text)
    assert table.lines == {
        "福州市本级": ["1", "3", "2", "0", "0", "0", "0", "0"],
        "鼓楼区": ["1", "1,000", "900", "0", "0", "0", "0", "0"],
        "晋安区": ["4", "62", "50", "20", "2", "0", "2", "1.50"],
        "合计": ["6", "1,065", "952", "20", "2", "0", "2", "1.50"],
    }


def test_a_county_sees_its_stations_and_its_own(year: Browser) -> None:
    table = _Table(year.sign_in("jinan").get(COUNTY).text)
    assert table.lines == {
        "晋安区本级": ["1", "5", "4", "0", "0", "0", "0", "0"],
        "连翔社区驿站": ["2", "50", "39", "20", "2", "0", "2", "1.50"],
        "东山社区驿站": ["1", "7", "7", "0", "0", "0", "0", "0"],
        "合计": ["4", "62", "50", "20", "2", "0", "2", "1.50"],
    }


def test_a_station_sees_its_months(year: Browser) -> None:
    table = _Table(year.sign_in("lianxiang").get(f"{STATION}?first=2025-12&last=2026-03").text)
    assert [(name, figures[1]) for name, figures in table.lines.items()] == [
        ("2025年12月", "999"),
        ("2026年1月", "30"),
        ("2026年2月", "0"),
        ("2026年3月", "20"),
        ("合计", "1,049"),
    ]


def test_months_and_kind_narrow_the_table(year: Browser) -> None:
    page = year.sign_in("fuzhou").get(f"{CITY}?first=2026-03&last=2026-03&kind=3").text
    assert _Table(page).lines["合计"] == ["1", "20", "11", "20", "–", "–", "–", "–"]
    assert "2026年3月" in page
    assert "不分活动类别" in page


def test_every_total_equals_the_sum_of_its_parts_at_the_level_below(year: Browser) -> None:
    year.sign_in("fuzhou")
    city, county = _Table(year.get(CITY).text), _Table(year.get(COUNTY).text)
    assert city.lines["晋安区"] == county.lines["合计"]
    station = _Table(year.get(f"{STATION}?first=2026-01&last=2026-03").text)
    assert county.lines["连翔社区驿站"] == station.lines["合计"]


def test_a_figure_opens_its_parts_on_the_same_months(year: Browser) -> None:
    year.sign_in("fuzhou")
    city = _Table(year.get(f"{CITY}?first=2026-03&last=2026-03&kind=3").text)
    down = city.links["晋安区", 1]
    assert down == f"{COUNTY}?first=2026-03&last=2026-03&kind=3&sort=-attendances"
    county = _Table(year.get(down).text)
    assert county.links["连翔社区驿站", 1] == f"/t/{make.LIANXIANG}/reports/figures/attendances?first=2026-03&last=2026-03&kind=3"
    assert ("晋安区", 4) not in city.links  # a dash opens nothing
    whole = _Table(year.get(CITY).text)
    assert whole.links["福州市本级", 0] == f"/t/{make.CITY}/reports/figures/sessions?first=2026-01&last=2026-03"
    months = _Table(year.get(STATION).text)
    assert months.links["2026年1月", 0] == f"/t/{make.LIANXIANG}/reports/figures/sessions?first=2026-01&last=2026-01"
    assert ("合计", 0) in months.links


@pytest.mark.parametrize(
    ("sort", "first"), [("-attendances", "鼓楼区"), ("attendances", "福州市本级"), ("-code", "晋安区"), ("nonsense", "福州市本级")]
)
def test_any_column_sorts_both_ways(year: Browser, sort: str, first: str) -> None:
    table = _Table(year.sign_in("fuzhou").get(f"{CITY}?sort={sort}").text)
    assert next(iter(table.lines)) == first


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("first=2026-03&last=2026-01", "结束月份不能早于开始月份"),
        ("first=2021-01&last=2026-01", "一次最多汇总 60 个月"),
        ("first=2026-13&last=2026-03", "没有这个月份"),
        ("first=abc", "请填写月份"),
        ("last=%00%F0%9F%98%80", "请填写月份"),
        ("kind=999", "请从列表中选择"),
        ("kind=1%27--", "请从列表中选择"),
    ],
)
def test_nonsense_is_named_at_its_field_and_the_usual_range_stands_in(year: Browser, query: str, words: str) -> None:
    answer = year.sign_in("fuzhou").get(f"{CITY}?{query}")
    assert answer.status_code == 200
    assert words in answer.text
    assert "<title>错误：" in answer.text
    assert "2026年1月至3月" in answer.text
    assert _Table(answer.text).lines["合计"][0] == "6"


def test_the_page_says_its_period_its_cut_off_and_its_units(year: Browser) -> None:
    page = year.sign_in("fuzhou").get(CITY).text
    assert "2026年1月至3月" in page
    assert "2026年3月16日 10:00" in page
    assert re.findall(r'<span class="unit">([^<]+)</span>', page) == ["场", "人次", "人次", "人次", "名", "名", "名", "小时"]


@pytest.mark.parametrize(
    ("name", "path", "status"),
    [
        ("fuzhou_reader", CITY, 200),
        ("fuzhou", STATION, 200),
        ("jinan_clerk", COUNTY, 200),
        ("jinan", STATION, 200),
        ("lianxiang_helper", STATION, 200),
        ("jinan", CITY, 404),
        ("gulou", COUNTY, 404),
        ("lianxiang", COUNTY, 404),
        ("neighbour", STATION, 404),
        ("linqing", CITY, 404),
        ("operator", CITY, 404),
    ],
)
def test_figures_are_read_from_above_and_never_from_beside(year: Browser, name: str, path: str, status: int) -> None:
    year.sign_in(name)
    assert year.get(path).status_code == status
    assert year.get(f"{path}.xlsx").status_code == status
    assert year.post(f"{path}/paper").status_code == (303 if status == 200 else status)


def test_who_may_not_go_up_is_shown_no_way_up(year: Browser) -> None:
    assert f'href="{CITY}' in year.sign_in("fuzhou").get(COUNTY).text
    assert f'href="{CITY}' not in year.sign_in("jinan").get(COUNTY).text
    assert f'href="{COUNTY}' in year.get(STATION).text


def test_htmx_gets_the_table_alone_and_history_the_page(year: Browser) -> None:
    year.sign_in("fuzhou")
    part = year.swap(CITY, "results")
    assert "<html" not in part.text
    assert 'id="results"' in part.text
    whole = year.client.get(CITY, headers={"HX-Request": "true", "HX-History-Restore-Request": "true", "HX-Target": "results"})
    assert "<html" in whole.text


def test_the_page_asks_the_database_as_often_for_one_row_as_for_many(browse: Browser) -> None:
    browse.sign_in("fuzhou")
    with browse.app.app_context():
        make.activity()
    few = _statements(browse, CITY)
    assert few > 2
    with browse.app.app_context():
        for day in range(1, 11):
            make.activity(make.JUNMEN, held_on=date(2026, 2, day), kind_id=day)
            make.activity(make.NEIGHBOUR, held_on=date(2026, 1, day))
    assert _statements(browse, CITY) == few


def test_a_station_in_preparation_is_left_out_until_it_has_figures(browse: Browser) -> None:
    with browse.app.app_context():
        db.session.execute(update(Tenant).where(Tenant.code == make.NEIGHBOUR).values(status="preparing"))
        db.session.commit()
    assert "东山社区驿站" not in browse.sign_in("jinan").get(COUNTY).text


def test_excel_holds_the_same_table_as_numbers(year: Browser) -> None:
    answer = year.sign_in("fuzhou").get(f"{CITY}.xlsx?sort=-attendances")
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert answer.headers["Cache-Control"] == "no-store"
    name = unquote(answer.headers["Content-Disposition"].split("filename*=UTF-8''")[1])
    assert name == "福州市巾帼家政工作数据汇总表（2026年1月至3月）.xlsx"
    rows = _rows(answer.data)
    assert rows[0][0] == "福州市巾帼家政工作数据汇总表"
    assert [row[0] for row in rows[1:4]] == ["填报单位：福州市", "期间：2026年1月至3月", "数据截至：2026年3月16日 10:00"]
    assert rows[4][:4] == ["序号", "县（市、区）", "场次\n（场）", "人次\n（人次）"]
    assert [row[1:5] for row in rows[5:8]] == [["鼓楼区", 1, 1000, 900], ["晋安区", 4, 62, 50], ["福州市本级", 1, 3, 2]]
    assert rows[8] == ["合计", "", 6, 1065, 952, 20, 2, 0, 2, 1.5]


@pytest.mark.parametrize("name", ["=1+1", "+86驿站", "-驿站", "@SUM(A1)", "http://例.cn", "0123"])
def test_a_name_stays_text_whatever_it_begins_with(browse: Browser, name: str) -> None:
    with browse.app.app_context():
        db.session.execute(update(Tenant).where(Tenant.code == make.LIANXIANG).values(name=name))
        db.session.commit()
    data = browse.sign_in("jinan").get(f"{COUNTY}.xlsx").data
    assert [name] in [row[1:2] for row in _rows(data)]
    with ZipFile(BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet


def _rows(data: bytes) -> list[list[str | float]]:
    with ZipFile(BytesIO(data)) as book:
        texts = [
            "".join(part.text or "" for part in item.iter(f"{{{NS['s']}}}t"))
            for item in ET.fromstring(book.read("xl/sharedStrings.xml")).iterfind("s:si", NS)
        ]
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    return [[_value(cell, texts) for cell in row.iterfind("s:c", NS)] for row in sheet.iter(f"{{{NS['s']}}}row")]


def _value(cell: ET.Element, texts: list[str]) -> str | float:
    value = cell.find("s:v", NS)
    if value is None or value.text is None:
        return ""
    return texts[int(value.text)] if cell.get("t") == "s" else float(value.text)


def _statements(browse: Browser, path: str) -> int:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    with browse.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert browse.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


# ------------------------------------------------------------------ stations counted elsewhere


@pytest.fixture
def moved(year: Browser) -> Browser:
    """The same year; from March on the station stands under another county."""
    with year.app.app_context():
        make.order(since="2026-03")
    return year


def test_a_county_lists_who_has_left_with_the_months_it_counted(moved: Browser) -> None:
    page = moved.sign_in("jinan").get(COUNTY).text
    table = _Table(page)
    left = "连翔社区驿站现隶属鼓楼区只计2026年1月至2月"
    assert table.lines == {
        "晋安区本级": ["1", "5", "4", "0", "0", "0", "0", "0"],
        left: ["1", "30", "28", "0", "1", "0", "1", "0"],
        "东山社区驿站": ["1", "7", "7", "0", "0", "0", "0", "0"],
        "合计": ["3", "42", "39", "0", "1", "0", "1", "0"],
    }
    assert table.links[left, 1] == f"/t/{make.JINAN}/reports/stations/{make.LIANXIANG}?first=2026-01&last=2026-03"
    assert f"/t/{make.LIANXIANG}/" not in page


def test_a_county_lists_who_has_come_with_the_months_since(moved: Browser) -> None:
    page = moved.sign_in("gulou").get(f"/t/{make.GULOU}/reports/rollup").text
    table, here = _Table(page), "连翔社区驿站只计2026年3月"
    assert table.lines[here] == ["1", "20", "11", "20", "1", "0", "1", "1.50"]
    assert table.links[here, 1] == f"/t/{make.LIANXIANG}/reports/figures/attendances?first=2026-03&last=2026-03"
    assert "与汇总数一致" in moved.get(table.links[here, 1]).text
    assert "连翔社区驿站2026年1月至2月由晋安区统计，不计入本表" in page


def test_a_whole_range_needs_no_note(moved: Browser) -> None:
    page = moved.sign_in("gulou").get(f"/t/{make.GULOU}/reports/rollup?first=2026-03&last=2026-03").text
    assert "连翔社区驿站" in _Table(page).lines
    assert "只计" not in page


def test_a_station_that_reports_from_elsewhere_says_so(year: Browser) -> None:
    with year.app.app_context():
        make.order(kind="line", since="2026-03")
    assert "连翔社区驿站隶属晋安区跨区报送只计2026年3月" in _Table(year.sign_in("gulou").get(f"/t/{make.GULOU}/reports/rollup").text).lines
    page = year.sign_in("jinan").get(COUNTY).text
    assert "连翔社区驿站只计2026年1月至2月" in _Table(page).lines
    assert "连翔社区驿站2026年3月由鼓楼区统计，不计入本表" in page


def test_for_the_city_every_figure_opens_wherever_the_station_stands(moved: Browser) -> None:
    city = _Table(moved.sign_in("fuzhou").get(CITY).text)
    assert city.lines["合计"] == ["6", "1,065", "952", "20", "2", "0", "2", "1.50"]
    assert (city.lines["晋安区"][1], city.lines["鼓楼区"][1]) == ("42", "1,020")
    county = _Table(moved.get(city.links["晋安区", 1]).text)
    link = county.links["连翔社区驿站现隶属鼓楼区只计2026年1月至2月", 1]
    assert link == f"/t/{make.LIANXIANG}/reports/figures/attendances?first=2026-01&last=2026-02"
    assert "与汇总数一致" in moved.get(link).text


def test_excel_and_paper_carry_the_same_lines(moved: Browser) -> None:
    rows = _rows(moved.sign_in("jinan").get(f"{COUNTY}.xlsx").data)
    assert [row[1:4] for row in rows[5:9]] == [
        ["晋安区本级", 1, 5],
        ["连翔社区驿站（现隶属鼓楼区，只计2026年1月至2月）", 1, 30],
        ["东山社区驿站", 1, 7],
        ["", 3, 42],
    ]
    theirs = _rows(moved.sign_in("gulou").get(f"/t/{make.GULOU}/reports/rollup.xlsx").data)
    assert any("连翔社区驿站2026年1月至2月由晋安区统计，不计入本表" in row for row in theirs)


def test_the_paper_is_frozen_with_the_same_lines(moved: Browser) -> None:
    papers = {}
    for name, code in (("jinan", make.JINAN), ("gulou", make.GULOU)):
        assert moved.sign_in(name).post(f"/t/{code}/reports/rollup/paper").status_code == 303
        with moved.app.app_context(), make.working_at(code) as scope:
            papers[name] = db.session.scalars(select(Job.input).where(scope.changes(Job)), scope.binds).one()
    assert [row[0] for row in papers["jinan"]["rows"]] == [
        "晋安区本级",
        "连翔社区驿站（现隶属鼓楼区，只计2026年1月至2月）",
        "东山社区驿站",
    ]
    assert papers["gulou"]["notes"] == ["连翔社区驿站2026年1月至2月由晋安区统计，不计入本表"]
    with moved.app.test_request_context():
        html = lay_out("reports/rollup_print.html", paper=papers["gulou"])
        assert "由晋安区统计，不计入本表。" in html
        assert "notes" not in lay_out(
            "reports/rollup_print.html", paper={k: v for k, v in papers["gulou"].items() if k != "notes"}
        )  # asked for long ago


def test_a_station_keeps_all_its_months(moved: Browser) -> None:
    table = _Table(moved.sign_in("lianxiang").get(STATION).text)
    assert table.lines["合计"] == ["2", "50", "39", "20", "2", "0", "2", "1.50"]


COUNTED = f"/t/{make.JINAN}/reports/stations/{make.LIANXIANG}"


def test_what_a_county_counted_is_explained_month_by_month(moved: Browser) -> None:
    page = moved.sign_in("jinan").get(COUNTED).text
    table = _Table(page)
    assert {name: figures[1] for name, figures in table.lines.items()} == {"2026年1月": "30", "2026年2月": "0", "合计": "30"}
    assert table.links == {}
    assert "现隶属" in page
    assert "明细由驿站自己、鼓楼区和市级查看" in page
    assert "三月的直播" not in page
    assert _Table(moved.get(f"{COUNTED}?kind=3").text).lines["合计"][1] == "0"
    down = _Table(moved.sign_in("fuzhou").get(COUNTED).text).links["2026年1月", 1]
    assert down == f"/t/{make.LIANXIANG}/reports/figures/attendances?first=2026-01&last=2026-01"


@pytest.mark.parametrize(
    ("name", "path", "status"),
    [
        ("jinan_clerk", COUNTED, 200),
        ("jinan", f"{COUNTED}?first=2026-03&last=2026-03", 404),  # it counted nothing of these months
        ("jinan", f"/t/{make.JINAN}/reports/stations/{make.JUNMEN}", 404),
        ("jinan", f"/t/{make.JINAN}/reports/stations/nonsense%00", 404),
        ("gulou", COUNTED, 404),
        ("lianxiang", COUNTED, 404),
        ("gulou", f"/t/{make.GULOU}/reports/stations/{make.LIANXIANG}", 200),
        ("fuzhou", f"/t/{make.CITY}/reports/stations/{make.LIANXIANG}", 404),
        ("linqing", COUNTED, 404),
    ],
)
def test_who_may_see_what_was_counted(moved: Browser, name: str, path: str, status: int) -> None:
    assert moved.sign_in(name).get(path).status_code == status


def test_a_range_asks_as_often_for_one_station_that_left_as_for_many(moved: Browser) -> None:
    moved.sign_in("jinan")
    few = _statements(moved, COUNTY)
    with moved.app.app_context():
        make.order(code=make.NEIGHBOUR, since="2026-03")
    assert _statements(moved, COUNTY) == few
