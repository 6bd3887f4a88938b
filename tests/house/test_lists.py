"""A list costs as many queries with twenty rows as with one; what a page lets htmx swap stands in it and renders alone."""

from functools import cache
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import event

from portal.core.db import db
from tests.browse import Browser
from tests.house.access_table import UNITS
from tests.house.list_pages import LIST_PAGES, OTHER_PAGES, ListPage
from tests.house.views import read_views

# How often a page asks does not hang on the database; a few are asked on the second one too.
ON_BOTH = [("activities.log", "station"), ("reports.rollup", "county"), ("trainees.roster", "station")]
ON_WHICH = [("sqlite", *page) for page in LIST_PAGES] + [pytest.param("postgres", *page, marks=pytest.mark.postgres) for page in ON_BOTH]


@cache
def blocks_of(app: Flask) -> dict[str, set[str]]:
    """Return {endpoint: the parts of its page that may be asked for alone}."""
    return {view.endpoint: view.blocks() for view in read_views(app)}


def count_queries(browse: Browser, url: str) -> tuple[int, str]:
    """Return how many statements a page costs, and the page."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    connection = db._app_engines[browse.app][None]  # pyright: ignore[reportPrivateUsage]  # where the fixture puts its connection
    event.listen(connection, "before_cursor_execute", note)
    answer = browse.get(url)
    event.remove(connection, "before_cursor_execute", note)
    assert answer.status_code == 200
    return len(statements), answer.text if answer.mimetype == "text/html" else ""


def fill(browse: Browser, page: ListPage, n: int) -> None:
    with browse.app.app_context():
        page.fill(n)


def address(browse: Browser, endpoint: str, unit: str, page: ListPage) -> str:
    with browse.app.app_context():
        values = page.values()
    with browse.app.test_request_context():
        return url_for(endpoint, code=UNITS[unit], **values)


def check_blocks(browse: Browser, url: str, blocks: set[str]) -> None:
    """Ask for each block alone, and for the page where a part would be wrong."""
    whole = browse.get(url).text
    for block in blocks:
        part = browse.swap(url, block)
        assert part.status_code == 200
        assert "<html" not in part.text
        assert f'id="{block}"' in part.text, f"{url}: {block} does not hold the element it stands for"
        assert f'id="{block}"' in whole
        assert {"HX-Request", "HX-Target"} <= part.vary.as_set(preserve_casing=True)
        for name in ("HX-History-Restore-Request", "HX-Boosted"):
            headers = {"HX-Request": "true", "HX-Target": block, name: "true"}
            assert "<html" in browse.get(url, headers=headers).text, f"{url}: {name} gets a part of a page"
    assert "<html" in browse.swap(url, "no-such-block").text


@pytest.mark.parametrize(("app", "endpoint", "unit"), ON_WHICH, indirect=["app"])
def test_twenty_rows_cost_as_many_queries_as_one(browse: Browser, endpoint: str, unit: str) -> None:
    page = LIST_PAGES[endpoint, unit]
    browse.sign_in(page.person)
    fill(browse, page, 1)
    url = address(browse, endpoint, unit, page)
    browse.get(url)  # what is kept for good is fetched once
    one, short = count_queries(browse, url)
    fill(browse, page, 19)
    twenty, long = count_queries(browse, url)
    assert twenty == one
    assert len(long) > len(short) or not long, "the page shows no more than before: its fill adds nothing to it"
    if blocks := blocks_of(browse.app)[endpoint]:
        check_blocks(browse, url, blocks)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("endpoint", "unit"), OTHER_PAGES)
def test_a_part_of_a_page_renders_alone(browse: Browser, endpoint: str, unit: str) -> None:
    page = OTHER_PAGES[endpoint, unit]
    browse.sign_in(page.person)
    assert blocks_of(browse.app)[endpoint]
    check_blocks(browse, address(browse, endpoint, unit, page), blocks_of(browse.app)[endpoint])


def test_every_list_with_pages_is_counted(sqlite_app: Flask) -> None:
    paged = {view.endpoint for view in read_views(sqlite_app) if any(view.calls("page_number"))}
    missing = paged - {endpoint for endpoint, _ in LIST_PAGES}
    assert missing == set(), f"tests/house/list_pages.py: LIST_PAGES lacks {sorted(missing)}"


def test_every_page_with_parts_is_asked_for_them(sqlite_app: Flask) -> None:
    parted = {view.endpoint for view in read_views(sqlite_app) if view.blocks()}
    missing = parted - {endpoint for endpoint, _ in (*LIST_PAGES, *OTHER_PAGES)}
    assert missing == set(), f"tests/house/list_pages.py: LIST_PAGES or OTHER_PAGES lacks {sorted(missing)}"
