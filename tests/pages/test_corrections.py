"""/t/<unit>/corrections: what closed months should have counted, and the same under the rows of a figure."""

import zipfile
from datetime import date
from io import BytesIO
from uuid import UUID

import pytest

from tests import make, make_corrections
from tests.browse import Browser
from tests.make_corrections import CLOSED, DAY, OPEN, close, closed_activity, correction, value, wrong

LIST = f"/t/{make.LIANXIANG}/corrections/"
SET = {"verdict": "set", "attendances": "25", "women": "２０", "is_online": "0", "month": OPEN, "reason": "签到表复核，多数了五个"}
MISSED = {"sign": "add", "happened_on": "2026-02-05", "what": "漏报的意愿表", "value": "3", "month": OPEN, "reason": "表压在抽屉里"}


def new(row: UUID, code: str = make.LIANXIANG, subject: str = "activity") -> str:
    return f"/t/{code}/corrections/new/{subject}/{row}"


def figure(indicator: str, months: str = f"first={CLOSED}&last={OPEN}", code: str = make.LIANXIANG) -> str:
    return f"/t/{code}/reports/figures/{indicator}?{months}"


@pytest.fixture
def row(browse: Browser) -> UUID:
    """An activity of a closed February."""
    with browse.app.app_context():
        return closed_activity()


def test_a_manager_corrects_a_row_from_the_page_of_its_figure(browse: Browser, row: UUID) -> None:
    browse.sign_in("lianxiang")
    assert new(row) in browse.get(figure("attendances")).text
    page = browse.get(new(row)).text
    assert all(words in page for words in ("关账时计入", "场次 +1，人次 +30，女性人次 +28", "2026年3月"))
    assert browse.fill(new(row), SET).location == LIST
    page = browse.get(LIST).text
    assert all(words in page for words in ("人次 −5，女性人次 −8", "妇联约你学家政", "签到表复核", CLOSED, OPEN))
    page = browse.get(figure("attendances")).text
    assert all(words in page for words in ("与汇总数一致", "计入本期的更正", "−5", "更正后的月份数", ">25</span>"))
    of_february = browse.get(figure("attendances", f"first={CLOSED}&last={CLOSED}")).text
    assert all(words in of_february for words in ("与汇总数一致", ">30</span>", "更正后的月份数"))
    assert "计入本期的更正" not in of_february
    with browse.app.app_context():
        assert wrong() == []


@pytest.mark.parametrize("name", ["jinan", "fuzhou", "fuzhou_reader"])
def test_those_above_read_it_with_the_unit_and_correct_nothing(browse: Browser, row: UUID, name: str) -> None:
    with browse.app.app_context():
        made = correction(subject_id=row)
    code = make.JINAN if name == "jinan" else make.CITY
    browse.sign_in(name)
    page = browse.get(f"/t/{code}/corrections/").text
    assert all(words in page for words in ("连翔社区驿站", "人次 −5", "晋安区", "含驿站", "25"))
    assert browse.get(f"/t/{code}/corrections/{made}").status_code == 200
    assert "撤销这条更正" not in browse.get(f"/t/{make.LIANXIANG}/corrections/{made}").text
    assert new(row) not in browse.get(figure("attendances")).text
    for path in (new(row), f"{LIST}{made}/void", f"{LIST}missing/wishes"):
        assert (browse.get(path).status_code, browse.post(path, SET).status_code) == (403, 403)


@pytest.mark.parametrize("name", ["neighbour", "gulou", "linqing", "operator"])
def test_outsiders_see_nothing(browse: Browser, row: UUID, name: str) -> None:
    with browse.app.app_context():
        made = correction(subject_id=row)
    browse.sign_in(name)
    for path in (LIST, f"{LIST}{made}", f"{LIST}{made}/void", new(row), f"{LIST}missing/wishes", f"{LIST}corrections.xlsx"):
        assert browse.get(path).status_code == 404
    assert browse.post(new(row), SET).status_code == 404


def test_another_stations_row_is_none_of_hers(browse: Browser, row: UUID) -> None:
    with browse.app.app_context():
        made = correction(subject_id=row)
        close(make.NEIGHBOUR)
    browse.sign_in("neighbour")
    assert browse.get(new(row, make.NEIGHBOUR)).status_code == 404
    assert browse.post(new(row, make.NEIGHBOUR), SET).status_code == 404
    assert browse.post(f"/t/{make.NEIGHBOUR}/corrections/{made}/void", {"reason": "弄错了"}).status_code == 404
    for path in ("new/nonsense/", "new/missing/"):
        assert browse.get(f"/t/{make.NEIGHBOUR}/corrections/{path}{row}").status_code == 404
    assert browse.get(f"/t/{make.NEIGHBOUR}/corrections/missing/nonsense").status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": ""}, "必须填写"),
        ({"reason": "字" * 10_000}, "最多 500 个字"),
        ({"attendances": ""}, "必须填写"),
        ({"attendances": "-1"}, "整数"),
        ({"women": "26"}, "女性人次不能多于人次"),
        ({"attendances": "30", "women": "28"}, "没有需要更正的数"),
        ({"month": "2026-04"}, "请从列表中选择"),
        ({"month": "\x00"}, "必须填写"),
        ({"verdict": "nonsense"}, "请从列表中选择"),
        ({"reason": "电话 13800001234"}, "不要写电话"),
    ],
)
def test_what_cannot_be_is_named(browse: Browser, row: UUID, changes: dict[str, str], words: str) -> None:
    answer = browse.sign_in("lianxiang").fill(new(row), {**SET, **changes})
    assert answer.status_code == 422
    assert words in answer.text


def test_an_open_month_leads_to_the_row_itself(browse: Browser) -> None:
    with browse.app.app_context():
        row = make.activity(held_on=DAY)
    browse.sign_in("lianxiang")
    page = browse.get(new(row)).text
    assert "还没有关账" in page
    assert f"/activities/{row}" in page
    answer = browse.post(new(row), SET)
    assert (answer.status_code, "不用登记更正" in answer.text) == (409, True)
    assert new(row) not in browse.get(figure("attendances")).text


def test_a_double_click_corrects_once(browse: Browser, row: UUID) -> None:
    browse.sign_in("lianxiang")
    sent = {**SET, "once": "c" * 32}
    assert [browse.post(new(row), sent).status_code for _ in range(2)] == [303, 303]
    with browse.app.app_context():
        assert value(make.LIANXIANG, "attendances") == -5


def test_a_correction_is_voided_and_stays_on_the_list_for_who_asks(browse: Browser, row: UUID) -> None:
    with browse.app.app_context():
        made = correction(subject_id=row)
    browse.sign_in("lianxiang")
    assert "撤销这条更正" in browse.get(f"{LIST}{made}").text
    assert browse.fill(f"{LIST}{made}/void", {"reason": ""}).status_code == 422
    assert browse.fill(f"{LIST}{made}/void", {"reason": "看错了签到表"}).status_code == 303
    assert "看错了签到表" in browse.get(f"{LIST}{made}").text
    assert "还没有登记过更正" in browse.get(LIST).text
    assert "已撤销" in browse.get(f"{LIST}?voided=y").text
    again = browse.post(f"{LIST}{made}/void", {"reason": "看错了签到表"})
    assert (again.status_code, "已经撤销过" in again.text) == (409, True)


def test_a_correction_of_a_closed_month_says_what_to_do(browse: Browser, row: UUID) -> None:
    with browse.app.app_context():
        made = correction(subject_id=row)
        close(month=OPEN)
    browse.sign_in("lianxiang")
    page = browse.get(f"{LIST}{made}").text
    assert "这条更正不能再撤销" in page
    assert new(row) in page
    answer = browse.post(f"{LIST}{made}/void", {"reason": "看错了签到表"})
    assert (answer.status_code, "再登记一条更正" in answer.text) == (409, True)
    assert "还没有可以登记更正的月份" in browse.get(new(row)).text


def test_what_was_missed_is_added(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    assert "还没有关账的月份" in browse.get(f"{LIST}missing/wishes").text
    with browse.app.app_context():
        close()
    assert browse.fill(f"{LIST}missing/wishes", MISSED).location == LIST
    assert browse.fill(f"{LIST}missing/service", {**MISSED, "value": "1.5小时"}).location == LIST
    activity = {**MISSED, "kind_id": "1", "attendances": "12", "women": "10", "is_online": "1"}
    assert browse.fill(f"{LIST}missing/sessions", activity).location == LIST
    page = browse.get(LIST).text
    assert all(words in page for words in ("意愿登记 +3", "志愿时长 +1.5小时", "场次 +1，人次 +12，女性人次 +10，线上人次 +12"))
    wrong_ones = [({"sign": "sub", "value": "4"}, "小于 0"), ({"happened_on": "2026-02-30"}, "没有这一天"), ({"value": "0"}, "不能是 0")]
    for changes, words in wrong_ones:
        answer = browse.fill(f"{LIST}missing/wishes", {**MISSED, **changes})
        assert (answer.status_code, words in answer.text) == (422, True)
    answer = browse.fill(f"{LIST}missing/wishes", {**MISSED, "happened_on": "2026-03-05"})
    assert (answer.status_code, "还没有关账" in answer.text) == (409, True)
    assert "与汇总数一致" in browse.get(figure("online", "first=2026-03&last=2026-03&kind=1")).text


def test_a_month_that_was_opened_again_warns_of_its_corrections(browse: Browser, row: UUID) -> None:
    with browse.app.app_context():
        correction(subject_id=row)
        with make.working_at(make.LIANXIANG) as scope:
            make_corrections.reopen(scope)
    assert "已重新打开，但以前登记过更正" in browse.sign_in("lianxiang").get(figure("attendances")).text


def test_the_list_is_narrowed_swapped_and_exported(browse: Browser, row: UUID) -> None:
    with browse.app.app_context():
        correction(subject_id=row)
        make.activity(held_on=date(2026, 1, 5))
    browse.sign_in("jinan")
    here = f"/t/{make.JINAN}/corrections/"
    assert "连翔社区驿站" in browse.get(f"{here}?corrects={CLOSED}&month={OPEN}").text
    assert "没有符合条件的更正" in browse.get(f"{here}?corrects=2026-01").text
    assert "连翔社区驿站" in browse.get(f"{here}?corrects=nonsense&month=%00").text
    assert "<html" not in browse.swap(here, "corrections").text
    answer = browse.get(f"{here}corrections.xlsx?month={OPEN}")
    text = zipfile.ZipFile(BytesIO(answer.data)).read("xl/sharedStrings.xml").decode()
    assert all(words in text for words in ("数据更正登记表", "人次 −5，女性人次 −8", "签到表复核"))
