"""What an application said when it was filed, and what was changed before it was filed again."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from portal.tenants.rules.applications import POINTS, Proposal, point_columns

Content = dict[str, Any]
_TEXTS: Final = {
    "community": "社区",
    "station_name": "驿站名称",
    "manager_name": "拟任站长",
    "manager_account": "登录账号",
    "manager_phone": "手机号码",
}
_SCORES: Final = {f"{point}_score": f"{label}评分" for point, label in POINTS.items()}
_NOTES: Final = {f"{point}_note": f"{label}说明" for point, label in POINTS.items()}
_LABELS: Final = {**_TEXTS, **_SCORES, **_NOTES}


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that is another now."""

    label: str
    before: str
    after: str


def content_of(it: Proposal, *, community: str, photos: Sequence[str], has_visit: bool) -> Content:
    """Return what is filed, as JSON has it; the points are left out where a visit has settled them.

    Args:
        community: its name, `三木社区委员会`.
        photos: the ids of the photos that were filed with it.
    """
    texts = {name: value for name, value in asdict(it).items() if name in _TEXTS}
    points = {} if has_visit else point_columns(it.points)
    return {**texts, **points, "community": f"{community} {it.community_code}", "photos": list(photos)}


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return what differs between two filings, in the order of the form; what only one of them speaks of is not compared."""
    both = [name for name in _LABELS if name in before and name in after and before[name] != after[name]]
    found = [Change(_LABELS[name], _shown(before[name]), _shown(after[name])) for name in both]
    old, new = set(before.get("photos", ())), set(after.get("photos", ()))
    if old != new:
        moved = "，".join(f"{words} {len(which)} 张" for words, which in (("新增", new - old), ("移除", old - new)) if which)
        found.append(Change("申请照片", f"{len(old)} 张", f"{len(new)} 张（{moved}）"))
    return found


def last_changes(contents: Sequence[Mapping[str, Any] | None]) -> list[Change]:
    """Return what the last of several filings changed; nothing when there was but one."""
    known = [content for content in contents if content]
    return changes_between(known[-2], known[-1]) if len(known) > 1 else []


def _shown(value: Any) -> str:
    return "未填" if value in (None, "") else str(value)
