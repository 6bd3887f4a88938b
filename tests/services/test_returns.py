"""A month on its way: from the station to the city's archive, and back."""

from datetime import date

import pytest

from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.returns.queries.steps import find_frozen
from portal.returns.services import closing
from portal.returns.services import returns as services
from portal.returns.services.reviewing import accept_several
from portal.stations import services as stations
from portal.tallies import queries as books
from portal.tallies.rules.months import digest_of
from portal.tallies.services.months import read_figures
from portal.tenants.queries import list_below
from portal.tenants.rules.units import Step as UnitStep
from portal.tenants.services import tree
from tests import make, make_returns
from tests.make_returns import FEBRUARY

pytestmark = pytest.mark.usefixtures("session")


def states(*codes: str, month: str = FEBRUARY) -> list[str]:
    with make.working_at(make.CITY, "fuzhou") as scope:
        rows = books.list_books(scope, tenants=[make.tenant(code).id for code in codes], first=month, last=month)
        kept = {row.tenant_id: row.state for row in rows}
        return [kept.get(make.tenant(code).id, "") for code in codes]


def test_a_month_goes_from_the_station_to_the_archive_of_the_city() -> None:
    make_returns.logged(make.JUNMEN)
    make_returns.submitted(make.JUNMEN, "junmen")
    make_returns.accepted(make.JUNMEN, "gulou", make.GULOU)
    make_returns.submitted(make.GULOU, "gulou")
    make_returns.accepted(make.GULOU, "fuzhou", make.CITY)
    make_returns.county_accepted()
    assert states(make.LIANXIANG, make.NEIGHBOUR, make.JINAN) == ["accepted"] * 3  # the neighbour had nothing then and was closed along
    with make.working_at(make.CITY, "fuzhou") as scope:
        assert closing.archive(scope, make.CITY, FEBRUARY, revision=0) == 6
    assert states(make.LIANXIANG, make.NEIGHBOUR, make.JUNMEN, make.JINAN, make.GULOU, make.CITY) == ["archived"] * 6


def test_a_county_is_closed_over_the_digests_of_its_stations_and_its_own_can_be_recounted() -> None:
    make_returns.logged(attendances=30)
    make_returns.logged(make.NEIGHBOUR, attendances=12, women=10)
    for code, by in ((make.LIANXIANG, "lianxiang"), (make.NEIGHBOUR, "neighbour")):
        make_returns.submitted(code, by)
        make_returns.accepted(code)
    make_returns.submitted(make.JINAN, "jinan")
    with make.working_at(make.JINAN, "jinan") as scope:
        stations_of = [find_frozen(scope, make.tenant(code).id, FEBRUARY) for code in (make.LIANXIANG, make.NEIGHBOUR)]
        frozen = find_frozen(scope, scope.tenant_id, FEBRUARY)
        assert frozen is not None
        parts = [(code, 1, it.digest) for code, it in zip((make.LIANXIANG, make.NEIGHBOUR), stations_of, strict=True) if it is not None]
        assert list(frozen.figures.parts) == parts
        again = read_figures(scope, FEBRUARY, parts=parts)
        assert digest_of(scope.tenant_id, FEBRUARY, 1, again) == frozen.digest
    it = make_returns.seen(make.JINAN, by="jinan")
    assert it.value_of("attendances") == 42
    assert it.changed == []


def test_what_is_returned_is_open_again_and_comes_back_as_the_next_version() -> None:
    make_returns.logged()
    make_returns.submitted()
    with pytest.raises(Conflict, match="关账"):
        make_returns.logged(title="太晚")
    with make.working_at(make.JINAN, "jinan") as scope:
        services.give_back(scope, make.LIANXIANG, FEBRUARY, reason="人次与签到表不符", revision=1)
    assert make_returns.seen().is_returned
    make_returns.logged(title="补登记")
    make_returns.submitted()
    it = make_returns.seen()
    assert (it.revision, it.state, it.value_of("sessions"), it.changed) == (2, "submitted", 2, [])
    assert [(one.step, one.who.split()[0], one.reason) for one in it.steps] == [
        ("submit", "lianxiang", ""),
        ("return", "jinan", "人次与签到表不符"),
        ("submit", "lianxiang", ""),
    ]


def test_an_earlier_month_goes_first() -> None:
    make_returns.logged(month="2026-01")
    make_returns.logged()
    with pytest.raises(Conflict, match="2026年1月的月报还没有上报"):
        make_returns.submitted()
    make_returns.submitted(month="2026-01")
    make_returns.submitted()


@pytest.mark.parametrize(("month", "words"), [("2026-03", "还没有结束"), ("2027-01", "还没有结束"), ("2025-12", "不用上报")])
def test_a_month_that_is_not_over_or_from_before_is_refused(month: str, words: str) -> None:
    make_returns.logged()
    with pytest.raises(Conflict, match=words):
        make_returns.submitted(month=month)


def test_a_month_is_submitted_once() -> None:
    make_returns.logged()
    make_returns.submitted()
    with pytest.raises(Conflict, match=r"已由lianxiang 的使用人于.*上报"):
        make_returns.submitted()


def test_a_county_waits_for_its_stations_and_closes_what_works_no_more() -> None:
    make_returns.logged()
    make_returns.logged(make.NEIGHBOUR)
    make_returns.submitted()
    make_returns.accepted()
    with pytest.raises(Conflict, match="还有 1 个驿站的月报没有审核通过：东山社区驿站"):
        make_returns.submitted(make.JINAN, "jinan")
    with make.working_at(make.JINAN, "jinan") as scope:
        tree.rule_unit(scope, code=make.NEIGHBOUR, step=UnitStep.SUSPEND, reason="装修", seen="open")
    make_returns.submitted(make.JINAN, "jinan")
    left = make_returns.seen(make.NEIGHBOUR, at=make.JINAN, by="jinan")
    assert (left.state, left.steps[-1].reason) == ("accepted", "已暂停，未上报，随上一级关账")
    assert make_returns.seen(make.JINAN, by="jinan").value_of("sessions") == 2  # what it had entered counts all the same


def test_nobody_reviews_what_she_submitted() -> None:
    make.add_role("lianxiang", make.JINAN, "county_admin")
    make_returns.logged()
    make_returns.submitted()
    with pytest.raises(Conflict, match="另一位审核人"):
        make_returns.accepted(by="lianxiang")


def test_of_two_reviewers_the_second_learns_who_did_what() -> None:
    make_returns.logged()
    make_returns.submitted()
    make_returns.accepted(by="jinan_deputy")
    with make.working_at(make.JINAN, "jinan") as scope, pytest.raises(Conflict, match=r"已由jinan_deputy 的使用人于.*“审核通过”"):
        services.give_back(scope, make.LIANXIANG, FEBRUARY, reason="请核对", revision=1)


def test_an_old_page_does_not_accept_a_newer_version() -> None:
    make_returns.logged()
    make_returns.submitted()
    with make.working_at(make.JINAN, "jinan") as scope:
        services.give_back(scope, make.LIANXIANG, FEBRUARY, reason="请核对", revision=1)
    make_returns.submitted()
    with make.working_at(make.JINAN, "jinan") as scope, pytest.raises(Conflict, match="上报"):
        services.accept(scope, make.LIANXIANG, FEBRUARY, revision=1)


def test_only_the_county_it_stands_under_reviews_a_station() -> None:
    make_returns.logged()
    make_returns.submitted()
    with make.working_at(make.GULOU, "gulou") as scope, pytest.raises(NotFound):
        services.accept(scope, make.LIANXIANG, FEBRUARY, revision=1)
    with make.working_at(make.CITY, "fuzhou") as scope, pytest.raises(Conflict, match="由它所在的县"):
        services.accept(scope, make.LIANXIANG, FEBRUARY, revision=1)


def test_a_moved_station_is_reviewed_where_it_stands_and_the_county_that_counts_it_waits_for_it() -> None:
    make_returns.logged(attendances=30)
    make.order()
    make_returns.submitted(make.JINAN, "jinan")  # it may not look at the station any more
    with pytest.raises(Conflict, match="晋安区统计的驿站还有没有审核通过的：连翔社区驿站"):
        make_returns.accepted(make.JINAN, "fuzhou", make.CITY)
    make_returns.submitted()
    make_returns.accepted(by="gulou", above=make.GULOU)
    make_returns.accepted(make.JINAN, "fuzhou", make.CITY)
    with make.working_at(make.GULOU, "gulou") as scope, pytest.raises(Conflict, match="请市级重新打开"):
        services.reopen(scope, make.LIANXIANG, FEBRUARY, reason="数字有误", revision=1)
    with make.working_at(make.CITY, "fuzhou") as scope, pytest.raises(Conflict, match="请先退回或重新打开它"):
        services.reopen(scope, make.LIANXIANG, FEBRUARY, reason="数字有误", revision=1)
    with make.working_at(make.CITY, "fuzhou") as scope:
        services.reopen(scope, make.JINAN, FEBRUARY, reason="数字有误", revision=1)
        services.reopen(scope, make.LIANXIANG, FEBRUARY, reason="数字有误", revision=1)
    assert states(make.LIANXIANG, make.JINAN) == ["filling", "filling"]


def test_figures_that_are_not_what_was_frozen_are_not_accepted() -> None:
    make_returns.logged(attendances=30)
    make.order()
    make_returns.submitted(make.JINAN, "jinan")
    make_returns.logged(title="上报后才登记")  # the station is still open, its figures go to 晋安
    make_returns.submitted()
    make_returns.accepted(by="gulou", above=make.GULOU)
    assert [it[0] for it in make_returns.seen(make.JINAN, by="jinan").changed] == ["attendances", "sessions", "women"]
    with pytest.raises(Conflict, match="与现在的统计不一致"):
        make_returns.accepted(make.JINAN, "fuzhou", make.CITY)


def test_from_above_to_below_a_month_is_opened_again() -> None:
    make_returns.county_accepted()
    with make.working_at(make.CITY, "fuzhou") as scope:
        assert closing.archive(scope, make.JINAN, FEBRUARY, revision=1) == 3
    with make.working_at(make.JINAN, "jinan") as scope, pytest.raises(Conflict, match="先把上一级"):
        services.reopen(scope, make.LIANXIANG, FEBRUARY, reason="漏登一场", revision=1)
    with make.working_at(make.CITY, "fuzhou") as scope:
        services.reopen(scope, make.JINAN, FEBRUARY, reason="驿站漏登一场", revision=1)
    with make.working_at(make.JINAN, "jinan") as scope:
        services.reopen(scope, make.LIANXIANG, FEBRUARY, reason="漏登一场", revision=1)
    make_returns.logged(title="漏登的一场")
    make_returns.submitted()
    make_returns.accepted()
    make_returns.submitted(make.JINAN, "jinan")
    assert (make_returns.seen(make.JINAN, by="jinan").revision, states(make.JINAN)) == (2, ["submitted"])


@pytest.mark.parametrize("reason", ["", "请打 13800001234", "长" * 501])
def test_a_reason_is_said_and_holds_no_number(reason: str) -> None:
    make_returns.logged()
    make_returns.submitted()
    with make.working_at(make.JINAN, "jinan") as scope, pytest.raises(RuleBroken):
        services.give_back(scope, make.LIANXIANG, FEBRUARY, reason=reason, revision=1)


def test_of_several_each_that_can_be_is_accepted_and_each_other_is_named() -> None:
    make_returns.logged()
    make_returns.logged(make.NEIGHBOUR)
    make_returns.submitted()
    make_returns.submitted(make.NEIGHBOUR, "neighbour")
    make_returns.accepted(by="jinan_deputy")
    with make.working_at(make.JINAN, "jinan") as scope:
        done, refused = accept_several(scope, [(make.LIANXIANG, FEBRUARY, 1), (make.NEIGHBOUR, FEBRUARY, 1)])
    assert (done, [one.unit for one in refused]) == (1, ["连翔社区驿站"])
    assert "已由jinan_deputy" in refused[0].why
    assert states(make.LIANXIANG, make.NEIGHBOUR) == ["accepted", "accepted"]


def test_the_city_archives_when_every_county_is_accepted() -> None:
    make_returns.logged(make.JUNMEN)
    make_returns.county_accepted()
    with make.working_at(make.CITY, "fuzhou") as scope, pytest.raises(Conflict, match="鼓楼区"):
        closing.archive(scope, make.CITY, FEBRUARY, revision=0)
    assert states(make.JINAN, make.CITY) == ["accepted", "filling"]


def test_from_the_command_line_all_below_is_closed_and_each_over_its_parts() -> None:
    make_returns.logged()
    make_returns.logged(make.JUNMEN)
    with make.working_at(make.JINAN, "jinan") as scope:
        paths = [row.path for row in reversed(list_below(scope))]
    for path in paths:
        code = next(c for c in (make.LIANXIANG, make.NEIGHBOUR, make.JINAN) if make.tenant(c).path == path)
        with make.working_at(code, "jinan") as scope:
            assert closing.close_unit(scope, FEBRUARY)
            assert not closing.close_unit(scope, FEBRUARY)
    it = make_returns.seen(make.JINAN, by="jinan")
    assert it.frozen is not None
    assert [part[0] for part in it.frozen.figures.parts] == [make.LIANXIANG, make.NEIGHBOUR]
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict):
        stations.log_activities(scope, [make.gathering(held_on=date(2026, 2, 10))])
