"""Parts of a paper become one file: the one place that imports pypdf."""

from collections.abc import Sequence
from io import BytesIO

from pypdf import PdfReader, PdfWriter


def join(parts: Sequence[bytes]) -> bytes:
    """Return one PDF with the pages of all; what they share, above all their fonts, is in it once."""
    writer, made = PdfWriter(clone_from=BytesIO(parts[0])), BytesIO()
    for part in parts[1:]:
        writer.append(PdfReader(BytesIO(part)))
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    writer.write(made)
    return made.getvalue()
