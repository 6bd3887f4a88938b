"""What others than the station read of the time bank names nobody who is on one of its rolls."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from portal.care.rules.facilities import Visits
from portal.care.services import facilities
from portal.core.errors import RuleBroken
from portal.core.scope import Scope
from portal.public import services as public
from portal.shop.rules.stock import Loss
from portal.shop.services import stock
from portal.volunteer.queries.disputes import get_dispute, list_of_shift
from portal.volunteer.rules.disputes import Verdict
from portal.volunteer.services import disputes, giving, hours, shifts
from tests import make, make_care, make_giving, make_shifts

pytestmark = pytest.mark.usefixtures("session")
ELDER = "林依姆"
DAY = date(2026, 3, 16)


def refused(deed: Any, made: UUID) -> str:
    make_care.recipient(name=ELDER)
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken, match=f"名册上的姓名“{ELDER}”") as broken:
        deed(scope, made)
    return broken.value.field


def count(scope: Scope, which: UUID) -> None:
    facilities.count_day(scope, DAY, [Visits(which, 3, 0, f"{ELDER}没有来", 0)])


def test_notes_of_facilities_and_stock_name_nobody_on_a_roll() -> None:
    assert refused(count, make_care.facility()) == "rows-0-note"
    item_id = make_care.shop_item()
    with make.working_at(make.LIANXIANG) as scope:
        with pytest.raises(RuleBroken, match="名册") as broken:
            stock.receive(scope, item_id, make_care.inflow(note=f"{ELDER}经手"))
        assert broken.value.field == "note"
        with pytest.raises(RuleBroken, match="名册") as broken:
            stock.lose(scope, item_id, Loss(1, DAY, f"{ELDER}打碎"))
        assert broken.value.field == "reason"


def test_nor_do_reasons_of_what_is_taken_back_voided_or_objected_to() -> None:
    chen = make.volunteer(phone="13900000009")
    assert refused(lambda scope, it: hours.reverse_hours(scope, it, reason=f"{ELDER}说没来", once=""), make.hours(chen)) == "reason"
    verified = make_shifts.shift(chen, "verified", on=date(2026, 3, 6))
    gift = make_giving.gift()
    with make.working_at(make.LIANXIANG) as scope:
        for deed in (
            lambda: giving.take_back(scope, gift, reason=f"{ELDER}要求"),
            lambda: shifts.void(scope, verified, f"{ELDER}没在家"),
            lambda: disputes.raise_dispute(scope, verified, f"{ELDER}没在家", "counter"),
        ):
            with pytest.raises(RuleBroken, match=r"不要写她的姓名|名册"):
                deed()


def test_a_stranger_and_the_county_write_names_that_are_taken_out_unsaid() -> None:
    make_care.recipient(name=ELDER)
    verified = make_shifts.shift(make.volunteer(), "verified")
    with make.working_at(make.LIANXIANG) as scope:
        public.object_to(scope, verified, f"{ELDER}说陈秀英没来，家人不在")
        [row] = list_of_shift(scope, verified)
        assert row.reason == "××说××没来，家人不在"
    with make.working_at(make.JINAN, "jinan") as scope:
        disputes.decide(scope, row.id, Verdict.UPHELD, reason=f"已问过{ELDER}", new_min=None, version=1)
        assert get_dispute(scope, row.id).decision == "已问过××"
