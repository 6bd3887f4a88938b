"""Items as they are keyed: the code printed on the shelf, and how many of it."""

import re
from typing import Final

from portal.core.text import BadInput, clean_text, to_ascii_digits

_PARTS: Final = re.compile(r"[\s,，、;；]+")
_PART: Final = re.compile(r"([A-Z0-9]{1,8})(?:\*([0-9]{1,4}))?")


def parse_codes(raw: str) -> tuple[tuple[str, int], ...]:
    """Return (code, how many) of what was keyed, `A01*2 B03`.

    Raises:
        BadInput: a part of it is no code.
    """
    plain = clean_text(to_ascii_digits(raw)).upper().replace("×", "*").replace("＊", "*")
    found = list[tuple[str, int]]()
    for part in filter(None, _PARTS.split(re.sub(r" *\* *", "*", plain))):
        match = _PART.fullmatch(part)
        if match is None or match[2] == "0" * len(match[2] or "x"):
            raise BadInput(f"“{part[:20]}”不是编号，请写成 A01*2，几种之间用空格隔开")
        found.append((match[1], int(match[2] or 1)))
    return tuple(found)


def show_codes(chosen: tuple[tuple[str, int], ...]) -> str:
    """Return what `parse_codes` reads."""
    return " ".join(code if count == 1 else f"{code}*{count}" for code, count in chosen)
