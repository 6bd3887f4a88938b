"""Who comes later on a way is among those who came before: certified of trained, sent back of handed out."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from portal.checker.rules.conflicts import Conflict, between
from portal.checker.rules.goals import goals_in
from portal.checker.rules.likeness import pairs, rare_pairs
from portal.checker.rules.reading import WINDOW, Mention, Reading, counted_in, is_count
from portal.checker.rules.subsets import FARTHEST, parts_of_wholes
from portal.checker.rules.words import FUNNELS, PERSONS

_WAYS: Final = tuple(tuple(re.compile(stage) for stage in way) for way in FUNNELS)
_AMONG: Final = re.compile(
    r"(?:(?:学员|人员|妇女|选手|学生|姐妹|家庭|企业|机构|单位|老人|家长|儿童|居民|农户|对象|群众|户|名|人|场|期|班|者|参训|驿站|问卷|纠纷|投诉|事项|问题)(?:当)?[中里](?:，|有|已有|共有|取得|考取|获得|获|通过|实现|，?[^，。；\d]{0,14}$))"
)
_LOOSE: Final = re.compile(r"添|带动|辐射|累计|计划|目标|力争|另|还|历年|全县|全市|提供|新增|；(?:全年|今年|上半年|总体)")
_PLACES: Final = re.compile("村和社区|村（社区）|乡镇（街道）|镇（街道）|乡镇|镇街|街道|行政村|村居|社区|县（市、区）|县市区|县区|镇")
# but 23个乡镇卫生院 are no towns
_PLACES_THEMSELVES: Final = re.compile(
    f"(?!(?:{_PLACES.pattern})(?:卫生院|敬老院|幼儿园|(?:中心)?小学|学校|文化站|便民|综合|养老|服务[站中]|指导中心|项目))(?:{_PLACES.pattern})"
)
_POINTS_BACK: Final = re.compile(r"(?:(?<=[助使让有了导排送聘中])其中的?|(?:上述|前述)(?P<noun>[一-龥]{1,4}))$")
_EXPLAINED: Final = re.compile("结转|遗留|上年|补报|扩招|增补|(?<!没有)(?<!未)追加|临时增加|现场报名|加上|另有")
_OF_OTHERS: Final = re.compile("往届|历届|上届|另外|其他")
_YEAR: Final = re.compile("\\d{4}年|[今去上]年")
_LOST: Final = re.compile("取消|退|流失|未|撤")  # 派单620单，取消18单，完成632单
_WENT: Final = re.compile("退[班学出]|流失|取消")  # 12名学员中途退班，实际结业138人
_OPENING: Final = re.compile(r"[^，。；]{2,22}[中里]，")
_OF_PERSONS: Final = 3  # the first ways are those of persons alone: trained, certified, employed
_NEAR: Final = 3  # sentences within which 学员中 speaks of those just named


def check_stages(reading: Reading) -> list[Conflict]:
    """Return later stages that are larger than the ones before."""
    found = [*_in_one_sentence(reading), *_among_those(reading)]
    found += [*_of_places(reading), *_of_which(reading), *parts_of_wholes(reading)]
    return [
        between("part_exceeds_whole", [one, other], f"{other.figure.words}应在{one.figure.words}之内，却大于它") for one, other in found
    ]


def _of_which(reading: Reading) -> Iterator[tuple[Mention, Mention]]:
    """帮助其中138人, 抽查上述班次64个: those of the last count of their kind."""
    for it in reading.mentions:
        own = _POINTS_BACK.search(it.before)
        if not is_count(it) or it.figure.spread:
            continue
        if not own:
            yield from _named_again(reading, it)
            continue
        before = [one for one in reading.around(it, 30) if one.number < it.number and is_count(one) and it.sentence - one.sentence <= 14]
        before = [
            one for one in before if _is_like(one, it) and not re.search("每|均|各", one.before) and _has_noun(own["noun"] or "", one)
        ]
        near = [one for one in before if own["noun"] or it.sentence == one.sentence]
        if near and _exceeds(near[-1], it) and (own["noun"] or reading.between(near[-1], it).count("；") == 0):
            yield near[-1], it


def _named_again(reading: Reading, it: Mention) -> Iterator[tuple[Mention, Mention]]:
    """会员企业56家，已有58家会员企业…: some of those whose name was just told."""
    if not re.search("已有|其中有|中有$", it.before[-4:]) or len(it.after) < 2:
        return
    for one in reading.by_sentence[it.sentence]:
        if one.number < it.number and is_count(one, it.unit) and one.before.endswith((it.after[:4], it.after[:2])) and _exceeds(one, it):
            yield one, it


def _has_noun(noun: str, it: Mention) -> bool:
    """Whether a count is of what 上述 points to: 班次 of 开班58个."""
    return not noun or noun[0] in it.words


def _is_like(one: Mention, other: Mention) -> bool:
    return counted_in(one) == counted_in(other)


def _of_places(reading: Reading) -> Iterator[tuple[Mention, Mention]]:
    """辖14个乡镇, yet something was done in 15个乡镇."""
    counted = [(it, noun) for it in reading.mentions if is_count(it) and not it.figure.spread and (noun := _place_noun(reading, it))]
    wholes = [
        (it, noun)
        for it, noun in counted
        if re.search("辖(?!区)|共有|设有|现有|共$|全[县市区省镇乡][^，。；]{0,2}[共有]|全[县市区省镇]共?$", it.before) and it.area == ""
    ]
    for whole, noun in wholes:
        for part, other in counted:
            if (
                noun == other
                and abs(part.number - whole.number) < WINDOW
                and part.figure.low > whole.figure.high
                and part.area == whole.area
                and not re.search("全国|全省|外|原|合并|扩大|扩展|增至|推广|延伸|全部|所有|全[市县区镇乡街]$", part.lead)
            ):
                yield whole, part
                return


def _place_noun(reading: Reading, it: Mention) -> str:
    """Return the noun of places a figure counts: 14个乡镇, 有行政村26个; empty when it counts none."""
    alone = it.unit == "个" and it.before == it.lead and not re.search("[每各均]", it.before)  # 有行政村26个, but not 6个乡镇24个
    behind = _PLACES_THEMSELVES.match(reading.rest(it, 12))
    found = behind or (re.search(f"(?:{_PLACES.pattern})(?:共|共有)?$", it.before) if alone else None)
    return re.sub("共有?$", "", found[0]) if found else ""


def _in_one_sentence(reading: Reading) -> Iterator[tuple[Mention, Mention]]:
    for mentions in reading.by_sentence.values():
        counts = [it for it in mentions if is_count(it) and not it.figure.spread and not it.goal]
        counts = [it for it in counts if it not in goals_in(reading) or "应" in it.before]  # 应到120人 is a whole, a target is none
        if _EXPLAINED.search(reading.sentence_text(mentions[0].sentence)):
            continue
        people = [it for it in counts if it.unit in PERSONS and not re.search("每|均", it.before)]
        kept = [it for it in counts if not _LOST.search(it.before)]
        kinds = [[it for it in kept if it.unit == unit] for unit in dict.fromkeys(it.unit for it in counts) if unit not in PERSONS]
        for one, other in [*pairwise(counts), *pairwise(people), *(pair for kind in kinds for pair in pairwise(kind))]:
            if (
                _exceeds(one, other)
                and not one.after.startswith("的")
                and not _WENT.search(one.after)
                and not re.search("每|均|[增减]加?了?$|多$|少$", one.before)
                and (_is_later(reading, one, other) or _is_some_of(one, other))
                and not _LOOSE.search(reading.between(one, other))
            ):
                yield one, other


def _is_some_of(one: Mention, other: Mention) -> bool:
    """现有机构45家，通过评定的52家: what 的 names is of those that were counted just before."""
    return other.before.endswith("的") and not other.after and one.unit == other.unit and re.search("现有|共有", one.before) is not None


def _exceeds(one: Mention, other: Mention) -> bool:
    alike = counted_in(one) == counted_in(other) != "分"
    if one.unit != "人次" and other.unit == "人次":  # one person attends several times
        return False
    return alike and FARTHEST * one.figure.high >= other.figure.low >= one.figure.high and other.figure.low > one.figure.low


def _is_later(reading: Reading, one: Mention, other: Mention) -> bool:
    own, later = one.words, other.words
    ways = _WAYS if one.unit in PERSONS else _WAYS[_OF_PERSONS:]
    for way in ways:
        first = [n for n, stage in enumerate(way) if stage.search(own)]
        second = [n for n, stage in enumerate(way) if stage.search(later)]
        if first and second and max(second) > max(first) and one.area == other.area and one.period == other.period:
            return True
    return False


def _among_those(reading: Reading) -> Iterator[tuple[Mention, Mention]]:
    """…学员中，取得证书196人: those of the class that was spoken of."""
    for it in reading.mentions:
        if not is_count(it) or it.figure.spread:
            continue
        lead = reading.text[reading.sentences.span(it.sentence)[0] : it.figure.start][-80:]
        lead = lead if _OPENING.match(lead) else reading.text[reading.parts.span(it.part)[0] : it.figure.start][-40:]
        found = list(_AMONG.finditer(lead))
        if not found or _OF_OTHERS.search(lead[: found[-1].end()][-16:]):
            continue
        place = it.figure.start - len(lead) + found[-1].start()
        whole = _whole_of(reading, it, lead[: found[-1].end()], place)
        if whole and _exceeds(whole, it) and not _are_of_two_years(reading, whole, lead):
            yield whole, it


def _are_of_two_years(reading: Reading, whole: Mention, lead: str) -> bool:
    """Whether 2023年托管儿童中 names another year than that of the children before: 2022年640名."""
    told = _YEAR.findall(reading.text[reading.parts.span(whole.part)[0] : whole.figure.start])
    own = _YEAR.findall(lead)
    return bool(told and own) and told[-1] != own[-1]


def _whole_of(reading: Reading, part: Mention, lead: str, place: int) -> Mention | None:
    """Return those of whom a part is said to be: of its sentence, the ones before, or of the text by a word of its own."""
    counts = [it for it in reading.around(part) if is_count(it) and it.figure.start < place and counted_in(it) == counted_in(part)]
    counts = [it for it in counts if not re.search("每|均|各(?![族类级界])", it.before)]
    counts = [it for it in counts if not re.match("(?:增|升|降|减|扩|发展)[^，。；]{0,4}[到至]", reading.rest(it, 8))]  # 由41人增加到58人
    counts = [it for it in counts if not re.search("其中$|[中里]有?$", it.before)]
    counts = [it for it in counts if not _PLACES.match(it.after)]  # 11个乡镇实现站点全覆盖: not 11个站点
    certified = [it for it in counts if "证" in it.words and "未" not in it.before] if re.search("取证|持证|获证", lead[-14:]) else []
    own = certified if len(certified) == 1 else [it for it in counts if it.part == part.part]
    if own:
        return own[0] if len(own) == 1 else None
    words = rare_pairs(re.sub("[当]?[中里]，.*$", "", lead[-20:]))
    fitting = [it for it in counts if len(words & rare_pairs(it.words)) >= 3 and not it.figure.spread]
    if fitting:
        return max(fitting, key=lambda it: (len(words & rare_pairs(it.words)), it.number))
    near = [it for it in counts if part.sentence - it.sentence <= 6 and not re.search("全年|累计", lead)]
    named = [it for it in near if rare_pairs(lead[-8:]) & rare_pairs(f"{it.before[-4:]} {it.after[:6]}")]
    if named:
        return max(named, key=lambda it: (len(pairs(lead) & pairs(it.words)), it.number))
    if not re.search("学员|参训|培训", lead[-14:]):
        return None
    trained = [it for it in counts if re.search("参训|培训|报名|学员|参加|招收", it.words)]
    near = [
        it
        for it in trained
        if part.sentence - it.sentence <= _NEAR and reading.paragraphs.at(it.figure.start) == reading.paragraphs.at(part.figure.start)
    ]
    if near and not re.search("全年|累计|全[县市区]", lead):
        return max(near, key=lambda it: it.figure.high)
    words = rare_pairs(lead)
    alike = [it for it in trained if words & rare_pairs(it.words) or not words or re.search("学员|参训|培训", lead)]
    return max(alike, key=lambda it: it.figure.high) if alike else None
