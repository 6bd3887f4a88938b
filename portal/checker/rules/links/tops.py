"""The first few of a ranking with their values, and who stands behind them: 82%、79%、77%，分列前三；排在第四位的为78%."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from portal.checker.rules.conflicts import Conflict
from portal.checker.rules.figures import Form
from portal.checker.rules.links.places import is_less
from portal.checker.rules.numerals import value_of
from portal.checker.rules.reading import Mention, Reading

_TOP: Final = re.compile("(?:分列|分别位列|分居|分别居|位列|列|居|包揽)[^，。；\\d]{0,6}前(?P<n>[二两三四五])[名位甲]?")
_NEXT: Final = re.compile("第(?P<n>[三四五六]|[3-6])[名位]?[^，。；\\d]{0,12}$")
_LESS_IS_BETTER: Final = re.compile("投诉|用时|耗时|失分|扣分|差错|倒数|由低到高|从低到高")
_GAP: Final = 14  # signs between the values of a row


def check_tops(reading: Reading) -> list[Conflict]:
    """Return values of a ranking that do not fall from place to place."""
    return [found for it in _TOP.finditer(reading.text) for found in _checked(reading, it)]


def _checked(reading: Reading, top: re.Match[str]) -> Iterator[Conflict]:
    many = value_of(top["n"])
    sentence = reading.sentences.at(top.start())
    told = reading.by_sentence.get(sentence, [])
    row = _row(reading, [it for it in told if it.figure.end <= top.start()][-many:])
    if len(row) != many or _LESS_IS_BETTER.search(reading.sentence_text(sentence)):
        return
    following = [it for it in [*told, *reading.by_sentence.get(sentence + 1, [])] if it.figure.start >= top.end()]
    row += [it for it in following[:1] if _is_alike(row[0], it) and _is_next(it, many)]
    for one, other in pairwise(row):
        if is_less(one, other):
            spans = ((one.figure.start, one.figure.end), (other.figure.start, other.figure.end))
            yield Conflict("rank_clash", spans, f"名次在后的{other.figure.words}反而高于在前的{one.figure.words}", 1)
            return


def _is_next(it: Mention, many: int) -> bool:
    found = _NEXT.search(it.lead)
    return found is not None and value_of(found["n"]) == many + 1


def _is_alike(one: Mention, other: Mention) -> bool:
    return (one.unit, one.figure.form) == (other.unit, other.figure.form) and one.figure.form in {Form.COUNT, Form.PERCENT}


def _row(reading: Reading, row: list[Mention]) -> list[Mention]:
    """Return the values that stand side by side, each behind a name."""
    joined = all(_is_alike(one, other) and 2 <= len(reading.between(one, other)) <= _GAP for one, other in pairwise(row))
    return row if row and joined else []
