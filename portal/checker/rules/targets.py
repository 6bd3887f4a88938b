"""What was done against its target: the stated per cent."""

import re
from collections.abc import Iterator
from typing import Final

from portal.checker.rules.completions import Rate, Role, counts_before, is_direct, is_of_another_work, of_other_years, partner_of, rates_in
from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.figures import Form
from portal.checker.rules.goals import LATER, aimed_at, base_of, goals_in
from portal.checker.rules.intervals import of, ratio
from portal.checker.rules.likeness import pairs, rare_pairs
from portal.checker.rules.reading import Mention, Reading, is_count
from portal.checker.rules.remaining import LEFT
from portal.checker.rules.subsets import FARTHEST
from portal.checker.rules.targets_afar import every_pair, is_that_target, the_only_pair

_MANY: Final = 3  # rates
_CHANGED: Final = re.compile(r"[较比][^，。；]{0,12}(?:多|增|少|减)[^，。；\d]{0,3}$")


def check_targets(reading: Reading) -> list[Conflict]:
    """Return completion rates that do not follow from what was done."""
    return list(_completions(reading, list(rates_in(reading))))


def _done_of(reading: Reading, rate: Rate) -> list[Mention]:
    """Return the counts that may be what was done, the nearest first."""
    sentence = rate.mention.sentence
    for number in (sentence, sentence - 1, sentence - 2):
        counts = [it for it in counts_before(reading, rate, number) if it not in goals_in(reading) and not _is_average(it)]
        if rate.row > 1:
            partner = partner_of(rate, counts)
            return [partner] if partner else []
        if counts:
            own = [it for it in counts if it.part == rate.mention.part]
            return (own or counts)[::-1]
    return []


def _is_average(it: Mention) -> bool:
    """Whether a count is none of what was done: an average, an excess, what is left to do."""
    return re.search("每|均|各(?![族类级界])|超额?|缺口|[尚还仅只就]差|剩", it.before) is not None or _CHANGED.search(it.lead) is not None


def _goals_of(reading: Reading, rate: Rate) -> list[Mention]:
    """Return the targets a rate may speak of: those of its sentence, else those of the text with a word of its own."""
    known = goals_in(reading)
    goals = [it for it in reading.around(rate.mention) if it in known and known[it] != LATER]
    bases = known
    goals = [it for it in goals if it.number < rate.mention.number or not is_direct(reading, it)]  # the next one's: 目标2,500人的106%
    goals = [it for it in goals if not rate.base or bases[it] == rate.base or (not bases[it] and _may_be_of(reading, rate, it))]
    near = [it for it in goals if it.sentence == rate.mention.sentence and it.figure.start < rate.mention.figure.start]
    if rate.row > 1 and len(near) >= rate.row and not rate.base:
        return [near[-rate.row :][rate.place]]
    if rate.row > 1 and not rate.base:
        near = []
    return (
        near[::-1]
        or [it for it in reversed(goals) if it.sentence < rate.mention.sentence and base_of(it.lead) != "省"]
        or _named_later(rate, goals, known)
    )


def _named_later(rate: Rate, goals: list[Mention], known: dict[Mention, str]) -> list[Mention]:
    """Return the one target of whom a rate names, told behind it: 完成市定任务的150%. … 在市定任务30个的基础上."""
    own = [it for it in goals if rate.base and known[it] == rate.base]
    return own if len(own) == 1 else []


def _may_be_of(reading: Reading, rate: Rate, goal: Mention) -> bool:
    """Whether a target without an owner may be the one meant: one spoken of nearby; the province's only within the sentence."""
    if rate.base != "省":
        return 0 <= rate.mention.sentence - goal.sentence <= 3
    return goal.sentence == rate.mention.sentence and not re.search(r"[较比在]省", reading.sentence_text(goal.sentence))


def _completions(reading: Reading, rates: list[Rate]) -> Iterator[Conflict]:
    for rate in rates:
        if rate.role is Role.RAISE or _tells_of_excess(reading, rate):
            continue
        tried = _direct(reading, rate) or [
            (done, goal) for done in _candidates(reading, rate) for goal in _goals_of(reading, rate) if _belong(reading, rate, done, goal)
        ]
        tried = tried or _far(reading, rate) or the_only_pair(reading, rate)
        tried = [(done, goal) for done, goal in tried if not LEFT.search(done.before)]
        if not tried or any(_fits(rate, done, goal) for done, goal in [*tried, *_loosely(reading, rate), *every_pair(reading, rate)]):
            continue
        done, goal = tried[0]
        if not rate.said / FARTHEST <= ratio(done.figure.said, goal.figure.said) <= rate.said * FARTHEST:
            continue
        if is_of_another_work(reading, rate.mention, done, goal) or _is_one_of_many(reading, rate, goal):
            continue
        yield between("percent_of_target", [goal, done, rate.mention], _explain(rate, done, goal))


def _is_one_of_many(reading: Reading, rate: Rate, goal: Mention) -> bool:
    """Whether so many rates stand between a target and a rate that each is of a target of its own."""
    told = reading.mentions[goal.number + 1 : rate.mention.number]
    return goal.sentence != rate.mention.sentence and sum(it.figure.form is Form.PERCENT for it in told) >= _MANY


def _tells_of_excess(reading: Reading, rate: Rate) -> bool:
    """目标2400人，超额330人，完成率113.8%: what was done is not told."""
    own = [it for it in reading.by_sentence[rate.mention.sentence] if it.part == rate.mention.part and is_count(it)]
    before = [it for it in own if it.number < rate.mention.number]
    if rate.role is Role.EXCESS and before and before[-1] in goals_in(reading):  # 市里确定150个，超出省定目标25%: a target above a target
        return True
    return any(re.search("超额?|超出|多完成|缺口|尚差|还差|仅差", it.before) for it in own)


def _loosely(reading: Reading, rate: Rate) -> list[tuple[Mention, Mention]]:
    """Return every count near a rate with every target of its unit: when one pair fits, it is the one that was meant."""
    goals = [it for it in _goals_of(reading, rate) if rate.mention.sentence - it.sentence <= 3]
    return [(done, goal) for done in _done_of(reading, rate)[:3] for goal in goals if done.unit == goal.unit]


def _direct(reading: Reading, rate: Rate) -> list[tuple[Mention, Mention]]:
    """10个，为省定目标8个的125%: the target stands right before the rate, what was done is the last count before it that is none."""
    goal = reading.mentions[rate.mention.number - 1] if rate.mention.number else None
    if goal is None or rate.row > 1 or not is_direct(reading, goal) or not is_count(goal):
        return []
    before = [
        it for it in reading.by_sentence[goal.sentence] if it.number < goal.number and is_count(it, goal.unit) and it.part == goal.part
    ]
    done = [it for it in before if not is_direct(reading, it)]
    return [(done[-1], goal)] if done else []


def _far(reading: Reading, rate: Rate) -> list[tuple[Mention, Mention]]:
    """目前任务完成率93.5%, where the target and what was done stand paragraphs before: the only pair of one noun."""
    if (
        rate.role is not Role.SHARE
        or rate.row > 1
        or not re.search("完成率|完成进度|(?:任务|目标|计划)[^，。；]{0,4}完成|完成任务", reading.before(rate.mention, 18))
    ):
        return []
    known = goals_in(reading)
    goals = [
        it
        for it in reading.around(rate.mention, 60)
        if it in known and it.number < rate.mention.number and not of_other_years(it.period, rate.mention.period)
    ]
    clause = rare_pairs(reading.text[reading.clauses.span(rate.mention.clause)[0] : rate.mention.figure.start])
    named = [it for it in goals if clause & rare_pairs(it.words)] or (goals if len(goals) == 1 else [])
    if len(named) != 1:
        return []
    goal = named[0]
    done = [
        it
        for it in reading.around(rate.mention, 80)
        if is_count(it, goal.unit) and it not in known and not it.subset and not it.figure.spread and it.number < rate.mention.number
    ]
    done = [it for it in done if rare_pairs(it.words) & rare_pairs(goal.words) and not re.search("再|另|比|较|每|均|超额", it.lead[-10:])]
    return [
        (it, goal)
        for it in sorted(done, key=lambda it: -it.figure.said)
        if it.area == goal.area and not re.search("季|半年|[-去前]", it.period)
    ]


def _candidates(reading: Reading, rate: Rate) -> list[Mention]:
    near = _done_of(reading, rate)
    goals, known = _goals_of(reading, rate), goals_in(reading)
    units = {it.unit for it in goals}
    fitting = [it for it in near if it.unit in units]
    if fitting:
        return fitting[:2]
    after = [
        it
        for goal in goals
        for it in reading.around(goal, 12)
        if is_count(it, goal.unit) and 0 <= it.sentence - goal.sentence <= 1 and it.figure.start > goal.figure.start
    ]
    return [it for it in after if it not in known and not _is_average(it)][:1]


def _belong(reading: Reading, rate: Rate, done: Mention, goal: Mention) -> bool:
    """Whether a target, what was done and a rate speak of one thing."""
    if done.unit != goal.unit or done is goal or of_other_years(done.period, goal.period) or not is_that_target(reading, rate, done, goal):
        return False
    if goal.part == done.part:
        return True
    if (done.area and goal.area and done.area != goal.area) or (done.subset and not goal.subset):
        return False
    return _have_a_word_in_common(reading, rate, done, goal)


def _have_a_word_in_common(reading: Reading, rate: Rate, done: Mention, goal: Mention) -> bool:
    """Whether a word binds what was done to its target; where it stands beside the rate, the rate's own sentence may do so."""
    words, own = _named_by(reading, goal), _named_by(reading, done)
    if rate.row > 1:
        return bool(words & own)
    if not words and goal.number < rate.mention.number:
        return bool(pairs(goal.words) & pairs(done.words))
    if words & own or (rate.base and goals_in(reading)[goal] == rate.base and goal.number > rate.mention.number):
        return True
    beside = done.sentence == rate.mention.sentence != goal.sentence
    return beside and bool(words & rare_pairs(reading.sentence_text(rate.mention.sentence)))


def _named_by(reading: Reading, it: Mention) -> frozenset[str]:
    """Return the telling words of a count; 350人 of 应培训7期350人 has those of the figure before it."""
    words, last = rare_pairs(it.words), reading.mentions[it.number - 1]
    return words if words or not it.number or last.clause != it.clause or it.before else rare_pairs(last.words)


def _fits(rate: Rate, done: Mention, goal: Mention) -> bool:
    return (of(done.figure) / aimed_at(goal.figure)).meets(rate.interval)


def _explain(rate: Rate, done: Mention, goal: Mention) -> str:
    share = done.figure.said / goal.figure.said * 100
    real = tidy(share - (100 if rate.role is Role.EXCESS else 0))
    reckoned = f"{done.figure.words}÷{goal.figure.words}＝{tidy(share)}%"
    return f"{reckoned}，应{rate.role.value}{real}%，文中写{rate.mention.figure.words}"
