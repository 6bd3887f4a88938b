"""Seals over a city's lines, in the order in which they were written, each hanging on the one before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from uuid_utils.compat import uuid7

from portal.audit import queries
from portal.audit.queries import audit_seal, position_of
from portal.audit.rules import (
    ARCHIVE,
    BATCH_LINES,
    BEGINNING,
    MARGIN,
    SEAL,
    Fault,
    Mac,
    Position,
    Wrong,
    chain_of,
    first_fault,
    mark_of,
    marks_of,
    proof_of,
)
from portal.core import clock
from portal.core.db import db
from portal.core.scope import Scope

_STRANGERS = 10_000  # lines that slipped into a batch; should there be more, the first is found all the same


@dataclass(frozen=True, slots=True)
class Report:
    """What a city's audit looks like.

    Args:
        fault: the first thing that is wrong; nothing after it was looked at.
        seals: how many were looked at, and found right unless there is a fault.
        lines: how many they cover, those moved out included.
        archived: how many of these stand in archives, not here.
        head: the chain of the last seal; empty when nothing is sealed.
        tail: how many lines are not sealed yet.
        tail_since: when the first of them was written.
    """

    fault: Fault | None
    seals: int
    lines: int
    archived: int = 0
    head: str = ""
    tail: int = 0
    tail_since: datetime | None = None


def seal_next(scope: Scope, mac: Mac) -> int:
    """Seal a city's next lines, at most a batch, and return how many; 0 when none is old enough.

    Two who seal at once are told apart by the unique number of the seal: the second gets an IntegrityError, and nothing of hers stays.

    Args:
        scope: a city's, or the platform's.
        mac: made with a key that no one has who only reaches the database.
    """
    last = queries.find_last_seal(scope)
    moment = clock.now()
    rows = queries.list_lines_until(scope, after=position_of(last), moment=moment - MARGIN, most=BATCH_LINES)
    if not rows:
        return 0
    covered = {"first_at": rows[0].at, "last_at": rows[-1].at, "last_id": rows[-1].id, "line_count": len(rows)}
    seal = {**scope.stamp(audit_seal), "id": uuid7(), "seq": last.seq + 1 if last else 1, **covered, "sealed_at": moment}
    seal["lines"] = b"".join(mark_of(row, mac) for row in rows)
    seal["chain"] = chain_of(seal, last.chain if last else "", mac)
    db.session.execute(insert(audit_seal), [seal])
    return len(rows)


def verify(scope: Scope, mac: Mac) -> Report:
    """Recompute a city's seals, one after the other, and compare them with the lines that stand there."""
    archives = queries.list_archives(scope)
    walk = _Walk(scope, mac, out_until=archives[-1].last_seq if archives else 0)
    fault = next((Fault(Wrong.ARCHIVE_ALTERED, it.last_seq) for it in archives if not _is_ours(it, mac)), None) or walk.to_the_end()
    tail, since = queries.count_tail(scope, after=walk.after) if fault is None else (0, None)
    return Report(fault, walk.seals, walk.lines, sum(it.line_count for it in archives), walk.chain, tail, since)


@dataclass(slots=True)
class _Walk:
    """Where a verification stands: the seals that were found right, and what the next one hangs on.

    Args:
        out_until: the last seal whose lines were moved out.
    """

    scope: Scope
    mac: Mac
    out_until: int
    after: Position = BEGINNING
    chain: str = ""
    seals: int = 0
    lines: int = 0

    def to_the_end(self) -> Fault | None:
        for seal in queries.walk_seals(self.scope):
            if fault := self._look_at(seal):
                return fault
            self.after, self.chain = position_of(seal), seal.chain
            self.seals, self.lines = self.seals + 1, self.lines + seal.line_count
        return Fault(Wrong.SEAL_MISSING, self.seals + 1) if self.seals < self.out_until else None

    def _look_at(self, seal: Any) -> Fault | None:
        seq = self.seals + 1
        if seal.seq != seq:
            return Fault(Wrong.SEAL_MISSING, seq)
        if seal.chain != chain_of({name: getattr(seal, name) for name in SEAL}, self.chain, self.mac):
            return Fault(Wrong.SEAL_ALTERED, seq)
        marks = {} if seq <= self.out_until else marks_of(seal.lines)
        found = queries.list_lines(self.scope, after=self.after, until=position_of(seal), most=len(marks) + _STRANGERS)
        fault = first_fault(seq, marks, found, self.mac)
        if fault is not None and fault.wrong is Wrong.MISSING and fault.line_id:
            elsewhere = queries.find_line(self.scope, fault.line_id)  # its time was altered, so that it stands elsewhere now
            return Fault(Wrong.ALTERED, seq, elsewhere, fault.line_id) if elsewhere else fault
        return fault


def _is_ours(archive: Any, mac: Mac) -> bool:
    return archive.proof == proof_of({name: getattr(archive, name) for name in ARCHIVE}, mac)
