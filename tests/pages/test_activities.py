"""/t/<unit>/activities: the daily log."""

import pytest

from portal.core.db import db
from tests import make
from tests.browse import Browser

LOG, NEW = f"/t/{make.LIANXIANG}/activities/", f"/t/{make.LIANXIANG}/activities/new"
ROW = {
    "kind_id": "1",
    "title": "妇联约你学家政",
    "held_on": "2026-03-05",
    "starts_at": "14:30",
    "place": "活动室",
    "attendances": "30",
    "women": "28",
}


def grid(*rows: dict[str, str]) -> dict[str, str]:
    return {f"rows-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


def test_a_manager_logs_two_gatherings_in_one_grid(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    answer = browse.fill(NEW, grid(ROW, {**ROW, "title": "收纳培训", "kind_id": "3", "attendances": "２０", "women": "20"}))
    assert answer.status_code == 303
    page = browse.get(LOG + "?month=2026-03").text
    assert "妇联约你学家政" in page
    assert "收纳培训" in page
    assert "共 2 条" in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("attendances", "-3", "人次"),
        ("attendances", "NaN", "人次"),
        ("attendances", "1e3", "人次"),
        ("attendances", "100000", "人次"),
        ("women", "31", "女性人次不能多于人次"),
        ("held_on", "2026-02-30", "没有这一天"),
        ("held_on", "2026-03-17", "日期还没有到"),
        ("held_on", "1999-01-01", "日期太早"),
        ("title", "", "必须填写"),
        ("title", "长" * 101, "最多 100 个字"),
        ("note", "字" * 10_000, "最多 1000 个字"),
        ("kind_id", "999", "请从列表中选择"),
        ("starts_at", "25:00", "时间"),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_kept(browse: Browser, field: str, value: str, words: str) -> None:
    browse.sign_in("lianxiang")
    answer = browse.fill(NEW, grid(ROW, {**ROW, field: value, "place": "一定要留下的地点"}))
    assert answer.status_code == 422
    assert words in answer.text
    assert "一定要留下的地点" in answer.text
    assert "<title>错误：" in answer.text
    assert "妇联约你学家政" not in browse.get(LOG).text


def test_the_same_form_sent_twice_is_logged_once(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    form = {**grid(ROW), "once": "a" * 32}
    first, second = browse.post(NEW, form), browse.post(NEW, form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert "共 1 条" in browse.get(LOG).text
    assert browse.post(NEW, {**form, "rows-0-women": "1"}).status_code == 409


@pytest.mark.parametrize(
    ("name", "status"),
    [("lianxiang", 200), ("lianxiang_helper", 200), ("jinan", 200), ("fuzhou", 200), ("neighbour", 404), ("gulou", 404), ("linqing", 404)],
)
def test_who_may_read_the_log(browse: Browser, name: str, status: int) -> None:
    assert browse.sign_in(name).get(LOG).status_code == status


@pytest.mark.parametrize(("name", "status"), [("jinan", 403), ("fuzhou", 403), ("junmen", 404), ("stranger", 404)])
def test_who_may_not_log(browse: Browser, name: str, status: int) -> None:
    assert browse.sign_in(name).post(NEW, grid(ROW)).status_code == status


def test_a_stranger_is_led_to_the_login(browse: Browser) -> None:
    answer = browse.get(LOG)
    assert answer.status_code == 303
    assert answer.location.startswith("/login?next=")


def test_an_activity_is_amended_and_its_figures_move(browse: Browser) -> None:
    with browse.app.app_context():
        activity_id = make.activity()
    browse.sign_in("lianxiang")
    page = f"{LOG}{activity_id}"
    assert browse.fill(page, {**ROW, "version": "1", "attendances": "40", "title": "改过的"}).status_code == 303
    assert "改过的" in browse.get(LOG).text
    assert browse.fill(page, {**ROW, "version": "1"}).status_code == 409


def test_an_activity_says_what_it_counts_for(browse: Browser) -> None:
    with browse.app.app_context():
        counted, plain = make.activity(kind_id=2), make.activity(kind_id=9)
    browse.sign_in("jinan")
    assert "五送：送宣传、送培训；五个一：微课堂" in browse.get(f"{LOG}{counted}").text
    assert "只计场次和人次" in browse.get(f"{LOG}{plain}").text


def test_a_voided_activity_stays_with_its_reason(browse: Browser) -> None:
    with browse.app.app_context():
        activity_id = make.activity()
    browse.sign_in("lianxiang")
    assert browse.fill(f"{LOG}{activity_id}/void", {"reason": "重复登记", "version": "1"}).status_code == 303
    assert "妇联约你学家政" not in browse.get(LOG).text
    assert "已作废" in browse.get(LOG + "?voided=1").text
    assert "重复登记" in browse.get(f"{LOG}{activity_id}").text


def test_a_neighbours_activity_is_not_found(browse: Browser) -> None:
    with browse.app.app_context():
        activity_id = make.activity(make.JUNMEN)
    browse.sign_in("lianxiang")
    assert browse.get(f"{LOG}{activity_id}").status_code == 404
    assert browse.post(f"{LOG}{activity_id}", ROW).status_code == 404


def test_htmx_gets_the_block_alone_and_history_the_page(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    part = browse.swap(LOG, "log")
    assert "<html" not in part.text
    assert 'id="log"' in part.text
    assert "HX-Request" in part.headers["Vary"]
    whole = browse.client.get(LOG, headers={"HX-Request": "true", "HX-History-Restore-Request": "true", "HX-Target": "log"})
    assert "<html" in whole.text


def test_nothing_is_left_open(browse: Browser) -> None:
    browse.sign_in("lianxiang").get(LOG)
    with browse.app.app_context():
        assert db.session.info == {}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"rows-0007-title": "编了号的行"}, "还没有填写任何一行"),  # no page of ours numbers rows so
        ({f"rows-{n}-title": f"第{n}场" for n in range(40)}, "必须填写"),
        ({**{f"rows-{n}-held_on": "2026-03-05" for n in range(35)}, "rows-36-title": "最后一场"}, "最后一场"),
    ],
)
def test_a_grid_no_page_of_ours_has_is_refused(browse: Browser, sent: dict[str, str], words: str) -> None:
    answer = browse.sign_in("lianxiang").post(NEW, sent)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_grid_that_is_too_long_loses_no_row_unseen(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    answer = browse.fill(NEW, grid(*[ROW] * 31))
    assert answer.status_code == 422
    assert "一次最多 30 行" in answer.text
    assert "妇联约你学家政" not in browse.get(LOG).text
