"""An official document: what is said in it, and nothing of how it looks.

Source: GB/T 9704-2012 党政机关公文格式, its 公文格式各要素.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal, Self

Run = tuple[str, str]
"""A piece of text and its style: "" as the rest, `strong` in 黑体, `kai` in 楷体, `mark` what is doubted, `figure` what has rows."""
Runs = tuple[Run, ...]
Level = Literal[1, 2, 3, 4]
Align = Literal["left", "right", "center"]


def plain(text: str) -> Runs:
    """Return a text without any style as runs."""
    return ((text, ""),)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a document with red letters.

    Args:
        issuer: 发文机关标志, as it is to stand there: 福州市妇女联合会文件.
        number: 发文字号: 榕妇〔2026〕3号.
        is_red: False prints it black, as a copy.
    """

    issuer: str
    number: str = ""
    is_red: bool = True


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, its number already in it: level 1 一、 in 黑体, 2 （一） in 楷体, 3 1. and 4 （1） in 仿宋."""

    level: Level
    runs: Runs
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; one that is not `is_indented` begins at the edge."""

    runs: Runs
    is_indented: bool = True
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Args:
        label: its head.
        unit: below the head, small.
        share: how wide it is beside the others; 0: as its longest cell asks.
        align: figures stand right.
    """

    label: str
    unit: str = ""
    share: float = 0
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table within the type area.

    Args:
        rows: as many cells in each as there are columns.
        totals: the last row, set off; empty: none.
        caption: above it, centred; empty: none.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...] = ()
    caption: str = ""
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture.

    Args:
        svg: its markup, drawn by the portal itself (`<svg …>` with a viewBox).
        caption: below it.
        width_mm: how wide it stands, at most the 156 mm of the type area; as high as its viewBox says.
    """

    svg: str
    caption: str = ""
    width_mm: float = 156
    kind: Literal["figure"] = "figure"


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""

    kind: Literal["break"] = "break"


Block = Heading | Paragraph | Table | Figure | PageBreak
_BLOCKS: dict[str, Any] = {"heading": Heading, "paragraph": Paragraph, "figure": Figure, "break": PageBreak}


@dataclass(frozen=True, slots=True)
class Copies:
    """版记: at the foot of the last page.

    Args:
        to: 抄送, the bodies that get a copy; empty: none.
        office: 印发机关.
        day: 印发日期.
    """

    to: str
    office: str
    day: date


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document; what is empty is left out.

    Args:
        title: a line break in it is kept, otherwise it is broken in a shapely way.
        head: with red letters; None: a plain document.
        addressee: 主送机关, without its colon.
        signature: 发文机关署名.
        day: 成文日期.
        attachments: the names of what is attached, without numbers.
        note: 附注, in brackets below the date.
        imprint: unit, period, cutoff, filled_by, reviewed_by, version, code, address, qr (an image as `data:` address), as words.
    """

    title: str
    blocks: tuple[Block, ...] = ()
    head: Head | None = None
    addressee: str = ""
    signature: str = ""
    day: date | None = None
    attachments: tuple[str, ...] = ()
    note: str = ""
    copies: Copies | None = None
    imprint: Mapping[str, str] = field(default_factory=dict[str, str])

    def kept(self) -> dict[str, Any]:
        """Return it as JSON gives it back, for the input of a job."""
        return json.loads(json.dumps(asdict(self), default=_day_words))

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Return the document that was kept."""
        head, copies, day = kept.get("head"), kept.get("copies"), kept.get("day")
        said: dict[str, Any] = {
            **kept,
            "blocks": tuple(_read_block(one) for one in kept.get("blocks", ())),
            "head": Head(**head) if head else None,
            "attachments": tuple(kept.get("attachments", ())),
            "copies": Copies(copies["to"], copies["office"], date.fromisoformat(copies["day"])) if copies else None,
            "day": date.fromisoformat(day) if day else None,
        }
        return cls(**said)


def _day_words(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _read_block(kept: Mapping[str, Any]) -> Block:
    kind = kept["kind"]
    if kind == "table":
        columns = tuple(Column(**one) for one in kept["columns"])
        rows = tuple(tuple(row) for row in kept["rows"])
        return Table(columns, rows, tuple(kept.get("totals", ())), kept.get("caption", ""))
    said: dict[str, Any] = {**kept, **({"runs": tuple((text, style) for text, style in kept["runs"])} if "runs" in kept else {})}
    return _BLOCKS[kind](**said)
