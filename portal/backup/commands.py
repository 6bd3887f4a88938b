"""`flask backup` and `flask restore`."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.backup import checks, services
from portal.backup.archive import Reader
from portal.backup.rules import BackupError
from portal.backup.services import Place
from portal.core.scope import Scope
from portal.tenants.access import PLATFORM_PATH
from portal.web.writes import working_as

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("backup")
@click.argument("path", metavar="FILE", type=_FILE)
@click.option("--force", is_flag=True, help="replace the file if it is there")
@with_appcontext
def backup(path: Path, *, force: bool) -> None:
    """Write everything into FILE, while the portal goes on working."""
    try:
        manifest = services.make(_place(), path, may_replace=force)
    except BackupError as error:
        raise click.ClickException(str(error)) from None
    except (OSError, SQLAlchemyError) as error:
        raise click.ClickException(f"{path} 没有写成：{_cause(error)} (not written)") from None
    rows = sum(entry.rows for entry in manifest.tables.values())
    _note("backup.make", f"{rows} 行，{len(manifest.files)} 个文件")
    click.echo(f"{path}: {rows} 行，{len(manifest.files)} 个文件，{path.stat().st_size:,} 字节 (backup made)")


@click.command("restore")
@click.argument("path", metavar="FILE", type=_FILE)
@click.option("--check", "is_check", is_flag=True, help="only try: restore into a scratch database, count everything, throw it away")
@with_appcontext
def restore(path: Path, *, is_check: bool) -> None:
    """Put FILE into the database of the settings, which must be empty; or only check that it could be."""
    place = _place()
    if is_check:
        _check(path, place)
        return
    try:
        with Reader(path, place.vault) as reader:
            services.put_back(reader, place, checks.migrate_to(place.migrations))
            rows = sum(entry.rows for entry in reader.manifest.tables.values())
    except BackupError as error:
        raise click.ClickException(str(error)) from None
    except (OSError, SQLAlchemyError) as error:
        raise click.ClickException(f"没有恢复：{_cause(error)} (not restored)") from None
    _note("backup.restore", f"{reader.manifest.made_at}，{rows} 行")
    click.echo(f"已恢复 {rows} 行 (restored)；请再运行 ledger verify 和 tallies verify")


def _check(path: Path, place: Place) -> None:
    wrong = 0
    for is_right, words in checks.drill(path, place):
        click.echo(f"{'✓' if is_right else '✗'} {words}")
        wrong += not is_right
    click.echo("备份可以恢复 (the backup is good)" if not wrong else f"备份有 {wrong} 处问题 (do not rely on it)")
    if wrong:
        raise SystemExit(1)


register_words({"backup.make": "备份", "backup.restore": "恢复备份"}, group="备份")


def _cause(error: OSError | SQLAlchemyError) -> str:
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else type(error).__name__


def _place() -> Place:
    known = current_app.extensions
    return Place(known["portal.settings"], known["portal.vault"], str(known["migrate"].directory))


def _note(action: str, note: str) -> None:
    with working_as(Scope(PLATFORM_PATH), is_write=True) as scope:
        audit.note(scope, action, note=note)
