"""/t/<station>/facilities: what elders use, counted day by day in one grid, read from above without a name."""

from datetime import date
from uuid import UUID

import pytest

from portal.tallies import services as tallies
from tests import make, make_care
from tests.browse import Browser

LIST = f"/t/{make.LIANXIANG}/facilities/"
NEW, DAY, USES = f"{LIST}new", f"{LIST}day?day=2026-03-05", f"{LIST}uses?month=2026-03"
ONE = {"kind": "canteen", "name": "爱心餐厅", "seats": "４０", "hours": "11:00–13:00", "opened_on": "2026-01-05", "note": ""}


def one(browse: Browser, code: str = make.LIANXIANG, **changes: str) -> UUID:
    with browse.app.app_context():
        return make_care.facility(code, **changes)


def row(facility_id: UUID, elders: str = "12", others: str = "3", *, version: int = 0) -> dict[str, str]:
    said = {"facility_id": f"{facility_id}", "version": f"{version}", "elders": elders, "others": others, "note": ""}
    return {f"rows-0-{name}": value for name, value in said.items()}


def test_a_facility_is_registered_and_closed(browse: Browser) -> None:
    browse.sign_in("lianxiang_helper")
    assert "还没有登记日间照料设施" in browse.get(LIST).text
    assert browse.fill(NEW, ONE).location == LIST
    page = browse.get(LIST).text
    assert "爱心餐厅" in page
    facility_id = one(browse, kind="barber", name="理发室")
    assert browse.fill(f"{LIST}{facility_id}", {**ONE, "kind": "barber", "name": "二楼理发室"}).status_code == 303
    assert browse.post(f"{LIST}{facility_id}", {**ONE, "version": "1"}).status_code == 409
    assert browse.fill(f"{LIST}{facility_id}/end", {"ended_on": "2026-03-01"}).status_code == 303
    assert "二楼理发室" in browse.get(f"{LIST}?ended=1").text
    assert browse.fill(NEW, {**ONE, "seats": "0"}).status_code == 422


def test_a_day_is_keyed_put_right_and_read_from_above(browse: Browser) -> None:
    facility_id = one(browse)
    browse.sign_in("lianxiang_helper")
    assert browse.fill(DAY, {**row(facility_id), "then": "next"}).location == f"{LIST}day?day=2026-03-06"
    assert 'value="12"' in browse.get(DAY).text
    assert browse.fill(DAY, row(facility_id, "10", "", version=1)).location == f"{LIST}day?day=2026-03-05"
    assert browse.post(DAY, row(facility_id, "9", version=1)).status_code == 409
    for reader in ("jinan_clerk", "fuzhou_reader"):
        page = browse.sign_in(reader).get(USES).text
        assert ("爱心餐厅" in page, "登记使用人次</a>" in page) == (True, False)
        assert browse.post(DAY, row(facility_id)).status_code == 403
    assert browse.get(f"{LIST}uses.xlsx?month=2026-03").data[:2] == b"PK"


@pytest.mark.parametrize(("elders", "words"), [("-1", "整数"), ("5001", "0 到 5000"), ("x" * 10_000, "整数"), ("1\0", "")])
def test_a_number_that_is_none_is_said_so(browse: Browser, elders: str, words: str) -> None:
    answer = browse.sign_in("lianxiang").post(DAY, row(one(browse), elders))
    assert answer.status_code == (422 if words else 303)
    assert words in answer.text


def test_what_is_not_hers_is_not_found(browse: Browser) -> None:
    theirs = one(browse, make.NEIGHBOUR)
    browse.sign_in("lianxiang")
    assert browse.post(DAY, row(theirs)).status_code == 404
    assert browse.post(DAY, {**row(theirs), "rows-0-facility_id": "x"}).status_code == 404
    assert browse.get(f"{LIST}{theirs}").status_code == 404
    assert browse.sign_in("gulou").get(USES).status_code == 404
    for nonsense in ("day=2099-01-01", "day=x", "day=", "day=0001-01-01"):
        assert "2026-03-16" in browse.sign_in("lianxiang").get(f"{LIST}day?{nonsense}").text


def test_a_closed_month_is_refused_and_the_same_form_sent_twice_is_one(browse: Browser) -> None:
    facility_id = one(browse)
    browse.sign_in("lianxiang")
    form = {**row(facility_id), "once": "d" * 32}
    assert [browse.post(DAY, form).status_code for _ in range(2)] == [303, 303]
    with browse.app.app_context():
        make_care.visits(facility_id, day=date(2026, 2, 5))
        with make.working_at(make.LIANXIANG) as scope:
            tallies.close_month(scope, "2026-02")
    answer = browse.post(f"{LIST}day?day=2026-02-05", row(facility_id, "13", version=1))
    assert (answer.status_code, "关账" in answer.text) == (409, True)
