"""Who may give which role to whom, and what stands against it."""

from typing import Any

import pytest

from portal.tenants.policy import CITY, COUNTY, LEVELS, PERMISSIONS, PLATFORM, POLICY, ROLES, STATION
from portal.tenants.rules.members import (
    HEADS,
    LEVEL_OF,
    MANAGES,
    MAX_NOTICE,
    Act,
    Member,
    Post,
    add_notice,
    grantable,
    managed_by,
    state_of,
    why_not,
)


def post(role: str = "helper", **changes: Any) -> Post:
    return Post(**{"role": role, "unit_code": "350111100013", "unit_name": "连翔社区驿站", **changes})


def member(*posts: Post, **changes: Any) -> Member:
    usual: dict[str, Any] = {"id": 7, "name": "chen", "display_name": "陈秀英", "is_active": True, "has_joined": True}
    return Member(**{**usual, "posts": posts or (post(),), **changes})


# ------------------------------------------------------------------ who gives which role

GRANTS = [
    # who holds      at a station           at a county                       at a city                        at the platform
    ("helper", (), (), (), ()),
    ("manager", ("helper",), (), (), ()),
    ("county_clerk", (), (), (), ()),
    ("county_admin", ("helper", "manager"), ("county_clerk", "county_admin"), (), ()),
    ("city_reader", (), (), (), ()),
    ("city_admin", ("helper", "manager"), ("county_clerk", "county_admin"), ("city_reader", "city_admin"), ()),
    ("operator", (), (), ("city_admin",), ("operator",)),
]


@pytest.mark.parametrize(("role", "station", "county", "city", "platform"), GRANTS)
def test_what_a_role_may_give(role: str, station: Any, county: Any, city: Any, platform: Any) -> None:
    assert [grantable({role}, level) for level in (STATION, COUNTY, CITY, PLATFORM)] == [station, county, city, platform]


def test_two_roles_give_what_either_gives() -> None:
    assert grantable({"manager", "operator"}, STATION) == ("helper",)
    assert grantable({"manager", "operator"}, CITY) == ("city_admin",)
    assert grantable((), STATION) == ()
    assert managed_by({"no such role"}) == frozenset()


def test_every_role_has_one_level_and_every_level_a_head() -> None:
    assert LEVEL_OF.keys() == ROLES.keys()
    assert HEADS.keys() == LEVELS.keys()
    assert all(LEVEL_OF[role] == level for level, role in HEADS.items())


def test_nobody_manages_a_role_above_her_own() -> None:
    height = [STATION, COUNTY, CITY]
    for role, managed in MANAGES.items():
        if role != "operator":  # who looks after cities, and nothing in them
            assert all(height.index(LEVEL_OF[it]) <= height.index(LEVEL_OF[role]) for it in managed)


def test_who_manages_somebody_has_the_permission_and_nobody_else_has_it() -> None:
    assert {role for role, names in POLICY.items() if "member.manage" in names} == MANAGES.keys()
    assert PERMISSIONS["member.manage"].from_above


# ------------------------------------------------------------------ what she may do with somebody


@pytest.mark.parametrize("act", Act)
def test_nobody_touches_herself(act: Act) -> None:
    assert "自己" in str(why_not(act, member(post("county_admin"), is_self=True), {"county_admin", "city_admin"}))


@pytest.mark.parametrize("act", [Act.CHANGE, Act.REMOVE, Act.DISABLE, Act.LINK])
def test_a_manager_may_do_all_with_her_helper(act: Act) -> None:
    assert why_not(act, member(), {"manager"}) is None


@pytest.mark.parametrize("act", [Act.CHANGE, Act.REMOVE, Act.DISABLE, Act.LINK])
@pytest.mark.parametrize(
    ("role", "held"), [("manager", "manager"), ("county_admin", "manager"), ("helper", "helper"), ("city_admin", "county_admin")]
)
def test_who_does_not_manage_the_role_may_do_nothing(act: Act, role: str, held: str) -> None:
    assert f"“{ROLES[role]}”不由您管理" in str(why_not(act, member(post(role)), {held}))


@pytest.mark.parametrize("act", [Act.CHANGE, Act.REMOVE, Act.DISABLE, Act.LINK])
def test_one_role_that_is_not_hers_to_manage_is_enough(act: Act) -> None:
    assert why_not(act, member(post("helper"), post("manager")), {"manager"})


@pytest.mark.parametrize("act", [Act.DISABLE, Act.LINK])
def test_the_whole_account_is_for_who_manages_all_its_roles(act: Act) -> None:
    """A colleague who is also something elsewhere, or higher below, is only taken out of this unit."""
    assert "还在别的单位任职" in str(why_not(act, member(is_elsewhere=True), {"manager"}))
    assert why_not(act, member(post("county_clerk"), post("operator", is_here=False)), {"county_admin"})
    assert why_not(Act.REMOVE, member(is_elsewhere=True), {"manager"}) is None
    assert why_not(Act.CHANGE, member(is_elsewhere=True), {"manager"}) is None


def test_the_roles_at_units_below_are_not_the_units_own() -> None:
    below = member(post("helper", is_here=False))
    assert why_not(Act.REMOVE, below, {"county_admin"}) == "她在本单位没有角色。"
    assert why_not(Act.DISABLE, below, {"county_admin"}) is None


@pytest.mark.parametrize("act", [Act.CHANGE, Act.REMOVE, Act.DISABLE])
def test_the_last_head_who_can_sign_in_stays(act: Act) -> None:
    assert "连翔社区驿站唯一能登录的站长" in str(why_not(act, member(post("manager", is_sole_head=True)), {"county_admin"}))
    assert why_not(act, member(post("manager")), {"county_admin"}) is None


def test_the_last_head_of_a_unit_below_is_not_disabled_either() -> None:
    it = member(post("county_clerk"), post("manager", is_here=False, is_sole_head=True))
    assert "唯一能登录的站长" in str(why_not(Act.DISABLE, it, {"county_admin"}))
    assert why_not(Act.REMOVE, it, {"county_admin"}) is None


def test_the_last_head_may_get_a_link() -> None:
    assert why_not(Act.LINK, member(post("manager", is_sole_head=True)), {"county_admin"}) is None


def test_what_is_so_already_is_not_done_again() -> None:
    assert why_not(Act.DISABLE, member(is_active=False), {"manager"}) == "这个账号已经停用。"
    assert why_not(Act.ENABLE, member(), {"manager"}) == "这个账号没有停用。"
    assert why_not(Act.ENABLE, member(is_active=False), {"manager"}) is None
    assert "请先恢复使用" in str(why_not(Act.LINK, member(is_active=False), {"manager"}))


def test_the_operator_helps_an_admin_to_a_password_only_when_nobody_in_the_city_can() -> None:
    assert why_not(Act.LINK, member(post("city_admin", is_sole_head=True)), {"operator"}) is None
    assert "由她在本市" in str(why_not(Act.LINK, member(post("city_admin")), {"operator"}))
    assert why_not(Act.LINK, member(post("city_admin"), has_joined=False), {"operator"}) is None
    assert why_not(Act.LINK, member(post("city_admin")), {"city_admin"}) is None


# ------------------------------------------------------------------ words


def test_the_state_of_an_account() -> None:
    assert state_of(is_active=True, has_joined=True)[0] == "正常"
    assert state_of(is_active=True, has_joined=False)[0] == "未用过链接"
    assert state_of(is_active=False, has_joined=True)[0] == state_of(is_active=False, has_joined=False)[0] == "已停用"


def test_what_is_grave_is_told_first_and_nothing_lighter_pushes_it_out() -> None:
    assert add_notice("", "新链接", is_grave=True) == "新链接"
    assert add_notice("添加了角色", "新链接", is_grave=True) == "新链接；添加了角色"
    assert add_notice("新链接", "添加了角色", is_grave=False) == "新链接；添加了角色"
    long = add_notice("旧" * 150, "新" * 150, is_grave=True)
    assert len(long) == MAX_NOTICE
    assert long.startswith("新" * 150 + "；旧")
    assert long.endswith("…")
    assert add_notice("新" * MAX_NOTICE, "轻", is_grave=False).startswith("新" * (MAX_NOTICE - 1))
