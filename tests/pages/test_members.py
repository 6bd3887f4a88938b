"""/t/<code>/members: who works at a unit."""

import re
from io import BytesIO
from typing import Any

import pytest
from python_calamine import load_workbook
from sqlalchemy import select, update

from portal.core.db import db
from portal.tenants.models import Account, Tenant
from portal.tenants.queries import find_account
from tests import make
from tests.browse import Browser

PEOPLE, NEW = f"/t/{make.LIANXIANG}/members/", f"/t/{make.LIANXIANG}/members/new"
FORM = {"account": "new", "account_name": "chen", "display_name": "陈秀英", "role": "helper"}
KNOWN = {"account": "known", "account_name": "junmen", "display_name": "junmen 的使用人", "role": "helper"}
RESET = {"reason": "本人忘记密码"}
PASSWORD = {"password": "春江水暖 2026", "again": "春江水暖 2026"}
ACTS = ("role", "removal", "disabling", "enabling", "link")


def page_of(browse: Browser, name: str, act: str = "", code: str = make.LIANXIANG) -> str:
    with browse.app.app_context():
        return f"/t/{code}/members/{make.account_id(name)}" + (f"/{act}" if act else "")


def add_role(browse: Browser, name: str, code: str, role: str) -> None:
    with browse.app.app_context():
        make.add_role(name, code, role)
        db.session.commit()


def is_known(browse: Browser, name: str) -> bool:
    with browse.app.app_context():
        return find_account(name) is not None


def notice_of(browse: Browser, name: str) -> str:
    with browse.app.app_context():
        return db.session.scalars(select(Account.notice).where(Account.name == name)).one()


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


# ------------------------------------------------------------------ the list


def test_the_list_shows_who_works_here_and_nobody_else(browse: Browser) -> None:
    page = browse.sign_in("lianxiang").get(PEOPLE).text
    assert "lianxiang_helper" in page
    assert "宣传员" in page
    assert "共 2 条" in page
    assert "junmen" not in page
    assert "jinan" not in page
    assert '<section id="members">' in browse.swap(PEOPLE, "members").text


def test_the_list_is_in_the_navigation_of_who_may_read_it(browse: Browser) -> None:
    assert "人员账号" in browse.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/").text
    assert "人员账号" not in Browser(browse.app).sign_in("lianxiang_helper").get(f"/t/{make.LIANXIANG}/").text


def test_who_reads_only_is_offered_nothing_to_do(browse: Browser) -> None:
    browse.sign_in("jinan_clerk")
    for page in (browse.get(PEOPLE).text, browse.get(page_of(browse, "lianxiang_helper")).text):
        assert "添加人员" not in page
        assert "停用账号" not in page


def test_the_list_is_handed_out_as_excel(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    browse.fill(NEW, {**FORM, "display_name": "陈秀英"})
    answer = browse.get(f"{PEOPLE}members.xlsx")
    assert answer.headers["Cache-Control"] == "no-store"
    rows = [row for row in load_workbook(BytesIO(answer.data)).get_sheet_by_index(0).to_python() if len(row) > 1 and row[1]]
    assert [row[2] for row in rows[1:-1]] == ["lianxiang", "chen", "lianxiang_helper"]
    assert rows[2][1:5] == ["陈秀英", "chen", "宣传员", "未用过链接"]
    assert rows[-1][:2] == ["合计", "3 人"]


@pytest.mark.parametrize("number", ["0", "2", "999999999999", "abc", "-1", "٣"])
def test_a_page_that_is_not_there_is_no_error(browse: Browser, number: str) -> None:
    assert browse.sign_in("lianxiang").get(f"{PEOPLE}?page={number}").status_code == 200


# ------------------------------------------------------------------ adding


def test_a_new_account_comes_by_a_link_that_is_shown_once(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    page = browse.fill(NEW, FORM)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    link = re.findall(r"/join/[\w-]+", page.text)[0]
    people = browse.get(PEOPLE).text
    assert link not in people
    assert "未用过链接" in people
    assert "链接 03-23 10:00 前有效" in text_of(people)
    newcomer = Browser(browse.app)
    assert newcomer.fill(link, PASSWORD).status_code == 303
    assert newcomer.client.get("/", follow_redirects=True).request.path == f"/t/{make.LIANXIANG}/"
    later = browse.get(PEOPLE).text
    assert "未用过链接" not in later
    assert "2026-03-16 10:00" in later


def test_the_same_form_sent_twice_makes_one_account_and_leads_to_it(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    form = {**FORM, "once": "e" * 32}
    first, second = (browse.post(NEW, form) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 303)
    assert second.location == page_of(browse, "chen")
    assert "/join/" not in browse.get(second.location).text


def test_an_account_that_is_known_is_added_and_told(browse: Browser) -> None:
    assert browse.sign_in("lianxiang").fill(NEW, KNOWN).location == PEOPLE
    assert "junmen 的使用人" in browse.get(PEOPLE).text
    assert "在连翔社区驿站为您添加了角色：宣传员" in notice_of(browse, "junmen")
    assert Browser(browse.app).sign_in("junmen").get(f"/t/{make.LIANXIANG}/trainees/").status_code == 200
    again = browse.fill(NEW, KNOWN)
    assert again.status_code == 422
    assert "已是宣传员" in again.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"account_name": ""}, "必须填写"),
        ({"display_name": " "}, "必须填写"),
        ({"role": ""}, "必须填写"),
        ({"account": ""}, "必须填写"),
        ({"account": "other"}, "请从列表中选择"),
        ({"role": "manager"}, "请从列表中选择"),
        ({"role": "city_admin"}, "请从列表中选择"),
        ({"account_name": "陈"}, "小写字母"),
        ({"account_name": "c" * 10_000}, "小写字母"),
        ({"account_name": "chen\x00"}, ""),
        ({"display_name": "陈" * 10_000}, "2 到 30 个字"),
        ({"display_name": "陈1"}, "不能有数字"),
        ({"account_name": "junmen"}, "请选择“已有账号”"),
        ({"account": "known", "account_name": "junmen"}, "没有账号名和姓名都相符的账号"),
        ({"account": "known", "account_name": "nobody_has_it"}, "没有账号名和姓名都相符的账号"),
    ],
)
def test_a_bad_answer_is_named_and_nothing_is_kept(browse: Browser, changes: dict[str, str], words: str) -> None:
    answer = browse.sign_in("lianxiang").fill(NEW, {**FORM, **changes})
    if words:
        assert answer.status_code == 422
        assert words in text_of(answer.text)
        assert not is_known(browse, "chen")
    else:  # what nobody sees is taken out
        assert answer.status_code == 200


def test_full_width_letters_are_taken(browse: Browser) -> None:
    assert browse.sign_in("lianxiang").fill(NEW, {**FORM, "account_name": "Ｃｈｅｎ１"}).status_code == 200
    assert is_known(browse, "chen1")


# ------------------------------------------------------------------ acts


def test_a_role_is_changed_and_counts_at_once(browse: Browser) -> None:
    helper = Browser(browse.app).sign_in("lianxiang_helper")
    assert helper.get(PEOPLE).status_code == 403
    role = page_of(browse, "lianxiang_helper", "role")
    assert browse.sign_in("jinan").fill(role, {"role": "manager"}).location == page_of(browse, "lianxiang_helper")
    assert helper.get(PEOPLE).status_code == 200
    assert browse.fill(role, {"role": "county_admin"}).status_code == 422
    assert "现在就是站长" in browse.fill(role, {"role": "manager"}).text


def test_who_is_removed_finds_nothing_here_any_more(browse: Browser) -> None:
    add_role(browse, "junmen", make.LIANXIANG, "helper")
    other = Browser(browse.app).sign_in("junmen")
    assert browse.sign_in("lianxiang").fill(page_of(browse, "junmen", "removal"), {}).location == PEOPLE
    assert other.get(f"/t/{make.LIANXIANG}/").status_code == 404
    assert other.get(f"/t/{make.JUNMEN}/").status_code == 200


def test_who_is_disabled_is_out_at_once_and_may_come_back(browse: Browser) -> None:
    helper = Browser(browse.app).sign_in("lianxiang_helper")
    page = page_of(browse, "lianxiang_helper")
    assert browse.sign_in("lianxiang").fill(f"{page}/disabling", {}).location == page
    assert helper.get(f"/t/{make.LIANXIANG}/").status_code == 303
    assert "已停用" in browse.get(page).text
    assert "恢复账号" in browse.get(page).text
    twice = browse.fill(f"{page}/disabling", {})
    assert twice.status_code == 409
    assert "已经停用" in twice.text
    assert browse.fill(f"{page}/enabling", {}).location == page
    assert helper.get(f"/t/{make.LIANXIANG}/").status_code == 303, "the login died"
    assert Browser(browse.app).sign_in("lianxiang_helper").get(f"/t/{make.LIANXIANG}/").status_code == 200


def test_a_lost_password_is_reset_by_who_stands_above(browse: Browser) -> None:
    manager = Browser(browse.app).sign_in("lianxiang")
    page = browse.sign_in("jinan").fill(page_of(browse, "lianxiang", "link"), RESET)
    link = re.findall(r"/join/[\w-]+", page.text)[0]
    assert manager.get(PEOPLE).status_code == 200, "until the link is used all is as before"
    assert "jinan 的使用人 为您生成了重设密码的链接（原因：本人忘记密码）" in notice_of(browse, "lianxiang")
    holder = Browser(browse.app)
    assert holder.fill(link, PASSWORD).status_code == 303
    assert manager.get(PEOPLE).status_code == 303, "the old logins have ended"
    assert holder.get(link).status_code == 404


@pytest.mark.parametrize(("reason", "words"), [("", "必须填写"), ("  ", "必须填写"), ("因" * 10_000, "最多 100 个字")])
def test_a_reset_wants_a_reason(browse: Browser, reason: str, words: str) -> None:
    answer = browse.sign_in("jinan").fill(page_of(browse, "lianxiang", "link"), {"reason": reason})
    assert answer.status_code == 422
    assert words in answer.text
    assert notice_of(browse, "lianxiang") == ""


@pytest.mark.parametrize("act", ["removal", "disabling", "link", "role"])
def test_what_is_dangerous_asks_for_the_password(browse: Browser, act: str) -> None:
    browse.sign_in("lianxiang", is_proved=False)
    form = {"reason": "忘记密码", "role": "helper"}
    page = page_of(browse, "lianxiang_helper", act)
    bare = browse.fill(page, form)
    assert bare.status_code == 422
    assert "请再输入一次您的登录密码" in bare.text
    assert browse.fill(page, {**form, "password": "wrong"}).status_code == 422
    right = browse.fill(page, {**form, "password": make.PASSWORD})
    assert right.status_code in {200, 303} if act != "role" else "现在就是" in right.text


def test_adding_asks_for_the_password_too(browse: Browser) -> None:
    browse.sign_in("lianxiang", is_proved=False)
    assert browse.fill(NEW, FORM).status_code == 422
    assert browse.fill(NEW, {**FORM, "password": make.PASSWORD}).status_code == 200


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize("act", ["", *ACTS])
@pytest.mark.parametrize("name", ["junmen", "jinan", "fuzhou", "operator"])
def test_somebody_of_another_unit_is_not_found(browse: Browser, name: str, act: str) -> None:
    path = page_of(browse, name, act)
    browse.sign_in("lianxiang")
    assert browse.get(path).status_code == 404
    assert browse.post(path, RESET).status_code == (404 if act else 405)


@pytest.mark.parametrize("number", ["999999", "0", "2147483648", "99999999999999999999", "-1", "abc"])
def test_an_id_of_nobody_is_not_found(browse: Browser, number: str) -> None:
    browse.sign_in("lianxiang")
    assert browse.get(f"{PEOPLE}{number}").status_code == 404
    assert browse.post(f"{PEOPLE}{number}/disabling").status_code == 404


@pytest.mark.parametrize("act", ["removal", "disabling", "link"])
def test_nobody_acts_on_herself(browse: Browser, act: str) -> None:
    browse.sign_in("lianxiang")
    page = page_of(browse, "lianxiang", act)
    assert "自己" in browse.get(page).text
    answer = browse.post(page, RESET)
    assert answer.status_code == 409
    assert "自己" in answer.text
    assert browse.get(PEOPLE).status_code == 200


@pytest.mark.parametrize("act", ["removal", "disabling"])
def test_a_station_keeps_a_head(browse: Browser, act: str) -> None:
    browse.sign_in("jinan")
    answer = browse.post(page_of(browse, "lianxiang", act))
    assert answer.status_code == 409
    assert "唯一能登录的站长" in answer.text
    assert "请先添加另一位" in browse.get(page_of(browse, "lianxiang")).text


def test_a_helper_of_a_colleague_above_is_not_hers_to_manage(browse: Browser) -> None:
    add_role(browse, "jinan_clerk", make.LIANXIANG, "manager")
    answer = browse.sign_in("lianxiang").post(page_of(browse, "jinan_clerk", "removal"))
    assert answer.status_code == 409
    assert "不由您管理" in answer.text


def test_who_works_elsewhere_is_only_taken_out_and_the_page_says_where_to_go(browse: Browser) -> None:
    add_role(browse, "lianxiang_helper", make.NEIGHBOUR, "helper")
    page = page_of(browse, "lianxiang_helper")
    seen = browse.sign_in("lianxiang").get(page).text
    assert "还在别的单位任职" in seen
    assert "东山" not in seen
    assert browse.post(f"{page}/link", RESET).status_code == 409
    above = page_of(browse, "lianxiang_helper", code=make.JINAN)
    county = Browser(browse.app).sign_in("jinan")
    assert f'href="{above}"' in county.get(page).text
    assert "东山社区驿站" in county.get(above).text
    assert county.fill(f"{above}/link", RESET).status_code == 200


def test_a_closed_unit_is_read_and_no_more(browse: Browser) -> None:
    with browse.app.app_context():
        db.session.execute(update(Tenant).where(Tenant.code == make.LIANXIANG).values(status="closed"))
        db.session.commit()
    browse.sign_in("jinan")
    assert browse.get(PEOPLE).status_code == 200
    for answer in (browse.get(NEW), browse.post(NEW, FORM), browse.post(page_of(browse, "lianxiang_helper", "removal"))):
        assert answer.status_code == 403
        assert "已撤销" in answer.text
    below = page_of(browse, "lianxiang_helper", code=make.JINAN)
    assert browse.fill(f"{below}/disabling", {}).location == below


@pytest.mark.parametrize(
    ("name", "status"), [("lianxiang_helper", 403), ("jinan_clerk", 403), ("fuzhou_reader", 403), ("neighbour", 404), ("linqing", 404)]
)
def test_who_may_not_manage_changes_nothing(browse: Browser, name: str, status: int) -> None:
    browse.sign_in(name)
    sent: list[Any] = [browse.post(NEW, FORM), *(browse.post(page_of(browse, "lianxiang_helper", act), RESET) for act in ACTS)]
    assert {answer.status_code for answer in sent} == {status}
    assert not is_known(browse, "chen")
    assert "正常" in Browser(browse.app).sign_in("lianxiang").get(page_of(browse, "lianxiang_helper")).text


def test_the_operator_manages_operators_and_nobody_of_a_city(browse: Browser) -> None:
    browse.sign_in("operator")
    page = browse.fill(f"/t/{make.PLATFORM}/members/new", {**FORM, "role": "operator"})
    assert "/join/" in page.text
    assert browse.get(PEOPLE).status_code == 404
    assert browse.get(page_of(browse, "fuzhou", code=make.PLATFORM)).status_code == 404
