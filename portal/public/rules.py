"""The steps of a sign-up, one question each; the number on its receipt."""

import hmac
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final

STEPS: Final = ("trade", "course", "name", "phone", "sent", "home", "about", "group", "notice")
CHECK: Final = "check"
MAX_CARRIED: Final = 200  # characters of an answer that is carried on; none of ours is longer
_SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def steps_of(*, asks_course: bool, checks_phone: bool) -> tuple[str, ...]:
    """Return the steps of one sign-up: a class has its course already, and without a sender no code is asked for."""
    left_out = {*(() if asks_course else ("trade", "course")), *(() if checks_phone else ("sent",))}
    return tuple(step for step in STEPS if step not in left_out)


def step_before(steps: Sequence[str], at: str) -> str | None:
    """Return the step before one, None before the first: that is the page where it all begins."""
    known = (*steps, CHECK)
    place = known.index(at)
    return known[place - 1] if place else None


def step_after(steps: Sequence[str], at: str, *, is_done: Callable[[str], bool], has_seen_check: bool) -> str:
    """Return where a good answer leads: to the next step, or, once she has seen all her answers, to the first that lacks one.

    A telephone that was checked is not checked again.
    """
    if has_seen_check:
        return next((step for step in steps if not is_done(step)), CHECK)
    following = step_following(steps, at)
    return step_following(steps, following) if following == "sent" and is_done("sent") else following


def step_following(steps: Sequence[str], at: str) -> str:
    """Return the step after one; after the last she checks her answers."""
    known = (*steps, CHECK)
    return known[min(known.index(at) + 1, len(known) - 1)]


def receipt_of(key: bytes, *what: object) -> str:
    """Return eight signs that are the same for the same answers sent twice, and that nobody works out without the key."""
    digest = int.from_bytes(hmac.digest(key, repr(what).encode(), sha256))
    return "".join(_SIGNS[digest // len(_SIGNS) ** place % len(_SIGNS)] for place in range(8))


def shown(receipt: str) -> str:
    """Return a receipt's number as it is read out: `7K3M-2P9Q`."""
    return f"{receipt[:4]}-{receipt[4:]}"
