"""/t/<unit>/volunteers/hours: signed paper is keyed in a grid, and credited hours are taken back by a counter-transfer."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from portal.core import clock
from portal.ledger import queries as books
from portal.ledger import services as ledger
from portal.tallies import services as tallies
from portal.volunteer.queries import shifts
from portal.volunteer.queries.hours import list_recent
from portal.volunteer.queries.roll import get_volunteer
from tests import make, make_shifts
from tests.browse import Browser

HOURS = f"/t/{make.LIANXIANG}/volunteers/hours/"
NEW = f"{HOURS}new"
TIME = {"served_on": "2026-03-05", "starts_at": "9:00", "ends_at": "", "worked": "1.5", "kind": "haircut"}
ROW = {"number": "1", "volunteer": "陈秀英", **TIME, "confirmer": "林依姆", "confirmed_as": "recipient"}


def grid(*rows: dict[str, str]) -> dict[str, str]:
    return {f"rows-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


def volunteer(browse: Browser, *args, **changes) -> UUID:
    with browse.app.app_context():
        return make.volunteer(*args, **changes)


def balance_of(browse: Browser, volunteer_id: UUID, code: str = make.LIANXIANG) -> int:
    with browse.app.app_context(), make.working_at(code) as scope:
        return books.balance_of(scope, get_volunteer(scope, volunteer_id).account_id)


def waiting(browse: Browser, code: str = make.LIANXIANG) -> list[tuple[str, int | None, int]]:
    """Return (name, start, minutes) of the shifts of a station that wait to be verified, in the order in which they began."""
    with browse.app.app_context(), make.working_at(code) as scope:
        rows = shifts.list_board(scope, "verify", today=clock.today(), page=1)
        return sorted((row.name, row.start_min, row.worked_min) for row in rows)


def test_signed_rows_are_keyed_in_one_grid_and_wait_to_be_verified(browse: Browser) -> None:
    chen = volunteer(browse)
    volunteer(browse, name="林小红", phone="13712340000")
    browse.sign_in("lianxiang_helper")
    evening = {**ROW, "worked": "", "starts_at": "23:30", "ends_at": "0:30"}
    answer = browse.fill(NEW, grid(ROW, {**ROW, "volunteer": "林小红", "worked": "９０分", "kind": "meals"}, evening))
    assert answer.status_code == 303
    page = browse.get(answer.location).text
    assert "林依姆" in page
    assert "纸质签名" in page
    assert waiting(browse) == [("林小红", 540, 90), ("陈秀英", 540, 90), ("陈秀英", 1410, 60)]
    assert balance_of(browse, chen) == 0


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("worked", "", "请填写时长，或开始和结束时间"),
        ("worked", "NaN", "请填写时长"),
        ("worked", "1e1", "请填写时长"),
        ("worked", "-1", "请填写时长"),
        ("worked", "0", "时长应在"),
        ("worked", "25", "写成“25分”"),
        ("worked", "0.33", "改用分钟填写"),
        ("ends_at", "10:00", "起止之间是 19分"),
        ("ends_at", "9:41", "结束时间与开始时间相同"),
        ("ends_at", "9:00", "结束时间早于开始时间"),
        ("volunteer", "", "必须填写"),
        ("volunteer", "王五", "本站没有这位志愿者"),
        ("volunteer", "字" * 10_000, "本站没有这位志愿者"),
        ("served_on", "", "必须填写"),
        ("served_on", "2026-02-30", "没有这一天"),
        ("served_on", "2026-03-17", "日期还没有到"),
        ("served_on", "1999-01-01", "日期太早"),
        ("starts_at", "25:00", "没有这个时间"),
        ("kind", "singing", "请从列表中选择"),
        ("confirmer", "", "必须填写"),
        ("confirmer", "陈 秀英", "自己的服务时长不能由自己确认"),
        ("confirmer", "1390000５678", "自己的服务时长不能由自己确认"),
        ("confirmed_as", "herself", "请从列表中选择"),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_keyed(browse: Browser, field: str, value: str, words: str) -> None:
    volunteer(browse)
    browse.sign_in("lianxiang")
    answer = browse.fill(NEW, grid({**ROW, "starts_at": "6:00", "kind": "meals"}, {**ROW, "starts_at": "9:41", field: value}))
    assert answer.status_code == 422
    assert words in answer.text
    assert "第 2 行" in answer.text
    assert "<title>错误：" in answer.text
    assert waiting(browse) == []


def test_an_empty_grid_is_refused(browse: Browser) -> None:
    volunteer(browse)
    answer = browse.sign_in("lianxiang").fill(NEW, grid({**ROW, "volunteer": "", "worked": "", "confirmer": ""}))
    assert answer.status_code == 422
    assert "还没有填写任何一行" in answer.text


def test_a_day_has_twenty_four_hours_and_one_place_at_a_time(browse: Browser) -> None:
    volunteer(browse)
    browse.sign_in("lianxiang")
    loose = {**ROW, "starts_at": ""}
    answer = browse.fill(NEW, grid({**loose, "worked": "14"}, {**loose, "worked": "10:01"}))
    assert answer.status_code == 422
    assert "这一天已登记 14小时，同一个人一天不能超过 24小时" in answer.text
    assert "与本表中她的另一行时间重叠" in browse.fill(NEW, grid(ROW, {**ROW, "starts_at": "10:00"})).text
    assert browse.fill(NEW, grid(ROW)).status_code == 303
    assert "与这位志愿者已登记的另一段服务重叠" in browse.fill(NEW, grid({**ROW, "starts_at": "10:00"})).text
    assert len(waiting(browse)) == 1


def test_a_row_of_a_numbered_sheet_is_keyed_once(browse: Browser) -> None:
    volunteer(browse)
    with browse.app.app_context():
        serial, theirs = make_shifts.hours_sheet(), make_shifts.hours_sheet(make.NEIGHBOUR)
    browse.sign_in("lianxiang")
    assert "请填写行号" in browse.fill(NEW, {"serial": serial, **grid({**ROW, "number": ""})}).text
    assert browse.fill(NEW, {"serial": serial.lower(), **grid({**ROW, "number": "２"})}).status_code == 303
    again = browse.fill(NEW, {"serial": serial, **grid({**ROW, "number": "2", "starts_at": "15:00"})})
    assert again.status_code == 422
    assert "第 2 行以前录入过" in again.text
    for other in (theirs, "260316-AAAA"):
        assert browse.fill(NEW, {"serial": other, **grid({**ROW, "number": "3", "starts_at": "15:00"})}).status_code == 422
    assert len(waiting(browse)) == 1


def test_the_same_form_sent_twice_is_keyed_once(browse: Browser) -> None:
    volunteer(browse)
    browse.sign_in("lianxiang")
    form = {**grid(ROW), "once": "a" * 32}
    first, second = browse.post(NEW, form), browse.post(NEW, form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert browse.post(NEW, {**form, "rows-0-worked": "2"}).status_code in {409, 422}
    assert len(waiting(browse)) == 1


@pytest.mark.parametrize("once", ["", "😀", "x" * 5000])
def test_a_strange_key_does_no_harm(browse: Browser, once: str) -> None:
    volunteer(browse)
    browse.sign_in("lianxiang")
    assert browse.post(NEW, {**grid(ROW), "once": once}).status_code == 303
    assert len(waiting(browse)) == 1


def test_a_closed_month_refuses_hours_and_keeps_the_attempt(browse: Browser) -> None:
    with browse.app.app_context():
        make.volunteer()
        with make.working_at(make.LIANXIANG) as scope:
            tallies.close_month(scope, "2026-02")
    browse.sign_in("lianxiang")
    answer = browse.fill(NEW, grid(ROW, {**ROW, "served_on": "2026-02-27"}))
    assert answer.status_code == 409
    assert "2026年2月已由lianxiang 的使用人于2026年3月16日关账" in answer.text
    assert "2026-02-27" in answer.text
    assert waiting(browse) == []


def test_another_stations_volunteer_cannot_be_named(browse: Browser) -> None:
    volunteer(browse)
    theirs = volunteer(browse, make.JUNMEN, name="郑美玉")
    browse.sign_in("lianxiang")
    for named in ("郑美玉", "V3501000000002", "郑美玉 V3501000000002", str(theirs)):
        answer = browse.fill(NEW, grid({**ROW, "volunteer": named}))
        assert answer.status_code == 422
        assert "本站没有这位志愿者" in answer.text
    assert waiting(browse) == []


def test_namesakes_are_told_apart_by_their_numbers(browse: Browser) -> None:
    volunteer(browse)
    volunteer(browse, phone="13712340000")
    browse.sign_in("lianxiang")
    answer = browse.fill(NEW, grid(ROW))
    assert answer.status_code == 422
    assert "本站有 2 位“陈秀英”" in answer.text
    assert browse.fill(NEW, grid({**ROW, "volunteer": "陈秀英 v3501000000002"})).status_code == 422
    assert browse.fill(NEW, grid({**ROW, "volunteer": "陈秀英 V3501000000002"})).status_code == 303
    assert browse.fill(NEW, grid({**ROW, "volunteer": "v3501000000002", "starts_at": "14:00"})).status_code == 303
    assert len(waiting(browse)) == 2


def test_whoever_comes_from_her_page_finds_her_filled_in(browse: Browser) -> None:
    volunteer_id = volunteer(browse)
    theirs = volunteer(browse, make.JUNMEN, name="郑美玉")
    browse.sign_in("lianxiang")
    assert 'value="陈秀英 V3501000000001"' in browse.get(f"{NEW}?volunteer={volunteer_id}").text
    assert "郑美玉" not in browse.get(f"{NEW}?volunteer={theirs}").text
    assert browse.get(f"{NEW}?volunteer=nonsense").status_code == 200


def test_a_station_without_volunteers_is_told_to_register_one(browse: Browser) -> None:
    assert "本站还没有登记志愿者" in browse.sign_in("lianxiang").get(NEW).text


def test_hours_are_taken_back_once_with_a_reason(browse: Browser) -> None:
    with browse.app.app_context():
        volunteer_id = make.volunteer()
        service_id = make.hours(volunteer_id, served_on=date(2026, 2, 10))
        make.hours(volunteer_id, worked_min=30)
    page = f"{HOURS}{service_id}/reverse"
    browse.sign_in("lianxiang")
    assert browse.fill(page, {"reason": ""}).status_code == 422
    assert browse.fill(page, {"reason": "由" * 201}).status_code == 422
    assert browse.fill(page, {"reason": "同一天登记了两次"}).status_code == 303
    statement = browse.get(f"/t/{make.LIANXIANG}/volunteers/{volunteer_id}").text
    assert "同一天登记了两次" in statement
    assert "已冲正" in statement
    assert "不能再冲正一次" in browse.get(page).text
    assert browse.post(page, {"reason": "再来一次"}).status_code == 409
    assert balance_of(browse, volunteer_id) == 30
    assert "合计 -1小时" in browse.get(f"{HOURS}?month=2026-03").text
    with browse.app.app_context(), make.working_at(make.CITY) as scope:
        assert ledger.verify(scope) == []
        assert tallies.differences(scope) == []


def test_the_same_reversal_sent_twice_is_done_once(browse: Browser) -> None:
    with browse.app.app_context():
        service_id = make.hours(make.volunteer())
    browse.sign_in("lianxiang")
    form = {"reason": "重复登记", "once": "c" * 32}
    first, second = (browse.post(f"{HOURS}{service_id}/reverse", form) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location


def test_a_reversal_needs_this_month_open(browse: Browser) -> None:
    with browse.app.app_context():
        volunteer_id = make.volunteer()
        service_id = make.hours(volunteer_id, served_on=date(2026, 2, 10))
        with make.working_at(make.LIANXIANG) as scope:
            tallies.close_month(scope, "2026-03")
    answer = browse.sign_in("lianxiang").fill(f"{HOURS}{service_id}/reverse", {"reason": "重复登记"})
    assert answer.status_code == 409
    assert "2026年3月" in answer.text
    assert balance_of(browse, volunteer_id) == 90


def test_a_reversal_is_not_reversed(browse: Browser) -> None:
    with browse.app.app_context():
        service_id = make.hours(make.volunteer())
    browse.sign_in("lianxiang").fill(f"{HOURS}{service_id}/reverse", {"reason": "重复登记"})
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        rows = list_recent(scope, first=date(2026, 3, 1), last=date(2026, 3, 31), page=1)[0]
        negative = next(row.id for row in rows if row.worked_min < 0)
    answer = browse.post(f"{HOURS}{negative}/reverse", {"reason": "反悔"})
    assert answer.status_code == 409
    assert "冲正本身不能再冲正" in answer.text
    assert "本身就是冲正" in browse.get(f"{HOURS}{negative}/reverse").text


@pytest.mark.parametrize(("name", "status"), [("jinan", 403), ("neighbour", 404), ("stranger", 404)])
def test_nobody_else_takes_hours_back(browse: Browser, name: str, status: int) -> None:
    with browse.app.app_context():
        service_id = make.hours(make.volunteer())
    browse.sign_in(name)
    assert browse.get(f"{HOURS}{service_id}/reverse").status_code == status
    assert browse.post(f"{HOURS}{service_id}/reverse", {"reason": "不行"}).status_code == status


def test_a_record_of_another_station_is_not_found_in_ones_own(browse: Browser) -> None:
    with browse.app.app_context():
        theirs = make.volunteer(make.JUNMEN)
        service_id = make.hours(theirs, make.JUNMEN)
    browse.sign_in("lianxiang")
    for which in (service_id, uuid4()):
        assert browse.get(f"{HOURS}{which}/reverse").status_code == 404
        assert browse.post(f"{HOURS}{which}/reverse", {"reason": "不行"}).status_code == 404
    assert balance_of(browse, theirs, make.JUNMEN) == 90


@pytest.mark.parametrize("query", ["?month=2026-13", "?month=nonsense", "?page=-1", "?page=99999999999999", "?month="])
def test_nonsense_in_the_address_is_no_error(browse: Browser, query: str) -> None:
    assert browse.sign_in("lianxiang").get(HOURS + query).status_code == 200
