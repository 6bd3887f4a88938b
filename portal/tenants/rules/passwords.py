"""Which passwords are too easy to guess: for a stranger, and for whoever knows the station and its people."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from portal.core.text import to_ascii_digits

MIN_PASSWORD, MAX_PASSWORD = 8, 128
_LEAST_REST: Final = 6  # what must be left without years, telephones and runs; a Chinese character counts for two letters
_LEAST_PINYIN: Final = 5  # shorter ones, such as xi'an, stand in too many other words
_OURS: Final = ("妇联", "妇女联合会", "家政", "巾帼", "驿站")
_PROVINCES: Final = (
    *("北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南"),
    *("湖北", "湖南", "广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海", "台湾", "内蒙古", "广西", "西藏", "宁夏", "新疆"),
    *("香港", "澳门", "中国"),
)
_ENDINGS: Final = re.compile(r"(?:社区驿站|驿站|社区|村|街道办事处|街道|镇|乡|自治州|地区|市|自治县|县|区|妇联|妇女联合会)$")
# What fingers walk along: rows of the keyboard, its columns, the alphabet; each also backwards.
_ROWS: Final = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "!@#$%^&*()")
_COLUMNS: Final = ("1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "qazwsxedcrfvtgbyhnujmikolp", "0123456789", "14789632", "147258369")
_TRACKS: Final = " ".join((*_ROWS, *_COLUMNS, *(track[::-1] for track in (*_ROWS, *_COLUMNS))))
_LEAST_RUN: Final = 4
_SOFT: Final = re.compile(r"[0-9]{6,}|(?:19|20)[0-9]{2}年?|(.)\1{2,}")  # telephones and days, years, one sign again and again


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose password it is, and what anybody may know of her.

    Args:
        places: names of the cities and counties known here, and of her own units.
    """

    account_name: str
    display_name: str = ""
    places: tuple[str, ...] = ()


def why_weak(password: str, holder: Holder) -> str | None:
    """Say why a password is refused, None when it is good enough.

    Args:
        password: as typed; its length counts in characters, 8 to 128.

    Source: NIST SP 800-63B §5.1.1.2 (length, and a list of what is common or to be expected here; no classes of characters).
    """
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        return f"密码要有 {MIN_PASSWORD} 到 {MAX_PASSWORD} 个字符"
    folded = to_ascii_digits(password).casefold()
    plain = re.sub(r"[\W_]", "", folded)  # signs between the letters hide nothing
    what = next((words for words, known in _guesses(holder) if any(it in plain or it in folded for it in known)), None)
    if what:
        return f"密码太容易猜到：{what}，请换一个"
    if _weight(_without_runs(folded)) < _LEAST_REST:
        return "密码太容易猜到：除去年份、电话、键盘上相邻的键和重复的字符，剩下的太少；可以用几个不相干的词连成一句"
    return None


def _guesses(holder: Holder) -> Iterable[tuple[str, Iterable[str]]]:
    yield "不能含有账号名", (holder.account_name.casefold(), holder.account_name.casefold().replace("_", ""))
    yield "不能含有您的姓名或姓名的拼音", _sounds(holder.display_name)
    yield "不能含有妇联、家政、巾帼、驿站或它们的拼音", (it for word in _OURS for it in _sounds(word))
    yield "不能含有单位名、地名或它们的拼音", (it for name in (*holder.places, *_PROVINCES) for it in _sounds(_core(name)))
    yield "里面有很多人都在用的密码", _common()


@lru_cache(maxsize=4096)
def _sounds(name: str) -> tuple[str, ...]:
    """Return a name and its pinyin, both without signs; nothing for what is too short to tell."""
    from pypinyin import lazy_pinyin  # its dictionaries are large: only who sets a password pays for them

    plain = re.sub(r"[\W_]", "", name.casefold())
    sound = re.sub(r"[\W_]", "", "".join(lazy_pinyin(plain)).casefold())
    return (*([plain] if len(plain) > 1 else []), *([sound] if len(sound) >= _LEAST_PINYIN else []))


def _core(name: str) -> str:
    """Return what is particular in the name of a place: 连翔 of 连翔社区驿站, 晋安 of 晋安区."""
    shorter = _ENDINGS.sub("", name)
    return _core(shorter) if 2 <= len(shorter) < len(name) else name


@lru_cache(maxsize=1)
def _common() -> tuple[str, ...]:
    return tuple((files("portal.tenants") / "data" / "common-passwords.txt").read_text(encoding="utf-8").split())


def _without_runs(text: str) -> str:
    """Return what is left of a password when all that needs no guessing is taken out."""
    kept, at = "", 0
    while at < len(text):
        length = max((n for n in range(_LEAST_RUN, len(text) - at + 1) if text[at : at + n] in _TRACKS), default=0)
        kept += "" if length else text[at]
        at += length or 1
    return _SOFT.sub("", kept)


def _weight(text: str) -> int:
    return sum(1 if char.isascii() else 2 for char in set(text) if not char.isspace())
