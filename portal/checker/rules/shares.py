"""Shares of one whole that must be 100 % together."""

import re
from collections.abc import Iterator
from typing import Final

from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.dimensions import are_apart, are_complete, is_one_dimension
from portal.checker.rules.figures import Form, Side
from portal.checker.rules.goals import row_of
from portal.checker.rules.reading import Mention, Reading

_SHARE_BEFORE: Final = re.compile(
    r"占(?:比|到|了|总[数量体]?|全部|[^，。；、]{0,8}的)?(?:分别)?(?:为|达|到|近|约|是|超过)?$|(?<!完成)比(?:例|重)(?:分别)?(?:为|达|是|约)?$|占比[^，。；]{0,6}$|占(?:全部|总)?(?:[一-龥]{0,4}(?:人数|总数|总量|销售额|总额|收入|支出|经费|资金|投入|学员|人员|问卷|来电|总人数))$"
)
_BORNE: Final = re.compile("(?:出资?|承?担|分担|用去|用掉|花去)了?$")
_BEAR: Final = re.compile("去向|流向|花在|分担|共担|出资|共同(?:出|承)|三家出|两家出")
MANY_ANSWERS: Final = re.compile("(?<![不非])多选|限选[两二三四五]|可选多项|不止一项")
_CHOICE: Final = re.compile(rf"{MANY_ANSWERS.pattern}|(?<![不无])交叉|(?<![不无])重复|兼|可同时|同时具|[两二三]项均|[均都]不")
_OPEN: Final = re.compile(r"等(?:占|分别占|的?占比)")
_SPLIT: Final = re.compile(
    r"情况(?:为|是|如下)?：|按[^，。；]{1,10}(?:划分|分|统计|看|区分)|从[^，。；]{1,10}(?:看|来看|分析|上看|划分)|结构|分布|构成|组成|首选|分担|共担|分配|权重|百分制|总分|总成绩|选一项|选其一|(?:资金|经费|投入|支出|收入)中|来源|去向|途径|渠道|方式|类型|分为|单项选择|单选|其[余他它]|全部|[两二三四五六]个?(?:级|类|种|档|年龄段|层次|渠道|来源|方面|方向|部分|项|地区|区域|板块|阶段)(?!以[上下])"
)
_OPENED: Final = re.compile(
    r"(?:占比|比例|比重|构成|组成|分布|结构|来源|去向|类型|方式|途径|渠道|百分比|占全[^，。；]{1,8}|用于|投向|分为|分成)[^，。；\d]{0,8}：[^。；]*$"
)
_BARE_LABEL: Final = re.compile(r"(?:^|[：，、])[^：，。；、\d率增降比超提完]{2,12}$")
_SATISFIED: Final = re.compile("(?:非常|很|十分|比较|较|基本|不太|不)?满意|一般|说不清")
_ALL_TOLD: Final = re.compile("都在这[二三四五六七][^，。]{0,4}之内|[都全]算进|没有其他|无其他|再无其他")
_ALL_OF_IT: Final = re.compile("都在这|算进|(?:合计|共同|构成|即)[^，。；]{0,4}全部")
_WISH: Final = re.compile("希望|想要|想学|愿意|需要|了解|看重|关注|会(?=向|选|去|购|找|请|用)")
_ONE_ANSWER: Final = re.compile("单选|单项|只选|选一项|选其一|互不|[不非无]重复|[不非]多选|每人[^，。；]{0,4}一")
_STATE: Final = re.compile("高龄|独居|失能|空巢|孤寡|慢性|留守|患病|单身")
_BAND: Final = re.compile(r"\d[-—~至到]\d+岁")  # two of several: below and above them there are others
_CHANGED: Final = re.compile(r"(?:增长|下降|提高|上升|回落|增幅|增速|降幅)(?:了|为|约|近|达)?$")
_NEAR: Final = 2  # sentences
_FEW: Final = 60  # per cent: so little is no whole with its rest
_REST: Final = re.compile(r"其[余他它]|剩余|另外|剩下|余下|只剩")
_MOST: Final = 150  # per cent: so much is no slip of one whole


def check_shares(reading: Reading) -> list[Conflict]:
    """Return shares of one whole that are not 100 % together."""
    return [found for group in _groups(reading) if (found := _checked(reading, group))]


def _groups(reading: Reading) -> Iterator[list[Mention]]:
    for mentions in reading.by_sentence.values():
        group: list[Mention] = []
        for it in mentions:
            if it.figure.form is Form.PERCENT and it.figure.said < 100 and _is_share(reading, it, group):
                if group and _starts_anew(reading, group[-1], it):
                    yield group
                    group = []
                group.append(it)
        if len(group) > 1:
            yield group


def _starts_anew(reading: Reading, last: Mention, it: Mention) -> bool:
    """Whether another whole is shared from here on: 从意向工种看, 其中."""
    middle = reading.between(last, it)
    if "；" in middle and (re.search("分别|从|按", middle) or row_of(reading, last)[0] is not last):
        return True
    if "分别" in middle and row_of(reading, it)[0] is it and row_of(reading, it)[-1] is not it:
        return True
    return bool(
        re.search(
            r"。|；从|；按|；[^，。；]{0,4}(?:青年|男|女)|从[^，。；]{1,10}看|其中|按[^，。；]{1,8}分|另据|(?:年龄|学历|性别|户籍|收入)[^，。；]{0,4}方面",
            middle,
        )
    )


def _is_share(reading: Reading, it: Mention, group: list[Mention]) -> bool:
    head = row_of(reading, it)[0]
    lead = reading.before(head, 20)
    if _CHANGED.search(lead):
        return False
    return (
        bool(
            _SHARE_BEFORE.search(lead)
            or re.search("满意(?:的|度|率)?(?:为|是|达)?$|[：，、](?:一般|优秀|良好|合格|不合格|不了解|了解)的?$", lead)
        )
        or bool(_BARE_LABEL.search(lead) and _OPENED.search(reading.text[reading.parts.span(head.part)[0] : head.figure.start]))
        or bool(_BORNE.search(lead) and _BEAR.search(reading.sentence_text(it.sentence)))
        or bool(group and re.search(r"(?:余下|其余|剩下|剩余)的?约?$", lead))
        or bool(group and re.search(r"[，、；][^，。；、\d]{2,16}$", lead) and len(group) >= 2)
    )


def _checked(reading: Reading, group: list[Mention]) -> Conflict | None:
    if len(group) < 2:
        return None
    labels = labels_of(reading, group)
    sentence = reading.sentence_text(group[0].sentence)
    start = max(reading.paragraphs.span(reading.paragraphs.at(group[0].figure.start))[0], group[0].figure.start - 60)
    around = reading.text[start : group[-1].figure.after + 10]
    around += " ".join(_ALL_TOLD.findall(reading.rest(group[-1], 30)))
    if (
        _CHOICE.search(sentence)
        or _CHOICE.search(around)
        or _is_of_many_answers(reading, group[0])
        or any(it.figure.side in {Side.OVER, Side.NEAR} for it in group)
    ):
        return None
    wholes = {found[1] for it in group if (found := re.search(r"占([^，。；]{2,14})的$", reading.before(it, 18)))}
    if len(wholes) > 1 or len({it.period for it in group}) > 1 or _is_rest_of_others(reading, group, labels[-1]):
        return None
    total = sum(it.figure.said for it in group)
    if len(group) == 2 and "；" in reading.between(*group) and not are_complete(labels):
        return None
    halves = any("成" in it.figure.words and it.figure.step <= 1 for it in group)  # beside 两成五, 三成 is 30 %
    room = sum((0.1 if halves else 0.3) * it.figure.step if it.figure.step > 1 else 0.55 * it.figure.step for it in group)
    if abs(total - 100) <= room or not _must_be_whole(labels, sentence[: sentence.find(group[-1].figure.words)], around, total):
        return None
    said = "＋".join(it.figure.words for it in group)
    return between("share_sum", group, f"{said}＝{tidy(total)}%，不是100%", 1)


def _is_of_many_answers(reading: Reading, it: Mention) -> bool:
    """Whether the sentences before say that each could answer more than once: 问卷调查（可多选）。¶选择…的占72%."""
    start = reading.sentences.span(max(it.sentence - _NEAR, 0))[0]
    return MANY_ANSWERS.search(reading.text[start : it.figure.start]) is not None


def _is_rest_of_others(reading: Reading, group: list[Mention], last: str) -> bool:
    """Whether 其余 is what is left of shares that were told in the sentences before: …保育占24%，其余占12%."""
    if sum(it.figure.said for it in group) >= _FEW or not _REST.search(last):
        return False
    it = group[0]
    near = [one for one in reading.around(it, 8) if one.number < it.number and 0 < it.sentence - one.sentence <= 3]
    beside = [one for one in reading.by_sentence[it.sentence] if one.number < it.number and one.figure.form is Form.PERCENT]
    if beside and abs(sum(one.figure.said for one in (*beside, *group)) - 100) < 1:  # 兑换率65%；捐赠占10%；其余占25%
        return True
    return any(one.figure.form is Form.PERCENT and "占" in one.lead[-14:] for one in near)


def _must_be_whole(labels: list[str], sentence: str, around: str, total: float) -> bool:
    if _need_not_be(labels, around, total):
        return False
    if are_complete(labels) or _is_scale(labels) or re.search("无其他|没有其他", around) or _ALL_OF_IT.search(around):
        return True
    rest = bool(_REST.search("".join(labels)))
    if total > 100:
        closed = (rest or _ONE_ANSWER.search(around)) and len(labels) > 2 and total < _MOST
        return bool(closed) or is_one_dimension(labels) or (bool(_SPLIT.search(sentence)) and are_apart(labels))
    return (
        len(labels) > 1
        and total > 60
        and (rest or (bool(_SPLIT.search(sentence)) and (len(labels) > 2 or is_one_dimension(labels)) and are_apart(labels)))
    )


def _need_not_be(labels: list[str], around: str, total: float) -> bool:
    """Whether shares may overlap or leave something out."""
    if (
        sum("以上" in it or re.search("(?<![不未])满(?!意)", it) is not None for it in labels) > 1
    ):  # 满1年, 满2年: those of the second are among the first
        return True
    if total < 100 and (_OPEN.search(around) or re.search("[，；](?:其[余他它]|剩余|余下)[^\\d]{0,8}$", around)):
        return True
    if (_of_several_wholes(labels) and not are_complete(labels)) or (len(labels) == 2 and all(map(_BAND.search, labels))):
        return True
    levels = [found[0] for it in labels if (found := _SATISFIED.search(it))]
    if len(set(levels)) < len(levels) or (total < 100 and sorted(levels) == ["不满意", "满意"]):
        return True
    return bool(_WISH.search("、".join(labels))) and not _ONE_ANSWER.search(around)


def _of_several_wholes(labels: list[str]) -> bool:
    """Whether labels are of one class in several wholes (企业中女性, 协会中女性), of several years, or of states one may have together."""
    ends = [re.sub(r"的$", "", it) for it in labels]
    patterns = (r"(?<![初高])中[一-龥]{2,4}$", "(?:女性|男性|妇女|党员)$", r"\d{4}年|去年|今年", _STATE.pattern)
    return any(sum(bool(re.search(pattern, it)) for it in ends) > 1 for pattern in patterns)


def _is_scale(labels: list[str]) -> bool:
    """Whether labels go from the bottom of one scale to its top: 30岁以下, 30至45岁, 45岁以上."""
    ends = re.search("以下|以内|不足|不满|未满", labels[0]), re.search("以上", labels[-1])
    turned = re.search("以上", labels[0]), re.search("以下|以内|不足|不满|未满", labels[-1])
    return (all(ends) or all(turned)) and (is_one_dimension(labels) or all(re.search(r"\d", it) for it in labels))


def labels_of(reading: Reading, group: list[Mention]) -> list[str]:
    """Return what each figure of a list is a number of: the words before it, or those of a list before 分别."""
    head = group[0]
    lead = reading.text[reading.sentences.span(head.sentence)[0] : head.figure.start]
    if len(row_of(reading, head)) >= len(group) > 1:
        names = re.split(
            r"[、，]|和|及(?!以)",
            re.sub(r"(?:[两二三四五六七八]个?[^，。、；]{0,6}?)?(?:的|人员)?(?:占比?|比例|比重|分别)[^、]*$", "", lead),
        )
        return [it.strip() for it in names[-len(group) :]]
    labels: list[str] = []
    for it in group:
        start = group[len(labels) - 1].figure.after if labels else reading.clauses.span(reading.clauses.at(it.figure.start))[0]
        label = re.sub("（[^）]*）|^[，、；]+|，占(?:比|了|到)?(?:为|约|近)*$", "", reading.text[start : it.figure.start])
        labels.append(re.sub(r"的?(?:分别)?占?(?:比|到|了|为|约|近)*$", "", label.rpartition("；")[2].rpartition("，")[2] or label))
    return labels
