"""A rate named after what was done: 办结率, 取证率, 体检率 against the counts it is reckoned from."""

import re
from typing import Final

from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.figures import Form
from portal.checker.rules.intervals import Interval, of, ratio
from portal.checker.rules.likeness import narrowing, pairs
from portal.checker.rules.reading import Mention, Reading, counted_in, is_count

_RATE: Final = re.compile(r"(?P<what>[一-龥]{2,8})(?:率|(?<=执行|支出)进度)(?:已|均|仅|也|为|高)?(?:达到?|为|是|至|超过?)?了?(?:近|约)?$")
_NOT_OF_COUNTS: Final = re.compile(r"完成$|增长$|失业|流失|覆盖|使用|利用|知晓|普及|参与$|增加|回报|利|离|普惠|城镇化|自然|优$|先$")
_SAME: Final = {
    "执行": "支出|使用",
    "兑现": "办结|完成|兑现",
    "签约": "签订|签",
    "回收": "收回",
    "签单": "签",
    "到课": "实到|到课",
    "出勤": "实到",
    "到会": "实到",
    "出席": "实到",
    "成单": "成交",
}
_DUE: Final = re.compile("应(?!聘|急|届)|计划|任务|需|预算|邀请|目标")
_APART: Final = re.compile("其中|各|平均|往年|去年|上年|首批|第[一二三四]批")
_OF_OPINION: Final = re.compile("满意|好评|知晓|优秀|优良")
_DONE: Final = re.compile("实|已|到|完成|收|办|取|结")
FARTHEST: Final = 2.0
REACH: Final = 3  # sentences back


def check_rates(reading: Reading) -> list[Conflict]:
    """Return rates that none of the counts beside them gives."""
    return [found for it in reading.mentions if it.figure.form is Form.PERCENT and (found := _checked(reading, it))]


def _checked(reading: Reading, rate: Mention) -> Conflict | None:
    named = _RATE.search(reading.before(rate, 18))
    if not named or _NOT_OF_COUNTS.search(named["what"]):
        return None
    near = [it for n in range(REACH + 1) for it in reading.by_sentence.get(rate.sentence - n, []) if _may_count(reading, rate, it)]
    pair = _bound(reading, rate, named["what"], [it for it in near if it.part == rate.part])
    if pair is None and not any(is_count(it) for it in near if it.part == rate.part):
        pair = _told_before(reading, rate, named["what"], near)
    if pair is None:
        pair = _of_the_budget(rate, named["what"], near)
    if pair is None:
        pair = _right_before(reading, rate, named["what"])
    if pair is None or pair[0].period != rate.period:
        return None
    done, whole = pair
    real = Interval(rate.figure.low / 100, rate.figure.high / 100).wider(0.002)
    if any(
        (of(one.figure) / of(it.figure)).meets(real) for one in near for it in near if one is not it and counted_in(one) == counted_in(it)
    ):
        return None
    if not rate.figure.said / FARTHEST <= done.figure.said / whole.figure.said * 100 <= rate.figure.said * FARTHEST:
        return None
    share = tidy(done.figure.said / whole.figure.said * 100)
    explained = f"{done.figure.words}÷{whole.figure.words}＝{share}%，文中{named['what'][-2:]}率写{rate.figure.words}"
    return between("percent_of_target", [whole, done, rate], explained)


def _may_count(reading: Reading, rate: Mention, it: Mention) -> bool:
    return is_count(it) and it.figure.end <= rate.figure.start and not it.figure.spread and not re.search("每|均", it.before)


def _bound(reading: Reading, rate: Mention, what: str, near: list[Mention]) -> tuple[Mention, Mention] | None:
    """Return what was done, and of how many: the only count of that name, and the last one before it of its unit."""
    done = _done_among(what, near)
    if done is None or done.unit == "人次":
        return None
    wholes = [it for it in near if it is not done and counted_in(it) == counted_in(done) and it.figure.said >= done.figure.said]
    wholes = [it for it in wholes if it.number < done.number or "共" in it.before]
    if not wholes:  # 学员320人。其中256人签约…: the whole stands in the sentence before
        last = [it for n in (1, 2) for it in reversed(reading.by_sentence.get(rate.sentence - n, [])) if is_count(it)]
        wholes = [it for it in last if counted_in(it) == counted_in(done)][:1] if "其中" in done.lead else []
    if not wholes:  # 培训2316人；取证1487人，取证率64.2%；上岗1203人，上岗率57.9%
        last = [it for it in reading.by_sentence[done.sentence] if is_count(it) and it.number < done.number and not it.subset]
        last = [it for it in last if what[-2:] not in it.words]  # 920人就业，就业率80%；其中上半年就业442人: not of those 920
        wholes = [it for it in last if counted_in(it) == counted_in(done) and it.figure.said >= done.figure.said and not it.goal][:1]
    return (done, wholes[-1]) if wholes and wholes[-1].figure.said >= done.figure.said else None


def _told_before(reading: Reading, rate: Mention, what: str, near: list[Mention]) -> tuple[Mention, Mention] | None:
    """Return the counts of a sentence before, when the rate stands alone and names nothing that they do not."""
    clause = reading.text[reading.clauses.span(rate.clause)[0] : rate.figure.start]
    own = clause[: clause.rfind("率")].removesuffix(what[-2:])
    told = next((reading.sentence_text(it.sentence) for it in near), "")
    if _APART.search(own) or narrowing(own) - narrowing(told) or not pairs(own) <= pairs(told) or len(pairs(own)) < 1:
        return None
    last = max((it.sentence for it in near), default=-1)
    return _bound(reading, rate, what, [it for it in near if it.sentence == last])


def _of_the_budget(rate: Mention, what: str, near: list[Mention]) -> tuple[Mention, Mention] | None:
    """全年预算480万元。到三季度末，支出360万元，预算执行进度为75%: the only budget and the only spending before the rate."""
    if not what.endswith(("执行", "支出")):
        return None
    wholes = [it for it in near if "预算" in it.before and it.unit == "元"]
    done = [it for it in near if it.sentence == rate.sentence and it.unit == "元" and re.search("支出|支付|使用|列支", it.before)]
    return (done[0], wholes[0]) if len(done) == len(wholes) == 1 and done[0] is not wholes[0] else None


def _right_before(reading: Reading, rate: Mention, what: str) -> tuple[Mention, Mention] | None:
    """Return the two counts a rate follows, when nothing but its name stands between: 报名450人，实际到场405人，到课率95%."""
    if rate.number < 2 or _OF_OPINION.search(what):
        return None
    whole, done = reading.mentions[rate.number - 2 : rate.number]
    alike = is_count(whole) and is_count(done) and counted_in(whole) == counted_in(done) and whole.part == done.part == rate.part
    if not alike or done.figure.said >= whole.figure.said or not _DONE.search(done.before) or _APART.search(done.before):
        return None
    bare = re.fullmatch(f"，?{what}率(?:已|均|仅|也)?(?:达到?|为|是|至)?了?", reading.between(done, rate))
    near = 1 / FARTHEST <= ratio(done.figure.said / whole.figure.said, rate.figure.said / 100) <= FARTHEST
    return (done, whole) if bare and near else None


def _done_among(what: str, near: list[Mention]) -> Mention | None:
    """Return the one count that a rate is named after: 办结235件 for 办结率, 实际体检9600人 beside 应体检12000人."""
    if what.endswith("满意"):  # a survey on it is no count of the content
        near = [it for it in near if re.search("(?<!不)满意的?$", it.before) or it.after.startswith("满意")]
    found = [it for it in near if what[-2:] in it.words] or [it for it in near if _is_done(what[-2:], it)]
    found = [it for it in found if not _DUE.search(it.before)] if len(found) > 1 else found
    return found[0] if len(found) == 1 else None


def _is_done(what: str, it: Mention) -> bool:
    if what in _SAME and re.search(_SAME[what], it.words):
        return True
    return re.search(f"[实已]{what[0]}|{what[0]}[得取到]", it.words) is not None or ("证" in what and "证" in it.words)
