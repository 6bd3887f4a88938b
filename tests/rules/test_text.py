"""Text and counts as people type them, in their one form."""

import time as stopwatch
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core import text

ANY_TEXT = st.text(st.characters(), max_size=60)  # every code point, lone surrogates too
steady = settings(derandomize=True, max_examples=300, deadline=None)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("", ""),
        ("  连翔社区　", "连翔社区"),
        ("连翔　　社区", "连翔 社区"),
        ("a\t b\r\nc", "a b c"),
        ("李\u200b梅", "李梅"),
        ("李\ufeff梅\u00ad", "李梅"),
        ("\u202e梅李\u202c", "梅李"),
        ("\u2066x\u2069\u061c", "x"),
        ("a\x00b\x07c\x7fd\x9fe", "abcde"),
        ("a\ud800b\udfff", "ab"),
        ("cafe\u0301", "caf\u00e9"),
        ("e\u200b\u0301", "\u00e9"),
        ("\u3164\u115f\uffa0", ""),
        ("祁\ufe00\U000e0100", "祁"),
        ("a\ufffe\uffffb", "ab"),
        ("\U0001f469\u200d\U0001f33e", "\U0001f469\U0001f33e"),
        ("\u2028a\u2029b\x85c\x1fd", "a b c d"),
    ],
)
def test_a_line_has_one_stored_form(raw, clean):
    assert text.clean_text(raw) == clean


@given(ANY_TEXT)
@steady
def test_cleaning_twice_changes_nothing_more(raw):
    once = text.clean_text(raw)
    assert text.clean_text(once) == once


@given(ANY_TEXT)
@steady
def test_what_is_clean_can_be_stored_anywhere(raw):
    clean = text.clean_text(raw)
    assert clean.encode().decode() == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert not [char for char in clean if unicodedata.category(char) in {"Cc", "Cs"}]
    assert clean == clean.strip()
    assert "  " not in clean


@pytest.mark.parametrize("marks", ["\u0301\u0323", "\u0344", "\u0301"])
def test_a_flood_of_accents_costs_no_time_and_is_cut(marks):
    begun = stopwatch.perf_counter()
    clean = text.clean_text("a" + marks * 50_000)
    assert stopwatch.perf_counter() - begun < 1
    assert len(clean) <= 31
    assert text.clean_text(clean) == clean


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("一\r\n二\r三", "一\n二\n三"),
        ("\n\n　　一 \n\n\n\n二\n \n", "一\n\n二"),
        ("一\u2028二", "一\n二"),
        ("一\x00\n\u200b二", "一\n二"),
        ("一\r\u200b\n二", "一\n二"),
        ("", ""),
    ],
)
def test_lines_are_kept_only_where_lines_are_wanted(raw, clean):
    assert text.clean_multiline(raw) == clean


@given(st.text(st.sampled_from("a一 　\n\r\t\x00\u200b\u2028\x85\x1c"), max_size=30) | ANY_TEXT)
@steady
def test_cleaning_lines_twice_changes_nothing_more(raw):
    once = text.clean_multiline(raw)
    assert text.clean_multiline(once) == once
    assert [text.clean_text(line) for line in once.split("\n")] == once.split("\n")


@pytest.mark.parametrize(
    ("raw", "ascii_text"),
    [("１２３", "123"), ("１４：３０", "14:30"), ("ＡｂＸ－（１）", "AbX-(1)"), ("　", " "), ("٣", "٣"), ("三", "三"), ("～", "~")],
)
def test_full_width_becomes_ascii_and_other_scripts_stay(raw, ascii_text):
    assert text.to_ascii_digits(raw) == ascii_text


@pytest.mark.parametrize(
    ("raw", "count"),
    [
        ("0", 0),
        ("25", 25),
        ("２５", 25),
        (" 25　", 25),
        ("007", 7),
        ("1,200", 1200),
        ("１，２００", 1200),
        ("2\u200b5", 25),
        ("9999", 9999),
    ],
)
def test_a_count_is_plain_digits(raw, count):
    assert text.parse_count(raw, low=0, high=9999) == count


@pytest.mark.parametrize(
    "raw",
    [
        "", " ", "1e1", "1_0", "NaN", "sNaN", "Infinity", "-1", "－１", "+1", "٣", "১", "二十", "1.0", "1.", "12,34", "1,2345", ",100",
        "1 0",
        "0x1", "²", "①", "10人", "9" * 5000, "10000",
    ],
)  # fmt: skip
def test_what_is_no_count_is_refused_in_chinese(raw):
    with pytest.raises(text.BadCount) as refused:
        text.parse_count(raw, low=0, high=9999)
    assert str(refused.value).startswith("请填写")


@pytest.mark.parametrize(("count", "fits"), [(0, False), (1, True), (20, True), (21, False)])
def test_a_count_lies_within_both_ends(count, fits):
    if fits:
        assert text.parse_count(str(count), low=1, high=20) == count
    else:
        with pytest.raises(text.BadCount, match="1 到 20"):
            text.parse_count(str(count), low=1, high=20)


@given(ANY_TEXT)
@steady
def test_a_count_is_read_or_refused_never_a_crash(raw):
    with suppress(text.BadCount):
        assert 0 <= text.parse_count(raw, low=0, high=50) <= 50


@pytest.mark.parametrize(
    ("plain", "head", "tail", "masked"),
    [("13800001234", 3, 4, "138****1234"), ("abc", 2, 1, "***"), ("abcd", 2, 1, "ab*d"), ("李梅", 1, 0, "李*"), ("", 1, 1, "")],
)
def test_the_middle_is_masked_and_a_short_text_wholly(plain, head, tail, masked):
    assert text.mask_middle(plain, head=head, tail=tail) == masked
