"""All words a person may read, in one file: from the markup and expressions of templates, and from the texts in our modules.

`flask --app wsgi catalogue` writes it anew; nothing is written by hand there, for the Chinese text is its own key.
"""

import ast
import html
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import click
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from flask import current_app
from flask.cli import with_appcontext
from jinja2 import Environment

from portal.web.words import HAN, RUN, normal, read

PORTAL = Path(__file__).parent.parent
CATALOGUE = PORTAL / "translations" / "zh_Hans_CN" / "LC_MESSAGES" / "messages.po"
_HEAD = """# Every Chinese text of the portal that a person may read, with its places; written by `flask --app wsgi catalogue`.
# To change words, change them where they stand; a site says something else in a file of its own (PORTAL_WORDS).
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: zh_Hans_CN\\n"

"""
_INVENTED = ("demo",)  # made-up people and days: data, no words of ours
_SOUGHT = "checker/"  # looks for words in other people's texts: there only what is put together is said
_PATTERN = re.compile(r"[\\|\[\]^$]|\(\?|\)\?|\(\)")  # what no sentence holds


@click.command("catalogue")
@click.option("--check", is_flag=True, help="write nothing; say whether it is up to date, and which of the site's words nobody says now")
@with_appcontext
def catalogue(*, check: bool) -> None:
    """Write the catalogue of all words anew."""
    written = compile_catalogue(current_app.jinja_env)
    _tell_of_orphans(written)
    if not check:
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        CATALOGUE.write_bytes(written)
    elif not CATALOGUE.is_file() or CATALOGUE.read_bytes() != written:
        raise click.ClickException("the catalogue is not up to date: flask --app wsgi catalogue")


def compile_catalogue(env: Environment) -> bytes:
    """Return the catalogue as it should stand."""
    found = Catalog()
    for path in sorted(PORTAL.rglob("*.html")):
        for words in template_words(path.read_text(encoding="utf-8"), env):
            found.add(words, locations=[(_place(path), 0)])
    for path in sorted(PORTAL.rglob("*.py")):
        if path.relative_to(PORTAL).parts[0] not in _INVENTED:
            for words in python_words(path.read_text(encoding="utf-8"), only_sentences=_place(path).startswith(f"portal/{_SOUGHT}")):
                found.add(words, locations=[(_place(path), 0)])
    file = BytesIO()
    write_po(file, found, width=140, omit_header=True, include_lineno=False)
    return _HEAD.encode() + file.getvalue()


def template_words(source: str, env: Environment) -> Iterator[str]:
    """Yield the Chinese texts of a template, split at tags and at what is put in, in order."""
    if not HAN.search(source):
        return
    for token in env.lexer.tokenize(source):
        runs = RUN.findall(html.unescape(token.value)) if token.type == "data" else [token.value] if token.type == "string" else []
        yield from (normal(run) for run in runs if HAN.search(run))


def python_words(source: str, *, only_sentences: bool = False) -> Iterator[str]:
    """Yield the Chinese texts of a module in order, without docstrings and patterns; what an f-string puts in is numbered, `{1}`.

    Args:
        only_sentences: leave out what is not put together, for it is looked for and not said.
    """
    if not HAN.search(source):
        return
    reader = _Texts()
    reader.visit(ast.parse(source))
    for text, is_sentence in reader.found:
        if HAN.search(text) and not _PATTERN.search(text) and (is_sentence or not only_sentences):
            yield normal(text)


class _Texts(ast.NodeVisitor):
    """Collects the texts of a module, each with whether it is put together."""

    def __init__(self) -> None:
        self.found: list[tuple[str, bool]] = []

    def visit_Expr(self, node: ast.Expr) -> Any:
        if not isinstance(node.value, ast.Constant):  # a docstring
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> Any:
        is_pattern = isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
        if not is_pattern:
            self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> Any:
        if isinstance(node.value, str):
            self.found.append((node.value, False))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> Any:
        text, number = "", 0
        for part in node.values:
            if isinstance(part, ast.Constant):
                text += str(part.value)
            elif isinstance(part, ast.FormattedValue):
                number += 1
                text += f"{{{number}}}"
                self.visit(part.value)
        self.found.append((text, True))


def _place(path: Path) -> str:
    return path.relative_to(PORTAL.parent).as_posix()


def _tell_of_orphans(written: bytes) -> None:
    path: Path | None = current_app.extensions["portal.settings"].words
    known = set(_ids(written))
    for ours, _ in read(path) if path else ():
        if ours not in known:
            click.echo(f"nobody says this any more: {ours}")


def _ids(written: bytes) -> Iterator[str]:
    for message in read_po(BytesIO(written)):
        if isinstance(message.id, str):
            yield message.id
