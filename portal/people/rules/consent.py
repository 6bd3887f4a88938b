"""How somebody agrees that her data is taken in."""

from enum import StrEnum
from typing import Final

BASIC: Final = "basic"  # to be on the station's record at all
# What is asked for apart from that, each with a consent of its own. Source: PIPL §29.
PURPOSES: Final = {BASIC: "", "health": "健康证明", "income": "收入情况", "priority": "重点人群"}


class ConsentChannel(StrEnum):
    """How she gave her consent."""

    IN_PERSON = "in_person"
    PAPER = "paper"
    PHONE = "phone"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return _CONSENT_CHANNELS[self]


_CONSENT_CHANNELS: Final = {
    ConsentChannel.IN_PERSON: "当面阅读后同意",
    ConsentChannel.PAPER: "在纸质告知书上签字",
    ConsentChannel.PHONE: "电话告知后同意",
}
