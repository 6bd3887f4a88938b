"""Objections to a ranking: raised while it is shown, answered before it is published."""

from datetime import date
from enum import StrEnum
from typing import Final

MAX_WORDS: Final = 1000


class Answer(StrEnum):
    """What became of an objection."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return {"open": "等待答复", "upheld": "异议成立", "rejected": "异议不成立", "withdrawn": "已撤回"}[self.value]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return {"open": "warn", "upheld": "good", "rejected": "neutral", "withdrawn": "neutral"}[self.value]


def is_shown(objections_until: date, today: date) -> bool:
    """Say whether objections are still taken on a day; the last day counts."""
    return today <= objections_until
