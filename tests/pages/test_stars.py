"""/t/<unit>/stars: the rule, evidence, the rating, its publication, its papers; as the city makes them and the counties read them."""

from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from portal.web import jobs
from portal.web import print as printer
from tests import make, make_stars
from tests.browse import Browser
from tests.make_stars import KEY, YEAR

CITY, COUNTY, OTHER = (f"/t/{code}/stars/" for code in (make.CITY, make.JINAN, make.GULOU))
RECKONING = f"{CITY}years/county/{YEAR}"
FILLED = {
    "subject": "county",
    "since_year": "２０２５",
    "reason": "市级研究决定",
    **{f"step_{n}": str(40 + 10 * n) for n in range(1, 6)},
    "rows-0-measure": "attendances",
    "rows-0-full": "１,000",
    "rows-0-points": "60",
    "rows-1-measure": "pass_rate",
    "rows-1-full": "80%",
    "rows-1-points": "20",
    "rows-2-measure": "evidence",
    "rows-2-name": "特色做法",
    "rows-2-points": "20",
}


def made(browse: Browser, maker: Any, *args: Any, **said: Any) -> Any:
    with browse.app.app_context():
        return maker(*args, **said)


def test_the_rule_is_told_with_its_arithmetic_to_everybody(browse: Browser) -> None:
    assert "还没有评定办法" in browse.sign_in("jinan").get(f"{COUNTY}rules/").text
    answer = browse.sign_in("fuzhou").fill(f"{CITY}rules/new", FILLED)
    assert answer.status_code == 303, answer.text
    page = browse.sign_in("jinan").get(f"{COUNTY}rules/").text
    assert "现行" in page
    rule = next(part[:36] for part in page.split("/stars/rules/") if part[36:37] in {'"', "/"})
    page = browse.get(f"{COUNTY}rules/{rule}").text
    for words in (
        "全年人次，达到 1,000 人次得满分",
        "考试合格 ÷ 参加考试，达到 80 %得满分",
        "0 到 20 分之间给分",
        "50 分起一星",
        "市级研究决定",
    ):
        assert words in page
    form = browse.sign_in("fuzhou").get(f"{CITY}rules/new").text
    assert 'selected value="evidence"' in form
    assert browse.fill(f"{CITY}rules/{rule}/withdraw", {"reason": "再议"}).status_code == 303


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("rows-2-points", "21", "现在是 101 分，多了 1"),
        ("rows-0-full", "", "请填写得满分的数"),
        ("rows-1-full", "101", "最多是 100"),
        ("rows-2-name", "", "佐证项请写名称"),
        ("rows-2-name", "字" * 10_000, "最多 40 个字"),
        ("rows-0-measure", "nothing", "请从列表中选择"),
        ("step_3", "60", "要比 2 星的最低分高"),
        ("since_year", "1999", "2099"),
        ("subject", "station", "请从列表中选择"),
        ("reason", "\x00", "必须填写"),
    ],
)
def test_a_wrong_rule_is_said_at_its_field_and_kept_as_typed(browse: Browser, field: str, value: str, words: str) -> None:
    answer = browse.sign_in("fuzhou").fill(f"{CITY}rules/new", {**FILLED, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert "还没有评定办法" in browse.get(f"{CITY}rules/").text


def test_evidence_goes_from_the_county_to_the_city_and_back(browse: Browser) -> None:
    made(browse, make_stars.rule_in_force)
    browse.sign_in("jinan")
    assert "还没有提交" in browse.get(f"{COUNTY}evidence/").text
    showing = f"{COUNTY}evidence/county/{YEAR}/{KEY}"
    words = f"办了巾帼市集，见 http://localhost/t/{make.JINAN}/activities/ 。"
    form = {"words": words, "version": "0", "once": "a" * 32}
    assert browse.post(showing, form).status_code == browse.post(showing, form).status_code == 303
    late = browse.post(showing, {"words": "旧页面", "version": "0"})
    assert late.status_code == 409
    assert "已经有人改过" in late.text
    assert browse.fill(showing, {"words": ""}).status_code == 422
    assert "办了巾帼市集" not in browse.sign_in("gulou").get(f"{OTHER}evidence/").text
    browse.sign_in("fuzhou")
    assert "给县级妇联星级佐证评分 1 项" in browse.get(f"/t/{make.CITY}/").text
    page = browse.swap(f"{CITY}evidence/county/{YEAR}/", "evidence").text
    for words in ("晋安区", "鼓楼区", "等待评分", "打开依据"):
        assert words in page
    assert "jinan 的使用人" not in page
    judging = f"{CITY}evidence/{page.split('/stars/evidence/')[1][:36]}"
    assert browse.fill(judging, {"points": "", "remark": ""}).status_code == 422
    assert browse.fill(judging, {"points": "21"}).status_code == 422
    assert browse.fill(judging, {"points": "", "remark": "请写明效果"}).status_code == 303
    browse.sign_in("jinan")
    assert "退回补充" in browse.get(f"{COUNTY}evidence/").text
    assert "市级中心退回补充：请写明效果" in browse.get(showing).text
    assert browse.fill(showing, {"words": "三百人参加"}).status_code == 303
    browse.sign_in("fuzhou")
    assert browse.fill(judging, {"points": "１５", "remark": "好"}).status_code == 303
    assert browse.post(judging, {"points": "1", "version": "1"}).status_code == 409
    assert "15 / 20" in browse.sign_in("jinan").get(f"{COUNTY}evidence/").text
    assert browse.fill(showing, {"words": "再写"}).status_code == 409


def test_a_year_is_rated_on_the_page_and_published_by_another(browse: Browser) -> None:
    made(browse, make_stars.rule_in_force)
    browse.sign_in("fuzhou")
    refused = browse.fill(RECKONING, {})
    assert refused.status_code == 409
    assert "全年没有审核通过的月报" in refused.text
    made(browse, make_stars.year_of)
    form = {"seen": "0", "once": "a" * 32}
    first, second = browse.post(RECKONING, form), browse.post(RECKONING, form)
    assert first.status_code == 303
    assert first.location == second.location
    assert browse.post(RECKONING, {"seen": "0", "reason": "旧页面"}).status_code == 409
    anew = browse.fill(RECKONING, {"reason": "核对后重算"})
    assert "第 2 版" in browse.get(anew.location).text
    made(browse, make_stars.add_second)
    assert browse.fill(f"{anew.location}/publish", {}).status_code == 409
    browse.sign_in("fuzhou_reader")
    assert f"公布 {YEAR} 年县级妇联星级" in browse.get(f"/t/{make.CITY}/").text
    assert browse.fill(f"{anew.location}/publish", {}).status_code == 303
    browse.sign_in("gulou")
    page = browse.get(anew.location.replace(make.CITY, make.GULOU)).text
    for words in ("已公布", "核对后重算", "三星", "70.000", "已被重算替代"):
        assert words in page
    assert "三星" in browse.get(f"{OTHER}history/county").text
    assert "县级基地还没有评过星" in browse.get(f"{OTHER}history/base").text


def test_each_figure_opens_to_the_roll_up_of_ones_own_county(browse: Browser) -> None:
    rating = made(browse, make_stars.rating)
    way = f"/t/{make.JINAN}/reports/rollup?first={YEAR}-01&amp;last={YEAR}-12"
    page = browse.sign_in("jinan").get(f"{COUNTY}{rating}/counties/{make.JINAN}").text
    for words in (way, "办了巾帼市集", "材料齐全", "30.000", "一星"):
        assert words in page
    assert "50" in browse.get(way.replace("&amp;", "&")).text
    assert "/reports/rollup?" not in browse.get(f"{COUNTY}{rating}/counties/{make.GULOU}").text
    assert browse.get(f"{COUNTY}{rating}/counties/{make.LIANXIANG}").status_code == 404
    assert way in browse.sign_in("fuzhou").get(f"{CITY}{rating}/counties/{make.JINAN}").text


def test_a_rating_is_handed_out_as_excel_and_on_paper(browse: Browser) -> None:
    rating = made(browse, make_stars.rating)
    browse.sign_in("jinan")
    book = CalamineWorkbook.from_filelike(BytesIO(browse.get(f"{COUNTY}{rating}/stars.xlsx").data))
    rows = book.get_sheet_by_index(0).to_python()
    assert ["2", "晋安区", 50.0, 30.0, 1.0, 10.0, "有佐证", 15.0, 55.0, "一星"] in rows
    asked = browse.post(f"{COUNTY}{rating}/paper")
    assert asked.status_code == 303
    with browse.app.app_context(), make.working_at(make.JINAN, "jinan") as scope:
        frozen = jobs.claim(scope, jobs.list_unfinished(scope)[0].id)
        assert frozen is not None
        html = printer.lay_out("standing/stars/print.html", paper=frozen.input)
    for words in ("第1版", "2025年", "福州市", "满分 60", "55.000", "一星", "校验码"):
        assert words in html


@pytest.mark.parametrize("tail", ["years/station/2025", "years/county/1999", "history/x", "evidence/county/2100/", "evidence/x/2025/"])
def test_an_address_that_is_none_is_not_found(browse: Browser, tail: str) -> None:
    assert browse.sign_in("fuzhou").get(f"{CITY}{tail}").status_code == 404


def test_stars_of_another_city_are_not_found(browse: Browser) -> None:
    rating, shown = made(browse, make_stars.shown), made(browse, make_stars.evidence)
    browse.sign_in("linqing")
    for tail in (f"{rating}", f"{rating}/stars.xlsx", f"{rating}/publish", f"evidence/{shown}", f"evidence/county/{YEAR}/{KEY}"):
        assert browse.get(f"/t/{make.OTHER_CITY}/stars/{tail}").status_code in {403, 404}
