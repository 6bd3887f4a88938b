"""Which certificate a course leads to, what stands on it, and until when it counts."""

from datetime import date

import pytest

from portal.core.errors import RuleBroken
from portal.training.rules.certificates import (
    Kind,
    Standing,
    Taught,
    check_dates,
    counted_number,
    exam_kind,
    kinds_of,
    parse_number,
    standing,
    written_of,
)
from portal.training.rules.courses import Step, level_words

HOME = ("家政服务员", "4-10-01-06")


@pytest.mark.parametrize(
    ("course", "kind"),
    [
        (Taught(Step.SKILL, *HOME, "母婴护理员", 5), Kind.LEVEL),
        (Taught(Step.SKILL, *HOME, "", 2), Kind.LEVEL),
        (Taught(Step.SPECIAL, "整理收纳师"), Kind.SPECIAL),
        (Taught(Step.MANAGER), Kind.SPECIAL),
        (Taught(Step.SKILL), None),
        (Taught(Step.WELFARE), None),
        (Taught(Step.REFRESHER), None),
    ],
)
def test_what_an_exam_leads_to(course: Taught, kind: Kind | None) -> None:
    assert exam_kind(course) == kind
    assert kinds_of(course) == ((kind, Kind.COURSE) if kind else (Kind.COURSE,))


@pytest.mark.parametrize(
    ("track", "level", "words"),
    [
        ("家务服务员", 5, "五级/初级工（家务服务员）"),
        ("母婴护理员", 4, "四级/中级工（母婴护理员）"),
        ("家庭照护员", 3, "三级/高级工（家庭照护员）"),
        ("", 2, "二级/技师"),
        ("家务服务员", 2, "二级/技师"),
    ],
)
def test_levels_and_tracks_and_a_technician_has_none(track: str, level: int, words: str) -> None:
    written = written_of(Taught(Step.SKILL, *HOME, track, level), Kind.LEVEL)
    assert level_words(level, str(written["track"])) == words
    assert written["occupation"] == "家政服务员"


def test_a_course_certificate_testifies_no_level_and_a_special_one_no_track() -> None:
    course = Taught(Step.SKILL, *HOME, "母婴护理员", 5)
    assert written_of(course, Kind.COURSE) == {"occupation": "", "occupation_code": "", "track": "", "level": None}
    assert written_of(Taught(Step.SPECIAL, "整理收纳师"), Kind.SPECIAL)["level"] is None


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("Y0000350100245000123", "Y0000350100245000123"),
        ("ｙ００１", "Y001"),
        (" 闽家字〔2026〕第 12号 ", "闽家字〔2026〕第 12号"),
        ("35011-2026/03", "35011-2026/03"),
    ],
)
def test_a_number_has_one_form(raw: str, number: str) -> None:
    assert parse_number(raw) == number
    assert parse_number(number) == number


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("", "只用数字"),
        ("<script>", "只用数字"),
        ("=1+1", "只用数字"),
        ("号" * 41, "最多 40"),
        ("13800001234", "像是身份证号码或手机号码"),
        ("138-0000-1234", "像是身份证号码或手机号码"),
        ("11010519491231002X", "像是身份证号码或手机号码"),
        ("110105 19491231 002x", "像是身份证号码或手机号码"),
    ],
)
def test_what_must_not_stand_on_a_public_page_is_no_number(raw: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_number(raw)


@pytest.mark.parametrize(
    ("expires_on", "is_revoked", "found"),
    [
        (None, False, Standing.VALID),
        (date(2028, 2, 29), False, Standing.VALID),
        (date(2028, 2, 28), False, Standing.EXPIRED),
        (date(2028, 2, 28), True, Standing.REVOKED),
        (None, True, Standing.REVOKED),
    ],
)
def test_its_last_day_counts_still(expires_on: date | None, *, is_revoked: bool, found: Standing) -> None:
    assert standing(expires_on, is_revoked=is_revoked, today=date(2028, 2, 29)) is found


@pytest.mark.parametrize(
    ("issued_on", "expires_on", "field"),
    [
        (date(2026, 3, 17), None, "issued_on"),
        (date(2026, 3, 9), None, "issued_on"),
        (date(2026, 3, 12), date(2026, 3, 12), "expires_on"),
        (date(2026, 3, 12), date(2025, 3, 12), "expires_on"),
    ],
)
def test_days_that_cannot_be(issued_on: date, expires_on: date | None, field: str) -> None:
    with pytest.raises(RuleBroken) as met:
        check_dates(issued_on, expires_on, earned_on=date(2026, 3, 10), today=date(2026, 3, 16))
    assert met.value.field == field


def test_it_may_be_issued_on_the_very_day_and_end_on_a_leap_day() -> None:
    check_dates(date(2026, 3, 10), date(2028, 2, 29), earned_on=date(2026, 3, 10), today=date(2026, 3, 10))


def test_numbers_are_counted_within_the_year_beyond_four_digits() -> None:
    assert counted_number("350111100013", 2026, 0) == "350111100013-2026-0001"
    assert counted_number("350111100013", 2026, 9999) == "350111100013-2026-10000"
