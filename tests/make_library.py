"""Policies, lessons of the 微课堂, and stations on the map."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from portal.library.rules import MicroDraft, PolicyDraft
from portal.library.services import micro_classes as lesson_services
from portal.library.services import policies as policy_services
from portal.tenants.queries import profiles as rows
from portal.tenants.queries.profiles import profile_of
from portal.tenants.rules.coordinates import parse_coordinates
from portal.tenants.services.profiles import keep_profile
from tests import make

POLICY = PolicyDraft(
    category="training",
    title="家政服务员培训补贴办法",
    source="福州市人力资源和社会保障局",
    number="榕人社〔2026〕12 号",
    issued_on=date(2026, 1, 5),
    ends_on=None,
    url="https://www.fuzhou.gov.cn/policy/12.html",
    text="参加培训并取得证书的，按规定给予补贴。\n到驿站办理，不收费用。",
    is_public=True,
)
LESSON = MicroDraft("新生儿洗澡", "林老师", "https://v.qq.com/x/page/a1.html", "一看就会的洗澡步骤。", 12, date(2026, 3, 1))
MANAGERS = {make.LIANXIANG: "lianxiang", make.NEIGHBOUR: "neighbour", make.JUNMEN: "junmen"}


def policy(city: str = make.CITY, who: str = "fuzhou", **changes: Any) -> UUID:
    """Put a policy on a city's shelf and return its id."""
    with make.working_at(city, who) as scope:
        return policy_services.add_policy(scope, replace(POLICY, **changes))


def lesson(city: str = make.CITY, who: str = "fuzhou", **changes: Any) -> UUID:
    """Put a lesson on a city's shelf and return its id."""
    with make.working_at(city, who) as scope:
        return lesson_services.add_class(scope, replace(LESSON, **changes))


def policies(n: int) -> None:
    """Put n policies on the shelf."""
    for at in range(n):
        policy(title=f"补贴办法第 {n} 批第 {at} 号")


def lessons(n: int) -> None:
    """Put n lessons on the shelf, each opened once."""
    for at in range(n):
        made = lesson(title=f"微课第 {n} 批第 {at} 讲")
        watch(made, whose=f"{n} {at}")


def watch(lesson_id: UUID, *, whose: str, unit: str = make.LIANXIANG) -> None:
    """Open a lesson."""
    with make.working_at(unit) as scope:
        lesson_services.count_view(scope, lesson_id, whose=whose)


def on_the_map(unit: str, at: str = "", **changes: Any) -> None:
    """Let a station say where it is."""
    with make.working_at(unit, MANAGERS[unit]) as scope:
        row = rows.find_profile(scope, scope.tenant_id)
        it = parse_coordinates(at) if at else None
        where = {"latitude_e6": it.latitude_e6, "longitude_e6": it.longitude_e6} if it else {}
        keep_profile(scope, replace(profile_of(row), **where, **changes), version=row.version if row else 0)
