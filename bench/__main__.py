"""`python -m bench`: fill both databases, let the contestants answer in turns, print the ratios and keep them."""

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

from bench import ledger, report, servers
from bench.contest import Cell, hold
from bench.data import ground
from bench.goals import Parts, goals
from bench.jobs import Lists, Posts
from bench.weight import weigh


def main() -> int:
    """Run everything; with --strict the answer is 1 when a goal is missed by its whole interval."""
    asked, start = _arguments(), monotonic()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; {asked.rounds} rounds of {asked.seconds} s each", flush=True)
    if why := servers.why_without_django():
        print(why)
    cells: list[Cell] = []
    weights: dict[str, int] = {}
    postings: Parts = {}
    for database in asked.databases:
        for rows in sorted(asked.rows):
            found, weights, posted = _compare(database, rows, asked)
            cells += found
            postings |= posted
            print(f"{database}, {rows:,} rows: done after {monotonic() - start:.0f} s", flush=True)
    results = goals(cells, weights, postings)
    report.show(cells, results)
    report.keep(results, cells, seconds=monotonic() - start)
    return 1 if asked.strict and not all(result["met"] for result in results.values()) else 0


def _compare(database: str, rows: int, asked: argparse.Namespace) -> tuple[list[Cell], dict[str, int], Parts]:
    """Hold every contest on one database: lists at every size, writes and postings at the largest."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-bench-")))
        made = stack.enter_context(ground(database, folder, rows))
        postings = ledger.measure(made) if rows == max(asked.rows) else {}  # before the servers: these writers are processes of our own
        running = [stack.enter_context(servers.running(name, made.environ_of(name))) for name in servers.contestants()]
        jobs = [Lists(made), *([Posts(made)] if rows == max(asked.rows) else [])]
        cells = [hold(job, running, rows=rows, rounds=asked.rounds, seconds=asked.seconds) for job in jobs]
        return cells, weigh(made, running), postings


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000], help="how many activities (default: 10000 100000)")
    parser.add_argument("--databases", nargs="+", choices=("sqlite", "postgres"), default=["sqlite", "postgres"])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.7, help="the length of a round")
    parser.add_argument("--strict", action="store_true", help="fail when a goal is missed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
