"""Pictures in a document: how large one stands there."""

import re
from dataclasses import dataclass

from portal.typeset.rules.document import Figure

_POINTS_PER_MM = 72 / 25.4
_WHITE_PT = 6.0  # above and below
_BOX = re.compile(r"<svg\b[^>]*?\bviewBox=[\"']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+(\d+(?:\.\d+)?)[\s,]+(\d+(?:\.\d+)?)\s*[\"']", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in its place; width and height in points, with the white around it."""

    svg: str
    width: float
    height: float


def set_picture(figure: Figure, measure_pt: float, *, most_pt: float) -> Picture | None:
    """Return the picture as it stands on a page, None if it is none.

    Args:
        measure_pt: how wide it may be; `most_pt` how high.
    """
    found = _BOX.search(figure.svg)
    across, down = (float(part) for part in found.groups()) if found else (0.0, 0.0)
    if not across or not down:
        return None
    width = min(figure.width_mm * _POINTS_PER_MM, measure_pt)
    height = min(width * down / across, most_pt - 2 * _WHITE_PT)
    return Picture(figure.svg, min(width, height * across / down), height + 2 * _WHITE_PT)
