"""The PDF of an official document, read and counted: lines, characters, edges, numbers of pages, fonts."""

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask
from pypdf import PdfReader

from portal.core.settings import Settings
from portal.typeset.official import make_official_pdf, set_pages
from portal.typeset.rules.document import Column, Copies, Document, Figure, Head, Heading, Paragraph, Table, plain
from portal.web import fonts
from portal.web import print as printer
from tests.rules.test_typeset import NOT_FIRST, NOT_LAST, REPORT

MM = 25.4 / 72
LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 297.0 - 35.0
LEADING, BODY = 28.99 * MM, 15.75
CHINESE = (
    "各县区妇联要把家政服务作为促进妇女就业的重要抓手坚持需求导向问题导向效果导向"
    "统筹推进培训考证上岗一体服务让更多姐妹在家门口就业增收过上幸福生活"
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 90"><text x="9" y="70" font-size="14">图中的字</text></svg>'


class Piece(NamedTuple):
    """What is drawn at one place of a page, in millimetres from its upper left corner, the size in points."""

    x: float
    y: float
    text: str
    font: str
    size: float


def pieces(page: Any) -> list[Piece]:
    found: list[Piece] = []
    height = float(page.mediabox.height)

    def see(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if text.strip():
            x, y = (tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5])
            name = str(font["/BaseFont"]).split("+")[1]
            found.append(Piece(x * MM, (height - y) * MM, text.strip("\n"), name, size * abs(cm[0] or cm[1])))

    page.extract_text(visitor_text=see)
    return found


def body_lines(page: Any) -> dict[int, list[Piece]]:
    """Return {line of the grid, from 0: what is drawn on it} of the text in 三号."""
    lines: dict[int, list[Piece]] = {}
    for piece in pieces(page):
        if round(piece.size, 2) == BODY:
            lines.setdefault(round((piece.y - TOP - 0.7 * LEADING) / LEADING), []).append(piece)
    return lines


def right_edges(pdf: bytes, number: int) -> Iterator[tuple[str, float]]:
    """Yield (text, where its last character ends, in mm) of each line of a page, read from its operators and the widths in its fonts."""
    page = PdfReader(BytesIO(pdf)).pages[number]
    content = page.get_contents()
    assert content is not None
    widths = {name: _widths(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}  # type: ignore[index]
    scale, matrix, font, size = 0.75, [1.0, 0, 0, 1.0, 0, 0], "", 0.0
    ends: dict[float, float] = {}
    for operands, operator in content.operations:  # type: ignore[attr-defined]
        if operator == b"Tf":
            font, size = operands[0], float(operands[1])
        elif operator == b"Tm":
            matrix = [float(value) for value in operands]
        elif operator == b"TJ":
            long = sum(_advance(part, widths[font]) for part in operands[0]) * size / 1000
            line = round(matrix[5] * scale, 0)
            ends[line] = max(ends.get(line, 0.0), (matrix[4] + long) * scale * MM)
    yield from ((f"{line:.0f}", end) for line, end in sorted(ends.items()))


def _advance(part: Any, widths: dict[int, float]) -> float:
    if not isinstance(part, (bytes, str)):
        return -float(part)
    raw = part if isinstance(part, bytes) else part.original_bytes  # type: ignore[attr-defined]
    return sum(widths.get(int.from_bytes(raw[at : at + 2], "big"), 1000.0) for at in range(0, len(raw), 2))


def _widths(font: Any) -> dict[int, float]:
    found: dict[int, float] = {}
    array = font["/DescendantFonts"][0].get_object()["/W"]
    at = 0
    while at < len(array):
        first, second = int(array[at]), array[at + 1].get_object()
        if isinstance(second, list):
            found |= {first + offset: float(width) for offset, width in enumerate(second)}
            at += 2
        else:
            found |= dict.fromkeys(range(first, int(second) + 1), float(array[at + 2]))
            at += 3
    return found


def long_document() -> Document:
    blocks: list[Any] = []
    for number in "一二三四":
        blocks += [
            Heading(1, plain(f"{number}、工作开展情况")),
            Paragraph(plain(REPORT)),
            Heading(2, plain("（一）谋实“三免一公”工作")),
            Paragraph(plain(CHINESE * 4)),
            Heading(3, plain("1. 开源")),
            Paragraph(((REPORT[:60], ""), ("4000余人次", "figure"), (REPORT[60:], ""))),
        ]
    title = "福州市妇女联合会关于2026年上半年全市巾帼家政工作开展情况的通报"
    return Document(title, tuple(blocks), signature="福州市妇女联合会", day=date(2026, 7, 5))


@pytest.fixture(scope="module")
def pdf(sqlite_app: Flask) -> bytes:
    with sqlite_app.app_context():
        return make_official_pdf(long_document())


@pytest.fixture(scope="module")
def pages(pdf: bytes) -> list[Any]:
    return list(PdfReader(BytesIO(pdf)).pages)


def test_the_paper_is_a4_and_nothing_stands_in_its_margins_but_the_number(pages: list[Any]) -> None:
    assert len(pages) >= 4
    for page in pages:
        assert (round(float(page.mediabox.width) * MM), round(float(page.mediabox.height) * MM)) == (210, 297)
        for piece in pieces(page):
            assert piece.x >= LEFT - 0.5
            assert piece.y > TOP
            assert piece.y < BOTTOM or re.fullmatch(r"— \d+ —", piece.text)


def test_a_full_page_has_22_lines_on_one_grid(pages: list[Any]) -> None:
    for page in pages[1:-1]:
        lines = body_lines(page)
        assert len(lines) in (21, 22)  # a heading never ends a page
        assert set(lines) <= set(range(22))
        for number, line in lines.items():
            assert all(abs(piece.y - line[0].y) < 0.05 for piece in line)
            assert abs(line[0].y - lines[0][0].y - number * LEADING) < 0.1
    assert sum(len(body_lines(page)) == 22 for page in pages[1:-1]) >= len(pages) - 3


def test_a_full_line_of_chinese_has_28_characters(pages: list[Any]) -> None:
    texts = ["".join(piece.text for piece in line) for page in pages for line in body_lines(page).values()]
    full = [text for text in texts if len(text) > 26 and set(text) <= set(CHINESE)]
    assert len(full) >= 20
    assert {len(text) for text in full} == {28}


def test_lines_begin_and_end_at_the_edges(pdf: bytes, pages: list[Any]) -> None:
    for number, page in enumerate(pages[1:-1], start=1):
        starts = [min(piece.x for piece in line) for line in body_lines(page).values()]
        assert all(abs(start - LEFT) < 0.5 or abs(start - LEFT - 2 * BODY * MM) < 0.5 for start in starts)
        ends = [end for _, end in right_edges(pdf, number)]
        assert max(ends) <= RIGHT + 0.5
        full = [end for end in ends if end > RIGHT - 4]
        assert len(full) >= 14
        assert all(abs(end - RIGHT) <= 0.5 for end in full)


def test_no_line_begins_or_ends_with_what_may_not(pages: list[Any]) -> None:
    lines = ["".join(piece.text for piece in line) for page in pages for line in body_lines(page).values()]
    assert [line for line in lines if line[0] in NOT_FIRST or line[-1] in NOT_LAST] == []


def test_the_text_can_be_taken_out_in_its_order(pages: list[Any]) -> None:
    whole = re.sub(r"— \d+ —|\s", "", "".join(page.extract_text() for page in pages))
    assert REPORT in whole
    assert CHINESE * 4 in whole
    assert whole.endswith("福州市妇女联合会2026年7月5日")


def test_the_number_stands_outside_right_on_odd_and_left_on_even_pages(pages: list[Any]) -> None:
    for number, page in enumerate(pages, start=1):
        (found,) = [piece for piece in pieces(page) if piece.text == f"— {number} —"]
        assert round(found.size) == 14
        assert found.y - BOTTOM == pytest.approx(7 + 1.45, abs=1)  # the dash stands 7 mm below, its baseline a little lower
        assert (found.x > 150) if number % 2 else (abs(found.x - LEFT - 14 * MM) < 0.5)


def test_headings_and_title_have_fonts_of_their_own(sqlite_app: Flask, pages: list[Any]) -> None:
    found = {piece.text.strip(): piece for page in pages for piece in pieces(page)}
    assert found["一、工作开展情况"].font == "Portal-Sans"
    assert found["1. 开源"].font == "Portal-Serif"
    assert round(found["全市巾帼家政工作开展情况的通报"].size) == 22
    second = found.get("（一）谋实") or found["（一）谋实“三免一公”工作"]
    with sqlite_app.app_context():
        has_kai = fonts.path_of("kaiti") != fonts.SERIF
    assert second.font == ("Portal-Kaiti" if has_kai else "Portal-Serif")


def test_the_head_the_foot_and_the_imprint_stand_where_they_belong(sqlite_app: Flask) -> None:
    document = Document(
        "关于巾帼家政工作的通报",
        (Paragraph(plain(CHINESE)),),
        Head("福州市妇女联合会文件", "榕妇〔2026〕3号"),
        "各县（市、区）妇联",
        signature="福州市妇女联合会",
        day=date(2026, 3, 5),
        attachments=("名单", "情况表"),
        note="此件公开发布",
        copies=Copies("省妇联，市民政局", "市妇联办公室", date(2026, 3, 6)),
        imprint={"unit": "福州市妇联", "code": "AB12-CD34", "address": "https://example.org/c/AB12", "qr": "data:image/svg+xml,%3Csvg/%3E"},
    )
    with sqlite_app.app_context():
        first, second = PdfReader(BytesIO(make_official_pdf(document))).pages
    found = {piece.text.strip(): piece for page in (first, second) for piece in pieces(page)}
    assert TOP + 35 < found["福州市妇女联合会文件"].y < TOP + 35 + 17
    assert found["榕妇〔2026〕3号"].size == BODY
    assert found["各县（市、区）妇联："].x == pytest.approx(LEFT, abs=0.1)
    assert found["附件：1. 名单"].x == pytest.approx(LEFT + 2 * BODY * MM, abs=0.1)
    day, signature = found["2026年3月5日"], found["福州市妇女联合会"]
    assert day.y - signature.y == pytest.approx(LEADING, abs=0.1)
    assert found["抄送：省妇联，市民政局。"].y < found["市妇联办公室 2026年3月6日印发"].y < BOTTOM
    assert found["市妇联办公室 2026年3月6日印发"].y > BOTTOM - LEADING
    assert [piece.y > BOTTOM for text, piece in found.items() if "AB12-CD34" in text] == [True]


def test_after_a_table_and_a_picture_the_lines_stand_on_the_grid(sqlite_app: Flask) -> None:
    rows = tuple((f"第{n}驿站", f"{n * 1234:,}", "按时上报" * (n % 5)) for n in range(9))
    table = Table((Column("单位"), Column("人次", "人次", align="right"), Column("说明")), rows, ("合计", "44,424", ""), "表1　情况")
    document = Document("题", (Paragraph(plain("前")), table, Paragraph(plain("中间")), Figure(SVG, "图1"), Paragraph(plain("后面"))))
    with sqlite_app.app_context():
        made = make_official_pdf(document)
    found = [piece for page in PdfReader(BytesIO(made)).pages for piece in pieces(page)]
    first, middle, last = (next(piece for piece in found if piece.text.strip() == words) for words in ("前", "中间", "后面"))
    for piece in (middle, last):
        lines = (piece.y - first.y) / LEADING
        assert abs(lines - round(lines)) < 0.02
    assert any("图中的字" in piece.text for piece in found)
    assert all(LEFT <= piece.x < RIGHT for piece in found)


def test_markup_in_a_text_is_text(sqlite_app: Flask) -> None:
    document = Document("<b>题</b>", (Paragraph(plain('<img src="file:///etc/hostname">')), Figure("no picture"), Table((), ())))
    with sqlite_app.app_context():
        (page,) = PdfReader(BytesIO(make_official_pdf(document))).pages
    text = page.extract_text()
    assert "<b>题</b>" in text
    assert '<img src="file:///etc/hostname">' in text.replace("\n", "")
    assert "图片无法显示" in text


@pytest.fixture
def folder(sqlite_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings: Settings = sqlite_app.extensions["portal.settings"]
    changed = {name: getattr(settings, name) for name in Settings.__slots__} | {"fonts": tmp_path}
    monkeypatch.setitem(sqlite_app.extensions, "portal.settings", Settings(**changed))
    return tmp_path


def test_the_site_may_bring_its_own_fonts(sqlite_app: Flask, folder: Path) -> None:
    (folder / "fangsong.otf").write_bytes(fonts.SANS.read_bytes())
    with sqlite_app.app_context():
        assert fonts.path_of("fangsong") == folder / "fangsong.otf"
        (page,) = PdfReader(BytesIO(make_official_pdf(Document("题", (Paragraph(plain("正文")),))))).pages
        assert {piece.text.strip(): piece.font for piece in pieces(page)}["正文"] == "Portal-Fangsong"
        assert printer.OnlyOurs().fetch((folder / "fangsong.otf").as_uri()).read()[:4] == b"OTTO"
        (folder / "secret.otf").write_bytes(b"secret")
        with pytest.raises(printer.Closed):
            printer.OnlyOurs().fetch((folder / "secret.otf").as_uri())


@pytest.mark.parametrize("content", [b"", b"no font at all", b"\x00\x01\x00\x00" + b"\0" * 400, b"OTTO"])
def test_a_file_that_is_no_font_never_fails_a_paper(sqlite_app: Flask, folder: Path, content: bytes) -> None:
    (folder / "heiti.ttf").write_bytes(content)
    with sqlite_app.app_context():
        assert fonts.path_of("heiti") == fonts.SANS
        assert set_pages(Document("题", (Heading(1, plain("一、甲")),)))


def test_widths_of_the_fonts_are_those_that_are_drawn() -> None:
    read = fonts.measured(fonts.SERIF)
    assert read.advances["妇"] == 1.0
    assert 0.4 < read.advances["0"] < 0.7
    assert read.slacks["，"][1] > 0.5
    assert read.slacks["（"] == (pytest.approx(0.65, abs=0.01), 0.0)
    assert read.joined["——"] == pytest.approx(1.692)
