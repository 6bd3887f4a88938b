"""What a seal covers, and which line is named first when something is not as it was sealed."""

import hmac
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from portal.audit.models import AuditArchive, AuditLine, AuditSeal
from portal.audit.rules import ARCHIVE, LINE, SEAL, Wrong, born_at, chain_of, first_fault, mark_of, marks_of, plain_of, row_of

START = datetime(2026, 3, 5, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    city_id: int
    tenant_id: int
    id: UUID
    account_id: int
    action: str
    result: str
    subject_id: UUID | None
    note: str
    address: str
    at: datetime


def mac(message: bytes) -> bytes:
    return hmac.digest(b"key", message, "sha256")


def line(n: int, **changes: Any) -> Line:
    usual = Line(1, 5, UUID(int=n), 7, "activity.log", "done", UUID(int=900 + n), "", "127.0.0.1", START + timedelta(seconds=n))
    return replace(usual, **changes)


LINES = [line(n) for n in range(1, 6)]
MARKS = marks_of(b"".join(mark_of(it, mac) for it in LINES))


def test_every_column_is_covered() -> None:
    assert set(LINE) == set(AuditLine.__table__.c.keys())
    assert set(SEAL) == set(AuditSeal.__table__.c.keys()) - {"chain"}
    assert set(ARCHIVE) == set(AuditArchive.__table__.c.keys()) - {"proof"}


def test_what_was_sealed_is_right() -> None:
    assert first_fault(1, MARKS, LINES, mac) is None
    assert list(MARKS) == [it.id for it in LINES]
    assert {len(mark) for mark in MARKS.values()} == {32}


@pytest.mark.parametrize(
    "change",
    [
        {"city_id": 2},
        {"tenant_id": 6},
        {"account_id": 8},
        {"action": "activity.void"},
        {"result": "refused"},
        {"subject_id": None},
        {"note": "x"},
        {"address": "127.0.0.2"},
        {"at": START},
    ],
)
def test_a_line_altered_in_any_column_is_named(change: dict[str, Any]) -> None:
    found = sorted([*LINES[:2], line(3, **change), *LINES[3:]], key=lambda it: (it.at, it.id))
    fault = first_fault(1, MARKS, found, mac)
    assert fault is not None
    assert (fault.wrong, fault.line_id) == (Wrong.ALTERED, UUID(int=3))


CASES = {
    "the first is gone": (LINES[1:], Wrong.MISSING, 1),
    "the last is gone": (LINES[:-1], Wrong.MISSING, 5),
    "all are gone": ([], Wrong.MISSING, 1),
    "one came in front": ([line(0), *LINES], Wrong.SLIPPED_IN, 0),
    "one came between": ([*LINES[:2], line(77), *LINES[2:]], Wrong.SLIPPED_IN, 77),
    "one came behind": ([*LINES, line(6)], Wrong.SLIPPED_IN, 6),
    "one twice": ([*LINES, LINES[-1]], Wrong.SLIPPED_IN, 5),
    "one for another": ([*LINES[:2], line(77), *LINES[3:]], Wrong.MISSING, 3),
    "two in another order": ([LINES[1], LINES[0], *LINES[2:]], Wrong.OUT_OF_ORDER, 1),
    "the first of several": ([LINES[0], line(2, note="x"), *LINES[3:], line(9)], Wrong.ALTERED, 2),
}


@pytest.mark.parametrize("case", CASES)
def test_the_first_that_is_wrong_is_named(case: str) -> None:
    found, wrong, n = CASES[case]
    fault = first_fault(4, MARKS, found, mac)
    assert fault is not None
    assert (fault.seq, fault.wrong, fault.line_id) == (4, wrong, UUID(int=n))


def test_without_the_key_no_mark_can_be_made() -> None:
    def other(message: bytes) -> bytes:
        return hmac.digest(b"another", message, "sha256")

    assert first_fault(1, marks_of(b"".join(mark_of(it, other) for it in LINES)), LINES, mac) is not None


def test_a_chain_hangs_on_everything_of_its_seal_and_on_the_chain_before() -> None:
    seal: dict[str, Any] = {"city_id": 1, "id": UUID(int=1), "seq": 2, "first_at": START, "last_at": START, "last_id": UUID(int=2)}
    seal |= {"line_count": 1, "lines": b"x" * 32, "sealed_at": START}
    chains = {chain_of(seal, "a" * 64, mac), chain_of(seal, "b" * 64, mac)}
    others: dict[str, Any] = {"city_id": 9, "id": UUID(int=9), "seq": 9, "line_count": 9, "lines": b"y" * 32}
    others |= {"first_at": START + timedelta(1), "last_at": START + timedelta(1), "last_id": UUID(int=9), "sealed_at": START + timedelta(1)}
    chains |= {chain_of({**seal, name: value}, "a" * 64, mac) for name, value in others.items()}
    assert len(chains) == 2 + len(SEAL)


def test_a_row_comes_back_from_what_was_written() -> None:
    for it in (LINES[0], line(7, subject_id=None, note='引号" 换行\n 表情😀')):
        kept = [plain_of(getattr(it, name)) for name in LINE]
        assert Line(**row_of(LINE, kept)) == it
    for bad in ([], ["x"] * len(LINE)):
        with pytest.raises(ValueError):
            row_of(LINE, bad)


def test_an_id_tells_when_its_line_was_written() -> None:
    assert born_at(UUID("019d0000-0000-7000-8000-000000000000")) == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
        milliseconds=0x019D00000000
    )
    assert born_at(UUID("019d0000-0000-4000-8000-000000000000")) is None
    assert born_at(UUID("ffffffff-ffff-7fff-8fff-ffffffffffff")) is None
