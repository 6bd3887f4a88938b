"""The tree below the views: who was first, what closing takes, what a sheet makes."""

from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.audit.models import AuditLine
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.imports import queries as sheet_queries
from portal.imports import services as imports
from portal.tenants import queries as directory
from portal.tenants.models import TenantChange
from portal.tenants.policy import permissions_at
from portal.tenants.queries import profiles as profile_queries
from portal.tenants.queries import units as queries
from portal.tenants.rules.importing import Draft
from portal.tenants.rules.units import Profile, Step
from portal.tenants.services import profiles, tree, units
from tests import make, make_imports

DUSHI = "350111100011"  # 都市社区, of the same street


def rule(scope: Scope, code: str, step: Step, seen: str) -> None:
    tree.rule_unit(scope, code=code, step=step, reason="场地改造", seen=seen)


def kinds_of(code: str) -> list[str]:
    return [it.kind for it in queries.list_changes(make.tenant(code).id)]


def audited(scope: Scope, action: str) -> list[str]:
    return list(db.session.scalars(select(AuditLine.note).where(scope.owns(AuditLine), AuditLine.action == action), scope.binds))


def test_a_unit_goes_and_comes_back_and_each_time_a_line_is_left(session: Session) -> None:
    with make.working_at(make.JINAN, "jinan") as scope:
        rule(scope, make.LIANXIANG, Step.SUSPEND, "open")
        assert make.tenant(make.LIANXIANG).status == "suspended"
        rule(scope, make.LIANXIANG, Step.REOPEN, "suspended")
        rule(scope, make.LIANXIANG, Step.CLOSE, "preparing")
        assert kinds_of(make.LIANXIANG) == ["close", "reopen", "suspend", "add"]
        assert audited(scope, "unit.suspend") == [f"{make.LIANXIANG} open → suspended"]
        latest = queries.find_latest_change(make.tenant(make.LIANXIANG).id)
        assert latest is not None
        assert (latest.display_name, latest.before, latest.after, latest.reason) == ("jinan 的使用人", "preparing", "closed", "场地改造")


def _move_away() -> None:
    """As the city does it, while somebody of the county it leaves is about to change it."""
    path = f"{make.tenant(make.GULOU).path}{make.tenant(make.LIANXIANG).id}."
    db.session.execute(update(tree.tenant).where(tree.tenant.c.code == make.LIANXIANG).values(path=path))


def test_what_moves_away_meanwhile_is_no_longer_the_countys_to_suspend(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    hold = tree.hold_standing
    monkeypatch.setattr(tree, "hold_standing", lambda unit: (_move_away(), hold(unit))[1])
    with make.working_at(make.JINAN, "jinan") as scope:
        with pytest.raises(Conflict, match="没有保存"):
            rule(scope, make.LIANXIANG, Step.SUSPEND, "open")
        assert make.tenant(make.LIANXIANG).status == "open"


def test_what_moves_away_meanwhile_is_no_longer_the_countys_to_rename(session: Session) -> None:
    with make.working_at(make.JINAN, "jinan") as scope:
        found = queries.get_unit_below(scope, make.LIANXIANG)
        _move_away()
        with pytest.raises(Conflict, match="没有保存"):
            tree.rename_unit(scope, found, name="新名社区驿站", reason="改名", seen=found.name)


def test_history_cannot_be_rewritten(session: Session) -> None:
    from sqlalchemy.exc import DBAPIError

    with make.working_at(make.JINAN, "jinan") as scope:
        rule(scope, make.LIANXIANG, Step.SUSPEND, "open")
    with pytest.raises(DBAPIError), make.working_at(make.JINAN, "jinan"):
        db.session.execute(update(TenantChange.__table__).values(reason="别的原因"))  # type: ignore[arg-type]


def test_of_two_admins_at_once_the_second_is_told_what_the_first_did(session: Session) -> None:
    with make.working_at(make.JINAN, "jinan") as scope:
        rule(scope, make.LIANXIANG, Step.SUSPEND, "open")
    with (
        pytest.raises(Conflict, match=r"连翔社区驿站刚才jinan 的使用人 已于 2026-03-16 10:00 暂停，您这一次没有保存"),
        make.working_at(make.JINAN, "jinan_deputy") as scope,
    ):
        rule(scope, make.LIANXIANG, Step.CLOSE, "open")
    assert make.tenant(make.LIANXIANG).status == "suspended"


def test_the_status_is_looked_at_once_more_when_it_is_written(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    with make.working_at(make.JINAN, "jinan") as scope:
        before = queries.standing_of(make.tenant(make.LIANXIANG).id)
        rule(scope, make.LIANXIANG, Step.SUSPEND, "open")
    monkeypatch.setattr(queries, "standing_of", lambda _: before)  # what the second read before the first one wrote
    with pytest.raises(Conflict, match="已于"), make.working_at(make.JINAN, "jinan_deputy") as scope:
        rule(scope, make.LIANXIANG, Step.SUSPEND, "open")


def test_a_county_is_closed_when_its_stations_are(session: Session) -> None:
    with pytest.raises(Conflict, match="还有 1 个单位没有撤销或划走：军门社区驿站"), make.working_at(make.CITY, "fuzhou") as scope:
        rule(scope, make.GULOU, Step.CLOSE, "open")
    with make.working_at(make.CITY, "fuzhou") as scope:
        rule(scope, make.JUNMEN, Step.CLOSE, "open")
        rule(scope, make.GULOU, Step.CLOSE, "open")
    with pytest.raises(Conflict, match="上级单位已撤销"), make.working_at(make.CITY, "fuzhou") as scope:
        rule(scope, make.JUNMEN, Step.REOPEN, "closed")
    with pytest.raises(RuleBroken, match="鼓楼区已撤销"), make.working_at(make.CITY, "fuzhou") as scope:
        units.add_unit(scope, Draft("station", "350102004001"))


@pytest.mark.parametrize("code", [make.JINAN, make.JUNMEN, make.CITY, make.OTHER_STATION, "\x00", "x"])
def test_a_county_rules_its_own_stations_alone(session: Session, code: str) -> None:
    with make.working_at(make.JINAN, "jinan") as scope, pytest.raises(NotFound):
        rule(scope, code, Step.SUSPEND, "open")


@pytest.mark.parametrize(
    ("status", "may_log", "may_edit"),
    [("open", True, True), ("preparing", False, True), ("suspended", False, True), ("closed", False, False)],
)
def test_what_a_manager_may_do_hangs_on_the_status(status: str, may_log: bool, may_edit: bool) -> None:
    held = permissions_at("station", status, [("manager", True)])
    assert ("activity.log" in held, "unit.edit" in held, "home.read" in held) == (may_log, may_edit, True)


def test_a_name_is_changed_once(session: Session) -> None:
    with make.working_at(make.JINAN, "jinan") as scope:
        unit = queries.get_unit_below(scope, make.LIANXIANG)
        tree.rename_unit(scope, unit, name="连翔驿站", reason="规范名称", seen=unit.name)
        assert make.tenant(make.LIANXIANG).name == "连翔驿站"
    with pytest.raises(Conflict, match="改名"), make.working_at(make.JINAN, "jinan_deputy") as scope:
        tree.rename_unit(scope, unit, name="连翔社区家政驿站", reason="", seen=unit.name)


def test_a_new_station_stands_below_its_county_and_is_being_prepared(session: Session) -> None:
    with make.working_at(make.CITY, "fuzhou") as scope:
        units.add_unit(scope, Draft("station", make.SANMU))
        made, county = make.tenant(make.SANMU), make.tenant(make.JINAN)
    assert (made.name, made.status, made.county_id, made.path) == ("三木社区驿站", "preparing", county.id, f"{county.path}{made.id}.")
    assert kinds_of(make.SANMU) == ["add"]
    assert queries.list_changes(made.id)[0].display_name == "fuzhou 的使用人"


def test_a_county_outside_the_citys_own_codes_is_counted_as_one(session: Session) -> None:
    with make.working_at(make.CITY, "fuzhou") as scope:
        units.add_unit(scope, Draft("county", "359001000000", "平潭综合实验区"))
        units.add_unit(scope, Draft("station", "359001100001", "潭城社区驿站"))
        assert directory.get_below(scope, "359001100001").county_id == make.tenant("359001000000").id


def test_a_community_without_a_code_gets_one_and_can_be_chosen_in_an_application(session: Session) -> None:
    street = "350111100000"
    with make.working_at(make.JINAN, "jinan") as scope:
        code = units.add_local(scope, street=street, community="东山新苑社区", name="", is_place_only=True)
        assert code == "350111100901"
        assert code in {row.code for row in directory.list_free_communities(make.JINAN)}
        with pytest.raises(RuleBroken, match=f"代码是 {code}"):
            units.add_local(scope, street=street, community="东山新苑社区", name="", is_place_only=True)
        second = units.add_local(scope, street=street, community="鼓山新城社区", name="", is_place_only=False)
        assert (second, make.tenant(second).name) == ("350111100902", "鼓山新城社区驿站")
        assert second not in {row.code for row in directory.list_free_communities(make.JINAN)}
    made = make.application(community_code=code)
    assert made


def test_another_countys_street_gets_no_community(session: Session) -> None:
    with make.working_at(make.JINAN, "jinan") as scope, pytest.raises(RuleBroken, match="本单位区划内的镇街"):
        units.add_local(scope, street="350102004000", community="新社区", name="", is_place_only=True)


def test_what_a_unit_says_of_itself_is_written_by_one_at_a_time(session: Session) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        profiles.keep_profile(scope, Profile(contact_name="林主任", departments=("hrss",)), version=0)
        profiles.keep_profile(scope, Profile(contact_name="陈主任", departments=("hrss", "civil")), version=1)
        kept = profile_queries.profile_of(profile_queries.find_profile(scope, scope.tenant_id))
        assert (kept.contact_name, kept.departments) == ("陈主任", ("hrss", "civil"))
    for stale in (0, 1, 3):
        with pytest.raises(Conflict, match="已由 lianxiang 的使用人 于 2026-03-16 10:00 修改"), make.working_at(make.LIANXIANG) as scope:
            profiles.keep_profile(scope, Profile(), version=stale)


def test_parents_read_it_and_neighbours_do_not(session: Session) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        profiles.keep_profile(scope, Profile(contact_name="林主任"), version=0)
        station_id = scope.tenant_id
    for code, name in ((make.JINAN, "林主任"), (make.CITY, "林主任"), (make.GULOU, ""), (make.NEIGHBOUR, "")):
        with make.working_at(code) as scope:
            assert profile_queries.profile_of(profile_queries.find_profile(scope, station_id)).contact_name == name


GOOD = {"level": "社区驿站", "code": make.SANMU, "contact_name": "林主任", "contact_phone": "0591 8351 2345", "address": "东二环"}


def take(scope: Scope, sheet_id: Any, good: int, *, is_all: bool = True) -> int:
    return imports.take_sheet(scope, make_imports.UNITS, sheet_id, good=good, is_all=is_all)


def test_a_sheet_makes_its_units_with_what_they_say_of_themselves(session: Session) -> None:
    rows = [
        {"level": "县级基地", "code": "350104000000", "name": "仓山区"},
        {"level": "社区驿站", "code": "350104001001", "name": "对湖社区驿站"},
    ]
    sheet_id = make_imports.units(make.CITY, GOOD, *rows)
    with make.working_at(make.CITY, "fuzhou") as scope:
        assert take(scope, sheet_id, 3) == 3
        station = make.tenant(make.SANMU)
        said = profile_queries.profile_of(profile_queries.find_profile(scope, station.id))
        assert (said.contact_name, said.contact_phone, said.address) == ("林主任", "0591-83512345", "东二环")
        assert make.tenant("350104001001").county_id == make.tenant("350104000000").id
        assert profile_queries.find_profile(scope, make.tenant("350104001001").id) is None
        assert queries.list_changes(station.id)[0].reason == "批量导入"
        assert db.session.info["scope"] == scope


def test_a_sheet_is_taken_once(session: Session) -> None:
    sheet_id = make_imports.units(make.JINAN, GOOD)
    assert make_imports.units(make.JINAN, GOOD) == sheet_id, "the same file again is the same sheet"
    with make.working_at(make.JINAN, "jinan") as scope:
        assert take(scope, sheet_id, 1) == 1
    with pytest.raises(Conflict, match="已于 2026-03-16 10:00 导入过"), make.working_at(make.JINAN, "jinan_deputy") as scope:
        take(scope, sheet_id, 1)
    assert make_imports.units(make.JINAN, GOOD) != sheet_id, "once it was taken, it is checked anew"


def test_all_is_all_and_good_is_what_was_shown(session: Session) -> None:
    sheet_id = make_imports.units(make.JINAN, GOOD, {"level": "社区驿站", "code": "350102001001"})
    for good, is_all in ((1, True), (2, True), (2, False), (0, False)):
        with pytest.raises(Conflict, match="现在可以导入的是 1 行"), make.working_at(make.JINAN, "jinan") as scope:
            take(scope, sheet_id, good, is_all=is_all)
    assert directory.find_tenant(make.SANMU) is None
    with make.working_at(make.JINAN, "jinan") as scope:
        assert take(scope, sheet_id, 1, is_all=False) == 1


def test_what_changed_since_the_dry_run_is_met_at_the_taking(session: Session) -> None:
    sheet_id = make_imports.units(make.JINAN, GOOD, {"level": "社区驿站", "code": DUSHI})
    with make.working_at(make.JINAN, "jinan_deputy") as scope:
        units.add_unit(scope, Draft("station", DUSHI))
    with pytest.raises(Conflict, match="与页面上显示的不同"), make.working_at(make.JINAN, "jinan") as scope:
        take(scope, sheet_id, 2)
    assert directory.find_tenant(make.SANMU) is None


@pytest.mark.parametrize(("code", "name"), [(make.CITY, "fuzhou"), (make.GULOU, "gulou")])
def test_a_sheet_is_its_readers_own(session: Session, code: str, name: str) -> None:
    sheet_id = make_imports.units(make.JINAN, GOOD)
    with make.working_at(code, name) as scope:
        with pytest.raises(NotFound):
            take(scope, sheet_id, 1)
        assert sheet_queries.list_sheets(scope, ["units"], page=1) == []


def test_a_thousand_rows_are_a_few_seconds_work(session: Session) -> None:
    rows = [{"level": "社区驿站", "code": f"350111{200 + n // 900:03d}{n % 900 + 1:03d}", "name": f"第{n}社区驿站"} for n in range(1000)]
    sheet_id = make_imports.units(make.JINAN, *rows)
    with make.working_at(make.JINAN, "jinan") as scope:
        assert take(scope, sheet_id, 1000) == 1000
        assert len(directory.list_children(scope)) == 1002
