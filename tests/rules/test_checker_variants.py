"""The checker on texts that are set differently: full-width digits, Chinese numerals, a line for each sentence, stops for semicolons."""

import re
from collections.abc import Callable
from typing import Final

import pytest

from portal.checker.rules import find_contradictions
from tests.rules.test_checker_texts import TEXTS, read

FULL_WIDTH: Final = str.maketrans("0123456789%", "０１２３４５６７８９％")
ALARMS: Final = 0.02  # a text
TAKEN: Final = 4  # of so many texts one is read, so that the suite stays quick


def full_width(text: str) -> str:
    return text.translate(FULL_WIDTH)


def without_separators(text: str) -> str:
    return re.sub(r"(?<=\d),(?=\d{3})", "", text)


def in_chinese_numerals(text: str) -> str:
    """25个 is 二十五个, 60% is 百分之六十."""
    counted = re.sub(r"(?<![\d,.第年月日号])([1-9]\d?)(?=[个场期支家名户](?!月))", lambda it: numeral(int(it[1])), text)
    return re.sub(r"(?<![\d.至—\-~])([1-9]\d?)[%％]", lambda it: f"百分之{numeral(int(it[1]))}", counted)


def numeral(number: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones or not tens else "")


def a_line_for_each_sentence(text: str) -> str:
    return re.sub("。(?=[^\n”）])", "。\n", text)


def stops_for_semicolons(text: str) -> str:
    return text.replace("；", "。")


@pytest.mark.parametrize("written", [full_width, without_separators], ids=lambda way: way.__name__)
def test_how_numbers_are_written_changes_no_finding(written: Callable[[str], str]) -> None:
    for path in TEXTS[::TAKEN]:
        text = read(path)[1]
        assert len(find_contradictions(written(text))) == len(find_contradictions(text)), path.name


def test_figures_in_chinese_numerals_make_hardly_an_alarm() -> None:
    clean = [text for expected, text in map(read, TEXTS) if not expected]
    alarms = [(it.kind, it.explanation) for text in clean for it in find_contradictions(in_chinese_numerals(text))]
    assert len(alarms) <= 0.01 * len(clean), alarms


@pytest.mark.parametrize("set_so", [a_line_for_each_sentence, stops_for_semicolons], ids=lambda way: way.__name__)
def test_how_sentences_are_set_makes_hardly_an_alarm(set_so: Callable[[str], str]) -> None:
    clean = [text for expected, text in map(read, TEXTS[1::TAKEN]) if not expected]
    alarms = [(it.kind, it.explanation) for text in clean for it in find_contradictions(set_so(text))]
    assert len(alarms) <= ALARMS * len(clean), alarms
