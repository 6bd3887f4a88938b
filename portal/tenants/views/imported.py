"""Units, and the accounts of their people, taken in from Excel."""

from collections.abc import Callable, Sequence
from typing import Any

from portal.core.db import db
from portal.core.scope import Scope
from portal.tenants.access import here
from portal.tenants.divisions import prefix_of
from portal.tenants.forms.members import MemberRowForm
from portal.tenants.forms.units import UnitRowForm
from portal.tenants.policy import LEVELS, ROLES
from portal.tenants.queries import members as queries
from portal.tenants.rules.members import grantable
from portal.tenants.services import members_sheet, units_sheet
from portal.web.importing import ImportKind, Outcome, register


def _add(scope: Scope, rows: Sequence[tuple[int, Any]]) -> Sequence[Outcome]:
    return units_sheet.add_units(scope, [(number, form.draft()) for number, form in rows])


def _lists() -> list[str]:
    return [f"{here().name}的区划代码以 {prefix_of(here().code)} 开头；代码按文本填写，不要用科学计数法。"]


def _member_forms() -> Callable[[Any], MemberRowForm]:
    """Return what builds the form of a row: its roles are those she may give here or at some unit below."""
    held, below = queries.list_held(db.session.info["scope"]), list(LEVELS)[list(LEVELS).index(here().level) :]
    roles = [(role, ROLES[role]) for level in below for role in grantable(held, level)]

    def build(sent: Any) -> MemberRowForm:
        form = MemberRowForm(sent)
        form.role.offer(roles)
        return form

    return build


def _add_members(scope: Scope, rows: Sequence[tuple[int, Any]]) -> Sequence[Outcome]:
    return members_sheet.add_members(scope, [(number, form.draft()) for number, form in rows])


register(
    ImportKind(
        place=85,
        name="members",
        label="账号",
        unit="个",
        permission="member.manage",
        endpoint="members.waiting",
        levels=("station", "county", "city"),
        forms=_member_forms,
        fields={
            "display_name": "真实姓名，2 到 30 个字",
            "account_name": "3 到 40 个小写字母、数字或下划线，以字母开头，建好后不能改",
            "role": "从列表中选择",
            "unit": "名称或 12 位区划代码；不填就是本单位",
        },
        example={"display_name": "示例（请删除本行）", "account_name": "wanglili"},
        notes=["表里不要写密码：导入以后，为每个人生成一次性登录链接，由本人设置密码。"],
        write_all=_add_members,
        most=500,
        then="都还没有登录链接，请逐个生成，交给本人",
        asks_proof=True,
    ),
    ImportKind(
        place=80,
        name="units",
        label="单位",
        unit="个",
        permission="unit.add",
        endpoint="units.listing",
        levels=("city", "county"),
        forms=lambda: UnitRowForm,
        fields={
            "level": "县级基地 或 社区驿站；县级导入时只能是社区驿站",
            "code": "12 位统计用区划代码，如 350111100013",
            "name": "不填时用区划名称：三木社区委员会 → 三木社区驿站",
            "parent_code": "驿站不归代码所示的县管理时，填县级基地的代码",
            "contact_name": "最多 40 个字",
            "contact_phone": "手机，或带区号的固定电话，如 0591-83512345",
            "address": "最多 200 个字",
        },
        example={"level": "社区驿站", "code": "350101001001", "name": "示例（请删除本行）", "contact_name": "联系人姓名"},
        write_all=_add,
        lists=_lists,
        then="驿站都在筹建中，请逐一开通账号、揭牌",
    ),
)
