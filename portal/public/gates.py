"""Why a scanned code opens nothing any more, in words for whoever stands before the poster."""

from datetime import date

from portal.core import clock
from portal.core.errors import PortalError
from portal.public.access import Entry
from portal.training.queries import classes
from portal.training.queries.attendance import meeting_of
from portal.training.queries.classes import ClassRow
from portal.training.rules.attendance import EARLY_MIN, Meeting, takes_codes
from portal.training.rules.classes import ClassState


class Gone(PortalError):
    """What the code stood for is over."""

    status = 410


class Waits(PortalError):
    """What the code stands for is not there for now."""

    status = 409


class Later(PortalError):
    """The class runs, and no lesson of it is on now."""

    status = 200


_UNITS = {
    "preparing": Waits("这个驿站还没有揭牌。", advice="揭牌以后就可以扫码报名。"),
    "suspended": Waits("这个驿站暂停服务。", advice="恢复以后可以再扫码报名，也可以到附近的驿站报名。"),
    "closed": Gone("这个驿站已经撤销。", advice="请到附近的驿站报名。"),
}
_ENDED = Gone("这个二维码已经停用。", advice="请到驿站扫新的二维码，或请工作人员帮您登记。")
_ELSEWHERE = Waits("这个二维码不办这件事。", advice="请扫驿站门口的二维码，或请工作人员帮您办理。")
_CLASSES = {
    ClassState.ENDED: Gone("这个班已经结班。", advice="想学的话，可以在驿站报名下一期。"),
    ClassState.CANCELLED: Gone("这个班已经取消。", advice="想学的话，可以在驿站报名下一期。"),
}


def refusal_of(entry: Entry) -> PortalError | None:
    """Return why nobody can sign up here; None when she can."""
    if refusal := _stop(entry):
        return refusal
    a_class = class_of(entry)
    if a_class is None or a_class.state is ClassState.PLANNED:
        return None
    return _CLASSES.get(a_class.state) or _no_lesson(entry, a_class)


def refusal_at(entry: Entry, *kinds: str) -> PortalError | None:
    """Return why what a page does cannot be done by this code; None when it can.

    Args:
        kinds: of the codes that open the page.
    """
    return _stop(entry) or (None if entry.kind in kinds else _ELSEWHERE)


def _stop(entry: Entry) -> PortalError | None:
    if entry.kind == "paper":
        return Gone("这是材料上的二维码。", advice="查验材料请重新扫描材料上的码。")
    if entry.kind in {"certificate", "vol_cert"}:
        return Gone("这是证书上的二维码。", advice="查验证书请重新扫描证书上的码。")
    if entry.status in _UNITS:
        return _UNITS[entry.status]
    return _ENDED if entry.is_ended else None


def _no_lesson(entry: Entry, a_class: ClassRow) -> PortalError | None:
    """Return when one can sign in to the lessons of a class that runs; None when one is on now."""
    now = clock.local(clock.now())
    lessons = [meeting_of(row) for row in classes.list_lessons(entry.scope, a_class.id)]
    if any(takes_codes(it, now) for it in lessons):
        return None
    begins = [it for it in lessons if _begins_at(it) > (now.date(), now.hour * 60 + now.minute)]
    following = f"下一节课：{begins[0].shown}。" if begins else ""
    return Later("现在没有可以签到的课。", advice=f"{following}上课前 {EARLY_MIN} 分钟起可以扫这个码签到；已经下课的，请找老师登记。")


def has_begun(a_class: ClassRow | None) -> bool:
    """Say whether this is a class that runs: one signs in to its lessons, and no longer up for it."""
    return a_class is not None and a_class.state is ClassState.RUNNING


def _begins_at(it: Meeting) -> tuple[date, int]:
    return it.held_on, it.start_min


def class_of(entry: Entry) -> ClassRow | None:
    """Return the class a code stands for; None for a station's."""
    return classes.get_class(entry.scope, entry.subject_id) if entry.kind == "class" and entry.subject_id else None
