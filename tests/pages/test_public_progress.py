"""查我的进度: a woman reads how far she has come by her telephone, and signs up for her exam; what the station offers."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal.core.db import db
from portal.people import rolls
from portal.people.services import withdraw_consent
from portal.training.queries import exams
from tests import make, make_codes, make_problems
from tests.make_codes import Stranger

PHONE, COMING = "13800001234", {"held_on": date(2026, 3, 28), "title": "春季考核"}


@pytest.fixture
def world(app: Flask) -> Iterator[dict[str, Any]]:
    before = app.extensions["portal.sender"]
    with app.app_context():
        trainee_id, class_id = make.trainee(), make.training_class()
        make.enrolment(class_id, trainee_id)
        exam_id = make.exam(**COMING)
        code = make_codes.code()
    yield {"code": code, "trainee": trainee_id, "exam": exam_id}
    app.extensions["portal.sender"] = before


def shown_to(app: Flask, code: str, phone: str = PHONE) -> Stranger:
    her = Stranger(app, code, "progress")
    her.answer(phone=phone)
    her.give_code()
    return her


def who_signed_up(app: Flask, exam_id: Any, unit: str = make.LIANXIANG) -> list[Any]:
    with app.app_context(), make.working_at(unit) as scope:
        return [row.trainee_id for row in exams.list_entries(scope, exam_id)]


def test_she_reads_how_far_she_has_come(world: dict[str, Any], app: Flask) -> None:
    with app.app_context():
        make.wish(course="tidying", name="李小梅")
    page = shown_to(app, world["code"]).page
    for words in ("我的进度", "培训", "上岗", "还没有上岗", "春季考核", "我的报名", "已登记"):
        assert words in page.text
    assert "李小梅" not in page.text
    assert (page.request.path, page.request.query_string) == (f"/p/{world['code']}/progress", b"")
    assert page.headers["Cache-Control"] == "no-store"


def test_she_signs_up_for_her_exam_and_a_second_press_changes_nothing(world: dict[str, Any], app: Flask) -> None:
    her = shown_to(app, world["code"])
    button = f"exam {world['trainee']} {world['exam']}"
    seen = her.fields
    assert "已报名：春季考核" in her.answer(do=button).text
    assert who_signed_up(app, world["exam"]) == [world["trainee"]]
    again = her.browser.client.post(her.path, data={**seen, "do": button})
    assert again.status_code in {303, 404, 409}
    assert who_signed_up(app, world["exam"]) == [world["trainee"]]


@pytest.mark.parametrize("forged", ["another's exam", "another woman", "nonsense", "of a class she is not in"])
def test_what_is_not_open_to_her_cannot_be_signed_up_for(world: dict[str, Any], app: Flask, forged: str) -> None:
    with app.app_context():
        neighbours = make.exam(make.NEIGHBOUR, **COMING)
        stranger = make.trainee(n=2, phone="13900007777")
        elsewhere = make.exam(class_id=make.training_class(), **COMING)
    her, hers = shown_to(app, world["code"]), world["trainee"]
    which = {
        "another's exam": f"{hers} {neighbours}",
        "another woman": f"{stranger} {world['exam']}",
        "nonsense": "\x00 '; --",
        "of a class she is not in": f"{hers} {elsewhere}",
    }
    page = her.answer(do=f"exam {which[forged]}")
    assert page.status_code in {404, 422}
    assert who_signed_up(app, world["exam"]) == []
    assert who_signed_up(app, neighbours, make.NEIGHBOUR) == []
    assert who_signed_up(app, elsewhere) == []


def test_without_the_code_of_the_telephone_nothing_is_done(world: dict[str, Any], app: Flask) -> None:
    her = Stranger(app, world["code"], "progress")
    her.answer(phone=PHONE, phone_proof="forged", do=f"exam {world['trainee']} {world['exam']}")
    assert "请输入短信里的验证码" in her.page.text
    assert who_signed_up(app, world["exam"]) == []


def test_a_telephone_nobody_left_here_learns_that(world: dict[str, Any], app: Flask) -> None:
    assert "没有查到" in shown_to(app, world["code"], "13900009999").page.text


def test_whoever_withdrew_her_consent_is_not_shown(world: dict[str, Any], app: Flask) -> None:
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        withdraw_consent(scope, rolls.get("trainees").get(scope, world["trainee"]), channel="phone", note="")
    assert "没有查到" in shown_to(app, world["code"]).page.text


def test_a_landline_is_told_at_the_field(world: dict[str, Any], app: Flask) -> None:
    her = Stranger(app, world["code"], "progress")
    assert "验证码只能发到手机" in her.answer(phone="0591-83512345").text


def test_without_a_sender_she_is_sent_to_the_counter(world: dict[str, Any], app: Flask) -> None:
    her = Stranger(app, world["code"])
    app.extensions["portal.sender"] = None
    assert "到驿站" in her.open("progress").text


def test_the_classes_and_exams_to_come_are_listed(world: dict[str, Any], app: Flask) -> None:
    with app.app_context():
        make.training_class(starts_on=date(2026, 4, 1), ends_on=date(2026, 4, 9), title="月嫂春季班")
        make.exam(held_on=date(2026, 3, 16), title="今天的考试")
    her = Stranger(app, world["code"])
    assert "2026-04-01 至 2026-04-09" in her.open("classes").text
    page = her.open("exams").text
    assert "春季考核" in page
    assert "今天的考试" not in page


def test_a_suspended_station_offers_nothing(world: dict[str, Any], app: Flask) -> None:
    with app.app_context():
        make_problems.suspend(make.LIANXIANG)
        db.session.commit()
    her = Stranger(app, world["code"])
    for page in ("classes", "exams", "jobs", "progress"):
        assert "暂停服务" in her.open(page).text
