"""How document numbers are sealed and fingerprinted, with the vault of the application."""

import secrets
from uuid import UUID

from portal.core.vault import current, use
from portal.people.rules import Document, DocumentKind

__all__ = ["current", "fingerprint", "nothing", "seal", "unseal", "use"]


def seal(document: Document, *, city_id: int, person_id: UUID) -> bytes:
    """Return the number sealed for this one person's row."""
    return current().seal(document.number, context=_context(city_id, person_id))


def unseal(kind: str, sealed: bytes, *, city_id: int, person_id: UUID) -> Document:
    """Return the document a person's row holds.

    Raises:
        SecretError: the row was altered, or sealed with a key that is gone.
    """
    return Document(DocumentKind(kind), current().open(sealed, context=_context(city_id, person_id)))


def fingerprint(document: Document, *, city_id: int) -> str:
    """Return what is equal for one document in one city, and tells nothing of it."""
    return current().fingerprint(f"{document.kind.value}:{document.number}", context=f"person.document:{city_id}")


def nothing() -> tuple[str, bytes]:
    """Return a fingerprint and a seal of nobody, made of chance: they stand where a number was destroyed."""
    return secrets.token_hex(32), secrets.token_bytes(48)


def _context(city_id: int, person_id: UUID) -> str:
    return f"person.document:{city_id}:{person_id}"
