"""A unit that has nothing yet: each of its pages opens, and a list without rows says what comes next, with a way there that is open."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask, url_for

from portal.tenants.services import tree
from portal.tenants.services.accounts import add_account
from tests import make
from tests.browse import Browser
from tests.house.list_pages import LIST_PAGES

FRESH = {  # level: its code, where it hangs, and the role of its head
    "station": ("350111100099", make.JINAN, "manager"),
    "county": ("350199000000", make.CITY, "county_admin"),
    "city": ("519900000000", "", "city_admin"),
}
LISTS = {endpoint for endpoint, _ in LIST_PAGES}
ROW = re.compile(r"<tbody[^>]*>\s*<tr|<ol class=\"timeline|<li class=\"todo")
NO_ROW = re.compile(r"<tbody[^>]*>\s*</tbody>")
EMPTY = re.compile(r'<div class="empty">(.*?)</div>', re.DOTALL)


def settle(app: Flask, level: str) -> str:
    """Make a unit with its head and nothing else, and return its code."""
    code, above, role = FRESH[level]
    with app.app_context(), make.working_at(make.PLATFORM, "operator"):
        name = f"新{level}"
        if above:
            unit = tree.add_child(parent=make.tenant(above), code=code, name=name, level=level, status="open")
        else:
            unit = tree.add_city(code=code, name=name)
        add_account(name=f"fresh_{level}", display_name="陈秀英", tenant_id=unit.id, role=role)
    return code


def pages(browse: Browser, code: str) -> Iterator[tuple[str, str]]:
    """Yield (endpoint, what its page says) of every page of a unit that she may open."""
    rules = [rule for rule in browse.app.url_map.iter_rules() if rule.arguments == {"code"} and "GET" in (rule.methods or ())]
    for rule in sorted(rules, key=lambda rule: rule.endpoint):
        with browse.app.test_request_context():
            url = url_for(rule.endpoint, code=code)
        answer = browse.get(url)
        assert answer.status_code in {200, 302, 303, 403, 409}, f"{rule.endpoint}: {answer.status_code}"
        if answer.status_code == 200 and answer.mimetype == "text/html":
            yield rule.endpoint, answer.text.partition("<main")[2].partition("</main>")[0]


def faults(browse: Browser, endpoint: str, said: str) -> Iterator[str]:
    """Name what leaves her alone on an empty page."""
    blanks = EMPTY.findall(said)
    if NO_ROW.search(said):
        yield f"{endpoint}: a table without a row"
    if endpoint in LISTS and not blanks and not ROW.search(said):
        yield f"{endpoint}: a list that says nothing"
    for blank in blanks:
        if blank.count("<p") < 2:
            yield f"{endpoint}: does not say what comes next: {re.sub('<[^>]+>', '', blank).strip()}"
        for way in re.findall(r'href="([^"]+)"', blank):
            if (status := browse.get(way.replace("&amp;", "&")).status_code) != 200:
                yield f"{endpoint}: sends her to {way}, which answers {status}"


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("level", FRESH)
def test_a_unit_without_anything_is_told_what_comes_next(browse: Browser, level: str) -> None:
    code = settle(browse.app, level)
    browse.sign_in(f"fresh_{level}")
    assert [fault for endpoint, said in pages(browse, code) for fault in faults(browse, endpoint, said)] == []
