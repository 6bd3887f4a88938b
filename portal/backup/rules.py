"""How a value is written so that it comes back exactly, on either database; what a backup says of itself."""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, Date, Integer, LargeBinary, String, Uuid
from sqlalchemy.types import TypeEngine

from portal.core.db import Instant

FORMAT = 1
# Who is signed in, and who mistyped a password, is nothing to bring back; nor are links and codes, which may have been used since.
LEFT_OUT = frozenset({"login", "login_attempt", "invitation", "phone_check"})
_FILE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,120}")
_DRAFT = re.compile(r".*\.([0-9a-f]{8}|part|partial)")

Figures = dict[str, Any]


class BackupError(Exception):
    """Why a backup is not made or not taken; the message is for the operator."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A type as the file names it: the columns it stands for, and how its values are written and read."""

    tag: str
    type: type[TypeEngine[Any]]
    write: Callable[[Any], Any] = lambda value: value
    read: Callable[[Any], Any] = lambda value: value


# In this order: a subclass stands before what it derives from.
KINDS = (
    Kind("boolean", Boolean, bool, bool),
    Kind("integer", Integer),
    Kind("uuid", Uuid, str, UUID),
    Kind("instant", Instant, datetime.isoformat, datetime.fromisoformat),
    Kind("date", Date, date.isoformat, date.fromisoformat),
    Kind("bytes", LargeBinary, lambda value: b64encode(value).decode(), lambda value: b64decode(value, validate=True)),
    Kind("json", JSON),
    Kind("text", String),
    Kind("json_or_null", JSON),  # where None is SQL's NULL, not JSON's null
)
BY_TAG = {kind.tag: kind for kind in KINDS}


def kind_of(column_type: TypeEngine[Any]) -> Kind:
    """Return how values of a column are kept.

    Raises:
        TypeError: a type nobody has thought of here; it would be lost.
    """
    if isinstance(column_type, JSON) and column_type.none_as_null:
        return BY_TAG["json_or_null"]
    for kind in KINDS:
        if isinstance(column_type, kind.type):
            return kind
    raise TypeError(f"a backup does not know the type {column_type!r}")


def column_type(tag: str) -> TypeEngine[Any]:
    """Return the type of a column that is filled from a backup."""
    return JSON(none_as_null=True) if tag == "json_or_null" else BY_TAG[tag].type()


def write_row(kinds: Sequence[Kind], row: Sequence[Any]) -> list[Any]:
    """Return a row as JSON has it."""
    return [None if value is None else kind.write(value) for kind, value in zip(kinds, row, strict=True)]


def read_row(kinds: Sequence[Kind], row: Sequence[Any]) -> list[Any]:
    """Return a row as the database takes it.

    Raises:
        ValueError: it has other columns, or a value is not of its kind.
    """
    return [None if value is None else kind.read(value) for kind, value in zip(kinds, row, strict=True)]


def may_be_kept(parts: Sequence[str]) -> bool:
    """Say whether a file below PORTAL_FILES belongs into a backup: the queue and half-written files do not."""
    return len(parts) > 1 and all(_FILE.fullmatch(part) for part in parts) and not _DRAFT.fullmatch(parts[-1])


@dataclass(frozen=True, slots=True)
class TableEntry:
    """A table in a backup: its columns as [name, tag], its rows, and the digest of its member."""

    columns: list[list[str]]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A kept file in a backup."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    Args:
        revision: of the schema its rows fit.
        made_at: when, ISO 8601 with zone.
        program: the version of the portal that made it.
        database: `sqlite` or `postgresql`.
        key: the fingerprint of the data key that opens the document numbers.
        tables: {name: entry} in the order in which they are filled.
        figures: what the books added up to, see `queries.py`.
    """

    revision: str
    made_at: str
    program: str
    database: str
    key: str
    tables: dict[str, TableEntry]
    files: dict[str, FileEntry]
    figures: Figures
    format: int = FORMAT

    @property
    def said(self) -> dict[str, Any]:
        """What stands in the file."""
        return asdict(self)


def read_manifest(said: Any) -> Manifest:
    """Return the manifest that stands in a file.

    Raises:
        BackupError: it is of another format.
        ValueError: it is no manifest.
    """
    try:
        if said["format"] != FORMAT:
            raise BackupError(f"备份格式 {said['format']!r}，本程序只认识 {FORMAT} (unknown format)")
        tables = {name: TableEntry(**entry) for name, entry in said["tables"].items()}
        files = {name: FileEntry(**entry) for name, entry in said["files"].items()}
        rest: dict[str, Any] = {name: value for name, value in said.items() if name not in {"tables", "files"}}
        found = Manifest(**rest, tables=tables, files=files)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("no manifest") from error
    if not all(may_be_kept(name.split("/")) for name in files) or not all(name.isidentifier() for name in tables):
        raise ValueError("no manifest")
    if not all(tag in BY_TAG and name.isidentifier() for entry in tables.values() for name, tag in entry.columns):
        raise ValueError("no manifest")
    return found
