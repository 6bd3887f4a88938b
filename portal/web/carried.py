"""What was posted after its session had ended: the sign-in page itself carries it on, signed, and nothing is kept anywhere.

So does the page that asks whoever signed in again elsewhere whether to send it.
"""

from dataclasses import dataclass
from typing import Final, Self

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from portal.core.errors import PortalError
from portal.web.security import is_from_here

MAX_FIELDS: Final = 2_000
MAX_BYTES: Final = 256 * 1024
PASSWORDS: Final = frozenset({"password", "old", "again"})  # the names of every password field there is
_OWN: Final = frozenset({"csrf_token", "once"})  # the page's, not hers


class StalePage(PortalError):
    """The page was made for another sign-in."""

    status = 400


@dataclass(frozen=True, slots=True)
class Carried:
    """A post on its way through a sign-in.

    Args:
        path: where it was sent, with its query.
        fields: names and values in their order, the double-submit key among them; no token, no password.
        lacks_password: she had typed one; it is never carried.
        lacks_files: she had chosen some; they cannot be.
        is_whole: false when it was too much, and nothing is carried.
    """

    path: str
    fields: tuple[tuple[str, str], ...] = ()
    lacks_password: bool = False
    lacks_files: bool = False
    is_whole: bool = True

    @property
    def filled(self) -> int:
        """How many fields hold something of hers."""
        return sum(bool(value) for name, value in self.fields if name not in _OWN)

    def packed(self) -> str:
        """Return it as the value of a hidden field."""
        return _signer().dumps((self.path, self.fields, self.lacks_password, self.lacks_files)) if self.is_whole else ""

    @classmethod
    def unpacked(cls, text: str) -> Self | None:
        """Read what `packed` returned; None for what we never wrote."""
        try:
            path, fields, *lacks = _signer().loads(text)
        except BadSignature:
            return None
        return cls(path, tuple((name, value) for name, value in fields), *lacks)


def taken() -> Carried | None:
    """Take along what this request posts; None when there is nothing, or when another site may have sent it."""
    if request.method != "POST" or not is_from_here():
        return None
    path = request.full_path.rstrip("?")
    try:
        sent = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
        has_files = any(it.filename for it in request.files.values())
    except RequestEntityTooLarge:
        return Carried(path, is_whole=False)
    except HTTPException:
        return None  # it cannot be read
    if len(sent) > MAX_FIELDS or sum(len(name.encode()) + len(value.encode()) for name, value in sent) > MAX_BYTES:
        return Carried(path, is_whole=False)
    fields = tuple((name, value) for name, value in sent if name not in PASSWORDS)
    return Carried(path, fields, len(fields) < len(sent), has_files) if fields or has_files else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="carried")
