"""A site's own words in place of ours: known by the Chinese text itself, put into templates while they are compiled.

What is looked up, and what is not, stands in docs/adr/0019-words-in-one-catalogue.md.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from babel.messages.mofile import read_mo
from babel.messages.pofile import PoFileError, read_po
from flask import Flask, current_app, get_flashed_messages
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from portal.core.settings import Settings, SettingsError
from portal.web.menu import NavItem

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
RUN = re.compile(r'[^<>"\s][^<>"]*')  # a text between tags, or the value of an attribute
_PLACE = re.compile(r"\{([1-9])\}")  # what an f-string puts in, by its number


class Words:
    """What a site says instead of what we wrote.

    Args:
        told: its words by ours; `{1}` in both stands for what is put in.
    """

    def __init__(self, told: Mapping[str, str]) -> None:
        self._plain = {ours: theirs for ours, theirs in told.items() if not _PLACE.search(ours)}
        self._filled = [(_pattern(ours), theirs) for ours, theirs in told.items() if _PLACE.search(ours)]

    def __bool__(self) -> bool:
        return bool(self._plain or self._filled)

    def say(self, text: str) -> str:
        """Return what the site says for a text of ours, spaces around it kept; the text itself when it says nothing else."""
        theirs = self._plain.get(normal(text)) if self else None
        if theirs is not None:
            return text[: len(text) - len(text.lstrip())] + theirs + text[len(text.rstrip()) :]
        for pattern, words in self._filled:
            if match := pattern.fullmatch(text):
                return _PLACE.sub(lambda place, it=match: it[f"p{place[1]}"], words)
        return text

    def in_markup(self, data: str) -> str:
        """Return a part of a template with the site's words in its texts and attributes."""

        def said(match: re.Match[str]) -> str:
            ours = html.unescape(match[0])
            theirs = self.say(ours)
            return match[0] if theirs == ours else html.escape(theirs)

        return RUN.sub(said, data)


class SiteWords(Extension):
    """Puts the site's words into a template while it is compiled: into its markup and into the texts of its expressions."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """Yield the tokens of a template with the words replaced."""
        words: Words = cast(Any, self.environment).words
        how: dict[str, Callable[[str], str]] = {"data": words.in_markup, "string": words.say}
        for token in stream:
            yield Token(token.lineno, token.type, how[token.type](token.value)) if token.type in how else token


def init_app(app: Flask) -> None:
    """Read the site's words, when it has any.

    Raises:
        SettingsError: the file that should hold them cannot be read.
    """
    settings: Settings = app.extensions["portal.settings"]
    words = app.extensions["portal.words"] = Words(dict(read(settings.words)) if settings.words else {})
    if words:
        env: Any = app.jinja_env
        env.words = words
        env.add_extension(SiteWords)
        env.globals["get_flashed_messages"] = _flashes


def read(path: Path) -> Iterator[tuple[str, str]]:
    """Yield our words and the site's from a .po or .mo file.

    Raises:
        SettingsError: it is not there, or is none.
    """
    try:
        with path.open("rb") as file:
            found = read_mo(file) if path.suffix == ".mo" else read_po(file, abort_invalid=True)
    except (OSError, PoFileError, UnicodeDecodeError) as error:
        raise SettingsError(f"PORTAL_WORDS cannot be read: {error}") from error
    for message in found:
        if isinstance(message.id, str) and isinstance(message.string, str) and message.id and message.string:
            yield message.id, message.string


def said(text: str) -> str:
    """Return what this site says for a text of ours."""
    words: Words = current_app.extensions["portal.words"]
    return words.say(text)


def said_items(items: list[NavItem]) -> list[NavItem]:
    """Return the navigation in the site's words."""
    if not current_app.extensions["portal.words"]:
        return items
    return [replace(item, label=said(item.label), heading=said(item.heading)) for item in items]


def reword_labels(form: Iterable[Any]) -> None:
    """Name the fields of a form, and what is written beside them, in the site's words."""
    if current_app.extensions["portal.words"]:
        for field in form:
            field.label.text, field.description = said(field.label.text), said(field.description)


def reword_errors(form: Iterable[Any]) -> None:
    """Say what is wrong with the fields of a form in the site's words."""
    if current_app.extensions["portal.words"]:
        for field in form:
            field.errors = [said(message) if isinstance(message, str) else message for message in field.errors]


def normal(text: str) -> str:
    """Return a text as the catalogue knows it: no spaces around it, one where there were several."""
    return " ".join(text.split())


def _flashes(**options: Any) -> list[Any]:
    found = get_flashed_messages(**options)
    return [(it[0], _said_flash(it[1])) if isinstance(it, tuple) else said(it) for it in found]


def _said_flash(message: Any) -> Any:
    return said(message) if isinstance(message, str) else (said(message[0]), said(message[1]), *message[2:])  # with a button


def _pattern(ours: str) -> re.Pattern[str]:
    """Return what finds a sentence that was filled in; a place holds anything but a line end."""
    parts = _PLACE.split(ours)
    return re.compile("".join(re.escape(part) if n % 2 == 0 else f"(?P<p{part}>.*?)" for n, part in enumerate(parts)))
