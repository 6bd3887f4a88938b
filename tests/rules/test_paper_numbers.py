"""The number of a sheet of paper: read kindly, and any one slip shows."""

from datetime import date

import pytest

from portal.core.paper_numbers import make_number, parse_number, parse_serial
from portal.core.text import BadInput

NUMBER = make_number(date(2026, 3, 16), [1, 5, 9])


@pytest.mark.parametrize(
    "typed", [NUMBER, NUMBER.lower(), NUMBER.replace("-", ""), NUMBER.replace("-", " "), f" {NUMBER} ", "２６０３１６-" + NUMBER[7:]]
)
def test_the_number_of_a_sheet_is_read_kindly(typed: str) -> None:
    assert parse_number(typed) == NUMBER


def test_any_one_wrong_sign_of_a_number_shows() -> None:
    signs = {True: "0123456789", False: "ACDEFGHJKLMNPRTUWXY"}
    slips = [
        NUMBER[:n] + other + NUMBER[n + 1 :]
        for n, sign in enumerate(NUMBER)
        if sign != "-"
        for other in signs[sign.isdigit()]
        if other != sign
    ]
    for slip in slips:
        with pytest.raises(BadInput):
            parse_number(slip)
    assert len(slips) == 6 * 9 + 4 * 18


@pytest.mark.parametrize("typed", ["", "x", NUMBER[:-1], f"{NUMBER}A", "260316-0000", "12", "李梅", NUMBER * 3])
def test_what_is_no_number_of_a_sheet(typed: str) -> None:
    with pytest.raises(BadInput):
        parse_number(typed)


@pytest.mark.parametrize("typed", [f"{NUMBER}-3", f"{NUMBER}-03", f"{NUMBER}#3", f"{NUMBER.lower()} 03"])
def test_a_serial_is_the_number_and_the_row(typed: str) -> None:
    assert parse_serial(typed) == f"{NUMBER}-03"


@pytest.mark.parametrize("typed", [NUMBER, f"{NUMBER}-0", f"{NUMBER}-21", f"{NUMBER}-x", "3"])
def test_what_is_no_serial(typed: str) -> None:
    with pytest.raises(BadInput):
        parse_serial(typed)
