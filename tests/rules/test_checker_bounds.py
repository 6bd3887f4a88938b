"""The checker on text nobody wrote for it: it never breaks, it takes time in proportion, and where lines break does not matter."""

import random
import re
import time
from pathlib import Path

import pytest

from portal.checker.rules import MAX_CHARS, find_contradictions

TEXTS = [
    it.read_text(encoding="utf-8").partition("\n---\n")[2] for it in sorted((Path(__file__).parent.parent / "checker_texts").glob("*.txt"))
]
LONG = "".join(TEXTS)
STRAY = "0123456789%％万亿余近成倍第一二三十百、，；。：（）“”\n \0年月日人名户第分之"


def spoilt(chance: random.Random) -> str:
    """Return a stretch of a text with signs put in, taken out and turned round."""
    start = chance.randrange(len(LONG) - 400)
    signs = list(LONG[start : start + chance.randrange(20, 400)])
    for _ in range(chance.randrange(30)):
        signs.insert(chance.randrange(len(signs)), chance.choice(STRAY))
        del signs[chance.randrange(len(signs))]
    return "".join(signs)


@pytest.mark.parametrize("seed", range(30))
def test_a_spoilt_text_is_read_to_its_end(seed: int) -> None:
    text = spoilt(random.Random(seed))
    for finding in find_contradictions(text):
        assert finding.explanation
        assert all(0 <= start < end <= len(text) for start, end in finding.spans)
        assert list(finding.spans) == sorted(finding.spans)


def test_two_hundred_pages_are_read_in_seconds() -> None:
    text = (LONG * (150_000 // len(LONG) + 1))[:150_000]
    started = time.process_time()
    find_contradictions(text)
    assert time.process_time() - started < 20  # about 4 on an idle core
    assert MAX_CHARS >= 150_000


@pytest.mark.parametrize(
    "piece",
    ["占10%、", "第一名甲县，", "一二三", "全县培训120人，就业80人，", "其中10人、", "“", "（", "第一、", "三分之", "万", "送温暖“五送”"],
)
def test_a_run_of_one_thing_takes_no_longer(piece: str) -> None:
    started = time.process_time()
    find_contradictions((piece * 6_000)[:6_000])
    assert time.process_time() - started < 8


def test_lines_broken_by_hand_make_no_difference() -> None:
    different = [text[:20] for text in TEXTS if kinds(wrapped(text)) != kinds(text)]
    assert len(different) <= 0.1 * len(TEXTS), different


def kinds(text: str) -> list[str]:
    return sorted(it.kind for it in find_contradictions(text))


def wrapped(text: str, width: int = 26) -> str:
    """Return the text with each line broken after so many signs, as a page of a document is copied."""
    return "\n".join("\n".join(line[i : i + width] for i in range(0, len(line), width)) or line for line in text.split("\n"))


@pytest.mark.parametrize("seed", range(6))
def test_a_text_with_noughts_in_it_is_read_to_its_end(seed: int) -> None:
    chance = random.Random(seed)
    for text in TEXTS[seed::6]:
        find_contradictions(re.sub(r"\d[\d,.]*", lambda it: "0" if chance.random() < 0.25 else it[0], text))
