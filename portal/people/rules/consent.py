"""How somebody agrees that her data is taken in."""

from enum import StrEnum
from typing import Final


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
