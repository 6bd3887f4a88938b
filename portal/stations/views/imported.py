"""What a station takes in from Excel: a month of activities, and its propagandists."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from portal.core.scope import Scope
from portal.stations import queries, services
from portal.stations.forms import ActivityForm, PropagandistForm
from portal.stations.rules import Gathering
from portal.web.importing import ImportKind, register


def _activity_forms() -> Callable[[Any], ActivityForm]:
    kinds = [(str(kind.id), kind.name) for kind in queries.list_kinds()]

    def build(sent: Any) -> ActivityForm:
        form = ActivityForm(sent)
        form.kind_id.offer(kinds)
        return form

    return build


def _key_of(it: Gathering) -> tuple[Any, ...]:
    return (it.held_on, it.kind_id, it.title, it.start_min, it.place)


def _known(scope: Scope, forms: Any) -> set[tuple[Any, ...]]:
    days = [form.held_on.data for form in forms]
    return queries.list_keys(scope, min(days), max(days)) if days else set()


def _log(scope: Scope, form: ActivityForm) -> UUID:
    return services.log_activities(scope, [form.gathering()])[0]


register(
    ImportKind(
        place=10,
        name="activities",
        label="活动日志",
        unit="场",
        permission="activity.log",
        endpoint="activities.log",
        levels=("city", "county", "station"),
        forms=_activity_forms,
        fields={
            "kind_id": "从列表中选择",
            "title": "最多 100 个字",
            "held_on": "如 2026-03-05，不能晚于今天；已关账的月份不能导入",
            "starts_at": "如 14:30",
            "place": "最多 100 个字",
            "is_online": "是 或 否，不填算线下",
            "attendances": "到场人次，0 到 99999",
            "women": "不多于人次",
            "note": "最多 1000 个字；不要写个人信息",
        },
        example={
            "title": "示例：妇联约你学家政（请删除本行）",
            "held_on": "2026-03-05",
            "starts_at": "14:30",
            "attendances": "30",
            "women": "28",
        },
        write=_log,
        key=lambda form: _key_of(form.gathering()),
        known=_known,
        notes=("日期、类别、主题、时间、地点都相同的，算同一场，不重复登记。",),
    ),
    ImportKind(
        place=60,
        name="propagandists",
        label="宣传员",
        unit="名",
        permission="propagandist.keep",
        endpoint="propagandists.listing",
        forms=lambda: PropagandistForm,
        fields={
            "name": "2 到 30 个字",
            "phone": "11 位手机号码，或带区号的固定电话",
            "community": "社区的名称",
            "since_on": "如 2026-03-05，不能晚于今天",
            "note": "最多 200 个字",
        },
        example={"name": "示例（请删除本行）", "phone": "13800001234", "community": "连翔社区", "since_on": "2026-03-05"},
        write=lambda scope, form: services.add_propagandists(scope, [form.recruit()])[0],
    ),
)
