"""操作记录: the lines of a unit, narrowed and paged, and the sheet of them."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID
from zipfile import ZipFile

import pytest
import time_machine
from flask import Flask
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.tenants.queries import audit as queries
from tests import make
from tests.browse import Browser
from tests.databases import NOW

AUDIT = f"/t/{make.LIANXIANG}/audit/"
EXPORT = f"{AUDIT}export"


def note(action: str, n: int = 1, *, code: str = make.LIANXIANG, name: str = "lianxiang_helper", **said: Any) -> UUID:
    """Write n lines and return the subject of the first."""
    ids = [uuid7() for _ in range(n)]
    with make.working_at(code, name) as scope:
        audit.note(scope, action, *ids, **said)
    return ids[0]


@pytest.fixture
def manager(browse: Browser) -> Browser:
    return browse.sign_in("lianxiang")


@pytest.fixture
def filled(app: Flask) -> UUID:
    """The subject of an activity that was logged, beside a refusal of somebody else's and an old line."""
    with app.app_context():
        with time_machine.travel(NOW - timedelta(days=90), tick=False):
            note("figure.print", note="很久以前")
        subject = note("activity.log", note="今天登记的")
        note("hours.credit", name="jinan", result="refused", note="2026年3月已关账")
    return subject


def rows(page: str) -> int:
    return page.count('data-label="事项"')


def test_the_lines_say_when_who_what_how_and_from_where(manager: Browser, filled: UUID) -> None:
    page = manager.get(AUDIT).text
    assert rows(page) == 2
    for words in ("2026-03-16 10:00:00", "lianxiang_helper 的使用人", "登记活动", "已完成", "今天登记的", "127.0.0.1"):
        assert words in page
    for words in ("jinan 的使用人", "登记服务时长", "被拒绝", "2026年3月已关账"):
        assert words in page
    assert page.index("2026年3月已关账") < page.index("今天登记的")  # the newest first
    assert "很久以前" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"first": "2025-12-01", "last": "2025-12-31"}, ["很久以前"]),
        ({"first": "2025-01-01"}, ["今天登记的", "2026年3月已关账", "很久以前"]),
        ({"first": "２０２６－０３－１６", "last": "2026年3月16日"}, ["今天登记的", "2026年3月已关账"]),
        ({"person": "helper"}, ["今天登记的"]),
        ({"person": "JINAN"}, ["2026年3月已关账"]),
        ({"person": "nobody at all"}, []),
        ({"person": "系统"}, []),
        ({"result": "refused"}, ["2026年3月已关账"]),
        ({"result": "failed"}, []),
        ({"group": "活动日志"}, ["今天登记的"]),
        ({"group": "活动日志", "result": "refused"}, []),
        ({"subject": "the one"}, ["今天登记的"]),
        ({"subject": "019d0000-0000-7000-8000-000000000000"}, []),
        ({"first": "0001-01-01", "last": "9999-12-31"}, ["今天登记的", "2026年3月已关账", "很久以前"]),
        ({"first": "9999-12-31", "last": "9999-12-31"}, []),
    ],
)
def test_lines_are_narrowed(manager: Browser, filled: UUID, query: dict[str, str], found: list[str]) -> None:
    query = {name: str(filled) if value == "the one" else value for name, value in query.items()}
    page = manager.get(f"{AUDIT}?{urlencode(query)}").text
    assert [words for words in ("今天登记的", "2026年3月已关账", "很久以前") if words in page] == found
    assert ("没有符合条件的操作记录" in page) is (not found)
    assert rows(manager.swap(f"{AUDIT}?{urlencode(query)}", "lines").text) == len(found)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"first": "2026-02-30"}, "没有这一天"),
        ({"last": "x"}, "日期请写成"),
        ({"first": "2026-03-16", "last": "2026-03-15"}, "结束日期不能早于开始日期"),
        ({"subject": "1234"}, "编号是 32 位"),
        ({"person": "字" * 41}, "最多 40 个字"),
        ({"group": "x"}, "请从列表中选择"),
        ({"result": "x"}, "请从列表中选择"),
    ],
)
def test_a_filter_that_makes_no_sense_is_named_and_left_aside(manager: Browser, filled: UUID, query: dict[str, str], words: str) -> None:
    page = manager.get(f"{AUDIT}?{urlencode(query)}")
    assert page.status_code == 200
    assert words in page.text
    assert rows(page.text) == 2


def test_a_unit_sees_its_own_lines_and_no_one_elses(browse: Browser, filled: UUID) -> None:
    with browse.app.app_context():
        note("activity.log", code=make.NEIGHBOUR, note="邻站的")
        note("month.close", code=make.JINAN, name="jinan", note="县里的")
    browse.sign_in("jinan")
    page = browse.get(AUDIT).text
    assert ("今天登记的" in page, "邻站的" in page, "县里的" in page) == (True, False, False)
    page = browse.get(f"/t/{make.JINAN}/audit/").text
    assert ("今天登记的" in page, "邻站的" in page, "县里的" in page) == (False, False, True)


def test_the_operator_sees_the_platforms_lines_and_no_citys(browse: Browser, filled: UUID) -> None:
    browse.fill("/login", {"name": "lianxiang", "password": "wrong password"})
    browse.sign_in("operator")
    page = browse.get(f"/t/{make.PLATFORM}/audit/").text
    assert ("登录" in page, "失败" in page, "系统" in page) == (True, True, True)
    assert "今天登记的" not in page
    assert browse.get(f"/t/{make.CITY}/audit/").status_code == 404
    assert rows(browse.get(f"/t/{make.PLATFORM}/audit/?{urlencode({'person': '系统'})}").text) == 1


@pytest.mark.parametrize(
    ("person", "status"), [("lianxiang_helper", 403), ("jinan_clerk", 403), ("fuzhou_reader", 403), ("neighbour", 404)]
)
def test_who_may_not_read_it_is_refused(browse: Browser, filled: UUID, person: str, status: int) -> None:
    browse.sign_in(person)
    assert (browse.get(AUDIT).status_code, browse.post(EXPORT).status_code) == (status, status)


def test_many_lines_come_by_pages_of_twenty_five(manager: Browser) -> None:
    with manager.app.app_context():
        note("activity.log", 60)
    first, third = manager.get(AUDIT).text, manager.get(f"{AUDIT}?page=3").text
    assert "共 60 条，第 1 / 3 页" in first
    assert (rows(first), rows(third)) == (25, 10)
    assert '序号">60<' in third
    for beyond in ("4", "99999", "400", "401"):
        assert manager.get(f"{AUDIT}?page={beyond}").status_code == 302


def test_a_count_ends_where_nobody_pages_any_more(manager: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    queries._page.cache_clear()
    monkeypatch.setattr(queries, "MOST", 50)
    with manager.app.app_context():
        note("activity.log", 50)
    assert "只列出最近的" not in manager.get(AUDIT).text
    with manager.app.app_context():
        note("activity.log", 10)
    page = manager.get(AUDIT).text
    assert ("共 50 条，第 1 / 2 页" in page, "符合条件的超过 50 条" in page) == (True, True)
    assert manager.get(f"{AUDIT}?page=3").status_code == 302
    queries._page.cache_clear()


def test_a_note_is_text_whatever_it_says(manager: Browser) -> None:
    with manager.app.app_context():
        note("no.such_action", note="<script>alert(1)</script>")
    page = manager.get(AUDIT).text
    assert "no.such_action" in page
    assert "<script>alert(1)" not in page


# ------------------------------------------------------------------ the sheet


def texts_of(content: bytes) -> str:
    with ZipFile(BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"))


def test_the_sheet_holds_what_is_shown_and_leaves_a_line(manager: Browser, filled: UUID) -> None:
    answer = manager.post(f"{EXPORT}?{urlencode({'result': 'done', 'person': 'helper'})}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert quote("连翔社区驿站操作记录") in answer.headers["Content-Disposition"]
    texts = texts_of(answer.data)
    for words in ("登记活动", "今天登记的", str(filled), "操作人：helper", "结果：已完成", "1 条"):
        assert words in texts
    assert "2026年3月已关账" not in texts
    page = manager.get(AUDIT).text
    assert ("导出操作记录" in page, "期间：2026-02-14 至 2026-03-16，1 条" in page) == (True, True)


def test_a_sheet_of_nothing_is_a_sheet(manager: Browser) -> None:
    assert "0 条" in texts_of(manager.post(EXPORT).data)


def test_no_cell_of_a_sheet_is_a_formula(manager: Browser) -> None:
    with manager.app.app_context():
        for words in ("=1+1", "@SUM(A1)", "+1", "-1", "\t=1"):
            note("activity.log", note=words)
    texts = texts_of(manager.post(EXPORT).data)
    assert "=1+1" in texts
    assert "<f>" not in texts


def test_a_long_sheet_says_that_it_is_cut(manager: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "EXPORT_ROWS", 20)
    with manager.app.app_context():
        note("activity.log", 20)
    assert "只导出最近的" not in texts_of(manager.post(EXPORT).data)
    texts = texts_of(manager.post(EXPORT).data)
    assert ("只导出最近的 20 条" in texts, "20 条" in texts) == (True, True)


def test_a_sheet_needs_its_token_and_a_post(manager: Browser) -> None:
    assert manager.client.post(EXPORT).status_code == 400
    assert manager.client.get(EXPORT).status_code == 405
