"""What a writer calls the figures: one name for each, and the other names that are understood."""

from difflib import get_close_matches
from typing import Final

from portal.reports.rules.measures import FIGURES, SHARES, label_of, unit_of
from portal.tallies.rules import Indicator, Rate

NAMES: Final = {
    "sessions": "活动场次",
    "attendances": "参加人次",
    "women": "女性人次",
    "online": "线上人次",
    "intakes": "新增学员",
    "referred": "推荐学员",
    "train_first": "先培训学员",
    "service": "志愿服务时长",
    "wishes": "意愿登记人次",
    "classes": "培训期数",
    "lesson_present": "到课人次",
    "lesson_online": "线上到课人次",
    "trained": "培训人次",
    "refreshed": "回炉培训人次",
    "examined": "参加考试人次",
    "passed": "考试合格人次",
    "certified": "取得证书",
    "placed": "上岗人次",
    "placed_trained": "岗前培训人次",
    "placed_checked": "上岗体检人次",
    "placed_away": "外地上岗人次",
    "placed_own": "自主创业人次",
    "care_visits": "日间照料人次",
    "care_done": "完成服务需求",
    "care_urgent": "应急服务需求",
    "care_in_time": "半小时内到达",
    "redeemed": "爱心超市兑换",
    "trained_persons": "培训人数",
    "certified_persons": "持证人数",
    "placed_persons": "上岗人数",
    **{code: rate.label for code, rate in SHARES.items()},
}
_MORE: Final = {"活动人次": "attendances", "参加女性人次": "women", "志愿时长": "service", "结业期数": "classes", "培训班": "classes"}


def _all_names() -> dict[str, str]:
    """Return {name: code}: the columns of the roll-up are understood by their heads too, where these say enough."""
    heads = {label_of(code): code for code in (*FIGURES, *SHARES)}
    return {**heads, **_MORE, **{name: code for code, name in NAMES.items()}}


CODES: Final = _all_names()


def name_of(code: str) -> str:
    """Return what a writer calls a figure."""
    return NAMES[code]


def unit_words(code: str) -> str:
    """Return the unit of a measure as it stands behind its number: 人次, 小时, %."""
    return unit_of(code)


def measure_of(code: str) -> Indicator | Rate:
    """Return what is measured by a code."""
    return SHARES.get(code) or FIGURES[code]


def nearest(word: str, known: list[str]) -> str:
    """Return `，是不是“参加人次”？`, the known word that looks most like what was typed; empty when none does."""
    found = get_close_matches(word, known, n=1, cutoff=0.5)
    return f"，是不是“{found[0]}”？" if found else ""
