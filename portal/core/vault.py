"""The vault in use; the application sets it once, since what stands below the forms knows no application."""

from portal.core.secrets import Vault

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
