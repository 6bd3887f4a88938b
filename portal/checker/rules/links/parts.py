"""A part that exceeds what it is said to be of, where the whole is told elsewhere: 上述拿到证书的学员里，…的有2,478人."""

import re
from collections.abc import Iterator
from typing import Final

from portal.checker.rules.conflicts import Conflict, between
from portal.checker.rules.goals import goals_in
from portal.checker.rules.likeness import named, pairs, rare_pairs
from portal.checker.rules.reading import Mention, Reading, is_count
from portal.checker.rules.siblings import PLACE_NOUN
from portal.checker.rules.subsets import FARTHEST
from portal.checker.rules.words import WITHIN

_OPENER: Final = re.compile(rf"(?P<who>[^，。；：\d]{{2,24}})(?:{WITHIN}，?|[^，。；：]{{0,24}}，其中)(?P<what>[^。；：\d]{{0,26}})$")
_NO_WHOLE: Final = re.compile("过程|工作|活动|期间|检查|调研|大赛|实践|培训$|时间|会议|比赛")
_OTHER: Final = re.compile("另|新增|累计|带动|辐射|计划|目标|任务|预计|力争|每|均|人次")
_REACH: Final = 60  # figures
_CLEAR: Final = 2  # pairs of signs by which a whole must be ahead of any other


def check_named_wholes(reading: Reading) -> list[Conflict]:
    """Return parts that are larger than the only figure that bears the name of their whole."""
    return list(_found(reading))


def _found(reading: Reading) -> Iterator[Conflict]:
    for it in reading.mentions:
        if not is_count(it) or it.figure.spread or it in goals_in(reading):
            continue
        start = reading.parts.span(it.part)[0]
        opened = _OPENER.search(reading.text[max(start, it.figure.start - 60) : it.figure.start])
        if not opened or _NO_WHOLE.search(opened["who"]) or _OTHER.search(opened["what"]):
            continue
        whole = _whole(reading, it, opened["who"])
        if whole and whole.figure.high < it.figure.low <= FARTHEST * whole.figure.high:
            yield between("part_exceeds_whole", [whole, it], f"部分{it.figure.words}大于总体{whole.figure.words}")


def _whole(reading: Reading, it: Mention, who: str) -> Mention | None:
    """Return the figure whose words are those of the phrase, and clearly more so than any other's of its unit."""
    if any(one.unit == it.unit and one.part == it.part and one.number < it.number for one in reading.by_sentence[it.sentence]):
        return None
    wholes = [
        one for one in reading.around(it, _REACH) if one.number < it.number and is_count(one, it.unit) and one not in goals_in(reading)
    ]
    wholes = [one for one in wholes if not PLACE_NOUN.match(one.after) or PLACE_NOUN.match(it.after)]
    wholes = [one for one in wholes if not re.search(f"{re.escape(who)}{WITHIN}", one.lead)]  # some of the same themselves
    scored = sorted(((_likeness(who, one), one.number, one) for one in wholes), key=lambda found: (found[0], found[1]))
    if not scored or scored[-1][0] < _CLEAR:
        return None
    best, rest = scored[-1], [score for score, _, one in scored[:-1] if one.figure.said != scored[-1][2].figure.said]
    ahead = best[0] - max(rest, default=0) >= 1
    apart = best[2].area != it.area or (best[2].period and it.period and best[2].period != it.period) or _OTHER.search(best[2].before)
    return best[2] if ahead and not apart else None


def _likeness(who: str, one: Mention) -> float:
    words = named(one)
    return len(pairs(who) & pairs(words)) + 2 * len(rare_pairs(who) & rare_pairs(words))
