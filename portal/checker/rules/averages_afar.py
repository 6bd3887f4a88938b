"""An average of money that says it was reckoned, of a total and a count in another paragraph."""

import re
from typing import Final

from portal.checker.rules.reading import Mention, Reading, is_count

_RECKONED: Final = re.compile(r"按[^。；]{0,24}(?:计算|测算|核算|折算|算)|经(?:测算|核算|计算|折算)")
_MONEY: Final = re.compile("资金|经费|补贴|补助|投入|贷款|支出|奖金|费用|成本|救助")
_SAME_MONEY: Final = {
    "成本": "资金|经费|投入|支出|费用",
    "投入": "资金|经费|投入|支出",
    "经费": "资金|经费|投入|支出|费用",
    "支出": "资金|经费|投入|支出",
}
_PAID_FOR: Final = re.compile("用于|惠及|培训|补贴|资助|扶持|受益|参训|参加|救助")
REACH: Final = 40  # figures


def reckoned_afar(reading: Reading, it: Mention, divisor: str) -> list[tuple[Mention, Mention]]:
    """Return the sums of money before an average, each with the number of those it was spent on, the nearest first."""
    if it.unit != "元" or divisor not in {"人", "户"} or not _RECKONED.search(reading.sentence_text(it.sentence)):
        return []
    near = [one for one in reading.around(it, REACH) if one.number < it.number and one.sentence != it.sentence]
    found = _MONEY.findall(it.lead)
    word: str = _SAME_MONEY.get(str(found[-1]), str(found[-1])) if found else _MONEY.pattern
    totals = [one for one in reversed(near) if is_count(one, "元") and one.figure.low > it.figure.high and _is_whole(one, word)]
    pairs = [(total, count) for total in totals if (count := _spent_on(near, total, divisor))]
    return pairs if len({total for total, _ in pairs}) == 1 else []


def _is_whole(one: Mention, word: str) -> bool:
    return not one.subset and not re.search(r"每|人均|户均|[较比]", one.lead) and re.search(word, one.before) is not None


def _spent_on(near: list[Mention], total: Mention, divisor: str) -> Mention | None:
    """Return the number of people a sum was spent on: the one in its sentence or the next."""
    return next(
        (
            one
            for one in near
            if is_count(one, divisor)
            and one.number > total.number
            and one.sentence - total.sentence <= 1
            and not one.subset
            and _PAID_FOR.search(one.before + one.after[:8])
        ),
        None,
    )
