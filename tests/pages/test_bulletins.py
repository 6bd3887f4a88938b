"""/t/<unit>/bulletins: drafted by the city, published, revised, read by the counties."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from portal.bulletins.models import Bulletin
from portal.bulletins.services import papers
from portal.bulletins.services.documents import document_of
from portal.core.db import db
from portal.problems.models import Problem
from portal.problems.rules.problems import Source
from portal.problems.services.problems import Finding, raise_problem
from tests import make, make_bulletins, make_rankings
from tests.browse import Browser
from tests.make_bulletins import DESPITE, MONTH

CITY, COUNTY, OTHER = (f"/t/{code}/bulletins/" for code in (make.CITY, make.JINAN, make.OTHER_CITY))


def made(browse: Browser, maker: Any, *args: Any) -> Any:
    with browse.app.app_context():
        return maker(*args)


def sections(browse: Browser, bulletin_id: Any) -> dict[str, dict[str, Any]]:
    kept = made(browse, make_bulletins.kept, bulletin_id).content
    return {one["title"].partition("、")[2]: one for one in kept["sections"]}


def test_a_month_is_drafted_published_and_read_by_a_county_at_its_own_address(browse: Browser) -> None:
    made(browse, make_rankings.accepted, MONTH, {make.JINAN: 30, make.GULOU: 60})
    browse.sign_in("fuzhou")
    assert "2026年2月的通报还没有发布" in browse.get(f"/t/{make.CITY}/").text
    answer = browse.fill(f"{CITY}new", {"month": MONTH, "foreword": "各县按时上报，请保持。"})
    assert answer.status_code == 303
    page = browse.get(answer.location).text
    assert "草稿" in page
    assert "〔2026〕1号" in page
    assert "各县按时上报，请保持。" in page
    which = answer.location.rpartition("/")[2]
    browse.sign_in("jinan")
    assert browse.get(f"{COUNTY}{which}").status_code == 404
    assert "〔2026〕1号" not in browse.get(COUNTY).text
    browse.sign_in("fuzhou")
    assert "都已审核通过" in browse.get(f"{CITY}drafts/{which}/publication").text
    assert browse.fill(f"{CITY}drafts/{which}/publication", {}).status_code == 303
    browse.sign_in("jinan")
    assert "新的月度通报：2026年2月〔2026〕1号" in browse.get(f"/t/{make.JINAN}/").text
    assert "〔2026〕1号" in browse.swap(COUNTY, "bulletins").text
    read = browse.get(f"{COUNTY}{which}").text
    assert "各县按时上报，请保持。" in read
    assert "鼓楼区" in read
    assert "改前言" not in read


def test_what_a_bulletin_says_is_composed_of_what_others_give(browse: Browser) -> None:
    with browse.app.app_context():
        make_rankings.formula()
        make_rankings.published("2026-01", {make.JINAN: 10, make.GULOU: 20})
        make_rankings.published(MONTH, {make.JINAN: 30, make.GULOU: 60})
        with make.working_at(make.CITY, "fuzhou") as scope:
            raise_problem(scope, Finding(make.GULOU, Source.RETURN, None, "二月月报", "台账缺签到表", "", "陈主任", date(2026, 3, 16)))
        _let_it_be_overdue()
        bulletin_id = make_bulletins.publish(make_bulletins.draft())
    said = sections(browse, bulletin_id)
    assert ["全市", "本月", "2", "90", "0", "0", "0", "0"] in said["月度数据"]["rows"]
    assert ["晋安区", "上月", "1", "10", "0", "0", "0", "0"] in said["月度数据"]["rows"]
    assert [row[:2] for row in said["县区排名"]["rows"]] == [["1", "鼓楼区"], ["2", "晋安区"]]
    assert said["逾期未整改的问题"]["rows"] == [["鼓楼区", "台账缺签到表", "陈主任", "2026-03-06", "10"]]
    assert said["数据更正"]["rows"] == []
    assert said["目标进度"]["rows"] == []
    assert [row[0] for row in said["月报上报"]["rows"]] == ["全市", "鼓楼区", "晋安区"]


def _let_it_be_overdue() -> None:
    with make.working_at(make.GULOU, "gulou") as scope:
        db.session.execute(update(Problem).where(scope.changes(Problem)).values(due_on=date(2026, 3, 6)), scope.binds)


def test_counties_that_are_missing_are_named_unless_the_city_says_why(browse: Browser) -> None:
    which = made(browse, make_bulletins.draft)
    browse.sign_in("fuzhou")
    refused = browse.fill(f"{CITY}drafts/{which}/publication", {})
    assert refused.status_code == 422
    assert "还有 2 个县的月报没有审核通过：鼓楼区" in refused.text
    assert browse.fill(f"{CITY}drafts/{which}/publication", {"despite": DESPITE}).status_code == 303
    assert f"说明：{DESPITE}" in browse.sign_in("jinan").get(f"{COUNTY}{which}").text


def test_of_two_administrators_at_once_one_publishes(browse: Browser) -> None:
    which = made(browse, make_bulletins.draft)
    browse.sign_in("fuzhou")
    typed = {"version": "1", "despite": DESPITE}
    assert browse.fill(f"{CITY}drafts/{which}/foreword", {"foreword": "新的前言"}).status_code == 303
    assert browse.post(f"{CITY}drafts/{which}/publication", typed).status_code == 409
    assert browse.fill(f"{CITY}drafts/{which}/publication", {"despite": DESPITE}).status_code == 303
    late = browse.post(f"{CITY}drafts/{which}/publication", {**typed, "version": "2"})
    assert late.status_code == 409
    assert "已经发布" in late.text
    assert browse.post(f"{CITY}drafts/{which}/foreword", {"version": "3", "foreword": "晚了"}).status_code == 409
    assert browse.get(f"{CITY}drafts/{which}/foreword").status_code == 303


def test_a_published_bulletin_stays_as_it_was_and_a_revision_says_why(browse: Browser) -> None:
    first = made(browse, make_bulletins.published)
    before = made(browse, make_bulletins.kept, first)
    with browse.app.app_context():
        make.activity(held_on=date(2026, 2, 20), attendances=7777)
    browse.sign_in("fuzhou")
    assert "7,777" not in browse.get(f"{CITY}{first}").text
    second = browse.fill(f"{CITY}{first}/revision", {}).location.split("/")[-2]
    again = browse.fill(f"{CITY}{first}/revision", {})
    assert again.status_code == 409
    assert "已经有人在编" in again.text
    silent = browse.fill(f"{CITY}drafts/{second}/publication", {"despite": DESPITE})
    assert silent.status_code == 422
    assert "修订了什么" in silent.text
    browse.fill(f"{CITY}drafts/{second}/foreword", {"foreword": "补入漏统计的一场活动。"})
    assert browse.fill(f"{CITY}drafts/{second}/publication", {"despite": DESPITE}).status_code == 303
    read = browse.sign_in("jinan").get(f"{COUNTY}{second}").text
    assert "〔2026〕1号（第2版）" in read
    assert "7,777" in read
    old = browse.get(f"{COUNTY}{first}").text
    assert "已被修订版替代" in old
    assert "7,777" not in old
    after = made(browse, make_bulletins.kept, first)
    assert (after.content, after.digest, after.state) == (before.content, before.digest, "superseded")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"month": "2026-03"}, "还没有过完"),
        ({"month": "2019-12"}, "月份太早"),
        ({"month": ""}, "必须填写"),
        ({"month": "二月"}, "月份"),
        ({"foreword": "字" * 10_000}, "最多 2000 个字"),
    ],
)
def test_what_cannot_be_drafted_is_said_at_its_field(browse: Browser, typed: dict[str, str], words: str) -> None:
    answer = browse.sign_in("fuzhou").fill(f"{CITY}new", {"month": MONTH, **typed})
    assert answer.status_code == 422
    assert words in answer.text


def test_a_month_is_drafted_once_and_numbers_run_on(browse: Browser) -> None:
    made(browse, make_bulletins.draft)
    browse.sign_in("fuzhou")
    assert browse.fill(f"{CITY}new", {"month": MONTH}).status_code == 409
    answer = browse.fill(f"{CITY}new", {"month": "2026年1月"})
    assert "〔2026〕2号" in browse.get(answer.location).text


def test_another_citys_bulletin_is_not_there(browse: Browser) -> None:
    which = made(browse, make_bulletins.published)
    browse.sign_in("linqing")
    assert browse.get(f"{OTHER}{which}").status_code == 404
    assert browse.post(f"{OTHER}drafts/{which}/publication", {"version": "1", "despite": "x"}).status_code == 404
    assert browse.sign_in("fuzhou_reader").get(f"{CITY}new").status_code == 403


def test_a_tampered_bulletin_says_so(browse: Browser) -> None:
    which = made(browse, make_bulletins.published)
    content = {**made(browse, make_bulletins.kept, which).content, "foreword": "改过的"}
    with browse.app.app_context(), make.working_at(make.CITY, "fuzhou") as scope:
        db.session.execute(update(Bulletin).where(scope.changes(Bulletin)).values(content=content), scope.binds)
    assert "内容与校验码不符" in browse.sign_in("jinan").get(f"{COUNTY}{which}").text


def test_the_paper_is_of_what_was_frozen(browse: Browser) -> None:
    which = made(browse, make_bulletins.published)
    assert browse.sign_in("jinan").post(f"{COUNTY}{which}/paper").status_code == 303
    row = made(browse, make_bulletins.kept, which)
    document = document_of(papers.paper_of(row))
    assert document.title == "福州市巾帼家政工作通报\n（2026年2月）"
    assert (document.head.issuer, document.head.number) == ("福州市妇女联合会文件", "〔2026〕1号")
    assert document.note == f"校验码：{row.digest[:16]}"
    words = "".join(text for block in document.blocks if hasattr(block, "runs") for text, _ in block.runs)
    assert "各县按时上报" in words
    assert "一、月度数据" in words
