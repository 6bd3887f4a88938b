"""What is left of a number, against the rate of what is done: 18个班，只差3个没开，完成进度89%."""

import re
from typing import Final

from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.figures import Form
from portal.checker.rules.goals import row_of
from portal.checker.rules.intervals import exactly, of
from portal.checker.rules.reading import Mention, Reading, is_count

LEFT: Final = re.compile("(?:还剩|剩余|剩下|只剩|仅剩|尚余|尚差|还差|只差|仅差|就差|尚缺|还缺|还有|尚有|其余|余下|剩)(?:约|的)?$")
_OPEN: Final = re.compile("[^，。；]{0,12}(?:未|没|待|正在|在建|在施|施工|推进|办理|筹备|审核)")
_RATE: Final = re.compile(
    "(?:完成|完工|竣工|建成|办结|整改|进度|达标|销号|发放|改造)[^，。；]{0,6}(?:率|进度|比例)?(?:已|达到?|为|了|是|约|近)*$"
)
_NEAR: Final = 4  # figures


def check_remaining(reading: Reading) -> list[Conflict]:
    """Return rates of completion that are not those of a number less what is left of it."""
    rates = [it for it in reading.mentions if it.figure.form is Form.PERCENT and _RATE.search(it.lead) and len(row_of(reading, it)) == 1]
    return [found for it in rates if (found := _checked(reading, it))]


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
