"""What a page that WeasyPrint laid out shows of its sample rows; its boxes have no public names, so they are read here alone."""

from collections.abc import Iterator, Sequence
from typing import Any

from portal.web.long_tables import Geometry


def geometry(pages: Sequence[Any]) -> Geometry:
    """Return what the pages of a geometry sample show."""
    rows = dict(_rows(pages))
    (first, top), (_, plain), (_, later), (last, end) = (rows[number] for number in range(4))
    foot = _table(pages[first]).border_bottom_width
    page = pages[first]._page_box  # noqa: SLF001
    bottom = page.content_box_y() + page.height - foot
    room = bottom - later.position_y
    return Geometry(
        pages_before=first,
        first_room=bottom - top.position_y,
        room=room,
        after=_used(pages[-1]) - end.position_y - end.height if last == len(pages) - 1 else (len(pages) - 1 - last) * room,
        height=plain.height,
        widths=[cell.width / cell.style["font_size"] for cell in plain.children],
    )


def heights(pages: Sequence[Any]) -> list[float]:
    """Return the heights of the sample rows between the first and the last."""
    found = dict(_rows(pages))
    return [found[number][1].height for number in range(1, len(found) - 1)]


def _rows(pages: Sequence[Any]) -> Iterator[tuple[int, tuple[int, Any]]]:
    for index, page in enumerate(pages):
        for box in page._page_box.descendants():  # noqa: SLF001
            name = (box.element.get("id") or "") if box.element_tag == "tr" and box.element is not None else ""
            if name.startswith("sample-"):
                yield int(name.removeprefix("sample-")), (index, box)


def _table(page: Any) -> Any:
    """Return the table the sample rows are in."""
    inside: Any = None
    for box in page._page_box.descendants():  # noqa: SLF001
        if box.element_tag == "table" and hasattr(box, "column_widths"):
            inside = box
        if box.element_tag == "tr" and (box.element.get("id") or "") == "sample-0":
            break
    return inside


def _used(page: Any) -> float:
    """Return where the content of a page ends."""
    html = page._page_box.children[0]  # noqa: SLF001
    return max(child.position_y + child.margin_height() for body in html.children for child in body.children if child.is_in_normal_flow())
