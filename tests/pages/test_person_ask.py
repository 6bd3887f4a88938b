"""/t/<station>/records: the county asks who stands behind one nameless row."""

from dataclasses import replace
from uuid import UUID

import pytest

from portal.people import rolls
from portal.people.services import records, withdraw_consent
from portal.training import queries
from tests import make
from tests.browse import Browser

LIST = f"/t/{make.LIANXIANG}/records/"
NUMBER = make.resident_number()
FORM = {"why": "double", "reason": "与另一驿站核对"}


@pytest.fixture
def trainee_id(browse: Browser) -> UUID:
    with browse.app.app_context():
        return make.trainee()


def page_of(browse: Browser, trainee_id: UUID, code: str = make.LIANXIANG) -> str:
    with browse.app.app_context(), make.working_at(code) as scope:
        return f"{LIST}{queries.get_trainee(scope, trainee_id).intake_id}"


def test_the_county_opens_one_row_to_one_woman_masked(browse: Browser, trainee_id: UUID) -> None:
    page = page_of(browse, trainee_id)
    browse.sign_in("jinan")
    listed = browse.get(LIST).text
    assert page in listed
    assert "李梅" not in listed
    assert "李梅" not in browse.get(page).text
    answer = browse.fill(page, FORM)
    assert answer.status_code == 200
    for words in ("李梅", "138****1234", f"{NUMBER[:6]}********{NUMBER[-4:]}"):
        assert words in answer.text
    assert NUMBER not in answer.text
    assert "13800001234" not in answer.text
    assert "李梅" not in str(answer.headers)


def test_the_stations_manager_sees_who_asked_and_why(browse: Browser, trainee_id: UUID) -> None:
    browse.sign_in("jinan").fill(page_of(browse, trainee_id), FORM)
    shown = browse.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/trainees/{trainee_id}").text
    assert "jinan 的使用人 县级查阅" in shown
    assert "核对重复登记：与另一驿站核对" in shown


def test_the_same_form_sent_again_shows_nothing_more(browse: Browser, trainee_id: UUID) -> None:
    page = page_of(browse, trainee_id)
    browse.sign_in("jinan")
    form = {**FORM, "once": "d" * 32}
    assert browse.post(page, form).status_code == 200
    again = browse.post(page, form)
    assert (again.status_code, again.location) == (303, LIST)


@pytest.mark.parametrize(("field", "value"), [("why", ""), ("why", "gossip"), ("reason", ""), ("reason", "查李梅")])
def test_without_a_good_reason_nobody_is_shown(browse: Browser, trainee_id: UUID, field: str, value: str) -> None:
    answer = browse.sign_in("jinan").fill(page_of(browse, trainee_id), {**FORM, field: value})
    assert answer.status_code == 422
    assert "138****1234" not in answer.text


def test_the_hours_records_are_soon_used_up(browse: Browser, monkeypatch: pytest.MonkeyPatch, trainee_id: UUID) -> None:
    known = browse.app.extensions["portal.settings"]
    monkeypatch.setitem(browse.app.extensions, "portal.settings", replace(known, unmasks_per_hour=1))
    page = page_of(browse, trainee_id)
    browse.sign_in("jinan")
    assert [browse.fill(page, FORM).status_code for _ in range(2)] == [200, 429]
    shown = browse.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/trainees/{trainee_id}").text
    assert "县级查阅（被拒绝）" in shown


@pytest.mark.parametrize(
    ("name", "status"), [("lianxiang", 403), ("jinan_clerk", 403), ("fuzhou", 403), ("gulou", 404), ("neighbour", 404), ("linqing", 404)]
)
def test_nobody_but_the_countys_administrator_asks(browse: Browser, trainee_id: UUID, name: str, status: int) -> None:
    page = page_of(browse, trainee_id)
    browse.sign_in(name)
    for path in (LIST, page):
        assert browse.get(path).status_code == status
    assert browse.post(page, FORM).status_code == status


def test_a_row_of_another_station_is_not_found(browse: Browser) -> None:
    with browse.app.app_context():
        theirs = make.trainee(make.NEIGHBOUR)
    page = page_of(browse, theirs, make.NEIGHBOUR)
    assert browse.sign_in("jinan").get(page).status_code == 404
    assert browse.post(page, FORM).status_code == 404


def test_who_withdrew_or_was_erased_is_shown_to_nobody(browse: Browser, trainee_id: UUID) -> None:
    page = page_of(browse, trainee_id)
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        withdraw_consent(scope, rolls.get("trainees").get(scope, trainee_id), channel="phone", note="")
    answer = browse.sign_in("jinan").post(page, FORM)
    assert answer.status_code == 409
    assert "李梅" not in answer.text
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        records.erase_record(scope, rolls.get("trainees").get(scope, trainee_id), reason="本人撤回同意")
    assert browse.get(page).status_code == 409
    assert page in browse.get(LIST).text  # the row is counted, and so it is shown


@pytest.mark.parametrize("query", ["?month=2026-13", "?month=x", "?page=-1", "?page=99999999999"])
def test_nonsense_in_the_address_is_no_error(browse: Browser, trainee_id: UUID, query: str) -> None:
    assert browse.sign_in("jinan").get(f"{LIST}{query}").status_code == 200
