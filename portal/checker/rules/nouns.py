"""What a figure counts, read from the noun that borders it: 现有员工368人, 目前386名员工."""

import re
from functools import lru_cache
from typing import Final

from portal.checker.rules.likeness import bare
from portal.checker.rules.reading import Mention, Reading

_TAIL: Final = re.compile(
    r"(?:共有|共计|合计|总计|总数|总量|总人数|人数|数量|共|总|达到|达|有|为|是|已有|已|目前|现有|累计|超过|约|等|各|的|了|数|由|从)+$"
)
_FRONT: Final = re.compile(r"^(?:的|各类|左右|以上)+")
# A noun that is whole where it ends: what stands behind it is a verb, or begins something new.
_HEAD: Final = re.compile(
    r"(?:员工|职工|人员|妇女|学员|选手|会员|家庭|老人|儿童|志愿者|执委|干部|姐妹|居民|群众|讲师|护士|月嫂|师|员|者|驿站|站点|社区|村居|企业|公司|单位|门店|基地|中心|机构|"
    r"学校|项目|阵地|队伍|分队|班|课|讲座|活动|培训|招聘会|岗位|床位|站|点|村|县|镇|乡镇|街道|服务|宣讲|证书|资料|手册|礼包|物资|资金|补贴|工单|订单|纠纷|投诉|问题|线索|微家)$"
)
_WHOLE: Final = re.compile(
    r"(?:这|这些|上述|该|全部|全体|所有|现有|现|目前|当前|眼下|辖|下辖|现有的|已建成的|建成的|在册|共有|全[省市县区镇乡街村]域?|前述|提到的|提及的)(?:共|有|的|近|约|超过|突破)*$"
)
_ALL_AFTER: Final = re.compile(r"^(?:(?![和与及])[一-龥]){0,10}?(?:全部|全员|均|都已|都|无一|悉数|的基础上|基础上)")
_ALL_BEFORE: Final = re.compile(r"全部|全体|所有|基础上|现有|辖")
_AMONG_THEM: Final = re.compile("[一-龥]{2,6}(?:当中|之中|中|里)")
_SHORTEST: Final = 2
_LONGEST: Final = 12


def common_noun(one: Mention, other: Mention) -> str:
    """Return the noun that both figures count, as it borders them; empty when there is none."""
    mine, theirs = _bordering(one.before, one.after), _bordering(other.before, other.after)
    found = [
        _suffix(mine[0], theirs[0]),
        _head(_prefix(mine[1], theirs[1])),
        _joint(mine[0], theirs[1]),
        _joint(theirs[0], mine[1]),
    ]
    return max(found, key=len)


@lru_cache(maxsize=8192)
def _bordering(before: str, after: str) -> tuple[str, str]:
    return _TAIL.sub("", before)[-_LONGEST:], _FRONT.sub("", after)[:_LONGEST]


def _suffix(one: str, other: str) -> str:
    length = next((n for n in range(min(len(one), len(other))) if one[-n - 1] != other[-n - 1]), min(len(one), len(other)))
    return one[len(one) - length :] if length >= _SHORTEST else ""


def _prefix(one: str, other: str) -> str:
    length = next((n for n in range(min(len(one), len(other))) if one[n] != other[n]), min(len(one), len(other)))
    return one[:length]


def _head(words: str) -> str:
    """Return the longest beginning that ends in a noun: 家政企业 of 家政企业开, nothing of 家政."""
    return next((words[:n] for n in range(len(words), _SHORTEST - 1, -1) if _HEAD.search(words[:n])), "")


def _joint(before: str, after: str) -> str:
    """Return the noun that ends one description and begins the other: 从业人员近6000人, 6000余名从业人员."""
    return next((after[:n] for n in range(min(len(before), len(after)), _SHORTEST - 1, -1) if before.endswith(after[:n])), "")


def is_whole(it: Mention) -> bool:
    """Whether a figure points back at a whole that is known: 全部21个社区, 这800名, 执委420名全部参加."""
    return bool(_WHOLE.search(it.before) or _ALL_AFTER.match(it.after) or _ALL_BEFORE.search(it.before))


def points_back(it: Mention) -> bool:
    """Whether a figure is said to be one that was told before: 这近800名."""
    return bool(re.search("(?:这|上述|该)$", it.before))


def opens_with_known(it: Mention) -> bool:
    """Whether a clause begins with a figure and what is among it: 300余场讲堂中，法律知识类占四成."""
    return not it.lead and (_AMONG_THEM.fullmatch(it.after) or _ALL_AFTER.match(it.after)) is not None


def is_of_the_same(one: Mention, other: Mention) -> bool:
    """Whether a figure belongs to a noun that was counted before: 筹得善款86万元 … 筹得的86万元善款, 占地420平方米的驿站."""
    noun = re.match("的?(?P<noun>[一-龥]{2})", other.after)
    return noun is not None and (other.before.endswith("的") or other.after.startswith("的")) and noun["noun"] in one.lead + one.words


def are_of_parallel_names(one: Mention, other: Mention) -> bool:
    """Whether two figures are told in the same words but for the name between them: 参加失业保险人数, 参加工伤保险人数."""
    mine, theirs = (bare(it.before).replace(" ", "") for it in (one, other))
    first = len(_prefix(mine, theirs))
    last = len(_suffix(mine[first:], theirs[first:]))
    return min(first, last) >= _SHORTEST and min(len(mine), len(theirs)) > first + last


_BODY: Final = re.compile(r"[一-龥]{2,8}?(?:公司|合作社|协会|学校|中心|基地|驿站|医院|企业|车间|小学|中学|幼儿园)")
_NAMED: Final = re.compile("(?:公司|合作社|医院|幼儿园)$")  # these carry a name of their own
_OF_A_BODY: Final = re.compile("吸纳|带动|在校|在读|从业|在职|职工|员工|床位|容纳|在园|学员")


def are_of_other_bodies(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether two figures are of different bodies: 扶贫企业…吸纳就业85万人, 扶贫车间…吸纳就业41万人."""
    if not (_OF_A_BODY.search(one.words) and _OF_A_BODY.search(other.words)):
        return False
    mine, theirs = _body(reading, one), _body(reading, other)
    length = 5 if _NAMED.search(mine) and _NAMED.search(theirs) else 3
    return bool(mine and theirs) and mine[-length:] != theirs[-length:]


def _body(reading: Reading, it: Mention) -> str:
    start = reading.paragraphs.span(reading.paragraphs.at(it.figure.start))[0]
    found = _BODY.findall(reading.text[max(start, it.figure.start - 150) : it.figure.start])
    return found[-1] if found else ""
