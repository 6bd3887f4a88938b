"""A year is rated, shown, rated anew and published; evidence is shown and judged."""

from typing import Any

import pytest

from portal.core import clock
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.standing.queries import star_evidence as evidence_rows
from portal.standing.queries.stars import star_lines_of
from portal.standing.rules.star_items import Subject
from portal.standing.services import star_evidence, star_rules
from portal.standing.services import stars as services
from portal.tallies.rules.months import Step
from portal.tallies.services.months import move_month, submit_month
from tests import make, make_stars
from tests.make_stars import KEY, YEAR

pytestmark = pytest.mark.usefixtures("session")


def city(name: str = "fuzhou") -> Any:
    return make.working_at(make.CITY, name)


def standing(rating_id: Any) -> list[tuple[str, int | None, int | None]]:
    return [(line.name, line.stars, line.points) for line in star_lines_of(make_stars.told(rating_id))]


def test_a_year_is_rated_from_its_accepted_months_and_judged_evidence() -> None:
    made = make_stars.rating()  # 50 and 200 of 100 attendances, 1 of 2 sessions each, 15 points for the story
    assert standing(made) == [("鼓楼区", 3, 70_000), ("晋安区", 1, 55_000)]
    jinan = star_lines_of(make_stars.told(made))[1]
    assert [(mark.value, mark.points) for mark in jinan.marks] == [(50, 30_000), (1, 10_000), (None, 15_000)]
    assert (jinan.marks[2].words, jinan.marks[2].remark) == ("办了巾帼市集", "材料齐全")


def test_a_year_is_rated_when_it_is_over_its_months_accepted_and_all_evidence_judged() -> None:
    make_stars.rule_in_force()
    make_stars.year_of({make.JINAN: 50})
    with pytest.raises(Conflict, match="鼓楼区（全年没有审核通过的月报）"):
        make_stars.rated()
    shown = make_stars.evidence()
    with pytest.raises(Conflict, match="1 项佐证没有给分"):
        make_stars.rated(left_out={make.GULOU: "当年撤并"})
    make_stars.judged(shown, None, "请写明效果")  # given back: it waits for the county, not for the city
    made = make_stars.rated(left_out={make.GULOU: "当年撤并"})
    assert standing(made) == [("晋安区", 0, 40_000), ("鼓楼区", None, None)]
    with pytest.raises(Conflict, match="还没有结束"), city() as scope:
        services.reckon(scope, Subject.COUNTY, YEAR + 1)
    with pytest.raises(Conflict, match="还没有县级基地的评定办法"), city() as scope:
        services.reckon(scope, Subject.BASE, YEAR, left_out={make.GULOU: "当年撤并"})


def test_it_is_made_anew_with_a_reason_while_it_is_not_published() -> None:
    first = make_stars.rating()
    with pytest.raises(RuleBroken, match="为什么重新计算"):
        make_stars.rated(seen=1)
    with pytest.raises(Conflict, match="已经有人计算过"):
        make_stars.rated(seen=0, reason="旧页面")
    with city() as scope:
        shown = evidence_rows.list_evidence(scope, Subject.COUNTY, YEAR)[0].id
    make_stars.judged(shown, 20, "补充了照片")
    row = make_stars.told(first)
    with city() as scope:
        assert services.list_changed(scope, row) == ["晋安区"]
    with pytest.raises(Conflict, match="晋安区的数据或给分在计算之后有变动"), make_stars.second_admin() as scope:
        services.publish(scope, first)
    second = make_stars.rated(seen=1, reason="补充了照片")
    assert standing(second)[1] == ("晋安区", 2, 60_000)
    assert [make_stars.told(it).state for it in (first, second)] == ["superseded", "notice"]


def test_it_is_published_by_another_and_then_nothing_of_it_changes() -> None:
    made = make_stars.rating()
    with city() as scope:
        shown = evidence_rows.list_evidence(scope, Subject.COUNTY, YEAR)[0].id
    with make_stars.second_admin():
        pass
    with pytest.raises(Conflict, match="由另一位市级管理员公布"), city() as scope:
        services.publish(scope, made)
    with make_stars.second_admin() as scope:
        services.publish(scope, made)
    assert make_stars.told(made).state == "published"
    with pytest.raises(Conflict, match="已经由fuzhou_reader 的使用人公布"), city() as scope:
        services.publish(scope, made)
    with pytest.raises(Conflict, match="已经公布，不再改动"):
        make_stars.rated(seen=1, reason="再算")
    with pytest.raises(Conflict, match="佐证和给分不再改动"):
        make_stars.judged(shown, 1)
    with pytest.raises(Conflict, match="佐证和给分不再改动"):
        make_stars.evidence(make.GULOU)


def test_months_that_were_opened_again_make_a_rating_stale() -> None:
    made = make_stars.rating()
    city_id = make.tenant(make.CITY).id
    with make.working_at(make.JINAN, "jinan") as scope:
        move_month(scope, f"{YEAR}-12", Step.REOPEN, revision=1, reason="漏报一场", done_from=city_id)
    with pytest.raises(Conflict, match="晋安区的数据"), make_stars.second_admin() as scope:
        services.publish(scope, made)
    with make.working_at(make.JINAN, "jinan") as scope:
        submit_month(scope, f"{YEAR}-12", revision=1, due_on=clock.today())
        move_month(scope, f"{YEAR}-12", Step.ACCEPT, revision=2, done_from=city_id)
    with make_stars.second_admin() as scope:
        services.publish(scope, made)  # nothing was changed after all


def test_evidence_is_shown_by_a_county_and_judged_by_its_city() -> None:
    shown = make_stars.evidence()
    with pytest.raises(Conflict, match="已经有人改过"):
        make_stars.evidence(words="又一次")
    with pytest.raises(RuleBroken, match="最多 20 分"):
        make_stars.judged(shown, 21)
    with pytest.raises(RuleBroken, match="要补充什么"):
        make_stars.judged(shown, None, "")
    make_stars.judged(shown)
    with pytest.raises(Conflict, match="已经给分"), make.working_at(make.JINAN, "jinan") as scope:
        star_evidence.show_evidence(scope, Subject.COUNTY, YEAR, KEY, words="再写", version=2)
    with pytest.raises(NotFound), make.working_at(make.JINAN, "jinan") as scope:
        star_evidence.show_evidence(scope, Subject.BASE, YEAR, KEY, words="没有这个办法", version=0)
    with pytest.raises(NotFound), make.working_at(make.OTHER_CITY, "linqing") as scope:
        star_evidence.judge_evidence(scope, shown, points=1, remark="", version=2)
    with make.working_at(make.GULOU, "gulou") as scope:
        assert evidence_rows.list_evidence(scope, Subject.COUNTY, YEAR) == []


def test_numbers_of_persons_stay_out_of_evidence_but_an_address_of_the_portal_may_stand() -> None:
    with pytest.raises(RuleBroken, match="电话或证件号码"):
        make_stars.evidence(words="联系 13812345678")
    make_stars.evidence(words=f"见 http://localhost/t/{make.JINAN}/reports/rollup")


def test_a_rule_that_was_used_stands() -> None:
    used = make_stars.rule_in_force()
    make_stars.shown(YEAR)
    with pytest.raises(RuleBroken, match="已经按原来的办法评过星"):
        make_stars.rule(YEAR)
    spare = make_stars.spare_rule()
    with pytest.raises(RuleBroken, match="已经定了一版办法"):
        make_stars.spare_rule()
    with pytest.raises(Conflict, match="不能撤回"), city() as scope:
        star_rules.withdraw_rule(scope, used, reason="不要了")
    with city() as scope:
        star_rules.withdraw_rule(scope, spare, reason="再议")
    make_stars.spare_rule()
