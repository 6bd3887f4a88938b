"""/t/<station>/exams: announced, signed up for, marked on one screen."""

from uuid import UUID

import pytest

from portal.tallies import services as tallies
from portal.training.queries import exams as rows
from tests import make
from tests.browse import Browser

LIST, NEW = f"/t/{make.LIANXIANG}/exams/", f"/t/{make.LIANXIANG}/exams/new"
PLAN = {
    "title": "整理收纳专项考核",
    "course_id": "20",
    "class_id": "",
    "held_on": "2026-03-10",
    "starts_at": "９点30",
    "place": "二楼教室",
    "issuer": "福州市家政服务行业协会",
    "items": "理论，实操",
    "pass_mark": "60",
    "note": "",
}


def url(exam_id: UUID, page: str = "") -> str:
    return f"{LIST}{exam_id}{page}"


@pytest.fixture
def held(browse: Browser) -> UUID:
    """An exam of three, of whom the second is 林二."""
    with browse.app.app_context():
        exam_id = make.exam()
        for n in (1, 2, 3):
            make.exam_entry(make.trainee(n=n, name=f"林{'零一二三'[n]}", phone=f"1380000000{n}"), exam_id, marks=None)
    browse.sign_in("lianxiang")
    return exam_id


def names_of(browse: Browser, exam_id: UUID) -> list[str]:
    """Return the first cell's name of each entrant, in the order of the sheet."""
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        return [f"mark_{row.id.hex}" for row in rows.list_entries(scope, exam_id)]


def results_of(browse: Browser, exam_id: UUID) -> list[str]:
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        return [row.result for row in rows.list_entries(scope, exam_id)]


def test_an_exam_is_announced_signed_up_for_and_marked(browse: Browser) -> None:
    with browse.app.app_context():
        women = [make.trainee(n=n, name=f"林{'零一二'[n]}", phone=f"1380000000{n}") for n in (1, 2)]
    browse.sign_in("lianxiang_helper")
    assert "本站还没有考试" in browse.get(LIST).text
    answer = browse.fill(NEW, PLAN)
    assert answer.status_code == 303
    page = str(answer.location)
    sign_up = browse.fill(f"{page}/candidates", {})
    assert "林一" in sign_up.text
    assert "138****0001" in sign_up.text
    assert browse.post(f"{page}/sign-up", {"trainees": [str(one) for one in women]}).location == page
    first, second = names_of(browse, UUID(page.rsplit("/", 1)[-1]))
    marks = {f"{first}_0": "80", f"{first}_1": "８５", f"{second}_0": "q", f"{second}_1": "缺考"}
    assert browse.fill(f"{page}/results", marks).location == page
    shown = browse.get(page).text
    for words in ("09:30", "理论、实操", "合格", "缺考", "成绩已登完"):
        assert words in shown
    assert 'data-label="合格">1<' in browse.get(LIST).text


@pytest.mark.parametrize(
    ("name", "status"), [("neighbour", 404), ("gulou", 404), ("linqing", 404), ("operator", 404), ("jinan", 403), ("fuzhou", 403)]
)
def test_who_sees_no_exam(browse: Browser, held: UUID, name: str, status: int) -> None:
    browse.sign_in(name)
    for page in (LIST, NEW, url(held), url(held, "/candidates"), url(held, "/results")):
        assert browse.get(page).status_code == status
    assert browse.post(NEW, PLAN).status_code == status


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "长" * 10_000, "最多 80 个字"),
        ("title", "\x00", "必须填写"),
        ("course_id", "999", "请从列表中选择"),
        ("class_id", "not-an-id", "请从列表中选择"),
        ("held_on", "2026-02-29", "没有这一天"),
        ("held_on", "2099-01-01", "日期太远"),
        ("held_on", "2001-01-01", "日期太早"),
        ("items", "、、", "请填写考核项目"),
        ("items", "理论、理论", "写了两次"),
        ("items", "、".join("一二三四五六七八九"), "最多 8 项"),
        ("pass_mark", "101", "1 到 100"),
    ],
)
def test_what_cannot_be_is_named(browse: Browser, field: str, value: str, words: str) -> None:
    answer = browse.sign_in("lianxiang").fill(NEW, {**PLAN, field: value})
    assert answer.status_code == 422
    assert words in answer.text


def test_a_wrong_cell_is_named_and_nothing_typed_is_lost(browse: Browser, held: UUID) -> None:
    first, second, third = names_of(browse, held)
    marks = {f"{first}_0": "80", f"{first}_1": "85", f"{second}_0": "101", f"{second}_1": "70", f"{third}_0": "66"}
    answer = browse.fill(url(held, "/results"), marks)
    assert answer.status_code == 422
    for words in (
        "请填 0 到 100 的整数",
        "请填成绩，没有参加填“缺考”",
        'value="101"',
        'value="85"',
        f'id="{second}_0-error"',
        f'id="{third}_1-error"',
    ):
        assert words in answer.text
    assert results_of(browse, held) == ["pending"] * 3


def test_half_a_sheet_may_be_noted_and_corrected_later(browse: Browser, held: UUID) -> None:
    first, second, _ = names_of(browse, held)
    assert browse.fill(url(held, "/results"), {f"{first}_0": "80", f"{first}_1": "0"}).status_code == 303
    assert results_of(browse, held) == ["failed", "pending", "pending"]
    again = {f"{first}_0": "80", f"{first}_1": "60", f"{second}_0": "100", f"{second}_1": "100"}
    assert browse.fill(url(held, "/results"), again).status_code == 303
    assert results_of(browse, held) == ["passed", "passed", "pending"]
    cleared = browse.fill(url(held, "/results"), {f"{first}_0": "", f"{first}_1": "", f"{second}_0": "100", f"{second}_1": "100"})
    assert cleared.status_code == 422
    assert "登记过的成绩不能清空" in cleared.text


def test_an_empty_sheet_says_so(browse: Browser, held: UUID) -> None:
    answer = browse.fill(url(held, "/results"), {})
    assert answer.status_code == 422
    assert "还没有填写任何一行" in answer.text


def test_the_same_sheet_twice_is_one_and_an_old_one_is_refused(browse: Browser, held: UUID) -> None:
    first, *_ = names_of(browse, held)
    sent = {"version": "1", "once": "a" * 32, f"{first}_0": "80", f"{first}_1": "85"}
    assert [browse.post(url(held, "/results"), sent).status_code for _ in range(2)] == [303, 303]
    stale = browse.post(url(held, "/results"), {**sent, "once": "b" * 32, f"{first}_1": "20"})
    assert stale.status_code == 409
    assert "刚才被别人修改过" in stale.text
    assert 'value="20"' in stale.text


def test_a_closed_month_says_who_closed_it(browse: Browser, held: UUID) -> None:
    first, *_ = names_of(browse, held)
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        tallies.close_month(scope, "2026-03")
    answer = browse.fill(url(held, "/results"), {f"{first}_0": "80", f"{first}_1": "85"})
    assert answer.status_code == 409
    assert "2026年3月已由" in answer.text


def test_other_stations_ids_in_the_body_are_not_found(browse: Browser, held: UUID) -> None:
    with browse.app.app_context():
        theirs, foreign = make.trainee(make.NEIGHBOUR, n=9), make.exam(make.NEIGHBOUR)
    assert browse.post(url(held, "/sign-up"), {"trainees": [str(theirs)]}).status_code == 404
    for page in ("", "/edit", "/cancel", "/candidates", "/results"):
        assert browse.get(url(foreign, page)).status_code == 404
    assert browse.post(url(held, "/sign-up"), {"trainees": ["no id"]}).status_code == 422
    assert browse.post(url(held, "/sign-up"), {}).status_code == 422


@pytest.mark.parametrize("sought", ["吴桂", "wugui", "wgh", "5678"])
def test_she_is_found_by_name_pinyin_and_telephone_and_leaves_no_trace_in_the_address(browse: Browser, held: UUID, sought: str) -> None:
    with browse.app.app_context():
        make.trainee(n=8, name="吴桂花", phone="13900005678")
    page = browse.fill(url(held, "/candidates"), {"sought": sought})
    assert page.status_code == 200
    assert "吴桂花" in page.text
    assert "林一" not in page.text


@pytest.mark.parametrize("sought", ["%", "_", "\x00", "长" * 10_000, "'; drop"])
def test_a_hostile_search_finds_nobody(browse: Browser, held: UUID, sought: str) -> None:
    assert browse.fill(url(held, "/candidates"), {"sought": sought}).status_code == 200


def test_an_exam_is_amended_cancelled_and_then_left_alone(browse: Browser, held: UUID) -> None:
    assert browse.fill(url(held, "/edit"), {**PLAN, "place": "三楼教室"}).status_code == 303
    assert browse.post(url(held, "/edit"), {**PLAN, "version": "1"}).status_code == 409
    assert browse.fill(url(held, "/cancel"), {"reason": " "}).status_code == 422
    assert browse.fill(url(held, "/cancel"), {"reason": "停电"}).status_code == 303
    shown = browse.get(url(held)).text
    assert "停电" in shown
    assert browse.fill(url(held, "/edit"), PLAN).status_code == 409


def test_a_name_is_taken_off(browse: Browser, held: UUID) -> None:
    first, *_ = names_of(browse, held)
    entry = UUID(first.removeprefix("mark_"))
    assert browse.fill(f"{LIST}entries/{entry}/off", {}).status_code == 303
    assert results_of(browse, held) == ["withdrawn", "pending", "pending"]
    assert browse.fill(f"{LIST}entries/{entry}/off", {}).status_code == 409


def test_htmx_gets_the_list_alone_and_the_desk_is_told(browse: Browser, held: UUID) -> None:
    part = browse.swap(f"{LIST}?state=open", "exams").text
    assert "<html" not in part
    assert "整理收纳专项考核" in part
    assert "1 场考试还没有登完成绩" in browse.get(f"/t/{make.LIANXIANG}/").text
