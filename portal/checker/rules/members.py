"""Whose figure is whose: 临江区355人, 和平街道…招收学员716人, 江城区、河口县分别建成14个和11个."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from portal.checker.rules.figures import Form
from portal.checker.rules.goals import row_of
from portal.checker.rules.reading import Mention, Reading

_KIND: Final = (
    r"(?:自治县|县|区|市|镇|乡|街道|社区|村|驿站|公司|企业|合作社|协会|学校|小学|中学|基地|门店|中心|班|组|队|站|场|园|妇联|夜校|机构|师傅)"
)
NAME: Final = re.compile(
    rf"(?:(?<=[，；。、：\n（是为])|(?<=[县区市镇乡道村司站组][和与及])|(?<=其中)|(?<=^))(?:其中|而|但|同时|以及)?(?P<name>[一-龥A-Z]{{1,7}}?{_KIND})(?!妇联的|级|直|民|域|长|管|务|驿|外|内)"
)
_NO_NAME: Final = re.compile(
    r"^(?:比|较|跟|超|高于|低于|各|位|列|在|居|我|本|两|三个|[二三四五六七八九十]个|所有|以|把|对|通过|依托|每|其|前|先进|兄弟|周边|后进|共|分|按|从|多|最|该|这|据|开展|举办|组织|新建|建成|培训|招|将|为|走|到|县区|乡镇|市县|街道|社区|城乡|城镇|农村|乡村|辖|由|向|驻|示范|现场|覆盖|已|有|是|包|涉|进|获|拥)|全[省市县区国镇乡街]|人数|总数|数量"
)
_OURS: Final = re.compile("我[市县区镇乡街]")
_TURN: Final = re.compile(r"分别|依次")
_THAT: Final = re.compile("该(?P<kind>县|区|市|镇|乡|街道|社区|村|站|驿站|队)")
_ROW: Final = re.compile(r"各个?(?P<kind>社区|镇|乡|街道|县|区|村)[^。；：\d]{0,16}：(?P<row>[^。；\n]+)")
_BARE: Final = re.compile(r"(?:(?<=[：，、]))(?P<name>[一-龥]{2,3})(?=\d)")
PLACES: Final = frozenset({"", "县", "区", "镇", "街道", "地", "村"})  # units of those who are counted, not of what they did
LONGEST: Final = 30  # signs between a name and its figure


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """Somebody with a figure.

    Args:
        who: the name.
        said: the words between the name and the figure.
        heading: what the row it stands in was opened with.
        row: the number of its row; those of one row are compared.
    """

    who: str
    mention: Mention
    said: str
    heading: str
    row: int

    @property
    def words(self) -> str:
        """What the figure is a number of."""
        return f"{self.said} {self.heading} {self.mention.after[:8]}"


class Names:
    """The names of a text that may have figures or places."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._found = [
            (it.start("name"), it.end("name"), it["name"]) for it in NAME.finditer(reading.text) if not _NO_NAME.match(it["name"])
        ]
        if len(reading.areas.own) == 1:  # 我县 is the one that writes
            own = next(iter(reading.areas.own))
            self._found = sorted([*self._found, *((*it.span(), own) for it in _OURS.finditer(reading.text))])
        self._found += _pointed_at(reading, self._found)
        self._found = sorted([*self._found, *_bare_names(reading.text, {name for _, _, name in self._found})])
        self._ends = [end for _, end, _ in self._found]

    def last(self, start: int, place: int) -> tuple[int, int, str] | None:
        """Return the last name between two places."""
        i = bisect_right(self._ends, place) - 1
        return self._found[i] if i >= 0 and self._found[i][0] >= start else None

    def between(self, start: int, place: int) -> list[tuple[int, int, str]]:
        """Return the names between two places."""
        first, last = bisect_right(self._ends, start), bisect_right(self._ends, place)
        return [it for it in self._found[first:last] if it[0] >= start]


def _pointed_at(reading: Reading, names: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return whom 该县 means: the last county named before it in the paragraph."""
    found: list[tuple[int, int, str]] = []
    for it in _THAT.finditer(reading.text):
        start = reading.paragraphs.span(reading.paragraphs.at(it.start()))[0]
        before = names[bisect_left(names, start, key=itemgetter(0)) : bisect_left(names, it.start(), key=itemgetter(0))]
        named = next((name for _, _, name in reversed(before) if name.endswith(it["kind"])), None)
        found += [(*it.span(), named)] if named else []
    return found


def _bare_names(text: str, known: set[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the names of a row that its head says the kind of: 各社区志愿时长如下：翠园5600小时，河湾4870小时."""
    for row in _ROW.finditer(text):
        for it in _BARE.finditer(text, row.start("row"), row.end("row")):
            full = it["name"] + row["kind"]
            if it["name"] not in known and not full.startswith(("其中", "其余", "全", "共", "合计", "总", "平均")):
                yield it.start("name"), it.end("name"), full


def find_members(reading: Reading, names: Names) -> list[Member]:
    """Return every figure that is somebody's, in order of place."""
    members: list[Member] = []
    row, last = 0, None
    for it in reading.mentions:
        if it.figure.form not in {Form.COUNT, Form.PERCENT} or it.figure.spread or it.unit in PLACES:
            continue
        for member in _members(reading, names, it, members[-1] if members else None):
            joined = last is not None and last.sentence == it.sentence and last.unit == it.unit and it.number - last.number <= 2
            row = row if joined else row + 1
            heading = members[-1].heading if joined and members else _heading(reading, member)
            members.append(Member(member.who, it, member.said, heading, row))
            last = it
    return members


def _members(reading: Reading, names: Names, it: Mention, previous: Member | None) -> Iterator[Member]:
    start = reading.parts.span(it.part)[0]
    row = row_of(reading, it)
    turn = _TURN.search(reading.text[start : row[0].figure.start])
    if len(row) > 1 and turn:
        listed = names.between(start, row[0].figure.start)
        if len(listed) == len(row):
            yield Member(listed[row.index(it)][2], it, reading.text[listed[-1][1] : row[0].figure.start], "", 0)
        return
    found = names.last(start, it.figure.start)
    if found is None:
        return
    before = reading.mentions[it.number - 1].figure.after if it.number else 0
    said = reading.text[found[1] : it.figure.start]
    if before <= found[1] and len(said) <= LONGEST and not re.search(r"[。；\n、]|一人|个人|其中", said):
        yield Member(found[2], it, said, "", 0)


def _heading(reading: Reading, member: Member) -> str:
    """Return what stands before the name in its sentence: 从完成率看, 各镇走访户数：; at the start of one, nothing."""
    start = reading.sentences.span(member.mention.sentence)[0]
    place = reading.text.rfind(member.who, start, member.mention.figure.start)
    return reading.text[max(start, place - 60) : max(start, place)]
