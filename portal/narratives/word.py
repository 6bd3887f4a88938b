"""A report as a Word file, laid out as GB/T 9704 has it; only this module imports python-docx."""

# ruff: noqa: SLF001  # python-docx has no other way to the parts of the format that are Chinese

from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, Twips

from portal.core.dates import day_words
from portal.typeset.rules.document import Document, Heading, Paragraph, Runs

FANGSONG, KAITI, HEITI, TITLE, SONGTI = "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体"
BODY_PT, TITLE_PT, PAGE_PT = 16, 22, 14
# 28.99 pt are 579.8 twips; 22 lines of 580 would be higher than the 225 mm of the type area, and the page would lose one.
LEADING: Final = Twips(579)
CHARACTER_PITCH: Final = -1024  # in 1/4096 pt on the 16 pt of a character: 15.75 pt, so that 28 of them stand in 156 mm
_STYLES: Final = {"": FANGSONG, "strong": HEITI, "kai": KAITI}
_HEADINGS: Final = {1: HEITI, 2: KAITI, 3: FANGSONG, 4: FANGSONG}


def make_word(document: Document) -> bytes:
    """Return a document as a .docx file: title, 主送, headings, paragraphs, signature and date, page numbers outside."""
    word = docx.Document()
    _set_page(word)
    _set_normal(word)
    _write(word, ((line, TITLE) for line in document.title.split("\n")), align=ALIGN.CENTER, size_pt=TITLE_PT)
    _line(word)
    if document.addressee:
        _paragraph(word, [(f"{document.addressee}：", FANGSONG)])
    for block in document.blocks:
        if isinstance(block, Heading):
            _paragraph(word, [(text, _HEADINGS[block.level]) for text, _ in block.runs], chars=2)
        elif isinstance(block, Paragraph):
            _paragraph(word, _faces(block.runs), chars=2 if block.is_indented else 0)
    _sign(word, document)
    told = word.core_properties
    told.title, told.author = document.title.replace("\n", ""), document.signature
    told.created = told.modified = datetime(2000, 1, 1, tzinfo=UTC)  # the same text, the same file
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _faces(runs: Runs) -> list[tuple[str, str]]:
    return [(text, _STYLES.get(style, FANGSONG)) for text, style in runs]


def _set_page(word: Any) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(23)  # the number stands 7 mm below the type area
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(_element("docGrid", type="linesAndChars", linePitch=LEADING.twips, charSpace=CHARACTER_PITCH))
    word.settings.odd_and_even_pages_header_footer = True
    _number(section.footer, ALIGN.RIGHT)
    _number(section.even_page_footer, ALIGN.LEFT)


def _set_normal(word: Any) -> None:
    normal = word.styles["Normal"]
    normal.font.size = Pt(BODY_PT)
    properties = normal.element.get_or_add_rPr()
    _set_face(properties, FANGSONG)
    properties.append(_element("lang", val="en-US", eastAsia="zh-CN"))  # else Word breaks lines as in English
    for name in ("autoSpaceDE", "autoSpaceDN"):  # no gaps between characters and digits, they would leave the grid
        normal.element.get_or_add_pPr().append(_element(name, val="0"))
    form = normal.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LEADING
    form.space_before = form.space_after = Pt(0)
    form.widow_control = False


def _element(name: str, **attributes: Any) -> Any:
    made = OxmlElement(f"w:{name}")
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), str(value))
    return made


def _set_face(properties: Any, face: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), face)


def _line(word: Any, align: Any = None) -> Any:
    line = word.add_paragraph()
    if align is not None:
        line.alignment = align
    return line


def _write(word: Any, lines: Any, *, align: Any, size_pt: int) -> None:
    for text, face in lines:
        _run(_line(word, align), text, face, size_pt)


def _paragraph(word: Any, runs: list[tuple[str, str]], *, chars: int = 0) -> None:
    line = _line(word, ALIGN.JUSTIFY)
    if chars:
        _indent(line, "firstLine", chars)
    for text, face in runs:
        _run(line, text, face, BODY_PT)


def _run(line: Any, text: str, face: str, size_pt: int) -> None:
    run = line.add_run(text)
    run.font.size = Pt(size_pt)
    _set_face(run._element.get_or_add_rPr(), face)


def _indent(line: Any, side: str, chars: int) -> None:
    """Indent by characters, as Chinese Word counts, and by as many points for other readers."""
    indent = line._element.get_or_add_pPr().get_or_add_ind()
    indent.set(qn(f"w:{side}Chars"), str(100 * chars))
    indent.set(qn(f"w:{side}"), str(20 * BODY_PT * chars))


def _sign(word: Any, document: Document) -> None:
    _line(word)
    day = document.day
    words = day_words(day) if day else ""
    # 成文日期 stands four characters from the right edge; the signature is centred over it, here by characters.
    signed = [(document.signature, max(4 + (len(words) - 3 - len(document.signature)) // 2, 0)), (words, 4)]
    for text, chars in signed:
        line = _line(word, ALIGN.RIGHT)
        _indent(line, "right", chars)
        _run(line, text, FANGSONG, BODY_PT)
    if document.note:
        _paragraph(word, [(f"（{document.note}）", FANGSONG)], chars=2)


def _number(footer: Any, align: Any) -> None:
    """Write — 1 — outside, one character from the edge."""
    footer.is_linked_to_previous = False
    line = footer.paragraphs[0]
    line.alignment = align
    _indent(line, "right" if align == ALIGN.RIGHT else "left", 1)
    _run(line, "— ", SONGTI, PAGE_PT)
    run = line.add_run()
    run.font.size = Pt(PAGE_PT)
    _set_face(run._element.get_or_add_rPr(), SONGTI)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text or None
        run._element.append(part)
    _run(line, " —", SONGTI, PAGE_PT)
