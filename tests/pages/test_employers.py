"""/t/<station>/employers: who takes women on."""

import pytest

from tests import make, make_work
from tests.browse import Browser

LIST, NEW = f"/t/{make.LIANXIANG}/employers/", f"/t/{make.LIANXIANG}/employers/new"
ONE = {"kind": "household", "name": "陈先生", "phone": "139 0000 5678", "place": "鼓山镇", "note": ""}


def test_an_employer_is_kept_once_ended_and_offered_again(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    assert "还没有登记用工单位" in browse.get(LIST).text
    assert browse.fill(NEW, ONE).location == LIST
    again = browse.fill(NEW, ONE)
    assert again.status_code == 409
    assert "查看这个用工单位" in again.text
    page = browse.get(LIST).text
    for words in ("陈先生", "139****5678", "家庭", "共 1 条"):
        assert words in page
    assert "陈先生" in browse.post(LIST, {"sought": "cxs"}).text
    assert "没有符合条件" in browse.get(f"{LIST}?kind=company").text
    with browse.app.app_context():
        row_id = make_work.employer()
    assert browse.fill(f"{LIST}{row_id}", {**ONE, "kind": "company", "name": "榕城家政"}).status_code == 303
    assert browse.post(f"{LIST}{row_id}", {**ONE, "name": "别家", "version": "1"}).status_code == 409
    assert browse.fill(f"{LIST}{row_id}/end", {}).status_code == 303
    assert "已停用 榕城家政" in browse.get(LIST).text
    assert "榕城家政" not in browse.get(LIST).text
    assert "榕城家政" in browse.get(f"{LIST}?ended=1").text
    assert browse.fill(f"{LIST}{row_id}/end", {}).status_code == 303
    assert "榕城家政" in browse.get(LIST).text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("kind", "bank", "请从列表中选择"),
        ("name", "陈", "2 到 60 个字"),
        ("name", "字" * 10_000, "2 到 60 个字"),
        ("phone", "12345", "11位手机号码"),
    ],
)
def test_what_cannot_be_is_named(browse: Browser, field: str, value: str, words: str) -> None:
    answer = browse.sign_in("lianxiang").fill(NEW, {**ONE, field: value})
    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize(("name", "status"), [("jinan", 403), ("fuzhou", 403), ("neighbour", 404)])
def test_a_household_is_the_stations_alone(browse: Browser, name: str, status: int) -> None:
    with browse.app.app_context():
        row_id = make_work.employer()
    browse.sign_in(name)
    for page in (LIST, NEW, f"{LIST}{row_id}"):
        assert browse.get(page).status_code == status


def test_a_neighbours_employer_is_not_found(browse: Browser) -> None:
    with browse.app.app_context():
        row_id = make_work.employer(make.NEIGHBOUR)
    browse.sign_in("lianxiang")
    for page in (f"{LIST}{row_id}", f"{LIST}{row_id}/end"):
        assert browse.get(page).status_code == 404
        assert browse.post(page, {**ONE, "version": "1"}).status_code == 404
