"""Sealed lines that are old go into a file, which proves itself by the same seals; then, if wanted, out of the database."""

import gzip
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, Self

from sqlalchemy import delete, insert, tuple_
from uuid_utils.compat import uuid7

from portal.audit import queries
from portal.audit.queries import audit_archive, audit_line, position_of
from portal.audit.rules import LINE, SEAL, Mac, Position, plain_of, proof_of
from portal.audit.services.lines import line_of
from portal.core import clock
from portal.core.owner import lifting, narrow
from portal.core.scope import Scope

VERSION = 1


class ArchiveError(Exception):
    """An archive cannot be written, or lines cannot be taken out; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a file holds of one city: whole batches, from one seal to another.

    Args:
        until: where the last of them ends.
        digest: SHA-256 of the city's lines of the file.
    """

    city_id: int
    first_seq: int
    last_seq: int
    line_count: int
    until: Position
    digest: str

    @property
    def said(self) -> dict[str, Any]:
        """What the manifest says of it."""
        return {name: getattr(self, name) for name in ("city_id", "first_seq", "last_seq", "line_count", "digest")}


@dataclass(slots=True)
class ArchiveFile:
    """A file that is being written: gzipped JSON, a batch a line, the manifest last; under its name only when it is whole."""

    path: Path
    parts: list[Part] = field(default_factory=list[Part])
    _out: Any = None

    def __enter__(self) -> Self:
        self._draft.touch(mode=0o600, exist_ok=False)
        self._out = gzip.open(self._draft, "wb")  # closed in __exit__
        self._write({"archive": VERSION, "made_at": clock.now().isoformat()})
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        try:
            if error is None:
                self._write({"manifest": [part.said for part in self.parts]})
            self._out.close()
            if error is None:
                self._keep()
        finally:
            self._draft.unlink(missing_ok=True)

    def _keep(self) -> None:
        with self._draft.open("rb") as written:
            os.fsync(written.fileno())  # the lines may go from the database next
        self._draft.rename(self.path)

    @property
    def _draft(self) -> Path:
        return self.path.with_name(f"{self.path.name}.part")

    def add_city(self, scope: Scope, *, name: str, before: datetime) -> None:
        """Write the batches of a city that ended before a moment, and were not moved out before."""
        archives = queries.list_archives(scope)
        start = archives[-1].last_seq if archives else 0
        previous = next(queries.walk_seals(scope, after_seq=start - 1)) if start else None
        count, digest, last = 0, sha256(), previous
        for seal in queries.walk_seals(scope, after_seq=start):
            if seal.last_at >= before:
                break
            lines = queries.list_lines(scope, after=position_of(last), until=position_of(seal), most=seal.line_count + 1)
            batch = {"seal": [getattr(seal, it) for it in SEAL], "chain": seal.chain, "previous": last.chain if last else ""}
            self._write({"city": name, **batch, "lines": [[getattr(line, it) for it in LINE] for line in lines]}, digest)
            last, count = seal, count + seal.line_count
        if last is not None and last is not previous:
            self.parts.append(Part(scope.tenant_id, start + 1, last.seq, count, position_of(last), digest.hexdigest()))

    def _write(self, said: dict[str, Any], digest: Any = None) -> None:
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"), default=plain_of).encode() + b"\n"
        self._out.write(text)
        if digest is not None:
            digest.update(text)


def take_out(url: str, part: Part, *, scopes: Iterable[Scope], path: Path, mac: Mac) -> None:
    """Take the lines of a part out of the database and note where they are, in one transaction of the owner's.

    Args:
        url: the owner's.
        scopes: of the city first, then of all below it.
        path: the file, whole and checked.

    Raises:
        ArchiveError: there are not as many lines as were sealed; nothing was taken out.
    """
    city, *below = scopes
    with path.open("rb") as content:
        digest = file_digest(content, "sha256").hexdigest()
    said = {"last_seq": part.last_seq, "line_count": part.line_count, "file_name": path.name[:200], "file_digest": digest}
    row = {**city.stamp(audit_archive), "id": uuid7(), **said, "account_id": city.account_id, "at": clock.now()}
    with lifting(url, audit_line.name) as connection:
        gone = 0
        for scope in (city, *below):
            narrow(connection, scope)
            c = audit_line.c
            mine = (c.city_id == part.city_id, c.tenant_id == scope.tenant_id, c.at <= part.until[0])
            gone += connection.execute(delete(audit_line).where(*mine, tuple_(c.at, c.id) <= tuple_(*part.until))).rowcount
        if gone != part.line_count:
            raise ArchiveError(f"封存了 {part.line_count} 条，库中有 {gone} 条，没有移出")
        narrow(connection, city)
        connection.execute(insert(audit_archive), [{**row, "proof": proof_of(row, mac)}])
        note = f"第 {part.first_seq}–{part.last_seq} 批，{part.line_count} 条，{path.name}"
        connection.execute(insert(audit_line), [line_of(city, "audit.archive", None, "done", note)])
