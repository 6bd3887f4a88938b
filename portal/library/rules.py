"""What a policy and a lesson of the 微课堂 may say, and where a link may lead."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import quote, urlsplit

from portal.core.errors import RuleBroken
from portal.core.text import BadInput, clean_text, to_ascii_digits
from portal.tenants.divisions import matches

CATEGORIES: Final = {
    "training": "培训",
    "certificate": "考证",
    "work": "上岗就业",
    "care": "一老一小",
    "volunteer": "志愿服务",
    "station": "驿站建设",
    "other": "其他",
}
MAX_TITLE, MAX_SOURCE, MAX_NUMBER, MAX_TEXT = 100, 100, 40, 20_000
MAX_LESSON, MAX_TEACHER, MAX_SUMMARY, MOST_MINUTES, MAX_URL = 60, 40, 300, 600, 300
_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_NEVER: Final = re.compile(r"[\s\"'<>\\^`{|}]")  # what stands in no address, and would end it where it is written down
_KEPT: Final = "%/?#[]@!$&()*+,;=:~"  # what has a meaning in an address


class BadUrl(BadInput):
    """Not the address of a page on the net."""


@dataclass(frozen=True, slots=True)
class PolicyDraft:
    """A policy, as it was typed.

    Args:
        category: of `CATEGORIES`.
        source: who issued it.
        number: 发文字号, as it stands on the document.
        ends_on: its last day; None while nobody set one.
        is_public: shown on the public pages of the city's stations, too.
    """

    category: str
    title: str
    source: str
    number: str
    issued_on: date
    ends_on: date | None
    url: str
    text: str
    is_shown: bool = True
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class MicroDraft:
    """A lesson of the 微课堂, as it was typed.

    Args:
        minutes: how long it takes.
    """

    title: str
    teacher: str
    url: str
    summary: str
    minutes: int
    published_on: date
    is_shown: bool = True
    is_public: bool = True


def parse_url(raw: str) -> str:
    """Return the address of a page on the net, what is not ASCII in it quoted.

    Raises:
        BadUrl: it is not http or https, has no name of a host or brings somebody's password, or is too long.
    """
    text = clean_text(to_ascii_digits(raw))
    scheme, _, rest = text.partition("://")
    if scheme.lower() not in {"http", "https"}:
        raise BadUrl("网址要以 https:// 或 http:// 开头，请从浏览器的地址栏里复制")
    text = f"{scheme.lower()}://{rest}"
    if _NEVER.search(text) or not _HOST.fullmatch(_host(text)):
        raise BadUrl("这个网址打不开：中间不能有空格、引号、用户名，网站要写域名。请从浏览器的地址栏里重新复制")
    quoted = quote(text, safe=_KEPT)
    if len(quoted) > MAX_URL:
        raise BadUrl(f"网址太长（最多 {MAX_URL} 个字符），请去掉问号后面多余的部分")
    return quoted


def host_of(url: str) -> str:
    """Return the name of the site a kept address leads to; empty when there is none."""
    return urlsplit(url).hostname or ""


def check_policy(it: PolicyDraft, *, today: date) -> None:
    """Refuse a document of tomorrow, and one that ends before it begins.

    Raises:
        RuleBroken: so.
    """
    if it.issued_on > today:
        raise RuleBroken("issued_on", "发文日期还没有到，请检查")
    if it.ends_on and it.ends_on < it.issued_on:
        raise RuleBroken("ends_on", "有效期不能早于发文日期")


def check_micro(it: MicroDraft, *, today: date) -> None:
    """Refuse a lesson of tomorrow.

    Raises:
        RuleBroken: so.
    """
    if it.published_on > today:
        raise RuleBroken("published_on", "发布日期还没有到，请检查")


def is_in_force(ends_on: date | None, today: date) -> bool:
    """Say whether a policy holds today; its last day is one of them."""
    return ends_on is None or ends_on >= today


def is_found(sought: str, *said: str) -> bool:
    """Say whether a search finds something by what is said of it: a piece, pinyin, or initials."""
    return any(matches(sought, words) for words in said if words)


def paragraphs(text: str) -> Sequence[str]:
    """Return the paragraphs of a text: each line is one."""
    return [line for line in text.split("\n") if line]


def _host(text: str) -> str:
    """Return the name of the site in small letters; empty when the address cannot be read, or brings a name of its own."""
    try:
        parts = urlsplit(text)
        return "" if parts.port == 0 or "@" in parts.netloc else parts.hostname or ""
    except ValueError:  # a port that is no number, a bracket that is not closed
        return ""
