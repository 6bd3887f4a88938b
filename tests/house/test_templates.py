"""What every template keeps to, and what the browser is made to carry."""

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes
from jinja2.meta import find_undeclared_variables

from portal.web.assets import HTMX, STATIC, asset
from tests.house.views import PORTAL

TEMPLATES = {
    path.relative_to(PORTAL / "templates").as_posix(): path.read_text(encoding="utf-8") for path in (PORTAL / "templates").rglob("*.*")
}
SCREEN = {name: text for name, text in TEMPLATES.items() if name != "print.html"}  # paper has styles of its own, and no browser
KB = 1024
MAX_CSS, MAX_SCRIPT, MAX_ALL_GZIPPED = 25 * KB, 6 * KB, 30 * KB

FORBIDDEN = {
    "style of its own": r"\sstyle\s*=|<style\b",
    "script of its own": r"<script(?![^>]*\ssrc=)|\son[a-z]+=['\"]|javascript:|hx-on\b|hx-on:|hx-vals=.js:",
    "text that is not escaped": r"\|\s*safe\b|autoescape|Markup",
    "something from elsewhere": r"(?:src|href|action|hx-get|hx-post)=.https?://|@import",
    "a form that is sent by GET and writes": r"hx-(?:put|patch|delete)=",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_has(what: str) -> None:
    found = {name: match[0] for name, text in SCREEN.items() if (match := re.search(FORBIDDEN[what], without_comments(text)))}
    assert found == {}


def without_comments(text: str) -> str:
    return re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)


def test_every_template_is_html_and_so_escaped() -> None:
    assert [name for name in TEMPLATES if not name.endswith(".html")] == []


def test_every_form_that_posts_carries_its_token() -> None:
    bare = []
    for name, text in SCREEN.items():
        for opened, body in re.findall(r"(<form\b[^>]*>)(.*?)</form>", without_comments(text), re.DOTALL):
            is_post = re.search(r"method=.post", opened, re.IGNORECASE)
            if is_post and not re.search(r"\{\{\s*csrf\(|name=.csrf_token", body):
                bare.append((name, opened))
    assert bare == []


def test_every_form_says_how_it_is_sent() -> None:
    silent = [(name, tag) for name, text in SCREEN.items() for tag in re.findall(r"<form\b[^>]*>", text) if "method=" not in tag]
    assert silent == []


def test_what_htmx_drives_works_without_it() -> None:
    """A control with hx-get or hx-post is a link or a form first; only what polls by itself need not be."""
    driven = [
        (name, tag)
        for name, text in SCREEN.items()
        for tag in re.findall(r"<(?!a\b|form\b)\w+\b[^>]*\shx-(?:get|post)=[^>]*>", without_comments(text))
        if 'hx-trigger="every' not in tag
    ]
    assert driven == []


def test_every_block_that_may_be_asked_for_stands_in_its_template() -> None:
    for path in PORTAL.rglob("views*/*.py"), PORTAL.rglob("views.py"):
        for source in path:
            for template, blocks in re.findall(r'render\(\s*"([^"]+)",\s*blocks=\(([^)]*)\)', source.read_text(encoding="utf-8")):
                for block in re.findall(r'"([^"]+)"', blocks):
                    assert f"{{% block {block} %}}" in TEMPLATES[template], f"{template} has no block {block}"


def test_no_block_needs_what_was_set_around_it(sqlite_app: Flask) -> None:
    """Jinja hides it from a block inside another, and the page fails only where the name is reached."""
    hidden = []
    for name, text in TEMPLATES.items():
        for outer in sqlite_app.jinja_env.parse(text).find_all(nodes.Block):
            for inner in outer.find_all(nodes.Block):
                asked = nodes.Template(inner.body, lineno=inner.lineno)
                asked.set_environment(sqlite_app.jinja_env)
                needed = find_undeclared_variables(asked) & (names_set(outer) - names_set(inner))
                hidden += [(name, inner.name, needed)] if needed else []
    assert hidden == []


def names_set(block: nodes.Block) -> set[str]:
    names = {name.name for name in block.find_all(nodes.Name) if name.ctx == "store"}
    imported = [one for it in block.find_all(nodes.FromImport) for one in it.names]
    return names | {one if isinstance(one, str) else one[1] for one in imported} | {it.name for it in block.find_all(nodes.Macro)}


def test_every_file_named_is_there_and_every_file_there_is_named() -> None:
    named = {name for text in TEMPLATES.values() for name in re.findall(r"asset\(['\"]([^'\"]+)['\"]\)", text)}
    named |= {match for text in TEMPLATES.values() for match in re.findall(r'href="(css/[^"{]+)"', text)}
    for name in named:
        assert asset(name).startswith("/static/")
    for style in STATIC.rglob("*.css"):
        for target in re.findall(r"url\(['\"]?([^)'\"]+)", style.read_text(encoding="utf-8")):
            assert target.startswith(("data:", "#")) or (style.parent / target).is_file(), f"{style.name}: {target}"
    kept = {path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file()}
    assert kept - named == set()


def test_what_a_page_brings_with_it_stays_small() -> None:
    styles, scripts = [STATIC / "css/portal.css"], [STATIC / "app.js", HTMX / "htmx.min.js"]
    assert size(styles) <= MAX_CSS
    assert size(scripts[:1]) <= MAX_SCRIPT
    assert sum(len(gzip.compress(path.read_bytes())) for path in styles + scripts) <= MAX_ALL_GZIPPED


def size(paths: list[Path]) -> int:
    return sum(path.stat().st_size for path in paths)


def test_the_page_says_nothing_to_htmx_that_would_run_or_keep() -> None:
    for wanted in ('"includeIndicatorStyles":false', '"allowEval":false', '"selfRequestsOnly":true', '"historyCacheSize":0'):
        assert wanted in TEMPLATES["base.html"]
