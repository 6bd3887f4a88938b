"""The tree and the people who sign in: what holds without a database."""

import re
from urllib.parse import urlsplit

MIN_PASSWORD = 8
_WEAK = ("password", "qwerty", "abc123", "12345678", "11111111", "88888888", "jiazheng", "fulian", "jinguo", "妇联", "家政", "巾帼")


def why_weak(password: str, *, account_name: str) -> str | None:
    """Say why a password is refused, None when it is good enough.

    Args:
        password: as typed; its length counts in characters, 8 to 128.
    """
    folded = password.casefold()
    if not MIN_PASSWORD <= len(password) <= 128:
        return f"密码要有 {MIN_PASSWORD} 到 128 个字符"
    if account_name.casefold() in folded or len(set(folded)) < 4 or any(word in folded for word in _WEAK):
        return "密码太容易猜到，请换一个：不要含账号名、妇联、家政或连续相同的字符"
    return None


def is_local(target: str) -> bool:
    """Say whether a `next` address stays on this site: a path of ours, no scheme, no host, no trick."""
    parts = urlsplit(target)
    return bool(re.match(r"^/(?![/\\])[^\\\x00-\x1f]*$", target)) and not parts.scheme and not parts.netloc
