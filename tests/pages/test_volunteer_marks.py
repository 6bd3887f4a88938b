"""/t/<unit>/volunteers/<id>/marks: training and praise, noted and made void."""

import pytest

from tests import make, make_roll
from tests.browse import Browser

ROSTER = f"/t/{make.LIANXIANG}/volunteers/"
FILLED = {"kind": "training", "happened_on": "2026-03-02", "title": "助老护理培训", "trained": "1.5", "note": "县妇联举办"}


@pytest.fixture
def her(browse: Browser) -> str:
    with browse.app.app_context():
        volunteer_id = make.volunteer()
    browse.sign_in("lianxiang")
    return f"{ROSTER}{volunteer_id}"


def test_training_stands_on_her_page_until_it_is_void_and_then_with_the_reason(browse: Browser, her: str) -> None:
    assert browse.fill(f"{her}/marks/new", FILLED).status_code == 303
    page = browse.get(her).text
    for words in ("助老护理培训", "1小时30分", "县妇联举办"):
        assert words in page
    void = page.split('href="')
    path = next(one.split('"')[0] for one in void if "/marks/" in one.split('"')[0] and "/void" in one.split('"')[0])
    assert browse.fill(path, {"reason": ""}).status_code == 422
    assert browse.fill(path, {"reason": "陈秀英没有来"}).status_code == 422
    assert browse.fill(path, {"reason": "登记错了人"}).status_code == 303
    assert "作废原因：登记错了人" in browse.get(her).text
    assert browse.fill(path, {"reason": "登记错了人"}).status_code == 409


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("kind", "medal", "请从列表中选择"),
        ("happened_on", "2026-03-17", "还没有到"),
        ("happened_on", "1999-12-31", "太早"),
        ("happened_on", "2026-02-30", "没有这一天"),
        ("title", "", "必须填写"),
        ("title", "字" * 10_000, "最多 60 个字"),
        ("trained", "很久", "时长"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(browse: Browser, her: str, field: str, value: str, words: str) -> None:
    answer = browse.fill(f"{her}/marks/new", {**FILLED, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert "还没有登记培训或表彰" in browse.get(her).text


def test_praise_has_no_length(browse: Browser, her: str) -> None:
    praise = {**FILLED, "kind": "praise", "title": "优秀志愿者"}
    assert "只有培训才填时长" in browse.fill(f"{her}/marks/new", praise).text
    assert browse.fill(f"{her}/marks/new", {**praise, "trained": ""}).status_code == 303


def test_a_neighbours_marks_are_not_found(browse: Browser, her: str) -> None:
    browse.fill(f"{her}/marks/new", FILLED)
    with browse.app.app_context():
        mark_id = make_roll.mark(make.volunteer(name="林小红", phone="13712340000"))
        theirs = make.volunteer(make.JUNMEN)
    assert browse.post(f"{ROSTER}{theirs}/marks/new", FILLED).status_code == 404
    browse.sign_in("junmen")
    assert browse.post(f"/t/{make.JUNMEN}/volunteers/marks/{mark_id}/void", {"reason": "不要"}).status_code == 404
