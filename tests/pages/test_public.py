"""A scanned code: one question a page, nobody signed in, and what comes of every answer."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.tallies.services import close_month
from portal.tenants.models import PhoneCheck, PublicCode, Tenant
from portal.tenants.services import codes
from portal.training.models import Demand, Wish
from portal.web.assets import STATIC
from tests import make, make_codes
from tests.browse import Browser
from tests.make_codes import PHONE, Scanner

MAX_PAGE = 60 * 1024
ASSETS = sum((STATIC / name).stat().st_size for name in ("css/portal.css", "icons/favicon.svg"))


@pytest.fixture
def scanned(app: Flask) -> Any:
    """Somebody who has scanned a code of 连翔."""
    with app.app_context():
        code = make_codes.code()
    before = app.extensions["portal.sender"]
    yield Scanner(app, code)
    app.extensions["portal.sender"] = before


def wishes(app: Flask, unit: str = make.LIANXIANG) -> list[Any]:
    with app.app_context(), make.working_at(unit) as scope:
        mine = (Wish.city_id == scope.ids[0], Wish.tenant_id == scope.tenant_id)
        table = Wish.__table__
        return list(db.session.execute(select(table).where(scope.owns(table)), scope.binds)) if mine else []


def test_she_signs_up_without_an_account(scanned: Scanner, app: Flask) -> None:
    scanned.reach("check")
    assert scanned.question == "请核对您填写的内容"
    done = scanned.answer()
    assert done.status_code == 303
    [kept] = wishes(app)
    said = (kept.name, kept.phone, kept.collector, kept.consent_channel, kept.entered_by, kept.public_code, kept.skills, kept.born_year)
    assert said == ("李梅", PHONE, "herself", "online", 0, scanned.code, ["cleaning", "hourly"], 1985)
    assert kept.phone_checked_at is not None
    page = scanned.browser.get(done.location).text
    assert "报名已收到" in page
    assert kept.sheet_serial[2:6] in page
    for hers in ("李梅", PHONE):
        assert hers not in done.location + page
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        table = Demand.__table__
        assert db.session.execute(select(table.c.channel).where(scope.owns(table)), scope.binds).scalar_one() == "grid"
        assert db.session.scalar(select(PublicCode.scans).where(PublicCode.code == scanned.code)) == 1


def test_a_double_click_makes_one_wish_and_the_same_receipt(scanned: Scanner, app: Flask) -> None:
    body = {**scanned.reach("check").fields}
    first, second = (scanned.browser.client.post(f"/p/{scanned.code}/join", data=body).location for _ in range(2))
    assert first == second
    assert len(wishes(app)) == 1


def test_the_same_telephone_and_course_is_known_already_and_nobody_is_named(scanned: Scanner, app: Flask) -> None:
    scanned.reach("check").answer()
    again = Scanner(app, scanned.code).reach("check", name={"name": "王秀兰"})
    page = again.browser.get(again.answer().location).text
    assert "您已经报过名了" in page
    assert "李梅" not in page
    assert len(wishes(app)) == 1


def test_without_a_sender_the_step_is_left_out_and_nobody_learns_what_a_telephone_asked_for(scanned: Scanner, app: Flask) -> None:
    pages = []
    for name in ("李梅", "王秀兰"):
        walker = Scanner(app, scanned.code)
        app.extensions["portal.sender"] = None
        walker.reach("check", name={"name": name})
        pages.append(walker.browser.get(walker.answer().location).text)
    [kept] = wishes(app)
    assert kept.phone_checked_at is None
    assert all("报名已收到" in page for page in pages)


@pytest.mark.parametrize(
    ("step", "answers", "words"),
    [
        ("trade", {"trade": "astronaut"}, "请从列表中选择"),
        ("trade", {}, "请选一项"),
        ("course", {"course": "99999"}, "请从列表中选择"),
        ("course", {"course": "1\x00"}, "请从列表中选择"),
        ("name", {"name": ""}, "必须填写"),
        ("name", {"name": "李\x00"}, "姓名应为 2 到 30 个字"),
        ("name", {"name": "李" * 10_000}, "姓名应为 2 到 30 个字"),
        ("phone", {"phone": "123"}, "请填写11位手机号码"),
        ("phone", {"phone": "0591-83512345"}, "验证码只能发到手机"),
        ("sent", {"sent_code": "12345"}, "验证码是 6 位数字"),
        ("sent", {"sent_code": "١٢٣٤٥٦"}, "验证码是 6 位数字"),
        ("home", {"community": "", "place": ""}, "请选择社区（村）"),
        ("home", {"community": make.JUNMEN}, "请从列表中选择"),
        ("home", {"place": "街" * 10_000}, "最多 80 个字"),
        ("about", {"skills": ["flying"]}, "请从列表中选择"),
        ("about", {"born_year": "1885"}, "请填写 4 位年份"),
        ("about", {"born_year": "²0²6"}, "请填写 4 位年份"),
        ("group", {"priority": "lifted"}, "没有您的单独同意"),
        ("group", {"priority": "rich"}, "请从列表中选择"),
        ("notice", {}, "要先同意才能继续"),
    ],
)
def test_a_bad_answer_is_told_at_its_field(scanned: Scanner, step: str, answers: dict[str, Any], words: str) -> None:
    asked = scanned.reach(step).question
    page = scanned.answer(**answers)
    assert page.status_code == 422
    assert words in page.text
    assert "<title>错误：" in page.text
    assert scanned.question == asked
    assert len(page.data) < MAX_PAGE


def test_full_width_digits_will_do(scanned: Scanner, app: Flask) -> None:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    scanned.reach("sent", phone={"phone": PHONE.translate(wide)})
    scanned.answer(sent_code=scanned.phone.sent[-1][1].translate(wide))
    assert scanned.question == "您住在哪里？"
    assert scanned.phone.sent[-1][0] == PHONE


def test_a_group_is_kept_only_with_a_consent_of_its_own(scanned: Scanner, app: Flask) -> None:
    scanned.reach("check", group={"go": "", "priority": "single_mother", "may_priority": "y"}).answer()
    [kept] = wishes(app)
    assert (kept.priority, kept.priority_consented_at is not None) == ("single_mother", True)


def test_back_and_change_keep_what_was_answered(scanned: Scanner) -> None:
    scanned.reach("home")
    scanned.answer(go="back")
    assert scanned.question == "请输入短信里的验证码"
    scanned.answer(go="back")
    assert f'value="{PHONE}"' in scanned.page.text
    scanned.answer(phone=PHONE)  # it is checked already, so no second code is sent
    assert (scanned.question, len(scanned.phone.sent)) == ("您住在哪里？", 1)


def test_from_the_last_page_one_answer_is_changed_and_the_rest_stays(scanned: Scanner, app: Flask) -> None:
    scanned.reach("check").answer(go="name")
    assert scanned.question == "您的姓名"
    scanned.answer(name="王秀兰")
    assert scanned.question == "请核对您填写的内容"
    scanned.answer()
    assert [kept.name for kept in wishes(app)] == ["王秀兰"]


def test_another_telephone_is_checked_anew(scanned: Scanner, app: Flask) -> None:
    scanned.reach("check").answer(go="phone")
    scanned.answer(phone="13900009999")
    assert (scanned.question, scanned.phone.sent[-1][0]) == ("请输入短信里的验证码", "13900009999")
    assert wishes(app) == []


@pytest.mark.parametrize(
    ("forged", "asked"),
    [
        ({"phone": "13900009999"}, "请输入短信里的验证码"),
        ({"phone_proof": "e30.abc.def"}, "请输入短信里的验证码"),
        ({"phone_proof": ""}, "请输入短信里的验证码"),
        ({"has_consented": ""}, "个人信息告知"),
        ({"notice": "99"}, "个人信息告知"),
        ({"course": "26"}, "您想学哪一门课？"),
        ({"name": "\x00"}, "您的姓名"),
        ({"priority": "lifted"}, "需要优先安排吗？"),
        ({"community": make.JUNMEN}, "您住在哪里？"),
    ],
)
def test_what_was_tampered_with_on_the_way_is_asked_once_more(scanned: Scanner, app: Flask, forged: dict[str, Any], asked: str) -> None:
    page = scanned.reach("check").answer(forged=forged)
    assert (page.status_code, scanned.question) == (422, asked)
    assert wishes(app) == []


def test_another_stations_proof_proves_nothing_here(scanned: Scanner, app: Flask) -> None:
    proof = scanned.reach("home").fields["phone_proof"]
    with app.app_context():
        elsewhere = make_codes.code(make.NEIGHBOUR)
    other = Scanner(app, elsewhere).reach("check")
    assert other.answer(forged={"phone_proof": proof}).status_code == 422
    assert wishes(app, make.NEIGHBOUR) == []


def test_a_proof_of_more_than_an_hour_ago_is_too_old(scanned: Scanner, app: Flask) -> None:
    scanned.reach("check")
    with time_machine.travel(clock.now() + timedelta(minutes=61), tick=False):
        assert scanned.answer().status_code == 422
        assert "已经过期" in scanned.page.text


def test_a_wrong_code_is_counted_and_after_five_the_right_one_comes_too_late(scanned: Scanner) -> None:
    scanned.reach("sent")
    right = scanned.phone.sent[-1][1]
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        assert scanned.answer(sent_code=wrong).status_code == 422
    assert scanned.answer(sent_code=right).status_code == 422


def test_a_code_is_good_for_ten_minutes_and_once(scanned: Scanner, app: Flask) -> None:
    scanned.reach("sent")
    right, fields = scanned.phone.sent[-1][1], scanned.fields
    with time_machine.travel(clock.now() + timedelta(minutes=10), tick=False):
        assert scanned.answer(sent_code=right).status_code == 422
    assert scanned.answer(sent_code=right).status_code == 200
    again = scanned.browser.client.post(f"/p/{scanned.code}/join", data={**fields, "sent_code": right})
    assert again.status_code == 422


def test_three_codes_an_hour_go_to_one_telephone_and_the_page_says_so(scanned: Scanner) -> None:
    scanned.reach("sent")
    statuses = [scanned.answer(go="resend").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert "一小时后再试" in scanned.page.text
    assert len(scanned.phone.sent) == 3


def test_twenty_codes_an_hour_go_out_for_one_address(scanned: Scanner, app: Flask) -> None:
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        often = {"code_digest": "d" * 64, "address": "127.0.0.1", "sent_at": clock.now(), "ends_at": clock.now()}
        db.session.add_all(
            PhoneCheck(id=make_codes.uuid4(), tenant_id=scope.tenant_id, phone_digest=f"{n:064d}", **often) for n in range(20)
        )
    page = scanned.reach("phone").answer(phone=PHONE)
    assert (page.status_code, scanned.phone.sent) == (429, [])


def test_a_sender_that_fails_is_told_in_words(scanned: Scanner, app: Flask) -> None:
    scanned.reach("phone")
    app.extensions["portal.sender"] = object()
    page = scanned.answer(phone=PHONE)
    assert page.status_code == 422
    assert "短信没有发出去" in page.text


def test_a_form_of_another_site_or_another_browser_is_refused(scanned: Scanner, app: Flask) -> None:
    body = scanned.reach("check").fields
    assert Browser(app).client.post(f"/p/{scanned.code}/join", data=body).status_code == 400
    assert scanned.browser.client.post(f"/p/{scanned.code}/join", data={**body, "csrf_token": "x"}).status_code == 400
    assert wishes(app) == []


def test_a_closed_month_is_told_on_the_page(scanned: Scanner, app: Flask) -> None:
    scanned.reach("check")
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        close_month(scope, "2026-03")
    page = scanned.answer()
    assert page.status_code == 409
    assert "2026" in page.text
    assert wishes(app) == []


@pytest.mark.parametrize(("status", "answer", "words"), [("suspended", 409, "暂停"), ("closed", 410, "撤销"), ("preparing", 409, "揭牌")])
def test_a_station_that_is_not_open_says_so(scanned: Scanner, app: Flask, status: str, answer: int, words: str) -> None:
    body = scanned.reach("check").fields
    with app.app_context(), make.working_at(make.LIANXIANG):
        db.session.query(Tenant).filter_by(code=make.LIANXIANG).one().status = status
    for page in (scanned.browser.get(f"/p/{scanned.code}"), scanned.browser.client.post(f"/p/{scanned.code}/join", data=body)):
        assert page.status_code == answer
        assert words in page.text
    assert wishes(app) == []


def test_an_ended_code_is_told_kindly(scanned: Scanner, app: Flask) -> None:
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        codes.end_code(scope, scanned.code)
    page = scanned.browser.get(f"/p/{scanned.code}")
    assert page.status_code == 410
    assert "已经停用" in page.text


@pytest.mark.parametrize("code", ["nosuchcode", "%00", "a%00b", "x" * 5000, make.CITY, make.JINAN, "999999999999", "１２３"])
def test_a_code_that_is_none_is_not_found(browse: Browser, code: str) -> None:
    assert browse.get(f"/p/{code}").status_code == 404


def test_a_stations_division_code_opens_it_too_and_its_channel_is_other(app: Flask) -> None:
    walker = Scanner(app, make.LIANXIANG).reach("check")
    walker.answer()
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        table = Demand.__table__
        assert db.session.execute(select(table.c.channel).where(scope.owns(table)), scope.binds).scalar_one() == "other"


def test_a_receipt_is_not_made_up(scanned: Scanner, app: Flask) -> None:
    done = scanned.reach("check").answer().location
    with app.app_context():
        elsewhere = make_codes.code(make.NEIGHBOUR)
    assert scanned.browser.get(f"/p/{scanned.code}/done").status_code == 404
    assert scanned.browser.get(done.replace("r=", "r=x")).status_code == 404
    assert scanned.browser.get(done.replace(scanned.code, elsewhere)).status_code == 404


@pytest.mark.parametrize("step", ["trade", "course", "name", "phone", "sent", "home", "about", "group", "notice", "check"])
def test_every_page_is_small_and_needs_no_script(scanned: Scanner, step: str) -> None:
    page = scanned.reach(step).page
    assert f'name="at" value="{step}"' in page.text
    assert len(page.data) + ASSETS < MAX_PAGE
    assert "<script" not in page.text
    assert set(re.findall(r'(?:src|href)="([^"#?]+)', page.text)) <= {"/static/css/portal.css", "/static/icons/favicon.svg"}
    assert page.headers["Cache-Control"] == "no-store"
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]


def test_the_class_of_a_code_is_signed_up_for(app: Flask) -> None:
    with app.app_context():
        code = make_codes.code(class_id=make_codes.bare_class())
    walker = Scanner(app, code)
    assert "整理收纳第 1 期" in walker.page.text
    walker.answer()
    assert walker.question == "您的姓名"
    assert walker.reach("check").answer().status_code == 303


@pytest.mark.parametrize(("state", "words"), [("ended", "已经结班"), ("cancelled", "已经取消")])
def test_the_code_of_a_class_dies_with_it(app: Flask, browse: Browser, state: str, words: str) -> None:
    with app.app_context():
        code = make_codes.code(class_id=make_codes.bare_class(state=state))
    page = browse.get(f"/p/{code}")
    assert page.status_code == 410
    assert words in page.text


def test_letters_are_made_larger_on_the_first_page_of_a_form(scanned: Scanner) -> None:
    path, browser = f"/p/{scanned.code}/ask", scanned.browser
    token = re.findall(r'name="csrf_token" value="([^"]+)"', browser.get(path).text)[0]
    sent = browser.client.post("/text-size", data={"csrf_token": token, "next": path, "size": "150"})
    assert (sent.status_code, sent.location) == (303, path)
    assert 'data-text="150"' in browser.get(path).text
    assert "特大" not in scanned.reach("name").page.text  # it would throw away what was answered
