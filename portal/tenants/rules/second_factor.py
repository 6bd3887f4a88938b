"""One-time codes of an authenticator (RFC 6238) and the recovery codes that stand in for a lost one."""

import re
from collections.abc import Iterable
from datetime import datetime
from hmac import compare_digest
from typing import Final

from pyotp.totp import TOTP

from portal.core.text import to_ascii_digits

STEP_S: Final = 30
DRIFT: Final = 1  # so many steps a telephone's clock may be early or late
CODES: Final = 10
CODE_LENGTH: Final = 10
LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # none that looks like another: 49 bits in ten
BASE32: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
SECRET_LENGTH: Final = 32  # 160 bits, as RFC 4226 advises
ISSUER: Final = "巾帼家政"
_OF_A_STATION: Final = frozenset({"helper", "manager"})


def is_demanded(policy: str, roles: Iterable[str]) -> bool:
    """Say whether who holds these roles must have a second factor: by a setting, all who work above a station.

    Args:
        policy: `off`, `offered` or `required`.
    """
    return policy == "required" and not set(roles) <= _OF_A_STATION


def clean_code(raw: str) -> str:
    """Return a code as it is compared: small letters and digits, full-width ones too, without spaces and hyphens."""
    return re.sub(r"[^0-9a-z]", "", to_ascii_digits(raw).lower())


def is_one_time(code: str) -> bool:
    """Say whether a cleaned code is one of an authenticator, not one for recovery."""
    return re.fullmatch(r"[0-9]{6}", code) is not None


def matching_step(secret: str, code: str, *, at: datetime) -> int | None:
    """Return the time step whose code this is, now or one step earlier or later; None when it is none of these.

    Args:
        secret: base32; an empty one has no codes.
    """
    if not secret:
        return None
    now, clock = int(at.timestamp()) // STEP_S, TOTP(secret)
    return next((step for step in range(now - DRIFT, now + DRIFT + 1) if compare_digest(clock.generate_otp(step), code)), None)


def address_of(secret: str, *, account_name: str) -> str:
    """Return the `otpauth:` address that an authenticator scans."""
    return TOTP(secret).provisioning_uri(name=account_name, issuer_name=ISSUER)


def in_groups(text: str, size: int) -> str:
    """Return a secret or a code in groups, as it is read aloud and typed."""
    return " ".join(text[start : start + size] for start in range(0, len(text), size))
