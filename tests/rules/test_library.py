"""What a policy and a lesson may say, and where a link may lead."""

from dataclasses import replace
from datetime import date

import pytest

from portal.core.errors import RuleBroken
from portal.library.rules import MAX_URL, BadUrl, check_micro, check_policy, host_of, is_found, is_in_force, paragraphs, parse_url
from tests.make_library import LESSON, POLICY

TODAY = date(2026, 3, 16)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://www.gov.cn/a?b=1&c=%E4%B8%AD#x", "https://www.gov.cn/a?b=1&c=%E4%B8%AD#x"),
        (" http://v.qq.com:8080/x ", "http://v.qq.com:8080/x"),
        ("HTTPS://v.qq.com/x", "https://v.qq.com/x"),
        ("https://a.cn/课程", "https://a.cn/%E8%AF%BE%E7%A8%8B"),
        ("ｈｔｔｐｓ：／／ａ．ｃｎ／１", "https://a.cn/1"),
    ],
)
def test_an_address_of_the_net_is_kept_in_ascii(typed: str, kept: str) -> None:
    assert parse_url(typed) == kept
    assert kept.isascii()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("www.gov.cn", "开头"),
        ("javascript:alert(1)", "开头"),
        ("data:text/html,x", "开头"),
        ("file:///etc/passwd", "开头"),
        ("//evil.cn", "开头"),
        ("https://a.cn@evil.cn/", "打不开"),
        ("https://user:word@a.cn/", "打不开"),
        ("https://localhost/", "打不开"),
        ("https://127.0.0.1/", "打不开"),
        ("https://[::1]/", "打不开"),
        ("https://[bad", "打不开"),
        ("https://a.cn:99999/", "打不开"),
        ("https://a.cn\\@evil.cn", "打不开"),
        ("https://a.cn/x y", "打不开"),
        ('https://a.cn/"><script>', "打不开"),
        ("https://a.cn/" + "x" * MAX_URL, "太长"),
        ("https://" + "a" * 10_000, "打不开"),
    ],
)
def test_what_leads_nowhere_safe_is_refused(typed: str, words: str) -> None:
    with pytest.raises(BadUrl, match=words):
        parse_url(typed)


def test_the_host_of_a_link_is_named() -> None:
    assert [host_of(url) for url in ("https://v.qq.com:8080/x", "")] == ["v.qq.com", ""]


def test_a_policy_holds_up_to_its_last_day() -> None:
    assert [is_in_force(day, TODAY) for day in (None, TODAY, date(2026, 3, 15))] == [True, True, False]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"issued_on": date(2026, 3, 17)}, "issued_on"), ({"ends_on": date(2026, 1, 4)}, "ends_on")],
)
def test_days_that_cannot_be_are_refused(changes: dict[str, date], field: str) -> None:
    check_policy(replace(POLICY, issued_on=TODAY, ends_on=TODAY), today=TODAY)
    with pytest.raises(RuleBroken) as broken:
        check_policy(replace(POLICY, **changes), today=TODAY)
    assert broken.value.field == field


def test_a_lesson_of_tomorrow_is_refused() -> None:
    with pytest.raises(RuleBroken, match="还没有到"):
        check_micro(replace(LESSON, published_on=date(2026, 3, 17)), today=TODAY)


@pytest.mark.parametrize(("sought", "is_there"), [("洗澡", True), ("xinsheng", True), ("xse", True), ("linlaoshi", True), ("保洁", False)])
def test_a_lesson_is_found_by_pieces_pinyin_and_initials(sought: str, is_there: bool) -> None:
    assert is_found(sought, LESSON.title, LESSON.teacher) is is_there


def test_each_line_is_a_paragraph() -> None:
    assert paragraphs("一\n\n二") == ["一", "二"]
