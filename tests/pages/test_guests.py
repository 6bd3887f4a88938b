"""来宾单位: written down at an activity of one's own, listed by organisation over months."""

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook

from portal.core import clock
from portal.stations import services
from portal.stations.rules import Guests
from portal.tallies.services.months import submit_month
from tests import make
from tests.browse import Browser

HERE, ABOVE = f"/t/{make.LIANXIANG}", f"/t/{make.CITY}"


def guests(code: str = make.LIANXIANG, *came: Guests, **changes: Any) -> UUID:
    activity_id = make.activity(code, **changes)
    with make.working_at(code) as scope:
        services.write_guests(scope, activity_id, came or [Guests("榕城家政公司", "嘉宾", 3)], version=1)
    return activity_id


def typed(*rows: tuple[str, str, str]) -> dict[str, str]:
    return {
        f"rows-{n}-{name}": value for n, row in enumerate(rows) for name, value in zip(("organisation", "part", "heads"), row, strict=True)
    }


def test_guests_are_written_down_shown_and_written_anew(browse: Browser) -> None:
    with browse.app.app_context():
        activity_id = make.activity()
    browse.sign_in("lianxiang")
    page, grid = f"{HERE}/activities/{activity_id}", f"{HERE}/guests/activities/{activity_id}"
    assert f'href="{grid}"' in browse.get(page).text
    assert browse.fill(grid, typed(("市人社局", "嘉宾", "２"), ("榕城家政公司", "观摩", "8"))).status_code == 303
    shown = browse.get(page).text
    assert "市人社局" in shown
    assert "共 10 人，含在人次里" in shown
    assert 'value="榕城家政公司"' in browse.get(grid).text
    assert browse.fill(grid, typed(("榕城家政公司", "观摩", "9"))).status_code == 303
    assert "市人社局" not in browse.get(page).text
    assert browse.post(grid, {"version": "2", **typed(("旧页面", "", "1"))}).status_code == 409
    assert browse.fill(grid, {}).status_code == 303
    assert "含在人次里" not in browse.get(page).text


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("市人社局", "", "20"), ("市民政局", "", "11")], "来宾合计 31 人，超过了这场活动的 30 人次"),
        ([("市人社局", "嘉宾", "1"), ("市人社局", "嘉宾", "2")], "写了两行"),
        ([("市人社局", "", "0")], "1 到"),
        ([("", "嘉宾", "3")], "必须填写"),
        ([("字" * 61, "", "3")], "最多 60 个字"),
        ([("市人社局", "\x00", "3.5")], "整数"),
    ],
)
def test_guests_that_cannot_be_are_refused_at_their_field(browse: Browser, rows: list[tuple[str, str, str]], words: str) -> None:
    with browse.app.app_context():
        activity_id = make.activity()
    answer = browse.sign_in("lianxiang").fill(f"{HERE}/guests/activities/{activity_id}", typed(*rows))
    assert answer.status_code == 422
    assert words in answer.text


def test_an_activity_keeps_room_for_its_guests(browse: Browser) -> None:
    with browse.app.app_context():
        activity_id = guests()
    page = f"{HERE}/activities/{activity_id}"
    changed = {"kind_id": "1", "title": "妇联约你学家政", "held_on": "2026-03-05", "attendances": "2", "women": "2"}
    answer = browse.sign_in("lianxiang").fill(page, changed)
    assert answer.status_code == 422
    assert "人次不能比来宾少" in answer.text
    assert browse.fill(page, {**changed, "attendances": "3"}).status_code == 303


def test_guests_of_a_closed_month_stay_as_they_are(browse: Browser) -> None:
    with browse.app.app_context():
        activity_id = make.activity(held_on=clock.days_of("2026-02")[0])
        with make.working_at(make.LIANXIANG) as scope:
            submit_month(scope, "2026-02", revision=0, due_on=clock.today())
    answer = browse.sign_in("lianxiang").fill(f"{HERE}/guests/activities/{activity_id}", typed(("市人社局", "", "2")))
    assert answer.status_code == 409


def test_another_units_activity_is_not_there(browse: Browser) -> None:
    with browse.app.app_context():
        theirs = make.activity(make.NEIGHBOUR)
    browse.sign_in("lianxiang")
    assert browse.get(f"{HERE}/guests/activities/{theirs}").status_code == 404
    assert browse.post(f"{HERE}/guests/activities/{theirs}", {"version": "1", **typed(("市人社局", "", "2"))}).status_code == 404
    assert browse.sign_in("fuzhou").get(f"{ABOVE}/guests/activities/{theirs}").status_code == 404


def test_organisations_are_added_up_over_months_here_and_below(browse: Browser) -> None:
    with browse.app.app_context():
        guests(make.LIANXIANG, Guests("市人社局", "嘉宾", 2), Guests("市人社局", "授课", 1), Guests("榕城家政公司", "", 5))
        guests(make.JUNMEN, Guests("市人社局", "", 4))
        voided = guests(make.LIANXIANG, Guests("作废的单位", "", 4))
        with make.working_at(make.LIANXIANG) as scope:
            services.void_activity(scope, voided, reason="重复登记", version=2)
    browse.sign_in("fuzhou")
    page = browse.swap(f"{ABOVE}/guests/?first=2026-03&last=2026-03", "guests").text
    assert "2 场（一场只算一次），来宾 12 人" in page
    assert "作废的单位" not in page
    sheet = browse.get(f"{ABOVE}/guests/guests.xlsx?first=2026-03&last=2026-03")
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.data)).get_sheet_by_index(0).to_python()
    assert ["市人社局", 2.0, 7.0] in [row[1:4] for row in rows]
    assert "没有登记来宾单位" in browse.get(f"{ABOVE}/guests/?first=2025-01&last=2025-02").text
    assert "结束月份不能早于开始月份" in browse.get(f"{ABOVE}/guests/?first=2026-03&last=2026-01").text
    assert "12 人" not in browse.sign_in("lianxiang").get(f"{HERE}/guests/").text
