"""What is done from the command line."""

from collections.abc import Iterator
from uuid import UUID

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import make_url

from portal.backup.commands import backup, restore
from portal.care.nightly import make_at_night
from portal.core import roles, serving, text
from portal.core.scope import Scope
from portal.core.settings import Settings, SettingsError, with_driver
from portal.demo.commands import demo
from portal.ledger import services as ledger
from portal.people.retention import purge_at_night, retention
from portal.tallies import services as tallies
from portal.tallies.rules import INDICATORS
from portal.tenants import queries as tree
from portal.tenants.audit import audit_commands, seal_all
from portal.tenants.commands import load_places, operator
from portal.tenants.queries.lines import find_path
from portal.training.nightly import check_at_night
from portal.volunteer.nightly import settle_at_night
from portal.web import jobs
from portal.web.writes import working_as

ledger_commands = AppGroup("ledger", help="Minutes: does every transfer stand as it was posted.")
tallies_commands = AppGroup("tallies", help="Figures: do they agree with their rows; close a month.")


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(tallies_commands)
    app.cli.add_command(ledger_commands)
    app.cli.add_command(audit_commands)
    app.cli.add_command(demo)
    app.cli.add_command(worker)
    app.cli.add_command(retention)
    app.cli.add_command(make_db_roles)
    app.cli.add_command(operator)
    app.cli.add_command(load_places)
    app.cli.add_command(backup)
    app.cli.add_command(restore)


@tallies_commands.command("verify")
def verify_tallies() -> None:
    """Recount every figure from its rows and name each difference."""
    wrong = 0
    for city in tree.list_cities():
        with working_as(Scope(city.path)) as scope:
            found, misplaced = tallies.differences(scope), tallies.misplaced(scope)
            persons = tallies.person_differences(scope)
            names = {row.id: row.name for row in tree.list_below(scope)}
        for (tenant_id, month, code, kind_id), kept, counted in found:
            click.echo(f"{names.get(tenant_id, tenant_id)} {month} {INDICATORS[code].label} 类别{kind_id}: 账上 {kept}, 实有 {counted}")
        for station, month, by, should_be in misplaced:
            click.echo(f"{names[station]} {month}: 账上由{names[by]}统计, 应由{names[should_be]}统计")
        for (tenant_id, month, code, _), kept, counted in persons:
            click.echo(f"{names.get(tenant_id, tenant_id)} {month} {INDICATORS[code].label} 一名人员: 账上 {kept} 次, 实有 {counted} 次")
        wrong += len(found) + len(misplaced) + len(persons)
    click.echo("所有数字与明细一致 (all agree)" if not wrong else f"{wrong} 个数字与明细不一致")
    if wrong:
        raise SystemExit(1)


@ledger_commands.command("verify")
def verify_ledger() -> None:
    """Add up every account and name each thing that cannot be."""
    wrong = 0
    for city in tree.list_cities():
        with working_as(Scope(city.path)) as scope:
            faults = ledger.verify(scope)
        for fault in faults:
            click.echo(f"{city.name}: {fault.message}")
        wrong += len(faults)
    click.echo("时间账目全部一致 (all agree)" if not wrong else f"时间账目有 {wrong} 处不一致")
    if wrong:
        raise SystemExit(1)


@tallies_commands.command("close")
@click.argument("month")
@click.option("--tenant", "code", required=True, help="the unit whose month is closed, with all below it")
def close_month(month: str, code: str) -> None:
    """Close MONTH (2026-03) for a unit and everything below it."""
    try:
        month = text.parse_month(month)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    top = tree.find_tenant(code)
    if top is None or top.level == "platform":
        raise click.BadParameter(f"no unit has the code {code}")
    closed = 0
    for tenant in tree.list_below(Scope(top.path)):
        with working_as(Scope(tenant.path), is_write=True) as scope:
            closed += tallies.close_month(scope, month)
    click.echo(f"{top.name} {month}: 关账 {closed} 个单位")


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Make the papers that are asked for, until stopped; what is under way is ended first."""
    from portal.web.worker import work  # the queue's library is no burden of the other commands

    try:
        serving.refuse_unfit(current_app.extensions["portal.settings"], current_app.extensions["migrate"].directory)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    work(_unfinished_jobs, path_of=path_now, rounds=[seal_all, purge_at_night, check_at_night, settle_at_night, make_at_night])


def path_now(path: str) -> str:
    """Return where the unit that stood at a path stands now."""
    with working_as(Scope(path)) as scope:
        return find_path(scope.tenant_id) or path


def _unfinished_jobs() -> Iterator[tuple[Scope, UUID]]:
    for city in tree.list_cities():
        with working_as(Scope(city.path)) as scope:
            waiting = jobs.list_unfinished(scope)
            paths = {row.id: row.path for row in tree.list_below(scope)} if waiting else {}
        for row in waiting:
            yield Scope(paths[row.tenant_id], account_id=row.account_id), row.id


@click.command("db-roles")
@click.option("--admin-url", envvar="ADMIN_DATABASE_URL", required=True, help="a superuser of the server, as postgresql://…")
@with_appcontext
def make_db_roles(admin_url: str) -> None:
    """Make PostgreSQL's two roles, the database of DATABASE_URL and the grants; passwords are those of the two URLs."""
    settings: Settings = current_app.extensions["portal.settings"]
    works, owns = make_url(settings.database_url), make_url(settings.owner_database_url)
    if works.username != roles.APPLICATION or owns.username != roles.OWNER or not works.database:
        raise click.ClickException(f"DATABASE_URL signs in as {roles.APPLICATION}, OWNER_DATABASE_URL as {roles.OWNER}")
    passwords = {name: str(url.password) for name, url in ((roles.APPLICATION, works), (roles.OWNER, owns)) if url.password}
    roles.prepare(with_driver(admin_url), works.database, passwords=passwords)
    click.echo(f"{works.database}: {roles.OWNER} 建表，{roles.APPLICATION} 使用")
