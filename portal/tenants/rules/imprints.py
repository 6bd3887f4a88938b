"""What stands on a paper of what it is, and whether a paper that was printed still holds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

MAX_WORDS = {"title": 200, "unit": 80, "period": 80, "cutoff": 60, "version": 60, "filled_by": 60, "reviewed_by": 60}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a paper is. Nothing of a person but the officials who answer for it.

    Args:
        kind: of paper, as its job is called.
        subject: what it is about within its kind and unit; papers of one subject follow one another.
        says: all that it says, as JSON has it, without the moment of printing; it is not kept, only its digest.
        title: as it stands on the paper, without a person's name.
        unit: who reports.
        cutoff: as of when, in words; the same content printed later is still the same paper.
        version: in words; empty where it has none.
        filled_by: who put it together; empty to be signed.
        reviewed_by: who accepted or published it; empty to be signed.
    """

    kind: str
    subject: str
    says: Mapping[str, Any]
    title: str
    unit: str
    period: str = ""
    cutoff: str = ""
    version: str = ""
    filled_by: str = ""
    reviewed_by: str = ""

    @property
    def digest(self) -> str:
        """The SHA-256 in hex of all but the cut-off."""
        said = [self.kind, self.subject, self.says, *(getattr(self, name) for name in MAX_WORDS if name != "cutoff")]
        return sha256(json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    @property
    def kept(self) -> dict[str, str]:
        """What is kept of it, no longer than it may be."""
        return {name: getattr(self, name)[:most] for name, most in MAX_WORDS.items()}


@dataclass(frozen=True, slots=True)
class Now:
    """What a paper of the same kind and subject would be now.

    Args:
        digest: of its facts; empty when there is none any more.
        version: of the one that took its place, in words; empty when it is no other version, only other figures.
        since: from when that one is, in words.
        why: what moved on, one sentence; empty for the usual one.
    """

    digest: str = ""
    version: str = ""
    since: str = ""
    why: str = ""


class Standing(StrEnum):
    """Whether a printed paper still holds."""

    CURRENT = "current"
    REPLACED = "replaced"
    MOVED = "moved"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return {"current": "有效（最新版）", "replaced": "已有新版本", "moved": "数据已有变动"}[self.value]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return {"current": "success", "replaced": "error", "moved": "warning"}[self.value]


@dataclass(frozen=True, slots=True)
class Later:
    """The last paper of the same kind and subject that was printed after another one."""

    version: str
    printed: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a paper holds, and what to know of the one that took its place."""

    standing: Standing
    words: str


def judge(digest: str, now: Now | None, later: Later | None) -> Verdict:
    """Say whether a printed paper still holds.

    Args:
        digest: its own.
        now: what it would say now; None where that cannot be known.
        later: what was printed of the same after it; None when nothing was.
    """
    if now and now.digest == digest:
        return Verdict(Standing.CURRENT, "平台上现在的内容与这份材料一致。")
    if now and now.version:
        return Verdict(Standing.REPLACED, f"现在以{now.version}为准{f'（{now.since}）' if now.since else ''}，请向出具单位索取新的一份。")
    if later:
        which = f"{later.version}，" if later.version else ""
        return Verdict(Standing.REPLACED, f"{which}{later.printed} 又打印过内容不同的一份，请向出具单位索取新的一份。")
    if now:
        return Verdict(Standing.MOVED, now.why or "打印以后，平台上的内容有了变动，请向出具单位索取新的一份。")
    return Verdict(Standing.CURRENT, "打印以后没有出过新的一份。")
