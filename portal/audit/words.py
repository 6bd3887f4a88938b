"""The audit's words: each package registers its actions in Chinese, and the group they are looked for under."""

from collections.abc import Mapping

RESULTS = {"done": "已完成", "refused": "被拒绝", "failed": "失败"}
NOBODY = "系统"  # account 0: the portal itself, or somebody who is not signed in
_words: dict[str, str] = {}
_groups: dict[str, list[str]] = {}


def register_words(words: Mapping[str, str], *, group: str) -> None:
    """Name actions for the people who read the audit.

    Args:
        words: {action: what a clerk calls it}, `{"activity.log": "登记活动"}`.
        group: the part of the work they belong to, as the audit's filter offers it.
    """
    _words.update(words)
    known = _groups.setdefault(group, [])
    known += [action for action in words if action not in known]


def word_of(action: str) -> str:
    """Return an action in words; one that nobody names any more stays as it was written."""
    return _words.get(action, action)


def groups() -> list[str]:
    """Return the groups, in the order in which the house is built."""
    return list(_groups)


def actions_of(group: str) -> tuple[str, ...]:
    """Return the actions of a group."""
    return tuple(_groups.get(group, ()))


register_words({"audit.export": "导出操作记录", "audit.archive": "归档操作记录", "access.refused": "无权限，被拒绝"}, group="操作记录")
