"""Tokens: what a writer types where a figure is to stand, `【参加人次】`, `【参加人次｜晋安区｜约】`, `【省定完成率：培训人次】`.

    【 measure ｜ option ｜ option 】

The measure is a figure by its name, or one of ASKS with the name of a target behind a colon. The options stand in any order, each kind at
most once: a unit below, a kind of activity, a period (上年同期, 上月, 2026年3月, 2026年1月至3月 …), a form (约, 同比, 环比).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from portal.core.text import clean_text, to_ascii_digits
from portal.narratives.rules.names import CODES, nearest
from portal.narratives.rules.outline import NOTE
from portal.narratives.rules.periods import Months, period_of

MOST_TOKENS: Final = 2000
_TOKEN: Final = re.compile(rf"^{NOTE}.*|【([^【】\n]{{0,120}})】|[【】]", re.MULTILINE)
_MOST_NAMES: Final = 2  # a unit and a kind of activity


class BadToken(ValueError):
    """A token that says nothing the portal knows; the message is Chinese, for the writer."""


class Form(StrEnum):
    """How a figure is said."""

    EXACT = "准确"
    ABOUT = "约"
    YEAR = "同比"
    BEFORE = "环比"


class Ask(StrEnum):
    """What is asked of a target."""

    PROVINCE = "省定目标"
    CITY = "市定目标"
    WHOLE = "目标任务"
    DONE = "目标完成"
    OF_PROVINCE = "省定完成率"
    OF_CITY = "市定完成率"
    OF_WHOLE = "完成率"
    UPLIFT = "较省定提升"


FORMS: Final = {"约": Form.ABOUT, "约数": Form.ABOUT, "准确": Form.EXACT, "准确数": Form.EXACT, "同比": Form.YEAR, "环比": Form.BEFORE}


@dataclass(frozen=True, slots=True)
class Token:
    """A token where it stands.

    Args:
        source: as it is typed, with its brackets; a bracket alone is one that was not closed or not opened.
        line: its line, counted from 1.
    """

    source: str
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a token asks for.

    Args:
        code: of a figure or a share; empty when a target is asked for.
        names: of a unit below or a kind of activity, not looked up yet.
        period: words of a period; empty is the report's own months.
    """

    code: str = ""
    ask: Ask | None = None
    target: str = ""
    form: Form = Form.EXACT
    period: str = ""
    names: tuple[str, ...] = ()


def find_tokens(text: str) -> list[Token]:
    """Return the tokens of a text in their order; those in notes to the writer are none."""
    found: list[Token] = []
    line, seen = 1, 0
    for match in _TOKEN.finditer(text):
        line, seen = line + text.count("\n", seen, match.start()), match.start()
        if not match[0].startswith(NOTE):
            found.append(Token(match[0], match.start(), match.end(), line))
    return found


def read_token(source: str, span: Months) -> Wanted:
    """Return what a token asks for.

    Args:
        span: the report's own months, from which other periods are counted.

    Raises:
        BadToken: it is not closed, empty, names no figure, or says one thing twice.
    """
    if len(source) == 1:
        raise BadToken(f"“{source}”没有配对：数字写成【参加人次】这样，前后括号都要有")
    head, *options = (clean_text(part) for part in to_ascii_digits(source[1:-1]).split("|"))
    if not head:
        raise BadToken("括号里还没有写指标，如【参加人次】")
    words = [option for option in options if option]
    forms, periods, names = _sorted(words, span)
    for kind, said in (("写法", forms), ("期间", periods)):
        if len(said) > 1:
            raise BadToken(f"{kind}写了两个：{'、'.join(said)}，只留一个")
    if len(names) > _MOST_NAMES:
        raise BadToken(f"选项太多：{'、'.join(names)}")
    form = FORMS[forms[0]] if forms else Form.EXACT
    ask, colon, target = head.partition(":")
    if colon or ask in set(Ask):
        return _of_target(ask.strip(), target.strip(), form, periods, tuple(names))
    if head not in CODES:
        raise BadToken(f"没有“{head}”这个指标{nearest(head, list(CODES))}")
    return Wanted(CODES[head], form=form, period=periods[0] if periods else "", names=tuple(names))


def _sorted(words: list[str], span: Months) -> tuple[list[str], list[str], list[str]]:
    forms = [word for word in words if word in FORMS]
    periods = [word for word in words if word not in FORMS and period_of(word, span)]
    return forms, periods, [word for word in words if word not in forms and word not in periods]


def _of_target(ask: str, target: str, form: Form, periods: list[str], names: tuple[str, ...]) -> Wanted:
    if ask not in set(Ask):
        raise BadToken(f"“{ask}”后面不用冒号，目标写成【省定目标：目标名称】{nearest(ask, [it.value for it in Ask])}")
    if not target:
        raise BadToken(f"请写明是哪个目标：【{ask}：目标名称】")
    if periods:
        raise BadToken("目标的进度算到材料的最后一个月，不能另写期间")
    if form in (Form.YEAR, Form.BEFORE):
        raise BadToken(f"目标不能写{form.value}")
    return Wanted(ask=Ask(ask), target=target, form=form, names=names)
