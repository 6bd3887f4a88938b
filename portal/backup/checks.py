"""The drill: a backup is put into a scratch database, counted anew by the portal's own means, and thrown away."""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from flask_migrate import Migrate, downgrade, upgrade

from portal.audit import services as audit
from portal.backup import database, queries
from portal.backup.archive import Reader
from portal.backup.rules import BackupError, Manifest
from portal.backup.services import Place, put_back
from portal.core.db import db
from portal.core.scope import Scope
from portal.core.secrets import SecretError
from portal.core.transaction import engine_options
from portal.ledger import services as ledger
from portal.people import vault
from portal.reports import queries as reports
from portal.reports.rules import Chosen, Unit
from portal.tallies import services as tallies
from portal.tenants import queries as tree
from portal.tenants.access import PLATFORM_PATH
from portal.web.writes import working_as

Line = tuple[bool, str]
_SUMS = {"ledger": "时间账目合计 (ledger sums)", "tallies": "各指标合计 (tally totals)", "roll_up": "近十二个月汇总 (roll-up)"}


def drill(path: Path, place: Place) -> Iterator[Line]:
    """Yield what was looked at, and whether it was right; nothing of the running portal is touched."""
    try:
        with Reader(path, place.vault) as reader, TemporaryDirectory(prefix="portal-restore-") as folder:
            manifest = reader.manifest
            yield True, f"清单与封印相符 (manifest): {manifest.made_at}，{manifest.database}，{manifest.revision}"
            if damages := [(False, words) for words in reader.damages()]:
                yield from damages
                return
            yield True, f"{len(manifest.tables)} 张表、{len(manifest.files)} 个文件与摘要相符 (digests)"
            with _scratch(Path(folder), place) as settled:
                put_back(reader, settled, migrate_to(place.migrations))
                yield True, f"恢复到临时数据库，{sum(it.rows for it in manifest.tables.values())} 行与清单相符 (restored, counts)"
                yield from _look(settled, manifest)
    except BackupError as error:
        yield False, str(error)


def migrate_to(migrations: str) -> Callable[[str], None]:
    """Return what brings the database of the application at hand to a revision."""

    def migrate(revision: str) -> None:
        db.session.remove()
        (downgrade if revision == "base" else upgrade)(directory=migrations, revision=revision)

    return migrate


@contextmanager
def _scratch(folder: Path, place: Place) -> Generator[Place]:
    """An application without pages on a SQLite database of its own."""
    url = f"sqlite:///{folder / 'scratch.db'}"
    settings = replace(place.settings, database_url=url, owner_database_url=url, files=folder / "files")
    app = Flask("scratch")
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(url))
    app.extensions["portal.settings"], app.extensions["portal.vault"] = settings, place.vault
    db.init_app(app)
    Migrate(app, db, directory=place.migrations, render_as_batch=True)
    with app.app_context():
        yield Place(settings, place.vault, place.migrations)
        db.session.remove()
        db.engine.dispose()


def _look(place: Place, manifest: Manifest) -> Iterator[Line]:
    with database.snapshot(place.settings.database_url) as connection:
        faults = database.list_broken_keys(connection)
        sums = queries.add_up(connection, until=date.fromisoformat(f"{manifest.figures['last']}-01"))
    yield not faults, f"外键 (foreign keys): {len(faults)} 处指向不存在的记录"
    for name, words in (
        ("ledger", "时间账目合计 (ledger sums)"),
        ("tallies", "各指标合计 (tally totals)"),
        ("roll_up", "近十二个月汇总 (roll-up)"),
    ):
        yield sums[name] == manifest.figures[name], f"{words}与原库一致"
    with working_as(Scope(PLATFORM_PATH)) as scope:
        yield _look_at_audit(scope, "平台", place)
    for city in tree.list_cities():
        with working_as(Scope(city.path)) as scope:
            yield from _look_at_books(scope, city, manifest)
            yield _look_at_audit(scope, city.name, place)
            yield from _open_one(scope, city)


def _look_at_audit(scope: Scope, name: str, place: Place) -> Line:
    fault = audit.verify(scope, place.vault.mac("audit")).fault
    return fault is None, f"{name}: 操作记录的封存 (audit){f' 第 {fault.seq} 批{fault.wrong.value}' if fault else '完好'}"


def _look_at_books(scope: Scope, city: tree.TenantRow, manifest: Manifest) -> Iterator[Line]:
    faults = ledger.verify(scope)
    yield not faults, f"{city.name}: 时间账目 (ledger) {len(faults)} 处不一致"
    wrong = tallies.differences(scope)
    yield not wrong, f"{city.name}: 数字与明细 (tallies) {len(wrong)} 处不一致"
    yield _report(scope, city, manifest) == manifest.figures["roll_up"].get(city.code, {}), f"{city.name}: 汇总报表 (report) 与原库一致"


def _report(scope: Scope, city: tree.TenantRow, manifest: Manifest) -> dict[str, int]:
    """The totals of the table a clerk would print, without zeros."""
    chosen = Chosen(manifest.figures["first"], manifest.figures["last"])
    table = reports.get_roll_up(scope, Unit(city.id, city.code, city.name), chosen)
    return {cell.indicator.code: cell.value for cell in table.totals if cell.value}


def _open_one(scope: Scope, city: tree.TenantRow) -> Iterator[Line]:
    """One sealed number opens; that it is right is said, never what it is."""
    row = queries.find_sealed(scope)
    if row is None:
        return
    try:
        vault.unseal(row.document_kind, row.number_sealed, city_id=city.id, person_id=row.id)
        opens = True
    except (SecretError, ValueError):
        opens = False
    yield opens, f"{city.name}: 证件号码可用现有密钥打开 (a sealed number opens)"
