"""Files the portal made, kept under PORTAL_FILES by the digest of their content."""

import secrets
from hashlib import sha256
from pathlib import Path

from flask import current_app


def keep(content: bytes) -> str:
    """Keep a file and return its digest; a half-written one is never seen.

    Raises:
        OSError: the disk is full, or not ours to write.
    """
    digest = sha256(content).hexdigest()
    place = _place(digest)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_name(f"{digest}.{secrets.token_hex(4)}")
        try:
            draft.touch(mode=0o600)
            draft.write_bytes(content)
            draft.replace(place)
        finally:
            draft.unlink(missing_ok=True)
    return digest


def find(digest: str | None) -> Path | None:
    """Return where a kept file lies, None when it is gone."""
    place = _place(digest) if digest else None
    return place if place and place.is_file() else None


def remove(digest: str) -> None:
    """Remove a kept file that can be made again."""
    _place(digest).unlink(missing_ok=True)


def _place(digest: str) -> Path:
    folder: Path = current_app.extensions["portal.settings"].files
    return folder / "papers" / digest[:2] / digest
