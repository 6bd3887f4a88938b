"""`flask report`: the papers that can be made by name, without the browser and the worker."""

import secrets
from collections.abc import Iterator
from contextlib import closing, suppress
from difflib import get_close_matches
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.core.errors import NotFound, PortalError
from portal.core.scope import Scope
from portal.tenants import queries as tree
from portal.web import jobs, papers
from portal.web.later import Later
from portal.web.shelf import Title, shelves
from portal.web.writes import working_as

NEAR = 5  # names that are offered instead of one that does not exist


@click.group("report")
def report() -> None:
    """Papers by name, and the checker of texts."""


report.add_command(Later("check", "portal.narratives.commands:check"))


@report.command("list")
@click.argument("start", default="")
@with_appcontext
def list_papers(start: str) -> None:
    """Name the papers that can be made, those that begin with START or all: a name and what it is on each line."""
    for name, title in _titles():
        if name.startswith(start):
            click.echo(f"{name} {title.words}")


@report.command("print")
@click.argument("name")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--site", envvar="PORTAL_SITE", default="http://127.0.0.1:8000", help="where the portal is met; it stands in the QR code")
@with_appcontext
def print_paper(name: str, out: Path, site: str) -> None:
    """Make the paper NAME as the worker would and write it to OUT, a PDF."""
    if not out.absolute().parent.is_dir():
        raise click.ClickException(f"{out}: there is no folder {out.absolute().parent}")
    try:
        with current_app.test_request_context(base_url=site):
            content = _make(name)
    except NotFound:
        near = get_close_matches(name, [known for known, _ in _titles()], NEAR, 0.3)
        instead = f"; near it: {', '.join(near)}" if near else ""
        raise click.ClickException(f"no paper is called {name}{instead}") from None
    except PortalError as error:
        raise click.ClickException(f"{name}: {error.message}") from error
    _write(out, content)
    click.echo(f"{out} {len(content):,} bytes")


def _titles() -> Iterator[tuple[str, Title]]:
    """Yield every paper with its name, city by city and kind by kind."""
    for city in tree.list_cities():
        for kind, shelf in sorted(shelves.items()):
            with working_as(Scope(city.path)) as scope:
                found = list(shelf.find(scope))
            yield from ((f"{title.unit_code}/{kind}/{title.rest}", title) for title in found)


def _make(name: str) -> bytes:
    """Return the paper.

    Raises:
        NotFound: none is called so.
        PortalError: it cannot be printed as things stand.
    """
    code, _, what = name.partition("/")
    kind, _, rest = what.partition("/")
    unit = tree.find_tenant(code) if code.isascii() and code.isdigit() else None
    if unit is None or kind not in shelves or "\0" in rest:
        raise NotFound
    scope = Scope(unit.path)
    with working_as(scope, is_write=True):
        job_id = shelves[kind].ask(scope, rest)
    jobs.carry_out(scope, job_id)
    with working_as(scope):
        job = jobs.get(scope, job_id)
    if job.state == "failed":
        raise click.ClickException(f"{name}: {job.error}")
    kept = papers.find(job.file_digest)
    if kept is None:
        raise click.ClickException(f"{name} is being made by the worker just now; ask again when it is done")
    return kept.read_bytes()


def _write(out: Path, content: bytes) -> None:
    draft = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    try:
        with closing(draft.open("xb")) as file:
            file.write(content)
        draft.replace(out)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise click.ClickException(f"{out} cannot be written: {error.strerror}") from error
