"""/t/000000000000/cities: the operator makes cities and sees nothing of them."""

import re

import pytest

from portal.tenants.queries import find_account
from tests import make
from tests.browse import Browser

LIST, NEW = f"/t/{make.PLATFORM}/cities/", f"/t/{make.PLATFORM}/cities/new"
ADMINS = LIST + "{}/admins"
FUZHOU = ADMINS.format(make.CITY)
SECOND = {"account": "new", "account_name": "second", "display_name": "林主任", "role": "city_admin"}
FORM = {"code": "350200000000", "name": "厦门市", "admin_name": "陈秀英", "account_name": "xiamen"}


def test_a_city_is_made_and_its_first_admin_comes_by_a_link(browse: Browser) -> None:
    browse.sign_in("operator")
    assert browse.fill(NEW, FORM).location == LIST
    assert "厦门市" in browse.get(LIST).text
    links = re.findall(rf"{LIST}\d+/admins/\d+/link", browse.get(ADMINS.format("350200000000")).text)
    assert len(links) == 1
    link = re.findall(r"/join/[\w-]+", browse.fill(links[0], {}).text)[0]
    admin = Browser(browse.app)
    assert admin.fill(link, {"password": "春江水暖 2026", "again": "春江水暖 2026"}).status_code == 303
    assert admin.client.get("/", follow_redirects=True).request.path == "/t/350200000000/"
    late = browse.post(links[0])
    assert late.status_code == 422
    assert "必须填写" in late.text, "who has a password needs a reason for another link"


@pytest.mark.parametrize("code", ["371502000000", "350400000000", "３５０４００００００００"])
def test_a_city_ends_in_eight_or_six_zeros(browse: Browser, code: str) -> None:
    assert browse.sign_in("operator").fill(NEW, {**FORM, "code": code}).status_code == 303


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("code", "", "必须填写"),
        ("code", "3502", "12位数字"),
        ("code", "350000000000", "全省的代码"),
        ("code", "350111100000", "八个或六个零"),
        ("code", "350111100013", "八个或六个零"),
        ("code", "-35020000000", "12位数字"),
        ("code", "NaN", "12位数字"),
        ("code", make.CITY, "已经有一个单位"),
        ("code", make.JINAN, "已经有一个单位"),
        ("name", "", "必须填写"),
        ("name", "市" * 41, "最多 40 个字"),
        ("admin_name", "😀😀", "姓名应为"),
        ("account_name", "厦门", "小写字母"),
        ("account_name", "fuzhou", "已有人使用"),
    ],
)
def test_a_bad_answer_is_named_and_nothing_is_kept(browse: Browser, field: str, value: str, words: str) -> None:
    browse.sign_in("operator")
    answer = browse.fill(NEW, {**FORM, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert "厦门市" not in browse.get(LIST).text


def test_the_same_form_sent_twice_makes_one_city(browse: Browser) -> None:
    browse.sign_in("operator")
    form = {**FORM, "once": "e" * 32}
    assert [browse.post(NEW, form).location for _ in range(2)] == [LIST, LIST]
    assert browse.post(NEW, {**form, "name": "别的市"}).status_code == 409


@pytest.mark.parametrize("name", ["fuzhou", "jinan", "lianxiang", "linqing"])
def test_nobody_else_sees_the_platform(browse: Browser, name: str) -> None:
    browse.sign_in(name)
    assert browse.get(LIST).status_code == 404
    assert browse.post(NEW, FORM).status_code == 404
    assert browse.get(FUZHOU).status_code == 404
    assert browse.post(f"{FUZHOU}/new", SECOND).status_code == 404
    assert browse.post(f"{FUZHOU}/1/link").status_code == 404


@pytest.mark.parametrize("path", ["", "activities/", "units/", "applications/", "trainees/", "reports/"])
@pytest.mark.parametrize("code", [make.CITY, make.JINAN, make.LIANXIANG])
def test_the_operator_sees_no_page_of_a_city(browse: Browser, code: str, path: str) -> None:
    assert browse.sign_in("operator").get(f"/t/{code}/{path}").status_code == 404


def link_of(browse: Browser, name: str, admins: str = FUZHOU) -> str:
    with browse.app.app_context():
        return f"{admins}/{make.account_id(name)}/link"


@pytest.mark.parametrize("name", ["linqing", "operator", "lianxiang", "jinan", "fuzhou_reader"])
def test_who_does_not_administer_the_city_is_not_found(browse: Browser, name: str) -> None:
    browse.sign_in("operator")
    assert browse.get(link_of(browse, name)).status_code == 404, "her name is nothing for the operator"
    assert browse.post(link_of(browse, name), {"reason": "忘记密码"}).status_code == 404


@pytest.mark.parametrize("number", ["999999", "99999999999999999999", "2147483648"])
def test_an_id_of_nobody_is_not_found(browse: Browser, number: str) -> None:
    assert browse.sign_in("operator").post(f"{FUZHOU}/{number}/link").status_code == 404


@pytest.mark.parametrize("code", [make.JINAN, make.LIANXIANG, make.PLATFORM, "999999999999", "abc", "%00", "３５０１００００００００"])
def test_what_is_no_city_has_no_admins(browse: Browser, code: str) -> None:
    browse.sign_in("operator")
    assert browse.get(ADMINS.format(code)).status_code == 404
    assert browse.post(f"{ADMINS.format(code)}/new", SECOND).status_code == 404


def test_an_admin_who_is_alone_and_lost_her_password_is_helped_with_a_reason(browse: Browser) -> None:
    browse.sign_in("operator")
    page = browse.fill(link_of(browse, "fuzhou"), {"reason": "电话核对过本人"})
    assert "/join/" in page.text
    with browse.app.app_context():
        account = find_account("fuzhou")
        assert account is not None
        assert "operator 的使用人 为您生成了重设密码的链接（原因：电话核对过本人）" in account.notice


def test_a_second_admin_is_added_and_then_they_help_each_other(browse: Browser) -> None:
    browse.sign_in("operator")
    page = browse.fill(f"{FUZHOU}/new", SECOND)
    link = re.findall(r"/join/[\w-]+", page.text)[0]
    Browser(browse.app).fill(link, {"password": "春江水暖 2026", "again": "春江水暖 2026"})
    people = browse.get(FUZHOU).text
    assert "林主任" in people
    assert "/link" not in people, "they help each other"
    refused = browse.post(link_of(browse, "fuzhou"), {"reason": "忘记密码"})
    assert refused.status_code == 409
    assert "由她在本市" in refused.text


def test_an_account_that_is_known_becomes_an_admin(browse: Browser) -> None:
    browse.sign_in("operator")
    known = {**SECOND, "account": "known", "account_name": "jinan", "display_name": "jinan 的使用人"}
    assert browse.fill(f"{FUZHOU}/new", known).location == FUZHOU
    assert "jinan 的使用人" in browse.get(FUZHOU).text


@pytest.mark.parametrize("role", ["city_reader", "county_admin", "operator", ""])
def test_the_operator_gives_no_other_role_in_a_city(browse: Browser, role: str) -> None:
    assert browse.sign_in("operator").fill(f"{FUZHOU}/new", {**SECOND, "role": role}).status_code == 422


def test_all_of_it_asks_for_the_password(browse: Browser) -> None:
    browse.sign_in("operator", is_proved=False)
    for path, form in ((f"{FUZHOU}/new", SECOND), (link_of(browse, "fuzhou"), {"reason": "忘记密码"})):
        answer = browse.fill(path, form)
        assert answer.status_code == 422
        assert "请再输入一次您的登录密码" in answer.text
