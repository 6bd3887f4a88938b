"""查我的时间: a volunteer reads her balance by her number and a code sent to her telephone."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal.volunteer.queries import roll
from tests import make, make_codes, make_shifts
from tests.make_codes import Stranger

PHONE = "13900005678"


@pytest.fixture
def world(app: Flask) -> Any:
    before = app.extensions["portal.sender"]
    with app.app_context():
        volunteer_id = make.volunteer()
        make_shifts.shift(volunteer_id, "credited")
        make_shifts.shift(volunteer_id, "verified", on=date(2026, 3, 6), worked_min=60)
        with make.working_at(make.LIANXIANG) as scope:
            number = roll.get_volunteer(scope, volunteer_id).number
        code = make_codes.code()
    yield code, number
    app.extensions["portal.sender"] = before


def asked(app: Flask, code: str, number: str, phone: str = PHONE) -> Stranger:
    her = Stranger(app, code, "balance")
    her.answer(number=number, phone=phone)
    return her


def test_she_reads_what_she_has(world: Any, app: Flask) -> None:
    code, number = world
    her = asked(app, code, number)
    assert her.phone.sent[-1][0] == PHONE
    page = her.give_code()
    for words in ("1小时30分", "90 分钟", "服务入账，加 1小时30分", "公示中", "1小时，公示中到 3月19日"):
        assert words in page.text
    assert "陈秀英" not in page.text
    assert (page.request.path, page.request.query_string) == (f"/p/{code}/balance", b"")
    assert page.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize("wrong", ["number", "phone"])
def test_a_wrong_pair_is_sent_a_code_like_a_right_one_and_learns_nothing(world: Any, app: Flask, wrong: str) -> None:
    code, number = world
    right = asked(app, code, number).page
    pair = ("999", PHONE) if wrong == "number" else (number, "13900000001")
    her = asked(app, code, *pair)
    assert (her.page.status_code, her.page.text.count("验证码已发到")) == (right.status_code, 1)
    page = her.give_code()
    assert (page.status_code, "编号和电话号码对不上本站的登记" in page.text) == (422, True)


def test_another_stations_volunteer_reads_nothing_here(world: Any, app: Flask) -> None:
    code, _ = world
    with app.app_context():
        other_id = make.volunteer(make.NEIGHBOUR, name="吴秀英", phone="13900002222")
    with app.app_context(), make.working_at(make.NEIGHBOUR) as scope:
        other = roll.get_volunteer(scope, other_id).number
    assert asked(app, code, other, "13900002222").give_code().status_code == 422


def test_a_landline_and_nonsense_are_told_at_the_field(world: Any, app: Flask) -> None:
    code, number = world
    assert "验证码只能发到手机" in asked(app, code, number, "0591-83512345").page.text
    assert asked(app, code, "\x00", "1" * 10_000).page.status_code == 422


def test_a_proof_is_for_one_telephone(world: Any, app: Flask) -> None:
    code, number = world
    her = asked(app, code, number, "13900000001")
    code_of_hers = her.phone.sent[-1][1]
    page = her.answer(sent_code=code_of_hers, phone=PHONE)
    assert (page.status_code, "90 分钟" in page.text) == (422, False)


def test_without_a_sender_she_is_sent_to_the_counter(world: Any, app: Flask) -> None:
    her = Stranger(app, world[0])
    app.extensions["portal.sender"] = None
    assert "到驿站" in her.open("balance").text


def test_three_codes_an_hour(world: Any, app: Flask) -> None:
    assert [asked(app, *world).page.status_code for _ in range(4)] == [200, 200, 200, 429]
