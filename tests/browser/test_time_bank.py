"""The time bank, end to end, in a real Chromium on the demo as it is served: from a request on a phone to a receipt, and what is left."""

from collections.abc import Callable

import pytest

from tests.browser import bank
from tests.browser.bank import Helper
from tests.browser.station import Woman, number_of_nobody
from tests.browser.visitor import Site, Visitor

pytestmark = pytest.mark.browser
Visit = Callable[[], Visitor]


def test_an_hour_is_served_shown_credited_and_spent(visit: Visit, site: Site) -> None:
    bank.begin_with_the_demos_rules(site)
    manager, family, herself, city = visit().sign_in("lianxiang"), visit(), visit(), visit().sign_in("fuzhou")
    woman = Woman("温奶奶", number_of_nobody(), "13850127711")
    bank.shorten_the_notice(city)
    before = bank.figures(city)
    number = bank.ask(family, woman)
    helper = bank.put_on_the_roll(manager, Helper("何走查", "13850127722"))
    bank.accept(manager, number, woman)
    bank.dispatch(manager, helper)
    bank.begin(manager, helper)
    bank.end(herself, helper)
    bank.confirm(manager, helper)
    bank.verify(manager, helper)
    bank.redeem(manager, helper)
    bank.look_up(herself, helper)
    after = bank.figures(city)
    moved = {name: after[name] - value for name, value in before.items() if after[name] != value}
    assert {name: moved.get(name) for name in ("完成服务需求", "爱心超市兑换")} == {"完成服务需求": 1, "爱心超市兑换": 1}
    city.finds_no(woman.name, woman.phone, helper.name, helper.phone)
    assert "(all agree)" in site.flask("ledger", "verify")
    assert "(all agree)" in site.flask("tallies", "verify")
