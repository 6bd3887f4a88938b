"""The title of a document, broken where its sense allows and so that its lines make a trapezium or a rhombus.

Source: GB/T 9704-2012, 7.3.1: 回行时，要做到词意完整，排列对称，长短适宜，间距恰当，标题排列应当使用梯形或菱形。
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise

from portal.typeset.rules.document import plain
from portal.typeset.rules.faces import Face
from portal.typeset.rules.lines import break_lines
from portal.typeset.rules.pieces import pieces_of

MOST_LINES = 4
_TOO_LONG = 120  # characters; a title that is a paragraph is set as one

# Words of this trade that no line of a title may tear, and those a line may well end before or after.
_WORDS = re.compile(
    r"妇女联合会|妇女儿童|妇联|巾帼家政|巾帼|家政服务业?|家政|服务|工作|情况|报告|通报|通知|意见|方案|办法|月报|汇报|材料|关于|开展|印发|推进|推动|加强|"
    r"驿站|社区|街道|县区|全市|全省|全国|全县|全区|排名|统计|数据|汇总|志愿|时间银行|培训|就业|考核|整改|问题|清单|目标|任务|完成|上半年|下半年|季度|年度|月度|"
    r"总结|计划|活动|项目|建设|管理|标准|质量|发展|高质量|试点|示范|评定|星级|调研|专题|进度|调度|会议|精神|学习|贯彻|落实|实施|进一步|有关|事项|公示|名单|的[^的]"
)
_GOOD_AFTER = ("关于", "的", "和", "与", "及", "暨", "工作", "情况", "年", "月", "》", "，", "、", "：")
_GOOD_BEFORE = ("关于", "的", "工作", "情况", "通报", "通知", "报告", "《", "印发", "开展")


def break_title(title: str, face: Face, measure: float) -> list[str]:
    """Return the lines of a title.

    Args:
        measure: how long a line may be, in em of the title.
    """
    lines: list[str] = []
    for part in title.splitlines() or [""]:
        lines += _broken(" ".join(part.split()), face, measure)
    return lines


def _broken(title: str, face: Face, measure: float) -> list[str]:
    if face.width(title) <= measure:
        return [title]
    for count in range(2, MOST_LINES + 1):
        found = min(_ways(title, face, measure, count), default=None) if len(title) <= _TOO_LONG else None
        if found:
            return found[1]
    return [line.text for line in break_lines(plain(title), {"": face}, measure)]


def _ways(title: str, face: Face, measure: float, count: int) -> Iterator[tuple[float, list[str]]]:
    """Yield (how bad, lines) for each way to break a title into so many lines."""
    ends = _ends(title, face, measure)
    for chosen in combinations(sorted(ends), count - 1):
        lines = [title[start:end].strip() for start, end in pairwise((0, *chosen, len(title)))]
        widths = [face.width(line) for line in lines]
        if max(widths) <= measure and min(widths) >= 2:
            yield sum(ends[at] for at in chosen) + _shape(widths), lines


def _ends(title: str, face: Face, measure: float) -> Mapping[int, float]:
    """Return {where a line may end: how bad that is}, 40 places at most."""
    torn = {at for found in _WORDS.finditer(title) for at in range(found.start() + 1, found.end())}
    ends: dict[int, float] = {}
    at = 0
    for piece in pieces_of(plain(title), {"": face}, measure)[:-1]:
        at += len(piece.text)
        if piece.may_end:
            good = title.startswith(_GOOD_BEFORE, at) or title[:at].endswith(_GOOD_AFTER)
            ends[at] = (6.0 if at in torn else 0.0) + (0.0 if good else 2.0) + (3.0 if _is_quoted(title, at) else 0.0)
    return dict(sorted(sorted(ends.items(), key=lambda one: one[1])[:40]))


def _is_quoted(title: str, at: int) -> bool:
    return title.rfind("《", 0, at) > title.rfind("》", 0, at)


def _shape(widths: Sequence[float]) -> float:
    """Return how far lines are from a trapezium or rhombus: neither alike, nor in and out again, nor very unlike."""
    steps = [after - before for before, after in pairwise(widths)]
    waisted = any(before < 0 < after for before, after in pairwise(steps))
    alike = sum(abs(step) < 1 for step in steps)
    spread = max(widths) - min(widths)
    return 4.0 * waisted + 1.0 * alike + 0.25 * max(spread - 2, 0) + 0.15 * max(0, 4 - min(widths))
