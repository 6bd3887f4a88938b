"""An archive proves itself: its lines by its seals, its seals by the key and by those that stayed in the database."""

import gzip
import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from portal.audit.rules import LINE, SEAL, Mac, chain_of, first_fault, marks_of, row_of
from portal.audit.services.archives import ArchiveError

Kept = Callable[[int, int], str | None]


def check_file(path: Path, mac: Mac, kept: Kept) -> list[dict[str, Any]]:
    """Return the manifest of a file in which every line is as it was sealed.

    Args:
        kept: (city_id, seq) → the chain of that seal in the database, None when there is none.

    Raises:
        ArchiveError: the first thing that is not so.
    """
    try:
        return _check(_read(path), mac, kept)
    except ArchiveError as error:
        raise ArchiveError(f"{path.name}：{error}") from None
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArchiveError(f"{path.name}：不是完整的归档文件（{type(error).__name__}）") from error


def _read(path: Path) -> Iterator[tuple[dict[str, Any], bytes]]:
    with gzip.open(path, "rb") as lines:
        for text in lines:
            yield json.loads(text), text


def _check(entries: Iterator[tuple[dict[str, Any], bytes]], mac: Mac, kept: Kept) -> list[dict[str, Any]]:
    if "archive" not in next(entries, ({}, b""))[0]:
        raise EOFError
    parts: dict[int, dict[str, Any]] = {}
    digests: dict[int, Any] = {}
    for said, text in entries:
        if "manifest" in said:
            found = [{**part, "digest": digests[city_id].hexdigest()} for city_id, part in parts.items()]
            if said["manifest"] != found:
                raise ArchiveError("清单与内容不符")
            return found
        seal = row_of(SEAL, said["seal"])
        city_id, seq = seal["city_id"], seal["seq"]
        part = parts.setdefault(city_id, {"city_id": city_id, "first_seq": seq, "last_seq": seq - 1, "line_count": 0})
        if seq != part["last_seq"] + 1:
            raise ArchiveError(f"{said['city']}缺少第 {part['last_seq'] + 1} 批")
        _check_batch(said, seal, mac, kept(city_id, seq))
        part.update(last_seq=seq, line_count=part["line_count"] + seal["line_count"])
        digests.setdefault(city_id, sha256()).update(text)
    raise EOFError


def _check_batch(said: dict[str, Any], seal: dict[str, Any], mac: Mac, kept: str | None) -> None:
    where = f"{said['city']}第 {seal['seq']} 批"
    if said["chain"] != chain_of(seal, said["previous"], mac):
        raise ArchiveError(f"{where}：封存本身被改动")
    if kept is not None and kept != said["chain"]:
        raise ArchiveError(f"{where}：与数据库中的封存不同")
    lines = [SimpleNamespace(**row_of(LINE, line)) for line in said["lines"]]
    fault = first_fault(seal["seq"], marks_of(seal["lines"]), lines, mac)
    if fault is not None:
        raise ArchiveError(f"{where}：{fault.line_id} {fault.wrong.value}")
