"""Every list is handed out as Excel, and the file holds the rows its page shows."""

from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from portal.imports.lists import LISTS
from portal.imports.pages import read_page
from tests.browse import Browser
from tests.house.list_pages import LIST_PAGES
from tests.house.test_lists import address, fill

OWN_SHEET = {  # the list, and what hands it out
    "audit.listing": "audit.export",
    "circulars.board": "circulars.export",
    "corrections.listing": "corrections.export",
    "facilities.uses": "facilities.export",
    "guests.listing": "guests.export",
    "members.listing": "members.export",
    "problems.listing": "problems.export",
    "propagandists.listing": "propagandists.export",
    "reports.rollup": "reports.export",
    "returns.board": "returns.sheet",
    "stock.book": "stock.export",
    "studies.listing": "studies.export",
    "targets.listing": "targets.export",
    "women.listing": "women.export",
    "years.front": "years.export",
}
NO_LISTS = {
    "entered there, not shown": "certificates.batch exams.marks lesson.page lessons.end lessons.grid",
    "keyed there, not shown": "volunteers.credit shop.basket shop_sheets.key",
    "what is taken in": "imports.front",
    "one person's or one unit's page": "recipients.recipient units.card volunteers.volunteer honours.honour",
    "one volunteer's gifts": "giving.page giving.gift giving.kinship",
    "chosen from, not shown": "dispatch.candidates moves.move",
    "a day or a week at a glance, printed from its own page": "timetable.week facilities.day home.glance shop.front years.compare",
    "shown to the public": "public.notices public.policy_list public.micro_list public.place",
    "hung up as paper": "honours.notice notices.notice",
    "a receipt for the station's books": "circulars.acceptance",
    "sums, shown as pictures and printed": "requests.figures",
}
FILES = {endpoint for endpoint, _ in LIST_PAGES if endpoint.endswith(".export")}
EXPORTED = sorted(key for key in LIST_PAGES if key[0] in LISTS)


def test_every_list_is_handed_out_or_is_none() -> None:
    told = {*LISTS, *OWN_SHEET, *FILES, *(name for names in NO_LISTS.values() for name in names.split())}
    missing = {endpoint for endpoint, _ in LIST_PAGES} - told
    assert missing == set(), f"portal/imports/lists.py: LISTS lacks {sorted(missing)}"
    assert not LISTS & {*OWN_SHEET}, "one sheet for one list"


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("endpoint", "unit"), EXPORTED)
def test_the_file_holds_the_rows_of_the_page(browse: Browser, endpoint: str, unit: str) -> None:
    page = LIST_PAGES[endpoint, unit]
    browse.sign_in(page.person)
    fill(browse, page, 1)
    url = address(browse, endpoint, unit, page)
    shown = browse.get(url).text
    link = f"{url}{'&amp;' if '?' in url else '?'}as=xlsx"
    assert f'href="{link}"' in shown, "the page does not offer its list"
    answer = browse.get(link.replace("&amp;", "&"))
    assert answer.status_code == 200
    assert str(answer.mimetype).endswith("spreadsheetml.sheet")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    tables = [table for table in read_page(shown).tables if table.body]
    for table, rows in zip(tables, sheets, strict=True):
        held = [cell for row in rows for cell in row]
        for row in table.body:
            for text in (row[n].text for n in table.kept() if n < len(row) and not row[n].is_number):
                assert text in held, (text, rows)
        assert any(_is_heads(row, table) for row in rows), rows


def _is_heads(row: list[Any], table: Any) -> bool:
    return [str(cell).partition("\n")[0] for cell in row if cell != ""] == [table.label(n) for n in table.kept() if table.label(n)]
