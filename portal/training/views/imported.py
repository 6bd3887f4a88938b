"""Trainees taken in from Excel; wishes have pages of their own."""

from portal.core import clock
from portal.people.queries import current_consent
from portal.training.forms.intake import AdmissionForm
from portal.training.services import intake as services
from portal.web.importing import ImportKind, ImportPage, register

register(
    ImportKind(
        place=20,
        name="trainees",
        label="学员",
        unit="名",
        permission="trainee.admit",
        endpoint="trainees.roster",
        forms=lambda: AdmissionForm,
        fields={
            "name": "2 到 30 个字",
            "phone": "11 位手机号码，或带区号的固定电话",
            "document_kind": "从列表中选择",
            "number": "按文本填写；导入后加密保存",
            "community": "最多 80 个字",
            "wish": "从列表中选择",
            "skills": "几项用顿号隔开；没有的不填，先培训",
            "taken_on": "如 2026-03-05，不能晚于今天；已关账的月份不能导入",
            "channel": "从列表中选择",
            "is_student": "是 或 否",
            "priority": "她单独同意登记的才填",
            "has_priority_consent": "填了重点人群的必须是“是”",
            "consent_channel": "从列表中选择",
            "has_consented": "必填“是”；没有她本人同意的不能导入",
            "note": "不要写健康、家庭变故等私事",
        },
        labels={"has_consented": "本人已知情同意", "has_priority_consent": "同意登记重点人群"},
        given=lambda: {"notice": str(current_consent(clock.today()).version)},
        example={"name": "示例（请删除本行）", "phone": "13800001234", "taken_on": "2026-03-05", "has_consented": "是"},
        most=500,
        write=lambda scope, form: services.admit_trainee(scope, form.admission()),
        notes=("每行要有她看过、同意过的现行告知书；旧版告知书的请让她重新签。",),
    ),
    ImportPage(
        place=15,
        label="意愿摸排",
        permission="wish.keep",
        upload="wish_sheets.upload",
        template="wish_sheets.template",
        note="网格员摸排来的意愿",
    ),
)
