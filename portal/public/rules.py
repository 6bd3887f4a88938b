"""The steps of a form, one question each, and the number on its receipt; what a volunteer types, and when she signs out too soon."""

import hmac
import re
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from portal.core.text import BadInput, clean_text, to_ascii_digits

STEPS: Final = ("trade", "course", "name", "phone", "sent", "home", "about", "group", "notice")
ASKING: Final = ("whom", "kind", "when", "day", "home", "who", "phone", "sent", "notice")
CHECK: Final = "check"
MAX_CARRIED: Final = 200  # characters of an answer that is carried on; none of ours is longer
MOST_CHOSEN: Final = 20  # values of one answer
MYSELF: Final = "self"
WHOM: Final = {MYSELF: "我自己", "family": "我的家人", "elder": "邻居或社区里的老人"}
AT_HOME: Final = ("haircut", "bathing", "meals", "escort", "cleaning", "care_class", "other")  # the kinds of service a family may ask for
ASAP, ON_A_DAY = "asap", "day"
DAYS_AHEAD: Final = 60
DAY_PARTS: Final = {"am": ("上午", 8 * 60), "pm": ("下午", 14 * 60), "eve": ("晚上", 18 * 60)}  # its words, and the minute it begins
SAME_SCAN: Final = timedelta(minutes=1)  # a second scan so soon is still the one that signed her in
_NUMBER: Final = re.compile(r"V?([0-9]{13}|[0-9]{1,7})", re.IGNORECASE)
_SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def steps_of(*, asks_course: bool, checks_phone: bool) -> tuple[str, ...]:
    """Return the steps of one sign-up: a class has its course already, and without a sender no code is asked for."""
    left_out = {*(() if asks_course else ("trade", "course")), *(() if checks_phone else ("sent",))}
    return tuple(step for step in STEPS if step not in left_out)


def asking_steps(*, asks_day: bool, checks_phone: bool) -> tuple[str, ...]:
    """Return the steps of asking for a service: who wants it at once names no day, and without a sender no code is asked for."""
    left_out = {*(() if asks_day else ("day",)), *(() if checks_phone else ("sent",))}
    return tuple(step for step in ASKING if step not in left_out)


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


class BadVolunteerNumber(BadInput):
    """Not a volunteer number, nor the end of one."""


def parse_volunteer_number(raw: str) -> str:
    """Return the digits of a volunteer number, all thirteen or the last ones: `V3501000000012` may be typed as `12`.

    Raises:
        BadVolunteerNumber: anything else.
    """
    found = _NUMBER.fullmatch(clean_text(to_ascii_digits(raw)).replace(" ", ""))
    if not found or not int(found[1]):
        raise BadVolunteerNumber("编号是 V 加 13 位数字，也可以只填最后几位，如 12")
    return found[1]


def full_number(digits: str, city_code: str) -> str:
    """Return a volunteer number in full.

    Args:
        digits: as `parse_volunteer_number` gives them.
        city_code: 12 digits, of the city that opened the account.
    """
    return f"V{digits}" if len(digits) > 7 else f"V{city_code[:6]}{digits:0>7}"


def is_same_scan(in_at: datetime | None, now: datetime) -> bool:
    """Say whether she signed in just now, so that signing out would be a slip of the finger."""
    return in_at is not None and now - in_at < SAME_SCAN


def may_sit(class_id: UUID | None, course_id: int, *, classes: Collection[UUID], courses: Collection[int]) -> bool:
    """Say whether a woman may sign up for an exam by herself: one of a class is for its women, any other for all who learnt its course.

    Args:
        class_id, course_id: the exam's.
        classes, courses: where she is, or what she completed.
    """
    return class_id in classes if class_id else course_id in courses
