"""/t/<unit>/imports/members: many accounts from an Excel sheet, none with a way in."""

from io import BytesIO

import pytest
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from portal.core.db import db
from portal.tenants.models import Account, Invitation, Login
from portal.tenants.queries import find_account
from portal.web.sheets import SheetColumn, read_sheet
from tests import make, make_imports
from tests.browse import Browser, check_page

COUNTY, STATION = f"/t/{make.JINAN}/imports/members", f"/t/{make.LIANXIANG}/imports/members"
WAITING = f"/t/{make.JINAN}/members/waiting"
HEAD = ["姓名", "账号名", "角色", "单位"]
CHEN, LIN = ["陈秀英", "chen", "宣传员", "连翔社区驿站"], ["林小红", "lin", "县级干事", ""]


def workbook(*rows: list[str]) -> bytes:
    return make_imports.workbook(HEAD, *rows)


def upload(browse: Browser, *rows: list[str], page: str = COUNTY, content: bytes = b"") -> TestResponse:
    hidden = check_page(browse.client.get(page).text).hidden
    file = (BytesIO(content or workbook(*rows)), "人员.xlsx")
    return browse.post(page, {**hidden, "file": file}, content_type="multipart/form-data")


def is_there(browse: Browser, name: str) -> bool:
    with browse.app.app_context():
        return find_account(name) is not None


def test_accounts_are_tried_then_made_and_wait_for_their_links(browse: Browser) -> None:
    browse.sign_in("jinan")
    sheet = upload(browse, CHEN, LIN).location
    page = browse.get(sheet).text
    for words in ("可以导入 2 行", "连翔社区驿站的宣传员", "晋安区的县级干事", "确认导入 2 个账号"):
        assert words in page, words
    assert not is_there(browse, "chen"), "a dry run makes nothing"
    done = browse.fill(sheet, {"which": "all"})
    assert done.location == WAITING
    told = browse.get(WAITING).text
    for words in ("已导入 2 个账号，都还没有登录链接", "陈秀英", "林小红", "连翔社区驿站", "待发链接"):
        assert words in told, words
    assert "/join/" not in told + browse.get(sheet).text
    with browse.app.app_context():
        keys = select(Account.password_hash).where(Account.name.in_(["chen", "lin"]))
        assert list(db.session.scalars(keys)) == [None, None]
        assert db.session.scalar(select(func.count()).select_from(Invitation)) == 0


def test_a_link_is_made_from_the_list_shown_once_and_leaves_the_list(browse: Browser) -> None:
    browse.sign_in("jinan")
    browse.fill(upload(browse, CHEN, LIN).location, {"which": "all"})
    assert "2 个账号还没有能用的登录链接" in browse.get(f"/t/{make.JINAN}/members/").text
    assert "1 个账号还没有能用的登录链接" in browse.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/members/").text
    with browse.app.app_context():
        link = f"/t/{make.JINAN}/members/{make.account_id('chen')}/link"
    assert f'href="{link}"' in browse.sign_in("jinan").get(WAITING).text
    assert "/join/" in browse.fill(link, {}).text
    rest = browse.get(WAITING).text
    assert "陈秀英" not in rest
    assert "林小红" in rest


def test_each_row_has_its_reason_and_comes_back_marked(browse: Browser) -> None:
    browse.sign_in("jinan")
    rows = (
        CHEN,
        ["陈秀英", "chen", "宣传员", "连翔社区驿站"],
        ["王莉", "lianxiang", "站长", "连翔社区驿站"],
        ["王莉", "wang", "市级管理员", ""],
        ["王莉", "wang", "站长", ""],
        ["王莉", "wang", "站长", make.JUNMEN],
        ["王3", "Wang!", "", ""],
    )
    sheet = upload(browse, *rows).location
    page = browse.get(sheet).text
    for words in (
        "共 7 行：可以导入 1 行，已有 0 行，不能导入 6 行",
        "账号名：与第 2 行重复",
        "这个账号名已有人使用",
        "角色：请从列表中选择：县级干事、县级管理员、宣传员、站长",
        "您在晋安区可以添加的角色：县级干事、县级管理员",
        "没有这个单位，或不在本单位下面",
        "姓名应为 2 到 30 个字",
    ):
        assert words in page, words
    columns = [*(SheetColumn(one, one) for one in HEAD), SheetColumn("problem", "问题")]
    marked = read_sheet(BytesIO(browse.get(f"{sheet}/marked.xlsx").data), columns=columns)
    assert marked[1]["problem"] == "账号名：与第 2 行重复"
    assert browse.fill(sheet, {"which": "all"}).status_code == 409
    assert browse.fill(sheet, {"which": "good"}).status_code == 303


def test_the_same_sheet_again_makes_nobody_twice(browse: Browser) -> None:
    browse.sign_in("jinan")
    content = workbook(CHEN, LIN)
    browse.fill(upload(browse, content=content).location, {"which": "all"})
    again = upload(browse, content=content).location
    assert "可以导入 0 行，已有 2 行" in browse.get(again).text
    assert browse.fill(again, {"which": "all"}).status_code == 409
    other = upload(browse, [*CHEN[:2], "站长", CHEN[3]]).location
    assert "这个账号在连翔社区驿站已是宣传员" in browse.get(other).text


def test_the_blank_sheet_asks_for_no_password_and_its_example_is_nobody(browse: Browser) -> None:
    answer = browse.sign_in("lianxiang").get(f"{STATION}/blank.xlsx")
    rows = read_sheet(BytesIO(answer.data), columns=[SheetColumn(one, one) for one in HEAD])
    assert {"row", *HEAD} == set(rows[0])
    assert "示例，请删除这一行" in browse.get(upload(browse, content=answer.data, page=STATION).location).text


def test_the_password_is_asked_for_as_for_one_account(browse: Browser) -> None:
    browse.sign_in("jinan")
    sheet = upload(browse, CHEN).location
    with browse.app.app_context():
        db.session.execute(update(Login).values(proved_at=None))
        db.session.commit()
    assert browse.fill(sheet, {"which": "all"}).status_code == 422
    assert not is_there(browse, "chen")
    assert browse.fill(sheet, {"which": "all", "password": make.PASSWORD}).status_code == 303
    assert is_there(browse, "chen")


@pytest.mark.parametrize(("name", "code"), [("jinan_clerk", make.JINAN), ("lianxiang_helper", make.LIANXIANG)])
def test_who_may_add_nobody_may_take_no_sheet_in(browse: Browser, name: str, code: str) -> None:
    browse.sign_in(name)
    assert browse.get(f"/t/{code}/imports/members").status_code == 403
    assert browse.post(f"/t/{code}/imports/members", {}).status_code == 403
    assert "从 Excel 导入" not in browse.get(f"/t/{make.JINAN}/members/").text
