"""The rules of a city's time bank: one version a day, withdrawn until it begins, kept to from its day on."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.core.errors import Conflict, RuleBroken
from portal.volunteer.queries.bank_rules import list_versions, rules_on
from portal.volunteer.services.bank_rules import withdraw_rules
from tests import make, make_roll


def test_rules_are_kept_to_from_their_day_on_and_in_their_city_alone(session: Session) -> None:
    make_roll.bank_rules(date(2026, 3, 16), least_age=16)
    make_roll.bank_rules(date(2026, 4, 1), least_age=18, relations=("parent",), donate_only=("party",))
    with make.working_at(make.LIANXIANG) as scope:
        ages = [rules_on(scope, day).least_age for day in (date(2026, 3, 15), date(2026, 3, 16), date(2026, 3, 31), date(2026, 4, 1))]
        assert ages == [14, 16, 16, 18]
        assert rules_on(scope, date(2026, 4, 1)).relations == ("parent",)
    with make.working_at(make.OTHER_STATION, "stranger") as scope:
        assert rules_on(scope, date(2026, 4, 1)).least_age == 14


def test_a_day_has_one_version(session: Session) -> None:
    make_roll.bank_rules(date(2026, 4, 1))
    with pytest.raises(RuleBroken, match="同一天只能有一版") as broken:
        make_roll.bank_rules(date(2026, 4, 1), least_age=16)
    assert broken.value.field == "effective_on"


def test_what_has_begun_is_not_withdrawn(session: Session) -> None:
    begun, to_come = make_roll.bank_rules(date(2026, 3, 16)), make_roll.bank_rules(date(2026, 3, 17))
    with make.working_at(make.CITY, "fuzhou") as scope:
        with pytest.raises(Conflict, match="已经施行"):
            withdraw_rules(scope, begun, reason="写错了")
        withdraw_rules(scope, to_come, reason="写错了")
        assert [row.id for row in list_versions(scope, page=1)] == [begun]
    make_roll.bank_rules(date(2026, 3, 17))
