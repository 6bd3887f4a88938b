"""The third layer: a text cut into paragraphs, sentences and clauses, with each figure in its place."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final

from portal.checker.rules.characters import Plain, make_plain
from portal.checker.rules.contexts import Areas, Periods
from portal.checker.rules.figures import Figure, Form, Side, find_figures
from portal.checker.rules.words import GOAL, SUBSET

_SENTENCE_END: Final = re.compile(r"[。！？\n]|…+")
_PART_END: Final = re.compile(r"[。！？\n；]|…+")
_CLAUSE_END: Final = re.compile(r"[。！？\n；，：:（）]|——")
_PIECE_END: Final = re.compile(r"[。！？\n；，：:（）、]|——")
_ITEM: Final = re.compile(
    r"\n|(?:^|(?<=[。；：，\n]))(?:[一二三四五六七八九十]{1,3}[是、]|（[一二三四五六七八九十\d]{1,3}）|\d{1,2}[.、．])"
)
LONGEST: Final = 700  # signs; a stretch without any mark is cut there, so that no text takes for ever
WINDOW: Final = 240  # figures on either side: about ten pages
_GOAL: Final = re.compile(GOAL)
_GIVEN: Final = re.compile("写[为成]|[记填列算]为|对|现有|已|基础上|围绕|巩固")  # what a plan starts from is no plan itself
_TOPIC: Final = re.compile("(?:特别是|尤其是|至于|关于|说到)(?P<of>[一-龥]{2,12})，[^，。；]*$")  # 特别是创业贷款，全县共发放468笔
_LABEL: Final = re.compile("(?:^|[，；、])(?P<of>[一-龥]{2,10})：$")  # 培训任务：800人；已完成：680人
_SUBSET: Final = re.compile(SUBSET)


@dataclass(frozen=True, slots=True, eq=False)
class Mention:
    """A figure with the words around it.

    Args:
        figure: the number.
        number: its place among all mentions of the text.
        sentence, part, clause: on which stretch of each kind it stands, counted from the start; a part also ends at `；`.
        before, after: the words of its own piece of the clause, without other figures.
        lead: what stands before the figure in its clause, other figures with it.
        area, period: to what it belongs; empty for all of the text.
        until: the month up to which its sentence counts; empty when it does not say.
    """

    figure: Figure
    number: int
    sentence: int
    part: int
    clause: int
    before: str
    after: str
    lead: str
    area: str
    period: str
    goal: bool
    subset: bool
    until: str = ""

    @property
    def words(self) -> str:
        """What is said of the figure."""
        return self.before + self.after

    @property
    def unit(self) -> str:
        """Its unit of account."""
        return self.figure.unit


class Cuts:
    """A text cut at marks of one kind."""

    def __init__(self, text: str, mark: re.Pattern[str]) -> None:
        starts = [0, *(it.end() if it[0] == "\n" or mark is not _ITEM else it.start() for it in mark.finditer(text))]
        self.length = len(text)
        self.starts = [place for one, other in pairwise([*starts, self.length]) for place in range(one, max(other, one + 1), LONGEST)]

    def at(self, place: int) -> int:
        """Return the number of the stretch in which a place lies."""
        return bisect_right(self.starts, place) - 1

    def span(self, number: int) -> tuple[int, int]:
        """Return where a stretch begins and where the next one does."""
        if number >= len(self.starts):
            return self.length, self.length
        return self.starts[number], self.starts[number + 1] if number + 1 < len(self.starts) else self.length


@dataclass(eq=False)
class Reading:
    """A text that has been read."""

    plain: Plain
    figures: Sequence[Figure] = field(init=False)
    goals: dict[Mention, str] | None = None

    def __post_init__(self) -> None:
        self.text = _without_repeats(self.plain.text)
        self.figures = find_figures(self.text)
        self.paragraphs = Cuts(self.text, re.compile(r"\n"))
        self.sentences, self.parts = Cuts(self.text, _SENTENCE_END), Cuts(self.text, _PART_END)
        self.clauses, self.pieces, self.items = Cuts(self.text, _CLAUSE_END), Cuts(self.text, _PIECE_END), Cuts(self.text, _ITEM)
        self.periods, self.areas = Periods(self.text, self.paragraphs), Areas(self.text, self.sentences)

    @cached_property
    def mentions(self) -> list[Mention]:
        """Every figure with its words, in order of place."""
        return [self._mention(i) for i in range(len(self.figures))]

    @cached_property
    def by_sentence(self) -> dict[int, list[Mention]]:
        """Return {number of a sentence: its figures}."""
        grouped: dict[int, list[Mention]] = {}
        for it in self.mentions:
            grouped.setdefault(it.sentence, []).append(it)
        return grouped

    def _mention(self, i: int) -> Mention:
        figure = self.figures[i]
        start, _ = self.pieces.span(self.pieces.at(figure.start))
        _, end = self.pieces.span(self.pieces.at(figure.after - 1))
        first = max(start, self.figures[i - 1].after) if i else start
        last = min(end, self.figures[i + 1].start) if i + 1 < len(self.figures) else end
        clause, sentence = self.clauses.at(figure.start), self.sentences.at(figure.start)
        lead = self.text[self.clauses.span(clause)[0] : figure.start]
        before = self.text[self.sentences.span(sentence)[0] : figure.start]
        topic = _TOPIC.search(before)
        label = _LABEL.search(before) if first == figure.start else None
        after = self.text[figure.after : max(figure.after, last)].rstrip("，。；：、！？\n（）")
        return Mention(
            figure,
            i,
            sentence,
            self.parts.at(figure.start),
            clause,
            (topic["of"] if topic else "") + (label["of"] if label else "") + self.text[first : figure.start],
            after,
            (label["of"] if label else "") + lead,
            self.areas.at(figure.start),
            self.periods.at(figure.start),
            bool(_GOAL.search(lead)) and not _GIVEN.search(lead),
            bool(_SUBSET.search(before)),
            self.periods.until(before),
        )

    def around(self, it: Mention, reach: int = WINDOW) -> list[Mention]:
        """Return the mentions near another one, itself among them: what is compared with what, in a text of any length."""
        return self.mentions[max(0, it.number - reach) : it.number + reach]

    def between(self, one: Mention, other: Mention) -> str:
        """Return what stands between two figures."""
        return self.text[one.figure.after : other.figure.start]

    def before(self, it: Mention, count: int = 12) -> str:
        """Return the last signs before a figure, within its sentence."""
        start = self.sentences.span(it.sentence)[0]
        return self.text[max(start, it.figure.start - count) : it.figure.start]

    def rest(self, it: Mention, count: int = 12) -> str:
        """Return the signs after a figure and its unit, within its sentence."""
        return self.text[it.figure.after : min(self.sentences.span(it.sentence)[1], it.figure.after + count)]

    def sentence_text(self, number: int) -> str:
        """Return a sentence."""
        start, end = self.sentences.span(number)
        return self.text[start:end]


def _without_repeats(text: str) -> str:
    """Leave a sentence out that stands there a second time, as abstracts pasted along do; places stay what they are."""
    seen: set[str] = set()
    kept: list[str] = []
    for sentence in re.findall(r"[^。！？\n]*[。！？\n]|[^。！？\n]+$", text):
        known = len(sentence) > 16 and sentence in seen
        kept.append("\n" * len(sentence) if known else sentence)
        seen.add(sentence)
    return "".join(kept)


def read(text: str) -> Reading:
    """Return the text as it is understood."""
    return Reading(make_plain(text))


def counted_in(it: Mention) -> str:
    """Return the unit a figure is compared in: 人次 are held against 人."""
    return "人" if it.unit == "人次" else it.unit


def overlap(one: Figure, other: Figure) -> bool:
    """Whether two figures may be one number: 4000余 and 4213 may, 4000余 and 近4000 may not."""
    low, high = max(one.low, other.low), min(one.high, other.high)
    if low < high:
        return True
    return low == high and (one.side is Side.AT or other.side is Side.AT)


def is_count(it: Mention, unit: str = "") -> bool:
    """Whether a mention counts something, in the unit if one is given."""
    return it.figure.form is Form.COUNT and bool(it.unit) and (not unit or it.unit == unit)
