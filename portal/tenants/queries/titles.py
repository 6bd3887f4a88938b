"""Titles that are looked for: by a piece of them, as SQL finds it, or by pinyin and initials, which SQL knows nothing of."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_

from portal.tenants.divisions import matches

MOST_TITLES = 5000  # that a statement is handed, well within what the databases take


def is_titled(*columns: Any) -> ColumnElement[bool]:
    """Return the criterion of a title that holds some words or sounds like them; `titled` has its values."""
    each = ((it.like(bindparam("words"), escape="/"), it.in_(bindparam("titles", expanding=True))) for it in columns)
    return or_(*(criterion for both in each for criterion in both))


def titled(words: str, list_titles: Callable[[], Iterable[str]]) -> dict[str, Any]:
    """Return the values of a search; none when nothing is looked for.

    Args:
        list_titles: returns the titles there are; asked when letters were typed, which may be meant as they sound.
    """
    if not words:
        return {}
    alike = [title for title in list_titles() if matches(words, title)] if words.isascii() else []
    return {"words": "%" + re.sub("([%_/])", r"/\1", words) + "%", "titles": alike[:MOST_TITLES]}
