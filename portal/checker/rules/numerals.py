"""Chinese numerals as numbers."""

import re
from typing import Final

DIGITS: Final = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
TENS: Final = {"十": 10, "百": 100, "千": 1000}
MYRIADS: Final = {"万": 10_000, "亿": 100_000_000}
NUMERAL: Final = "零〇一二两三四五六七八九十百千万亿廿"
_POSITIONAL: Final = re.compile("[零〇○一二三四五六七八九]{2,}")


def read_numeral(words: str) -> int | None:
    """Return the value of a numeral (二十五, 三百五十, 一万二千, 二〇二四); None when it is none (十四五)."""
    words = words.replace("廿", "二十")
    if _POSITIONAL.fullmatch(words):
        if len(words) == 2:
            return None  # 六七个: between six and seven, no number of its own
        return int("".join(str(DIGITS[c]) for c in words))
    total, section, digit, last_scale = 0, 0, -1, 10**9
    for char in words:
        if char in DIGITS:
            if digit > 0:
                return None
            digit = DIGITS[char]
            continue
        if char in TENS:
            scale = TENS[char]
            if scale >= last_scale:
                return None
            section += (1 if digit < 0 else digit) * scale
            last_scale = scale
        else:
            section += max(digit, 0)
            total = (total + (section or 1)) * MYRIADS[char]
            section, last_scale = 0, 10**9
        digit = -1
    return total + section + max(digit, 0)


def value_of(words: str | None) -> int:
    """Return the whole number that is written in digits or in signs (12, 十二); 0 when it is none."""
    if not words:
        return 0
    return int(words) if words.isdigit() else (read_numeral(words) or 0)


def read_share(words: str) -> float | None:
    """Return the value of a numeral with a decimal point (三十点五)."""
    whole, _, part = words.partition("点")
    value = read_numeral(whole) if whole else 0
    if value is None or not part:
        return value
    return float(f"{value}.{''.join(str(DIGITS.get(c, 0)) for c in part)}")
