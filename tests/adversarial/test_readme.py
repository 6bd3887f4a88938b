"""The table beside this file names tests that exist."""

import re
from pathlib import Path

from portal.app import ROOT

TABLE = (Path(__file__).parent / "README.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TABLE)


def test_every_test_named_in_the_table_is_there() -> None:
    gone = [f"{path}::{name}" for path, name in NAMED if f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8")]
    assert gone == []


def test_every_test_of_this_folder_stands_in_the_table() -> None:
    here = {
        name
        for path in Path(__file__).parent.glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        if path.name != Path(__file__).name
    }
    assert here - {name for _, name in NAMED} == set()
