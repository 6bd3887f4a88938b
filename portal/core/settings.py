"""What the portal is told by its surroundings, read once at the start."""

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from portal.core.secrets import BadKey, read_key

MIN_AUDIT_DAYS = 183  # 网络安全法 §21: logs are kept for at least six months
MIN_TOKEN = 16
TOTP = ("off", "offered", "required")
SMS = re.compile(r"none|print|[A-Za-z_][\w.]*:[A-Za-z_]\w*", re.ASCII)


class SettingsError(RuntimeError):
    """The portal will not start with these settings."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept, in days; 0 is for ever.

    Args:
        audit: lines of the audit, before `flask audit archive` may move them out.
        persons: a trainee or volunteer nobody has dealt with; then her station is asked to erase her.
        papers: papers that were printed; they are made again when asked for.
        sign_ins: failed sign-ins, ended logins and used links.
        receipts: answers kept for forms that are sent twice.
    """

    audit: int = 365
    persons: int = 1095
    papers: int = 90
    sign_ins: int = 30
    receipts: int = 30


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one running portal.

    Args:
        database_url: the application's database, as SQLAlchemy writes it.
        owner_database_url: PostgreSQL only: the role that migrates; else the same as `database_url`.
        secret_key: signs what the browser keeps.
        data_key: 32 bytes in hex; people's documents are sealed with it.
        files: the folder for queue, papers and uploads.
        is_production: refuses what only a demo may do.
        totp: whether one-time codes are `off`, `offered`, or `required` of those who work for a county, a city or the platform.
        metrics_token: who asks for /metrics from elsewhere than this machine brings it, 16 characters or more; empty: nobody may.
        sms: who sends codes to telephones: `none`, `print` (into the log, for a demo) or `module:callable`.
        unmasks_per_hour: how many records of persons one account may open in full within an hour.
        fonts: a folder of licensed fonts for official papers (fangsong, kaiti, heiti, xiaobiaosong, songti); None: the portal's own.
        words: a .po or .mo file with what this site says instead of our words; None: ours.
        keep: how long things are kept.
    """

    database_url: str
    owner_database_url: str
    secret_key: str
    data_key: str
    files: Path
    is_production: bool = False
    totp: str = "offered"
    metrics_token: str = ""
    sms: str = "none"
    unmasks_per_hour: int = 20
    fonts: Path | None = None
    words: Path | None = None
    keep: Retention = Retention()


def from_environment(instance: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; outside production missing secrets are made once and kept in the instance folder.

    Raises:
        SettingsError: production without SECRET_KEY, PORTAL_DATA_KEY or DATABASE_URL, or with a weak secret; a setting that is no
            address, key, number or sender.
    """
    is_production = environ.get("PORTAL_ENV") == "production"
    if is_production:
        _refuse_weak(environ)
    else:
        instance.mkdir(parents=True, exist_ok=True)
    url = with_driver(environ.get("DATABASE_URL") or f"sqlite:///{instance / 'portal.db'}")
    return Settings(
        database_url=_address(url, "DATABASE_URL"),
        owner_database_url=_address(with_driver(environ.get("OWNER_DATABASE_URL") or url), "OWNER_DATABASE_URL"),
        secret_key=environ.get("SECRET_KEY") or _kept(instance / "secret_key"),
        data_key=_key(environ.get("PORTAL_DATA_KEY") or _kept(instance / "data_key")),
        files=Path(environ.get("PORTAL_FILES") or instance / "files"),
        is_production=is_production,
        totp=_one_of(TOTP, environ.get("PORTAL_TOTP") or ("required" if is_production else "offered"), "PORTAL_TOTP"),
        metrics_token=_token(environ.get("PORTAL_METRICS_TOKEN", "").strip()),
        sms=_sms(environ.get("PORTAL_SMS", "").strip(), is_production=is_production),
        unmasks_per_hour=_number(environ, "PORTAL_UNMASKS_PER_HOUR", 20),
        fonts=Path(environ["PORTAL_FONTS"]) if environ.get("PORTAL_FONTS") else None,
        words=Path(environ["PORTAL_WORDS"]) if environ.get("PORTAL_WORDS") else None,
        keep=_retention(environ),
    )


def _retention(environ: Mapping[str, str]) -> Retention:
    usual = Retention()
    found = {name: _number(environ, f"PORTAL_KEEP_{name.upper()}_DAYS", getattr(usual, name)) for name in Retention.__slots__}
    if 0 < found["audit"] < MIN_AUDIT_DAYS:
        raise SettingsError(f"PORTAL_KEEP_AUDIT_DAYS is at least {MIN_AUDIT_DAYS}: the law keeps logs for six months")
    return Retention(**found)


def _number(environ: Mapping[str, str], name: str, usual: int) -> int:
    text = environ.get(name, "").strip()
    if text and not (text.isascii() and text.isdigit() and len(text) < 7):
        raise SettingsError(f"{name} is a whole number, not {text!r}")
    return int(text) if text else usual


def _one_of(known: tuple[str, ...], value: str, name: str) -> str:
    if value not in known:
        raise SettingsError(f"{name} is one of {', '.join(known)}")
    return value


def _sms(text: str, *, is_production: bool) -> str:
    named = text or ("none" if is_production else "print")
    if not SMS.fullmatch(named):
        raise SettingsError("PORTAL_SMS is none, print or module:callable")
    if is_production and named == "print":
        raise SettingsError("PORTAL_SMS=print writes codes into the log, which is for a demo alone: name a sender, or none")
    return named


def _refuse_weak(environ: Mapping[str, str]) -> None:
    for name in ("SECRET_KEY", "PORTAL_DATA_KEY", "DATABASE_URL"):
        if not environ.get(name):
            raise SettingsError(f"production needs {name}")
    if len(environ["SECRET_KEY"]) < 32 or len(set(environ["SECRET_KEY"])) < 10:
        raise SettingsError("SECRET_KEY is too weak: give 32 random characters or more")
    if len(set(read_key(_key(environ["PORTAL_DATA_KEY"])))) < 10 or environ["PORTAL_DATA_KEY"] == environ["SECRET_KEY"]:
        raise SettingsError("PORTAL_DATA_KEY is too weak: give 32 random bytes of its own, as `openssl rand -hex 32` makes them")


def _key(text: str) -> str:
    try:
        read_key(text)
    except BadKey as error:
        raise SettingsError(f"PORTAL_DATA_KEY: {error}") from None
    return text


def _token(text: str) -> str:
    if 0 < len(text) < MIN_TOKEN:
        raise SettingsError(f"PORTAL_METRICS_TOKEN is too short: give {MIN_TOKEN} random characters or more")
    return text


def _address(url: str, name: str) -> str:
    try:
        known = make_url(url).get_backend_name() in {"sqlite", "postgresql"}
    except (ArgumentError, ValueError):  # its words repeat the address, password and all
        known = False
    if not known:
        raise SettingsError(f"{name} is no address of a database: sqlite:///… or postgresql://…")
    return url


def with_driver(url: str) -> str:
    """Name the driver in a PostgreSQL address that leaves it open."""
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _kept(path: Path) -> str:
    """Return the secret in the file, made at the first call; two processes at once get the same one."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32))
        with suppress(FileExistsError):  # another process was first
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text().strip()
