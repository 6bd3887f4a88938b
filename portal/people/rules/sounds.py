"""How a name sounds, so that it is found by pinyin: from any syllable on, or by initials."""

import re
from typing import Final

LONGEST: Final = 200
_SOUNDS: Final = re.compile(r"[a-z']+")


def sound_of(name: str) -> str:
    """Return what a search by pinyin looks through: `|limei|mei|lm` for 李梅, at most 200 characters; empty without a Chinese sign.

    Each piece begins with `|`, so a search for `|` and what was typed finds the start of any syllable, and the initials.
    """
    from pypinyin import lazy_pinyin

    syllables = [one for one in (part.lower() for part in lazy_pinyin(name)) if one.isascii() and one.isalnum()]
    pieces = ["".join(syllables[start:]) for start in range(len(syllables))]
    initials = "".join(one[0] for one in syllables)
    return "".join(f"|{piece}" for piece in [initials, *pieces])[:LONGEST] if syllables else ""


def sought_sound(typed: str) -> str:
    """Return what is looked for in the sounds of names: `|lm` for `L m`; empty when what was typed is no pinyin."""
    plain = typed.lower().replace(" ", "").replace("'", "").replace("ü", "v")
    return f"|{plain}" if plain and _SOUNDS.fullmatch(plain) else ""
