"""Making a backup, and putting one back."""

import json
import os
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table

from portal.backup import database, queries
from portal.backup.archive import Damaged, Reader, Writer, drafting, file_member, key_fingerprint, table_member
from portal.backup.rules import BackupError, FileEntry, Manifest, TableEntry, may_be_kept
from portal.core import clock, serving
from portal.core.secrets import Vault
from portal.core.settings import Settings

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where a backup is taken from or put: the settings, the vault, the folder of the migrations."""

    settings: Settings
    vault: Vault
    migrations: str


def make(place: Place, path: Path, *, may_replace: bool = False) -> Manifest:
    """Write all rows of one moment, and the kept files, into one file.

    Raises:
        BackupError: why not; no file is left.
    """
    with drafting(path, may_replace=may_replace) as stream, database.snapshot(place.settings.owner_database_url) as connection:
        revision = _revision_of(connection, place.migrations)
        writer = Writer(stream)
        tables = {it.name: _write_table(writer, connection, it) for it in database.tables()}
        sums = queries.add_up(connection, until=clock.today())
        kept = dict(_write_files(writer, place.settings.files))
        said: dict[str, Any] = {"made_at": clock.now().isoformat(), "program": _version(), "database": connection.dialect.name}
        manifest = Manifest(revision, **said, key=key_fingerprint(place.vault), tables=tables, files=kept, figures=sums)
        writer.close(manifest, place.vault)
    return manifest


def _revision_of(connection: Connection, migrations: str) -> str:
    if faults := serving.faults_of_schema(connection, migrations):
        raise BackupError("; ".join(faults))
    return serving.head(migrations)


def _write_table(writer: Writer, connection: Connection, it: Table) -> TableEntry:
    digest, rows = sha256(), 0
    with writer.member(table_member(it.name)) as add:
        for row in database.read(connection, it):
            line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            add(line)
            rows += 1
    return TableEntry([[name, kind.tag] for name, kind in database.columns_of(it)], rows, digest.hexdigest())


def _write_files(writer: Writer, folder: Path) -> Iterator[tuple[str, FileEntry]]:
    """Write the kept files after the rows: what a row names was there before it."""
    for path in sorted(it for it in folder.rglob("*") if it.is_file() and not it.is_symlink()):
        parts = path.relative_to(folder).parts
        if may_be_kept(parts):
            name, digest, size = "/".join(parts), sha256(), 0
            with path.open("rb") as content, writer.member(file_member(name), is_packed=False) as add:
                while piece := content.read(_CHUNK):
                    digest.update(piece)
                    add(piece)
                    size += len(piece)
            yield name, FileEntry(size, digest.hexdigest())


def put_back(reader: Reader, place: Place, migrate: Callable[[str], Any]) -> None:
    """Fill an unused database and the folder of files from a backup: all of it or nothing.

    Args:
        migrate: brings the database's schema to a revision, `base` too.

    Raises:
        BackupError: the database is in use, the backup is damaged, or it does not add up; nothing was put.
    """
    settings, manifest = place.settings, reader.manifest
    if not serving.knows(place.migrations, manifest.revision):
        raise BackupError(f"备份的数据库版本 {manifest.revision} 比本程序新，请先升级程序 (made by a newer program)")
    with database.snapshot(settings.owner_database_url) as connection:
        _refuse_used(connection)
        revision = serving.revision_of(connection)
    if revision not in {None, manifest.revision}:
        migrate("base")
    migrate(manifest.revision)
    with database.refilling(settings.owner_database_url) as connection:
        _refuse_used(connection)
        database.empty(connection)
        for name, entry in manifest.tables.items():
            database.fill(connection, name, entry.columns, reader.rows(name))
        _compare_counts(connection, manifest)
        for name in manifest.files:
            _put_file(reader, name, settings.files)
    migrate("head")


def _refuse_used(connection: Connection) -> None:
    if not database.is_unused(connection):
        raise BackupError("这个数据库已有数据，没有恢复；请恢复到一个空的数据库 (the database is in use)")


def _compare_counts(connection: Connection, manifest: Manifest) -> None:
    wrong = [name for name, entry in manifest.tables.items() if database.count(connection, name) != entry.rows]
    if wrong:
        raise Damaged(f"行数与清单不符：{', '.join(wrong)} (counts differ)")


def _put_file(reader: Reader, name: str, folder: Path) -> None:
    """Put a kept file where it was; one that is there already was kept under the digest of the same content."""
    path = folder.joinpath(*name.split("/"))
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.partial")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            for piece in reader.pieces(name):
                out.write(piece)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _version() -> str:
    """Return the version of the program, as its project file says; empty when it is installed without one."""
    project = Path(str(package_files("portal"))).parent / "pyproject.toml"
    return tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"] if project.is_file() else ""
