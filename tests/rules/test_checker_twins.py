"""Each contradiction beside its clean twin: the same words with the one figure right (tests/checker_texts/twins.md)."""

import re
from pathlib import Path

import pytest

from portal.checker.rules import find_contradictions

_TWIN = re.compile(r"\{([^|}]*)\|([^}]*)\}")
_FILE = Path(__file__).parent.parent / "checker_texts" / "twins.md"


def lines() -> list[tuple[str, str]]:
    """Return (kind, line) of every case."""
    found, kind = [], ""
    for line in _FILE.read_text(encoding="utf-8").splitlines()[2:]:
        if line.startswith("# "):
            kind = line[2:]
        elif line:
            found.append((kind, line.replace("¶", "\n")))
    return found


CASES = lines()


@pytest.mark.parametrize(("kind", "line"), [it for it in CASES if it[0] != "clean"])
def test_the_wrong_twin_is_found_by_its_kind(kind: str, line: str) -> None:
    assert kind in {it.kind for it in find_contradictions(_TWIN.sub(r"\1", line))}


@pytest.mark.parametrize("line", [it[1] for it in CASES])
def test_the_right_twin_is_left_alone(line: str) -> None:
    assert find_contradictions(_TWIN.sub(r"\2", line)) == []
