"""People's data at rest: sealed so that only the portal reads it, fingerprinted so that duplicates are found unread."""

import base64
import binascii
import hashlib
import hmac
import os
import re
from collections.abc import Callable, Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_BYTES = 32
_NONCE_BYTES = 12
_TAG_BYTES = 16


class SecretError(Exception):
    """Something about a key or a sealed value is wrong; the message names no secret."""


class BadKey(SecretError):
    """The key of the settings is not 32 bytes in hex or base64, or its version is out of range."""


class UnknownKeyVersion(SecretError):
    """The value was sealed with a key this vault does not hold."""


class BrokenSeal(SecretError):
    """The value was altered, cut short, sealed with another key or belongs to another context."""


class Vault:
    """Seals and opens short texts with AES-256-GCM, and fingerprints them with HMAC-SHA256.

    A sealed value is one byte of key version, 12 of random nonce, then ciphertext and tag. The `context` says what and whose the
    text is (`person.document:<city>:<id>`); it is bound to the value, so a value copied to another row does not open there.
    After a change of key the old one opens what it sealed as long as it stands in `retired`; fingerprints are then computed anew.
    """

    __slots__ = ("_ciphers", "_fingerprint_key", "_root", "_version")

    def __init__(self, key: str, *, version: int = 1, retired: Mapping[int, str] | None = None) -> None:
        """Take the key that seals, and those that only open.

        Args:
            key: 32 bytes in hex or base64.
            version: 0–255, written in front of each sealed value.
            retired: earlier keys by their version.

        Raises:
            BadKey: a key is not 32 bytes, or a version is out of range or used twice.
        """
        earlier = retired or {}
        if version in earlier or not all(0 <= number <= 255 for number in (version, *earlier)):
            raise BadKey("key versions must differ and lie in 0–255")
        root = read_key(key)
        self._root, self._version = root, version
        self._fingerprint_key = _derive(root, "portal/fingerprint")
        roots = {version: root} | {number: read_key(text) for number, text in earlier.items()}
        self._ciphers = {number: AESGCM(_derive(each, "portal/seal")) for number, each in roots.items()}

    def seal(self, plain: str, *, context: str) -> bytes:
        """Return the text encrypted under the current key and bound to the context; two seals of one text differ.

        Raises:
            SecretError: the text holds what UTF-8 cannot (a lone surrogate).
        """
        header, nonce = bytes([self._version]), os.urandom(_NONCE_BYTES)
        return header + nonce + self._ciphers[self._version].encrypt(nonce, _utf8(plain), header + _utf8(context))

    def open(self, sealed: bytes, *, context: str) -> str:
        """Return the text that was sealed in this context.

        Raises:
            UnknownKeyVersion: sealed with a key this vault does not hold.
            BrokenSeal: altered, too short, or sealed elsewhere.
        """
        if len(sealed) < 1 + _NONCE_BYTES + _TAG_BYTES:
            raise BrokenSeal("the sealed value is too short")
        header, nonce, body = sealed[:1], sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        cipher = self._ciphers.get(header[0])
        if cipher is None:
            raise UnknownKeyVersion(f"no key of version {header[0]}")
        try:
            return cipher.decrypt(nonce, body, header + _utf8(context)).decode()
        except InvalidTag:
            raise BrokenSeal("the sealed value does not open here") from None

    def fingerprint(self, text: str, *, context: str) -> str:
        """Return 64 hex digits that are equal for equal text in an equal context, and tell nothing to who lacks the key.

        The text must be canonical already. The context is the range in which duplicates are sought, a city for instance.
        """
        scope = _utf8(context)
        # The length in front keeps ("ab", "c") and ("a", "bc") apart.
        return hmac.new(self._fingerprint_key, len(scope).to_bytes(4, "big") + scope + _utf8(text), hashlib.sha256).hexdigest()

    def mac(self, purpose: str) -> Callable[[bytes], bytes]:
        """Return what computes HMAC-SHA256 with a key of this purpose alone: who lacks the portal's key computes none."""
        key = _derive(self._root, f"portal/mac/{purpose}")
        return lambda message: hmac.digest(key, message, "sha256")


def read_key(text: str) -> bytes:
    """Return the 32 bytes of a key written in hex or in base64 (standard or URL-safe).

    Raises:
        BadKey: anything else.
    """
    compact = text.strip()
    if re.fullmatch(r"[0-9A-Fa-f]{64}", compact):
        return bytes.fromhex(compact)
    try:
        key = base64.b64decode(compact.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _KEY_BYTES:
        raise BadKey("a key is 32 bytes in hex or base64")
    return key


def _derive(root: bytes, purpose: str) -> bytes:
    """Return a key of its own for each purpose, so that none tells of another (HKDF, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=purpose.encode()).derive(root)


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise SecretError("the text is not clean") from None
