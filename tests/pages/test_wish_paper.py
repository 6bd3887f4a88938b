"""/t/<unit>/wishes/sheets/paper and …/blank: a paper sheet typed in on one screen, and blank ones printed."""

import re
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from portal.core.paper_numbers import make_number
from portal.core.scope import Scope
from portal.training.rules.wish_sheets import PRINTED_ROWS
from portal.training.services import wish_papers
from portal.web import jobs
from tests import make
from tests.browse import Browser, check_page

PAPER, BLANK = f"/t/{make.LIANXIANG}/wishes/sheets/paper", f"/t/{make.LIANXIANG}/wishes/sheets/blank"
NUMBER = make_number(date(2026, 3, 5), [1, 2, 3])
LIST = f"/t/{make.LIANXIANG}/wishes/"
GOOD = {"name": "李梅", "phone": "13800001234", "course": "20"}


def sheet(*rows: dict[str, str], **top: str) -> dict[str, str]:
    """Return what a browser sends: every row of the screen, the empty ones too."""
    head = {"collected_on": "2026-03-05", "collector": "grid", "channel": "grid", "has_consented": "y", "once": "e" * 32, **top}
    body: dict[str, str] = {}
    for n in range(PRINTED_ROWS):
        row = {"number": str(n + 1), **dict.fromkeys(("name", "phone", "born_year", "course", "skills", "limits", "priority"), "")}
        body |= {f"rows-{n}-{name}": value for name, value in {**row, **(rows[n] if n < len(rows) else {})}.items()}
    return {**head, **body}


def test_a_sheet_is_typed_in_by_numbers_and_by_words(browse: Browser) -> None:
    rows = (
        GOOD,
        {},
        {"name": "王 芳", "phone": "139-0000-5678", "course": "营养", "skills": "1 7", "priority": "1", "has_priority_consent": "y"},
    )
    done = browse.sign_in("lianxiang_helper").post(PAPER, sheet(*rows, sheet=NUMBER.lower(), community="三木", place="三组"))
    assert done.status_code == 303
    page = browse.get(PAPER).text
    assert "已录入 2 份意愿" in page
    assert "今天您已录入 2 份" in page
    listed = browse.get(LIST).text
    for words in ("李梅", "王芳", "整理收纳", "营养配餐", "推荐", "先培训"):
        assert words in listed
    wish = browse.get(re.findall(r'href="([^"]*/wishes/[0-9a-f-]{36})"', listed)[0]).text
    for words in (f"{NUMBER}-03", "三木社区", "三组", "脱贫人口", "月嫂、保洁"):
        assert words in wish


def test_each_fault_stands_at_its_cell_and_nothing_is_lost_or_kept(browse: Browser) -> None:
    rows = (
        GOOD,
        {},
        {"name": "9", "phone": "1", "course": "月嫂", "skills": "飞", "born_year": "85", "priority": "王"},
        {"name": "陈芳", "phone": "13900005678", "course": "20", "limits": "孩子小", "priority": "2"},
        GOOD,
    )
    answer = browse.sign_in("lianxiang").post(PAPER, sheet(*rows))
    assert answer.status_code == 422
    for words in ("姓名只能用文字", "11位手机号码", "“月嫂”有几种", "没有叫“飞”的技能", "没有叫“王”的重点人群", "孩子小"):
        assert words in answer.text
    again = browse.post(PAPER, sheet(*(row for row in rows if row.get("name") != "9"), once="f" * 32))
    assert again.status_code == 422
    for words in ("第 3 行：重点人群要她另外单独同意", "与第 1 行重复：电话和课程都相同"):
        assert words in again.text
    assert re.search(r'id="rows-2-priority-error"', again.text)
    assert "还没有登记意愿" in browse.get(LIST).text


@pytest.mark.parametrize(
    ("top", "words"),
    [
        ({"collected_on": "2026-03-17"}, "不能晚于今天"),
        ({"collected_on": ""}, "必须填写"),
        ({"sheet": "x"}, "表号印在表的右上角"),
        ({"community": "没有的地方"}, "没有叫"),
        ({"has_consented": ""}, "没有本人签名的行不能录入"),
        ({"collector": "boss"}, "请从列表中选择"),
        ({"place": "长" * 10_000}, "最多 80 个字"),
        ({"rows-0-number": "99", "sheet": NUMBER}, "1 到 20 之间"),
        ({"rows-0-number": "", "sheet": NUMBER}, "请填写行号"),
    ],
)
def test_what_is_wrong_with_the_sheet_is_said_once(browse: Browser, top: dict[str, str], words: str) -> None:
    sent = {name: value for name, value in {**sheet(GOOD), **top}.items() if value or name.startswith("rows")}
    answer = browse.sign_in("lianxiang").post(PAPER, sent)
    assert answer.status_code == 422
    assert words in answer.text
    assert "13800001234" in answer.text


def test_a_row_of_a_sheet_counts_once_though_it_is_typed_twice(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    assert browse.post(PAPER, sheet(GOOD, sheet=NUMBER)).status_code == 303
    again = browse.post(PAPER, sheet({**GOOD, "phone": "13900005678"}, sheet=NUMBER, once="9" * 32))
    assert again.status_code == 422
    assert "已经录入过" in again.text
    assert 'id="rows-0-number-error"' in again.text


def test_an_empty_sheet_and_one_of_strange_rows_are_refused(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    assert "还没有填写任何一行" in browse.post(PAPER, sheet()).text
    many = {f"rows-{n}-{name}": value for n in range(40) for name, value in GOOD.items()}
    assert browse.post(PAPER, {**sheet(), **many}).status_code == 422
    odd = {**sheet(), "rows-99999-name": "x", "rows-x-name": "y", "rows-0-name": "李\0梅", "rows-0-phone": "\ud7ff"}
    assert browse.post(PAPER, odd).status_code == 422


def test_the_screen_is_numbered_as_the_paper_is(browse: Browser) -> None:
    page = browse.sign_in("lianxiang").get(PAPER)
    assert [int(n) for n in re.findall(r'name="rows-\d+-number"[^>]*value="(\d+)"', page.text)] == list(range(1, PRINTED_ROWS + 1))
    assert check_page(page.text).hidden["once"]


def printed(browse: Browser, job: str) -> tuple[bytes, dict[str, Any]]:
    with browse.app.app_context():
        station = make.tenant(make.LIANXIANG)
        found: list[Any] = []
        kept = jobs.runs[wish_papers.KIND]
        jobs.runs[wish_papers.KIND] = lambda scope, paper, progress: found.append(paper) or kept(scope, paper, progress)
        try:
            jobs.carry_out(Scope(station.path), UUID(job))
        finally:
            jobs.runs[wish_papers.KIND] = kept
    with browse.get(f"/t/{make.LIANXIANG}/jobs/{job}/file") as answer:
        return answer.data, found[0]


def test_blank_sheets_are_printed_each_with_its_number(browse: Browser, files: Any) -> None:
    asked = browse.sign_in("lianxiang").fill(BLANK, {"count": "３", "place": "三组"})
    assert asked.status_code == 303
    content, paper = printed(browse, asked.location.rpartition("/")[2])
    assert content.startswith(b"%PDF")
    assert len(set(paper["numbers"])) == 3
    assert paper["place"] == "三组"


@pytest.mark.parametrize("count", ["0", "21", "x", "", "1.5", "-1", "９９９９９"])
def test_no_more_sheets_than_twenty(browse: Browser, count: str) -> None:
    assert browse.sign_in("lianxiang").fill(BLANK, {"count": count}).status_code == 422
