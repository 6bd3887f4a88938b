"""The fonts of our papers: the portal's own, a 楷体 if the system has one, and those the site adds; and how wide their characters are.

Roles: 仿宋 for what is said, 楷体 and 黑体 for headings, 小标宋 for titles, 宋体 for tables and page numbers.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pylopdf_fonts_zh_cn
import structlog
from flask import current_app, has_app_context
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

_OURS = Path(pylopdf_fonts_zh_cn.__file__).parent
SANS, SERIF = _OURS / "NotoSansSC-Regular.otf", _OURS / "NotoSerifSC-Regular.otf"
_KAI = Path("/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf")  # Debian: fonts-lxgw-wenkai
_NEEDED = "中国妇联，。〔〕（）0123456789"
_MARKS = "，。、；：？！（）《》〈〉「」『』【】〔〕“”‘’"
_PAIRS = {"——": "—", "……": "…"}
_handed_out: set[Path] = set()
_log = structlog.stdlib.get_logger("portal.fonts")

ROLES = {"fangsong": SERIF, "kaiti": SERIF, "heiti": SANS, "xiaobiaosong": SERIF, "songti": SERIF}


class Measured(NamedTuple):
    """How wide the characters of a font are, in em.

    Args:
        advances: {character: width}.
        slacks: {mark: (white before its ink, white after it)}.
        joined: {two characters drawn as one: width}.
    """

    advances: dict[str, float]
    slacks: dict[str, tuple[float, float]]
    joined: dict[str, float]


def path_of(role: str) -> Path:
    """Return the font of a role: the site's, else the system's 楷体, else ours."""
    folder: Path | None = current_app.extensions["portal.settings"].fonts
    for path in _candidates(role, folder.resolve() if folder else None):
        if path.is_file() and _is_font(path, path.stat().st_mtime_ns):
            _handed_out.add(path)
            return path
    return ROLES[role]


def is_known(path: Path) -> bool:
    """Whether a file is one of the fonts that papers are drawn with."""
    return path in (SANS, SERIF, *_handed_out) or (has_app_context() and any(path == path_of(role) for role in ROLES))


def measured(path: Path) -> Measured:
    """Return how wide the characters of a font are; read once for each font."""
    return _measured(path, path.stat().st_mtime_ns)


def _candidates(role: str, folder: Path | None) -> Iterator[Path]:
    if folder:
        yield from (folder / f"{role}{ending}" for ending in (".ttf", ".otf"))
        if (packed := folder / f"{role}.ttc").is_file():
            _warn(packed, "a collection of fonts; give the single font as .ttf or .otf")
    if role == "kaiti":
        yield _KAI


@lru_cache(maxsize=32)
def _is_font(path: Path, changed_ns: int) -> bool:
    """Whether a file is a font with the characters of a document; told once for each state of the file."""
    try:
        with path.open("rb") as file, TTFont(file, lazy=True) as font:
            known = font.getBestCmap() or {}
            lacking = [char for char in _NEEDED if ord(char) not in known]
            _ = font["hmtx"].metrics
    except Exception as error:  # noqa: BLE001 (a file of any kind may lie there, and a broken one breaks the reader anywhere)
        _warn(path, f"it is no font: {type(error).__name__}")
        return False
    if lacking:
        _warn(path, f"it lacks {''.join(lacking)}")
    return not lacking


@lru_cache(maxsize=32)
def _warn(path: Path, why: str) -> None:
    _log.warning("font not used, the portal's own stands in", path=str(path), why=why)


@lru_cache(maxsize=8)
def _measured(path: Path, changed_ns: int) -> Measured:
    with path.open("rb") as file, TTFont(file, lazy=True) as font:
        head: Any = font["head"]
        em: int = head.unitsPerEm
        metrics: dict[str, tuple[int, int]] = font["hmtx"].metrics
        known: dict[int, str] = font.getBestCmap() or {}
        advances = {chr(code): metrics[name][0] / em for code, name in known.items()}
        slacks = {mark: _white(font, known[ord(mark)], em) for mark in _MARKS if ord(mark) in known and advances[mark] > 0.9}
        twice = {pair: 2 * advances.get(char, 1.0) for pair, char in _PAIRS.items()}
        joined = {pair: _joined(font, known.get(ord(char), ""), metrics) / em or twice[pair] for pair, char in _PAIRS.items()}
    return Measured(advances, slacks, joined)


def _white(font: Any, glyph: str, em: int) -> tuple[float, float]:
    """Return the white on both sides of a mark's ink that may be squeezed: none on the side it leans to."""
    glyphs = font.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[glyph].draw(pen)
    left, _, right, _ = pen.bounds or (0, 0, em, 0)
    before, after = left / em, (glyphs[glyph].width - right) / em
    return (before, 0.0) if before > after else (0.0, after)


def _joined(font: Any, glyph: str, metrics: dict[str, tuple[int, int]]) -> int:
    """Return how wide the glyph is that a font puts in place of two of the same, 0 if it has none."""
    if not glyph or "GSUB" not in font:
        return 0
    table = font["GSUB"].table
    wanted = {index for one in table.FeatureList.FeatureRecord if one.FeatureTag == "ccmp" for index in one.Feature.LookupListIndex}
    for index in wanted:
        for part in table.LookupList.Lookup[index].SubTable:
            for ligature in getattr(getattr(part, "ExtSubTable", part), "ligatures", {}).get(glyph, ()):
                if ligature.Component == [glyph]:
                    return metrics[ligature.LigGlyph][0]
    return 0
