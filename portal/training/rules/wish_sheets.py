"""What may be written in a cell of a sheet of wishes, of paper or of Excel."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from portal.core.text import BadInput, clean_text, parse_count, to_ascii_digits
from portal.training.rules.intake import Trade
from portal.training.rules.wish_checks import Notices
from portal.training.rules.wishes import PRIORITIES

PRINTED_ROWS: Final = 12
_PARTS: Final = re.compile(r"[、,，;；/\s]+")
_NONE: Final = {"无", "没有", "暂无", "没", "-", "–", "—"}
_YES, _NO = {"是", "有", "同意", "已同意", "已签", "√", "✓", "1"}, {"", "否", "无", "没有", "不同意", "×", "0"}


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose from, by its words or by the number printed beside it."""

    value: str
    label: str
    number: str = ""


SKILLS: Final = tuple(Option(trade.value, trade.label, str(n)) for n, trade in enumerate(Trade, start=1))
GROUPS: Final = tuple(Option(value, label, str(n)) for n, (value, label) in enumerate(PRIORITIES.items(), start=1))


def choose(typed: str, options: Sequence[Option], what: str) -> str:
    """Return the value of what was typed: its number, its words, or a part of them that only one has.

    Args:
        what: the noun, for what is said when there is none.

    Raises:
        BadInput: none is called so, or several are.
    """
    plain = _plain(typed)
    exact = [one.value for one in options if plain == _plain(one.label) or (one.number and plain.lstrip("0") == one.number)]
    if exact:
        return exact[0]
    found = [one for one in options if plain in _plain(one.label)] if plain and not plain.isdigit() else []
    if len(found) == 1:
        return found[0].value
    if found:
        some = "、".join(one.label for one in found[:4])
        raise BadInput(f"“{plain[:20]}”有几种：{some}{'…' if len(found) > 4 else ''}，请写完整")
    raise BadInput(f"没有叫“{plain[:20]}”的{what}，请从列表中选择")


def parse_skills(raw: str) -> tuple[Trade, ...]:
    """Return the skills of a cell, `月嫂、保洁` or `1 7`, in their usual order; nothing for 无.

    Raises:
        BadInput: one of them is none.
    """
    plain = _plain(raw)
    parts = [part for part in _PARTS.split(plain) if part and part not in _NONE]
    known = {choose(part, SKILLS, "技能") for part in parts}
    return tuple(trade for trade in Trade if trade.value in known)


def parse_group(raw: str) -> str:
    """Return the priority group of a cell; nothing for 无.

    Raises:
        BadInput: there is none of this name.
    """
    return "" if _plain(raw) in _NONE else choose(raw, GROUPS, "重点人群")


def parse_year(raw: str) -> int:
    """Return a year of birth.

    Raises:
        BadInput: it is no year of four digits.
    """
    return parse_count(_plain(raw).removesuffix("年"), low=1000, high=9999)


def parse_yes(raw: str) -> bool:
    """Return what 是 or 否 says; nothing is 否.

    Raises:
        BadInput: it is neither.
    """
    plain = _plain(raw)
    if plain not in _YES | _NO:
        raise BadInput("请填写“是”或“否”")
    return plain in _YES


@dataclass(frozen=True, slots=True)
class Offered:
    """What the cells of a sheet may name.

    Args:
        communities: of the county, by name; those of one name carry their street.
    """

    courses: Sequence[Option]
    communities: Sequence[Option]
    notices: Notices


def name_communities(rows: Iterable[Any]) -> list[Option]:
    """Return communities to choose from; of several with one name each carries its street.

    Args:
        rows: (code, name, street) of each.
    """
    listed = list(rows)
    names = [row.name for row in listed]
    return [Option(row.code, row.name if names.count(row.name) == 1 else f"{row.street}{row.name}") for row in listed]


def _plain(raw: str) -> str:
    return clean_text(to_ascii_digits(raw))
