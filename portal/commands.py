"""What is done from the command line."""

from collections.abc import Iterator
from uuid import UUID

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import make_url

from portal.care.nightly import make_everywhere
from portal.core import roles, serving, text
from portal.core.scope import Scope
from portal.core.settings import Settings, SettingsError, with_driver
from portal.ledger import services as ledger
from portal.people.retention import purge_everywhere, retention
from portal.returns.services.closing import close_unit
from portal.tallies.commands import tallies_commands
from portal.tenants import queries as tree
from portal.tenants.audit import audit_commands, seal_all
from portal.tenants.commands import load_places, operator
from portal.tenants.queries.lines import find_path
from portal.training.nightly import check_everywhere
from portal.volunteer.nightly import settle_everywhere
from portal.web import jobs
from portal.web.later import Later
from portal.web.writes import working_as

ledger_commands = AppGroup("ledger", help="Minutes: does every transfer stand as it was posted.")
NIGHTLY = ((1, settle_everywhere), (3, purge_everywhere), (3, make_everywhere), (4, check_everywhere))  # at or after this hour


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(tallies_commands)
    app.cli.add_command(ledger_commands)
    app.cli.add_command(audit_commands)
    app.cli.add_command(Later("demo", "portal.demo.commands:demo"))  # with names of people and a year of days
    app.cli.add_command(worker)
    app.cli.add_command(retention)
    app.cli.add_command(make_db_roles)
    app.cli.add_command(operator)
    app.cli.add_command(load_places)
    app.cli.add_command(Later("report", "portal.shelf:report"))
    app.cli.add_command(Later("catalogue", "portal.web.catalogue:catalogue"))
    app.cli.add_command(Later("backup", "portal.backup.commands:backup"))
    app.cli.add_command(Later("restore", "portal.backup.commands:restore"))


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
    for tenant in reversed(tree.list_below(Scope(top.path))):  # a unit is closed over what is closed below it
        with working_as(Scope(tenant.path), is_write=True) as scope:
            closed += close_unit(scope, month)
    click.echo(f"{top.name} {month}: 关账 {closed} 个单位")


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Make the papers that are asked for, until stopped; what is under way is ended first."""
    from portal.web.worker import once_a_day, work  # the queue's library is no burden of the other commands

    try:
        serving.refuse_unfit(current_app.extensions["portal.settings"], current_app.extensions["migrate"].directory)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    nightly = [once_a_day(hour, each) for hour, each in NIGHTLY]
    work(_unfinished_jobs, path_of=path_now, rounds=[seal_all, *nightly])


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
