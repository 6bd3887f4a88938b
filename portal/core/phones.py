"""Telephones: read kindly, kept in one form, shown masked."""

import re
from typing import Final

from portal.core.text import BadInput, clean_text, mask_middle, to_ascii_digits

_SEPARATORS: Final = re.compile(r"[ \-‐‑‒–—―_()]")  # every dash an input method may give
_MOBILE: Final = re.compile(r"0?(1[3-9][0-9]{9})")
_LANDLINE: Final = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})([2-9][0-9]{6,7})")


class BadPhone(BadInput):
    """Not a telephone number of the mainland."""


def parse_phone(raw: str) -> str:
    """Return a mainland mobile as `13800001234` or a landline with its area code as `0591-83512345`.

    Raises:
        BadPhone: neither of the two; a landline without area code is neither.
    """
    digits = _SEPARATORS.sub("", clean_text(to_ascii_digits(raw)))
    if not digits:
        raise BadPhone("请填写电话号码")
    national = re.sub(r"^(?:\+|00)86", "", digits)
    if mobile := _MOBILE.fullmatch(re.sub(r"^86(?=1[0-9]{10}$)", "", national)):
        return mobile[1]
    # Written for abroad, an area code has lost its 0.
    if landline := _LANDLINE.fullmatch(national if national == digits or national.startswith("0") else f"0{national}"):
        return f"{landline[1]}-{landline[2]}"
    raise BadPhone("请填写11位手机号码，或带区号的固定电话，如 0591-83512345")


def mask_phone(phone: str) -> str:
    """Return a parsed telephone number for showing: `138****1234`, `0591-****2345`."""
    area, hyphen, local = phone.rpartition("-")
    if hyphen:
        return f"{area}-{mask_middle(local, head=0, tail=4)}"
    return mask_middle(phone, head=3, tail=4)
