"""/t/<unit>/profile: what a unit says of itself."""

import pytest

from tests import make
from tests.browse import Browser

STATION, COUNTY, CITY = (f"/t/{code}/profile" for code in (make.LIANXIANG, make.JINAN, make.CITY))
FACTS = {
    "contact_name": "林主任",
    "contact_phone": "０５９１－８３５１２３４５",
    "address": "东二环 1 号",
    "open_hours": "周一至周五 8:30–17:30",
    "introduction": "第一段\n第二段",
    "departments": ["hrss", "civil"],
}


def test_a_manager_says_how_her_station_is_reached(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    assert "还没有填写" in browse.get(f"{STATION}/").text
    assert browse.fill(f"{STATION}/edit", {**FACTS, "shared_with": "零工驿站"}).location == f"{STATION}/"
    page = browse.get(f"{STATION}/").text
    for words in ("林主任", "0591-83512345", "人社、民政", "零工驿站", "lianxiang 的使用人 于 2026-03-16 修改", "宣传员", "建立"):
        assert words in page
    assert "共建企业" not in page
    for name in ("jinan_clerk", "fuzhou_reader"):
        assert "0591-83512345" in browse.sign_in(name).get(f"{STATION}/").text


@pytest.mark.parametrize(("name", "page"), [("jinan", COUNTY), ("fuzhou", CITY)])
def test_a_base_has_its_company_and_what_it_offers(browse: Browser, name: str, page: str) -> None:
    browse.sign_in(name)
    sent = {**FACTS, "company_name": "好家嫂公司", "company_contact": "王经理 13800001234", "offers": ["training", "strait"]}
    assert browse.fill(f"{page}/edit", sent).status_code == 303
    shown = browse.get(f"{page}/").text
    for words in ("好家嫂公司", "王经理", "培训、两岸交流"):
        assert words in shown
    assert "共用场所" not in shown
    assert "checked" in browse.get(f"{page}/edit").text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("contact_phone", "12345", "11位手机号码"),
        ("contact_name", "长" * 41, "最多 40 个字"),
        ("introduction", "字" * 10_000, "最多 1000 个字"),
        ("departments", "army", "请从列表中选择"),
    ],
)
def test_what_cannot_be_is_named_and_the_rest_is_not_lost(browse: Browser, field: str, value: str, words: str) -> None:
    answer = browse.sign_in("lianxiang").fill(f"{STATION}/edit", {**FACTS, field: value, "address": "要留下的地址"})
    assert answer.status_code == 422
    assert words in answer.text
    assert "要留下的地址" in answer.text
    assert "还没有填写" in browse.get(f"{STATION}/").text


@pytest.mark.parametrize(("name", "page"), [("lianxiang", STATION), ("jinan", COUNTY), ("fuzhou", CITY)])
def test_a_unit_says_where_it_is_and_takes_it_back(browse: Browser, name: str, page: str) -> None:
    browse.sign_in(name)
    assert browse.fill(f"{page}/edit", {**FACTS, "place_at": "１１９．２９６５，２６．０７４５"}).status_code == 303
    assert "26.074500, 119.296500" in browse.get(f"{page}/").text
    assert 'value="26.074500, 119.296500"' in browse.get(f"{page}/edit").text
    wrong = browse.fill(f"{page}/edit", {**FACTS, "place_at": "51.5074, 0.1278"})
    assert wrong.status_code == 422
    assert "不在中国境内" in wrong.text
    assert 'value="51.5074, 0.1278"' in wrong.text
    assert browse.fill(f"{page}/edit", {**FACTS, "place_at": ""}).status_code == 303
    assert "26.074500" not in browse.get(f"{page}/").text


def test_what_its_level_does_not_have_is_not_taken(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    assert browse.fill(f"{STATION}/edit", {"company_name": "不该有的公司", "contact_name": "\x00林主任"}).status_code == 303
    page = browse.get(f"{STATION}/").text
    assert "不该有的公司" not in page
    assert "林主任" in page


def test_two_at_once_and_one_is_told(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    assert browse.post(f"{STATION}/edit", {"version": "0", "contact_name": "甲主任"}).status_code == 303
    late = browse.post(f"{STATION}/edit", {"version": "0", "contact_name": "乙主任"})
    assert late.status_code == 409
    assert "已由 lianxiang 的使用人 于 2026-03-16 10:00 修改" in late.text
    assert "乙主任" in late.text


def test_sent_twice_it_is_one(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    sent = {"version": "0", "contact_name": "甲主任", "once": "a" * 32}
    assert [browse.post(f"{STATION}/edit", sent).status_code for _ in range(2)] == [303, 303]


def test_a_unit_renames_itself(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    answer = browse.fill(f"{STATION}/name", {"name": "连翔巾帼驿站", "reason": "挂牌名称规范"})
    assert answer.location == f"{STATION}/"
    page = browse.get(f"{STATION}/").text
    for words in ("连翔巾帼驿站", "改名：连翔社区驿站 → 连翔巾帼驿站", "挂牌名称规范"):
        assert words in page
    for name, words in (("东山社区驿站", "已有单位用这个名称"), ("1", "2 到 40 个字"), ("", "必须填写"), ("连翔巾帼驿站", "没有变化")):
        again = browse.fill(f"{STATION}/name", {"name": name, "reason": "x"})
        assert again.status_code == 422
        assert words in again.text


@pytest.mark.parametrize(
    ("name", "see", "change"),
    [
        ("lianxiang_helper", 200, 403),
        ("jinan", 200, 403),
        ("fuzhou", 200, 403),
        ("neighbour", 404, 404),
        ("linqing", 404, 404),
        ("operator", 404, 404),
    ],
)
def test_who_may_see_and_who_may_not_change(browse: Browser, name: str, see: int, change: int) -> None:
    browse.sign_in(name)
    assert browse.get(f"{STATION}/").status_code == see
    for page in ("edit", "name"):
        assert browse.get(f"{STATION}/{page}").status_code == change
        assert browse.post(f"{STATION}/{page}", FACTS).status_code == change


def test_the_platform_has_none(browse: Browser) -> None:
    assert browse.sign_in("operator").get(f"/t/{make.PLATFORM}/profile/").status_code == 404


def test_its_photos_stand_on_its_page(browse: Browser) -> None:
    with browse.app.app_context():
        photo_id = make.photo(caption="驿站大门")
    page = browse.sign_in("lianxiang").get(f"{STATION}/").text
    assert "驿站大门" in page
    assert f"photos/{photo_id}?size=thumb" in page
    assert "管理照片" in page
    assert "管理照片" not in browse.sign_in("jinan").get(f"{STATION}/").text
