"""志愿者签到/签退: a volunteer begins and ends her service by the code at the place."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask

from portal.core import clock
from portal.people import rolls
from portal.people.services import withdraw_consent
from portal.public import volunteers
from portal.tenants.services import codes
from portal.volunteer.queries import roll
from portal.volunteer.queries.shifts import get_shift, list_of_volunteer
from portal.volunteer.rules.shifts import Plan
from portal.volunteer.services import shifts as services
from tests import make, make_care, make_codes
from tests.make_codes import Stranger

TODAY = date(2026, 3, 16)
PHONE = "13900005678"


class Volunteer(Stranger):
    """A volunteer who has scanned a code."""

    def __init__(self, app: Flask, code: str, number: str, phone: str = PHONE) -> None:
        super().__init__(app, code, "shift")
        self.answer(number=number, phone=phone)

    def press(self, what: str, which: UUID | str = "", **answers: Any) -> Any:
        """Press one of her buttons."""
        return self.answer(do=f"{what} {which}".strip(), **answers)


def planned(app: Flask, volunteer_id: UUID, unit: str = make.LIANXIANG, **changes: Any) -> UUID:
    usual: dict[str, Any] = {"kind": "haircut", "on": TODAY, "start_min": 600, "planned_min": 60}
    with app.app_context(), make.working_at(unit) as scope:
        return services.plan(scope, Plan((volunteer_id,), **{**usual, **changes}))[0]


def number_of(app: Flask, volunteer_id: UUID, unit: str = make.LIANXIANG) -> str:
    with app.app_context(), make.working_at(unit) as scope:
        return roll.get_volunteer(scope, volunteer_id).number


def another(app: Flask, unit: str = make.LIANXIANG) -> UUID:
    """Register one more volunteer, whose telephone is 13900001111."""
    with app.app_context():
        return make.volunteer(unit, name="王秀英", phone="13900001111")


def state_of(app: Flask, shift_id: UUID) -> Any:
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        return get_shift(scope, shift_id)


@pytest.fixture
def world(app: Flask) -> Any:
    before = app.extensions["portal.sender"]
    with app.app_context():
        volunteer_id, code = make.volunteer(), make_codes.code()
    yield code, volunteer_id, number_of(app, volunteer_id)
    app.extensions["portal.sender"] = before


def test_she_signs_in_and_out_of_what_was_planned(world: Any, app: Flask) -> None:
    code, volunteer_id, number = world
    shift_id = planned(app, volunteer_id)
    her = Volunteer(app, code, number)
    assert "开始理发，签到" in her.page.text
    page = her.press("in", shift_id)
    assert "签到成功" in page.text
    assert number not in page.request.url
    with time_machine.travel(clock.now() + timedelta(minutes=75), tick=False):
        page = Volunteer(app, code, number).press("out", shift_id)
        assert "1小时15分" in page.text
        assert "公示 3 天" in page.text
    kept = state_of(app, shift_id)
    assert (kept.state, kept.worked_min, kept.in_channel, kept.out_channel) == ("ended", 75, "code", "code")


def test_the_end_of_her_number_will_do_and_full_width_digits_too(world: Any, app: Flask) -> None:
    code, _, number = world
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    for typed in (number, number.lower(), number[-7:].lstrip("0"), number[-7:].translate(wide)):
        assert "现在开始服务" in Volunteer(app, code, typed, PHONE.translate(wide)).page.text


def test_she_starts_what_nobody_planned(world: Any, app: Flask) -> None:
    code, volunteer_id, number = world
    her = Volunteer(app, code, number)
    body = {**her.fields, "do": "start", "kind": "cleaning"}
    first, second = (her.browser.client.post(her.path, data=body) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        assert [(row.state, row.kind) for row in list_of_volunteer(scope, volunteer_id)] == [("running", "cleaning")]


def test_without_a_kind_nothing_starts(world: Any, app: Flask) -> None:
    page = Volunteer(app, world[0], world[2]).press("start", kind="flying")
    assert (page.status_code, "请从列表中选择" in page.text) == (422, True)


def test_a_second_scan_within_a_minute_does_not_sign_her_out(world: Any, app: Flask) -> None:
    code, volunteer_id, number = world
    shift_id = planned(app, volunteer_id)
    Volunteer(app, code, number).press("in", shift_id)
    with time_machine.travel(clock.now() + timedelta(seconds=59), tick=False):
        her = Volunteer(app, code, number)
        assert "签退</button>" not in her.page.text
        page = her.browser.client.post(her.path, data={**Volunteer(app, code, number).fields, **_sealed(app, volunteer_id, her)})
    assert page.status_code == 409
    assert "刚刚" in page.text
    assert state_of(app, shift_id).state == "running"


def _sealed(app: Flask, volunteer_id: UUID, her: Stranger) -> dict[str, str]:
    """Return what the page would carry, had it a button."""
    with app.test_request_context(), make.working_at(make.LIANXIANG) as scope:
        [row] = list_of_volunteer(scope, volunteer_id)
        sealed = volunteers.seal(scope, volunteer_id)
    her.open("shift")
    return {**her.fields, "who": sealed, "do": f"out {row.id}"}


def test_who_presses_sign_out_twice_is_told_the_same(world: Any, app: Flask) -> None:
    code, volunteer_id, number = world
    shift_id = planned(app, volunteer_id)
    Volunteer(app, code, number).press("in", shift_id)
    with time_machine.travel(clock.now() + timedelta(minutes=30), tick=False):
        her = Volunteer(app, code, number)
        body = {**her.fields, "do": f"out {shift_id}"}
        answers = [her.browser.client.post(her.path, data=body) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [303, 303]


@pytest.mark.parametrize("wrong", ["number", "phone", "both", "elsewhere", "withdrawn"])
def test_whatever_is_wrong_the_words_are_the_same(world: Any, app: Flask, wrong: str) -> None:
    code, volunteer_id, number = world
    typed, phone = number, PHONE
    if wrong in {"number", "both"}:
        typed = "999"
    if wrong in {"phone", "both"}:
        phone = "13900000000"
    if wrong == "elsewhere":
        typed, phone = number_of(app, another(app, make.NEIGHBOUR), make.NEIGHBOUR), "13900001111"
    if wrong == "withdrawn":
        with app.app_context(), make.working_at(make.LIANXIANG) as scope:
            withdraw_consent(scope, rolls.get("volunteers").get(scope, volunteer_id), channel="phone", note="")
    page = Volunteer(app, code, typed, phone).page
    assert page.status_code == 422
    assert page.text.count("编号和电话号码对不上本站的登记") == 2  # at the head and at the field
    assert _without_what_was_typed(page.text, typed, phone) == _refused(app, code)


def _refused(app: Flask, code: str) -> str:
    return _without_what_was_typed(Volunteer(app, code, "998", "13900000009").page.text, "998", "13900000009")


def _without_what_was_typed(text: str, typed: str, phone: str) -> str:
    return re.sub(r'value="[^"]*"', "", text.replace(typed, "").replace(phone, ""))


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"number": "", "phone": ""}, "必须填写"),
        ({"number": "V" * 10_000, "phone": PHONE}, "编号是 V 加 13 位数字"),
        ({"number": "1\x002", "phone": "\x00"}, "必须填写"),
        ({"number": "000", "phone": PHONE}, "编号是 V 加 13 位数字"),
        ({"number": "12345678", "phone": PHONE}, "编号是 V 加 13 位数字"),
        ({"number": "١٢", "phone": PHONE}, "编号是 V 加 13 位数字"),
    ],
)
def test_what_is_no_number_is_told_at_its_field(world: Any, app: Flask, answers: dict[str, str], words: str) -> None:
    page = Volunteer(app, world[0], **answers).page
    assert (page.status_code, words in page.text) == (422, True)


def test_who_tries_twenty_pairs_that_do_not_fit_is_refused_for_a_while(world: Any, app: Flask) -> None:
    code, _, number = world
    her = Volunteer(app, code, "999")
    assert [her.answer(number=str(n), phone="13900000000").status_code for n in range(900, 919)] == [422] * 19
    assert her.browser.client.post(her.path, data={**her.fields, "number": number, "phone": PHONE}).status_code == 429


def test_another_womans_shift_and_another_stations_are_not_hers(world: Any, app: Flask) -> None:
    code, _, number = world
    other = planned(app, another(app))
    foreign = planned(app, another(app, make.NEIGHBOUR), make.NEIGHBOUR)
    for which in (other, foreign, "x", ""):
        her = Volunteer(app, code, number)
        assert her.browser.client.post(her.path, data={**her.fields, "do": f"in {which}"}).status_code == 404


def test_a_seal_is_not_made_up_and_does_not_last(world: Any, app: Flask) -> None:
    code, volunteer_id, number = world
    shift_id = planned(app, volunteer_id)
    her = Volunteer(app, code, number)
    body = {**her.fields, "do": f"in {shift_id}"}
    assert her.browser.client.post(her.path, data={**body, "who": body["who"][0] + "x"}).status_code == 422
    with app.app_context():
        elsewhere = make_codes.code(make.NEIGHBOUR)
    assert her.browser.client.post(f"/p/{elsewhere}/shift", data=body).status_code == 422
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=False):
        assert her.browser.client.post(her.path, data=body).status_code == 422
    assert state_of(app, shift_id).state == "planned"


def test_a_form_of_another_browser_is_refused(world: Any, app: Flask) -> None:
    her = Volunteer(app, world[0], world[2])
    assert app.test_client().post(her.path, data={**her.fields, "number": world[2], "phone": PHONE}).status_code == 400


def test_by_the_slip_of_a_request_she_signs_in_to_that_request_alone(world: Any, app: Flask) -> None:
    _, volunteer_id, number = world
    with app.app_context():
        request_id = make_codes.request(make_care.recipient())
        slip = make_codes.slip(request_id)
    asked, other = planned(app, volunteer_id, request_id=request_id), planned(app, volunteer_id, start_min=900)
    her = Volunteer(app, slip, number)
    assert her.page.text.count("签到</button>") == 1
    assert her.browser.client.post(her.path, data={**her.fields, "do": f"in {other}"}).status_code == 404
    assert her.browser.client.post(her.path, data={**her.fields, "do": "start", "kind": "meals"}).status_code == 404
    assert "签到成功" in Volunteer(app, slip, number).press("in", asked).text


def test_an_ended_code_signs_nobody_in(world: Any, app: Flask) -> None:
    code, _, number = world
    her = Volunteer(app, code, number)
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        codes.end_code(scope, code)
    assert her.browser.client.post(her.path, data={**her.fields, "do": "start", "kind": "meals"}).status_code == 410
