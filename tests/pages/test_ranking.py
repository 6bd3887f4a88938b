"""/t/<unit>/ranking: women, formula, ranking, objections, as the city makes them and the counties read them."""

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook

from portal.web import jobs
from portal.web import print as printer
from tests import make, make_rankings
from tests.browse import Browser
from tests.make_rankings import MONTH

CITY, COUNTY, OTHER = (f"/t/{code}/ranking/" for code in (make.CITY, make.JINAN, make.GULOU))
RECKONING = f"{CITY}months/{MONTH}"
FILLED = {
    "since_month": "2026-01",
    "objection_workdays": "３",
    "least_base": "5",
    "reason": "市级研究决定",
    "rows-0-measure": "attendances",
    "rows-0-basis": "per_10k",
    "rows-0-weight": "60",
    "rows-1-measure": "pass_rate",
    "rows-1-basis": "rate",
    "rows-1-weight": "40%",
}


def made(browse: Browser, maker: Any, *args: Any, **said: Any) -> Any:
    with browse.app.app_context():
        return maker(*args, **said)


def test_the_city_fills_in_women_and_a_county_reads_them(browse: Browser) -> None:
    browse.sign_in("fuzhou")
    path = f"{CITY}women/2026/{make.JINAN}"
    assert browse.fill(path, {"women": "４１０,000", "source": "第七次全国人口普查"}).status_code == 303
    assert "第七次全国人口普查" in browse.get(f"{CITY}women/2026/{make.GULOU}").text  # the next one is probably from there too
    assert browse.fill(path, {"women": "420000", "source": "统计年鉴"}).status_code == 303
    late = browse.post(path, {"women": "1", "source": "旧页面", "version": "1"})
    assert late.status_code == 409
    assert "420,000 人" in late.text
    page = browse.sign_in("jinan").get(f"{COUNTY}women/?year=2026").text
    assert "420,000" in page
    assert "统计年鉴" in page
    assert "填写" not in browse.swap(f"{COUNTY}women/?year=2025", "women").text.replace('data-label="填写"', "").replace(
        "<th>填写</th>", ""
    )
    sheet = (
        CalamineWorkbook.from_filelike(BytesIO(browse.get(f"{COUNTY}women/women.xlsx?year=2026").data)).get_sheet_by_index(0).to_python()
    )
    assert ["晋安区", 420_000.0, "统计年鉴"] in [row[1:] for row in sheet]


@pytest.mark.parametrize(
    ("women", "source", "words"),
    [
        ("0", "年鉴", "1 到"),
        ("1.5", "年鉴", "整数"),
        ("", "年鉴", "必须填写"),
        ("5", "\x00", "必须填写"),
        ("5", "字" * 10_000, "最多 200 个字"),
    ],
)
def test_a_wrong_count_of_women_is_said_at_its_field(browse: Browser, women: str, source: str, words: str) -> None:
    answer = browse.sign_in("fuzhou").fill(f"{CITY}women/2026/{make.JINAN}", {"women": women, "source": source})
    assert answer.status_code == 422
    assert words in answer.text


def test_women_are_those_of_a_county_of_this_city_in_a_year_there_is(browse: Browser) -> None:
    browse.sign_in("fuzhou")
    for tail in (f"2026/{make.LIANXIANG}", f"2026/{make.OTHER_COUNTY}", f"1999/{make.JINAN}", "2026/x%00"):
        assert browse.get(f"{CITY}women/{tail}").status_code == 404
    assert "2026 年" in browse.get(f"{CITY}women/?year=9999999").text


def test_the_formula_is_told_with_its_arithmetic_to_everybody(browse: Browser) -> None:
    assert "还没有排名公式" in browse.sign_in("jinan").get(f"{COUNTY}formulas/").text
    assert browse.sign_in("fuzhou").fill(f"{CITY}formulas/new", FILLED).status_code == 303
    page = browse.sign_in("jinan").get(f"{COUNTY}formulas/").text
    for words in (
        "人次（每万名妇女）",
        "考试合格 ÷ 参加考试",
        "60%",
        "市级研究决定",
        "fuzhou 的使用人",
        "现行",
        "四舍五入到千分之一分",
        "3 个工作日",
    ):
        assert words in page
    again = browse.sign_in("fuzhou").fill(f"{CITY}formulas/new", FILLED)
    assert again.status_code == 422
    assert "已经定了一版公式" in again.text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("rows-1-weight", "41", "现在是 101%，多了 1"),
        ("rows-1-weight", "39", "现在是 99%，还差 1"),
        ("rows-1-weight", "x", "整数"),
        ("rows-1-weight", "0", "1 到 100"),
        ("rows-1-basis", "total", "口径请选"),
        ("rows-1-basis", "sideways", "请从列表中选择"),
        ("rows-1-measure", "nothing", "请从列表中选择"),
        ("since_month", "2026-13", "没有这个月份"),
        ("since_month", "", "必须填写"),
        ("objection_workdays", "0", "1 到 20"),
        ("least_base", "-1", "整数"),
        ("reason", "字" * 10_000, "最多 200 个字"),
    ],
)
def test_a_wrong_formula_is_said_at_its_field_and_kept_as_typed(browse: Browser, field: str, value: str, words: str) -> None:
    answer = browse.sign_in("fuzhou").fill(f"{CITY}formulas/new", {**FILLED, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'selected value="attendances"' in answer.text
    assert "还没有排名公式" in browse.get(f"{CITY}formulas/").text


def test_a_formula_without_rows_and_one_that_was_used(browse: Browser) -> None:
    browse.sign_in("fuzhou")
    empty = browse.fill(f"{CITY}formulas/new", {name: value for name, value in FILLED.items() if not name.startswith("rows")})
    assert "还没有填写任何一行" in empty.text
    used = made(browse, make_rankings.formula)
    made(browse, make_rankings.ranked)
    assert browse.fill(f"{CITY}formulas/{used}/withdraw", {"reason": "不要了"}).status_code == 409
    spare = made(browse, make_rankings.formula, "2026-02")
    assert browse.fill(f"{CITY}formulas/{spare}/withdraw", {"reason": "再议"}).status_code == 303


def test_a_month_is_reckoned_on_the_page_and_shown_to_the_counties(browse: Browser) -> None:
    made(browse, make_rankings.formula)
    made(browse, make_rankings.accepted, MONTH, {make.JINAN: 30})
    browse.sign_in("fuzhou")
    refused = browse.fill(RECKONING, {})
    assert refused.status_code == 409
    assert "鼓楼区（填报中）" in refused.text
    made(browse, make_rankings.accepted, MONTH, {make.GULOU: 60})
    assert "计算2026年1月的县区排名" in browse.get(f"/t/{make.CITY}/").text
    form = {"seen": "0", "once": "a" * 32}
    first, second = browse.post(RECKONING, form), browse.post(RECKONING, form)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    late = browse.post(RECKONING, {"seen": "0", "reason": "旧页面", "once": "b" * 32})
    assert late.status_code == 409
    assert "已经有人计算过" in late.text
    page = browse.sign_in("gulou").get(first.location.replace(make.CITY, make.GULOU)).text
    for words in ("公示中", "100.000", "70.000", "提出异议", "2026-03-19", "单项得分 = 本县的数"):
        assert words in page
    assert "核对2026年1月的县区排名" in browse.get(f"/t/{make.GULOU}/").text


def test_a_county_is_left_out_with_its_reason(browse: Browser) -> None:
    made(browse, make_rankings.formula)
    made(browse, make_rankings.accepted, MONTH, {make.JINAN: 30})
    left = {"seen": "0", "rows-0-code": make.GULOU, "rows-0-reason": "当月撤并"}
    answer = browse.sign_in("fuzhou").post(RECKONING, left)
    assert answer.status_code == 303
    assert "鼓楼区不排名：当月撤并" in browse.get(answer.location).text
    other = browse.post(f"{CITY}months/2026-02", {**left, "rows-0-code": make.OTHER_COUNTY})
    assert other.status_code == 422
    assert "这个县" in other.text


@pytest.mark.parametrize("month", ["2026-13", "202601", "1999-12", "x", "2026-01%00"])
def test_a_month_that_is_none_is_not_found(browse: Browser, month: str) -> None:
    assert browse.sign_in("fuzhou").get(f"{CITY}months/{month}").status_code == 404


def test_from_an_objection_to_the_second_revision_and_its_publication(browse: Browser) -> None:
    first = made(browse, make_rankings.ranking)
    browse.sign_in("jinan")
    assert browse.fill(f"{COUNTY}{first}/object", {"words": "漏了一场"}).status_code == 303
    assert browse.fill(f"{COUNTY}{first}/object", {"words": "再提一次"}).status_code == 409
    browse.sign_in("gulou")
    assert "漏了一场" not in browse.get(f"{OTHER}{first}").text
    browse.sign_in("fuzhou")
    assert "答复晋安区的排名异议" in browse.get(f"/t/{make.CITY}/").text
    page = browse.get(f"{CITY}{first}").text
    objection = page.split("/ranking/objections/")[1][:36]
    assert browse.sign_in("gulou").get(f"{OTHER}objections/{objection}").status_code == 404
    browse.sign_in("fuzhou")
    assert "必须填写" in browse.fill(f"{CITY}objections/{objection}", {"verdict": "upheld"}).text
    done = browse.fill(f"{CITY}objections/{objection}", {"verdict": "upheld", "words": "补上一场"})
    assert done.status_code == 303
    assert "第 2 版" in browse.get(done.location).text
    assert browse.post(f"{CITY}objections/{objection}", {"verdict": "rejected", "words": "晚了", "version": "1"}).status_code == 409
    second = UUID(done.location.rsplit("/", 1)[1])
    assert browse.fill(f"{CITY}{second}/publish", {}).status_code == 409
    made(browse, make_rankings.past_notice, second)
    assert "公布2026年1月的县区排名" in browse.get(f"/t/{make.CITY}/").text
    assert browse.fill(f"{CITY}{second}/publish", {}).status_code == 303
    assert browse.fill(f"{CITY}{second}/publish", {}).status_code == 409
    browse.sign_in("jinan")
    assert "排名异议已答复：异议成立" in browse.get(f"/t/{make.JINAN}/").text
    assert "晋安区的异议成立：补上一场" in browse.get(f"{COUNTY}{second}").text
    assert "已被重算替代" in browse.get(COUNTY).text


def test_a_county_reads_why_it_moved_and_where_it_stood(browse: Browser) -> None:
    made(browse, make_rankings.formula)
    made(browse, make_rankings.published, MONTH)
    later = made(browse, make_rankings.ranked, "2026-02", {make.JINAN: 90, make.GULOU: 30})
    page = browse.sign_in("gulou").get(f"{OTHER}{later}/counties/{make.GULOU}").text
    for words in ("从第 1 名到第 2 名（降 1）", "被晋安区超过", "“人次”少得 40.000 分", "-40.000"):
        assert words in page
    assert browse.get(f"{OTHER}{later}/counties/{make.LIANXIANG}").status_code == 404
    history = browse.get(f"{OTHER}history").text
    assert history.index("2026-01") < history.index("2026-02")
    assert "公示中" in history


def test_a_ranking_is_handed_out_as_excel_and_on_paper(browse: Browser) -> None:
    ranking = made(browse, make_rankings.ranking)
    browse.sign_in("jinan")
    book = CalamineWorkbook.from_filelike(BytesIO(browse.get(f"{COUNTY}{ranking}/ranking.xlsx").data))
    rows = book.get_sheet_by_index(0).to_python()
    assert ["2", "晋安区", 30.0, 30.0, 1.0, 40.0, 70.0] in rows
    asked = browse.post(f"{COUNTY}{ranking}/paper")
    assert asked.status_code == 303
    assert browse.get(asked.location).status_code == 200
    with browse.app.app_context(), make.working_at(make.JINAN, "jinan") as scope:
        frozen = jobs.claim(scope, jobs.list_unfinished(scope)[0].id).input
        html = printer.lay_out("standing/ranking/print.html", paper=frozen)
    for words in ("第1版", "2026年1月", "福州市", "满分 60", "70.000", "校验码", "公示中，至 2026-03-19"):
        assert words in html


def test_a_ranking_of_another_city_is_not_found(browse: Browser) -> None:
    ranking = made(browse, make_rankings.ranking)
    browse.sign_in("linqing")
    for tail in ("", "/ranking.xlsx", f"/counties/{make.JINAN}", "/publish"):
        assert browse.get(f"/t/{make.OTHER_CITY}/ranking/{ranking}{tail}").status_code == 404
