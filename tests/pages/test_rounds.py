"""/t/<unit>/rounds: 观摩督导考核."""

from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from portal.problems.rules.rounds import TEMPLATES, Kind
from tests import make, make_problems
from tests.browse import Browser

STATION, COUNTY, CITY = (f"/t/{code}/rounds/" for code in (make.LIANXIANG, make.JINAN, make.CITY))
DAYS = {"title": "第一季度观摩", "first_on": "2026-03-16", "last_on": "2026-04-15", "guidance": ""}


def items(kind: Kind = Kind.VISIT, **changes: Any) -> dict[str, Any]:
    """Return the grid of a round as a browser sends it."""
    return {f"rows-{n}-{name}": getattr(it, name) for n, it in enumerate(TEMPLATES[kind]) for name in ("name", "hint", "points")} | changes


def points(kind: Kind = Kind.VISIT, *, words: str = "evidence", less: int = 0) -> dict[str, Any]:
    """Return the points of a sheet as a browser sends them."""
    given = {f"points_{n}": it.points - less * (n == 1) for n, it in enumerate(TEMPLATES[kind], 1) if it.points}
    return given | {f"{words}_1": f"见 /t/{make.LIANXIANG}/activities/"}


def test_a_round_goes_from_its_items_to_problems_on_the_list(browse: Browser) -> None:
    browse.sign_in("jinan")
    assert "特色亮点" in browse.get(f"{COUNTY}new?kind=visit").text
    page = browse.fill(f"{COUNTY}new?kind=visit", {**DAYS, **items()}).location
    assert "还没有开始" in browse.get(page).text
    assert "自评截止日期不能晚于" in browse.fill(f"{page}/opening", {"due_on": "2026-04-16"}).text
    assert browse.fill(f"{page}/opening", {"due_on": "2026-04-01"}).location == page
    assert browse.post(f"{page}/opening", {"due_on": "2026-04-01", "version": "1"}).status_code == 409
    with browse.app.app_context():
        sheet_id = make_problems.only_sheet()
    browse.sign_in("lianxiang")
    assert "自评：第一季度观摩" in browse.get(f"/t/{make.LIANXIANG}/").text
    assert browse.fill(f"{STATION}sheets/{sheet_id}/score", points()).status_code == 303
    browse.sign_in("jinan")
    assert f'href="/t/{make.LIANXIANG}/activities/"' in browse.get(f"{COUNTY}sheets/{sheet_id}/review").text
    came = {"visited_on": "2026-03-16", "participants": "县妇联三人", "hosts": "", "findings": "1. 签到表不齐\n2. 公示栏旧"}
    assert browse.fill(f"{COUNTY}sheets/{sheet_id}/review", {**points(words="remark", less=5), **came}).status_code == 303
    assert "-5" in browse.get(page).text
    form = browse.get(f"{COUNTY}sheets/{sheet_id}/findings").text
    assert "lianxiang 的使用人" in form
    two = {f"rows-{n}-{name}": value for n, title in enumerate(("签到表不齐", "公示栏旧")) for name, value in _row(title).items()}
    assert browse.fill(f"{COUNTY}sheets/{sheet_id}/findings", two).status_code == 303
    assert "都已经列入" in browse.get(f"{COUNTY}sheets/{sheet_id}/findings").text
    shown = browse.sign_in("lianxiang").get(f"{STATION}sheets/{sheet_id}").text
    assert "公示栏旧" in shown
    assert "整改中" in shown


def _row(title: str) -> dict[str, str]:
    return {"title": title, "owner_name": "陈站长", "due_on": "2026-04-30", "detail": ""}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"last_on": "2026-03-15"}, "不能早于开始日期"),
        ({"rows-0-points": "101"}, "0 到 100"),
        ({"rows-0-points": ""}, "必须填写"),
        ({"rows-1-name": "阵地建设"}, "这个项目写了两遍"),
        ({"title": "长" * 10_000}, "最多 80 个字"),
    ],
)
def test_what_is_typed_wrong_is_said_at_its_field(browse: Browser, changes: dict[str, str], words: str) -> None:
    answer = browse.sign_in("jinan").fill(f"{COUNTY}new?kind=visit", {**DAYS, **items(), **changes})
    assert answer.status_code == 422
    assert words in answer.text


def test_an_appraisal_says_what_its_items_come_to(browse: Browser) -> None:
    browse.sign_in("fuzhou")
    short = items(Kind.APPRAISAL, **{"rows-0-points": "29"})
    page = browse.fill(f"{CITY}new?kind=appraisal", {**DAYS, **short}).location
    assert "现在是 99 分" in browse.get(page).text
    assert browse.fill(f"{page}/opening", {"due_on": "2026-04-01"}).status_code == 409
    assert browse.fill(f"{page}/amendment", {**DAYS, **items(Kind.APPRAISAL)}).location == page
    assert browse.fill(f"{page}/opening", {"due_on": "2026-04-01"}).status_code == 303
    assert "上级评本县区的" in browse.sign_in("jinan").get(f"{COUNTY}?tab=own").text


def test_points_and_words_out_of_bounds_are_refused(browse: Browser) -> None:
    with browse.app.app_context():
        sheet_id = make_problems.sheet()
    browse.sign_in("lianxiang")
    where = f"{STATION}sheets/{sheet_id}/score"
    for changes, words in ({"points_1": "21"}, "0 到 20"), ({"points_1": "１.5"}, "整数"), ({"evidence_2": "长" * 501}, "最多 500 个字"):
        answer = browse.fill(where, {**points(), **changes})
        assert answer.status_code == 422
        assert words in answer.text
    assert browse.fill(where, points()).status_code == 303
    assert browse.post(where, {**points(), "version": "1"}).status_code == 409
    assert browse.sign_in("neighbour").get(f"/t/{make.NEIGHBOUR}/rounds/sheets/{sheet_id}").status_code == 404
    assert browse.post(f"/t/{make.NEIGHBOUR}/rounds/sheets/{sheet_id}/score", {"version": "1"}).status_code == 404


def test_the_ranking_is_a_sheet_and_a_units_own_is_a_paper(browse: Browser) -> None:
    with browse.app.app_context():
        round_id = make_problems.round_open()
        sheet_id = make_problems.scored(make_problems.sheet_of(round_id))
    browse.sign_in("jinan")
    book = CalamineWorkbook.from_filelike(BytesIO(browse.get(f"{COUNTY}{round_id}/ranking.xlsx").data))
    assert book.get_sheet_by_index(0).to_python()[5][:5] == ["–", "连翔社区驿站", 100, 100, "–"]
    answer = browse.post(f"{COUNTY}sheets/{sheet_id}/paper")
    assert "评分表" in browse.get(answer.location).text
    assert "没有评分，现在不能结束" in browse.fill(f"{COUNTY}{round_id}/closing", {}).text
