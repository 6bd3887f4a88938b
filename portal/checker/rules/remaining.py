"""What is left of a number, against the rate of what is done: 18个班，只差3个没开，完成进度89%."""

import re
from collections.abc import Iterator
from typing import Final

from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.figures import Form, Side
from portal.checker.rules.goals import row_of
from portal.checker.rules.intervals import exactly, of
from portal.checker.rules.reading import Mention, Reading, is_count

LEFT: Final = re.compile("(?:还剩|剩余|剩下|只剩|仅剩|尚余|尚差|还差|只差|仅差|就差|尚缺|还缺|还有|尚有|其余|余下|剩)(?:约|的)?$")
_OPEN: Final = re.compile("[^，。；]{0,12}(?:未|没|待|正在|在建|在施|施工|推进|办理|筹备|审核)")
_RATE: Final = re.compile(
    "(?:完成|完工|竣工|建成|办结|整改|进度|达标|销号|发放|改造)[^，。；]{0,6}(?:率|进度|比例)?(?:已|达到?|为|了|是|约|近)*$"
)
_NEAR: Final = 4  # figures
_WHOLE: Final = re.compile("计划|任务|目标|应|受理|收到|接到|登记|报名|申报|共|总")
_DONE: Final = re.compile("^，?(?:目前|现|截至目前|其中|已|实际)*(?:已|完成|办结|建成|实际|化解|解决|通过|整改|培训|发放)")
_SHORT_OF: Final = re.compile("(?:还差|尚差|仅差|只差|就差|相差)(?:约)?$")


def check_remaining(reading: Reading) -> list[Conflict]:
    """Return rates of completion that are not those of a number less what is left of it."""
    rates = [it for it in reading.mentions if it.figure.form is Form.PERCENT and _RATE.search(it.lead) and len(row_of(reading, it)) == 1]
    return [*(found for it in rates if (found := _checked(reading, it))), *_lefts(reading)]


def _lefts(reading: Reading) -> Iterator[Conflict]:
    """计划培训1,500人，已培训1,260人，还差340人; 受理86件，办结79件，还有17件正在办理."""
    for mentions in reading.by_sentence.values():
        for whole, done, left in zip(mentions, mentions[1:], mentions[2:], strict=False):
            alike = is_count(whole) and whole.unit == done.unit == left.unit and whole.part == left.part
            exact = all(it.figure.side is Side.AT and it.figure.step == 1 and not it.figure.spread for it in (whole, done, left))
            if not alike or not exact or not _WHOLE.search(whole.before) or not _DONE.search(done.before) or not _is_left(reading, left):
                continue
            rest = whole.figure.said - done.figure.said
            if rest > 0 and rest != left.figure.said and left.figure.said < whole.figure.said:
                said = f"{whole.figure.words}－{done.figure.words}＝{tidy(rest)}，文中写{left.figure.words}"
                yield between("sum_of_parts", [whole, done, left], said)


def _is_left(reading: Reading, it: Mention) -> bool:
    """Whether a count is all that is not done: 还差240人, 还有7件正在办理."""
    return _SHORT_OF.search(it.before) is not None or (LEFT.search(it.before) is not None and _OPEN.match(reading.rest(it, 20)) is not None)


def _checked(reading: Reading, it: Mention) -> Conflict | None:
    before = [one for one in reading.around(it, _NEAR) if one.number < it.number and it.sentence - one.sentence <= 1 and is_count(one)]
    left = before[-1] if before else None
    if left is None or not LEFT.search(left.before) or not _OPEN.match(reading.rest(left, 20) or left.after):
        return None
    wholes = [one for one in before if one is not left and one.unit == left.unit and one.figure.said > left.figure.said]
    rate = of(it.figure)
    done = [exactly(one.figure.said) / exactly(whole.figure.said) for whole in wholes for one in wholes if one is not whole]
    rest = [(whole, (exactly(whole.figure.said) - exactly(left.figure.said)) / exactly(whole.figure.said)) for whole in wholes]
    ways = [*done, *(share for _, share in rest)]
    if not rest or any((way * exactly(100)).meets(rate.wider(0.06)) for way in ways):
        return None
    whole = rest[0][0]
    real = tidy((whole.figure.said - left.figure.said) / whole.figure.said * 100)
    reckoned = f"（{whole.figure.words}－{left.figure.words}）÷{whole.figure.words}＝{real}%，文中写{it.figure.words}"
    return between("percent_of_target", [whole, left, it], reckoned)
