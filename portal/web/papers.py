"""Files the portal made, kept under PORTAL_FILES by the digest of their content."""

import secrets
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from flask import current_app


def keep(content: bytes, *, known_by: str = "") -> str:
    """Keep a file and return its digest; a half-written one is never seen.

    Args:
        known_by: the digest of what it was made from, for `recall`.

    Raises:
        OSError: the disk is full, or not ours to write.
    """
    digest = sha256(content).hexdigest()
    place = _place(digest)
    if not place.exists():
        _write(place, content)
    if known_by:
        _write(_note(known_by), digest.encode())
    return digest


def recall(known_by: str) -> bytes | None:
    """Return the file that was made from the same, None when there is none or it is gone."""
    note = _note(known_by)
    digest = note.read_text() if note.is_file() else None
    place = find(digest)
    if place is None:
        note.unlink(missing_ok=True)
        return None
    return place.read_bytes()


def forget_before(moment: datetime) -> None:
    """Remove the notes for `recall` that were made before a moment; they say nothing but which file."""
    for note in (_folder() / "layouts").glob("*/*"):
        if note.stat().st_mtime < moment.timestamp():
            note.unlink(missing_ok=True)


def _write(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f"{place.name}.{secrets.token_hex(4)}")
    try:
        draft.touch(mode=0o600)
        draft.write_bytes(content)
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)


def find(digest: str | None) -> Path | None:
    """Return where a kept file lies, None when it is gone."""
    place = _place(digest) if digest else None
    return place if place and place.is_file() else None


def remove(digest: str) -> None:
    """Remove a kept file that can be made again."""
    _place(digest).unlink(missing_ok=True)


def _place(digest: str) -> Path:
    return _folder() / "papers" / digest[:2] / digest


def _note(known_by: str) -> Path:
    return _folder() / "layouts" / known_by[:2] / known_by


def _folder() -> Path:
    return current_app.extensions["portal.settings"].files
