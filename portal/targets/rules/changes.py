"""What a publication changed, cell by cell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from portal.reports.rules.measures import label_of
from portal.targets.rules.amounts import show_amount

_HEAD: Final = {
    "name": "名称",
    "measure": "指标",
    "kind_id": "活动类别",
    "first_month": "开始月份",
    "last_month": "结束月份",
    "province_value": "省定",
    "province_source": "省定依据",
    "city_value": "市定",
    "city_source": "市定依据",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was changed, in words; before and after are `–` where there was nothing."""

    what: str
    before: str
    after: str


def tell_changes(
    before: Mapping[str, Any], after: Mapping[str, Any], *, names: Mapping[int, str], kinds: Mapping[int, str], only: int | None = None
) -> list[Change]:
    """Return what differs between two publications, first of the target itself, then of its parts by unit and month.

    Args:
        before, after: as `Aim.kept` gives them; {} before the first publication, and after a withdrawal.
        names: {unit: its name}.
        kinds: {kind of activity: its name}.
        only: the unit whose parts are told; None, all of them.
    """
    told = [(words, _head(before, name, kinds), _head(after, name, kinds)) for name, words in _HEAD.items()]
    for unit, month in _cells(before, after, names):
        if only in {None, unit}:
            words = f"{names.get(unit, '已不在本市的单位')} {month[:4]} 年 {int(month[5:])} 月"
            told.append((words, _part(before, unit, month), _part(after, unit, month)))
    return [Change(words, old, new) for words, old, new in told if old != new]


def _head(kept: Mapping[str, Any], name: str, kinds: Mapping[int, str]) -> str:
    value = kept.get(name)
    if value is None or value == "":
        return "–"
    if name.endswith("_value"):
        return show_amount(value, kept["measure"])
    return label_of(value) if name == "measure" else kinds.get(value, "–") if name == "kind_id" else str(value)


def _cells(before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[int, str]) -> list[tuple[int, str]]:
    """Return every (unit, month) that has a part before or after, in the order of the units and the months."""
    found = {(int(unit), month) for kept in (before, after) for unit, months in kept.get("parts", {}).items() for month in months}
    order = {unit: n for n, unit in enumerate(names)}
    return sorted(found, key=lambda cell: (order.get(cell[0], len(order)), cell))


def _part(kept: Mapping[str, Any], unit: int, month: str) -> str:
    value = kept.get("parts", {}).get(str(unit), {}).get(month)
    return show_amount(value, kept["measure"]) if value else "–"
