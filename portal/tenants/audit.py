"""`flask audit …`: seal the audit city by city, verify it, move what is old into a file. The platform's own lines are sealed as well."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError, IntegrityError

from portal.audit import queries as seals
from portal.audit import services as audit
from portal.audit.rules import Fault, born_at
from portal.audit.services.archives import ArchiveError, ArchiveFile, Part, take_out
from portal.audit.services.checking import check_file
from portal.core import clock
from portal.core.scope import Scope
from portal.core.settings import MIN_AUDIT_DAYS, Settings
from portal.tenants import queries as tree
from portal.tenants.access import PLATFORM_PATH
from portal.tenants.words import word_of
from portal.web.fields import parse_day
from portal.web.writes import working_as

EARLIEST = date(2000, 1, 1)
audit_commands = AppGroup("audit", help="The audit: seal it, verify it, archive what is old.")


def seal_all() -> int:
    """Seal all lines that are old enough, batch by batch, each in a transaction of its own; return how many."""
    sealed = 0
    for scope, _ in _cities():
        try:
            while count := _seal_one(scope):
                sealed += count
        except IntegrityError:  # somebody else sealed this batch at the same moment
            continue
    return sealed


def _seal_one(scope: Scope) -> int:
    with working_as(scope, is_write=True):
        return audit.seal_next(scope, _mac())


@audit_commands.command("seal")
def seal() -> None:
    """Seal every line that is older than ten minutes; the worker does the same every ten minutes."""
    click.echo(f"已封存 {seal_all()} 条操作记录")


@audit_commands.command("verify")
@click.option("--archive", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="check a file that was archived")
def verify(path: Path | None) -> None:
    """Recompute every seal; name the first broken line of each city and what is not sealed yet."""
    if path is not None:
        _verify_file(path)
        return
    broken = 0
    for scope, name in _cities():
        with working_as(scope):
            report = audit.verify(scope, _mac())
            words = [f"{name}：{_words_of(scope, report.fault)}"] if report.fault else _summary(name, report)
        broken += report.fault is not None
        for line in words:
            click.echo(line)
    click.echo("操作记录全部完好 (all intact)" if not broken else f"{broken} 个城市的操作记录已不完好")
    if broken:
        raise SystemExit(1)


def _verify_file(path: Path) -> None:
    parts = _checked(path)
    for part in parts:
        click.echo(f"{_name_of(part['city_id'])}：第 {part['first_seq']}–{part['last_seq']} 批，{part['line_count']} 条，与封存一致")
    click.echo("归档文件完好 (intact)")


def _summary(name: str, report: audit.Report) -> list[str]:
    out = f"（其中 {report.archived} 条已归档）" if report.archived else ""
    tail = f"，未封存 {report.tail} 条，自 {_moment(report.tail_since)} 起" if report.tail and report.tail_since else "，没有未封存的"
    if not report.seals:
        return [f"{name}：还没有封存{tail}"]
    return [f"{name}：{report.seals} 批 {report.lines} 条完好{out}{tail}", f"  最后一批 {report.seals}，印鉴 {report.head}"]


def _words_of(scope: Scope, fault: Fault) -> str:
    """Say which line is broken: when, who, what."""
    where = f"第 {fault.seq} 批：{fault.wrong.value}"
    if fault.line_id is None:
        return where
    if fault.line is None:
        born = born_at(fault.line_id)
        return f"{where}：记录 {fault.line_id}" + (f"，写于 {_moment(born)} 前后" if born else "")
    it: Any = fault.line
    who = tree.find_display_name(it.account_id) or f"账号 {it.account_id}"
    unit = next((row.name for row in tree.list_below(scope) if row.id == it.tenant_id), f"单位 {it.tenant_id}")
    return f"{where}：记录 {it.id}，{_moment(it.at)}，{unit}，{who}，{word_of(it.action)}（{it.action}）"


@audit_commands.command("archive")
@click.argument("path", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--before", required=True, metavar="YYYY-MM-DD", help="batches that ended before this day")
@click.option("--remove", is_flag=True, help="take the lines out of the database, once the file is written and checked")
def archive(path: Path, before: str, *, remove: bool) -> None:
    """Write sealed lines that are old into FILE (gzipped JSON), and check it; with --remove take them out of the database."""
    until = _limit(before, is_removed=remove)
    if path.exists():
        raise click.BadParameter(f"{path} 已存在，换一个文件名", param_hint="FILE")
    try:
        parts = _write(path, until)
        for part in parts if remove else ():
            _take_out(part, path)
    except ArchiveError as error:
        raise click.ClickException(str(error)) from error
    except (OSError, DBAPIError) as error:
        raise click.ClickException(f"没有归档（{type(error).__name__}）：{error}") from error
    for part in parts:
        click.echo(f"{_name_of(part.city_id)}：第 {part.first_seq}–{part.last_seq} 批，{part.line_count} 条{'，已移出' if remove else ''}")
    click.echo(f"已写入 {path}，请用 flask audit verify --archive {path} 核对" if parts else "没有可以归档的：封存过的都不够早")


def _write(path: Path, until: datetime) -> list[Part]:
    with ArchiveFile(path) as file:
        for scope, name in _cities():
            with working_as(scope):
                if fault := audit.verify(scope, _mac()).fault:
                    raise ArchiveError(f"{name}：{_words_of(scope, fault)}。没有归档，先查明原因")
                file.add_city(scope, name=name, before=until)
    if not file.parts:
        path.unlink()
        return []
    _checked(path)
    for part in file.parts:
        _note(part, path)
    return file.parts


def _note(part: Part, path: Path) -> None:
    with working_as(Scope(f"{part.city_id}."), is_write=True) as scope:
        audit.note(scope, "audit.archive", note=f"第 {part.first_seq}–{part.last_seq} 批，{part.line_count} 条，写入 {path.name}")


def _take_out(part: Part, path: Path) -> None:
    city = Scope(f"{part.city_id}.")
    with working_as(city):
        below = [Scope(row.path) for row in tree.list_below(city) if row.path != city.path]
    settings: Settings = current_app.extensions["portal.settings"]
    take_out(settings.owner_database_url, part, scopes=[city, *below], path=path, mac=_mac())


def _limit(before: str, *, is_removed: bool) -> datetime:
    settings: Settings = current_app.extensions["portal.settings"]
    try:
        day = parse_day(before)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--before") from error
    if is_removed and settings.keep.audit == 0:
        raise click.BadParameter("PORTAL_KEEP_AUDIT_DAYS 为 0，操作记录永久保存，不移出", param_hint="--remove")
    latest = clock.today() - timedelta(days=max(settings.keep.audit, MIN_AUDIT_DAYS))
    if day > latest:
        raise click.BadParameter(f"最近 {(clock.today() - latest).days} 天的操作记录不归档，最晚到 {latest}", param_hint="--before")
    return datetime.combine(max(day, EARLIEST), time(), clock.SHANGHAI)


def _checked(path: Path) -> list[dict[str, Any]]:
    try:
        return check_file(path, _mac(), _kept_chain)
    except ArchiveError as error:
        raise click.ClickException(str(error)) from error


def _kept_chain(city_id: int, seq: int) -> str | None:
    with working_as(Scope(f"{city_id}.")) as scope:
        found = next(seals.walk_seals(scope, after_seq=seq - 1), None)
    return found.chain if found is not None and found.seq == seq else None


def _cities() -> Iterator[tuple[Scope, str]]:
    """Yield the platform and every city."""
    yield Scope(PLATFORM_PATH), "平台"
    for city in tree.list_cities():
        yield Scope(city.path), city.name


def _name_of(city_id: int) -> str:
    return next((name for scope, name in _cities() if scope.tenant_id == city_id), f"城市 {city_id}")


def _mac() -> Callable[[bytes], bytes]:
    return current_app.extensions["portal.vault"].mac("audit")


def _moment(instant: datetime) -> str:
    return f"{clock.local(instant):%Y-%m-%d %H:%M:%S}"
