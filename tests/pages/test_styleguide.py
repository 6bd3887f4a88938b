"""/styleguide: every part of a page stands there, and nowhere where people work."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.browse import Browser

CSS = Path(__file__).parents[2] / "portal" / "web" / "static" / "css" / "portal.css"
BY_SCRIPT = {"htmx-request", "toasts"}  # what a script or every page brings
OF_PAGES = {"code", "range", "sheet", "stack", "text-size", "segments", "pick", "w-kind", "w-date", "field-note"}  # layout of single pages


def component_classes() -> set[str]:
    layer = CSS.read_text().split("@layer components {", 1)[1].split("@layer large-text", 1)[0]
    names = re.sub(r"\"[^\"]*\"|\{[^{}]*\}", "", layer)
    return set(re.findall(r"\.([a-z][\w-]*)", names))


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_every_component_of_the_stylesheet_is_shown(browse: Browser) -> None:
    page = browse.get("/styleguide")
    assert page.status_code == 200
    shown = {name for said in re.findall(r'class="([^"]*)"', page.text) for name in said.split()}
    assert component_classes() - shown - BY_SCRIPT - OF_PAGES == set()


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_site_that_people_use_has_none(browse: Browser) -> None:
    kept = browse.app.extensions["portal.settings"]
    browse.app.extensions["portal.settings"] = replace(kept, is_production=True)
    try:
        assert browse.get("/styleguide").status_code == 404
    finally:
        browse.app.extensions["portal.settings"] = kept


def test_the_stylesheet_keeps_its_measure() -> None:
    assert len(CSS.read_bytes()) <= 25 * 1024
