"""What a paper costs in a warm worker: a Chinese table of eight columns, beside a browser's print of the same page, and asked for again."""

import shutil
import subprocess
import tempfile
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any
from uuid import UUID

from flask import Flask
from pypdf import PdfReader

from bench.goals import KB, Parts, Result
from bench.jobs import WrongAnswer
from portal.core.db import db
from portal.core.scope import Scope
from portal.web import jobs, papers, side_by_side
from portal.web.writes import working_as
from tests import make
from tests.databases import make_app

ROUNDS, AGAIN = 3, 20
ROWS_PER_S, MOST_KB, MOST_MS = 120, 150, 5
HEADS = ("场次/场", "参加人次/人次", "女性人次/人次", "线上人次/人次", "新增学员/名", "志愿时长/小时")
TEMPLATE = "reports/rollup_print.html"


def measure() -> Parts:
    """Return G8's parts, from a process of its own: as a worker, it has nothing else to do."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as worker:
        parts = worker.submit(_measured).result()
    if "G8.hundred" not in parts:
        print("no Chromium here: a hundred rows are not held beside its print")
    return parts


def _measured() -> Parts:
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'paper.db'}"
        app = make_app(url, url, folder / "files")
        with app.app_context():
            make_paper(5, 0)  # what comes first is loaded
            make_paper(1000, 0)
            parts = {**_hundred(folder), **_thousand(), **_again(app)}
            db.engine.dispose()
    side_by_side.end()  # this process waits for its own before it ends
    return parts


def _hundred(folder: Path) -> Parts:
    """Hold a hundred rows beside a browser that is started for them, in turns."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    ratios, ours_s, its_s = list[float](), list[float](), list[float]()
    for number in range(1, ROUNDS + 1):
        if browser is None:
            return {}
        start = perf_counter()
        pdf = make_paper(100, number)
        ours_s.append(perf_counter() - start)
        _check(pdf, 100)
        its_s.append(_print_by(browser, folder, number))
        ratios.append(its_s[-1] / ours_s[-1])
    seen = {"rows": 100, "ours_s": _rounded(ours_s), "chromium_s": _rounded(its_s)}
    return {"G8.hundred": (Result(ratios, 1.0), seen)}


def _print_by(browser: str, folder: Path, number: int) -> float:
    from portal.web import print as printer

    page, made = folder / "page.html", folder / "page.pdf"
    base = f'<base href="{printer.STYLES.parent.as_uri()}/">'
    page.write_text(page_of(100, number).replace("<head>", f"<head>{base}", 1), encoding="utf-8")
    made.unlink(missing_ok=True)
    quiet = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-pdf-header-footer")
    profile = f"--user-data-dir={folder / f'browser-{number}'}"
    start = perf_counter()
    subprocess.run([browser, *quiet, profile, f"--print-to-pdf={made}", page.as_uri()], check=True, capture_output=True, timeout=120)
    took = perf_counter() - start
    _check(made.read_bytes(), 100)
    return took


def _thousand() -> Parts:
    """Draw a thousand rows, in parts side by side."""
    rates, sizes = list[float](), list[float]()
    for number in range(1, ROUNDS + 1):
        start = perf_counter()
        pdf = make_paper(1000, number)
        rates.append(1000 / (perf_counter() - start))
        sizes.append(_check(pdf, 1000))
    sizes.append(_check(make_paper(100, ROUNDS + 1), 100))
    return {
        "G8.thousand": (Result(rates, ROWS_PER_S), {"unit": "rows/s", "rows": 1000, "processes": side_by_side.count()}),
        "G8.size": (Result([max(sizes)], MOST_KB, is_floor=False), {"unit": "KB for ten pages, the larger of 100 and 1000 rows"}),
    }


def _again(app: Flask) -> Parts:
    """Ask again for what was asked for and made: from the asking to the bytes of the file."""
    with make.working_at(make.JINAN, "jinan") as scope:
        pass
    given = paper_of(1000, -1)
    first = _ask(scope, given)
    jobs.carry_out(scope, first)
    times = list[float]()
    for _ in range(AGAIN):
        start = perf_counter()
        job_id = _ask(scope, given)
        with working_as(scope):
            path = papers.find(jobs.get(scope, job_id).file_digest)
        content = path.read_bytes() if path else b""
        times.append(1000 * (perf_counter() - start))
        if job_id != first or not content.startswith(b"%PDF-"):
            raise WrongAnswer("an unchanged paper was not found again")
    return {"G8.reprint": (Result(times, MOST_MS, is_floor=False), {"unit": "ms", "rows": 1000})}


def _ask(scope: Scope, given: dict[str, Any]) -> UUID:
    with working_as(scope, is_write=True):
        return jobs.ask(scope, "rollup", given, "汇总表.pdf")


def make_paper(rows: int, number: int) -> bytes:
    """Return a PDF, of which no number was made before."""
    from portal.web import print as printer

    return printer.make_pdf(page_of(rows, number))


def page_of(rows: int, number: int) -> str:
    """Return the page as the worker lays it out."""
    from portal.web import print as printer

    return printer.lay_out(TEMPLATE, paper=paper_of(rows, number))


def paper_of(rows: int, number: int) -> dict[str, Any]:
    """Return a roll-up of so many stations, with a column for their names and one for their numbers."""
    chance = Random(number)
    figures = [[f"{chance.randrange(10 ** chance.randrange(1, 6)):,}" for _ in HEADS] for _ in range(rows)]
    about = {"title": "福州市巾帼家政工作数据汇总表", "unit": "福州市", "period": "2026年1月至3月", "kind": "", "first_column": "驿站"}
    told = {"cutoff": f"2026年3月16日 10:{number + 1:02d}", "is_wide": False, "heads": [head.split("/") for head in HEADS]}
    named = [[_name(line), cells] for line, cells in enumerate(figures, start=1)]
    return {**about, **told, "rows": named, "totals": ["9,999,999"] * len(HEADS)}


def _name(line: int) -> str:
    return f"连翔社区第{line}驿站"


def _check(pdf: bytes, rows: int) -> float:
    """Return the KB of ten pages, when the first and the last row are there.

    Raises:
        WrongAnswer: they are not.
    """
    reader = PdfReader(BytesIO(pdf))
    first, last = ("".join(reader.pages[number].extract_text().split()) for number in (0, -1))
    if _name(1) not in first or _name(rows) not in last:
        raise WrongAnswer(f"a paper of {rows} rows lacks its first or its last")
    return len(pdf) / KB / len(reader.pages) * 10


def _rounded(times: list[float]) -> list[float]:
    return [round(one, 2) for one in times]


if __name__ == "__main__":
    for name, (result, details) in measure().items():
        print(f"{name:14}{result.kept(**details)}")
