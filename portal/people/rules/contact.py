"""Names: read kindly, kept in one form, shown masked; telephones stand in `portal.core.phones`, for units have them too."""

import re
import unicodedata
from typing import Final

from portal.core.lost import lost_words
from portal.core.text import BadInput, clean_text, mask_middle, to_ascii_digits

_DOTS: Final = re.compile(r" ?[·•・･‧∙⋅.。｡][·•・･‧∙⋅.。｡ ]*")
# Unicode 14 in Python 3.11 does not know the ideographs added since, which were added for people's names: the planes, not the category.
_HAN: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_SPACE_IN_HAN: Final = re.compile(f"(?<=[{_HAN}]) (?=[{_HAN}])")
_ONE_HAN: Final = re.compile(f"[{_HAN}]")


class BadName(BadInput):
    """Not the name of a person."""


def parse_person_name(raw: str) -> str:
    """Return a person's name in the one stored form.

    Args:
        raw: 2–30 letters of any script; spaces and dots inside stay, every kind of dot becomes `·`; the space with which a form
            stretches a short Chinese name (`李　梅`) goes.

    Raises:
        BadName: with letters that were lost on their way, too short or long, or with digits, signs, emoji or markup in it.
    """
    name = _DOTS.sub("·", clean_text(to_ascii_digits(raw))).strip("· ")
    name = _SPACE_IN_HAN.sub("", name)
    if not name:
        raise BadName("请填写姓名")
    if words := lost_words(name):
        raise BadName(f"{words}，请对照证件重新输入姓名；打不出的生僻字请用同音字，并在备注里写明")
    if not all(_may_stand_in_name(char) for char in name):
        raise BadName("姓名只能用文字和间隔号“·”，不能有数字、符号或表情")
    if len(name) > 30 or sum(char not in " ·" for char in name) < 2:
        raise BadName("姓名应为 2 到 30 个字")
    return name


def mask_name(name: str) -> str:
    """Return a name for showing: `李*`, `阿********`; of a single character nothing is shown."""
    return mask_middle(name, head=1, tail=0)


def _may_stand_in_name(char: str) -> bool:
    return char in " ·" or char.isalpha() or unicodedata.category(char).startswith("M") or _ONE_HAN.fullmatch(char) is not None
