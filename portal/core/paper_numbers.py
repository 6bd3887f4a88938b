"""The number that a blank sheet of paper carries, and the serial of each of its rows, so that none is typed in twice."""

import re
from collections.abc import Sequence
from datetime import date
from secrets import randbelow
from typing import Final

from portal.core.text import BadInput, clean_text, to_ascii_digits

MOST_ROWS: Final = 20  # on one sheet
_LETTERS: Final = "ACDEFGHJKLMNPRTUWXY"  # without those that are read as another one; 19, so that any one slip shows
_NUMBER: Final = re.compile(rf"(\d{{6}})-?([{_LETTERS}]{{4}})", re.ASCII)
_SERIAL: Final = re.compile(r"(.+?)[-# ](\d{1,2})", re.ASCII)


def draw_number(day: date) -> str:
    """Return a number by chance for a sheet of this day; whoever keeps them says whether it is taken."""
    return make_number(day, [randbelow(len(_LETTERS)) for _ in range(3)])


def make_number(day: date, letters: Sequence[int]) -> str:
    """Return the number of a paper sheet, `260316-KHTM`; the last letter tells a slip of the pen.

    Args:
        letters: three numbers by chance.
    """
    said = f"{day:%y%m%d}" + "".join(_LETTERS[n % len(_LETTERS)] for n in letters[:3])
    return f"{said[:6]}-{said[6:]}{_check_of(said)}"


def parse_number(raw: str) -> str:
    """Return the number of a paper sheet as it is printed.

    Raises:
        BadInput: it is none, or one of its signs is wrong.
    """
    found = _NUMBER.fullmatch(_plain(raw).replace(" ", "").upper())
    if found is None:
        raise BadInput("表号印在表的右上角，如 260316-KHTM；没有表号的请留空")
    said = found[1] + found[2][:3]
    if found[2][3] != _check_of(said):
        raise BadInput("表号有一处不对，请对照纸质表再看一遍")
    return f"{found[1]}-{found[2]}"


def serial_of(number: str, row: int) -> str:
    """Return what tells a row of a paper sheet from all others, `260316-KHTM-03`."""
    return f"{number}-{row:02d}"


def parse_serial(raw: str) -> str:
    """Return the serial of a row as `serial_of` writes it.

    Raises:
        BadInput: it is none.
    """
    found = _SERIAL.fullmatch(_plain(raw))
    if found is None or not 1 <= int(found[2]) <= MOST_ROWS:
        raise BadInput("表号和行号请写成 260316-KHTM-03")
    return serial_of(parse_number(found[1]), int(found[2]))


def _plain(raw: str) -> str:
    return clean_text(to_ascii_digits(raw))


def _check_of(said: str) -> str:
    """Return the letter that any one wrong sign would change."""
    signs = "0123456789" + _LETTERS
    return _LETTERS[sum(n * signs.index(sign) for n, sign in enumerate(said, start=1)) % len(_LETTERS)]
