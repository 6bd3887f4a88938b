"""How long a sign-in lasts and how often one may try; names and telephones of those who sign in."""

import re
import unicodedata
from hashlib import sha256
from typing import Final

from portal.core.lost import lost_words
from portal.core.text import BadInput, clean_text, to_ascii_digits

IDLE_MIN: Final = 30  # without a request for so long, a login has ended
ABSOLUTE_H: Final = 12  # so long after it began, at the latest
PROOF_MIN: Final = 10  # for so long a password given is proof for what is dangerous, and a sign-in waits for its one-time code
TRIES_WINDOW_MIN, TRIES_PER_NAME, TRIES_PER_ADDRESS = 15, 5, 30
LOGIN_KEY: Final = 16  # so many digits of its digest tell one's own logins apart
_LOCAL: Final = re.compile(r"/(?![/\\])[^\\\x00-\x1f\x7f]*")
_ACCOUNT: Final = re.compile(r"[a-z][a-z0-9_]{2,39}")
_MOBILE: Final = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})")


class BadAccount(BadInput):
    """Not the name of an account, of its holder, or her telephone."""


def digest_of(token: str) -> str:
    """Return what is kept of a secret that a browser or a link holds."""
    return sha256(token.encode()).hexdigest()


def is_local(target: str) -> bool:
    """Say whether a `next` address stays on this site: a path of ours, no scheme, no host, no trick."""
    return _LOCAL.fullmatch(target) is not None


def parse_account_name(raw: str) -> str:
    """Return the name of an account: 3 to 40 small letters, digits and `_`, a letter first; capitals and full-width letters are taken.

    Raises:
        BadAccount: anything else.
    """
    name = clean_text(to_ascii_digits(raw)).lower()
    if not _ACCOUNT.fullmatch(name):
        raise BadAccount("账号名应为 3 到 40 个小写字母、数字或下划线，以字母开头，如 lianxiang")
    return name


def parse_display_name(raw: str) -> str:
    """Return the name of an account's holder, 2 to 30 letters of any script.

    Raises:
        BadAccount: letters of it were lost, too short or long, or with digits, signs or emoji.
    """
    name = clean_text(raw)
    if words := lost_words(name):
        raise BadAccount(f"{words}，请对照证件重新输入姓名")
    if not 2 <= len(name) <= 30 or not all(char in " ·•." or unicodedata.category(char)[0] in "LM" for char in name):
        raise BadAccount("姓名应为 2 到 30 个字，不能有数字、符号或表情")
    return name


def parse_mobile(raw: str) -> str:
    """Return a mainland mobile number, 11 digits; spaces, hyphens and +86 are taken.

    Raises:
        BadAccount: anything else.
    """
    found = _MOBILE.fullmatch(re.sub(r"[ \-–—]", "", clean_text(to_ascii_digits(raw))))
    if not found:
        raise BadAccount("请填写11位手机号码")
    return found[1]
