"""Text as people type it: one canonical form for checking and for storing, and the numbers, hours and months in it."""

import re
import unicodedata
from datetime import time
from typing import Final

_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# Unicode's Default_Ignorable_Code_Point: what a reader cannot see must not make two texts differ.
_INVISIBLE: Final = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Controls that are not spaces, lone surrogates, and the two noncharacters that no XML (so no Excel sheet) can hold.
_UNPRINTABLE: Final = r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff"
_JUNK: Final = re.compile(f"[{_INVISIBLE}{_UNPRINTABLE}]")
_MOST_MARKS: Final = 30

_COUNT: Final = re.compile(r"[0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3}")
_HOURS: Final = re.compile(r"([0-9]{1,4})(?:\.([0-9]{1,2}))? ?(?:个?小时|h)?", re.IGNORECASE)
_MINUTES: Final = re.compile(r"([0-9]{1,5}) ?(?:分钟?|min)", re.IGNORECASE)
_HOURS_AND_MINUTES: Final = re.compile(r"([0-9]{1,4})(?::([0-5][0-9])| ?个?小时 ?([0-5]?[0-9]) ?(?:分钟?)?)")
_CLOCK: Final = re.compile(r"([0-9]{1,2})(?::|[点时])?([0-9]{2})分?")
_LONG_NUMBER: Final = re.compile(r"(?:[0-9][ \-]?){6,}[0-9Xx]")
_MONTH: Final = re.compile(r"([0-9]{4})(?:[-/.年]|(?=[0-9]{2}$))([0-9]{1,2})月?")


class BadInput(ValueError):
    """What was typed cannot be read; the message is Chinese, for the person who typed it."""


class BadCount(BadInput):
    """Not a whole number in the allowed range."""


class BadDuration(BadInput):
    """Not a length of time, or one out of range."""


class BadClock(BadInput):
    """Not a time of day."""


class BadMonth(BadInput):
    """Not a month, or a range of months that runs backwards."""


def clean_text(raw: str) -> str:
    """Return one line of text in its only stored form.

    NFC; invisible characters, controls and lone surrogates are dropped; every run of spaces, tabs, line ends and U+3000 becomes one
    space, none at the ends. Cleaning what is clean changes nothing.
    """
    return " ".join(_normal(_JUNK.sub("", raw)).split())


def clean_multiline(raw: str) -> str:
    """Return text of several lines, each as `clean_text` gives it, with at most one empty line between two others."""
    # A CR LF with something invisible between is one line end, so the invisible goes first.
    lines = (clean_text(line) for line in _JUNK.sub("", raw).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip("\n"))


def to_ascii_digits(raw: str) -> str:
    """Return the text with full-width digits, letters, punctuation and spaces in ASCII; digits of other scripts stay as they are."""
    return raw.translate(_FULL_WIDTH)


def has_long_number(raw: str) -> bool:
    """Say whether a text holds a number as long as a telephone's or a document's, full-width digits too."""
    return _LONG_NUMBER.search(to_ascii_digits(raw)) is not None


def mask_middle(text: str, *, head: int, tail: int) -> str:
    """Return the text with stars for all but its first `head` and last `tail` characters; stars alone when it is no longer than they."""
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]


def parse_count(raw: str, *, low: int, high: int) -> int:
    """Return the whole number a clerk typed.

    Args:
        raw: plain digits, full-width ones too; thousands may be parted by commas, `1,200`.
        low: the smallest number allowed.
        high: the largest number allowed.

    Raises:
        BadCount: empty, signed, with a point or exponent, in the digits of another script, or out of range.
    """
    text = clean_text(to_ascii_digits(raw))
    if not _COUNT.fullmatch(text):
        raise BadCount("请填写整数，只用数字，如 25")
    count = int(text.replace(",", ""))
    if not low <= count <= high:
        raise BadCount(f"请填写 {low} 到 {high} 之间的整数")
    return count


def parse_minutes(raw: str, *, low: int = 1, high: int = 1440) -> int:
    """Return a length of time in whole minutes.

    Args:
        raw: `1.5` (a bare number is hours), `1.5小时`, `90分`, `90分钟`, `1:30`, `1小时30分`; full-width digits too.
        low: the fewest minutes allowed.
        high: the most minutes allowed.

    Raises:
        BadDuration: unreadable, not whole minutes, or out of range.
    """
    text = clean_text(to_ascii_digits(raw))
    worked_min = _read_minutes(text)
    if not low <= worked_min <= high:
        hint = f"；如果是 {text} 分钟，请写成“{text}分”" if re.fullmatch("[0-9]+", text) and low <= int(text) <= high else ""
        raise BadDuration(f"时长应在 {format_minutes(low)} 到 {format_minutes(high)} 之间{hint}")
    return worked_min


def format_minutes(worked_min: int) -> str:
    """Return minutes in words, `1小时30分`; a negative length has its minus in front."""
    hours, minutes = divmod(abs(worked_min), 60)
    words = (f"{hours}小时" if hours else "") + (f"{minutes}分" if minutes or not hours else "")
    return f"-{words}" if worked_min < 0 else words


def format_hours(worked_min: int) -> str:
    """Return minutes as hours for a table, `1.5`, with no more than two decimals and none that are zero.

    Rounded half up away from zero by integer arithmetic (a minute is 5/3 hundredths of an hour, so no exact half can occur).
    Round the sum of minutes, never add rounded hours.
    """
    hours, hundredths = divmod((abs(worked_min) * 100 + 30) // 60, 100)
    decimals = f".{hundredths:02d}".rstrip("0") if hundredths else ""
    return f"{'-' if worked_min < 0 else ''}{hours}{decimals}"


def parse_clock(raw: str) -> time:
    """Return the time of day in `14:30`, `1430`, `9:05`, `14点30分` or full-width digits.

    Raises:
        BadClock: unreadable, or no time of the 24-hour day.
    """
    found = _CLOCK.fullmatch(clean_text(to_ascii_digits(raw)))
    if not found:
        raise BadClock("请填写时间，如 14:30")
    hour, minute = int(found[1]), int(found[2])
    if hour > 23 or minute > 59:
        raise BadClock("没有这个时间，请按 24 小时填写，如 14:30")
    return time(hour, minute)


def parse_month(raw: str) -> str:
    """Return a month as `2026-03`, from that or from `2026-3`, `2026/03`, `202603`, `2026年3月`.

    Raises:
        BadMonth: unreadable, no such month, or not between 2000 and 2099.
    """
    found = _MONTH.fullmatch(clean_text(to_ascii_digits(raw)))
    if not found:
        raise BadMonth("请填写月份，如 2026-03")
    year, month = int(found[1]), int(found[2])
    if not (2000 <= year <= 2099 and 1 <= month <= 12):
        raise BadMonth("没有这个月份，请填写如 2026-03")
    return f"{year:04d}-{month:02d}"


def months_between(first: str, last: str) -> list[str]:
    """Return every month from `first` to `last`, both included, in order.

    Raises:
        BadMonth: one is no month, or the first is later than the last.
    """
    start, end = _month_number(first), _month_number(last)
    if start > end:
        raise BadMonth("开始月份不能晚于结束月份")
    return _months(start, end)


def months_until(last: str, count: int) -> list[str]:
    """Return `count` months that end with this one, the earliest first."""
    end = int(last[:4]) * 12 + int(last[5:]) - 1
    return _months(end - count + 1, end)


def month_before(month: str) -> str:
    """Return the month before one."""
    return months_until(month, 2)[0]


def _months(start: int, end: int) -> list[str]:
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(start, end + 1)]


def _month_number(raw: str) -> int:
    year, month = parse_month(raw).split("-")
    return int(year) * 12 + int(month) - 1


def _read_minutes(text: str) -> int:
    if found := _MINUTES.fullmatch(text):
        return int(found[1])
    if found := _HOURS_AND_MINUTES.fullmatch(text):
        return int(found[1]) * 60 + int(found[2] or found[3])
    if found := _HOURS.fullmatch(text):
        return _whole_minutes(int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")))
    raise BadDuration("请填写时长，如 1.5小时、90分 或 1:30")


def _whole_minutes(hundredths: int) -> int:
    """Return hundredths of an hour in minutes, refusing what is no whole number of them."""
    if hundredths * 60 % 100:
        raise BadDuration("小时数折合不成整分钟，请改用分钟填写，如 20分")
    return hundredths * 60 // 100


def _normal(text: str) -> str:
    """Return the text in NFC; normalising takes time quadratic in a run of marks, so runs are cut before, and what NFC lengthens after."""
    return text if text.isascii() else _with_few_marks(unicodedata.normalize("NFC", _with_few_marks(text)))


def _with_few_marks(text: str) -> str:
    """Return the text with no more than 30 combining marks in a row, as in Unicode's stream-safe format (UAX 15)."""
    kept: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def format_clock(start_min: int) -> str:
    """Return minutes after midnight as `14:30`."""
    return f"{start_min // 60:02d}:{start_min % 60:02d}"
