"""使用说明: the manual of docs/manual, page by page, for the people it is written for.

Its texts are Markdown of the plainest kind: headings, numbered steps, points, pictures alone on their line, paragraphs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from re import compile as pattern

from flask import Blueprint, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.web.render import render

bp = Blueprint("manual", __name__)
FOLDER = Path(__file__).parents[2] / "docs" / "manual"
PAGES: Mapping[str, str] = {"station": "社区驿站站长", "county": "县级管理员", "city": "市级管理员", "public": "姐妹和老人手机上"}
_PICTURE = pattern(r"!\[(?P<text>[^]]*)]\(pictures/(?P<name>[a-z-]+\.png)\)")
_LEADS = {"# ": "title", "## ": "heading", "- ": "point", "[": "way"}


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a list or a paragraph.

    Args:
        kind: heading, step, point, picture or text.
        lines: one, or of a list each of its own.
        picture: the file, of a picture alone.
    """

    kind: str
    lines: tuple[str, ...]
    picture: str = ""


@bp.get("/")
@requires(read="home.read")
def page(scope: Scope) -> ResponseReturnValue:
    """Show the manual of who works at this unit."""
    return _shown(here().level if here().level in PAGES else "city")


@bp.get("/<manual_name>")
@requires(read="home.read")
def part(scope: Scope, manual_name: str) -> ResponseReturnValue:
    """Show another one's manual.

    Raises:
        NotFound: nobody's is called so.
    """
    if manual_name not in PAGES:
        raise NotFound
    return _shown(manual_name)


@bp.get("/pictures/<picture_name>")
@requires(read="home.read")
def picture(scope: Scope, picture_name: str) -> ResponseReturnValue:
    """Hand over a picture of the manual."""
    return send_from_directory(FOLDER / "pictures", picture_name, max_age=3600)


def _shown(name: str) -> ResponseReturnValue:
    tabs = [(words, url_for(".part", code=here().code, manual_name=it), it == name) for it, words in PAGES.items()]
    return render("home/manual.html", told=read_manual(name), tabs=tabs, whose=PAGES[name])


@cache
def read_manual(name: str) -> tuple[Block, ...]:
    """Return the blocks of a page; its title and the way back to the index are left to the page that shows it."""
    return tuple(blocks_of((FOLDER / f"{name}.md").read_text(encoding="utf-8")))


def blocks_of(text: str) -> Iterator[Block]:
    """Yield the blocks of a text, lines of one list together."""
    lines = [_line(line) for line in text.splitlines() if line.strip()]
    for kind, group in groupby(lines, key=lambda it: it.kind):
        found = tuple(group)
        if kind in ("step", "point"):
            yield Block(kind, tuple(it.lines[0] for it in found))
        elif kind not in ("title", "way"):
            yield from found


def _line(line: str) -> Block:
    shown = _PICTURE.fullmatch(line)
    if shown:
        return Block("picture", (shown["text"],), shown["name"])
    number, dot, step = line.partition(". ")
    if dot and number.isdigit():
        return Block("step", (step,))
    lead = next((it for it in _LEADS if line.startswith(it)), "")
    return Block(_LEADS.get(lead, "text"), (line.removeprefix(lead),))
