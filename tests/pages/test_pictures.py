"""Pictures on the pages of figures, and the same on their papers."""

import re
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader
from sqlalchemy import update
from uuid_utils.compat import uuid7

from portal.bulletins.pictures import picture_of
from portal.bulletins.rules import Head, Section
from portal.core.db import db
from portal.reports.services import print_roll_up
from portal.standing.services.ranking_papers import print_ranking
from portal.tallies import services
from portal.tallies.rules import TRAINED, WISHES
from portal.tallies.services import Reached
from portal.tenants.models import Tenant
from portal.web import jobs
from portal.web.charts import Bars, Progress
from tests import make, make_rankings, make_targets
from tests.browse import Browser
from tests.pages.test_years import past
from tests.services.test_outcomes import person

ROSE = re.compile(rb"\b0?\.678\d* 0?\.15[23]\d* 0?\.341\d* rg")


def pictures(page: str) -> dict[str, list[str]]:
    """Return {title: words} of the pictures of a page."""
    found = [ET.fromstring(svg) for svg in re.findall(r'<svg [^>]*role="img".*?</svg>', page, re.DOTALL)]
    return {str(it[0].text): [str(one.text) for one in it.iter("{http://www.w3.org/2000/svg}text")] for it in found}


@pytest.fixture
def year(browse: Browser) -> Browser:
    with browse.app.app_context():
        make.activity(held_on=date(2026, 1, 5), attendances=30, women=28)
        make.activity(held_on=date(2026, 3, 5), attendances=20, women=11)
        make.activity(make.JUNMEN, attendances=1000, women=900)
        make.activity(make.JUNMEN, attendances=200, women=100)
    return browse


def test_a_city_sees_a_bar_for_each_county(year: Browser) -> None:
    shown = pictures(year.sign_in("fuzhou").get(f"/t/{make.CITY}/reports/rollup").text)
    assert list(shown) == ["各县（市、区）场次（场）", "各县（市、区）人次", "各县（市、区）女性人次"]
    assert shown["各县（市、区）人次"] == ["鼓楼区", "1,200", "晋安区", "50"]


def test_what_the_table_is_sorted_by_is_drawn_first(year: Browser) -> None:
    shown = pictures(year.sign_in("fuzhou").get(f"/t/{make.CITY}/reports/rollup?sort=-women").text)
    assert next(iter(shown)) == "各县（市、区）女性人次"


def test_a_station_sees_its_months_and_that_this_one_is_not_over(year: Browser) -> None:
    shown = pictures(year.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/reports/rollup?first=2025-12&last=2026-03").text)
    assert shown["每月人次"][-1] == "20（至今）"
    assert [it for it in shown["每月人次"] if "年" in it] == ["2025年", "2026年"]


def test_where_there_is_nothing_nothing_is_drawn(browse: Browser) -> None:
    browse.sign_in("fuzhou")
    for path in ("reports/rollup", "funnel/", "years/", "targets/"):
        assert pictures(browse.get(f"/t/{make.CITY}/{path}").text) == {}


def test_a_swap_carries_the_picture_and_a_name_is_no_markup(year: Browser) -> None:
    with year.app.app_context():
        db.session.execute(update(Tenant).where(Tenant.code == make.JINAN).values(name="<b>晋安</b>"))
        db.session.commit()
    headers = {"HX-Request": "true", "HX-Target": "results"}
    page = year.sign_in("fuzhou").get(f"/t/{make.CITY}/reports/rollup", headers=headers).text
    assert "<b>晋安" not in page
    assert "<b>晋安</b>" in pictures(page)["各县（市、区）人次"]


def test_the_funnel_hides_from_those_above_what_is_small(browse: Browser) -> None:
    with browse.app.app_context():
        make.trainee(n=1)
        one = person(1)
        with make.working_at(make.LIANXIANG) as scope:
            wishes = [Reached(WISHES, uuid7(), date(2026, 3, 5), course_id=20) for _ in range(50)]
            services.reach(scope, [*wishes, Reached(TRAINED, uuid7(), date(2026, 3, 5), person_id=one, course_id=20)], action="test")
    own = pictures(browse.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/funnel/").text)["意愿、培训、考证、上岗"]
    assert own == ["意愿", "50 人次", "培训", "1 人", "意愿的 2.0%", "考证", "0 人", "意愿的 0.0%", "上岗", "0 人", "意愿的 0.0%"]
    above = pictures(browse.sign_in("jinan").get(f"/t/{make.JINAN}/funnel/").text)["意愿、培训、考证、上岗"]
    assert above[:4] == ["意愿", "50 人次", "培训", "<3 人"]
    assert "2.0%" not in str(above)


def test_targets_are_drawn_against_both_baselines_and_where_they_should_be(year: Browser) -> None:
    with year.app.app_context():
        target = make_targets.target(is_published=True)
    listed = pictures(year.sign_in("fuzhou").get(f"/t/{make.CITY}/targets/").text)["目标进度"]
    assert listed[0].startswith("竖线：序时进度")
    assert listed[2:] == ["宣讲人次", "市定", "▶ 1250.0%", "省定", "▶ 1562.5%"]
    assert {"目标进度", "各县（市、区）完成率", "各月完成与计划"} == set(pictures(year.get(f"/t/{make.CITY}/targets/{target}").text))
    assert pictures(year.sign_in("jinan").get(f"/t/{make.JINAN}/targets/").text)["目标进度"][2] == "宣讲人次"


def test_years_are_drawn_with_what_was_typed_in(year: Browser) -> None:
    with year.app.app_context():
        past(make.CITY, year=2024, code="attendances", value=74_000)
    shown = pictures(year.sign_in("fuzhou").get(f"/t/{make.CITY}/years/?first=2024&last=2026").text)["历年人次"]
    assert [it for it in shown if it in ("补录", "至今", "74,000", "1,250")] == ["补录", "至今", "74,000", "1,250"]
    compared = year.get(f"/t/{make.CITY}/years/compare?a=2026-01&b=2026-03&figure=attendances").text
    assert pictures(compared)["各单位人次"][:2] == ["2026年3月", "2026年1月"]


def reads(paper: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages).replace("\n", "")


def is_rose(paper: bytes) -> bool:
    """Say whether anything on the paper is filled with the colour of the bars."""
    pages: Any = PdfReader(BytesIO(paper)).pages
    streams = [page.get_contents().get_data() for page in pages]
    streams += [form.get_object().get_data() for page in pages for form in page["/Resources"].get("/XObject", {}).values()]
    return any(ROSE.search(stream) for stream in streams)


def test_the_papers_have_the_same_pictures(year: Browser) -> None:
    with year.app.app_context():
        ranking = make_rankings.ranking()
    year.sign_in("fuzhou")
    for path, made, title in (
        (f"/t/{make.CITY}/reports/rollup", print_roll_up, "各县（市、区）场次（场）"),
        (f"/t/{make.CITY}/ranking/{ranking}", print_ranking, "各县（市、区）总分"),
    ):
        assert title in pictures(year.get(path).text)
        job_id = year.post(f"{path}/paper").location.rsplit("/", 1)[1]
        with year.app.app_context(), make.working_at(make.CITY, "fuzhou") as scope:
            kept: Any = jobs.claim(scope, UUID(job_id)).input
            paper = made(None, kept, lambda _: None)  # type: ignore[arg-type]  # who asked is not asked again
        assert title in reads(paper)
        assert is_rose(paper)


HEADS = (Head("名次"), Head("县（市、区）"), Head("得分"), Head("变化"))
TARGETS = tuple(Head(it) for it in ("目标", "完成", "省定", "完成省定", "市定", "完成市定", "序时", "比序时"))


def test_a_bulletin_is_drawn_from_the_words_that_were_frozen() -> None:
    ranking = picture_of(Section("二、县区排名", HEADS, (("1", "鼓楼区", "98.250", "升"), ("–", "晋安区", "–", "")), ""))
    assert isinstance(ranking, Bars)
    assert [(bar.label, bar.value) for bar in ranking.bars] == [("鼓楼区", 98.25), ("晋安区", None)]
    targets = picture_of(Section("七、目标进度", TARGETS, (("培训", "1,234", "1", "125.5%", "–", "–", "20.5%", "+105.0"),), ""))
    assert isinstance(targets, Progress)
    assert [(it.label, it.value) for it in targets.goals[0].shares] == [("省定", 1255)]
    assert targets.goals[0].due == 205
    assert picture_of(Section("三、月报上报", (Head("单位"), Head("按时")), (("全市", "3"),), "")) is None
    assert picture_of(Section("二、县区排名", HEADS, (), "还没有公布。")) is None
