"""/t/000000000000/cities: the operator makes cities and sees nothing of them."""

import re

import pytest

from tests import make
from tests.browse import Browser

LIST, NEW = f"/t/{make.PLATFORM}/cities/", f"/t/{make.PLATFORM}/cities/new"
FORM = {"code": "350200000000", "name": "厦门市", "admin_name": "陈秀英", "account_name": "xiamen"}


def test_a_city_is_made_and_its_first_admin_comes_by_a_link(browse: Browser) -> None:
    browse.sign_in("operator")
    assert browse.fill(NEW, FORM).location == LIST
    page = browse.get(LIST).text
    assert "厦门市" in page
    assert "陈秀英" not in page
    links = re.findall(rf"{LIST}admins/\d+/link", page)
    assert len(links) == 1, "the other cities' admins have come"
    link = re.findall(r"/join/[\w-]+", browse.post(links[0]).text)[0]
    admin = Browser(browse.app)
    assert admin.fill(link, {"password": "春江水暖 2026", "again": "春江水暖 2026"}).status_code == 303
    assert admin.client.get("/", follow_redirects=True).request.path == "/t/350200000000/"
    late = browse.post(links[0])
    assert late.status_code == 409
    assert "已经设置过密码" in late.text


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
    assert browse.post(f"{LIST}admins/1/link").status_code == 404


@pytest.mark.parametrize("path", ["", "activities/", "units/", "applications/", "trainees/", "reports/"])
@pytest.mark.parametrize("code", [make.CITY, make.JINAN, make.LIANXIANG])
def test_the_operator_sees_no_page_of_a_city(browse: Browser, code: str, path: str) -> None:
    assert browse.sign_in("operator").get(f"/t/{code}/{path}").status_code == 404


def test_a_link_is_for_a_citys_admin_alone(browse: Browser) -> None:
    browse.sign_in("operator")
    with browse.app.app_context():
        manager, admin = make.account_id("lianxiang"), make.account_id("fuzhou")
    assert browse.post(f"{LIST}admins/{manager}/link").status_code == 404
    assert browse.post(f"{LIST}admins/999999/link").status_code == 404
    assert browse.post(f"{LIST}admins/{admin}/link").status_code == 409


@pytest.mark.parametrize("number", ["99999999999999999999", "2147483648"])
def test_an_id_beyond_the_database_is_not_found(browse: Browser, number: str) -> None:
    assert browse.sign_in("operator").post(f"{LIST}admins/{number}/link").status_code == 404
