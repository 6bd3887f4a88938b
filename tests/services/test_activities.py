"""The daily log below the views: what two who write at once do to the figures."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.core.errors import Conflict
from portal.stations import queries, services
from portal.tallies import services as tallies
from portal.tenants.models import Tenant
from tests import make


def differences() -> list[Any]:
    """Where the figures of 福州 are not what their rows say."""
    with make.working_at(make.CITY) as scope:
        return tallies.differences(scope)


@pytest.mark.parametrize("is_voided", [False, True])
def test_a_version_not_yet_seen_moves_no_figure(session: Session, monkeypatch: pytest.MonkeyPatch, is_voided: bool) -> None:
    """What a clerk sends may name the version somebody else is just writing; the difference is that to the row as it was read."""
    made = make.activity(attendances=30)
    with make.working_at(make.LIANXIANG) as scope:
        before = queries.get_activity(scope, made)
        services.amend_activity(scope, made, make.gathering(attendances=50), version=1)
    monkeypatch.setattr(queries, "get_activity", lambda *_: before)
    with pytest.raises(Conflict), make.working_at(make.LIANXIANG) as scope:
        if is_voided:
            services.void_activity(scope, made, reason="重复", version=2)
        else:
            services.amend_activity(scope, made, make.gathering(attendances=70), version=2)
    assert differences() == []


def test_a_station_opened_later_changes_no_month_that_was_closed_above_it(session: Session) -> None:
    with make.working_at(make.JINAN) as scope:
        tallies.close_month(scope, "2026-02")
        session.execute(update(Tenant).where(Tenant.code == make.LIANXIANG).values(opened_on=date(2026, 3, 2)))
    with pytest.raises(Conflict, match="2026年3月2日揭牌"):
        make.activity(held_on=date(2026, 2, 27))
    assert make.activity(held_on=date(2026, 3, 1))
