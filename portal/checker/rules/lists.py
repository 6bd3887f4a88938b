"""A list against the number that announces it."""

import re
from collections.abc import Iterator
from typing import Final

from portal.checker.rules.conflicts import Conflict
from portal.checker.rules.lists_counted import TITLES, N, member_places, members, pieces_of, told, without_lead
from portal.checker.rules.lists_enumerated import enumerated_lists
from portal.checker.rules.lists_named import named_lists
from portal.checker.rules.numerals import value_of
from portal.checker.rules.reading import Reading

_THING: Final = (
    r"(?:个|块|张|部门|单位|项|大|条|类|种|方面|点|步|支|家|户|名|处|所|门|场|件|位|套|环节|县|镇|村|乡镇|社区|街道|区|市|地|个县|个乡镇"
    r"|人(?![次均口]))"
)
_ANNOUNCED: Final = re.compile(
    rf"{N}(?P<thing>(?:{_THING}|[讲首篇本部节])(?:“[^”\n]{{1,24}}”|[^“，。；：、\n\d（）]){{0,16}})(?P<mark>：|，(?:即|[她他它]们(?:分别|依次)?是|分别(?:展示|设在|位于|来自|对应|讲授|教授|负责|承担)|分别(?:是|为)|包括|具体(?:是|为)|依次[是为]|[^，。；：\d]{{0,6}}(?:名单|名称|名字|篇目|题目|目录|清单|具体|列举|如下)[^，。；：\d]{{0,4}})[：，]?|（|——|。)"
)
_ALL_OF: Final = re.compile(
    rf"{N}个(?P<thing>乡镇|镇乡|镇|县|乡|街道|社区|村|区)[^。；\d]{{0,16}}，(?P<list>[一-龥]{{2,8}}(?:、[一-龥]{{2,8}})+?)(?:均|都|先后|依次|分别|全部)"
)
_BODIES: Final = re.compile(
    rf"{N}个(?P<thing>(?:成员)?单位|部门)(?:共同|联合)?(?:组成|参加|参与)?，(?P<list>[一-龥]{{2,8}}(?:、[一-龥]{{2,8}})+?)(?:均|都|各|共同|联合|分别|全部)"
)
_BEFORE_NUMBER: Final = re.compile(
    rf"(?:^|[，。；：\n在到由从赴对以]|包括|涵盖|设置|开设|设立|统筹|推进|把|将|组织|联合|打造|分为|形成|走进|覆盖)(?P<list>[^，。；：\n（）\d]{{2,90}})(?P<open>等)?{N}(?P<thing>{_THING})"
)
_TOGETHER: Final = re.compile("联合|会同|协同|携手|联手|配合")
_PLAIN_WORD: Final = re.compile("(?:自治区|直辖市|市|区|县|镇|街道|乡|旗|办事处|兵团|开发区|园区)$")
_TO_DO: Final = re.compile(
    rf"{N}(?P<thing>(?:项|件|个方面|个|条|方面)的?(?:重点)?(?:工作|措施|举措|任务|重点|机制|制度|行动|实事|文章|要求|服务))：(?P<list>[^。；：\n]+)[。\n]"
)
_HOLDS_MORE: Final = re.compile("[、和与及并或0-9等]|以及|同时|另外")
_LEAST, _MOST, _FEWEST = 4, 14, 3
_FEWEST_PERSONS: Final = 3
_NO_NAMES: Final = re.compile("等|其[他余中]|另|每|共|第|分别|[了有是为达到过近约超各的和及与]$")
_OF_TWO_KINDS: Final = re.compile(r"(?P<more>\d|[两一二三四五六七八九十])个?(?:县|市|区|镇|乡|街道?|社区|村)$")  # 四县两区
_NUMBER: Final = re.compile(r"\d|[一二三四五六七八九十百]+[人名户场期次个件家支所处]")


def check_lists(reading: Reading) -> list[Conflict]:
    """Return lists that have more or fewer members than was announced."""
    return [
        *named_lists(reading),
        *enumerated_lists(reading),
        *_announced(reading),
        *_by_commas(reading),
        *_named_after(reading),
        *_counted_after(reading),
    ]


def _announced(reading: Reading) -> Iterator[Conflict]:
    """涉及4个县：A、B、C; 5个乡镇，分别是A、B; 四个乡镇（A、B、C）."""
    for found in _ANNOUNCED.finditer(reading.text):
        if found["mark"] == "。" or re.match(r"一(?!等)|[（1第]", reading.text[found.end() : found.end() + 1]):
            continue
        closing = "）" if found["mark"] == "（" else "。；，\n"
        rest = reading.text[found.end() : found.end() + 200]
        listed = re.split(f"[{closing}]", rest)[0]
        if (found["mark"] == "（" and "）" not in rest) or not _is_list(listed):
            continue
        counts = members(listed)
        value = value_of(found["n"]) + sum(value_of(it["more"]) for it in _OF_TWO_KINDS.finditer(found["thing"]))
        if value and value not in counts and _stands_alone(reading.text, found.start("n")):
            yield told(found, 0, member_places(listed, found.end(), max(counts)))


def _by_commas(reading: Reading) -> Iterator[Conflict]:
    """抓好五项工作：扩大覆盖面，提升含金量，拓宽就业渠道。 Each is short and holds no other, so that there can be no more of them."""
    for found in _TO_DO.finditer(reading.text):
        listed = found["list"].split("，")
        alone = all(_LEAST <= len(it) <= _MOST and not _HOLDS_MORE.search(it) for it in listed)
        if alone and _FEWEST <= len(listed) < value_of(found["n"]) <= len(listed) + 2:
            yield told(found, 0, pieces_of(found["list"], found.start("list"), "，"))


def _of_one_kind(listed: str, thing: str) -> bool:
    """Whether names of places are followed by the number of just such places."""
    names = [it for part in listed.split("、") for it in re.split("[和及与]", part)]
    placed = [it for it in names[:-1] if it[-1:] in "县区市镇乡村" and len(it) > 1]
    if not placed or len(placed) < len(names) - 1:
        return True
    return names[-1][-1:] in set("县区市镇乡村道地") and bool(re.search("[县区市镇乡村地街道]|个$", thing))


def _named_alike(listed: str, thing: str) -> bool:
    """Whether 综合区、培训区共四个功能区 counts its members: all end as the thing does."""
    noun = re.match(r"[一-龥]{1,6}?(?=[，。；：（、]|$)", thing)
    return bool(noun) and all(it[-1:] == noun[0][-1] for it in listed.split("、"))


def _stands_alone(text: str, place: int) -> bool:
    if _OF_TWO_KINDS.search(text[max(0, place - 4) : place]):
        return False
    return not re.search(r"[\d.第百千万十余多近约、—-]$", text[max(0, place - 1) : place]) and not re.search(
        "其他|其余|另外|另|等$", text[max(0, place - 4) : place]
    )


def _is_list(listed: str) -> bool:
    """Whether words are a list of names, and a closed one."""
    if TITLES.fullmatch(listed):
        return True
    if "、" not in listed or re.search(r"等(?![奖级])|……|\.\.\.", listed) or _NUMBER.search(listed):
        return False
    return all(1 < len(it) <= 14 and not _PLAIN_WORD.match(it) for it in listed.split("、"))


def _named_after(reading: Reading) -> Iterator[Conflict]:
    """组织三个镇的主席走访，甲镇、乙镇、丙镇、丁镇均… is one too many."""
    for found in _ALL_OF.finditer(reading.text):
        names = found["list"].split("、")
        value = value_of(found["n"])
        if value > 1 and value not in members(found["list"]) and all(it[-1] in found["thing"] and len(it) < 9 for it in names):
            yield told(found, 0, pieces_of(found["list"], found.start("list"), "、"))
    for found in _BODIES.finditer(reading.text):
        value = value_of(found["n"])
        if value > 1 and value not in members(found["list"]):
            yield told(found, 0, member_places(found["list"], found.start("list"), max(members(found["list"]))))


def _counted_after(reading: Reading) -> Iterator[Conflict]:
    """A、B、C三个县: the number stands after the list."""
    for sentence in range(len(reading.sentences.starts)):
        start, end = reading.sentences.span(sentence)
        text = reading.text[start:end]
        for found in _BEFORE_NUMBER.finditer(text):
            listed, is_open = _names_in(found, text[found.end() : found.end() + 8])
            value = value_of(found["n"])
            if not value or not _is_of_names(listed, found["thing"] + text[found.end() : found.end() + 3]):
                continue
            counts = members(listed)
            if _TOGETHER.search(text[max(0, found.start() - 12) : found.end("list")]):
                counts = counts | {max(counts) + 1}
            fits = value in counts or (is_open and value >= min(counts)) or (not is_open and value < 2)
            if not fits and abs(value - max(counts)) <= 3:
                yield told(
                    found, start, without_lead(member_places(listed, start + found.start("list"), max(members(listed)))), max(counts)
                )


def _names_in(found: re.Match[str], behind: str) -> tuple[str, bool]:
    """Return the names before a number, and whether 等 leaves their list open."""
    listed = found["list"]
    if listed.endswith("等"):
        return listed[:-1], True
    if listed.endswith("共") and _named_alike(listed[:-1], behind):
        return listed[:-1], False
    return listed, bool(found["open"])


def _is_of_names(listed: str, thing: str) -> bool:
    """Whether words before a number are names of what it counts, and nothing else."""
    if "、" not in listed or _NUMBER.search(listed) or _NO_NAMES.search(listed):
        return False
    if re.search("(?<=、)[^、]+的[一-龥]{2,}$", listed):  # 磨刀、裁裤边、配钥匙的便民集市6场: one fair, six times
        return False
    if thing.startswith("人") and listed.count("、") < _FEWEST_PERSONS - 1:  # 民警、社工五人 are two kinds
        return False
    return _of_one_kind(listed, thing) and all(1 < len(it) <= 14 for it in listed.split("、"))
