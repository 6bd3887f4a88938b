"""Names and telephones."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.people import rules

steady = settings(derandomize=True, max_examples=300, deadline=None)


@pytest.mark.parametrize(
    ("raw", "phone"),
    [
        ("13800001234", "13800001234"),
        ("１３８００００１２３４", "13800001234"),
        ("138 0000 1234", "13800001234"),
        ("138-0000-1234", "13800001234"),
        ("+86 13800001234", "13800001234"),
        ("＋８６１３８００００１２３４", "13800001234"),
        ("008613800001234", "13800001234"),
        ("8613800001234", "13800001234"),
        ("013800001234", "13800001234"),
        ("0591-83512345", "0591-83512345"),
        ("（0591）83512345", "0591-83512345"),
        ("059183512345", "0591-83512345"),
        ("+86 591 8351 2345", "0591-83512345"),
        ("+86 10 65123456", "010-65123456"),
        ("010-65123456", "010-65123456"),
        ("0635-2323456", "0635-2323456"),
    ],
)
def test_a_telephone_has_one_form(raw, phone):
    assert rules.parse_phone(raw) == phone
    assert rules.parse_phone(phone) == phone


@pytest.mark.parametrize(
    "raw",
    ["", "12800001234", "1380000123", "138000012345", "83512345", "0591-03512345", "0591-835123456", "٠١٣٨٠٠٠٠١٢٣٤", "13800001234a",
    "110", "+1 2025550123",
     "1380000123\x00", "591-83512345"],
)  # fmt: skip
def test_what_is_no_telephone_is_refused_in_chinese(raw):
    with pytest.raises(rules.BadPhone, match="请填写"):
        rules.parse_phone(raw)


@pytest.mark.parametrize(
    ("phone", "masked"), [("13800001234", "138****1234"), ("0591-83512345", "0591-****2345"), ("0635-2323456", "0635-***3456")]
)
def test_a_telephone_is_shown_masked(phone, masked):
    assert rules.mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("李梅", "李梅"),
        (" 李　梅 ", "李梅"),
        ("李\u200b梅\x00", "李梅"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("阿依古丽．买买提", "阿依古丽·买买提"),
        ("阿依古丽 • 买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("阿依古丽。买买提", "阿依古丽·买买提"),
        ("·李梅·", "李梅"),
        ("Maria  da Silva", "Maria da Silva"),
        ("Ｍａｒｉａ", "Maria"),
        ("Ｚｏｅ\u0301", "Zo\u00e9"),
        ("阿依古丽· 。买买提", "阿依古丽·买买提"),
        ("ئايگۈل", "ئايگۈل"),
        ("ᠰᠠᠷᠠ", "ᠰᠠᠷᠠ"),
        ("王〇", "王〇"),
        ("王堃祎", "王堃祎"),
        ("王\U0002b740", "王\U0002b740"),
        ("王\U0002ebf0", "王\U0002ebf0"),
        ("字" * 30, "字" * 30),
    ],
)
def test_a_name_of_any_script_has_one_form(raw, name):
    assert rules.parse_person_name(raw) == name
    assert rules.parse_person_name(name) == name


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("", "请填写姓名"), ("\u200b", "请填写姓名"), (" · ", "请填写姓名"), ("李", "2 到 30"), ("字" * 31, "2 到 30"),
        ("李梅1", "不能有"), ("李梅１", "不能有"),
        ("李٣梅", "不能有"), ("李😀梅", "不能有"), ("<b>李梅</b>", "不能有"), ("李&梅", "不能有"), ("李,梅", "不能有"),
        ("=李梅", "不能有"), ("李\ue000", "显示不出的字"), ("张?梅", "丢失的字"), ("李\ufffd", "丢失的字"),
        ("李*", "不能有"), ("李\u2460", "不能有"),
    ],
)  # fmt: skip
def test_what_is_no_name_is_refused_and_told_why(raw, says):
    with pytest.raises(rules.BadName, match=says):
        rules.parse_person_name(raw)


@given(st.text(st.characters(), max_size=40) | st.text("李梅 　·•.。a1", max_size=12))
@steady
def test_any_text_is_a_name_in_its_one_form_or_refused(raw):
    with suppress(rules.BadName):
        name = rules.parse_person_name(raw)
        assert rules.parse_person_name(name) == name
        assert 2 <= len(name) <= 30


@pytest.mark.parametrize(("name", "masked"), [("李梅", "李*"), ("欧阳娜娜", "欧***"), ("李", "*"), ("", "")])
def test_a_name_is_shown_masked(name, masked):
    assert rules.mask_name(name) == masked
