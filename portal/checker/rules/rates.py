"""A rate named after what was done: 办结率, 取证率, 复工率 against the counts beside it."""

import re
from typing import Final

from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.figures import Form
from portal.checker.rules.intervals import Interval, of
from portal.checker.rules.reading import Mention, Reading, is_count

_RATE: Final = re.compile(r"(?P<what>[一-龥]{2,6})率(?:已|均|仅|也)?(?:达到?|为|是|至|超过?)?了?(?:近|约)?$")
_NOT_OF_COUNTS: Final = re.compile(r"完成$|增长$|失业|流失|满意|覆盖|使用|利用|知晓|普及|参与$|增加|回报|利|离|普惠|城镇化|自然")
_LIKE: Final = {"人次": "人"}


def check_rates(reading: Reading) -> list[Conflict]:
    """Return rates that none of the counts beside them gives."""
    return [found for it in reading.mentions if it.figure.form is Form.PERCENT and (found := _checked(reading, it))]


def _checked(reading: Reading, rate: Mention) -> Conflict | None:
    named = _RATE.search(reading.before(rate, 14))
    if not named or _NOT_OF_COUNTS.search(named["what"]):
        return None
    own = [it for it in reading.by_sentence[rate.sentence] if is_count(it) and it.figure.end <= rate.figure.start and not it.figure.spread]
    done = [it for it in own if it.part == rate.part and _is_done(named["what"], it)]
    if len(done) != 1 or done[0].unit == "人次" or re.search("每|均", done[0].before):
        return None
    near = [*own, *(it for it in reading.by_sentence.get(rate.sentence - 1, []) if is_count(it))]
    wholes = [it for it in near if it is not done[0] and _like(it) == _like(done[0])]
    here = [
        it for it in wholes if it.part == rate.part and it.figure.start < done[0].figure.start and it.figure.said >= done[0].figure.said
    ]
    real = Interval(rate.figure.low / 100, rate.figure.high / 100).wider(0.002)
    if not here or any((of(done[0].figure) / of(it.figure)).meets(real) for it in wholes):
        return None
    share = tidy(done[0].figure.said / here[-1].figure.said * 100)
    return between(
        "percent_of_target",
        [here[-1], done[0], rate],
        f"{done[0].figure.words}÷{here[-1].figure.words}＝{share}%，文中{named['what']}率写{rate.figure.words}",
    )


def _is_done(what: str, it: Mention) -> bool:
    words = it.words
    return (
        any(what[i : i + 2] in words for i in range(len(what) - 1))
        or re.search(f"[实已]{what[0]}", words) is not None
        or ("证" in what and "证" in words)
    )


def _like(it: Mention) -> str:
    return _LIKE.get(it.unit, it.unit)
