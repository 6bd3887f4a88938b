"""/t/<station>/requests/<request>/dispatch: who suits a request, and who is sent."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.care.queries.requests import get_request
from portal.care.services import requests
from portal.core.db import db
from portal.volunteer.models import Shift
from portal.volunteer.rules.roll import Particulars
from tests import make, make_care, make_requests, make_shifts
from tests.browse import Browser

LIST = f"/t/{make.LIANXIANG}/requests/"


def page_of(request_id: UUID) -> str:
    return f"{LIST}{request_id}/dispatch/"


def helper(browse: Browser, name: str = "陈秀英", phone: str = "13900005678", **particulars: Any) -> UUID:
    with browse.app.app_context():
        return make.volunteer(name=name, phone=phone, particulars=Particulars(**particulars))


def asked(browse: Browser, **changes: Any) -> UUID:
    with browse.app.app_context():
        return make_requests.service_request(**changes)


def states(browse: Browser, request_id: UUID) -> list[str]:
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        rows = select(Shift.state).where(scope.owns(Shift), Shift.request_id == request_id)
        return sorted(db.session.execute(rows, scope.binds).scalars())


def test_the_best_is_on_top_and_is_sent(browse: Browser) -> None:
    made, plain = asked(browse, helpers=2), helper(browse)
    skilled = helper(browse, "王秀英", "13900008888", skills=("haircut",), free_slots=("1am",), community_code=make.LIANXIANG)
    browse.sign_in("lianxiang_helper")
    page = browse.get(page_of(made)).text
    assert page.index("王秀英") < page.index("陈秀英")
    for words in ("13900008888", "会理发", "这时有空", "同社区", "已派 0 人，需要 2 人"):
        assert words in page
    assert browse.fill(page_of(made), {"volunteers": [str(skilled), str(plain)]}).status_code == 303
    page = browse.get(page_of(made)).text
    for words in ("已派 2 人，需要 2 人", "已经派了她", "打印派单条"):
        assert words in page
    assert states(browse, made) == ["planned", "planned"]
    assert "派单 0 分" in browse.get(f"{LIST}?state=arranged").text


def test_who_lives_near_the_station_is_on_top_for_one_of_its_rooms(browse: Browser) -> None:
    with browse.app.app_context():
        made = make_requests.service_request(facility_id=make_care.facility(), community_code=None)
    helper(browse)
    helper(browse, "王秀英", "13900008888", community_code=make.LIANXIANG)
    page = browse.sign_in("lianxiang").get(page_of(made)).text
    assert page.index("王秀英") < page.index("陈秀英")
    assert "同社区" in page


def test_nobody_is_sent_twice_or_unseen(browse: Browser) -> None:
    made, hers = asked(browse), helper(browse)
    browse.sign_in("lianxiang")
    sent = {"volunteers": [str(hers)], "version": "1", "once": "a" * 32}
    assert [browse.post(page_of(made), sent).status_code for _ in range(2)] == [303, 303]
    assert browse.post(page_of(made), {**sent, "once": "b" * 32}).status_code == 409
    again = browse.fill(page_of(made), {"volunteers": [str(hers)]})
    assert again.status_code == 422
    assert "已经派了她" in again.text
    assert states(browse, made) == ["planned"]


@pytest.mark.parametrize(
    ("particulars", "phone", "words"),
    [
        ({"is_receiver_only": True}, "13900005678", "受赠家人"),
        ({}, "13600002222", "电话与服务对象或家属相同"),
        ({}, "13700003333", "电话与服务对象或家属相同"),
    ],
)
def test_who_cannot_be_sent_is_shown_with_the_reason(browse: Browser, particulars: dict[str, Any], phone: str, words: str) -> None:
    made, hers = asked(browse), helper(browse, phone=phone, **particulars)
    browse.sign_in("lianxiang")
    page = browse.get(page_of(made)).text
    assert words in page
    assert 'type="checkbox" name="volunteers"' not in page
    answer = browse.fill(page_of(made), {"volunteers": [str(hers)]})
    assert answer.status_code == 422
    assert words in answer.text
    assert states(browse, made) == []


def test_who_is_planned_elsewhere_at_that_time_stays_there(browse: Browser) -> None:
    made, other, hers = asked(browse), asked(browse, start_min=600), helper(browse)
    browse.sign_in("lianxiang")
    assert browse.fill(page_of(other), {"volunteers": [str(hers)]}).status_code == 303
    assert "这段时间她已有安排" in browse.get(page_of(made)).text


def test_who_did_least_of_late_comes_first(browse: Browser) -> None:
    made, one, two = asked(browse), helper(browse), helper(browse, "王秀英", "13900008888")
    with browse.app.app_context():
        make_shifts.shift(one, "ended")
    page = browse.sign_in("lianxiang").get(page_of(made)).text
    assert page.index("王秀英") < page.index("陈秀英")
    assert "1小时30分" in page
    assert two != one


def test_nobody_chosen_and_what_was_not_offered(browse: Browser) -> None:
    made = asked(browse)
    helper(browse)
    with browse.app.app_context():
        foreign = make.volunteer(make.NEIGHBOUR, name="林秀英", phone="13900007777")
    browse.sign_in("lianxiang")
    assert "请至少选择一位" in browse.fill(page_of(made), {}).text
    assert browse.fill(page_of(made), {"volunteers": [str(foreign)]}).status_code == 422
    assert browse.fill(page_of(made), {"volunteers": ["x"]}).status_code == 422


def test_a_request_that_waits_or_is_over_sends_nobody(browse: Browser) -> None:
    hers = helper(browse)
    with browse.app.app_context():
        fresh, gone = make_requests.code_request(), make_requests.service_request()
        with make.working_at(make.LIANXIANG) as scope:
            requests.cancel(scope, gone, reason="家人来了")
    browse.sign_in("lianxiang")
    for which, version, words in ((fresh, 1, "先受理"), (gone, 2, "不能再派单")):
        assert words in browse.get(page_of(which)).text
        assert browse.post(page_of(which), {"volunteers": [str(hers)], "version": str(version)}).status_code == 409


def test_a_cancelled_request_calls_them_off(browse: Browser) -> None:
    made, hers = asked(browse), helper(browse)
    browse.sign_in("lianxiang")
    browse.fill(page_of(made), {"volunteers": [str(hers)]})
    assert browse.fill(f"{LIST}{made}/cancel", {"reason": "老人住院"}).status_code == 303
    assert states(browse, made) == ["void"]


def goes(browse: Browser, request_id: UUID, volunteer_id: UUID, state: str = "ended") -> UUID:
    with browse.app.app_context():
        return make_shifts.shift(volunteer_id, state, on=date(2026, 3, 16), start_min=420, worked_min=30, request_id=request_id)


def state_of(browse: Browser, request_id: UUID) -> str:
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        return get_request(scope, request_id).state.value


def test_two_asked_for_are_two_who_ended(browse: Browser) -> None:
    made, one, two = asked(browse, helpers=2), helper(browse), helper(browse, "王秀英", "13900008888")
    goes(browse, made, one)
    assert state_of(browse, made) == "running"
    goes(browse, made, two)
    assert state_of(browse, made) == "done"


def test_one_who_came_twice_is_not_two(browse: Browser) -> None:
    made, one = asked(browse, helpers=2), helper(browse)
    for start_min in (420, 470):
        with browse.app.app_context():
            make_shifts.shift(one, on=date(2026, 3, 16), start_min=start_min, worked_min=30, request_id=made)
    assert state_of(browse, made) == "running"


def test_the_station_says_that_it_is_done_with_fewer(browse: Browser) -> None:
    made, hers = asked(browse, helpers=2), helper(browse)
    goes(browse, made, hers)
    page = browse.sign_in("lianxiang").get(page_of(made))
    assert "按实到人数办完" in page.text
    assert "1 件需求来的人没有派够" in browse.get(f"/t/{make.LIANXIANG}/").text
    assert browse.post(f"{page_of(made)}done", {"version": "1"}).status_code == 409
    assert state_of(browse, made) == "running"
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        seen = {"version": str(get_request(scope, made).version)}
    assert browse.post(f"{page_of(made)}done", seen).status_code == 303
    assert state_of(browse, made) == "done"
    page = browse.get(page_of(made))
    assert "已按实到 1 人办完" in page.text
    assert "按实到人数办完" not in page.text
    assert "没有派够" not in browse.get(f"/t/{make.LIANXIANG}/").text


def test_who_is_under_way_is_waited_for(browse: Browser) -> None:
    made, one, two = asked(browse, helpers=3), helper(browse), helper(browse, "王秀英", "13900008888")
    goes(browse, made, one)
    goes(browse, made, two, "running")
    browse.sign_in("lianxiang")
    assert "按实到人数办完" not in browse.get(page_of(made)).text
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        seen = {"version": str(get_request(scope, made).version)}
    answer = browse.post(f"{page_of(made)}done", seen)
    assert answer.status_code == 409
    assert "都签退或作废以后" in answer.text


def test_a_younger_one_asks_as_a_family(browse: Browser) -> None:
    with browse.app.app_context():
        young = make_care.recipient(
            name="李年轻", phone="13600005555", born_on=date(1990, 1, 1), family_name="", family_phone="", family_relation=""
        )
    made = asked(browse, recipient_id=young)
    assert "未满 60 岁" in browse.sign_in("lianxiang").get(page_of(made)).text


def test_an_empty_roll_says_what_to_do(browse: Browser) -> None:
    made = asked(browse)
    assert "本站还没有登记志愿者" in browse.sign_in("lianxiang").get(page_of(made)).text
