"""Volunteers taken in from Excel."""

from collections.abc import Callable
from typing import Any

from portal.volunteer.forms.roll import RegistrationForm
from portal.volunteer.rules.notice import NOTICE
from portal.volunteer.services import roll as services
from portal.volunteer.views.roll import offered_communities
from portal.web.importing import ImportKind, register


def _forms() -> Callable[[Any], RegistrationForm]:
    communities = offered_communities()

    def build(sent: Any) -> RegistrationForm:
        form = RegistrationForm(sent)
        form.offer(communities)
        return form

    return build


register(
    ImportKind(
        place=30,
        name="volunteers",
        label="志愿者",
        unit="名",
        permission="volunteer.register",
        endpoint="volunteers.roster",
        forms=_forms,
        fields={
            "name": "2 到 30 个字",
            "phone": "11 位手机号码，或带区号的固定电话",
            "document_kind": "没有出示证件的不填",
            "number": "与证件类型一起填，按文本填写",
            "born_on": "如 1968-03-05；填了身份证号码的可不填",
            "community": "本县社区的名称；同名的前面加街道",
            "member_group": "不属于这几类的不填",
            "skills": "几项用顿号隔开；参加服务的至少填一项",
            "free_slots": "几项用顿号隔开",
            "is_receiver_only": "是 或 否；只接受家人赠送时间、不参加服务的填“是”",
            "guardian_name": "未满 18 周岁的填写",
            "guardian_phone": "未满 18 周岁的填写",
            "guardian_channel": "从列表中选择",
            "guardian_consented_on": "如 2026-03-05",
            "consent_channel": "从列表中选择",
            "has_consented": "必填“是”；没有本人同意的不能导入",
            "note": "最多 500 个字；不要写健康情况",
        },
        labels={"has_consented": "本人已知情同意", "is_receiver_only": "受赠家人"},
        given=lambda: {"notice": str(NOTICE.version)},
        example={"name": "示例（请删除本行）", "phone": "13800001234", "born_on": "1968-03-05", "has_consented": "是"},
        most=500,
        write=lambda scope, form: services.register_volunteer(scope, form.candidate()),
    )
)
