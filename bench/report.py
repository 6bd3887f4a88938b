"""The table on the terminal and the file that the README quotes."""

import json
import os
import platform
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.contest import Cell

LATEST = Path(__file__).parent / "results" / "latest.json"


def show(cells: Sequence[Cell], results: dict[str, dict[str, Any]]) -> None:
    """Print what everybody did and which goals are met."""
    print(f"\n{'':18}{'contestant':12}{'req/s':>8}{'p50 ms':>9}{'p99 ms':>9}{'CPU µs':>8}{'RSS MB':>8}{'bytes':>8}{'gz':>7}{'errors':>7}")
    for cell in cells:
        for name, score in cell.scores.items():
            f = score.figures()
            sizes = f"{f['rss_mb']:8.0f}{f['bytes']:8}{f['gz_bytes']:7}{f['errors']:7}"
            times = f"{f['rps']:8.0f}{f['p50_ms']:9.2f}{f['p99_ms']:9.2f}{f['cpu_us']:8.0f}"
            print(f"{cell.goal:3}{cell.database:9}{_short(cell.rows):>5} {name:12}{times}{sizes}")
    print(f"\n{'goal':28}{'median':>9}{'low':>9}{'high':>9}{'goal':>9}")
    for name, result in results.items():
        figures = "".join(f"{result[part]:9.2f}" for part in ("value", "low", "high", "goal"))
        print(f"{name:28}{figures}  {'met' if result['met'] else 'MISSED'}")


def keep(results: dict[str, dict[str, Any]], cells: Sequence[Cell], *, seconds: float) -> None:
    """Write the file."""
    scores = {f"{cell.goal}.{cell.database}.{cell.rows}": {name: score.figures() for name, score in cell.scores.items()} for cell in cells}
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "sqlite": sqlite3.sqlite_version, "seconds": round(seconds)}
    LATEST.parent.mkdir(exist_ok=True)
    LATEST.write_text(json.dumps({**results, "contestants": scores, "machine": machine}, ensure_ascii=False, indent=2) + "\n")
    print(f"\n{seconds:.0f} s in all; kept in {LATEST.relative_to(LATEST.parent.parent.parent)}")


def _short(rows: int) -> str:
    return f"{rows // 1_000_000}M" if rows >= 1_000_000 else f"{rows // 1000}k"
