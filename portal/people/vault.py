"""The vault that seals document numbers; the application sets it once, since what stands below the forms knows no application."""

from uuid import UUID

from portal.core.secrets import Vault
from portal.people.rules import Document, DocumentKind

_held: list[Vault] = []


def use(vault: Vault) -> Vault:
    """Hold the vault of this application, and return it."""
    _held[:] = [vault]
    return vault


def current() -> Vault:
    """Return the vault in use.

    Raises:
        RuntimeError: none was set.
    """
    if not _held:
        raise RuntimeError("no vault is in use")
    return _held[0]


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


def _context(city_id: int, person_id: UUID) -> str:
    return f"person.document:{city_id}:{person_id}"
