"""The pages of the log: each found beside the one before it, from the first or from the last, and always the same rows."""

import re
from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.stations import queries
from portal.stations.rules import Place, place_of
from tests import make
from tests.browse import Browser

HOW_MANY = 260
TITLES = re.compile(r"第 (\d+) 次")


@pytest.fixture
def pages(session: Session) -> list[list[str]]:
    """Log so many that there are eleven pages; return the titles of each, the latest day first."""
    ids = {}
    for n in range(HOW_MANY):
        day = date(2026, 3, 1 + n % 15)
        ids[make.activity(make.LIANXIANG if n % 3 else make.JUNMEN, held_on=day, title=f"第 {n} 次")] = (day, str(n))
    order = [ids[key][1] for key in sorted(ids, key=lambda key: (ids[key][0], key), reverse=True)]
    return [order[at : at + queries.PAGE_ROWS] for at in range(0, HOW_MANY, queries.PAGE_ROWS)]


def shown(browse: Browser, url: str) -> list[str]:
    text = browse.get(url).text
    assert f"共 {HOW_MANY} 条" in text
    return TITLES.findall(text)


def test_whoever_goes_on_page_by_page_and_back_meets_every_row_once(pages: list[list[str]], browse: Browser) -> None:
    browse.sign_in("fuzhou")
    url = f"/t/{make.CITY}/activities/?month=2026-03"
    for number, titles in enumerate(pages, start=1):
        text = browse.get(url).text
        assert TITLES.findall(text) == titles
        assert re.search(rf"第 {number} / {len(pages)} 页", text)
        links = dict(re.findall(r'rel="(prev|next)"[^>]*href="([^"]+)"', text)) or {
            rel: href for href, rel in re.findall(r'href="([^"]+)"[^>]*rel="(prev|next)"', text)
        }
        if number > 1:
            assert shown(browse, links["prev"].replace("&amp;", "&")) == pages[number - 2]
        url = links.get("next", "").replace("&amp;", "&")
    assert url == ""


def test_a_page_may_be_asked_for_by_its_number_alone_or_beside_nonsense(pages: list[list[str]], browse: Browser) -> None:
    browse.sign_in("fuzhou")
    url = f"/t/{make.CITY}/activities/?month=2026-03&page="
    for number in (1, 6, 11):
        assert shown(browse, f"{url}{number}") == pages[number - 1]
    for nonsense in ("after=3.x", "before=3.2026-03-09.zz", "after=9.2026-03-09.00", "before=4", f"after={'9' * 99}.2026-03-01.{'0' * 32}"):
        assert shown(browse, f"{url}4&{nonsense}") == pages[3]


@pytest.mark.parametrize(
    ("page", "total", "place"),
    [
        (1, None, Place(0, 25)),
        (3, 1000, Place(50, 25)),
        (40, 1000, Place(0, 25, is_backwards=True)),
        (39, 1000, Place(25, 25, is_backwards=True)),
        (40, 990, Place(0, 15, is_backwards=True)),
        (41, 990, Place(0, 0, is_backwards=True)),
    ],
)
def test_a_page_is_counted_from_the_nearer_end(page: int, total: int | None, place: Place) -> None:
    assert place_of(page, size=25, total=total) == place
