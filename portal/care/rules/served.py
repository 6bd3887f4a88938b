"""Which recipient a clerk means by what was typed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.core.text import BadInput, clean_text, to_ascii_digits

_WITH_TAIL = re.compile(r"(.+?) ([0-9]{4})")


@dataclass(frozen=True, slots=True)
class Choice:
    """A recipient as she is offered.

    Args:
        sound: the pinyin of her name, as `sound_of` gives it; empty where nobody looks through it.
    """

    id: UUID
    name: str
    phone: str
    sound: str
    address: str
    community_code: str | None

    def __repr__(self) -> str:
        return f"Choice({self.id})"  # a person's name has no business in logs and tracebacks

    @property
    def shown(self) -> str:
        """How she is named where a namesake may stand beside her."""
        return f"{self.name} {self.phone[-4:]}" if self.phone else self.name

    @property
    def hint(self) -> str:
        """What the list of a browser looks through beside the name: initials, pinyin, address."""
        sounds = " ".join(self.sound.strip("|").split("|")[:2])
        return f"{sounds} {self.address}".strip()


def name_of(typed: str) -> str:
    """Return what is looked for: the name without the end of a telephone behind it."""
    words = clean_text(to_ascii_digits(typed))
    found = _WITH_TAIL.fullmatch(words)
    return found[1] if found else words


def choose(typed: str, found: Sequence[Choice]) -> Choice:
    """Return the one who is meant among those who were found.

    Raises:
        BadInput: nobody, or several.
    """
    words = clean_text(to_ascii_digits(typed))
    exact = [it for it in found if it.shown == words] or [it for it in found if it.name == words]
    left = exact or (list(found) if name_of(typed) == words else [])
    if not left:
        raise BadInput("没有找到这位服务对象，请检查，或先登记服务对象")
    if len(left) > 1:
        named = "、".join(it.shown for it in left[:5])
        raise BadInput(f"有 {len(left)} 位符合，请写明是哪一位：{named}{'…' if len(left) > 5 else ''}")
    return left[0]
