"""What a seal covers, and how lines that are found are compared with lines that were sealed."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from itertools import zip_longest
from operator import attrgetter
from typing import Any
from uuid import UUID

Mac = Callable[[bytes], bytes]
BATCH_LINES = 500
# A line is dated when it is written and seen when its transaction ends: one that ends after later lines were sealed would look slipped
# in. Requests end in seconds, the longest command (a sheet of thousands of rows) in a minute or two; clocks of servers differ by seconds.
MARGIN = timedelta(minutes=10)
LINE = ("city_id", "tenant_id", "id", "account_id", "action", "result", "subject_id", "note", "address", "at")
SEAL = ("city_id", "id", "seq", "first_at", "last_at", "last_id", "line_count", "lines", "sealed_at")
ARCHIVE = ("city_id", "id", "last_seq", "line_count", "file_name", "file_digest", "account_id", "at")
_ID_BYTES, _MARK_BYTES = 16, 32

Position = tuple[datetime, UUID]
BEGINNING: Position = (datetime(1, 1, 1, tzinfo=UTC), UUID(int=0))


class Wrong(Enum):
    """What can be wrong with a line or a seal, as it is said."""

    ALTERED = "内容被改动"
    MISSING = "被删除"
    SLIPPED_IN = "事后插入"
    OUT_OF_ORDER = "次序不对"
    SEAL_ALTERED = "封存本身被改动"
    SEAL_MISSING = "缺少这一批封存"
    ARCHIVE_ALTERED = "归档登记被改动"


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is wrong in a city.

    Args:
        seq: the batch it was found in.
        line: the line as it stands now; None when it is gone, or when the seal is what is wrong.
        line_id: the id of the line, also of one that is gone.
    """

    wrong: Wrong
    seq: int
    line: Any = None
    line_id: UUID | None = None


def marks_of(lines: bytes) -> dict[UUID, bytes]:
    """Return {id: mark} of the lines a seal holds, in their order."""
    cuts = (lines[n : n + _MARK_BYTES] for n in range(0, len(lines) - _MARK_BYTES + 1, _MARK_BYTES))
    return {UUID(bytes=cut[:_ID_BYTES]): cut for cut in cuts}


def mark_of(line: Any, mac: Mac) -> bytes:
    """Return the 32 bytes by which a seal knows a line: its id and the first half of what every column of it comes to."""
    return line.id.bytes + mac(b"line" + _WRITE(_VALUES(line)).encode())[: _MARK_BYTES - _ID_BYTES]


def chain_of(seal: Mapping[str, Any], previous: str, mac: Mac) -> str:
    """Return 64 hex digits over a seal and the chain before it."""
    return mac(b"seal" + _WRITE([previous, *(seal[name] for name in SEAL)]).encode()).hex()


def proof_of(archive: Mapping[str, Any], mac: Mac) -> str:
    """Return 64 hex digits over what is said of an archive: nobody without the key excuses missing lines by one."""
    return mac(b"archive" + _WRITE([archive[name] for name in ARCHIVE]).encode()).hex()


def first_fault(seq: int, marks: Mapping[UUID, bytes], found: Sequence[Any], mac: Mac) -> Fault | None:
    """Return the first difference between a batch as it was sealed and the lines that stand there now, in their order."""
    there = {line.id: line for line in found}
    pairs: Iterable[tuple[UUID | None, Any]] = zip_longest(marks, found)
    for want, line in pairs:
        if want is not None and want not in there:
            return Fault(Wrong.MISSING, seq, line_id=want)
        if line is not None and (want is None or line.id not in marks):
            return Fault(Wrong.SLIPPED_IN, seq, line, line.id)
        is_there = line is not None and line.id == want
        looked_at: list[Any] = [line] if is_there else [it for it in (there.get(want) if want else None, line) if it is not None]
        for other in looked_at:
            if marks[other.id] != mark_of(other, mac):
                return Fault(Wrong.ALTERED, seq, other, other.id)
        if not is_there:
            return Fault(Wrong.OUT_OF_ORDER, seq, line, want)
    return None


def born_at(line_id: UUID) -> datetime | None:
    """Return when a UUIDv7 was made: of a line that is gone, all that is left."""
    moment_ms = line_id.int >> 80
    is_dated = line_id.version == 7 and moment_ms < 253_402_300_800_000  # the year 10,000
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=moment_ms) if is_dated else None


def plain_of(value: Any) -> Any:
    """Return a column's value as JSON has it; `row_of` gives it back."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, bytes):
        return value.hex()
    return value.hex if isinstance(value, UUID) else value


_WRITE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=plain_of).encode
_VALUES = attrgetter(*LINE)


def row_of(names: Sequence[str], plain: Sequence[Any]) -> dict[str, Any]:
    """Return {column: value} of what `plain_of` made plain.

    Raises:
        ValueError: it is not what a row looks like.
    """
    return {name: value if value is None else _READ.get(name, _same)(value) for name, value in zip(names, plain, strict=True)}


def _same(value: Any) -> Any:
    return value


_READ: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("at", "first_at", "last_at", "sealed_at"), datetime.fromisoformat),
    **dict.fromkeys(("id", "subject_id", "last_id"), UUID),
    "lines": bytes.fromhex,
}
