"""The file: a zip with one member of JSON lines for each table, the kept files, and a sealed manifest written last."""

import fcntl
import json
import os
import struct
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from portal.backup.rules import BY_TAG, BackupError, Manifest, read_manifest, read_row
from portal.core.secrets import Vault

_MANIFEST, _SEAL = "manifest.json", "manifest.seal"
_BROKEN = (
    BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    ValueError,
    TypeError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)
_CHUNK = 1 << 20
_MAX_LINE = 1 << 26


class Damaged(BackupError):
    """A file, or a member of it, is not as it was written."""


def key_fingerprint(vault: Vault) -> str:
    """Return what is equal for equal data keys and tells nothing of them."""
    return vault.fingerprint("the data key", context="portal.backup")


def _seal(vault: Vault, text: bytes) -> bytes:
    return vault.fingerprint(sha256(text).hexdigest(), context="portal.backup.manifest").encode()


@contextmanager
def drafting(path: Path, *, may_replace: bool) -> Generator[IO[bytes]]:
    """Write a file for its owner alone; it has its name only when it is whole.

    Raises:
        BackupError: it is there already, or somebody else is writing it.
    """
    draft = path.with_name(f"{path.name}.partial")
    if path.exists() and not may_replace:
        raise BackupError(f"{path} 已存在，没有覆盖；要覆盖请加 --force (exists)")
    with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(f"另一个备份正在写入 {draft} (another backup is writing it)") from None
        try:
            draft.chmod(0o600)
            stream.truncate(0)
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    with suppress(OSError):  # some file systems do not sync folders
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


class Writer:
    """Writes members one after the other; memory holds one piece of one of them."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._zip = ZipFile(stream, "w", allowZip64=True)

    @contextmanager
    def member(self, name: str, *, is_packed: bool = True) -> Generator[Callable[[bytes], Any]]:
        """Open a member; the call that is handed over adds to it."""
        info = ZipInfo(name)  # always of 1980: the same rows make the same file
        info.compress_type, info.external_attr = ZIP_DEFLATED if is_packed else ZIP_STORED, 0o600 << 16
        with self._zip.open(info, "w", force_zip64=True) as out:
            yield out.write

    def close(self, manifest: Manifest, vault: Vault) -> None:
        """Write the manifest and its seal, and end the file."""
        text = json.dumps(manifest.said, ensure_ascii=False, indent=1).encode()
        for name, content in ((_MANIFEST, text), (_SEAL, _seal(vault, text))):
            with self.member(name) as add:
                add(content)
        self._zip.close()


class Reader:
    """Reads a backup whose manifest was sealed with the key at hand; each member is compared with its digest as it is read."""

    def __init__(self, path: Path, vault: Vault) -> None:
        try:
            self._zip = ZipFile(path)
        except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
            raise BackupError(f"{path} 无法读取：{error.strerror} (cannot be read)") from None
        except _BROKEN:
            raise Damaged(f"{path} 不是备份，或没有写完 (no backup, or cut short)") from None
        self.manifest = self._open_manifest(path, vault)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._zip.close()

    def _open_manifest(self, path: Path, vault: Vault) -> Manifest:
        with _naming(f"{path.name}/{_MANIFEST}"):
            text, seal = self._zip.read(_MANIFEST), self._zip.read(_SEAL)
            said = json.loads(text)
            manifest = read_manifest(said)
        if manifest.key != key_fingerprint(vault):
            raise BackupError("这份备份是用另一个 PORTAL_DATA_KEY 做的，证件号码打不开 (made with another PORTAL_DATA_KEY)")
        if seal != _seal(vault, text):
            raise Damaged(f"{_MANIFEST} 与它的封印不符，被改动过 (altered)")
        return manifest

    def damages(self) -> Iterator[str]:
        """Read all of the file once, and say of each member that is not as it was written."""
        members = [(self.rows, name) for name in self.manifest.tables] + [(self.pieces, name) for name in self.manifest.files]
        for read, name in members:
            try:
                for _ in read(name):
                    pass
            except Damaged as error:
                yield str(error)

    def rows(self, table: str) -> Iterator[list[Any]]:
        """Yield a table's rows as the database takes them.

        Raises:
            Damaged: the member is missing, cut short or altered.
        """
        entry = self.manifest.tables[table]
        kinds = [BY_TAG[tag] for _, tag in entry.columns]
        name, digest, count = table_member(table), sha256(), 0
        with _naming(name), self._zip.open(name) as lines:
            while line := lines.readline(_MAX_LINE):
                digest.update(line)
                count += 1
                yield read_row(kinds, json.loads(line))
        if (count, digest.hexdigest()) != (entry.rows, entry.sha256):
            raise Damaged(f"{name} 与清单的摘要不符 (altered)")

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield a kept file piece by piece.

        Raises:
            Damaged: the member is missing, cut short or altered.
        """
        entry, member, digest = self.manifest.files[name], file_member(name), sha256()
        with _naming(member), self._zip.open(member) as content:
            while piece := content.read(_CHUNK):
                digest.update(piece)
                yield piece
        if digest.hexdigest() != entry.sha256:
            raise Damaged(f"{member} 与清单的摘要不符 (altered)")


def table_member(table: str) -> str:
    """Return the member that holds a table."""
    return f"tables/{table}.jsonl"


def file_member(name: str) -> str:
    """Return the member that holds a kept file."""
    return f"files/{name}"


@contextmanager
def _naming(name: str) -> Generator[None]:
    """Turn whatever a broken zip may raise into words that name the member."""
    try:
        yield
    except _BROKEN as error:
        raise Damaged(f"{name} 缺失或损坏 (missing or damaged: {type(error).__name__})") from None
