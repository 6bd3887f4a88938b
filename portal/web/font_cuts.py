"""A font cut down to the characters of one paper, before the paper is laid out.

The whole font has some thirty thousand glyphs. Cut first, it is loaded in no time, and embedded it weighs a fifth: what is cut after
the layout keeps an empty place for every glyph. All parts of a long paper carry the very same bytes, so one copy serves them all.
"""

import ctypes
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

_LIBRARY = "libharfbuzz-subset.so.0"  # WeasyPrint needs it, too
_FEATURE_TAGS = 6  # HB_SUBSET_SETS_LAYOUT_FEATURE_TAG
_WIDTHS = (b"tnum", b"lnum", b"pnum", b"palt", b"halt")  # what our stylesheets may ask for beside what is kept anyway


def cut(path: Path, characters: Collection[str]) -> bytes:
    """Return the font with the glyphs of these characters; the whole font where it cannot be cut."""
    face = _face(path) if _library() else None
    return (_subset(face, characters) if face else None) or path.read_bytes()


@cache
def _library() -> Any:
    try:
        found = ctypes.CDLL(_LIBRARY)
    except OSError:  # of another version: papers are then larger, and right
        return None
    for name in ("hb_blob_create_from_file_or_fail", "hb_face_create", "hb_subset_input_create_or_fail", "hb_subset_or_fail"):
        getattr(found, name).restype = ctypes.c_void_p
    for name in ("hb_subset_input_unicode_set", "hb_subset_input_set", "hb_face_reference_blob", "hb_blob_get_data"):
        getattr(found, name).restype = ctypes.c_void_p
    return found


@cache
def _face(path: Path) -> ctypes.c_void_p | None:
    """Return the opened font, which stays open: it is read page by page, as it is needed."""
    library = _library()
    blob = library.hb_blob_create_from_file_or_fail(str(path).encode())
    return ctypes.c_void_p(library.hb_face_create(ctypes.c_void_p(blob), 0)) if blob else None


def _subset(face: ctypes.c_void_p, characters: Collection[str]) -> bytes | None:
    library = _library()
    order = ctypes.c_void_p(library.hb_subset_input_create_or_fail())
    try:
        _add(library.hb_subset_input_unicode_set(order), map(ord, characters))
        _add(library.hb_subset_input_set(order, _FEATURE_TAGS), (int.from_bytes(tag, "big") for tag in _WIDTHS))
        made = library.hb_subset_or_fail(face, order)
    finally:
        library.hb_subset_input_destroy(order)
    return _content(ctypes.c_void_p(made)) if made else None


def _add(numbers: int, more: Any) -> None:
    for number in more:
        _library().hb_set_add(ctypes.c_void_p(numbers), ctypes.c_uint32(number))


def _content(face: ctypes.c_void_p) -> bytes:
    library, length = _library(), ctypes.c_uint()
    blob = ctypes.c_void_p(library.hb_face_reference_blob(face))
    try:
        return ctypes.string_at(library.hb_blob_get_data(blob, ctypes.byref(length)), length.value)
    finally:
        library.hb_blob_destroy(blob)
        library.hb_face_destroy(face)
