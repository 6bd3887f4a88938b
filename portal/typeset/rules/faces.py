"""How wide characters are: the one thing the breaking of lines needs to know of a font."""

from collections.abc import Mapping
from dataclasses import dataclass

UNKNOWN_EM = 1.0  # a character that a font lacks is drawn by another one, and is most likely Chinese
HALF_EM = 0.5


@dataclass(frozen=True, slots=True)
class Face:
    """The widths of a font, in em.

    Args:
        advances: {character: width}.
        slacks: {mark: (white before its ink, white after it)}: what may be squeezed out of a full-width mark.
        joined: {pair: width} where two characters become one glyph: ——.
    """

    advances: Mapping[str, float]
    slacks: Mapping[str, tuple[float, float]]
    joined: Mapping[str, float]

    def width(self, text: str) -> float:
        """Return how wide a text is that is set without any space between its characters."""
        if text in self.joined:
            return self.joined[text]
        return sum(self.advances.get(char, UNKNOWN_EM) for char in text)

    def slack(self, char: str) -> tuple[float, float]:
        """Return how much may be squeezed before and after a character, half its width at most."""
        before, after = self.slacks.get(char, (0.0, 0.0))
        return min(before, HALF_EM), min(after, HALF_EM)


def even(marks: str = "，。、；：！？）》」』”’】〕") -> Face:
    """Return a face as a 仿宋 of the old kind has it: Chinese one em, Latin and digits half; for tests and where no font is known."""
    halves = {chr(code): HALF_EM for code in range(0x20, 0x7F)}
    after = dict.fromkeys(marks, (0.0, HALF_EM))
    return Face(halves, {**after, **dict.fromkeys("（《「『“‘【〔", (HALF_EM, 0.0))}, {"——": 2.0, "……": 2.0})
