"""The checks of telephones by a code that is sent: how long, how often."""

import re
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from portal.core.text import BadInput, clean_text, to_ascii_digits

CODE_MIN: Final = 10
MAX_TRIES: Final = 5
WINDOW_MIN: Final = 60
SENDS_PER_PHONE: Final = 3
SENDS_PER_ADDRESS: Final = 20
_MOBILE: Final = re.compile(r"1[0-9]{10}")


class BadSentCode(BadInput):
    """Not six digits."""


@dataclass(frozen=True, slots=True)
class SentCode:
    """A code that is to be sent; only whoever holds the telephone learns it.

    Args:
        id: the check's.
        code: six digits.
    """

    id: UUID
    code: str

    def __repr__(self) -> str:
        return "SentCode(…)"


def parse_sent_code(raw: str) -> str:
    """Return the six digits that were typed; full-width digits and spaces between them will do.

    Raises:
        BadSentCode: anything else.
    """
    code = clean_text(to_ascii_digits(raw)).replace(" ", "")
    if not re.fullmatch("[0-9]{6}", code):
        raise BadSentCode("验证码是 6 位数字")
    return code


def takes_codes(phone: str) -> bool:
    """Say whether a parsed telephone is a mobile one."""
    return _MOBILE.fullmatch(phone) is not None
