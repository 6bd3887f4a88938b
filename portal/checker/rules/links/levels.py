"""One thing measured by the targets of two levels: 省账80家，市账100家；若看省账，建成率115%；若看市账，建成率97%."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from portal.checker.rules.conflicts import Conflict, between
from portal.checker.rules.figures import Form
from portal.checker.rules.goals import aimed_at, row_of
from portal.checker.rules.intervals import Interval, exactly, of, ratio
from portal.checker.rules.reading import Mention, Reading, is_count

_LEVEL: Final = re.compile(
    "(?<![我本全各外])(?P<level>省|市|县|区)(?:里|级|定|账|委|下达|考核|口径|目标|任务|指标|要求|标准|年度|线|数|政府|妇联|上|标|厅|局)"
)
_DONE: Final = re.compile("完成|建成率|兑现|达成|达标率|落实率|到位率|达到?$|相当于|[是为]$|的$|为|超额|进度|任务|目标|指标|账|口径")
_NO_SHARE: Final = re.compile("高出?|上浮|加码|加压|提高|增加|多|上调|增长|同比|占")
_EXCESS: Final = re.compile("超(?:额|出|过)?[^，。；]{0,10}$")
_ABOVE: Final = re.compile("(?:[较比超][^，。；]{0,12}(?:超出?|多出?|高出?|多完成)|超[^，。；]{0,8})$")
_BELOW: Final = re.compile("(?:[较比距离][^，。；]{0,14}(?:差|缺|少|欠|不足))$")
_NO_TARGET: Final = re.compile("完成|已|实际|追加|再加|增加|超|差|缺|多|少|[比较距离]|其中|每|去年|上年|明年|下一?年|同期")
_TIE: Final = re.compile(
    r"(?P<higher>[省市县区])[定级里][^，。；\d省市县区]{0,6}(?:为|是|按|相当于|[比较])(?P<lower>[省市县区])[定级里][^，。；\d]{0,6}(?:的|[多高](?:出|了)?)"
)
_ABOVE_THE_OTHER: Final = re.compile(
    r"(?P<higher>[市县区])定[^，。；\d省市县区]{0,4}(?:高于|多于|超出|超过)(?P<lower>[省市])定(?:目标|任务|指标|数)"
)
_ADDED: Final = re.compile(
    r"(?P<lower>[省市])[定级里厅][^，。；\d]{0,12}(?:是|为|下达|给)[^，。；]{1,10}，(?P<higher>[市县区])[定级里][^，。；\d]{0,4}在(?:此|这个?)[^，。；\d]{0,4}(?:之上|基础上|上)[^，。；\d]{0,6}?(?:追加|增加|再加|加码|加压|多加)了?"
)
_BOTH_DONE: Final = re.compile(
    "(?:两级|省[定级里]?[、和与及]市[定级里]?(?:的)?(?:两级)?)[^，。；]{0,4}(?:目标|任务|指标)[^，。；]{0,4}(?:均|都|全部)(?:已|如期|提前|按期|全面)*(?:超额)?完成"
)
_HELD_AGAINST: Final = re.compile("[高低多少][^，。；]{0,3}\\d")  # 比省定的85%高2.0个百分点: a rate is the target itself
_DIRECT: Final = re.compile("^[^超]*(?:目标|任务|指标|计划)（?$")
_OF_IT: Final = re.compile("）?的(?:近|约)?|）|，[按照以依据]此[^。；]{0,6}(?:完成率?|达标率|兑现率)[为是达]?")
_WITHIN: Final = 6  # sentences between the targets and what is said of them
_BETWEEN: Final = 40  # signs between two things said of one count


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of a level's target: so much of it is done, or so many more or fewer."""

    mention: Mention
    level: str
    way: str

    def done(self, target: Mention) -> Interval:
        """Return between what the count lies that was measured."""
        figure, aim = self.mention.figure, aimed_at(target.figure)
        if self.way in {"+", "-"}:
            return aim + exactly(figure.said if self.way == "+" else -figure.said)
        scale = 1 if figure.form is Form.TIMES else 100
        base = 1 if self.way == "excess" else 0
        return aim * Interval(base + figure.low / scale, base + figure.high / scale)


def check_levels(reading: Reading) -> list[Conflict]:
    """Return what is said of two targets that no one count allows."""
    return list(_found(reading))


def _found(reading: Reading) -> Iterator[Conflict]:
    targets, said = _read(reading)
    yield from _tied(reading, targets, said)
    yield from _not_both(reading, targets)
    for one, other in pairwise(said):
        near = other.mention.figure.start - one.mention.figure.after <= _BETWEEN and other.mention.sentence - one.mention.sentence <= 1
        if one.level == other.level or not near:
            continue
        pair = [_target_of(it, targets) for it in (one, other)]
        if not pair[0] or not pair[1] or pair[0].unit != pair[1].unit or pair[0].figure.said == pair[1].figure.said:
            continue
        if any(is_count(it.mention) and it.mention.unit not in {pair[0].unit, "人次"} for it in (one, other)):
            continue
        if not one.done(pair[0]).meets(other.done(pair[1])):
            words = [f"{target.figure.words}与“{_words(reading, it)}”" for target, it in zip(pair, (one, other), strict=True) if target]
            why = f"按{words[0]}、{words[1]}推算，不是一个数"
            yield between("two_baselines", [pair[0], pair[1], one.mention, other.mention], why)


def _words(reading: Reading, it: _Said) -> str:
    sign = {"+": "多", "-": "少", "excess": "超"}.get(it.way, "")
    return f"{sign}{it.mention.figure.words}"


def _read(reading: Reading) -> tuple[list[tuple[str, Mention]], list[_Said]]:
    targets: list[tuple[str, Mention]] = []
    said: list[_Said] = []
    for it in reading.mentions:
        lead, own = _level_of(reading, it)
        if targets and it.figure.form is Form.PERCENT and _OF_IT.fullmatch(lead):  # 省定目标（2,000个）的118%
            said.append(_Said(it, targets[-1][0], "share"))
        if it.figure.spread or own is None:
            continue
        sign = lead + re.split(r"\d", it.figure.words)[0]  # 超出 belongs to the number: 超出1500人次
        level, words = own["level"].replace("区", "县"), lead[own.start() :]
        if it.figure.form in {Form.PERCENT, Form.TIMES}:
            if _DONE.search(words) and not _NO_SHARE.search(words) and not _HELD_AGAINST.match(reading.rest(it, 8)):
                said.append(_Said(it, level, "excess" if _EXCESS.search(lead) else "share"))
        elif it.figure.form is Form.COUNT and (_ABOVE.search(sign) or _BELOW.search(sign)):
            said.append(_Said(it, level, "+" if _ABOVE.search(sign) else "-"))
        elif it.figure.form is Form.COUNT and (_DIRECT.search(lead) or not _NO_TARGET.search(words)):
            targets.append((level, it))
    return targets, said


def _level_of(reading: Reading, it: Mention) -> tuple[str, re.Match[str] | None]:
    """Return the words of a figure and the level named in them; of a row each has its own: 分别为省定、市定任务的135%和108%."""
    row = row_of(reading, it)
    lead = _own_words(reading, row[0])
    levels = list(_LEVEL.finditer(lead))
    if len(levels) == len(row) > 1:
        return lead, levels[row.index(it)]
    lead = _own_words(reading, it)
    levels = list(_LEVEL.finditer(lead))
    return lead, levels[-1] if levels else None


def _own_words(reading: Reading, it: Mention) -> str:
    """Return what stands between the figure before and this one, within its sentence."""
    start = reading.sentences.span(it.sentence)[0]
    before = reading.mentions[it.number - 1].figure.after if it.number else start
    return reading.text[max(start, before) : it.figure.start][-36:]


def _tied(reading: Reading, targets: list[tuple[str, Mention]], said: list[_Said]) -> Iterator[Conflict]:
    """市定目标为省定目标的1.25倍 … 完成省定的100%，完成市定的85%; 市定任务比省定任务多10个."""
    for found in [it for tie in (_TIE, _ABOVE_THE_OTHER, _ADDED) for it in tie.finditer(reading.text)]:
        higher, lower = (found[name].replace("区", "县") for name in ("higher", "lower"))
        it = next((one for one in reading.mentions if found.end() - 1 <= one.figure.start <= found.end()), None)
        shares_told = [one for one in said if one.way == "share" and one.mention is not it]
        near = [one for one in shares_told if abs(one.mention.sentence - reading.sentences.at(found.start())) <= _WITHIN]
        pair = [[one for one in near if one.level == level][:1] for level in (lower, higher)]
        if it is None or higher == lower or not all(pair):
            continue
        one, other = pair[0][0], pair[1][0]
        base, done = _target_of(one, targets), _done_of_both(reading, one, other)
        shares = [Interval(part.mention.figure.low / 100, part.mention.figure.high / 100) for part in (one, other)]
        if is_count(it) and base is None and done and done.unit == it.unit:
            if not (of(done.figure) / shares[1] - of(done.figure) / shares[0]).meets(of(it.figure)):
                words = "与".join(part.mention.figure.words for part in (one, other))
                why = f"{done.figure.words}按{words}推算，两级任务相差不是{it.figure.words}"
                yield between("two_baselines", [done, it, one.mention, other.mention], why, 2)
            continue
        if is_count(it) and base and base.unit == it.unit:
            times = Interval(*(ratio(base.figure.said + it.figure.said, base.figure.said),) * 2)
        elif it.figure.form is Form.TIMES:
            times = Interval(it.figure.low, it.figure.high)
        else:
            continue
        if not shares[0].meets(shares[1] * times):
            named = [it, one.mention, other.mention]
            why = f"{lower}定的{one.mention.figure.words}与{higher}定的{other.mention.figure.words}，与“{found[0]}{it.figure.words}”不符"
            yield between("two_baselines", [base, *named] if base and is_count(it) else named, why)


def _not_both(reading: Reading, targets: list[tuple[str, Mention]]) -> Iterator[Conflict]:
    """省定1.2亿元，市定1.5亿元。前十一个月放款1.35亿元，两级目标均已超额完成."""
    for found in _BOTH_DONE.finditer(reading.text):
        sentence = reading.sentences.at(found.start())
        told = [one for level, one in targets if level in {"省", "市"} and 0 <= sentence - one.sentence <= 2]
        if len(told) != 2 or told[0].unit != told[1].unit:
            continue
        higher = max(told, key=lambda it: it.figure.said)
        later = [it for it in reading.around(higher, 12) if told[-1].number < it.number and it.figure.end <= found.start()]
        done = [it for it in later if is_count(it, higher.unit)]
        if len(done) == 1 and done[0].figure.high < higher.figure.low:
            said = f"{done[0].figure.words}不到{higher.figure.words}，不是两级都完成"
            yield between("two_baselines", [higher, done[0]], said, 1)


def _done_of_both(reading: Reading, one: _Said, other: _Said) -> Mention | None:
    """Return the count that stands before two shares of it: 培训1,800人，完成省定任务的120%、市定任务的150%."""
    first = min(one.mention, other.mention, key=lambda it: it.number)
    beside = abs(one.mention.number - other.mention.number) == 1
    last = reading.mentions[first.number - 1] if beside and first.number else None
    return last if last and is_count(last) and last.sentence == first.sentence and not last.goal else None


def _target_of(it: _Said, targets: list[tuple[str, Mention]]) -> Mention | None:
    """Return the target of a level that is told before, when there is but one."""
    near = [
        one
        for level, one in targets
        if level == it.level and one.number < it.mention.number and it.mention.sentence - one.sentence <= _WITHIN
    ]
    return near[-1] if near and len({one.figure.said for one in near}) == 1 else None
