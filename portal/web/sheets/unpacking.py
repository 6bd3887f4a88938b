"""The outside of an .xlsx, which is a zip of XML: unpacked under caps, looked through, and packed anew for the reader.

So the reader meets nothing that claims to be small and is not, nor a cell far out that would make it lay out an empty world.
"""

import zlib
from io import BytesIO
from typing import Any, Final
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from portal.core.text import BadInput

MB: Final = 1024 * 1024
MAX_ENTRIES, MAX_UNPACKED_BYTES, MAX_RATIO = 200, 40 * MB, 200
MAX_ELEMENTS, MAX_COLUMNS, HEAD_ROWS = 2_000_000, 100, 10
OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and .xlsx behind a password


class BadSheet(BadInput):
    """Not a sheet that can be read; the message says why and what to do."""


def repack(content: bytes, *, max_rows: int) -> BytesIO:
    """Return the same workbook, packed by us, that holds no more than it shows.

    Raises:
        BadSheet: it is no .xlsx, damaged, too large inside, or has cells beyond what is taken.
    """
    parts = {name: part for name, part in _unpacked(content).items() if name.lower().endswith((".xml", ".rels"))}  # no pictures, no macros
    for part in parts.values():  # whichever of them the reader will take for a sheet
        _check_xml(part, most_rows=max_rows + HEAD_ROWS)
    return _packed(parts)


def too_long(max_rows: int) -> BadSheet:
    """Return the refusal of too many rows."""
    return BadSheet(f"一次最多 {max_rows} 行（看起来空白的行、别的工作表里的行也算），请删去多余的行，或分成几个文件")


def damaged() -> BadSheet:
    """Return the refusal of what cannot be read."""
    return BadSheet("文件已损坏，或不是 Excel 保存的 .xlsx。请用 Excel 打开、另存后再上传")


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Return the files inside, unpacked under caps, whatever the zip says of their size."""
    if content.startswith(OLD_EXCEL):
        raise BadSheet("这是旧版 Excel（.xls）或加了密码的文件。请在 Excel 里另存为“Excel 工作簿（.xlsx）”，不设密码，再上传")
    if not content.startswith(b"PK"):
        raise BadSheet("这不是 Excel 文件（.xlsx）。请下载模板填写，或在 Excel 里另存为“Excel 工作簿（.xlsx）”再上传")
    try:
        with ZipFile(BytesIO(content)) as book:
            return _inflate(book, room=min(MAX_UNPACKED_BYTES, len(content) * MAX_RATIO))
    except BadSheet:
        raise
    except (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, OverflowError) as error:
        raise damaged() from error


def _inflate(book: ZipFile, *, room: int) -> dict[str, bytes]:
    names = book.namelist()
    if len(names) > MAX_ENTRIES or len(set(names)) < len(names):
        raise BadSheet("文件里的部件太多或重复，不像一张表格。请复制到新的 Excel 文件里再上传")
    parts: dict[str, bytes] = {}
    for name in names:
        with book.open(name) as part:
            parts[name] = part.read(room + 1)
        room -= len(parts[name])
        if room < 0:
            raise BadSheet("文件解开后太大，不能上传。请只保留要导入的内容，复制到新的 Excel 文件里")
    if "xl/workbook.xml" not in parts:
        raise BadSheet("这不是 Excel 工作簿（.xlsx）。请在 Excel 里另存为“Excel 工作簿（.xlsx）”再上传")
    return parts


def _check_xml(part: bytes, *, most_rows: int) -> None:
    """Refuse XML that is broken, declares entities, or promises or holds more than is taken."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = _Extent(most_rows)
    try:
        parser.Parse(part, True)  # noqa: FBT003  # the parser's own word for the end
    except BadSheet:
        raise
    except (expat.ExpatError, LookupError, ValueError) as error:  # the last two of an encoding it does not know
        raise damaged() from error


def _refuse_doctype(*_: Any) -> None:
    raise damaged()


class _Extent:
    """Follows where the cells of a sheet stand and what its elements promise, and stops at the first that goes too far.

    The reader makes room for as many strings as `uniqueCount` says, and for every cell between the first and the last.
    """

    def __init__(self, most_rows: int) -> None:
        self.most_rows, self.row, self.column, self.elements = most_rows, 0, 0, 0

    def __call__(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        promised = [_number(value) for name, value in attributes.items() if name.lower().endswith("count")]
        if max(promised, default=self.elements) > MAX_ELEMENTS:
            raise damaged()
        name, place = tag.rpartition(" ")[2], attributes.get("r", "")
        if name == "row":
            self.row, self.column = _number(place) if place else self.row + 1, 0
        elif name == "c":
            self._follow(place)

    def _follow(self, place: str) -> None:
        letters = place.rstrip("0123456789")
        self.row = max(self.row, _number(place[len(letters) :] or "0"))
        self.column = _column_number(letters) if letters else self.column + 1
        if self.row > self.most_rows:
            raise too_long(self.most_rows - HEAD_ROWS)
        if self.column > MAX_COLUMNS:
            raise BadSheet(f"表格超过 {MAX_COLUMNS} 列，请删去右边多余的列再上传")


def _number(digits: str) -> int:
    if not (digits.isascii() and digits.isdigit() and len(digits) < 9):
        raise damaged()
    return int(digits)


def _column_number(letters: str) -> int:
    if not (letters.isascii() and letters.isalpha() and len(letters) < 5):
        raise damaged()
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _packed(parts: dict[str, bytes]) -> BytesIO:
    packed = BytesIO()
    with ZipFile(packed, "w") as book:
        for name, part in parts.items():
            book.writestr(name, part)
    packed.seek(0)
    return packed
