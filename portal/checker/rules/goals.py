"""What was to be done: targets, whose they are, and the rows of figures that belong together."""

import re
from typing import Final

from portal.checker.rules.figures import Figure, Side
from portal.checker.rules.intervals import Interval, exactly, of
from portal.checker.rules.reading import Mention, Reading, is_count

AIM: Final = r"(?:任务目标|目标任务|任务数|目标数|任务|目标|计划|指标|要求)"
_GOAL_BEFORE: Final = re.compile(
    rf"{AIM}|力争|拟|预计|承诺|承担|下达|定为|定的|定在|议定|写明|盘子|名额|合同约定|协议约定|预期|核定|争取|确保|确定|明确|提出|原定"
    r"|(?:全年|年内|今年|我[市县区镇])[^，。；]{0,3}要(?!求)|应(?![急届用邀])|需(?![求要])|须"
)
_TO_BE_DONE: Final = re.compile(
    r"(?:计划|要求|力争|拟|预计|争取|确保|(?<!重)要|应|需|须)(?:我[省市县区])?(?:年内|年底前|在?[^，。；]{0,4}内)?(?:新)?(?:完成|建成|建立|实现)[^，。；]*$"
)
_SET_BY: Final = re.compile(
    "(?<![我本全])[省市县区](?:里|级)?(?:(?:定|下达)(?:口径|标准)?(?:的|为|是)?|里的(?:硬?杠杠|底线|底数|盘子|标准|数)[是为])$"
)  # 市定1,150人
_SET_US: Final = re.compile("[省市](?:定|下达|下达给|分配给?)我[市县区][^，。；]*$")  # 省定我市2024年培训妇女1.2万人
_ALREADY: Final = re.compile("已|实际|累计|截至|目前")
_BEHIND: Final = re.compile(rf"{AIM}[^，。；：完]{{0,14}}，(?:总?共|共计|总计|合计|为|计|总数为?)*$")
_BEYOND_IT: Final = re.compile(rf"(?:完成|超额|超出|超过|多于|少于|高于|高出|低于|差)[^，。；]{{0,8}}{AIM}[^，。；]{{0,6}}$")
_ABOVE_IT: Final = re.compile(
    rf"[比较](?:[^，。；]{{0,10}}{AIM}|[省市县区][里定级])[^，。；]{{0,4}}?(?:高|多)出?了?$"
)  # 比省定任务高出500人
_DONE_BEFORE: Final = re.compile(r"(?:实际|已|完成|建成)[^，。；]*$")
_GOAL_AFTER: Final = re.compile(
    r"[^，。；]{0,30}?的?(?:年度|全年|省定|市定|总)?(?:任务|目标|指标|计划)(?!的?完成)|[^，。；]{0,10}(?:列入|纳入|列为|作为)[^，。；]{0,12}(?:实事|任务|目标|责任|计划|清单)"
)
_BASE: Final = (
    (
        "省",
        re.compile(
            r"自治区|省(?:定|里|级|下达|妇联|既定|委|方案|的?任务|的?目标|计划|厅|上|要求)|省[^，。一-龥]|对照省|较省|比省|全省(?:任务|目标)"
        ),
    ),
    ("市", re.compile(r"(?<![我本全])市(?:自?定|里|级|下达|(?:委|政府)[^，。；]{0,14}明?确定?为|既定|的?任务|的?目标|计划|自定)")),
    ("县", re.compile(r"(?<![我本全])[县区](?:自?定|级|里|自定|下达|任务|目标)")),
)
_BRACKETED: Final = re.compile(rf"[^，。；（）]{{0,8}}{AIM}（$")  # 完成省定目标（2,000个）的118%
_SUBJECT: Final = re.compile(r"(?:^|[，；。\n])(?:但|而|同时|今年)?([省市县区])(?:里|级|委|政府|妇联|定|上)")
_SET_AT: Final = re.compile(
    "(?:将?(?:年度|全年)?(?:目标|任务|指标))?(?:下达|(?:确|核|明确)?定为|(?:提高|提升|上调|调高|增加|加码|加压)[到至为]|增至|明确为|达到?|为|任务)+(?:了|我[市县区])?"
)
_ACCORDING: Final = re.compile(rf"(?:按照|根据|对照|围绕)[^，。；]{{0,10}}{AIM}[^，。；]{{0,3}}，")
_ADJUSTED: Final = re.compile("(?:调整|调增|调减|修订|修改|追加|核减|上调|下调|调高|调低)(?:为|到|至)(?:了)?$")
_LATER: Final = re.compile("明年|下一年|下一步|下一阶段|下阶段|来年|下年度")
LATER: Final = "后"  # whose target: that of a time to come, which nothing is measured by yet
LONGEST_ROW: Final = 12


def base_of(words: str) -> str:
    """Return whose target is meant: 省, 市 or 县, the last one named; empty when none is."""
    named = bases_named(words)
    return named[-1] if named else ""


def bases_named(words: str) -> list[str]:
    """Return whose targets are named, in order of place, each once where it is named twice running."""
    found = sorted((it.start(), name) for name, pattern in _BASE for it in pattern.finditer(words))
    return [name for i, (_, name) in enumerate(found) if i == 0 or found[i - 1][1] != name]


def row_of(reading: Reading, it: Mention) -> list[Mention]:
    """Return the row of figures of one form that 、 or 和 joins, the mention among them (25% 和 20%)."""
    mentions, i = reading.mentions, it.number
    first = last = i
    while first and i - first < LONGEST_ROW and _joined(reading, mentions[first - 1], mentions[first]):
        first -= 1
    while last + 1 < len(mentions) and last - i < LONGEST_ROW and _joined(reading, mentions[last], mentions[last + 1]):
        last += 1
    return mentions[first : last + 1]


def _joined(reading: Reading, one: Mention, other: Mention) -> bool:
    middle = reading.between(one, other)
    if middle == "，" and re.match("[一-龥]", reading.rest(other, 1)):  # 是省定任务的150%，百分之百完成了市定目标
        return False
    return one.figure.form is other.figure.form and re.fullmatch(r"[、和及与，]|以及", middle) is not None


def is_goal(reading: Reading, it: Mention) -> bool:
    """Whether a count is what was to be done."""
    is_beyond = _BEYOND_IT.search(it.lead) and not re.match(r"的(?:近|约|超)?[\d百一-十]", reading.rest(it, 6))
    if is_beyond or _ABOVE_IT.search(it.lead):
        return False
    if (
        _SET_BY.search(it.lead)
        or _SET_US.search(it.lead)
        or (_TO_BE_DONE.search(it.lead) and not _ALREADY.search(it.lead))
        or _BEHIND.search(reading.before(it, 30))
        or _BRACKETED.search(reading.before(it, 12))
        or (_ADJUSTED.search(it.lead) and _follows_goal(reading, it))
    ):
        return True
    found = list(_GOAL_BEFORE.finditer(it.lead))
    if found and not _DONE_BEFORE.search(it.lead[found[-1].end() :]):
        return True
    if re.search(
        rf"(?:(?<!完成)(?<!完成年度){AIM}|责任书)(?:明确|有|为|是|分为|包括|分别)?[^，。；完情进]{{0,6}}：",
        reading.text[reading.sentences.span(it.sentence)[0] : it.figure.start],
    ) and not _DONE_BEFORE.search(it.lead):
        return True
    if _ACCORDING.search(reading.text[reading.sentences.span(it.sentence)[0] : it.figure.start]) and not _DONE_BEFORE.search(it.lead):
        return True
    rest = reading.rest(it, 40)
    return _GOAL_AFTER.match(rest) is not None and "完成" not in rest.split("，")[0]


def _follows_goal(reading: Reading, it: Mention) -> bool:
    """Whether the last figure of its unit in the sentence was a target: 计划建设20个，6月调整为25个."""
    before = [one for one in reading.by_sentence[it.sentence] if one.number < it.number and is_count(one, it.unit)]
    return bool(before) and is_goal(reading, before[-1])


def base_of_goal(reading: Reading, it: Mention) -> str:
    """Return who set a target: named before it in its clause, else right behind it."""
    if _LATER.search(reading.text[reading.sentences.span(it.sentence)[0] : it.figure.start]):
        return LATER
    bracketed = _BRACKETED.search(reading.before(it, 12))
    named = base_of(bracketed[0] if bracketed else it.lead) or base_of(re.split("[，、。；]", reading.rest(it, 12))[0])
    if named or not _SET_AT.fullmatch(it.lead):
        return named
    subjects = _SUBJECT.findall(reading.text[reading.parts.span(it.part)[0] : it.figure.start])  # 市里在省定任务基础上加码，下达12个
    return subjects[-1].replace("区", "县") if subjects else ""


def goals_in(reading: Reading) -> dict[Mention, str]:
    """Return every target of a text with whose it is; reckoned once for each text."""
    if reading.goals is None:
        counts = (it for it in reading.mentions if is_count(it) and not it.figure.spread)
        reading.goals = {it: base_of_goal(reading, it) for it in counts if is_goal(reading, it)}
    return reading.goals


def aimed_at(figure: Figure) -> Interval:
    """Return between what a target lies: nobody rounds one, and one of 不少于20个 is 20."""
    return exactly(figure.said) if figure.side is Side.AT or re.match("不少于|不低于|至少", figure.words) else of(figure)
