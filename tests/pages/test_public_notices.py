"""时长公示: anybody reads what is to be credited, and objects."""

from typing import Any

import pytest
from flask import Flask

from portal.core.db import db
from portal.volunteer.models import Dispute
from tests import make, make_codes, make_shifts
from tests.make_codes import Stranger

OBJECTOR = "13511112222"


@pytest.fixture
def world(app: Flask) -> Any:
    before = app.extensions["portal.sender"]
    with app.app_context():
        made = make_codes.code(), make_shifts.shift(make.volunteer(), "verified")
    yield made
    app.extensions["portal.sender"] = before


def disputes(app: Flask) -> list[Any]:
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        table = Dispute.__table__
        return list(db.session.execute(table.select().where(scope.owns(table)), scope.binds))


def objecting(app: Flask, code: str, shift_id: Any, **answers: Any) -> Stranger:
    her = Stranger(app, code, f"notices/{shift_id}")
    her.answer(**{"reason": "那天没有人来", "phone": OBJECTOR, **answers})
    return her


def test_the_notice_shows_a_number_and_a_masked_name(world: Any, app: Flask) -> None:
    code, shift_id = world
    page = Stranger(app, code, "notices").page.text
    for words in ("V350100", "陈**", "2026-03-05", "1小时30分", "2026-03-19", "理发", f"/notices/{shift_id}"):
        assert words in page
    assert "陈秀英" not in page
    assert "13900005678" not in page


def test_somebody_objects_by_a_code_sent_to_her_telephone(world: Any, app: Flask) -> None:
    code, shift_id = world
    her = objecting(app, code, shift_id)
    assert (her.phone.sent[-1][0], disputes(app)) == (OBJECTOR, [])
    page = her.give_code()
    assert "您反映的问题已经收到" in page.text
    [kept] = disputes(app)
    assert (kept.shift_id, kept.channel, kept.reason, kept.raised_by) == (shift_id, "code", "那天没有人来", 0)
    assert "有异议" in her.open("notices").text
    assert "不用再提" in her.open(f"notices/{shift_id}").text


def test_the_name_of_a_volunteer_is_not_found_out_by_trying(world: Any, app: Flask) -> None:
    objecting(app, *world, reason="陈秀英那天没有来").give_code()
    assert disputes(app)[0].reason == "××那天没有来"


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"reason": ""}, "必须填写"),
        ({"reason": "没" * 10_000}, "最多 200 个字"),
        ({"reason": "打 13800001234 问"}, "不要写电话"),
        ({"phone": "0591-83512345"}, "验证码只能发到手机"),
        ({"phone": "\x00"}, "必须填写"),
    ],
)
def test_a_bad_answer_is_told_at_its_field(world: Any, app: Flask, answers: dict[str, str], words: str) -> None:
    page = objecting(app, *world, **answers).page
    assert (page.status_code, words in page.text) == (422, True)


def test_one_telephone_does_not_object_to_everything(world: Any, app: Flask) -> None:
    code, shift_id = world
    her = objecting(app, code, shift_id)
    her.give_code()
    with app.app_context():
        others = [make_shifts.shift(make.volunteer(name="王秀英", phone=f"1390000111{n}"), "verified") for n in range(2)]
    statuses = [objecting(app, code, one).page.status_code for one in others]
    assert statuses == [200, 429]


def test_what_is_not_on_the_notice_is_not_found(world: Any, app: Flask) -> None:
    code, _ = world
    with app.app_context():
        ended = make_shifts.shift(make.volunteer(name="王秀英", phone="13900001111"), "ended")
        foreign = make_shifts.shift(
            make.volunteer(make.NEIGHBOUR, name="吴秀英", phone="13900002222"), "verified", make.NEIGHBOUR, "neighbour"
        )
    for one in (ended, foreign, "x"):
        assert Stranger(app, code, f"notices/{one}").page.status_code == 404


def test_without_a_sender_the_station_is_called(world: Any, app: Flask) -> None:
    her = Stranger(app, world[0])
    app.extensions["portal.sender"] = None
    assert "请在 2026-03-19 以前打电话" in her.open(f"notices/{world[1]}").text


def test_an_empty_notice_says_so(app: Flask) -> None:
    with app.app_context():
        code = make_codes.code()
    assert "现在没有公示中的时长" in Stranger(app, code, "notices?page=9").page.text
