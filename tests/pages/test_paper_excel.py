"""Excel of the same papers: what the paper says, as numbers, and the code by which the paper is checked."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook

from portal.core import clock
from portal.standing.services import ranking as rankings
from tests import make, make_bulletins, make_problems, make_rankings, make_returns, make_stars
from tests.browse import Browser
from tests.pages.test_paper_check import printed

DAYS = {"from_on": "2026-03-01", "until_on": "2026-03-16"}


def cells(data: bytes) -> list[Any]:
    """Return every cell of every tab."""
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]


def _bulletin() -> tuple[str, str, str, str, dict[str, str]]:
    make_rankings.ranking(make_bulletins.MONTH)
    at = f"/t/{make.CITY}/bulletins/{make_bulletins.published()}"
    return "fuzhou", f"{at}/paper", f"{at}/bulletin.xlsx", "各县按时上报，请保持。", {}


def _ranking() -> tuple[str, str, str, str, dict[str, str]]:
    at = f"/t/{make.CITY}/ranking/{make_rankings.ranking()}"
    return "fuzhou", f"{at}/paper", f"{at}/ranking.xlsx", "晋安区", {}


def _stars() -> tuple[str, str, str, str, dict[str, str]]:
    at = f"/t/{make.CITY}/stars/{make_stars.rating()}"
    return "fuzhou", f"{at}/paper", f"{at}/stars.xlsx", "晋安区", {}


def _sheet() -> tuple[str, str, str, str, dict[str, str]]:
    at = f"/t/{make.JINAN}/rounds/sheets/{make_problems.scored(make_problems.sheet())}"
    return "jinan", f"{at}/paper", f"{at}/sheet.xlsx", "见台账", {}


def _application() -> tuple[str, str, str, str, dict[str, str]]:
    at = f"/t/{make.JINAN}/applications/{make.application('approved')}"
    return "jinan", f"{at}/paper", f"{at}/form.xlsx", "三木社区驿站", {}


def _rollup() -> tuple[str, str, str, str, dict[str, str]]:
    make.activity()
    at = f"/t/{make.JINAN}/reports"
    return "jinan", f"{at}/rollup/paper", f"{at}/rollup.xlsx", "连翔社区驿站", {}


def _return() -> tuple[str, str, str, str, dict[str, str]]:
    make_returns.logged()
    at = f"/t/{make.LIANXIANG}/returns/{make.LIANXIANG}/2026-02"
    return "lianxiang", f"{at}/paper", f"{at}/return.xlsx", "场次", {}


def _statement() -> tuple[str, str, str, str, dict[str, str]]:
    at = f"/t/{make.LIANXIANG}/volunteers/{served()}/giving"
    return "lianxiang", f"{at}/statement", f"{at}/statement.xlsx?first=2026-03-01&last=2026-03-16", "共 1 笔", DAYS


def served() -> UUID:
    volunteer = make.volunteer(name="吴小梅", phone="13600003333")
    make.hours(volunteer, worked_min=90)
    return volunteer


@pytest.mark.parametrize("prepare", [_rollup, _return, _bulletin, _ranking, _stars, _sheet, _application, _statement])
def test_a_sheet_says_what_the_paper_says_and_its_code(browse: Browser, prepare: Any) -> None:
    with browse.app.app_context():
        name, paper, sheet, words, data = prepare()
    before = cells(browse.sign_in(name).get(sheet).data)
    assert words in " ".join(str(it) for it in before)
    assert "查验码：打印 PDF 后生成" in before
    code = printed(browse, name, paper, data)
    assert any(str(it).startswith(f"查验码：{code}（http://localhost/c/{code}）") for it in cells(browse.get(sheet).data))


def test_the_parts_of_a_bulletin_are_tabs_with_numbers_as_numbers(browse: Browser) -> None:
    with browse.app.app_context():
        ranking_id = make_rankings.ranking(make_bulletins.MONTH)
        make_rankings.past_notice(ranking_id)
        with make.working_at(make.CITY, "fuzhou") as scope:
            rankings.publish(scope, ranking_id)
        sheet = f"/t/{make.CITY}/bulletins/{make_bulletins.published()}/bulletin.xlsx"
    book = CalamineWorkbook.from_filelike(BytesIO(browse.sign_in("fuzhou").get(sheet).data))
    assert book.sheet_names[0].startswith("一、")
    ranking = next(book.get_sheet_by_name(name).to_python() for name in book.sheet_names if "排名" in name)
    assert [row[1:4] for row in ranking if row[0] in {"1", "2"}] == [[1.0, "鼓楼区", 100.0], [2.0, "晋安区", 70.0]]


def test_a_draft_is_not_handed_out(browse: Browser) -> None:
    with browse.app.app_context():
        bulletin, application = make_bulletins.draft(), make.application("draft")
    assert browse.sign_in("fuzhou").get(f"/t/{make.CITY}/bulletins/{bulletin}/bulletin.xlsx").status_code == 409
    assert browse.sign_in("jinan").get(f"/t/{make.JINAN}/applications/{application}/form.xlsx").status_code == 409


def test_a_statement_is_asked_for_as_excel_with_the_same_refusals(browse: Browser) -> None:
    with browse.app.app_context():
        volunteer = served()
    page = f"/t/{make.LIANXIANG}/volunteers/{volunteer}/giving/statement"
    browse.sign_in("lianxiang")
    led = browse.fill(page, {**DAYS, "as": "excel"})
    assert (led.status_code, led.location.split("/giving/")[1]) == (303, "statement.xlsx?first=2026-03-01&last=2026-03-16")
    assert 1.5 in cells(browse.get(led.location).data)
    tomorrow = str(clock.today() + timedelta(days=1))
    refused = browse.fill(page, {"from_on": "2026-03-01", "until_on": tomorrow, "as": "excel"})
    assert (refused.status_code, "结束日期还没有到" in refused.text) == (422, True)
    assert 1.5 in cells(browse.get(f"{page}.xlsx").data)
    for query in ("?first=x&last=y", f"?first=2026-03-01&last={tomorrow}", "?first=2026-03-10&last=2026-03-01"):
        assert browse.get(f"{page}.xlsx{query}").status_code == 404
    browse.sign_in("neighbour")
    assert browse.get(led.location).status_code == 404
