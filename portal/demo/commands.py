"""`flask demo`: make it once, print who can sign in."""

from datetime import date
from time import monotonic

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import downgrade, upgrade

from portal.core import clock
from portal.core.db import db
from portal.demo import seed
from portal.web.fields import parse_day


@click.command("demo")
@click.option("--reset", is_flag=True, help="begin anew; everything in the database is lost")
@click.option("--until", "until_text", default="", help="the day the twelve months end with, 2026-03-16; today when left out")
@with_appcontext
def demo(*, reset: bool, until_text: str) -> None:
    """Make the demo's city and year once, and print who can sign in."""
    if current_app.extensions["portal.settings"].is_production:
        raise click.ClickException("the demo is not for production")
    until = _until(until_text)
    directory = str(current_app.extensions["migrate"].directory)
    if reset:
        db.session.remove()
        downgrade(directory=directory, revision="base")
    upgrade(directory=directory)
    if not seed.exists():
        click.echo("正在生成演示数据……")
        start = monotonic()
        seed.build(until)
        click.echo(f"演示数据已生成（{monotonic() - start:.0f} 秒），截至 {until}")
    _print_accounts()


def _until(text: str) -> date:
    today = clock.today()
    try:
        until = parse_day(text) if text else today
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    if until > today:
        raise click.BadParameter("the demo ends today or earlier")
    return until


def _print_accounts() -> None:
    click.echo(f"演示账号（仅供演示，生产环境不可用），密码都是 {seed.PASSWORD}")
    for name, who, _, _ in seed.ACCOUNTS:
        click.echo(f"  {name:<12} {who}")
