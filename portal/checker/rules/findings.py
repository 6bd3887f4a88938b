"""What the checker reports, and by what kinds."""

from dataclasses import dataclass
from typing import Final

# 200 pages of 28 × 22 characters are 123,200. Callers refuse a longer text; the checker itself reads no further.
MAX_CHARS: Final = 200_000

KINDS: Final[dict[str, str]] = {
    "percent_of_target": "完成率与任务数不符",
    "two_baselines": "省定、市定两个基数对不上",
    "sum_of_parts": "分项合计与总数不符",
    "part_exceeds_whole": "部分大于总体",
    "same_measure_two_values": "同一指标前后两个数",
    "yu_vs_jin": "“余”“近”并用",
    "growth_rate": "增幅与前后数不符",
    "average_mismatch": "平均数与总数不符",
    "share_sum": "占比合计不是100%",
    "unit_clash": "同一个数单位不一",
    "date_order": "日期先后有误",
    "rank_clash": "名次矛盾",
    "per_capita": "人均数与总额不符",
    "duplicate_count": "列举的个数与所说的不符",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Figures that cannot all be true.

    Args:
        kind: a key of KINDS.
        spans: where the figures stand in the text as it was given, half-open, in order of place.
        explanation: one line in Chinese that shows the arithmetic.
    """

    kind: str
    spans: tuple[tuple[int, int], ...]
    explanation: str
