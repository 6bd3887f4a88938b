"""Whether two figures speak of one thing: the words around them compared."""

import re
from functools import lru_cache
from typing import Final

from portal.checker.rules.reading import Mention
from portal.checker.rules.words import ACTIONS, COMMON, EMPTY, NARROWING, either

_EMPTY: Final = re.compile(f"{either(EMPTY)}|(?<![签节预续违履])约|(?<![会女层团])组织")  # but 预约, 社会组织
_COMMON: Final = re.compile(either(COMMON))
_NARROW: Final = re.compile(either(NARROWING))
_ACTIONS: Final = tuple(re.compile(either(words)) for words in ACTIONS)
_SAYS_NOTHING: Final = re.compile(
    r"(?:要|进一步|用好|抓好|依托|发挥|带领|团结|组织|继续|现有|已建成|建成|已|举办|开展|发放|培训|服务|走访|慰问|登记|注册|报名|参加|参与)+"
)
_TRAINED_FOR: Final = re.compile("(?:再?就业|创业)+培训")  # 再就业培训600万人 are none of 再就业515万人
HEAD: Final = 8  # signs after a figure that may still name what is counted


@lru_cache(maxsize=8192)
def bare(words: str) -> str:
    """Return the words that say what is counted."""
    return re.sub(r"[^\w一-龥]+|\d+", " ", _EMPTY.sub(" ", words.replace("老年人", "老人"))).strip()


@lru_cache(maxsize=8192)
def pairs(words: str) -> frozenset[str]:
    """Return the pairs of neighbouring signs of what is counted."""
    return frozenset(word[i : i + 2] for word in bare(words).split() for i in range(len(word) - 1))


@lru_cache(maxsize=8192)
def rare_pairs(words: str) -> frozenset[str]:
    """Return the pairs without those of words that stand everywhere in this field."""
    return frozenset(word[i : i + 2] for word in _COMMON.sub(" ", bare(words)).split() for i in range(len(word) - 1))


@lru_cache(maxsize=8192)
def narrowing(words: str) -> frozenset[str]:
    """Return the words that narrow what is counted."""
    return frozenset(_NARROW.findall(_EMPTY.sub(" ", words)))


@lru_cache(maxsize=8192)
def actions(words: str) -> frozenset[int]:
    """Return what is done to the counted: trained, employed, visited, each by its number."""
    words = _TRAINED_FOR.sub("培训", words)
    return frozenset(n for n, pattern in enumerate(_ACTIONS) if pattern.search(words))


def named(it: Mention) -> str:
    """Return the words that name what is counted, without what goes on behind it."""
    return f"{it.before} {it.after[:HEAD]}"


def shared(one: str, other: str) -> float:
    """Return which part of the shorter description stands in the longer one, 0 to 1."""
    a, b = pairs(one), pairs(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def akin(one: Mention, other: Mention) -> bool:
    """Whether two figures have a telling word in common, or one of them is described by nothing of its own."""
    a, b = rare_pairs(one.words), rare_pairs(other.words)
    return bool(a & b) if a and b else bool(pairs(one.words) & pairs(other.words)) or not a or not b


def opposed(one: Mention, other: Mention) -> bool:
    """Whether two figures are of different actions (trained, employed) or of differently narrowed wholes (线上, 线下)."""
    mine, theirs = actions(one.words), actions(other.words)
    if len(mine) > 1 and len(theirs) > 1:  # 宣讲覆盖, 培训覆盖: the reach is the same word for both
        mine, theirs = mine - {0}, theirs - {0}
    if mine and theirs and not mine & theirs:
        return True
    return narrowing(named(one)) != narrowing(named(other)) or _restricted(one, other) or _restricted(other, one)


def _restricted(one: Mention, other: Mention) -> bool:
    """Whether 城区以外的150个 is of fewer than what the other is of."""
    found = re.match("(.{2,}的)[一-龥]{0,8}$", one.before.rstrip())
    if not found:
        return False
    words = rare_pairs(_SAYS_NOTHING.sub(" ", found[1]))
    return bool(words - pairs(other.words)) and not words & pairs(other.words)
