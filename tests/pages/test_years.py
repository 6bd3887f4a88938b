"""/t/<unit>/years: years side by side, years before the portal typed in, two months or two years compared."""

import zipfile
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from portal.core.scope import Scope
from portal.people import services as people
from portal.people.rules import Document, DocumentKind
from portal.reports.rules.measures import FIGURES
from portal.returns.queries.compare import hold_period
from portal.returns.queries.years import list_past
from portal.returns.rules.compare import Held, by_kind, compare, month_period, year_period
from portal.returns.rules.years import Past, codes
from portal.returns.services.years import note_past
from portal.tallies import services as tallies
from portal.tallies.rules import TRAINED
from portal.tallies.services import Reached
from tests import make
from tests.browse import Browser
from tests.make_corrections import close, closed_activity, correction

YEARS, PAST = f"/t/{make.LIANXIANG}/years/", f"/t/{make.LIANXIANG}/years/past/new"
ONE = {"year": "2024", "code": "sessions", "value": "1,040", "source": "2024年工作总结第2页"}


def past(unit: str = make.LIANXIANG, **changes: Any) -> UUID:
    with make.working_at(unit) as scope:
        return note_past(scope, Past(**{"year": 2024, "code": "sessions", "value": 1040, "source": "2024年工作总结", **changes}))


def trained(code: str, n: int, on: date) -> None:
    with make.working_at(code) as scope:
        one = people.register_person(scope, Document(DocumentKind.RESIDENT_ID, make.resident_number(n)), kind="trainee")[0]
        tallies.reach(scope, [Reached(TRAINED, uuid7(), on, person_id=one)], action="test.reach")


def test_five_years_of_the_report_come_to_what_it_says(browse: Browser) -> None:
    # Source: S2-9, 5,200 场 and 29.9万人次 in five years, 57.5 a session; the last of them is counted here.
    with browse.app.app_context():
        for year in range(2022, 2026):
            past(make.CITY, year=year, code="sessions", value=1299)
            past(make.CITY, year=year, code="attendances", value=74_000)
        make.activity(attendances=1500, women=900)
        make.activity(make.JUNMEN, attendances=1000, women=900)
        make.activity(make.JINAN, attendances=499, women=400)
        make.activity(make.CITY, attendances=1, women=1)
    page = browse.sign_in("fuzhou").get(f"/t/{make.CITY}/years/?first=2022&last=2026").text
    assert all(words in page for words in ("<strong>5,200</strong>", "<strong>299,000</strong>", "<strong>57.5</strong>", "补录", "3,000"))
    text = zipfile.ZipFile(BytesIO(browse.get(f"/t/{make.CITY}/years/years.xlsx?first=2022&last=2026").data))
    assert "2022年（补录）" in text.read("xl/sharedStrings.xml").decode()
    assert "<v>299000</v>" in text.read("xl/worksheets/sheet1.xml").decode()


def test_a_manager_types_a_year_in_and_amends_it(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    assert "这些年份还没有数字" in browse.get(YEARS).text
    assert browse.fill(PAST, ONE).location == YEARS
    page = browse.get(YEARS).text
    assert all(words in page for words in ("2024年", "1,040", "手工补录", "2024年工作总结第2页"))
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        row_id = list_past(scope)[0].id
    again = browse.fill(PAST, ONE)
    assert (again.status_code, "已经补录过" in again.text, f"{row_id}" in again.text) == (409, True, True)
    one = f"{YEARS}past/{row_id}"
    assert browse.fill(one, {"value": "1050", "source": "更正后的总结"}).location == YEARS
    assert "1,050" in browse.get(YEARS).text
    stale = browse.post(one, {"value": "1060", "source": "总结", "version": "1"})
    assert (stale.status_code, "别人修改过" in stale.text) == (409, True)
    assert browse.fill(one, {"value": "一千", "source": "总结"}).status_code == 422


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"year": "2026"}, "由平台统计"),
        ({"year": "2025"}, "平台里已有"),
        ({"year": "1999"}, "请填写年份"),
        ({"year": ""}, "必须填写"),
        ({"value": "-5"}, "请填写数字"),
        ({"value": "9" * 10_000}, "最多 20 个字"),
        ({"value": "99999999万"}, "数字太大"),
        ({"value": "\x00"}, "必须填写"),
        ({"code": "nonsense"}, "请从列表中选择"),
        ({"source": ""}, "必须填写"),
        ({"source": "电话 13800001234"}, "不要写电话"),
    ],
)
def test_what_cannot_be_typed_in_is_named(browse: Browser, changes: dict[str, str], words: str) -> None:
    with browse.app.app_context():
        make.activity(held_on=date(2025, 5, 5))
    answer = browse.sign_in("lianxiang").fill(PAST, {**ONE, **changes})
    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize(
    ("name", "status"), [("neighbour", 404), ("linqing", 404), ("jinan", 403), ("fuzhou", 403), ("lianxiang_helper", 403)]
)
def test_nobody_else_types_in(browse: Browser, name: str, status: int) -> None:
    with browse.app.app_context():
        row_id = past()
    browse.sign_in(name)
    for path in (PAST, f"{YEARS}past/{row_id}"):
        assert (browse.get(path).status_code, browse.post(path, ONE).status_code) == (status, status)
    if name == "neighbour":
        assert browse.get(f"/t/{make.NEIGHBOUR}/years/past/{row_id}").status_code == 404


def test_persons_are_counted_once_over_years_and_not_at_all_with_a_typed_one(browse: Browser) -> None:
    with browse.app.app_context():
        trained(make.LIANXIANG, 1, date(2025, 5, 5))
        trained(make.JUNMEN, 1, date(2026, 2, 5))
        trained(make.LIANXIANG, 2, date(2026, 2, 5))
    browse.sign_in("fuzhou")
    page = browse.get(f"/t/{make.CITY}/years/?first=2025").text
    line = page[page.index("培训人数") :]
    assert "<strong>2</strong>" in line[: line.index("</tr>")]
    with browse.app.app_context():
        past(make.CITY, code="trained_persons", value=9)
    page = browse.get(f"/t/{make.CITY}/years/?first=2024").text
    line = page[page.index("培训人数") :]
    assert "<strong>–</strong>" in line[: line.index("</tr>")]
    assert "无法去重" in page


def _world() -> None:
    """Two months in which much was counted, with a correction of the first counted in the second."""
    make.activity(make.JUNMEN, held_on=date(2026, 2, 7), attendances=12, women=5, kind_id=2)
    make.activity(make.NEIGHBOUR, attendances=50, women=41, kind_id=3, is_online=True)
    make.activity(make.JINAN, held_on=date(2026, 2, 8), attendances=9, women=9)
    make.activity(make.CITY, attendances=4, women=1)
    correction(subject_id=closed_activity())
    make.hours(make.volunteer(), worked_min=90)
    for code, n, day in ((make.LIANXIANG, 1, 5), (make.NEIGHBOUR, 1, 6), (make.JUNMEN, 1, 7), (make.JUNMEN, 2, 7)):
        trained(code, n, date(2026, 3, day))


def held(scope: Scope, *periods: Any) -> tuple[Held, Held, dict[int, str]]:
    (before, units), (after, later) = (hold_period(scope, period) for period in periods)
    return before, after, {**units, **later}


@pytest.mark.parametrize("code", [make.CITY, make.JINAN, make.GULOU, make.LIANXIANG])
@pytest.mark.parametrize("by", ["month", "year"])
def test_what_units_and_kinds_did_adds_up_to_the_difference(session: Session, code: str, by: str) -> None:
    _world()
    past(make.JINAN, year=2025, value=7)
    past(make.CITY, year=2025, value=20)
    periods = (month_period("2026-02"), month_period("2026-03")) if by == "month" else (year_period(2025), year_period(2026))
    with make.working_at(code) as scope:
        before, after, names = held(scope, *periods)
    for one in codes():
        it = compare(FIGURES[one], before, after, names, "本级")
        assert not names or sum(part.change for part in it.parts) == it.change
        kinds = by_kind(FIGURES[one], before, after, {})
        assert not kinds or sum(part.change for part in kinds) == it.change


def test_corrections_are_put_back_into_the_month_they_correct(session: Session) -> None:
    _world()
    for code, gap in ((make.LIANXIANG, 0), (make.JINAN, 9), (make.CITY, 21)):
        with make.working_at(code) as scope:
            before, after, _ = held(scope, month_period("2026-02"), month_period("2026-03"))
        assert (before.whole["attendances"], before.restated["attendances"]) == (30 + gap, 25 + gap)
        assert after.restated["attendances"] == after.whole["attendances"] + 5
        assert after.posted["attendances"] == -5
    with make.working_at(make.CITY) as scope:
        whole, _ = hold_period(scope, year_period(2026))
    assert whole.restated["attendances"] == whole.whole["attendances"]
    assert not whole.posted["attendances"]


def test_a_month_is_compared_and_says_why(browse: Browser) -> None:
    with browse.app.app_context():
        _world()
    browse.sign_in("fuzhou")
    page = browse.get(f"/t/{make.CITY}/years/compare?a=2026-02&b=2026-03&figure=attendances").text
    for words in ("2026年3月还没有过完", "人次", "晋安区 +6", "鼓楼区 −12", "福州市本级", "活动类别", "按更正归回原来的月份", "签到表复核"):
        assert words in page
    trained = browse.get(f"/t/{make.CITY}/years/compare?a=2026-02&b=2026-03&figure=trained_persons").text
    assert "在多个单位都有的人（重复）" in trained
    assert "<html" not in browse.swap(f"/t/{make.CITY}/years/compare", "compared").text


def test_years_are_compared_to_date(browse: Browser) -> None:
    with browse.app.app_context():
        make.activity(held_on=date(2025, 2, 5), attendances=10, women=1)
        make.activity(held_on=date(2025, 7, 5), attendances=90, women=1)
        make.activity(attendances=15, women=1)
    browse.sign_in("lianxiang")
    page = browse.get(f"{YEARS}compare?by=year").text
    assert all(words in page for words in ("2026年还没有过完", "−85.0%", "同期"))
    page = browse.get(f"{YEARS}compare?by=year&to_date=y").text
    assert all(words in page for words in ("2025年1至3月", "+50.0%"))


@pytest.mark.parametrize(
    "query",
    ["a=%00&b=nonsense", "by=%00", "by=year&year_a=9999", "a=2099-12&b=2000-01", "figure=nonsense", "year_a=x&by=year&year_b=２０２４"],
)
def test_nonsense_is_answered(browse: Browser, query: str) -> None:
    browse.sign_in("lianxiang")
    assert browse.get(f"{YEARS}compare?{query}").status_code == 200
    assert browse.get(f"{YEARS}?first=%00&last=1800&{query}").status_code == 200


def test_closed_months_compare_without_a_word_of_fairness(browse: Browser) -> None:
    with browse.app.app_context():
        make.activity(held_on=date(2026, 1, 5))
        close()
    assert "还没有过完" not in browse.sign_in("lianxiang").get(f"{YEARS}compare?a=2026-01&b=2026-02").text
