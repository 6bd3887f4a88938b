"""繁體 for who reads it: what a person reads on a page is converted once the page is made; what a form sends back never is.

Letters alone are converted, to those of the standard of Taiwan; words stay ours, for 社区 is 社區 in both places, and a dictionary that
changes words makes it 社群. People's names stay as their papers have them: 范, 于 and 余 are surnames, and no dictionary knows when.
"""

import re
from functools import cache

from opencc import OpenCC

_PARTED = re.compile(r"""(<(?:[^<>"']++|"[^"]*+"|'[^']*+')*+>)""")  # text, tag, text, tag … text; templates close every quote
_HAN = re.compile(r"[\u3400-\u9fff]")
_READ = re.compile(r'(?<=\s)((?:title|alt|placeholder|label|data-label|aria-label|aria-description|aria-valuetext)=")([^"]*)(?=")')
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
# Under these words stands somebody's name: in a cell of a list, in a fact beside its word.
_SOMEBODY = '[^"<]*(?:姓名|人|老师|志愿者|站长)'
_NAMED = re.compile(_SOMEBODY)
# What is not text to read but text to send, to run or to copy, and what somebody said is not to be translated.
_KEPT = re.compile(
    r"<(textarea|script|style|code|pre|option(?![^>]*\svalue=)"
    rf'|(?!input|img|br|hr|meta|link)\w+(?=[^>]*\s(?:translate="no"|data-label="{_SOMEBODY}")))\b'
)
_BETWEEN = "\x1e"  # no dictionary reads over it; nobody can read it, so a page loses nothing by it
LANGUAGE = 'lang="zh-Hant"'


def convert_text(text: str) -> str:
    """Return a text in 繁體."""
    return _dictionary().convert(text)


def convert_page(html: str) -> str:
    """Return a page, or a part of one, with what a person reads in 繁體: texts and the attributes that are read out or shown.

    Args:
        html: as our templates write it, every quote closed and every `<` that is no tag escaped.
    """
    parts = _PARTED.split(html.replace(_BETWEEN, "").replace('lang="zh-CN"', LANGUAGE, 1))
    places = [place for place in _to_read(parts) if _HAN.search(parts[place])]
    texts = [parts[place] if place % 2 == 0 else _BETWEEN.join(words for _, words in _READ.findall(parts[place])) for place in places]
    converted = convert_text(f"{_BETWEEN}\n".join(texts)).split(f"{_BETWEEN}\n") if texts else []
    for place, words in zip(places, converted, strict=True):
        parts[place] = words if place % 2 == 0 else _with_attributes(parts[place], words.split(_BETWEEN))
    return "".join(parts)


def _with_attributes(tag: str, words: list[str]) -> str:
    each = iter(words)
    return _READ.sub(lambda match: match[1] + next(each), tag)


def _to_read(parts: list[str]) -> list[int]:
    """Return the places of the texts and tags that are for reading: even ones are texts, odd ones tags."""
    found: list[int] = []
    kept, depth, is_name = "", 0, False  # the element that is left alone, how often it is open, whether the next <dd> is somebody's name
    for place, part in enumerate(parts):
        if kept:
            depth += _steps(part, kept) if place % 2 else 0
            kept = kept if depth else ""
        elif place % 2 == 0:
            is_name = bool(_NAMED.fullmatch(part.strip())) or (is_name and not part.strip())
            found.append(place)
        else:
            if (opens := _KEPT.match(part)) or (is_name and part.startswith("<dd")):
                kept, depth = opens[1] if opens else "dd", 1
            if 'translate="no"' not in part:  # then it speaks of the attributes too
                found.append(place)
    return found


def _steps(tag: str, name: str) -> int:
    """Return 1 when a tag opens an element of this name, -1 when it closes one."""
    found = _TAG.match(tag)
    return 0 if found is None or found[2] != name else -1 if found[1] else 1


@cache
def _dictionary() -> OpenCC:
    return OpenCC("s2tw")
