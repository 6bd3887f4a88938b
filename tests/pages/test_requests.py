"""/t/<station>/requests: what is asked of the station, and what becomes of it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from portal.care.services import requests
from portal.core import clock
from portal.tallies import services as tallies
from tests import make, make_care, make_requests
from tests.browse import Browser

LIST = f"/t/{make.LIANXIANG}/requests/"
NEW = f"{LIST}new"
ONE = {"recipient": "林阿婆", "channel": "phone", "kind": "haircut", "when": "day", "wanted_on": "2026-03-17", "start_at": "9:30"}
ASK = {**ONE, "planned": "1.5", "helpers": "2"}


@pytest.fixture
def elder(browse: Browser) -> UUID:
    with browse.app.app_context():
        return make_care.recipient()


def asked(browse: Browser, **changes: Any) -> UUID:
    with browse.app.app_context():
        return make_requests.service_request(**changes)


def by_code(browse: Browser, **changes: Any) -> UUID:
    with browse.app.app_context():
        return make_requests.code_request(**changes)


@pytest.mark.usefixtures("elder")
def test_a_clerk_writes_a_request_down_and_goes_on_to_who_does_it(browse: Browser) -> None:
    browse.sign_in("lianxiang_helper")
    assert "还没有服务需求" in browse.get(LIST).text
    answer = browse.fill(NEW, ASK)
    assert answer.status_code == 303
    assert answer.location.endswith("/dispatch/")
    page = browse.get(LIST).text
    for words in ("F2603-0001", "林阿婆", "理发", "2026-03-17 周二 09:30", "电话", "已等 0 分"):
        assert words in page
    assert "3 幢 201" in browse.get(answer.location.removesuffix("/dispatch/")).text, "the place is hers when none was typed"


@pytest.mark.usefixtures("elder")
@pytest.mark.parametrize("typed", ["lap", "linapo", "2222", "林阿婆 2222", "13600002222"])
def test_she_is_found_by_name_sound_and_telephone(browse: Browser, typed: str) -> None:
    assert browse.sign_in("lianxiang").fill(NEW, {**ASK, "recipient": typed}).status_code == 303


def test_as_soon_as_can_be_is_today_and_urgent(browse: Browser, elder: UUID) -> None:
    browse.sign_in("lianxiang")
    page = browse.get(f"{NEW}?recipient={elder}").text
    assert "林阿婆 2222" in page
    assert browse.fill(NEW, {**ASK, "when": "asap", "wanted_on": "", "start_at": ""}).status_code == 303
    assert "尽快" in browse.get(LIST).text


def test_a_facility_may_need_help(browse: Browser) -> None:
    with browse.app.app_context():
        which = make_care.facility()
    browse.sign_in("lianxiang")
    assert browse.fill(NEW, {**ASK, "recipient": "", "facility": str(which)}).status_code == 303
    assert "爱心餐厅" in browse.get(LIST).text


@pytest.mark.usefixtures("elder")
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("recipient", "", "请填写服务对象"),
        ("recipient", "王小明", "没有找到这位服务对象"),
        ("recipient", "长" * 10_000, "没有找到这位服务对象"),
        ("recipient", "%", "没有找到这位服务对象"),
        ("kind", "massage", "请从列表中选择"),
        ("wanted_on", "2026-03-15", "已经过去"),
        ("wanted_on", "2026-02-30", "没有这一天"),
        ("wanted_on", "", "请填写日期"),
        ("wanted_on", "2027-01-01", "最多提前 180 天"),
        ("start_at", "25:00", "时间"),
        ("planned", "0", "时长"),
        ("helpers", "31", "1 到 30"),
        ("helpers", "１．５", "整数"),
        ("facility", "00000000-0000-0000-0000-000000000000", "请从列表中选择"),
        ("place", "字" * 101, "最多 100 个字"),
        ("note", "字" * 301, "最多 300 个字"),
        ("channel", "series", "请从列表中选择"),
    ],
)
def test_what_cannot_be_is_named(browse: Browser, field: str, value: str, words: str) -> None:
    answer = browse.sign_in("lianxiang").fill(NEW, {**ASK, field: value})
    assert answer.status_code == 422
    assert words in answer.text


def test_two_of_one_name_are_told_apart(browse: Browser) -> None:
    with browse.app.app_context():
        make_care.recipient()
        make_care.recipient(phone="13600009999")
    browse.sign_in("lianxiang")
    answer = browse.fill(NEW, ASK)
    assert answer.status_code == 422
    assert "有 2 位符合" in answer.text
    assert browse.fill(NEW, {**ASK, "recipient": "林阿婆 9999"}).status_code == 303


def test_neighbours_are_not_found(browse: Browser) -> None:
    with browse.app.app_context():
        hers, place = make_care.recipient(make.NEIGHBOUR), make_care.facility(make.NEIGHBOUR)
        foreign = make_requests.service_request(make.NEIGHBOUR, recipient_id=hers)
    browse.sign_in("lianxiang")
    assert browse.fill(NEW, ASK).status_code == 422
    assert browse.fill(NEW, {**ASK, "recipient": "", "facility": str(place)}).status_code == 422
    for part in ("", "/edit", "/accept", "/cancel", "/dispatch/"):
        assert browse.get(f"{LIST}{foreign}{part}").status_code == 404
    assert browse.post(f"{LIST}{foreign}/slip").status_code == 404
    assert browse.get(f"{NEW}?recipient={hers}").status_code == 200
    assert browse.get(f"{NEW}?recipient=nonsense").status_code == 404


@pytest.mark.parametrize(("name", "status"), [("neighbour", 404), ("jinan", 403), ("fuzhou", 403), ("operator", 404)])
def test_nobody_else_reads_who_is_served(browse: Browser, name: str, status: int) -> None:
    made = asked(browse)
    browse.sign_in(name)
    for page in (LIST, NEW, f"{LIST}{made}", f"{LIST}figures", f"{LIST}{made}/dispatch/"):
        assert browse.get(page).status_code == status
    assert browse.post(NEW, ASK).status_code == status


@pytest.mark.usefixtures("elder")
def test_sent_twice_it_is_one_request(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    sent = {**ASK, "once": "a" * 32}
    assert [browse.post(NEW, sent).status_code for _ in range(2)] == [303, 303]
    assert "共 1 条" in browse.get(LIST).text


def test_a_request_of_a_code_is_accepted_for_somebody_on_the_roll(browse: Browser, elder: UUID) -> None:
    made = by_code(browse, asker_phone="13700003333")
    browse.sign_in("lianxiang")
    page = browse.get(LIST).text
    assert "王桂香" in page
    assert "受理" in page
    form = browse.get(f"{LIST}{made}/accept").text
    assert "林阿婆 2222" in form, "her daughter's telephone is on her record"
    assert browse.fill(f"{LIST}{made}/accept", {"recipient": ""}).status_code == 422
    assert browse.fill(f"{LIST}{made}/accept", {"recipient": "林阿婆 2222"}).location.endswith("/dispatch/")
    assert browse.post(f"{LIST}{made}/accept", {"recipient": "林阿婆 2222", "version": "1"}).status_code == 409
    assert f"{elder}" in browse.get(f"{LIST}{made}").text


def test_a_request_of_a_code_is_declined_with_a_reason(browse: Browser) -> None:
    made = by_code(browse)
    browse.sign_in("lianxiang")
    assert "不受理" in browse.get(f"{LIST}{made}/cancel").text
    assert browse.fill(f"{LIST}{made}/cancel", {"reason": ""}).status_code == 422
    assert browse.fill(f"{LIST}{made}/cancel", {"reason": "王桂香不住这里"}).status_code == 422
    assert browse.fill(f"{LIST}{made}/cancel", {"reason": "请打 13500004444"}).status_code == 422
    assert browse.fill(f"{LIST}{made}/cancel", {"reason": "不在本社区"}).status_code == 303
    assert "不在本社区" in browse.get(f"{LIST}?state=cancelled").text
    assert browse.post(f"{LIST}{made}/cancel", {"reason": "再来", "version": "2"}).status_code == 409


def test_a_request_is_amended_as_it_was_seen(browse: Browser) -> None:
    made = asked(browse)
    browse.sign_in("lianxiang")
    changed = {**ASK, "kind": "meals", "place": "榕树下", "start_at": "10:00"}
    assert browse.fill(f"{LIST}{made}/edit", changed).status_code == 303
    assert browse.post(f"{LIST}{made}/edit", {**changed, "version": "1"}).status_code == 409
    page = browse.get(f"{LIST}{made}").text
    for words in ("助餐", "榕树下", "10:00", "1小时30分"):
        assert words in page


def test_the_tabs_and_the_filter(browse: Browser) -> None:
    made = asked(browse, kind="meals")
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        requests.note_arrived(scope, made, clock.now() + timedelta(minutes=20))
    asked(browse, kind="haircut")
    browse.sign_in("lianxiang")
    assert "F2603-0001" not in browse.get(LIST).text
    running = browse.get(f"{LIST}?state=running").text
    assert "到达 20 分" in running
    assert "这里没有需求" in browse.get(f"{LIST}?state=running&kind=haircut").text
    assert "F2603-0002" in browse.get(f"{LIST}?state=open&day=2026-03-16&kind=haircut").text
    assert browse.get(f"{LIST}?state=x&day=x&kind=x&page=0").status_code == 200
    part = browse.swap(LIST, "requests").text
    assert "<html" not in part
    assert 'id="requests"' in part


def test_the_figures_of_a_month_are_counts(browse: Browser) -> None:
    made = asked(browse, is_urgent=True, start_min=None)
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        requests.note_arrived(scope, made, clock.now() + timedelta(minutes=12))
        requests.note_done(scope, made, clock.now() + timedelta(minutes=40))
    browse.sign_in("lianxiang")
    page = browse.get(f"{LIST}figures?month=2026-03").text
    for words in ("应急 1 件中的 1 件", "12 分", "40 分", "理发"):
        assert words in page
    assert "还没有完成的需求" in browse.get(f"{LIST}figures?month=2026-02").text
    assert browse.get(f"{LIST}figures?month=x").status_code == 200


def test_the_slip_waits_for_the_worker_and_has_a_code_of_its_own(browse: Browser) -> None:
    made = asked(browse)
    browse.sign_in("lianxiang")
    first = browse.post(f"{LIST}{made}/slip")
    assert first.status_code == 303
    assert "/jobs/" in first.location
    assert browse.post(f"{LIST}{made}/slip").location == first.location, "nothing changed: it is the same paper"
    gone = by_code(browse)
    assert browse.post(f"{LIST}{gone}/slip").status_code == 409


def test_what_waits_is_told_on_the_first_page(browse: Browser) -> None:
    with browse.app.app_context():
        make_requests.code_request()
        with clock.pretending(clock.now() - timedelta(minutes=16)):
            make_requests.service_request(is_urgent=True, start_min=None)
        make_requests.service_request()
    page = browse.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/").text
    for words in ("1 件应急需求还没有人到达", "1 件扫码需求待受理", "1 件今天的需求还没有派人"):
        assert words in page


def test_a_closed_month_refuses_what_would_count_in_it(browse: Browser) -> None:
    made = asked(browse)
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        tallies.close_month(scope, "2026-03")
    browse.sign_in("lianxiang")
    assert browse.fill(f"{LIST}{made}/cancel", {"reason": "家人来了"}).status_code == 303, "a cancelled request counts nowhere"


def test_who_withdrew_is_masked_and_nobody_is_sent(browse: Browser, elder: UUID) -> None:
    made = asked(browse, recipient_id=elder)
    with browse.app.app_context():
        make_requests.withdraw(elder)
    page = browse.sign_in("lianxiang").get(f"{LIST}{made}").text
    assert "林阿婆" not in page
    assert "13600002222" not in page
    assert "撤回同意" in page
    assert browse.post(f"{LIST}{made}/slip").status_code == 409
