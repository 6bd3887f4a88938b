"""/t/<unit>/gate: the station asks without a name, the county decides."""

import pytest

from tests import make, make_work
from tests.browse import Browser

HERE, COUNTY = f"/t/{make.LIANXIANG}/gate/", f"/t/{make.JINAN}/gate/"
WHY = "雇主急需，体检已预约在 3 月 20 日"
YES = {"verdict": "grant", "ends_on": "2026-03-31", "words": "一周内补齐体检"}


def test_a_station_asks_and_the_county_answers(browse: Browser) -> None:
    with browse.app.app_context():
        trainee_id = make.trainee()
        work = str(make_work.course_id())
    browse.sign_in("lianxiang")
    asking = f"{HERE}ask/{trainee_id}"
    assert "还没有完成岗前培训" in browse.get(f"{asking}?course={work}").text
    answer = browse.fill(asking, {"course_id": work, "reason": WHY})
    assert answer.status_code == 303
    assert browse.fill(asking, {"course_id": work, "reason": WHY}).status_code == 409
    request_id = answer.location.rsplit("/", 1)[1]
    mine = browse.get(f"{HERE}{request_id}").text
    assert str(trainee_id) in mine
    browse.sign_in("jinan")
    assert "审批放行申请 1 件" in browse.get(f"/t/{make.JINAN}/").text
    for page in (browse.get(f"{COUNTY}{request_id}").text, browse.get(COUNTY).text, browse.get(f"{HERE}{request_id}").text):
        assert "李梅" not in page
        assert str(trainee_id) not in page
    page = browse.get(f"{COUNTY}{request_id}").text
    for words in ("连翔社区驿站", "健康证明、岗前培训", WHY):
        assert words in page
    assert browse.fill(f"{COUNTY}{request_id}", YES).status_code == 303
    assert browse.fill(f"{COUNTY}{request_id}", YES).status_code == 409
    assert "审批放行申请" not in browse.get(f"/t/{make.JINAN}/").text
    browse.sign_in("lianxiang")
    assert "县级已同意放行：整理收纳" in browse.get(f"/t/{make.LIANXIANG}/").text
    page = browse.get(f"{HERE}{request_id}").text
    for words in ("一周内补齐体检", "2026-03-31", "办理上岗"):
        assert words in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"verdict": ""}, "必须填写"),
        ({"words": ""}, "必须填写"),
        ({"ends_on": ""}, "必须写明有效到"),
        ({"ends_on": "2026-03-15"}, "不能早于今天"),
        ({"ends_on": "2026-04-16"}, "最长 30 天"),
        ({"words": "打她电话 13800001234"}, "不要写电话"),
    ],
)
def test_an_answer_that_cannot_be(browse: Browser, changes: dict[str, str], words: str) -> None:
    with browse.app.app_context():
        request_id = make_work.gate_request(make.trainee())
    answer = browse.sign_in("jinan").fill(f"{COUNTY}{request_id}", {**YES, **changes})
    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize(
    ("reason", "words"),
    [("", "必须填写"), ("李梅等着上岗", "不要写她的姓名"), ("电话 １３８００００１２３４", "不要写电话"), ("字" * 301, "最多 300")],
)
def test_a_reason_that_cannot_be(browse: Browser, reason: str, words: str) -> None:
    with browse.app.app_context():
        trainee_id = make.trainee()
        work = str(make_work.course_id())
    answer = browse.sign_in("lianxiang").fill(f"{HERE}ask/{trainee_id}", {"course_id": work, "reason": reason})
    assert answer.status_code == 422
    assert words in answer.text


def test_of_two_administrators_one_decides_and_the_other_is_told(browse: Browser) -> None:
    with browse.app.app_context():
        request_id = make_work.gate_request(make.trainee())
    path = f"{COUNTY}{request_id}"
    first, second = Browser(browse.app).sign_in("jinan"), browse.sign_in("jinan_deputy")
    assert first.post(path, {**YES, "version": "1"}).status_code == 303
    late = second.post(path, {**YES, "verdict": "refuse", "version": "1"})
    assert late.status_code == 409
    assert "已同意" in late.text
    assert "一周内补齐体检" in second.get(path).text


@pytest.mark.parametrize(
    ("name", "path", "read", "write"),
    [
        ("jinan_clerk", COUNTY, 200, 403),
        ("gulou", COUNTY, 404, 404),
        ("gulou", f"/t/{make.GULOU}/gate/", 404, 404),
        ("fuzhou", COUNTY, 403, 403),
        ("lianxiang", HERE, 200, 403),
        ("jinan", HERE, 200, 403),
        ("neighbour", f"/t/{make.NEIGHBOUR}/gate/", 404, 403),
    ],
)
def test_who_reads_and_who_decides(browse: Browser, name: str, path: str, read: int, write: int) -> None:
    with browse.app.app_context():
        request_id = make_work.gate_request(make.trainee())
    browse.sign_in(name)
    assert browse.get(f"{path}{request_id}").status_code == read
    assert browse.post(f"{path}{request_id}", {**YES, "version": "1"}).status_code == write


def test_a_station_takes_back_what_was_not_decided(browse: Browser) -> None:
    with browse.app.app_context():
        request_id = make_work.gate_request(make.trainee())
    browse.sign_in("lianxiang")
    assert browse.fill(f"{HERE}{request_id}/withdraw", {}).status_code == 303
    assert browse.fill(f"{HERE}{request_id}/withdraw", {}).status_code == 409
    browse.sign_in("jinan")
    assert browse.post(f"{COUNTY}{request_id}", {**YES, "version": "2"}).status_code == 409


def test_a_refusal_is_told_to_the_station(browse: Browser) -> None:
    with browse.app.app_context():
        make_work.decided(make_work.gate_request(make.trainee()), is_granted=False)
    page = browse.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/").text
    assert "县级不同意放行：整理收纳" in page
    assert "请尽快补齐" in page
