"""Division codes of the statistics bureau: what level a code is, what lies above it, and finding a place by its sound.

Source: 统计用区划代码, 12 digits cut 2-2-2-3-3. Community codes are no longer published since 2024, so `data/` keeps a snapshot and
local additions end in 901–999.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Final

from portal.core.errors import RuleBroken
from portal.core.text import BadInput, clean_text, to_ascii_digits

_CODE: Final = re.compile(r"[1-9][0-9]{11}")


class BadDivisionCode(BadInput):
    """Not the code of a city or anything in it."""


class DivisionLevel(StrEnum):
    """How deep a division lies."""

    CITY = "city"
    COUNTY = "county"
    STREET = "street"
    COMMUNITY = "community"


@dataclass(frozen=True, slots=True)
class Division:
    """One place of the snapshot.

    Args:
        code: 12 digits.
        level: as the code tells it.
        name: as published, `连翔社区`.
    """

    code: str
    level: DivisionLevel
    name: str


def parse_code(raw: str) -> str:
    """Return a division code of 12 digits from what was typed or copied, full-width digits and spaces included.

    Raises:
        BadDivisionCode: not 12 digits, or the code of a whole province.
    """
    code = clean_text(to_ascii_digits(raw)).replace(" ", "")
    if not code:
        raise BadDivisionCode("请填写区划代码")
    level_of(code)
    return code


def level_of(code: str) -> DivisionLevel:
    """Return the level a code tells by the zeros it ends in.

    Raises:
        BadDivisionCode: not 12 digits, or the code of a whole province.
    """
    if not _CODE.fullmatch(code):
        raise BadDivisionCode("区划代码应为12位数字，如 350111100013")
    if code[9:] != "000":
        return DivisionLevel.COMMUNITY
    if code[6:9] != "000":
        return DivisionLevel.STREET
    if code[4:6] != "00":
        return DivisionLevel.COUNTY
    if code[2:4] != "00":
        return DivisionLevel.CITY
    raise BadDivisionCode("这是全省的代码，请填写市、县、镇街或社区的代码")


def parent_of(code: str) -> str | None:
    """Return the code of the division above, None above a city.

    A city without counties has its streets directly below it (441900003000 → 441900000000). The line of reporting may differ from this.

    Raises:
        BadDivisionCode: not 12 digits, or the code of a whole province.
    """
    kept = {DivisionLevel.COMMUNITY: 9, DivisionLevel.STREET: 6, DivisionLevel.COUNTY: 4}.get(level_of(code))
    return None if kept is None else code[:kept].ljust(12, "0")


def prefix_of(code: str) -> str:
    """Return what every code inside a place begins with, `350111` for 350111000000.

    Raises:
        BadDivisionCode: not 12 digits, or the code of a whole province.
    """
    kept = {DivisionLevel.CITY: 4, DivisionLevel.COUNTY: 6, DivisionLevel.STREET: 9, DivisionLevel.COMMUNITY: 12}
    return code[: kept[level_of(code)]]


def is_local_addition(code: str) -> bool:
    """Say whether the code was given out here, not by the statistics bureau: it ends in 901–999.

    Raises:
        BadDivisionCode: not 12 digits, or the code of a whole province.
    """
    return level_of(code) is DivisionLevel.COMMUNITY and code[9:] > "900"


def next_local_code(street_code: str, taken: Iterable[str]) -> str:
    """Return the next free code, 901 to 999, for a community of a street that has none from the statistics bureau.

    Raises:
        RuleBroken: all 99 are given out.
    """
    used = {code[9:] for code in taken}
    for tail in range(901, 1000):
        if str(tail) not in used:
            return f"{street_code[:9]}{tail}"
    raise RuleBroken("street", "这个镇街的本地编号 901–999 已经用完")


def pinyin_initials(name: str) -> str:
    """Return the first letter of each syllable, `lxsq` for 连翔社区; letters and digits stay, signs go."""
    return "".join(syllable[0] for syllable in _syllables(name))


def matches(query: str, name: str) -> bool:
    """Say whether a query finds a name: by a piece of it, by pinyin from the start of any syllable, or by a run of initials.

    An empty query finds everything. `v` stands for `ü`; spaces and apostrophes in pinyin do not count.
    """
    sought = _plain(query)
    if sought in _plain(name):
        return True
    if not sought.isascii():
        return False
    syllables = _syllables(name)
    return sought in pinyin_initials(name) or any("".join(syllables[start:]).startswith(sought) for start in range(len(syllables)))


def read_snapshot(name: str) -> list[Division]:
    """Return the divisions of one city (`fuzhou`, `linqing`), each after the one it lies in.

    Raises:
        LookupError: no such snapshot.
    """
    return list(_snapshot(name))


@lru_cache(maxsize=8)
def _snapshot(name: str) -> tuple[Division, ...]:
    source = files("portal.tenants") / "data" / f"divisions-{name}.csv"
    if not source.is_file():
        raise LookupError(f"no snapshot of divisions called {name!r}")
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    return tuple(Division(row["code"], DivisionLevel(row["level"]), row["name"]) for row in rows)


def _plain(text: str) -> str:
    return re.sub(r"[ ']", "", clean_text(to_ascii_digits(text)).lower()).replace("ü", "v")


@lru_cache(maxsize=16384)
def _syllables(name: str) -> tuple[str, ...]:
    """Return the pinyin of a name, read by phrases (长乐 is chang le), without tones and signs."""
    # Its dictionaries take 57 MB and 0.2 s, so only a process that searches by sound pays for them.
    from pypinyin import lazy_pinyin

    return tuple(syllable for syllable in lazy_pinyin(_plain(name)) if syllable.isascii() and syllable.isalnum())
