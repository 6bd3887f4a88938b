"""/t/<unit>/units/<unit below>: its card, renaming, suspending, closing, reopening."""

import pytest

from portal.tenants.rules.units import Profile
from portal.tenants.services import profiles
from tests import make
from tests.browse import Browser

CARD, CITY_CARD = f"/t/{make.JINAN}/units/{make.LIANXIANG}", f"/t/{make.CITY}/units/{make.LIANXIANG}"
COUNTY_CARD = f"/t/{make.CITY}/units/{make.JINAN}"
REASON = {"reason": "场地改造，三个月"}


def test_a_card_shows_what_the_unit_says_of_itself_and_what_happened_to_it(browse: Browser) -> None:
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        profiles.keep_profile(scope, Profile(contact_name="林主任", contact_phone="0591-83512345"), version=0)
    browse.sign_in("jinan")
    assert browse.fill(f"{CARD}/suspend", REASON).location == CARD
    page = browse.get(CARD).text
    for words in ("林主任", "0591-83512345", "已暂停", "暂停：正常 → 已暂停", "jinan 的使用人", "场地改造，三个月", "2026-03-16 10:00"):
        assert words in page


@pytest.mark.parametrize(("name", "card"), [("jinan", CARD), ("fuzhou", CITY_CARD)])
def test_who_rules_sees_what_can_be_done(browse: Browser, name: str, card: str) -> None:
    page = browse.sign_in(name).get(card).text
    for path in ("name", "suspend", "close"):
        assert f'href="{card}/{path}"' in page
    assert f"{card}/reopen" not in page
    assert ("/move" in page) == (name == "fuzhou")


def test_who_only_reads_sees_no_buttons(browse: Browser) -> None:
    for name in ("jinan_clerk", "fuzhou", "fuzhou_reader"):  # a city's administrator rules from her city's page
        assert f"{CARD}/close" not in browse.sign_in(name).get(CARD).text


def test_a_city_comes_from_a_county_to_its_stations(browse: Browser) -> None:
    page = browse.sign_in("fuzhou").get(COUNTY_CARD).text
    assert f'href="{CITY_CARD}"' in page
    assert "军门社区驿站" not in page


def test_a_suspended_station_stands_still_at_once(browse: Browser) -> None:
    manager, admin = Browser(browse.app).sign_in("lianxiang"), browse.sign_in("jinan")
    log = f"/t/{make.LIANXIANG}/activities/new"
    assert manager.get(log).status_code == 200
    admin.fill(f"{CARD}/suspend", REASON)
    refused = manager.get(log)
    assert refused.status_code == 403
    assert "已暂停" in refused.text
    assert manager.get(f"/t/{make.LIANXIANG}/profile/edit").status_code == 200
    admin.fill(f"{CARD}/close", REASON)
    assert manager.get(f"/t/{make.LIANXIANG}/profile/edit").status_code == 403
    assert manager.get(f"/t/{make.LIANXIANG}/activities/").status_code == 200


@pytest.mark.parametrize(
    ("step", "reason", "words"), [("suspend", "", "必须填写"), ("close", " \u200b", "必须填写"), ("close", "长" * 301, "最多 300 个字")]
)
def test_a_reason_is_asked_for(browse: Browser, step: str, reason: str, words: str) -> None:
    answer = browse.sign_in("jinan").fill(f"{CARD}/{step}", {"reason": reason})
    assert answer.status_code == 422
    assert words in answer.text


def test_the_password_is_asked_for_again(browse: Browser) -> None:
    browse.sign_in("jinan", is_proved=False)
    assert "您的登录密码" in browse.get(f"{CARD}/suspend").text
    wrong = browse.fill(f"{CARD}/suspend", {**REASON, "password": "x"})
    assert wrong.status_code == 422
    assert "场地改造" in wrong.text
    assert browse.fill(f"{CARD}/suspend", {**REASON, "password": make.PASSWORD}).status_code == 303


def test_what_cannot_be_done_says_why_before_it_is_tried(browse: Browser) -> None:
    page = browse.sign_in("jinan").get(f"{CARD}/reopen").text
    assert "现在是“正常”，不能恢复" in page
    assert "<textarea" not in page
    assert browse.post(f"{CARD}/reopen", {**REASON, "seen": "open"}).status_code == 409
    assert browse.get(f"{CARD}/destroy").status_code == 404


def test_a_county_with_stations_is_not_closed(browse: Browser) -> None:
    answer = browse.sign_in("fuzhou").post(f"{COUNTY_CARD}/close", {**REASON, "seen": "open"})
    assert answer.status_code == 409
    assert "还有 2 个单位没有撤销或划走：连翔社区驿站、东山社区驿站" in answer.text


def test_two_admins_at_once_and_one_is_told(browse: Browser) -> None:
    browse.sign_in("jinan").post(f"{CARD}/suspend", {**REASON, "seen": "open"})
    late = browse.sign_in("jinan_deputy").post(f"{CARD}/close", {**REASON, "seen": "open"})
    assert late.status_code == 409
    assert "jinan 的使用人 已于 2026-03-16 10:00 暂停" in late.text


def test_sent_twice_it_is_done_once(browse: Browser) -> None:
    browse.sign_in("jinan")
    sent = {**REASON, "seen": "open", "once": "b" * 32}
    assert [browse.post(f"{CARD}/suspend", sent).location for _ in range(2)] == [CARD, CARD]
    assert browse.get(CARD).text.count("场地改造，三个月") == 1


def test_a_unit_is_renamed_from_above(browse: Browser) -> None:
    browse.sign_in("jinan")
    assert browse.fill(f"{CARD}/name", {"name": "连翔驿站", "reason": "规范"}).location == CARD
    assert "改名：连翔社区驿站 → 连翔驿站" in browse.get(CARD).text
    stale = browse.post(f"{CARD}/name", {"name": "别的驿站", "reason": "规范", "seen": "连翔社区驿站"})
    assert stale.status_code == 409


@pytest.mark.parametrize("name", ["jinan_clerk", "fuzhou", "gulou", "lianxiang", "linqing"])
@pytest.mark.parametrize("page", ["name", "suspend", "close", "reopen"])
def test_who_may_not(browse: Browser, name: str, page: str) -> None:
    wanted = 403 if name in {"jinan_clerk", "fuzhou"} else 404
    browse.sign_in(name)
    assert browse.get(f"{CARD}/{page}").status_code == wanted
    assert browse.post(f"{CARD}/{page}", {**REASON, "seen": "open"}).status_code == wanted
    assert browse.post(f"/t/{make.JINAN}/units/{make.JUNMEN}/{page}", REASON).status_code == wanted


def test_a_city_reads_under_which_county_a_station_stands(browse: Browser) -> None:
    assert "<dt>隶属</dt>" in browse.sign_in("fuzhou").get(f"/t/{make.CITY}/units/{make.LIANXIANG}").text
    assert "<dt>隶属</dt>" not in browse.sign_in("jinan").get(f"/t/{make.JINAN}/units/{make.LIANXIANG}").text
