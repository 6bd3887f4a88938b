"""A station with 5,000 trainees, 5,000 wishes and 300 classes is worked with like one of 50."""

from time import perf_counter
from typing import Any

from sqlalchemy import event

from portal.core.db import db
from tests import make, make_many
from tests.browse import Browser

AT = f"/t/{make.LIANXIANG}"
PATIENCE_S = 2.0  # far more than it takes here; a list that reads everything takes longer
PAGES: tuple[tuple[str, dict[str, str] | None, str], ...] = (  # (address, what is sent, what stands on the page)
    ("/trainees/", None, "李"),
    ("/trainees/?branch=refer", None, "推荐"),
    ("/trainees/?month=2025-03", None, "2025-03"),
    ("/trainees/", {"sought": "李秀英"}, "李秀英"),
    ("/trainees/", {"sought": "lxy"}, "李秀英"),
    ("/trainees/", {"sought": "00000023"}, "138****0023"),
    ("/wishes/", None, "李"),
    ("/wishes/?state=open&course=4", None, "待接收"),
    ("/wishes/", {"sought": "李秀英"}, "李秀英"),
    ("/wishes/", {"sought": "lxy"}, "李秀英"),
    ("/wishes/", {"sought": "00000023"}, "138****0023"),
    ("/classes/", None, "整理收纳第"),
    ("/classes/?state=running&year=2025", None, "整理收纳第"),
    ("/classes/?sought=收纳", None, "整理收纳第"),
    ("/classes/?sought=zlsn", None, "整理收纳第"),
    ("/demand/", None, "开班"),
    ("/placements/new", {"sought": "lxy"}, "李秀英"),
    ("/proof/", None, "整理收纳第"),
    ("/", None, "本月待办"),
)


def walk(browse: Browser) -> list[tuple[int, float]]:
    """Open every page and return (statements, seconds) of each."""
    return [_open(browse, *page) for page in PAGES]


def _open(browse: Browser, path: str, sent: dict[str, str] | None, words: str) -> tuple[int, float]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    connection = db._app_engines[browse.app][None]  # pyright: ignore[reportPrivateUsage]  # where the fixture puts its connection
    event.listen(connection, "before_cursor_execute", note)
    begun = perf_counter()
    answer = browse.get(AT + path) if sent is None else browse.post(AT + path, sent)
    took_s = perf_counter() - begun
    event.remove(connection, "before_cursor_execute", note)
    assert answer.status_code == 200, path
    assert words in answer.text, path
    return len(statements), took_s


def test_a_big_station_costs_as_many_queries_as_a_small_one(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    with browse.app.app_context():
        make_many.women(0, 50)
        make_many.classes(0, 50)
    walk(browse)  # what is kept for good is fetched once
    small = walk(browse)
    with browse.app.app_context():
        make_many.women(50, 5000)
        make_many.classes(50, 300)
    big = walk(browse)
    counts = {path: (few, many) for (path, *_), (few, _), (many, _) in zip(PAGES, small, big, strict=True) if few != many}
    assert counts == {}
    slow = {path: round(took_s, 2) for (path, *_), (_, took_s) in zip(PAGES, big, strict=True) if took_s > PATIENCE_S}
    assert slow == {}
