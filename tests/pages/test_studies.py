"""专题调研: written down, heard, and what became of it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.problems.models import Opinion, Problem
from tests import make
from tests.browse import Browser
from tests.make_studies import opinions, study

PAGE = f"/t/{make.CITY}/studies/"
TYPED = {
    "topic": "薄弱基地的师资从哪里来",
    "site": "连翔社区驿站",
    "unit": make.LIANXIANG,
    "studied_on": "2026-03-10",
    "people": "市妇联副主席、发展部 2 人",
    "findings": "两名讲师兼三个站的课。",
    "rows-0-words": "希望市里统一派讲师",
    "rows-0-said_by": "站长",
}


def test_a_city_writes_a_study_down_and_finds_it_again(browse: Browser, session: Session) -> None:
    browser = browse.sign_in("fuzhou")
    answer = browser.fill(f"{PAGE}new", TYPED)
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert "薄弱基地的师资从哪里来" in page
    assert "希望市里统一派讲师" in page
    assert "待处理" in page
    assert "薄弱基地的师资从哪里来" in browser.get(f"{PAGE}?year=2026").text
    assert "还没有调研记录" in browser.get(f"{PAGE}?year=2025").text
    assert browser.get(f"{PAGE}studies.xlsx").status_code == 200


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"studied_on": "2026-03-17"}, "调研日期还没有到"),
        ({"studied_on": "1999-01-01"}, "日期太早"),
        ({"topic": ""}, "调研题目"),
        ({"topic": "长" * 81}, "80"),
        ({"unit": "371581000000"}, "请"),
        ({"rows-0-words": "", "rows-0-said_by": "站长"}, "意见"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_with_all_that_was_typed(browse: Browser, changed: dict[str, str], words: str) -> None:
    answer = browse.sign_in("fuzhou").fill(f"{PAGE}new", TYPED | changed)
    assert answer.status_code == 422
    assert words in answer.text
    assert "两名讲师兼三个站的课。" in answer.text


def test_an_opinion_becomes_a_problem_of_a_county_once(browse: Browser, session: Session) -> None:
    study_id = study()
    heard = opinions(study_id)[0]
    browser, typed = browse.sign_in("fuzhou"), {"unit_code": make.JINAN, "title": "缺讲师", "owner_name": "林主任", "due_on": "2026-04-10"}
    url = f"{PAGE}{study_id}/opinions/{heard.id}/problem"
    assert browser.fill(url, typed).status_code == 303
    with make.working_at(make.CITY) as scope:
        columns = select(Problem.source, Problem.source_id, Problem.title, Problem.tenant_id)
        row = session.execute(columns.where(scope.owns(Problem)), scope.binds).one()
    assert (row.source, row.source_id, row.title, row.tenant_id) == ("study", study_id, "缺讲师", make.tenant(make.JINAN).id)
    assert browser.fill(url, typed | {"title": "又一条", "version": "1"}).status_code == 409
    assert "已转问题" in browser.get(f"{PAGE}{study_id}").text


def test_an_opinion_becomes_a_task_that_is_done(browse: Browser, session: Session) -> None:
    study_id = study()
    heard = opinions(study_id)[0]
    browser, base = browse.sign_in("fuzhou"), f"{PAGE}{study_id}/opinions/{heard.id}"
    early = browser.fill(f"{base}/task", {"owner_name": "林主任", "due_on": "2026-03-01"})
    assert early.status_code == 422
    assert "办理期限不能早于今天" in early.text
    assert browser.fill(f"{base}/task", {"owner_name": "林主任", "due_on": "2026-03-20"}).status_code == 303
    assert "调研任务在办：1 项" in browser.get(f"/t/{make.CITY}/").text
    assert browser.fill(f"{base}/done", {"note": "已派讲师 3 名"}).status_code == 303
    assert "已派讲师 3 名" in browser.get(f"{PAGE}{study_id}").text
    assert browser.fill(f"{base}/done", {"note": "又一次", "version": "3"}).status_code == 409


def test_an_opinion_is_kept_in_mind(browse: Browser, session: Session) -> None:
    study_id = study()
    heard = opinions(study_id)[0]
    browser = browse.sign_in("fuzhou")
    browser.get(f"{PAGE}{study_id}")
    assert browser.post(f"{PAGE}{study_id}/opinions/{heard.id}/noted", {"version": "1"}).status_code == 303
    assert opinions(study_id)[0].became == "noted"
    again = browser.post(f"{PAGE}{study_id}/opinions/{heard.id}/noted", {"version": "1"})
    assert again.status_code == 409
    assert "刚才已经有人处理" in again.text


def test_a_county_reads_neither_the_citys_study_nor_answers_it(browse: Browser, session: Session) -> None:
    study_id = study()
    browser = browse.sign_in("jinan")
    assert browser.get(f"/t/{make.JINAN}/studies/{study_id}").status_code == 404
    assert browser.get(f"{PAGE}{study_id}").status_code == 404


def test_a_city_reads_a_countys_study_and_changes_nothing_of_it(browse: Browser, session: Session) -> None:
    study_id = study(make.JINAN)
    browser = browse.sign_in("fuzhou")
    assert "师资" in browser.get(f"{PAGE}{study_id}").text
    assert browser.get(f"{PAGE}{study_id}/amendment").status_code == 404


def test_a_study_is_amended_as_it_was_seen_and_voided_with_a_reason(browse: Browser, session: Session) -> None:
    study_id = study()
    browser = browse.sign_in("fuzhou")
    assert browser.fill(f"{PAGE}{study_id}/amendment", TYPED).status_code == 303
    assert browser.fill(f"{PAGE}{study_id}/amendment", TYPED | {"version": "1"}).status_code == 409
    unheard = TYPED | {"rows-0-words": "", "rows-0-said_by": "", "people": "市妇联主席"}
    assert browser.fill(f"{PAGE}{study_id}/amendment", unheard).status_code == 303
    assert browser.fill(f"{PAGE}{study_id}/void", {"reason": "重复登记"}).status_code == 303
    assert "已作废" in browser.get(PAGE).text
    with make.working_at(make.CITY) as scope:
        words = session.execute(select(Opinion.words).where(scope.owns(Opinion)).order_by(Opinion.id), scope.binds).scalars().all()
    assert words == ["缺讲师", "希望市里统一派讲师"]
