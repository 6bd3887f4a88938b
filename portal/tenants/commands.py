"""`flask operator` and `flask places`: what must be there before anybody can sign in."""

import click
from flask import current_app, url_for
from flask.cli import with_appcontext

from portal.core.scope import Scope
from portal.tenants import queries
from portal.tenants.access import PLATFORM_PATH
from portal.tenants.rules.accounts import parse_account_name, parse_display_name
from portal.tenants.services import accounts, places
from portal.web.writes import working_as

PLATFORM_ID, ROLE = 0, "operator"


@click.command("operator")
@click.argument("name")
@click.option("--display-name", default="平台运维", show_default=True, help="what she is called on pages, when she is new")
@with_appcontext
def operator(name: str, display_name: str) -> None:
    """Print a one-time link for the operator NAME: a new account, or a new password for one who lost hers."""
    try:
        name, display_name = parse_account_name(name), parse_display_name(display_name)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    with working_as(Scope(PLATFORM_PATH), is_write=True) as scope:
        known = queries.find_account(name)
        if known is None:
            account = accounts.add_account(name=name, display_name=display_name, tenant_id=PLATFORM_ID, role=ROLE)
            token = accounts.invite(scope, account_id=account.id)
        elif any(unit.role == ROLE for unit in queries.list_units(known.id)):
            token = accounts.invite(scope, account_id=known.id, purpose="reset", reason="服务器上的命令")
        else:
            raise click.ClickException(f"{name} 已是别的账号，请换一个名字 (the name is taken)")
    with current_app.test_request_context():
        path = url_for("accounts.join", token=token)
    click.echo(f"请在七天内打开一次 (opens once, within seven days): https://<您的域名>{path}")


@click.command("places")
@click.argument("name")
@with_appcontext
def load_places(name: str) -> None:
    """Add the division codes of one snapshot that are not there yet: fuzhou, linqing."""
    with working_as(Scope(PLATFORM_PATH), is_write=True):
        try:
            added = places.load_snapshot(name)
        except LookupError as error:
            raise click.BadParameter(f"没有这份区划 {name} (no such snapshot)") from error
    click.echo(f"{name}: 新增 {added} 个区划")
