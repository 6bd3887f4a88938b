"""A long table on paper: laid out in parts side by side, it reads as if it were made in one piece."""

import os
import re
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from portal.core.errors import Conflict
from portal.web import jobs, long_tables, papers, side_by_side
from portal.web import print as printer
from portal.web.long_tables import Geometry
from tests import make
from tests.services.test_print import paper

ROWS = 80  # long, when these tests say so
NARROW = Geometry(pages_before=0, first_room=50, room=100, after=30, height=10, widths=[3, 8])


@pytest.fixture
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "count", lambda: 1)


@pytest.fixture(scope="module")
def html(sqlite_app: Flask) -> str:
    """A page whose names are of many lengths: some fill two lines of their column, some three."""
    given = paper(ROWS)
    given["heads"], given["rows"] = given["heads"][:8], [[_name(n), figures] for n, (_, figures) in enumerate(given["rows"], start=1)]
    with sqlite_app.app_context():
        return printer.lay_out("reports/rollup_print.html", paper=given)


def _name(n: int) -> str:
    return f"连翔社区{'居民委员会巾帼家政服务' * (n % 5 // 3)}第{n}驿站{' Women’s Service & Co.' * (n % 11 == 5)}"


@pytest.fixture(scope="module")
def in_one(html: str) -> list[str]:
    """What each page says when the page is laid out in one piece."""
    pdf, _ = printer.draw(printer.Sheet(html, printer._cut_fonts(html)))
    return _texts(pdf)


@pytest.fixture(scope="module")
def in_parts(html: str) -> tuple[bytes, list[int]]:
    """The PDF, and what was told of how far it was, in two processes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(side_by_side, "count", lambda: 2)
        patch.setattr(long_tables, "LONG", ROWS)
        told = list[int]()
        made = printer.make_pdf(html, told.append)
    side_by_side.end()
    return made, told


def _texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def _page_numbers(pdf: bytes) -> list[int]:
    return [int(re.findall(r"— (\d+) —", text)[0]) for text in _texts(pdf)]


def test_parts_read_as_one_piece(in_parts: tuple[bytes, list[int]], in_one: list[str]) -> None:
    assert _texts(in_parts[0]) == in_one


def test_progress_moves_with_the_parts(in_parts: tuple[bytes, list[int]]) -> None:
    assert in_parts[1] == [67, 95]


def test_each_font_is_in_the_file_once_and_cut_down(in_parts: tuple[bytes, list[int]], in_one: list[str]) -> None:
    pages: list[Any] = list(PdfReader(BytesIO(in_parts[0])).pages)
    fonts = [font.get_object()["/DescendantFonts"][0]["/FontDescriptor"] for page in pages for font in page["/Resources"]["/Font"].values()]
    files = {font.get("/FontFile3", font.get("/FontFile2")).get_data() for font in fonts}
    assert len(files) == len({font.raw_get("/FontFile3").idnum for font in fonts}) == 2
    assert len(in_parts[0]) / len(in_one) < 20 * 1024


def test_a_part_that_came_out_otherwise_than_foreseen_leaves_no_number_wrong(
    html: str, monkeypatch: pytest.MonkeyPatch, one_process: None
) -> None:
    monkeypatch.setattr(long_tables, "LONG", ROWS)
    monkeypatch.setattr(long_tables, "_PART", ROWS // 2)
    monkeypatch.setattr(long_tables, "page_starts", lambda *_: [40, 48])
    pdf = printer.make_pdf(html)
    numbers, whole = _page_numbers(pdf), "".join("".join(_texts(pdf)).split())
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(whole.count(f"第{n}驿站") == 1 for n in range(1, ROWS + 1))


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td>1</td></tr>" * (long_tables.LONG - 1),
        "<tr><td rowspan=2>1</td></tr>" * long_tables.LONG,
        "<tr><td><table></table></td></tr>" * long_tables.LONG,
        "<tr><td>1</td></tr>" * long_tables.LONG + "words",
    ],
    ids=["short", "cells over rows", "tables in cells", "words between rows"],
)
def test_what_cannot_be_cut_is_left_whole(rows: str) -> None:
    assert long_tables.find(f"<table><tbody>{rows}</tbody></table>") is None


def test_the_longest_table_is_cut() -> None:
    short, long = ("<tbody>" + "<tr><td>1</td></tr>\n" * rows + "</tbody>" for rows in (3, long_tables.LONG))
    table = long_tables.find(f"<table>{short}</table><table>{long}</table>end")
    assert table is not None
    assert (len(table.rows), table.before.count("<tr>"), table.after) == (long_tables.LONG, 3, "</tbody></table>end")


def test_rows_are_as_high_as_their_like() -> None:
    cells = [("12", "连翔社区"), ("9", "一二三四五六七八九第1"), ("88", "九八七六五四三二一第7")]
    rows = [f"<tr><td>{number}</td><td>{name}</td></tr>" for number, name in cells]
    plain, one, other = long_tables.shapes_of(long_tables.Table("", rows, ""), NARROW.widths)
    assert plain == ""
    assert one == other == "<tr><td>0</td><td>" + "国" * 10 + "0</td></tr>"


def test_pages_end_where_the_next_row_has_no_room() -> None:
    assert long_tables.page_starts([10] * 27, NARROW) == [5, 15, 25]
    assert long_tables.page_starts([10, 30, 20, 90, 20], NARROW) == [2, 3, 4]


@pytest.mark.parametrize(("rows", "pages"), [(2, 1), (3, 2), (12, 2), (13, 3), (15, 3)])
def test_what_follows_the_rows_counts_too(rows: int, pages: int) -> None:
    heights = [10.0] * rows
    assert long_tables.page_count(heights, long_tables.page_starts(heights, NARROW), NARROW) == pages


def test_a_table_too_long_for_paper_is_refused_before_the_job_begins(app: Flask) -> None:
    with app.app_context(), make.working_at(make.JINAN, "jinan") as scope, pytest.raises(Conflict, match="请导出 Excel"):
        jobs.ask(scope, "rollup", {"rows": [[]] * (long_tables.MOST_ROWS + 1)}, "x.pdf")


def test_a_paper_is_laid_out_once_until_its_file_is_gone(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = list[str]()
    monkeypatch.setattr(printer, "draw", lambda sheet: (b"%PDF-" + str(drawn.append(sheet.html)).encode(), 1))
    with app.app_context():
        first = printer.make_pdf("<p>一</p>")
        assert printer.make_pdf("<p>一</p>") == first
        assert drawn == ["<p>一</p>"]
        printer.make_pdf("<p>二</p>")
        papers.remove(papers.keep(first))
        printer.make_pdf("<p>一</p>")
    assert drawn == ["<p>一</p>", "<p>二</p>", "<p>一</p>"]


def _die_once(mark: Path) -> int:
    """Kill the process this is done in, the first time."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def test_a_process_that_dies_is_replaced_and_its_work_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "count", lambda: 2)
    side_by_side.end()
    try:
        done = side_by_side.run(_die_once, [tmp_path / "mark"] * 3, lambda _: None)
    finally:
        side_by_side.end()
    assert len(done) == 3
    assert os.getpid() not in done


WORKER = """
import os, sys, time
from portal.web import side_by_side
side_by_side.count = lambda: 2
side_by_side.run(os.getpid.__class__ and len, ["a", "b"], lambda done: None)
print(*[process.pid for process in side_by_side._pools[0]._processes.values()], flush=True)
time.sleep(600)
"""


def test_the_processes_end_with_a_worker_that_is_killed() -> None:
    worker = subprocess.Popen([sys.executable, "-c", WORKER], stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    with worker.stdout:
        children = [int(pid) for pid in worker.stdout.readline().split()]
    worker.kill()
    worker.wait()
    end = monotonic() + 60
    while (left := [pid for pid in children if _is_alive(pid)]) and monotonic() < end:
        sleep(0.05)
    assert children
    assert left == []


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
