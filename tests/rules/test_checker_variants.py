"""The checker on texts that are set differently: full-width digits, no separators, a line for each sentence, stops for semicolons."""

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


def a_line_for_each_sentence(text: str) -> str:
    return re.sub("。(?=[^\n”）])", "。\n", text)


def stops_for_semicolons(text: str) -> str:
    return text.replace("；", "。")


@pytest.mark.parametrize("written", [full_width, without_separators], ids=lambda way: way.__name__)
def test_how_numbers_are_written_changes_no_finding(written: Callable[[str], str]) -> None:
    for path in TEXTS[::TAKEN]:
        text = read(path)[1]
        assert len(find_contradictions(written(text))) == len(find_contradictions(text)), path.name


@pytest.mark.parametrize("set_so", [a_line_for_each_sentence, stops_for_semicolons], ids=lambda way: way.__name__)
def test_how_sentences_are_set_makes_hardly_an_alarm(set_so: Callable[[str], str]) -> None:
    clean = [text for expected, text in map(read, TEXTS[1::TAKEN]) if not expected]
    alarms = [(it.kind, it.explanation) for text in clean for it in find_contradictions(set_so(text))]
    assert len(alarms) <= ALARMS * len(clean), alarms
