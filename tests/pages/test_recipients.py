"""/t/<station>/recipients: who is served, found without her name in an address, her data through the pages of persons."""

from typing import Any
from uuid import UUID

import pytest

from tests import make, make_care
from tests.browse import Browser

LIST = f"/t/{make.LIANXIANG}/recipients/"
NEW = f"{LIST}new"
ELDER = {
    "name": "林 阿 婆",
    "phone": "136 0000 2222",
    "born_on": "1948-05-01",
    "community_code": make.LIANXIANG,
    "address": "3 幢 201",
    "lives_alone": "y",
    "family_name": "林小红",
    "family_relation": "女儿",
    "family_phone": "13700003333",
    "consent_channel": "in_person",
    "has_consented": "y",
}


def one(browse: Browser, **changes: Any) -> UUID:
    with browse.app.app_context():
        return make_care.recipient(**changes)


def test_an_elder_is_put_on_the_roll_and_shown_with_who_may_confirm(browse: Browser) -> None:
    browse.sign_in("lianxiang_helper")
    assert "还没有登记服务对象" in browse.get(LIST).text
    answer = browse.fill(NEW, ELDER)
    assert answer.status_code == 303
    page = browse.get(answer.location).text
    for words in ("林阿婆", "1948-05-01（77 岁）", "13600002222", "3 幢 201", "林小红，女儿，13700003333", "连翔社区", "没有出示"):
        assert words in page
    row = browse.get(LIST).text
    assert "136****2222" in row
    assert "13600002222" not in row
    assert browse.fill(NEW, ELDER).status_code == 409


def test_a_name_is_sought_by_pinyin_and_never_stands_in_an_address(browse: Browser) -> None:
    one(browse)
    one(browse, name="陈桂香", phone="13600009999", lives_alone=False, born_on=None)
    browse.sign_in("lianxiang")
    found = browse.post(LIST, {"sought": "lap"})
    assert (found.status_code, "林阿婆" in found.text, "陈桂香" in found.text) == (200, True, False)
    assert browse.post(LIST, {"elder": "y", "aid": "y"}).location == f"{LIST}?elder=y&aid=y"
    assert "陈桂香" not in browse.get(f"{LIST}?alone=y").text
    assert "没有符合条件" in browse.get(f"{LIST}?aid=y").text
    assert "林阿婆" in browse.get(f"{LIST}?sought=zzz").text  # an address says nothing of a name


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "必须填写"),
        ("has_consented", "", "没有她本人或家属的同意"),
        ("born_on", "2030-01-01", "出生日期不对"),
        ("family_relation", "", "请写家属与她的关系"),
        ("community_code", "x" * 10_000, "请从列表中选择"),
        ("address", "一" * 101, "最多 100 个字"),
        ("number", "350111194805010024", "请选择证件类型"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(browse: Browser, field: str, value: str, words: str) -> None:
    answer = browse.sign_in("lianxiang").fill(NEW, {**ELDER, field: value})
    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize(("name", "status"), [("neighbour", 404), ("jinan", 403), ("fuzhou", 403), ("stranger", 404)])
def test_nobody_else_sees_her(browse: Browser, name: str, status: int) -> None:
    recipient_id = one(browse)
    browse.sign_in(name)
    for path in (LIST, f"{LIST}{recipient_id}", f"{LIST}{recipient_id}/aid", f"{LIST}{recipient_id}/document"):
        assert browse.get(path).status_code == status
    assert browse.sign_in("neighbour").get(f"/t/{make.NEIGHBOUR}/recipients/{recipient_id}").status_code == 404


def test_she_is_amended_as_she_was_seen(browse: Browser) -> None:
    page = f"{LIST}{one(browse)}/edit"
    browse.sign_in("lianxiang")
    assert browse.fill(page, {**ELDER, "address": "5 幢 301"}).status_code == 303
    assert browse.post(page, {**ELDER, "version": "1"}).status_code == 409
    assert "5 幢 301" in browse.get(page.removesuffix("/edit")).text


def test_the_pool_pays_for_her_once_the_proof_was_seen(browse: Browser) -> None:
    recipient_id = one(browse)
    browse.sign_in("lianxiang_helper")
    said = {"aid_group": "low_income", "aid_proof": "低保证，2026 年年审", "consent_channel": "paper"}
    refused = browse.fill(f"{LIST}{recipient_id}/aid", said)
    assert (refused.status_code, "没有她单独的同意" in refused.text) == (422, True)
    assert browse.fill(f"{LIST}{recipient_id}/aid", {**said, "has_consented": "y"}).status_code == 303
    page = browse.get(f"{LIST}{recipient_id}").text
    for words in ("低保或低收入家庭", "低保证，2026 年年审", "lianxiang_helper 的使用人", "2026-03-16 10:00", "同意（收入情况）"):
        assert words in page


def test_the_pages_of_persons_serve_her_too(browse: Browser) -> None:
    recipient_id = one(browse)
    here = f"{LIST}{recipient_id}"
    browse.sign_in("lianxiang")
    assert "13700003333" in browse.fill(f"{here}/copy", {"why": "known", "reason": ""}).text
    number = {"document_kind": "resident_id", "number": make.resident_number(born="19480501"), "reason": "补登"}
    assert browse.fill(f"{here}/number", number).status_code == 303
    assert number["number"] in browse.fill(f"{here}/document", {"why": "counter", "reason": "核对"}).text
    other = one(browse, name="林阿波", phone="13600002222")
    assert "林阿波" in browse.get(f"{here}/doubles").text
    assert browse.fill(f"{here}/merge/recipients/{other}", {"leading": "first", "reason": "同一个人"}).location == here
    assert browse.fill(f"{here}/consent", {"channel": "phone", "note": ""}).status_code == 303
    assert "已锁定" in browse.get(here).text
    assert browse.get(f"{here}/edit").status_code == 409
    assert browse.fill(f"{here}/erase", {"why": "withdrawn", "reason": "", "is_sure": "y"}).status_code == 303
    assert "林阿婆" not in browse.get(here).text
