"""What a record's own page shows beside the record: her consent, who looked, and what a manager may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from portal.core import clock
from portal.core.scope import Scope
from portal.people import queries
from portal.people.rolls import Roll
from portal.people.rules import ConsentChannel
from portal.people.rules.consent import PURPOSES
from portal.people.rules.reasons import WITHDRAW_CHANNELS

_LOOKS = dict(zip(queries.LOOKS, ("查看完整证件", "县级查阅", "提供副本"), strict=True))


@dataclass(frozen=True, slots=True)
class History:
    """The history of one record, as (when, what, more, tone) for a timeline.

    Args:
        consents: given and withdrawn, the latest first.
        looks: who looked at her data in full; empty for those who do not manage persons.
    """

    roll: Roll
    record_id: UUID
    consents: Sequence[tuple[str, str, str, str]]
    looks: Sequence[tuple[str, str, str, str]]

    @classmethod
    def of(cls, scope: Scope, roll: Roll, record_id: UUID) -> Self:
        """Read the history of a record of the station."""
        consents = [_consent(row) for row in queries.list_consent(scope, record_id)]
        looks = [_look(row) for row in queries.list_looks(scope, record_id)] if "person.manage" in scope.permissions else []
        return cls(roll, record_id, consents, looks)


def _when(row: Any) -> str:
    return clock.local(row.at).strftime("%Y-%m-%d %H:%M")


def _consent(row: Any) -> tuple[str, str, str, str]:
    is_given = row.action == "given"
    how = ConsentChannel(row.channel).label if is_given else WITHDRAW_CHANNELS[row.channel]
    more = "，".join(part for part in (f"告知书第 {row.text_version} 版", how, f"经办：{row.by or '平台'}", row.note) if part)
    words = "同意" if is_given else "撤回同意"
    purpose = PURPOSES.get(row.purpose, row.purpose)
    return _when(row), f"{words}（{purpose}）" if purpose else words, more, "good" if is_given else "bad"


def _look(row: Any) -> tuple[str, str, str, str]:
    is_done = row.result == "done"
    return _when(row), f"{row.by or '平台'} {_LOOKS[row.action]}{'' if is_done else '（被拒绝）'}", row.note, "info" if is_done else "bad"
