"""`?as=xlsx` on a list: what it shows, all pages of it, with who took it away in the audit."""

from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook
from werkzeug.test import TestResponse

from portal.stations import services as stations
from portal.training.services import intake
from tests import make
from tests.browse import Browser

LOG, ROSTER = f"/t/{make.LIANXIANG}/activities/", f"/t/{make.LIANXIANG}/trainees/"


def sheet_of(answer: TestResponse) -> list[list[Any]]:
    assert answer.status_code == 200
    return CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()


def log_many(browse: Browser, n: int) -> None:
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        stations.log_activities(scope, [make.gathering(title=f"=HYPERLINK({i})", attendances=1000 + i) for i in range(n)])


def test_all_pages_are_in_the_file_with_figures_as_numbers(browse: Browser) -> None:
    log_many(browse, 60)
    rows = sheet_of(browse.sign_in("lianxiang").get(f"{LOG}?month=2026-03&as=xlsx"))
    head = next(n for n, row in enumerate(rows) if row[0] == "序号")
    assert rows[head] == ["序号", "日期", "类别", "主题", "地点", "人次", "其中女性", "状态"]
    lines = rows[head + 1 :]
    assert [line[0] for line in lines] == [float(n) for n in range(1, 61)]
    assert {line[5] for line in lines} == {float(1000 + i) for i in range(60)}
    assert {line[3] for line in lines} == {f"=HYPERLINK({i})" for i in range(60)}


def test_the_file_says_whose_it_is_what_it_was_narrowed_to_and_who_took_it(browse: Browser) -> None:
    log_many(browse, 1)
    answer = browse.sign_in("lianxiang").get(f"{LOG}?month=2026-03&voided=y&as=xlsx")
    said = [row[0] for row in sheet_of(answer)[:4]]
    assert said[:3] == ["活动日志", "单位：连翔社区驿站", "条件：月份：2026-03；含已作废"]
    assert said[3].startswith("导出：2026-03-16 10:00 ")
    assert said[3].endswith("共 1 行")
    assert "2026-03-16.xlsx" in answer.headers["Content-Disposition"]
    assert "导出列表" in browse.get(f"/t/{make.LIANXIANG}/audit/").text


def test_persons_leave_masked_and_by_the_manager_alone(browse: Browser) -> None:
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        intake.admit_trainee(scope, make.admission(1))
    shown = browse.sign_in("lianxiang").get(ROSTER).text
    rows = sheet_of(browse.get(f"{ROSTER}?as=xlsx"))
    for text in rows[-1][1:]:
        assert str(text) in shown
    assert "****" in rows[-1][2]
    browse.sign_in("lianxiang_helper")
    assert "导出 Excel" not in browse.get(ROSTER).text
    assert browse.get(f"{ROSTER}?as=xlsx").status_code == 403
    assert browse.sign_in("jinan").get(f"{ROSTER}?as=xlsx").status_code == 403
    assert browse.sign_in("neighbour").get(f"{LOG}?as=xlsx").status_code == 404


def test_a_list_without_rows_says_so_and_other_pages_know_no_file(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    assert "没有可以导出的内容" in browse.get(f"{LOG}?month=2025-01&as=xlsx").text
    assert browse.get(f"/t/{make.LIANXIANG}/?as=xlsx").mimetype == "text/html"
