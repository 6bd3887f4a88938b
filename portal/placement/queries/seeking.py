"""How somebody is looked for: a part of the name, its pinyin or initials, the last digits of the telephone."""

from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_

from portal.core.text import to_ascii_digits
from portal.people.rules.sounds import sought_sound

_NOTHING = "!"  # stands in no name, no sound and no telephone


def seeking(*columns: tuple[Any, Any, Any]) -> ColumnElement[bool]:
    """Return the criterion of a search over (name, sound, telephone) columns; `sought` has its values."""
    each = (
        or_(
            name.like(bindparam("pattern"), escape="\\"),
            sound.like(bindparam("sound"), escape="\\"),
            phone.like(bindparam("tail"), escape="\\"),
        )
        for name, sound, phone in columns
    )
    return or_(*each)


def sought(text: str) -> dict[str, Any]:
    """Return the values of a search; none when nothing is looked for."""
    if not text:
        return {}
    digits = to_ascii_digits(text).replace(" ", "").replace("-", "")
    literal = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    sound = sought_sound(text)
    return {
        "pattern": f"%{literal}%",
        "sound": f"%{sound}%" if sound else _NOTHING,
        "tail": f"%{digits}" if digits.isascii() and digits.isdigit() else _NOTHING,
    }
