"""A document to what stands on its pages, from the head to the foot of the last one.

Source: GB/T 9704-2012, 7.2 (版头), 7.3 (主体), 7.4 (版记).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from portal.core.dates import day_words
from portal.typeset.rules.document import Block, Copies, Document, Figure, Head, Heading, PageBreak, Paragraph, Runs, Table, plain
from portal.typeset.rules.faces import Face
from portal.typeset.rules.lines import INDENT_EM, Line, break_lines
from portal.typeset.rules.pages import LINE, LINES, Item, Page, compose, set_at_foot
from portal.typeset.rules.pictures import Picture, set_picture
from portal.typeset.rules.tables import set_table
from portal.typeset.rules.titles import break_title

MEASURE_PT = 156 / 25.4 * 72
LEADING_PT = 28.99
BODY_PT, TITLE_PT, SMALL_PT, CAPTION_PT = 15.75, 22.0, 14.0, 12.0  # 三号 (as 28 of it fill a line), 二号, 四号, 小四
_HEAD_LINES = 11  # 35 mm, the letters, two lines, the number, 4 mm to the red line, two lines
_RIGHT_OF_DAY_EM = 4.0
_LOOKS = {1: "heiti", 2: "kaiti", 3: "fangsong", 4: "fangsong"}


@dataclass(frozen=True, slots=True)
class Faces:
    """The five faces of a document."""

    fangsong: Face
    kaiti: Face
    heiti: Face
    xiaobiaosong: Face
    songti: Face

    def of(self, look: str) -> dict[str, Face]:
        """Return {style of a run: face} where most is set in one of the five."""
        return {"": getattr(self, look), "strong": self.heiti, "kai": self.kaiti, "narrow": self.fangsong}


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text.

    Args:
        look: in which of the five faces.
        size: in points.
        place: `body`, `title`, `caption`, `copies` and `office`, which have rules above and below.
    """

    line: Line
    look: str = "fangsong"
    size: float = BODY_PT
    place: str = "body"

    @property
    def is_centered(self) -> bool:
        """Whether it stands in the middle."""
        return self.place in ("title", "caption")


@dataclass(frozen=True, slots=True)
class Masthead:
    """The head with red letters, and how large these are."""

    head: Head
    size: float


def set_document(document: Document, faces: Faces) -> list[Page]:
    """Return the pages of a document."""
    text = [*_opening(document, faces), *_body(document.blocks, faces), *_attached(document, faces)]
    signed = list(_signed(document, faces))
    if signed:  # never alone on a page
        text = [*text[:-2], *(replace(item, is_glued=True) for item in text[-2:])]
    pages = compose([*text, *signed])
    if document.copies:
        set_at_foot(pages, list(_copies(document.copies, faces)))
    return pages


def full_lines(page: Page) -> int:
    """Return how many lines of the type area a page fills."""
    return -(-page.used // LINE)


def masthead_size(issuer: str, face: Face) -> float:
    """Return how large the red letters are: 小初 and smaller where many do not fit."""
    return min(48.0, round(0.96 * MEASURE_PT / max(face.width(issuer), 1.0), 1))


def _opening(document: Document, faces: Faces) -> Iterator[Item]:
    if document.head:
        yield Item(Masthead(document.head, masthead_size(document.head.issuer, faces.xiaobiaosong)), _HEAD_LINES * LINE, is_glued=True)
    for line in break_title(document.title, faces.xiaobiaosong, MEASURE_PT / TITLE_PT) if document.title else ():
        yield Item(Text(_one_line(line), "xiaobiaosong", TITLE_PT, "title"), is_glued=True)
    if document.title:
        yield Item(None, is_white=True)
    if document.addressee:
        yield from _texts(plain(f"{document.addressee}："), "fangsong", faces)


def _one_line(text: str, indent: float = 0.0) -> Line:
    return break_lines(plain(text), {"": Face({}, {}, {})}, 10_000.0)[0] if not indent else replace(_one_line(text), indent=indent)


def _body(blocks: Sequence[Block], faces: Faces) -> Iterator[Item]:
    is_broken = False
    for block in blocks:
        if isinstance(block, PageBreak):
            is_broken = True
            continue
        for number, item in enumerate(_block(block, faces)):
            yield replace(item, begins_page=True) if is_broken and not number else item
        is_broken = False


def _block(block: Block, faces: Faces) -> Iterable[Item]:
    if isinstance(block, Heading):
        look = _LOOKS[block.level]
        return [replace(item, is_glued=True) for item in _texts(block.runs, look, faces, indent=INDENT_EM)]
    if isinstance(block, Paragraph):
        return _texts(block.runs, "fangsong", faces, indent=INDENT_EM if block.is_indented else 0.0)
    if isinstance(block, Table):
        caption = _caption(block.caption, faces, is_glued=True)
        return [*caption, *set_table(block, {"": faces.songti, "strong": faces.heiti}, MEASURE_PT)]
    return _figure(block, faces) if isinstance(block, Figure) else ()


def _texts(runs: Runs, look: str, faces: Faces, *, indent: float = 0.0, hang: float = 0.0) -> list[Item]:
    """Return the lines of a text; each of its own paragraphs begins as the first one does."""
    measure = MEASURE_PT / BODY_PT
    paragraphs = [_wide_marks(one, faces, look) for one in _paragraphs(runs)]
    lines = [line for one in paragraphs for line in break_lines(one, faces.of(look), measure, indent=indent, hang=hang)]
    return [Item(Text(line, look)) for line in lines]


def _paragraphs(runs: Runs) -> Iterator[Runs]:
    """Yield the runs of each paragraph of a text with line ends in it; empty ones are left out."""
    current: list[tuple[str, str]] = []
    for text, style in runs:
        first, *more = text.replace("\r", "").split("\n")
        current.append((first, style))
        for part in more:
            if any(said.strip() for said, _ in current):
                yield tuple(current)
            current = [(part, style)]
    yield tuple(current)


def _wide_marks(runs: Runs, faces: Faces, look: str) -> Runs:
    """Return the runs with those quotation marks that a face has only for Latin in the face of the body."""
    face, body = getattr(faces, look), faces.fangsong
    narrow = [mark for mark in "“”‘’·" if face.width(mark) < body.width(mark)]
    return tuple(
        (part, "narrow" if part in narrow else style)
        for text, style in runs
        for part in (_split(text, narrow) if narrow and style == "" else [text])
    )


def _split(text: str, marks: Sequence[str]) -> list[str]:
    ends = [0, *(end for at, char in enumerate(text) if char in marks for end in (at, at + 1)), len(text)]
    return [text[start:end] for start, end in pairwise(sorted(set(ends)))] or [""]


def _caption(text: str, faces: Faces, *, is_glued: bool) -> list[Item]:
    lines = break_lines(plain(text), {"": faces.heiti}, MEASURE_PT / CAPTION_PT) if text else []
    return [Item(Text(replace(line, is_last=True), "heiti", CAPTION_PT, "caption"), is_glued=is_glued) for line in lines]


def _figure(figure: Figure, faces: Faces) -> list[Item]:
    caption = _caption(figure.caption, faces, is_glued=False)
    picture: Picture | None = set_picture(figure, MEASURE_PT, most_pt=(LINES - 1 - len(caption)) * LEADING_PT)
    if not picture:
        return _texts(plain("（此处的图片无法显示）"), "fangsong", faces, indent=INDENT_EM)
    height = -(-picture.height // LEADING_PT)
    shown = Item(picture, int(height) * LINE, is_glued=bool(caption))
    return [shown, *(replace(item, is_glued=item is not caption[-1]) for item in caption)]


def _attached(document: Document, faces: Faces) -> Iterator[Item]:
    if document.attachments:
        yield Item(None, is_white=True, is_glued=True)
        yield from _attachments(document.attachments, faces)


def _attachments(names: Sequence[str], faces: Faces) -> Iterator[Item]:
    label = faces.fangsong.width("附件：")
    for number, name in enumerate(names, start=1):
        counted = f"{number}. " if len(names) > 1 else ""
        first = INDENT_EM if number == 1 else INDENT_EM + label
        hang = INDENT_EM + label + faces.fangsong.width(counted)
        yield from _texts(plain(f"{'附件：' if number == 1 else ''}{counted}{name}"), "fangsong", faces, indent=first, hang=hang)


def _signed(document: Document, faces: Faces) -> Iterator[Item]:
    """Yield what is below the text: the signature over the middle of the day, which leaves four characters to its right, and a note."""
    measure, face = MEASURE_PT / BODY_PT, faces.fangsong
    day = day_words(document.day) if document.day else ""
    middle = measure - _RIGHT_OF_DAY_EM - face.width(day or document.signature) / 2
    lines = break_lines(plain(document.signature), {"": face}, measure - _RIGHT_OF_DAY_EM) if document.signature else []
    if lines or day:
        yield from [Item(None, is_white=True, is_glued=True)] * 2
    for line in lines:
        width = face.width(line.text)
        at = max(min(middle - width / 2, measure - width), 0.0)
        yield Item(Text(_one_line(line.text, at)), is_glued=bool(day or document.note))
    if day:
        yield Item(Text(_one_line(day, middle - face.width(day) / 2)), is_glued=bool(document.note))
    if document.note:
        yield from _texts(plain(f"（{document.note}）"), "fangsong", faces, indent=INDENT_EM)


def _copies(copies: Copies, faces: Faces) -> Iterator[Item]:
    """Yield the lines at the foot: who gets a copy, and who printed it when."""
    measure, face = MEASURE_PT / SMALL_PT - 2, {"": faces.fangsong}
    lines = break_lines(plain(f"抄送：{copies.to.rstrip('。')}。"), face, measure, hang=faces.fangsong.width("抄送：")) if copies.to else []
    for number, line in enumerate(lines):
        yield Item(Text(replace(line, indent=line.indent + 1), "fangsong", SMALL_PT, "copies" if number else "copies first"), is_glued=True)
    printed = f"{day_words(copies.day)}印发"
    white = measure - faces.fangsong.width(copies.office) - faces.fangsong.width(printed)
    office = _one_line(copies.office, 1.0)
    apart = replace(office.segments[-1], gap=max(white, 1.0))
    both = (*office.segments[:-1], apart, *_one_line(printed).segments)
    yield Item(Text(Line(both, 1.0, is_last=True), "fangsong", SMALL_PT, "office" if lines else "office first"))
