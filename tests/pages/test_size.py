"""A station with 5,000 trainees, 5,000 wishes and 300 classes is worked with like one of 50."""

from collections.abc import Iterator
from time import perf_counter
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import create_engine, event, text

from portal.core.db import db
from tests import make, make_many
from tests.browse import Browser
from tests.databases import NOW, make_app, prepare_postgres
from tests.postgres import Postgres

AT = f"/t/{make.LIANXIANG}"
PATIENCE_S = 2.0  # far more than it takes here; a list that reads everything takes longer
PAGES: tuple[tuple[str, dict[str, str] | None, str], ...] = (  # (address, what is sent, what stands on the page)
    ("/trainees/", None, "连翔社区"),
    ("/trainees/?branch=refer", None, "推荐"),
    ("/trainees/?month=2025-03", None, "2025-03"),
    ("/trainees/", {"sought": "李秀英"}, "李秀英"),
    ("/trainees/", {"sought": "lxy"}, "李秀英"),
    ("/trainees/", {"sought": "00000023"}, "138****0023"),
    ("/wishes/", None, "查看"),
    ("/wishes/?state=open&course=4", None, "待接收"),
    ("/wishes/", {"sought": "李秀英"}, "李秀英"),
    ("/wishes/", {"sought": "lxy"}, "李秀英"),
    ("/wishes/", {"sought": "00000023"}, "138****0023"),
    ("/classes/", None, "整理收纳第"),
    ("/classes/?state=running&year=2025", None, "整理收纳第"),
    ("/classes/?sought=收纳", None, "整理收纳第"),
    ("/classes/?sought=zlsn", None, "整理收纳第"),
    ("/demand/", None, "开班"),
    ("/placements/new", None, "待推荐的学员"),
    ("/placements/new", {"sought": "lxy"}, "李秀英"),
    ("/proof/", None, "整理收纳第"),
    ("/", None, "本月待办"),
)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def big(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal whose rows are really committed, so that the database knows how many there are."""
    folder = tmp_path_factory.mktemp("size")
    url = owner_url = f"sqlite:///{folder / 'portal.db'}"
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        prepare_postgres(server, "size")
        url, owner_url = (it.replace("/portal?", "/size?") for it in (server.app_url, server.owner_url))
    with time_machine.travel(NOW, tick=False):
        app = make_app(url, owner_url, folder / "files")
        yield app
    with app.app_context():
        db.engine.dispose()


def analyze(app: Flask) -> None:
    """Let the database look at its tables, as PostgreSQL does by itself a minute after many rows came."""
    owner = create_engine(app.extensions["portal.settings"].owner_database_url, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text("ANALYZE"))
    owner.dispose()


def walk(browse: Browser) -> list[tuple[int, float]]:
    """Open every page and return (statements, seconds) of each."""
    return [_open(browse, *page) for page in PAGES]


def _open(browse: Browser, path: str, sent: dict[str, str] | None, words: str) -> tuple[int, float]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    engine = db._app_engines[browse.app][None]  # pyright: ignore[reportPrivateUsage]  # the one that answers
    event.listen(engine, "before_cursor_execute", note)
    begun = perf_counter()
    answer = browse.get(AT + path) if sent is None else browse.post(AT + path, sent)
    took_s = perf_counter() - begun
    event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code == 200, path
    assert words in answer.text, path
    return len(statements), took_s


def test_a_big_station_costs_as_many_queries_as_a_small_one(big: Flask) -> None:
    browse = Browser(big).sign_in("lianxiang")
    with browse.app.app_context():
        make_many.women(0, 50)
        make_many.classes(0, 50)
    walk(browse)  # what is kept for good is fetched once
    small = walk(browse)
    for start, end in ((50, 400), (400, 5000)):
        with browse.app.app_context():
            make_many.women(start, end)
        analyze(big)
    with browse.app.app_context():
        make_many.classes(50, 300)
    large = walk(browse)
    counts = {path: (few, many) for (path, *_), (few, _), (many, _) in zip(PAGES, small, large, strict=True) if few != many}
    assert counts == {}
    slow = {path: round(took_s, 2) for (path, *_), (_, took_s) in zip(PAGES, large, strict=True) if took_s > PATIENCE_S}
    assert slow == {}
