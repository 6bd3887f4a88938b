"""/t/<unit>/<roll>/<id>/doubles and …/merge/…: two records seen side by side, made one."""

from typing import Any
from uuid import UUID

import pytest

from portal.people.rules import Document, DocumentKind
from portal.tallies import services as tallies
from tests import make
from tests.browse import Browser

AT = f"/t/{make.LIANXIANG}"
PASSPORT = Document(DocumentKind.PASSPORT, "E12345678")
NUMBER = make.resident_number()
FORM = {"leading": "second", "reason": "本人同时出示两个证件"}


@pytest.fixture
def pair(browse: Browser) -> tuple[UUID, UUID]:
    with browse.app.app_context():
        return make.trainee(document=PASSPORT), make.trainee(name="李小梅")


def page_of(pair: tuple[UUID, UUID]) -> str:
    return f"{AT}/trainees/{pair[0]}/merge/trainees/{pair[1]}"


def test_who_has_the_same_telephone_is_offered(browse: Browser, pair: tuple[UUID, UUID]) -> None:
    page = browse.sign_in("lianxiang").get(f"{AT}/trainees/{pair[0]}/doubles").text
    assert "李小梅" in page
    assert page_of(pair) in page
    assert "13800001234" not in page


def test_another_one_is_sought_in_both_rolls_by_post(browse: Browser, pair: tuple[UUID, UUID]) -> None:
    with browse.app.app_context():
        volunteer_id = make.volunteer()
    browse.sign_in("lianxiang")
    doubles = f"{AT}/trainees/{pair[0]}/doubles"
    assert "陈秀英" not in browse.get(doubles).text
    found = browse.post(doubles, {"sought": "陈"}).text
    assert f"/merge/volunteers/{volunteer_id}" in found
    assert "没有找到" in browse.post(doubles, {"sought": "无此人%"}).text
    assert browse.post(doubles, {"sought": "长" * 10_000}).status_code == 200


def test_both_are_seen_masked_and_one_document_leads(browse: Browser, pair: tuple[UUID, UUID]) -> None:
    browse.sign_in("lianxiang")
    shown = browse.get(page_of(pair)).text
    for words in ("E1*****78", f"{NUMBER[:6]}********{NUMBER[-4:]}", "138****1234", "李小梅"):
        assert words in shown
    assert NUMBER not in shown
    answer = browse.fill(page_of(pair), FORM)
    assert (answer.status_code, answer.location) == (303, f"{AT}/trainees/{pair[0]}")
    kept = browse.get(answer.location).text
    assert f"{NUMBER[:6]}********{NUMBER[-4:]}" in kept
    assert browse.get(f"{AT}/trainees/{pair[1]}").status_code == 404
    assert "共 1 条" in browse.get(f"{AT}/trainees/").text


@pytest.mark.parametrize(("field", "value"), [("leading", ""), ("leading", "third"), ("reason", ""), ("reason", "李小梅本人")])
def test_what_is_wrong_is_said_and_nothing_merged(browse: Browser, pair: tuple[UUID, UUID], field: str, value: str) -> None:
    answer = browse.sign_in("lianxiang").fill(page_of(pair), {**FORM, field: value})
    assert answer.status_code == 422
    assert "共 2 条" in browse.get(f"{AT}/trainees/").text


def test_a_record_with_itself_is_refused(browse: Browser, pair: tuple[UUID, UUID]) -> None:
    answer = browse.sign_in("lianxiang").fill(page_of((pair[0], pair[0])), FORM)
    assert answer.status_code == 409
    assert "同一条记录" in answer.text


def test_a_closed_month_is_said_on_the_form(browse: Browser, pair: tuple[UUID, UUID]) -> None:
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        tallies.close_month(scope, "2026-03")
    answer = browse.sign_in("lianxiang").fill(page_of(pair), FORM)
    assert answer.status_code == 409
    assert "2026年3月已由" in answer.text


def test_the_same_form_sent_twice_merges_once(browse: Browser, pair: tuple[UUID, UUID]) -> None:
    browse.sign_in("lianxiang")
    form = {**FORM, "once": "c" * 32}
    first, second = browse.post(page_of(pair), form), browse.post(page_of(pair), form)
    assert first.status_code == 303
    assert second.status_code == 404  # one of the two is gone, and so is their page


@pytest.mark.parametrize(("name", "status"), [("lianxiang_helper", 403), ("jinan", 403), ("neighbour", 404)])
def test_nobody_else_merges(browse: Browser, pair: tuple[UUID, UUID], name: str, status: int) -> None:
    browse.sign_in(name)
    assert browse.get(page_of(pair)).status_code == status
    assert browse.post(page_of(pair), FORM).status_code == status


def test_another_stations_record_is_not_found_as_the_other_one(browse: Browser, pair: tuple[UUID, UUID]) -> None:
    with browse.app.app_context():
        theirs = make.trainee(make.NEIGHBOUR, n=9)
    browse.sign_in("lianxiang")
    assert browse.get(page_of((pair[0], theirs))).status_code == 404
    assert browse.post(page_of((pair[0], theirs)), FORM).status_code == 404


def test_a_volunteer_and_a_trainee_become_one(browse: Browser) -> None:
    with browse.app.app_context():
        trainee_id, volunteer_id = make.trainee(document=PASSPORT), make.volunteer()
    browse.sign_in("lianxiang")
    answer = browse.fill(f"{AT}/trainees/{trainee_id}/merge/volunteers/{volunteer_id}", {**FORM, "leading": "first"})
    assert answer.status_code == 303
    assert "已登记，加密保存" in browse.get(f"{AT}/volunteers/{volunteer_id}").text


def test_a_statement_shows_the_minutes_that_came(browse: Browser) -> None:
    with browse.app.app_context():
        first, second = make.volunteer(document=PASSPORT), make.volunteer(name="陈秀瑛", phone="13700001111")
        make.hours(second, worked_min=90)
    browse.sign_in("lianxiang")
    answer: Any = browse.fill(f"{AT}/volunteers/{first}/merge/volunteers/{second}", {**FORM, "leading": "first"})
    page = browse.get(answer.location).text
    assert "账户合并" in page
    assert "两个账户属于同一个人，余额并入" in page
    assert "1小时30分" in page
