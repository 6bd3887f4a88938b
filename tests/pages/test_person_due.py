"""/t/<station>/persons/due: whose record nobody dealt with for as long as one is kept."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from portal.core import clock
from portal.training.services import intake as training
from tests import make
from tests.browse import Browser

AT = f"/t/{make.LIANXIANG}"
DUE = f"{AT}/persons/due"
LONG_AGO = datetime(2023, 1, 10, tzinfo=UTC)  # 1,161 days before today


def taken_in_long_ago(browse: Browser, n: int = 1) -> UUID:
    with browse.app.app_context(), clock.pretending(LONG_AGO):
        return make.trainee(n=n, taken_on=date(2023, 1, 10))


def test_the_manager_is_told_and_led_to_the_erasure(browse: Browser) -> None:
    trainee_id = taken_in_long_ago(browse)
    browse.sign_in("lianxiang")
    home = browse.get(f"{AT}/").text
    assert "保存期已满 1 名" in home
    assert DUE in home
    assert f"{AT}/trainees/{trainee_id}/erase" in browse.get(DUE).text


def test_who_was_dealt_with_since_is_kept(browse: Browser) -> None:
    trainee_id = taken_in_long_ago(browse)
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        training.amend_trainee(scope, trainee_id, make.admission(note="仍在联系").particulars, version=1)
    assert "没有保存期已满的记录" in browse.sign_in("lianxiang").get(DUE).text


def test_a_volunteer_with_hours_since_is_kept(browse: Browser) -> None:
    with browse.app.app_context(), clock.pretending(LONG_AGO):
        idle, busy = make.volunteer(), make.volunteer(name="林秀英", phone="13700001111")
    with browse.app.app_context():
        make.hours(busy)
    page = browse.sign_in("lianxiang").get(DUE).text
    assert str(idle) in page
    assert str(busy) not in page


def test_nobody_is_due_on_a_young_station(browse: Browser) -> None:
    with browse.app.app_context():
        make.trainee()
    browse.sign_in("lianxiang")
    assert "保存期已满" not in browse.get(f"{AT}/").text
    assert "没有保存期已满的记录" in browse.get(f"{DUE}?page=7").text


@pytest.mark.parametrize(("name", "status"), [("lianxiang_helper", 403), ("jinan", 403), ("neighbour", 404)])
def test_nobody_else_sees_them(browse: Browser, name: str, status: int) -> None:
    taken_in_long_ago(browse)
    browse.sign_in(name)
    assert browse.get(DUE).status_code == status
    if status == 403:
        assert "保存期已满" not in browse.get(f"{AT}/").text
