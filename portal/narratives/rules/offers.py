"""The figures a writer is offered, and how one that was picked gets into the text."""

from collections.abc import Iterable
from typing import Any, Final

from portal.narratives.rules.figures import Fault, Found
from portal.narratives.rules.names import NAMES, measure_of
from portal.narratives.rules.outline import NOTE
from portal.narratives.rules.tokens import Ask
from portal.reports.rules.columns import TABLES
from portal.reports.rules.measures import SHARES

EMPTY: Final = "【】"  # where a writer wants the next figure
MANNERS: Final = (("约", "约数（余、近、约）"), ("上年同期", "上年同期"), ("上月", "上月"), ("同比", "比上年同期"), ("环比", "比上一期"))
Offer = tuple[str, str, str]  # (what stands in the brackets, its words, its group)


def offered(aims: Iterable[Any], level: str) -> list[tuple[str, str]]:
    """Return (what stands in the brackets, group) of every figure and every target.

    Args:
        aims: the targets of the year.
        level: of the unit that reports: a county has its part of a target, a city both baselines.
    """
    figures = [(name, "比率" if code in SHARES else TABLES[_table(code)]) for code, name in NAMES.items()]
    whole = (Ask.PROVINCE, Ask.CITY, Ask.DONE, Ask.OF_PROVINCE, Ask.OF_CITY, Ask.UPLIFT)
    asks = whole if level == "city" else (Ask.WHOLE, Ask.DONE, Ask.OF_WHOLE)
    return [*figures, *((f"{ask}：{aim.name}", "目标") for aim in aims for ask in asks)]


def _table(code: str) -> str:
    return getattr(measure_of(code), "table", "daily")


def offers(names: Iterable[tuple[str, str]], found: Found) -> list[Offer]:
    """Return the offers with what they are now."""
    return [(inner, f"{inner}：{_now(found.get(f'【{inner}】'))}", group) for inner, group in names]


def _now(figure: Any) -> str:
    return "暂时没有" if figure is None or isinstance(figure, Fault) else figure.words


def token_of(figure: str, *, whose: str = "", manner: str = "") -> str:
    """Return the token of what was picked."""
    return f"【{'｜'.join(part for part in (figure, whose, manner) if part)}】"


def insert(text: str, token: str) -> str:
    """Put a token where the writer left an empty 【】, else at the end of the last line that is printed."""
    if EMPTY in text:
        return text.replace(EMPTY, token, 1)
    lines = text.split("\n")
    last = next((n for n in reversed(range(len(lines))) if not lines[n].startswith(NOTE)), len(lines) - 1)
    if lines[last].startswith(NOTE):
        return "\n".join([token, *lines])
    lines[last] += token
    return "\n".join(lines)
