"""What the rules of a city's time bank may be, and what they say to whoever reads them."""

from datetime import date

import pytest

from portal.core.errors import RuleBroken
from portal.volunteer.rules.bank_rules import BankRules, check_rules, explain

TODAY = date(2026, 3, 16)


def test_rules_begin_today_or_later():
    check_rules(BankRules(TODAY, 240, 480, 6000), today=TODAY)
    for day in (date(2026, 3, 15), date(2032, 1, 1)):
        with pytest.raises(RuleBroken) as broken:
            check_rules(BankRules(day), today=TODAY)
        assert broken.value.field == "effective_on"


@pytest.mark.parametrize(
    ("caps", "field"),
    [((480, 240, None), "day_cap"), ((None, 480, 240), "total_cap"), ((480, None, 240), "total_cap")],
)
def test_no_cap_stands_below_a_smaller_one(caps, field):
    with pytest.raises(RuleBroken) as broken:
        check_rules(BankRules(TODAY, *caps), today=TODAY)
    assert broken.value.field == field


def test_every_value_is_told_in_words():
    told = {what: (value, words) for what, value, words in explain(BankRules())}
    assert len(told) == 12
    assert told["账户总上限"][0] == "1500小时"
    assert told["时间有效期"][0] == "长期有效"
    assert "父母" in told["可以赠与谁"][0]
    other = {what: value for what, value, _ in explain(BankRules(relations=(), donate_only=("party",), notice_days=0, needs_two=True))}
    assert other["可以赠与谁"] == "不可以赠与"
    assert other["只能捐赠的群体"] == "在职党员"
    assert (other["入账前公示"], other["两人核实"]) == ("不公示", "要")
