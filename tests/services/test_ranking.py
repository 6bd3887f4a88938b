"""A month is ranked from closed figures, shown, objected to, made anew, published, and then stands."""

from typing import Any

import pytest
from flask import Flask

from portal.core import clock
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.standing.queries import ranking as queries
from portal.standing.rules.formulas import Basis, Item, formula_of
from portal.standing.rules.objections import Answer
from portal.standing.rules.ranking import digest_of
from portal.standing.services import formulas, objections
from portal.standing.services import ranking as services
from portal.tallies.rules.months import Step
from portal.tallies.services.months import move_month, submit_month
from tests import make, make_rankings
from tests.make_rankings import MONTH, NEXT

pytestmark = pytest.mark.usefixtures("session")


def places(ranking_id: Any) -> list[tuple[str, int | None, int | None]]:
    return [(line.name, line.rank, line.points) for line in queries.lines_of(make_rankings.told(ranking_id))]


def city(name: str = "fuzhou") -> Any:
    return make.working_at(make.CITY, name)


def reopen(code: str, month: str = MONTH) -> None:
    """Let a county's month come back, have one gathering more, and be accepted again."""
    station, manager = make_rankings.STATIONS[code]
    city_id = make.tenant(make.CITY).id
    with make.working_at(code, make_rankings.ADMINS[code]) as scope:
        move_month(scope, month, Step.REOPEN, revision=1, reason="漏报一场", done_from=city_id)
    with make.working_at(station, manager) as scope:
        make.stations.log_activities(scope, [make.gathering(held_on=clock.days_of(month)[0], attendances=90, women=5)])
    with make.working_at(code, make_rankings.ADMINS[code]) as scope:
        submit_month(scope, month, revision=1, due_on=clock.today())
        move_month(scope, month, Step.ACCEPT, revision=2, done_from=city_id)


def test_a_month_is_ranked_from_what_its_counties_were_closed_with() -> None:
    row = make_rankings.told(made := make_rankings.ranking())
    assert places(made) == [("鼓楼区", 1, 100_000), ("晋安区", 2, 70_000)]
    assert (row.revision, row.state, str(row.objections_until)) == (1, "notice", "2026-03-19")
    assert row.digest == digest_of(make.tenant(make.CITY).id, MONTH, 1, formula_of(row), queries.lines_of(row))


def test_lines_stay_as_they_are_whatever_becomes_of_the_month() -> None:
    made = make_rankings.ranking()
    before = make_rankings.told(made).lines
    reopen(make.JINAN)
    assert make_rankings.told(made).lines == before
    make_rankings.past_notice(made)
    with pytest.raises(Conflict, match="晋安区的月报在计算之后"), city() as scope:
        services.publish(scope, made)


def test_a_month_is_not_ranked_before_every_county_is_accepted_unless_one_is_left_out_with_a_reason() -> None:
    make_rankings.formula()
    make_rankings.accepted(MONTH, {make.JINAN: 30})
    with pytest.raises(Conflict, match="还有 1 个县的月报没有审核通过：鼓楼区（填报中）"), city() as scope:
        services.reckon(scope, MONTH)
    with pytest.raises(RuleBroken, match="没有 350111100013 这个县"), city() as scope:
        services.reckon(scope, MONTH, left_out={make.LIANXIANG: "不是县"})
    with city() as scope:
        made = services.reckon(scope, MONTH, left_out={make.GULOU: "当月撤并"})
    assert places(made) == [("晋安区", 1, 100_000), ("鼓楼区", None, None)]


def test_without_a_formula_nothing_is_ranked() -> None:
    make_rankings.formula(since_month=NEXT)
    with pytest.raises(Conflict, match="还没有排名公式"):
        make_rankings.ranked(MONTH)


def test_a_ranking_is_made_anew_only_with_a_reason_and_from_the_latest() -> None:
    first = make_rankings.ranking()
    with pytest.raises(RuleBroken, match="为什么重新计算"), city() as scope:
        services.reckon(scope, MONTH, seen=1)
    with pytest.raises(Conflict, match="已经有人计算过"), city() as scope:
        services.reckon(scope, MONTH, seen=0, reason="再算一遍")
    with city() as scope:
        second = services.reckon(scope, MONTH, seen=1, reason="妇女人数有误")
    assert [make_rankings.told(it).state for it in (first, second)] == ["superseded", "notice"]
    make_rankings.past_notice(first)
    with pytest.raises(Conflict, match="已经被重新计算的一版替代"), city() as scope:
        services.publish(scope, first)


def test_it_is_published_when_the_notice_is_over_and_then_never_made_anew() -> None:
    made = make_rankings.ranking()
    with pytest.raises(Conflict, match="公示期到 2026-03-19 为止"), city() as scope:
        services.publish(scope, made)
    make_rankings.past_notice(made)
    with city() as scope:
        services.publish(scope, made)
        assert queries.find_published(scope, MONTH).id == made
    with pytest.raises(Conflict, match="已经由fuzhou 的使用人公布"), city() as scope:
        services.publish(scope, made)
    with pytest.raises(Conflict, match="已经公布，不再改动"), city() as scope:
        services.reckon(scope, MONTH, seen=1, reason="再算一遍")


def test_whoever_reckoned_it_does_not_publish_it_while_somebody_else_can() -> None:
    with city():
        make.add_role("fuzhou_reader", make.CITY, "city_admin")
    made = make_rankings.ranking()
    make_rankings.past_notice(made)
    with pytest.raises(Conflict, match="由另一位市级管理员公布"), city() as scope:
        services.publish(scope, made)
    with city("fuzhou_reader") as scope:
        services.publish(scope, made)
    assert make_rankings.told(made).publisher == "fuzhou_reader 的使用人"


def test_an_objection_stands_in_the_way_until_it_is_rejected() -> None:
    objected = make_rankings.objection(made := make_rankings.ranking())
    with pytest.raises(Conflict, match="已经提过异议"):
        make_rankings.objection(made)
    make_rankings.past_notice(made)
    with pytest.raises(Conflict, match="还有 1 件异议没有答复"), city() as scope:
        services.publish(scope, made)
    with city() as scope:
        assert objections.answer_objection(scope, objected, Answer.REJECTED, words="数与月报一致", version=1) is None
        services.publish(scope, made)
    with pytest.raises(Conflict, match="异议不成立"), city() as scope:
        objections.answer_objection(scope, objected, Answer.UPHELD, words="改主意", version=1)


def test_an_objection_that_holds_makes_the_ranking_anew_from_the_figures_of_now() -> None:
    objected = make_rankings.objection(first := make_rankings.ranking())
    reopen(make.JINAN)
    with city() as scope:
        second = objections.answer_objection(scope, objected, Answer.UPHELD, words="漏了一场", version=1)
    assert places(second) == [("晋安区", 1, 100_000), ("鼓楼区", 2, 50_000)]
    row = make_rankings.told(second)
    assert (row.revision, row.reason) == (2, "晋安区的异议成立：漏了一场")
    assert make_rankings.told(first).state == "superseded"


def test_who_was_left_out_stays_so_when_an_objection_holds() -> None:
    make_rankings.formula()
    make_rankings.accepted(MONTH, {make.JINAN: 30})
    with city() as scope:
        first = services.reckon(scope, MONTH, left_out={make.GULOU: "当月撤并"})
    with city() as scope:
        objected = make_rankings.objection(first)
    with city() as scope:
        second = objections.answer_objection(scope, objected, Answer.UPHELD, words="对的", version=1)
    assert places(second)[-1] == ("鼓楼区", None, None)


def test_a_county_takes_its_own_objection_back_and_objects_to_no_old_ranking() -> None:
    objected = make_rankings.objection(made := make_rankings.ranking())
    with pytest.raises(NotFound), make.working_at(make.GULOU, "gulou") as scope:
        objections.withdraw_objection(scope, objected, version=1)
    with make.working_at(make.JINAN, "jinan") as scope:
        objections.withdraw_objection(scope, objected, version=1)
    with pytest.raises(Conflict, match="已撤回"), city() as scope:
        objections.answer_objection(scope, objected, Answer.REJECTED, words="晚了", version=1)
    make_rankings.past_notice(made)
    with pytest.raises(Conflict, match="已经结束"):
        make_rankings.objection(made)


def test_a_formula_that_was_used_is_neither_withdrawn_nor_gone_behind() -> None:
    used = make_rankings.formula()
    made = make_rankings.ranked()
    with pytest.raises(Conflict, match="已经按这一版公式排过名"), city() as scope:
        formulas.withdraw_formula(scope, used, reason="不要了")
    with pytest.raises(RuleBroken, match="只能从以后的月份起用"):
        make_rankings.formula(MONTH)
    later = make_rankings.formula(NEXT)
    with pytest.raises(RuleBroken, match="已经定了一版公式"):
        make_rankings.formula(NEXT)
    with city() as scope:
        formulas.withdraw_formula(scope, later, reason="再议")
    assert make_rankings.told(made).since_month == "2026-01"


def test_women_of_the_year_or_of_the_latest_before_it_are_frozen_in_the_lines() -> None:
    make_rankings.formula(MONTH, Item("attendances", Basis.PER_10K, 100))
    make_rankings.women_of(make.JINAN, 10_000, 2025)
    make_rankings.women_of(make.GULOU, 99_000, 2025)
    make_rankings.women_of(make.GULOU, 40_000, 2026)
    made = make_rankings.ranked()
    lines = queries.lines_of(make_rankings.told(made))
    assert [(line.name, line.points, line.marks[0].women, line.marks[0].women_year) for line in lines] == [
        ("晋安区", 100_000, 10_000, 2025),
        ("鼓楼区", 50_000, 40_000, 2026),
    ]


def test_the_last_published_month_is_what_the_next_is_compared_with() -> None:
    make_rankings.formula()
    first = make_rankings.published(MONTH)
    second = make_rankings.ranked(NEXT, {make.JINAN: 90, make.GULOU: 30})
    with city() as scope:
        assert queries.find_before(scope, NEXT).id == first
        assert queries.find_before(scope, MONTH) is None
    assert places(second)[0][0] == "晋安区"


def test_another_city_sees_nothing_of_it(app: Flask) -> None:
    made = make_rankings.ranking()
    with pytest.raises(NotFound), make.working_at(make.OTHER_CITY, "linqing") as scope:
        queries.get_ranking(scope, made)


def test_what_other_packages_know_is_read_where_it_is_kept() -> None:
    own = ("on_time_rate", "solved_rate", "on_track_rate")
    items = [Item(code, Basis.RATE, 20) for code in own]
    make_rankings.formula(MONTH, *items, Item("attendances", Basis.TOTAL, 40))
    lines = queries.lines_of(make_rankings.told(make_rankings.ranked()))
    assert {mark.measure for line in lines for mark in line.marks} == {*own, "attendances"}
    assert [line.name for line in lines if line.marks[0].whole] == ["鼓楼区", "晋安区"]
    assert {mark.why for line in lines for mark in line.marks[1:3]} == {"当月没有到期的问题", "当月没有要完成进度的目标"}
