"""/t/<station>/requests/series: what comes every week."""

from typing import Any
from uuid import UUID

import pytest

from tests import make, make_care, make_requests
from tests.browse import Browser

REQUESTS = f"/t/{make.LIANXIANG}/requests/"
LIST = f"{REQUESTS}series/"
NEW = f"{LIST}new"
ONE: dict[str, Any] = {"recipient": "林阿婆", "kind": "meals", "weekdays": ["1", "3"], "start_at": "10:30", "helpers": "1"}
PLAN = {**ONE, "starts_on": "2026-03-16"}


@pytest.fixture
def elder(browse: Browser) -> UUID:
    with browse.app.app_context():
        return make_care.recipient()


def made(browse: Browser, code: str = make.LIANXIANG) -> UUID:
    with browse.app.app_context():
        return make_requests.request_series(code)


@pytest.mark.usefixtures("elder")
def test_a_clerk_writes_it_down_once_and_it_stands_for_two_weeks(browse: Browser) -> None:
    browse.sign_in("lianxiang_helper")
    assert "还没有定期需求" in browse.get(LIST).text
    answer = browse.fill(NEW, PLAN)
    assert answer.status_code == 303
    page = browse.get(answer.location).text
    for words in ("林阿婆", "周一、周三 10:30", "F2603-0005", "2026-03-30 周一", "长期"):
        assert words in page
    assert "周一、周三" in browse.get(LIST).text
    assert "共 5 条" in browse.get(REQUESTS).text


@pytest.mark.usefixtures("elder")
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("recipient", "", "二者选一个"),
        ("recipient", "谁", "没有找到"),
        ("weekdays", [], "必须填写"),
        ("weekdays", ["8"], "请从列表中选择"),
        ("starts_on", "2026-03-15", "已经过去"),
        ("ends_on", "2026-03-15", "不能早于开始日期"),
        ("ends_on", "2028-01-01", "最多登记一年"),
        ("start_at", "x", "时间"),
        ("helpers", "0", "1 到 30"),
    ],
)
def test_what_cannot_come_again_is_named(browse: Browser, field: str, value: object, words: str) -> None:
    answer = browse.sign_in("lianxiang").fill(NEW, {**PLAN, field: value})
    assert answer.status_code == 422
    assert words in answer.text


def test_one_day_is_left_out(browse: Browser) -> None:
    which = made(browse)
    browse.sign_in("lianxiang")
    assert "2026-03-18" in browse.get(f"{LIST}{which}/skip?day=2026-03-18").text
    assert browse.get(f"{LIST}{which}/skip?day=x").status_code == 200
    for day, words in (("2026-03-17", "不在这个定期需求里"), ("2026-03-15", "不在这个定期需求里"), ("", "必须填写")):
        answer = browse.fill(f"{LIST}{which}/skip", {"day": day, "reason": "过节"})
        assert answer.status_code == 422
        assert words in answer.text
    assert browse.fill(f"{LIST}{which}/skip", {"day": "2026-03-18", "reason": "过节"}).status_code == 303
    assert browse.fill(f"{LIST}{which}/skip", {"day": "2026-03-18", "reason": "过节"}).status_code == 409
    assert "已取消" in browse.get(f"{LIST}{which}").text


def test_it_ends_as_it_was_seen_and_once(browse: Browser) -> None:
    which = made(browse)
    browse.sign_in("lianxiang")
    assert browse.fill(f"{LIST}{which}/end", {"from_on": "2026-03-15", "reason": "家人回来"}).status_code == 422
    assert browse.fill(f"{LIST}{which}/end", {"from_on": "2026-03-17", "reason": "林阿婆走了"}).status_code == 422
    assert browse.post(f"{LIST}{which}/end", {"from_on": "2026-03-17", "reason": "家人回来", "version": "9"}).status_code == 409
    assert browse.fill(f"{LIST}{which}/end", {"from_on": "2026-03-17", "reason": "家人回来"}).status_code == 303
    assert browse.post(f"{LIST}{which}/end", {"from_on": "2026-03-17", "reason": "家人回来", "version": "2"}).status_code == 409
    assert "还没有定期需求" in browse.get(LIST).text
    assert "林阿婆" in browse.get(f"{LIST}?ended=1").text
    assert "共 1 条" in browse.get(REQUESTS).text, "today's request stays"


@pytest.mark.parametrize(("name", "status"), [("neighbour", 404), ("jinan", 403), ("fuzhou", 403)])
def test_nobody_else_reads_it(browse: Browser, name: str, status: int) -> None:
    which = made(browse)
    browse.sign_in(name)
    for page in (LIST, NEW, f"{LIST}{which}", f"{LIST}{which}/skip", f"{LIST}{which}/end"):
        assert browse.get(page).status_code == status


def test_a_neighbours_is_not_found(browse: Browser) -> None:
    which = made(browse, make.NEIGHBOUR)
    browse.sign_in("lianxiang")
    for part in ("", "/skip", "/end"):
        assert browse.get(f"{LIST}{which}{part}").status_code == 404
    assert browse.post(f"{LIST}{which}/end", {"from_on": "2026-03-17", "reason": "家人回来", "version": "1"}).status_code == 404


def test_htmx_gets_the_list_alone(browse: Browser) -> None:
    part = browse.sign_in("lianxiang").swap(LIST, "series").text
    assert "<html" not in part
    assert 'id="series"' in part
