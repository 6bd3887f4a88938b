"""`python -m bench`: fill both databases, let the contestants answer in turns, print the ratios and keep them."""

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

from bench import counting, growth, ledger, memory, paper, report, servers
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
    parts: Parts = {}
    for database in asked.databases:
        for rows in sorted(asked.rows):
            found, weights, others = _compare(database, rows, asked)
            cells += found
            parts |= others
            print(f"{database}, {rows:,} rows: done after {monotonic() - start:.0f} s", flush=True)
        with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
            parts |= growth.compare(database, Path(folder), (min(asked.rows), max(asked.rows), asked.many))
        print(f"{database}, {asked.many:,} rows: done after {monotonic() - start:.0f} s", flush=True)
    parts |= paper.measure()
    print(f"papers: done after {monotonic() - start:.0f} s", flush=True)
    results = goals(cells, weights, parts)
    report.show(cells, results)
    report.keep(results, cells, seconds=monotonic() - start)
    return 1 if asked.strict and not all(result["met"] for result in results.values()) else 0


def _compare(database: str, rows: int, asked: argparse.Namespace) -> tuple[list[Cell], dict[str, int], Parts]:
    """Hold every contest on one database: lists at every size, writes and postings at the largest, a worker's memory at the smallest."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-bench-")))
        made = stack.enter_context(ground(database, folder, rows))
        is_most = rows == max(asked.rows)
        parts = (
            {**ledger.measure(made), **counting.measure(made)} if is_most else {}
        )  # before the servers: these writers are our own processes
        running = [stack.enter_context(servers.running(name, made.environ_of(name))) for name in servers.contestants()]
        jobs = [Lists(made), *([Posts(made)] if is_most else [])]
        cells = [hold(job, running, rows=rows, rounds=asked.rounds, seconds=asked.seconds) for job in jobs]
        ours = next(one for one in running if one.name == "ours")
        parts |= memory.weigh_worker(database, ours) if rows == min(asked.rows) and database == asked.databases[0] else {}
        return cells, weigh(made, running), parts


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000], help="how many activities (default: 10000 100000)")
    parser.add_argument(
        "--many", type=int, default=1_000_000, help="how many for what must not grow (default: 1000000; 10000000 on request)"
    )
    parser.add_argument("--databases", nargs="+", choices=("sqlite", "postgres"), default=["sqlite", "postgres"])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.7, help="the length of a round")
    parser.add_argument("--strict", action="store_true", help="fail when a goal is missed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
