"""What a list has: its members, where each stands, and what is wrong with the number that announces them."""

import re
from typing import Final

from portal.checker.rules.conflicts import Conflict

N: Final = r"(?<![\d零一二两三四五六七八九十百千])(?P<n>\d{1,2}|[二三四五]?十[一二三四五六七八九]|[二两三四五六七八九十]{1,2})"
TITLES: Final = re.compile("(?:《[^》《]{1,30}》[、和]?){2,20}")


_ENDS: Final = frozenset("队班站会员场校院馆课室店坊所司")
_BODY: Final = re.compile(
    "(?:公司|协会|妇联|妇委会|中心|学校|医院|家政|(?<!自治)县|社区|街道|[镇乡村区]|大队|合作社|工作站|委员会|企业|基地|主任|医生|老师|秘书长|律师|教授|站长|主席|书记)$"
)


def members(listed: str) -> set[int]:
    """Return how many names a list may have: 和 and 及 part its last two, or belong to a name."""
    if TITLES.fullmatch(listed):
        return {listed.count("《")}
    plain = listed.count("、") + 1
    tail = listed.rsplit("、", maxsplit=1)[-1]
    joined = re.search(r"[^、]{2,}(?:以及|[和及与])[^、]{2,}", tail)
    ends = {it[-1:] for it in re.split("、|以及|[和及与]", listed)}
    names = re.split("、|以及|[和及与]", listed)
    if joined and plain > 1 and all(_BODY.search(it) for it in names):
        return {len(names)}
    if (
        joined and plain > 1 and ((len(ends) == 1 and ends <= _ENDS) or len({len(it) for it in names}) == 1 == len(names[0]) - 1)
    ):  # 巡查队、修补队、陪诊队和伴读队 are four for certain
        return {plain + 1}
    return {plain, plain + 1} if joined else {plain}


def pieces_of(listed: str, start: int, mark: str) -> list[tuple[int, int]]:
    """Return where the pieces of a list stand in the text, parted by a mark; the list begins at start."""
    return [(it.start() + start, it.end() + start) for it in re.finditer(f"[^{mark}]+", listed)]


def member_places(listed: str, start: int, count: int) -> list[tuple[int, int]]:
    """Return where so many members of a list stand: parted by 、, the last two by 和 or 及 as well, titles by their marks."""
    if TITLES.fullmatch(listed):
        return [(it.start() + start, it.end() + start) for it in re.finditer("《[^》]+》", listed)]
    places = pieces_of(listed, start, "、")
    if places and len(places) < count:
        last = places.pop()
        tail = listed[last[0] - start : last[1] - start]
        joined = list(re.finditer("以及|[和与及]", tail))
        cut = joined[-1].span() if joined else (len(tail), len(tail))
        places += [(last[0], last[0] + cut[0]), (last[0] + cut[1], last[1])]
    return [(first, end) for first, end in places if end > first]


def without_lead(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Leave out what stands before the first name of a list: 石桥 of 我会在石桥、柳河、大垭."""
    longest = max((end - first for first, end in places[1:]), default=0)
    return [(max(places[0][0], places[0][1] - longest), places[0][1]), *places[1:]] if longest else places


def told(found: re.Match[str], base: int, places: list[tuple[int, int]], listed: int = 0) -> Conflict:
    """Return the conflict of an announced number with the members of its list.

    Args:
        base: where in the text that begins in which the number was found.
        places: where the members stand.
        listed: how many they are, where one of them is told elsewhere.
    """
    number = (base + found.start("n"), base + found.end("n"))
    words = found.string[found.start("n") : min(found.end("thing"), found.end("n") + 4)]
    why = f"文中说{words}，实际列出{listed or len(places)}个"
    return Conflict("duplicate_count", tuple(sorted([number, *places])), why, 1)
