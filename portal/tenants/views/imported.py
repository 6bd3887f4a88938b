"""Units taken in from Excel."""

from collections.abc import Sequence
from typing import Any

from portal.core.scope import Scope
from portal.tenants.access import here
from portal.tenants.divisions import prefix_of
from portal.tenants.forms.units import UnitRowForm
from portal.tenants.services import units_sheet
from portal.web.importing import ImportKind, Outcome, register


def _add(scope: Scope, rows: Sequence[tuple[int, Any]]) -> Sequence[Outcome]:
    return units_sheet.add_units(scope, [(number, form.draft()) for number, form in rows])


def _lists() -> list[str]:
    return [f"{here().name}的区划代码以 {prefix_of(here().code)} 开头；代码按文本填写，不要用科学计数法。"]


register(
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
    )
)
