"""服务确认: whoever was served, or her family, confirms by the code of the dispatch slip."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.db import db
from portal.people import rolls
from portal.people.services import withdraw_consent
from portal.tenants.services import codes
from portal.volunteer.models import Dispute, Shift
from portal.volunteer.queries.shifts import get_shift
from tests import make, make_care, make_codes, make_shifts
from tests.browse import Browser
from tests.make_codes import Stranger

ELDER, DAUGHTER = "13600002222", "13700003333"


@pytest.fixture
def world(app: Flask) -> Any:
    """The slip of a request that was served, and the shift."""
    before = app.extensions["portal.sender"]
    with app.app_context():
        request_id = make_codes.request(make_care.recipient())
        shift_id = make_shifts.shift(make.volunteer(), "ended", request_id=request_id)
        slip = make_codes.slip(request_id)
    yield slip, shift_id
    app.extensions["portal.sender"] = before


class Family(Stranger):
    """Somebody who holds the slip, and one of the telephones on record."""

    def __init__(self, app: Flask, slip: str, way: str = "family") -> None:
        super().__init__(app, slip, "confirm")
        self.answer(way=way)

    def press(self, what: str, shift_id: UUID, **answers: Any) -> Any:
        """Press one of the buttons."""
        return self.answer(do=f"{what} {shift_id}", **answers)


def kept(app: Flask, shift_id: UUID) -> Any:
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        return get_shift(scope, shift_id)


def test_the_daughter_confirms_by_the_telephone_on_record(world: Any, app: Flask) -> None:
    slip, shift_id = world
    her = Stranger(app, slip, "confirm")
    assert "137****3333" in her.page.text
    assert DAUGHTER not in her.page.text
    her.answer(way="family")
    assert her.phone.sent[-1][0] == DAUGHTER
    page = her.give_code().text
    assert "陈**" in page
    assert "1小时30分" in page
    assert "陈秀英" not in page
    body = {**her.fields, "do": f"yes {shift_id}"}
    first, second = (her.browser.client.post(her.path, data=body) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert "已确认" in her.browser.get(first.location).text
    it = kept(app, shift_id)
    assert (it.state, it.confirm_channel, it.confirmed_as, it.confirmed_by) == ("confirmed", "code", "family", 0)


def test_an_objection_before_the_notice_confirms_nothing_and_tells_the_station(world: Any, app: Flask, browse: Browser) -> None:
    slip, shift_id = world
    her = Family(app, slip, "recipient")
    her.give_code()
    page = her.press("no", shift_id)
    assert "哪里不对" in page.text
    assert her.answer(do=f"object {shift_id}", reason="").status_code == 422
    page = her.answer(do=f"object {shift_id}", reason="陈秀英只来了一个小时")
    assert "没有确认" in page.text
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        one = select(Shift.state, Shift.objection).where(scope.owns(Shift), Shift.id == shift_id)
        assert db.session.execute(one, scope.binds).one() == ("ended", "××只来了一个小时")
    assert "服务对象有异议" in browse.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/").text
    for address in ("?tab=confirm", f"{shift_id}"):
        page = browse.get(f"/t/{make.LIANXIANG}/shifts/{address}").text
        assert [words in page for words in ("服务对象有异议", "××只来了一个小时")] == [True, True]


def test_an_objection_on_the_notice_is_a_dispute(app: Flask, world: Any) -> None:
    slip, shift_id = world
    with app.app_context():
        make_shifts._carry_on(shift_id, "verified", make.LIANXIANG, "lianxiang")
    her = Family(app, slip)
    her.give_code()
    her.press("no", shift_id)
    her.answer(do=f"object {shift_id}", reason="那天没有人来")
    assert kept(app, shift_id).state == "disputed"
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        table = Dispute.__table__
        assert [row.channel for row in db.session.execute(table.select().where(scope.owns(table)), scope.binds)] == ["code"]


def test_without_the_code_nothing_is_shown_or_done(world: Any, app: Flask) -> None:
    slip, shift_id = world
    her = Family(app, slip)
    right = her.phone.sent[-1][1]
    page = her.answer(sent_code="000000" if right != "000000" else "111111")
    assert (page.status_code, "陈**" in page.text) == (422, False)
    for forged in ({"phone_proof": "x.y.z", "at": "sent"}, {"at": "sent"}):
        body = {**her.fields, "do": f"yes {shift_id}", **forged}
        assert "已确认" not in her.browser.client.post(her.path, data=body).text
    assert kept(app, shift_id).state == "ended"


def test_the_proof_of_one_telephone_is_none_of_the_other(world: Any, app: Flask) -> None:
    slip, shift_id = world
    her = Family(app, slip, "family")
    her.give_code()
    her.browser.client.post(her.path, data={**her.fields, "way": "recipient", "do": f"yes {shift_id}"})
    assert kept(app, shift_id).state == "ended"


def test_three_codes_an_hour_go_to_one_telephone(world: Any, app: Flask) -> None:
    statuses = [Family(app, world[0]).page.status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]


@pytest.mark.parametrize("why", ["sender", "withdrawn", "landline"])
def test_where_no_code_can_be_sent_the_paper_is_signed(app: Flask, why: str) -> None:
    before = app.extensions["portal.sender"]
    with app.app_context():
        recipient_id = make_care.recipient(**({"phone": "0591-83512345", "family_phone": ""} if why == "landline" else {}))
        slip = make_codes.slip(make_codes.request(recipient_id))
        if why == "withdrawn":
            with make.working_at(make.LIANXIANG) as scope:
                withdraw_consent(scope, rolls.get("recipients").get(scope, recipient_id), channel="phone", note="")
    her = Stranger(app, slip)
    if why == "sender":
        app.extensions["portal.sender"] = None
    assert "纸质单上签字" in her.open("confirm").text
    app.extensions["portal.sender"] = before


def test_another_requests_shift_is_not_found(world: Any, app: Flask) -> None:
    her = Family(app, world[0])
    her.give_code()
    with app.app_context():
        other = make_shifts.shift(make.volunteer(name="王秀英", phone="13900001111"), "ended")
    for what in (f"yes {other}", "yes x", "fly x"):
        assert her.browser.client.post(her.path, data={**her.fields, "do": what}).status_code == 404


def test_an_ended_slip_confirms_nothing(world: Any, app: Flask) -> None:
    slip, _ = world
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        codes.end_code(scope, slip)
    assert Stranger(app, slip, "confirm").page.status_code == 410


def test_the_first_page_of_a_slip_leads_to_both_and_names_nobody(world: Any, app: Flask) -> None:
    page = Stranger(app, world[0]).page.text
    assert f"/p/{world[0]}/shift" in page
    assert f"/p/{world[0]}/confirm" in page
    assert "林阿婆" not in page
