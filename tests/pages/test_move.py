"""/t/<city>/units/<station>/move: a station comes under another county, or is counted by another one."""

from typing import Any

import pytest
from sqlalchemy import select

from portal.core.db import db
from portal.tallies import services as tallies
from portal.tenants.models import ReportingLine, TenantChange
from tests import make
from tests.browse import Browser

PATH = f"/t/{make.CITY}/units/{make.LIANXIANG}/move"
ORDER = {"kind": "move", "county": make.GULOU, "since_month": "2026-03", "reason": "区划调整，榕政〔2026〕12号"}


@pytest.fixture
def city(browse: Browser) -> Browser:
    """The city's administrator, and a station with figures."""
    with browse.app.app_context():
        make.activity(attendances=1234, women=0)
    return browse.sign_in("fuzhou")


def county_of(browse: Browser) -> str:
    with browse.app.app_context():
        path = make.tenant(make.LIANXIANG).path
        return next(code for code in (make.JINAN, make.GULOU) if path.startswith(make.tenant(code).path))


def test_a_station_is_moved_and_the_page_tells_its_history(city: Browser) -> None:
    answer = city.fill(PATH, ORDER)
    assert (answer.status_code, answer.location) == (303, PATH)
    page = city.get(PATH).text
    assert "连翔社区驿站现已隶属鼓楼区，2026年3月起的数字由鼓楼区统计" in page
    assert "现隶属鼓楼区" in page
    assert "调整隶属：晋安区 → 鼓楼区" in page
    assert "fuzhou 的使用人；原因：区划调整，榕政〔2026〕12号" in page


def test_the_line_alone_is_changed(city: Browser) -> None:
    assert city.fill(PATH, {**ORDER, "kind": "line"}).status_code == 303
    page = city.get(PATH).text
    assert "调整报送：晋安区 → 鼓楼区" in page
    assert "现隶属晋安区" in page
    assert county_of(city) == make.JINAN


def test_access_changes_at_once(city: Browser) -> None:
    for name, before, after in (
        ("jinan", 200, 404),
        ("jinan_clerk", 200, 404),
        ("gulou", 404, 200),
        ("fuzhou", 200, 200),
        ("lianxiang", 200, 200),
    ):
        unit, card = f"/t/{make.LIANXIANG}/", f"/t/{make.JINAN if name.startswith('jinan') else make.GULOU}/units/{make.LIANXIANG}"
        assert Browser(city.app).sign_in(name).get(unit).status_code == before, name
        if after != before:
            assert Browser(city.app).sign_in(name).get(card).status_code == before, name
    city.fill(PATH, {**ORDER, "since_month": "2026-04"})  # the figures of this month stay, the station goes
    for name, after in (("jinan", 404), ("jinan_clerk", 404), ("gulou", 200), ("fuzhou", 200), ("lianxiang", 200)):
        assert Browser(city.app).sign_in(name).get(f"/t/{make.LIANXIANG}/").status_code == after, name
        assert Browser(city.app).sign_in(name).get(f"/t/{make.LIANXIANG}/reports/rollup").status_code == after, name
    assert Browser(city.app).sign_in("gulou").get(f"/t/{make.GULOU}/units/{make.LIANXIANG}").status_code == 200
    assert "鼓楼区" in Browser(city.app).sign_in("gulou").get(f"/t/{make.LIANXIANG}/").text


def test_the_page_says_beforehand_what_goes_and_what_stays(city: Browser) -> None:
    page = city.get(PATH).text
    assert "2026年3月以前" in page
    assert "1,234" in page
    assert page.count("改由新的统计") == 3  # this month by one choice, what is to come by both
    assert "马上不能再查看这个驿站" in page


def test_a_closed_month_is_told_before_and_refused_after(city: Browser) -> None:
    with city.app.app_context(), make.working_at(make.JINAN, "jinan") as scope:
        tallies.close_month(scope, "2026-03")
    page = city.get(PATH).text
    assert "晋安区已经关账本月" in page
    assert "已关账，不能选" in page
    answer = city.fill(PATH, ORDER)
    assert answer.status_code == 409
    assert "2026年3月已由jinan 的使用人于2026年3月16日关账（晋安区）" in answer.text
    assert "请选择自2026年4月起生效。" in answer.text
    assert ORDER["reason"] in answer.text
    assert county_of(city) == make.JINAN
    assert city.fill(PATH, {**ORDER, "since_month": "2026-04"}).status_code == 303


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"county": ""}, "必须填写"),
        ({"county": make.JINAN}, "现在就隶属晋安区"),
        ({"county": make.JINAN, "kind": "line"}, "本来就由晋安区统计"),
        ({"county": make.OTHER_COUNTY}, "请从列表中选择"),
        ({"county": "\x00"}, "必须填写"),
        ({"kind": "nonsense"}, "请从列表中选择"),
        ({"since_month": "2026-02"}, "请从列表中选择"),
        ({"since_month": "２０２６-０３"}, "请从列表中选择"),
        ({"since_month": ""}, "必须填写"),
        ({"reason": " \u200b "}, "必须填写"),
        ({"reason": "长" * 10_000}, "最多 300 个字"),
    ],
)
def test_what_makes_no_sense_is_named_and_changes_nothing(city: Browser, changes: dict[str, Any], words: str) -> None:
    answer = city.fill(PATH, {**ORDER, **changes})
    assert answer.status_code == 422
    assert words in answer.text
    assert "<title>错误：" in answer.text
    with city.app.app_context():
        assert db.session.scalars(select(ReportingLine)).all() == []


def test_the_second_of_two_administrators_is_told_who_was_first(city: Browser) -> None:
    assert city.post(PATH, {**ORDER, "version": "0"}).status_code == 303
    answer = city.post(PATH, {**ORDER, "county": make.JINAN, "version": "0"})
    assert answer.status_code == 409
    assert "已由fuzhou 的使用人于2026-03-16 10:00转到鼓楼区（数字自2026年3月起），您这一次没有保存" in answer.text
    assert county_of(city) == make.GULOU


def test_a_form_sent_twice_is_one_order(city: Browser) -> None:
    form = {**ORDER, "version": "0", "once": "a" * 32}
    assert [city.post(PATH, form).status_code for _ in range(2)] == [303, 303]
    with city.app.app_context():
        assert len(db.session.scalars(select(TenantChange).where(TenantChange.kind == "move")).all()) == 1


def test_the_password_is_asked_for(city: Browser) -> None:
    browse = Browser(city.app)
    with city.app.app_context():
        make.add_role("junmen", make.CITY, "city_admin")
        db.session.commit()
    browse.sign_in("junmen", is_proved=False)
    assert "您的登录密码" in browse.get(PATH).text
    assert browse.post(PATH, {**ORDER, "version": "0"}).status_code == 422
    assert county_of(city) == make.JINAN
    assert browse.post(PATH, {**ORDER, "version": "0", "password": make.PASSWORD}).status_code == 303


@pytest.mark.parametrize(
    ("name", "path", "status"),
    [
        ("fuzhou_reader", PATH, 403),
        ("jinan", PATH, 404),
        ("linqing", PATH, 404),
        ("lianxiang", PATH, 404),
        ("operator", PATH, 404),
        ("jinan", f"/t/{make.JINAN}/units/{make.LIANXIANG}/move", 403),
        ("fuzhou", f"/t/{make.CITY}/units/{make.JINAN}/move", 404),
        ("fuzhou", f"/t/{make.CITY}/units/{make.OTHER_STATION}/move", 404),
        ("fuzhou", f"/t/{make.CITY}/units/nonsense%00/move", 404),
    ],
)
def test_nobody_else_may_and_nothing_else_can(city: Browser, name: str, path: str, status: int) -> None:
    browse = Browser(city.app).sign_in(name)
    assert browse.get(path).status_code == status
    assert browse.post(path, ORDER).status_code == status
    assert county_of(city) == make.JINAN


def test_a_page_of_the_old_county_leads_nowhere_and_says_no_more_than_another(city: Browser) -> None:
    with city.app.app_context():
        activity = make.activity(title="迁走前的活动")
    links = [f"/t/{make.LIANXIANG}/activities/{activity}", f"/t/{make.LIANXIANG}/reports/figures/sessions", f"/t/{make.JINAN}/activities/"]
    jinan = Browser(city.app).sign_in("jinan")
    assert all(jinan.get(link).status_code == 200 for link in links)
    city.fill(PATH, ORDER)
    assert [jinan.get(link).status_code for link in links] == [404, 404, 200]
    assert "迁走前的活动" not in jinan.get(links[2]).text
    assert jinan.get(f"/t/{make.JINAN}/activities/{activity}").status_code == 404
