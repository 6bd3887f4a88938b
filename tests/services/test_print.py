"""The printed page: real Chinese, a head on every page, and no file but ours."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from portal.tallies.rules import INDICATORS
from portal.web import print as printer


def paper(rows: int, *, is_wide: bool = False) -> dict[str, Any]:
    figures = ["12", "1,234", "1,100", "123", "12", "6", "6", "1,250.5"]
    return {
        "title": "晋安区巾帼家政工作数据汇总表",
        "unit": "晋安区",
        "period": "2026年1月至3月",
        "kind": "",
        "cutoff": "2026年3月16日 10:00",
        "first_column": "驿站",
        "heads": [[indicator.label, indicator.unit] for indicator in list(INDICATORS.values())[: len(figures)]],
        "rows": [[f"连翔社区第{n}驿站", figures] for n in range(1, rows + 1)],
        "totals": ["900", "92,550", "82,500", "9,225", "900", "450", "450", "93,787.5"],
        "is_wide": is_wide,
    }


@pytest.fixture(scope="module")
def long_paper(sqlite_app: Flask) -> PdfReader:
    with sqlite_app.app_context():
        html = printer.lay_out("reports/rollup_print.html", paper=paper(75))
    return PdfReader(BytesIO(printer.make_pdf(html)))


def test_it_says_who_when_and_until_when(long_paper: PdfReader) -> None:
    text = long_paper.pages[0].extract_text()
    for words in ("晋安区巾帼家政工作数据汇总表", "晋安区", "2026年1月至3月", "2026年3月16日 10:00", "志愿时长", "小时"):
        assert words in text


def test_every_page_has_the_head_and_its_number(long_paper: PdfReader) -> None:
    count = len(long_paper.pages)
    assert count >= 2
    for number, page in enumerate(long_paper.pages, start=1):
        text = page.extract_text()
        assert "新增学员" in text
        assert "2026年3月16日 10:00" in text
        assert f"— {number} —" in text


def test_every_row_stands_once_and_the_total_and_the_signatures_at_the_end(long_paper: PdfReader) -> None:
    texts = [page.extract_text() for page in long_paper.pages]
    whole = "\n".join(texts)
    assert all(whole.count(f"连翔社区第{n}驿站") == 1 for n in range(1, 76))
    assert [("93,787.5" in text, "审核人" in text) for text in texts] == [(False, False)] * (len(texts) - 1) + [(True, True)]


def test_the_characters_are_drawn_with_our_two_fonts(long_paper: PdfReader) -> None:
    pages: list[Any] = list(long_paper.pages)
    fonts = {str(font.get_object()["/BaseFont"]) for page in pages for font in page["/Resources"]["/Font"].values()}
    assert {name.split("+")[1] for name in fonts} == {"Portal-Sans", "Portal-Serif"}


@pytest.mark.parametrize(("is_wide", "size"), [(False, (595, 842)), (True, (842, 595))])
def test_the_paper_is_a4(sqlite_app: Flask, size: tuple[int, int], *, is_wide: bool) -> None:
    with sqlite_app.app_context():
        html = printer.lay_out("reports/rollup_print.html", paper=paper(1, is_wide=is_wide))
    box = PdfReader(BytesIO(printer.make_pdf(html))).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_what_a_name_holds_is_text_and_no_markup(sqlite_app: Flask) -> None:
    given = paper(1)
    given["rows"][0][0] = '<img src="file:///etc/hostname">'
    with sqlite_app.app_context():
        html = printer.lay_out("reports/rollup_print.html", paper=given)
    assert "<img" not in html
    assert '<img src="file' in PdfReader(BytesIO(printer.make_pdf(html))).pages[0].extract_text().replace("\n", "")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        f"file://{printer.STYLES}/../../print.py",
        f"file://{printer.STYLES}/portal.css",
        f"file://localhost{printer.STYLES}/print.css",
        "http://127.0.0.1:1/",
        "https://example.org/",
        "ftp://example.org/",
    ],
)
def test_the_fetcher_opens_nothing_else(url: str) -> None:
    with pytest.raises(printer.Closed):
        printer.OnlyOurs().fetch(url)


def test_the_fetcher_opens_what_is_ours() -> None:
    style = (printer.STYLES / "print.css").as_uri()
    assert b"@page" in printer.OnlyOurs().fetch(style).read()
    assert printer.OnlyOurs().fetch("data:text/plain,a").read() == b"a"


def test_no_file_of_the_machine_gets_into_a_paper(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    html = f'<link rel="attachment" href="{secret.as_uri()}"><a rel="attachment" href="{secret.as_uri()}">x</a><p>正文</p>'
    reader = PdfReader(BytesIO(printer.make_pdf(html)))
    assert dict(reader.attachments) == {}
    assert b"secret.txt" not in printer.make_pdf(html)
