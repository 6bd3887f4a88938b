"""What training takes in from Excel: trainees, and the wishes that were collected from door to door."""

from collections.abc import Callable, Sequence
from typing import Any

from portal.core import clock
from portal.core.scope import Scope
from portal.people.queries import current_consent
from portal.training.forms.intake import AdmissionForm
from portal.training.forms.wish_rows import WishRowForm
from portal.training.queries.courses import list_courses
from portal.training.queries.wish_checks import list_notices
from portal.training.rules.wish_sheets import SKILLS
from portal.training.services import intake as services
from portal.training.services import wish_sheets
from portal.training.views.wishes import offered_communities
from portal.web.importing import ImportKind, Outcome, register


def _wish_forms() -> Callable[[Any], WishRowForm]:
    offered = wish_sheets.offered_by(offered_communities())

    def build(sent: Any) -> WishRowForm:
        form = WishRowForm(sent)
        form.offer(offered)
        return form

    return build


def _record(scope: Scope, rows: Sequence[tuple[int, Any]]) -> Sequence[Outcome]:
    notices = list_notices()
    return wish_sheets.record_rows(scope, [(number, form.draft(notices)) for number, form in rows])


def _lists() -> list[str]:
    courses = "；".join(f"{it.id} {it.name}" for it in list_courses())
    return [f"意向课程：{courses}", f"已有技能：{'、'.join(one.label for one in SKILLS)}"]


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
    ImportKind(
        place=15,
        name="wishes",
        label="意愿",
        unit="份",
        permission="wish.keep",
        endpoint="wishes.listing",
        forms=_wish_forms,
        fields={
            "name": "2 到 30 个字",
            "phone": "11 位手机号码，或带区号的固定电话",
            "course": "课程名称，或课程的编号；一行一门，想学两门的写两行",
            "collected_on": "如 2026-03-05，不能晚于今天；已关账的月份不能导入",
            "collector": "从列表中选择",
            "collector_name": "表上看不清的，好找她问",
            "channel": "从列表中选择",
            "community": "本县社区的名称；同名的前面加街道",
            "place": "最多 80 个字",
            "born_year": "如 1985",
            "is_student": "是 或 否",
            "skills": "如 月嫂、保洁；没有的留空，先培训",
            "limits": "如 孩子小、只有上午有空；最多 100 个字",
            "priority": "她单独同意登记的才填",
            "has_priority_consent": "填了重点人群的必须是“是”",
            "has_consented": "必填“是”；没有签名的不能导入",
            "serial": "纸质表右上角的表号和行号，如 260316-KHTM-03",
            "note": "最多 200 个字；不要写健康、家庭变故等私事",
        },
        example={"name": "示例（请删除本行）", "phone": "13800001234", "collected_on": "2026-03-05", "has_consented": "是"},
        most=2000,
        write_all=_record,
        lists=_lists,
        notes=("身份证号码、健康情况不要写进这张表。",),
    ),
)
