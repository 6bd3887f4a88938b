"""Employers taken in from Excel."""

from portal.placement.forms.employers import EmployerForm
from portal.placement.services import employers as services
from portal.web.importing import ImportKind, register

register(
    ImportKind(
        place=50,
        name="employers",
        label="用工单位",
        unit="个",
        permission="placement.keep",
        endpoint="employers.listing",
        forms=lambda: EmployerForm,
        fields={
            "kind": "从列表中选择",
            "name": "2 到 60 个字；家庭写雇主姓名",
            "phone": "11 位手机号码，或带区号的固定电话",
            "place": "最多 100 个字",
            "note": "最多 200 个字",
        },
        example={"name": "示例家政公司（请删除本行）", "phone": "0591-83512345", "place": "鼓山镇"},
        write=lambda scope, form: services.add_employer(scope, form.draft()),
    )
)
