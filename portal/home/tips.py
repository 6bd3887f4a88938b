"""第一次使用: the few forms a new unit begins with, until it has, or until she has closed them."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.scope import Scope
from portal.home.queries import list_begun
from portal.tenants.access import here, open_to_all
from portal.tenants.views.accounts import back
from portal.web.liking import like

bp = Blueprint("tips", __name__)
COOKIE, OPEN, CLOSED = "tips", "open", "closed"


@dataclass(frozen=True, slots=True)
class Step:
    """A thing to begin with.

    Args:
        noun: what there is once it is done; empty for a page that is only looked at.
    """

    noun: str
    label: str
    detail: str
    endpoint: str
    permission: str


@dataclass(frozen=True, slots=True)
class Tip:
    """A step as it stands on one page."""

    label: str
    detail: str
    url: str
    is_done: bool


STEPS: Mapping[str, tuple[Step, ...]] = {
    "station": (
        Step("activity", "登记当天活动", "办一场登一场，月报的数自己出来", "activities.day", "activity.log"),
        Step("intake", "登记学员", "会的推荐上岗，不会的先培训", "trainees.admission", "trainee.admit"),
        Step("volunteer", "登记志愿者", "登记以后可以派单、签到、存时间", "volunteers.registration", "volunteer.register"),
        Step("code", "打印扫码海报", "贴在门口，群众扫码报名、要服务、查进度", "codes.new", "code.keep"),
    ),
    "county": (
        Step("application", "建站申请", "选社区、评选址、报审批", "applications.new", "application.file"),
        Step("unit", "单位", "看本县的驿站，已经有场所和站长的直接添加", "units.listing", "unit.read"),
        Step("", "目标", "看市里分给本县的任务和序时进度", "targets.listing", "target.read"),
    ),
    "city": (
        Step("profile", "城市资料", "填联系人、电话、地址，群众找得到", "profiles.edit", "unit.edit"),
        Step("unit", "单位", "添加县级基地和社区驿站，可以从 Excel 批量添加", "units.listing", "unit.add"),
        Step("target", "目标", "先添加专项，再定目标、分解到县区", "targets.listing", "target.read"),
        Step("circular", "通知", "给县级基地和驿站发第一条通知", "circulars.new", "circular.send"),
    ),
}


@bp.post("/tips")
@open_to_all
def choose(scope: Scope) -> ResponseReturnValue:
    """Keep whether this browser shows what to begin with."""
    like(COOKIE, OPEN if request.form.get("shown") == OPEN else CLOSED)
    return back()


def tips_here(scope: Scope) -> list[Tip]:
    """Return what to begin with here; nothing once all is begun or closed, unless she has asked to see it again."""
    kept = request.cookies.get(COOKIE, "")
    steps = [step for step in STEPS.get(here().level, ()) if step.permission in scope.permissions]
    if not steps or kept == CLOSED:
        return []
    begun = list_begun(scope)
    is_begun = all(step.noun in begun for step in steps if step.noun)
    if is_begun and kept != OPEN:
        return []
    return [Tip(it.label, it.detail, url_for(it.endpoint, code=here().code), it.noun in begun) for it in steps]
