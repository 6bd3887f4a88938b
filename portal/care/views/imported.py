"""服务对象 taken in from Excel."""

from collections.abc import Callable
from typing import Any

from portal.care.forms.recipients import RegistrationForm
from portal.care.rules.notice import NOTICE
from portal.care.services import recipients as services
from portal.tenants.access import here
from portal.tenants.queries import list_communities
from portal.web.importing import ImportKind, register


def _forms() -> Callable[[Any], RegistrationForm]:
    communities = [(it.code, it.name, it.street or "") for it in list_communities(here().parents[-1][0])]

    def build(sent: Any) -> RegistrationForm:
        form = RegistrationForm(sent)
        form.offer(communities)
        return form

    return build


register(
    ImportKind(
        place=40,
        name="recipients",
        label="服务对象",
        unit="名",
        permission="care.keep",
        endpoint="recipients.listing",
        forms=_forms,
        fields={
            "name": "2 到 30 个字",
            "phone": "11 位手机号码，或带区号的固定电话",
            "born_on": "如 1950-03-05；有证件的可不填",
            "document_kind": "没有出示证件的不填",
            "number": "与证件类型一起填，按文本填写",
            "community_code": "从列表中选择；同名的前面加街道",
            "address": "最多 100 个字",
            "lives_alone": "是 或 否",
            "family_name": "2 到 30 个字",
            "family_relation": "如 女儿",
            "family_phone": "11 位手机号码，或带区号的固定电话",
            "consent_channel": "从列表中选择",
            "has_consented": "必填“是”；没有她本人或家属同意的不能导入",
            "note": "最多 500 个字；不要写健康情况",
        },
        labels={"has_consented": "已知情同意", "number": "证件号码"},
        given=lambda: {"notice": str(NOTICE.version)},
        example={"name": "示例（请删除本行）", "phone": "13800001234", "born_on": "1950-03-05", "lives_alone": "否", "has_consented": "是"},
        most=500,
        write=lambda scope, form: services.register(scope, form.draft()),
        notes=("困难情况要在她的页面上单独登记：那要她另外同意。",),
    )
)
