"""Who may give which role to whom, and what she may do with somebody's account; read it aloud to a county's officer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from portal.tenants.policy import CITY, COUNTY, PLATFORM, ROLES, STATION

LEVEL_OF: Final = {
    "helper": STATION,
    "manager": STATION,
    "county_clerk": COUNTY,
    "county_admin": COUNTY,
    "city_reader": CITY,
    "city_admin": CITY,
    "operator": PLATFORM,
}
_OF_A_STATION: Final = {"helper", "manager"}
_OF_A_COUNTY: Final = {"county_clerk", "county_admin"}
MANAGES: Final[dict[str, set[str]]] = {  # whoever holds the first manages the others, at her unit and at every unit below it
    "manager": {"helper"},
    "county_admin": _OF_A_STATION | _OF_A_COUNTY,
    "city_admin": _OF_A_STATION | _OF_A_COUNTY | {"city_reader", "city_admin"},
    "operator": {"city_admin", "operator"},
}
HEADS: Final = {STATION: "manager", COUNTY: "county_admin", CITY: "city_admin", PLATFORM: "operator"}  # no unit is left without one
MAX_NOTICE: Final = 200


class Act(StrEnum):
    """What an administrator does with somebody."""

    CHANGE = "change"
    REMOVE = "remove"
    DISABLE = "disable"
    ENABLE = "enable"
    LINK = "link"


_OF_THE_UNIT: Final = {Act.CHANGE, Act.REMOVE}  # these touch one unit; the others the whole account
_TAKES_AWAY: Final = {Act.CHANGE, Act.REMOVE, Act.DISABLE}


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """Somebody who shall have a new account, as a row of a sheet tells her.

    Args:
        unit: its code or its name, as it was typed; empty for the unit that takes the sheet in.
    """

    name: str
    display_name: str
    role: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A role somebody holds at a unit.

    Args:
        is_here: the unit is the one of the page.
        is_sole_head: nobody else who heads that unit can sign in.
        made_by: who gave it to her; empty when nobody noted it.
        path: the unit's line of ids.
    """

    role: str
    unit_code: str
    unit_name: str
    is_here: bool = True
    is_sole_head: bool = False
    made_at: datetime | None = None
    made_by: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with a role at a unit or below it, as an administrator of that unit sees her.

    Args:
        has_joined: she has set a password.
        posts: her roles at the unit and below it.
        is_elsewhere: she has roles beyond that; where is not told.
        is_self: she is the one who looks.
        link_ends_at: until when the link she has not yet used is good.
    """

    id: int
    name: str
    display_name: str
    is_active: bool
    has_joined: bool
    posts: tuple[Post, ...]
    is_elsewhere: bool = False
    is_self: bool = False
    made_at: datetime | None = None
    signed_in_at: datetime | None = None
    link_ends_at: datetime | None = None

    @property
    def state(self) -> tuple[str, str]:
        """Whether she can sign in: the words and their tone."""
        return state_of(is_active=self.is_active, has_joined=self.has_joined, has_link=self.link_ends_at is not None)

    @property
    def roles_here(self) -> tuple[str, ...]:
        """Her roles at the unit itself."""
        return tuple(post.role for post in self.posts if post.is_here)

    def touched_by(self, act: Act) -> tuple[Post, ...]:
        """Return the roles an act is about: those of the unit, or all of hers."""
        return tuple(post for post in self.posts if post.is_here or act not in _OF_THE_UNIT)


def state_of(*, is_active: bool, has_joined: bool, has_link: bool = True) -> tuple[str, str]:
    """Return the words of an account's state and their tone.

    Args:
        has_link: a link was made for her that she has not used yet, be it out of date.
    """
    if not is_active:
        return "已停用", "bad"
    if has_joined:
        return "正常", "good"
    return ("未用过链接" if has_link else "待发链接"), "warn"


def managed_by(held: Collection[str]) -> frozenset[str]:
    """Return the roles managed by somebody who holds these, at a unit or above it."""
    return frozenset[str]().union(*(MANAGES.get(role, ()) for role in held))


def grantable(held: Collection[str], level: str) -> tuple[str, ...]:
    """Return the roles that somebody who holds these may give at a unit of this level, the lowest first."""
    managed = managed_by(held)
    return tuple(role for role in ROLES if role in managed and LEVEL_OF[role] == level)


def why_not(act: Act, member: Member, held: Collection[str]) -> str | None:
    """Say why somebody who holds these roles, at the unit or above it, may not do this; None when she may."""
    posts = member.touched_by(act)
    if member.is_self:
        return _OWN[act]
    if act not in _OF_THE_UNIT and member.is_elsewhere:
        return "这个账号还在别的单位任职，在这里只能移出本单位；停用和重设密码，请由管理她全部单位的上级管理员办理。"
    if not posts:
        return "她在本单位没有角色。"
    if strange := [post.role for post in posts if post.role not in managed_by(held)]:
        return f"她的角色“{ROLES[strange[0]]}”不由您管理，请由能管理这个角色的管理员办理。"
    return _why_not_now(act, member) or _why_not_last(act, posts) or _why_no_rescue(act, member, held)


_OWN: Final = {
    Act.CHANGE: "不能更改自己的角色，请由本单位另一位管理员或上级管理员办理。",
    Act.REMOVE: "不能把自己移出本单位，请由本单位另一位管理员或上级管理员办理。",
    Act.DISABLE: "不能停用自己的账号，请由本单位另一位管理员或上级管理员办理。",
    Act.ENABLE: "不能恢复自己的账号，请由本单位另一位管理员或上级管理员办理。",
    Act.LINK: "这是您自己的账号，请在“我的账号”里修改密码。",
}


def _why_not_now(act: Act, member: Member) -> str | None:
    if act is Act.DISABLE and not member.is_active:
        return "这个账号已经停用。"
    if act is Act.ENABLE and member.is_active:
        return "这个账号没有停用。"
    if act is Act.LINK and not member.is_active:
        return "这个账号已停用，请先恢复使用，再生成链接。"
    return None


def _why_not_last(act: Act, posts: tuple[Post, ...]) -> str | None:
    last = [post for post in posts if post.is_sole_head] if act in _TAKES_AWAY else []
    if not last:
        return None
    return f"她是{last[0].unit_name}唯一能登录的{ROLES[last[0].role]}，不能没有人管理。请先添加另一位，等她登录过再办理。"


def _why_no_rescue(act: Act, member: Member, held: Collection[str]) -> str | None:
    """The operator helps a city's administrator to a new password only when nobody in her city can."""
    has_colleague = any(post.role == "city_admin" and not post.is_sole_head for post in member.posts)
    if act is Act.LINK and member.has_joined and "operator" in held and has_colleague:
        return "这个城市还有另一位能登录的管理员，请由她在本市的“人员账号”里办理。"
    return None


def add_notice(before: str, words: str, *, is_grave: bool) -> str:
    """Return what an account's holder will be told at her next sign-in.

    What is grave stands first and in full; nothing lighter that comes later pushes it out.

    Args:
        before: what she has not read yet.
    """
    told = "；".join(filter(None, (words, before) if is_grave else (before, words)))
    return told if len(told) <= MAX_NOTICE else f"{told[: MAX_NOTICE - 1]}…"
