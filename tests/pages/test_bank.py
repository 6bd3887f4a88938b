"""/t/<unit>/bank: the rules of the city's time bank, told to everybody, set by the city."""

from datetime import date

import pytest

from tests import make, make_roll
from tests.browse import Browser

CITY, COUNTY, STATION = (f"/t/{code}/bank/" for code in (make.CITY, make.JINAN, make.LIANXIANG))
FILLED = {
    "effective_on": "2026-03-16",
    "activity_cap": "4小时",
    "day_cap": "480分",
    "total_cap": "1500",
    "expires_months": "",
    "notice_days": "５",
    "least_age": "16",
    "own_use_age": "60",
    "recipient_age": "60",
    "relations": ["parent"],
    "donate_only": ["party"],
    "aid_month": "0分",
    "reason": "市级研究决定",
}


def rules(browse: Browser, *args, **changes):
    with browse.app.app_context():
        return make_roll.bank_rules(*args, **changes)


def test_the_city_sets_rules_and_everybody_reads_them_in_words(browse: Browser) -> None:
    assert "平台通用规则" in browse.sign_in("jinan").get(COUNTY).text
    assert browse.sign_in("fuzhou").fill(f"{CITY}new", FILLED).status_code == 303
    for name, path in (("fuzhou", CITY), ("jinan", COUNTY), ("lianxiang", STATION)):
        page = browse.sign_in(name).get(path).text
        for words in ("4小时", "8小时", "1500小时", "5 天", "16 岁", "在职党员", "不帮扶", "市级研究决定", "现行"):
            assert words in page
        assert ("制定新规则" in page) == (name == "fuzhou")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("effective_on", "2026-03-15", "从今天或以后"),
        ("effective_on", "", "必须填写"),
        ("activity_cap", "25小时", "时长应在"),
        ("day_cap", "3小时", "还小"),
        ("total_cap", "7小时", "还小"),
        ("notice_days", "31", "30"),
        ("least_age", "5", "6"),
        ("least_age", "\x00", "必须填写"),
        ("expires_months", "1.5", "整数"),
        ("relations", "cousin", "请从列表中选择"),
        ("reason", "字" * 10_000, "最多 200 个字"),
        ("reason", " ", "必须填写"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(browse: Browser, field: str, value: str, words: str) -> None:
    answer = browse.sign_in("fuzhou").fill(f"{CITY}new", {**FILLED, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert "还没有另定规则" in browse.get(CITY).text


def test_a_day_has_one_version_and_a_form_sent_twice_makes_one(browse: Browser) -> None:
    browse.sign_in("fuzhou")
    form = {**FILLED, "once": "c" * 32}
    first, second = browse.post(f"{CITY}new", form), browse.post(f"{CITY}new", form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert "共 1 条" in browse.get(CITY).text
    answer = browse.fill(f"{CITY}new", FILLED)
    assert answer.status_code == 422
    assert "同一天只能有一版" in answer.text


def test_what_has_not_begun_is_withdrawn_and_what_has_is_not(browse: Browser) -> None:
    begun, to_come = rules(browse, date(2026, 3, 16)), rules(browse, date(2026, 4, 1), least_age=18)
    browse.sign_in("fuzhou")
    assert "18 岁" in browse.get(f"{CITY}{to_come}").text
    assert "还没有施行" in browse.get(CITY).text
    assert browse.fill(f"{CITY}{to_come}/withdraw", {"reason": ""}).status_code == 422
    assert browse.fill(f"{CITY}{to_come}/withdraw", {"reason": "写错了"}).status_code == 303
    assert browse.get(f"{CITY}{to_come}").status_code == 404
    refused = browse.fill(f"{CITY}{begun}/withdraw", {"reason": "写错了"})
    assert refused.status_code == 409
    assert "已经施行" in refused.text


def test_who_is_not_the_citys_administrator_sets_nothing(browse: Browser) -> None:
    rule_id = rules(browse)
    for name, path, status in (("jinan", COUNTY, 403), ("lianxiang", STATION, 403), ("fuzhou_reader", CITY, 403), ("linqing", CITY, 404)):
        browse.sign_in(name)
        assert browse.post(f"{path}new", FILLED).status_code == status
        assert browse.post(f"{path}{rule_id}/withdraw", {"reason": "不要"}).status_code == status


def test_another_citys_rules_are_not_found(browse: Browser) -> None:
    rule_id = rules(browse)
    other = f"/t/{make.OTHER_STATION}/bank/"
    browse.sign_in("stranger")
    assert browse.get(f"{other}{rule_id}").status_code == 404
    assert "平台通用规则" in browse.get(other).text


def test_htmx_gets_the_block_alone(browse: Browser) -> None:
    part = browse.sign_in("jinan").swap(COUNTY, "versions").text
    assert "<html" not in part
    assert 'id="versions"' in part
