"""`flask demo`: made once, the same each time, on real places."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from portal.app import create_app
from portal.core.db import db
from portal.core.settings import Settings, SettingsError
from portal.demo import places, seed
from portal.stations.models import Activity
from tests.databases import SECRETS

TRUSTED = {"trusted": True}
DAY = "2026-03-16"


@pytest.fixture(autouse=True, scope="module")
def small() -> Iterator[None]:
    """The demo has two counties, one 镇街 and three months here."""
    with pytest.MonkeyPatch.context() as patch:
        counties = [place for place in places.counties_of_fuzhou() if place.code in {places.JINAN, places.GULOU}]
        patch.setattr(seed, "counties_of_fuzhou", lambda: counties)
        patch.setattr(seed, "streets_of_linqing", lambda: places.streets_of_linqing()[:1])
        patch.setattr(seed, "stations_of_county", lambda code: places.stations_of_county(code)[:2])
        patch.setattr(seed, "MONTHS", 3)
        yield


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, small: None) -> tuple[Path, Result]:
    """The database of a demo made once, and what the command said."""
    folder = tmp_path_factory.mktemp("demo")
    app = create_app(_settings(folder))
    done = run(app, "demo", "--until", DAY)
    assert done.exit_code == 0, done.output
    _dispose(app)
    return folder / "portal.db", done


@pytest.fixture
def demo(tmp_path: Path, built: tuple[Path, Result]) -> Iterator[Flask]:
    """A portal on a copy of it."""
    shutil.copy(built[0], tmp_path / "portal.db")
    app = create_app(_settings(tmp_path))
    yield app
    _dispose(app)


def _dispose(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


def _settings(folder: Path, *, is_production: bool = False) -> Settings:
    url = f"sqlite:///{folder / 'portal.db'}"
    return Settings(database_url=url, owner_database_url=url, files=folder, is_production=is_production, **SECRETS)


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


def rows(app: Flask) -> list[tuple[object, ...]]:
    with app.app_context():
        chosen = select(Activity.held_on, Activity.title, Activity.attendances, Activity.women).order_by(Activity.tenant_id, Activity.id)
        return [tuple(row) for row in db.session.execute(chosen, execution_options=TRUSTED)]


def test_a_second_run_changes_nothing_and_both_print_the_accounts(demo: Flask, built: tuple[Path, Result]) -> None:
    first, told = built[1], rows(demo)
    second = run(demo, "demo")
    assert rows(demo) == told
    for name, *_ in seed.ACCOUNTS:
        assert name in first.output
        assert name in second.output
    assert seed.PASSWORD in second.output


def test_begun_anew_the_same_day_tells_the_same_year(demo: Flask) -> None:
    told = rows(demo)
    assert run(demo, "demo", "--reset", "--until", DAY).exit_code == 0
    assert rows(demo) == told
    assert len({row[0].month for row in told}) == 3  # type: ignore[attr-defined]


def test_everything_in_it_agrees(demo: Flask) -> None:
    for command in ("tallies", "ledger"):
        done = run(demo, command, "verify")
        assert done.exit_code == 0, done.output
        assert "all agree" in done.output


def test_a_figure_edited_by_hand_is_named(demo: Flask) -> None:
    with demo.app_context(), db.engine.connect() as connection:  # in autocommit
        connection.exec_driver_sql("UPDATE tally SET value = value + 1 WHERE rowid = (SELECT min(rowid) FROM tally)")
    done = run(demo, "tallies", "verify")
    assert done.exit_code == 1
    assert "账上" in done.output


@pytest.mark.parametrize("day", ["2999-01-01", "2026-02-30", "soon"])
def test_a_day_that_cannot_end_it_is_refused(demo: Flask, day: str) -> None:
    assert run(demo, "demo", "--until", day).exit_code == 2


def test_the_whole_demo_has_twelve_counties_and_sixty_stations_in_real_communities() -> None:
    counties = places.counties_of_fuzhou()
    stations = [station for county in counties for station in places.stations_of_county(county.code)]
    assert len(counties) == 12
    assert places.PINGTAN not in {county.code for county in counties}
    assert len(stations) == len({station.code for station in stations}) >= 60
    assert {places.LIANXIANG, places.JUNMEN} <= {station.code for station in stations}
    assert len(places.streets_of_linqing()) == 16


def test_production_starts_with_no_demo_and_refuses_its_accounts(demo: Flask, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="lianxiang"):
        create_app(_settings(tmp_path, is_production=True))
    assert run(demo, "demo").exit_code == 0


def test_a_closed_month_is_closed_for_all_below(demo: Flask) -> None:
    done = run(demo, "tallies", "close", "2026-03", "--tenant", places.JINAN)
    assert "3 个单位" in done.output
    assert "0 个单位" in run(demo, "tallies", "close", "2026-03", "--tenant", places.JINAN).output
    assert run(demo, "tallies", "close", "2026-13", "--tenant", places.JINAN).exit_code == 2
    assert run(demo, "tallies", "close", "2026-03", "--tenant", "999999999999").exit_code == 2
