"""Two applications of 晋安区 under way: one waits for the county's admin, one went back to the clerk."""

from datetime import date, timedelta

from portal.core.scope import Scope
from portal.demo import places
from portal.tenants.rules.applications import POINTS, Move, Point, Proposal, Visit
from portal.tenants.services import applications as services

_REMARKS = ("两条公交线路到社区门口", "活动室约 80 平方米，可放 30 张桌椅", "三个小区相连，住户约 2,600 户", "书记和妇联主席都愿意牵头")


def file_both(clerk: Scope, admin: Scope, until: date) -> None:
    """File two applications; the admin returns the second."""
    pending, returned, *_ = places.free_communities(places.JINAN)
    visited_on = until - timedelta(days=4)
    waiting = services.start_application(clerk, _proposal(pending, "pending", (4, 5, 4, 5)), is_filed=True)
    services.record_visit(clerk, waiting, _visit(visited_on, "场所已看过，培训教室明亮；社区干部热情高。", (4, 5, 4, 5)), version=1)
    back = services.start_application(clerk, _proposal(returned, "returned", (3, 2, 4, 4)), is_filed=True)
    services.record_visit(clerk, back, _visit(visited_on, "现有活动室与文化站合用，培训时间需要协调。", (3, 2, 4, 4)), version=1)
    services.decide_application(
        admin, back, Move.RETURN, reason="活动室与文化站合用，请先落实固定的培训时间，附场所使用协议后再报。", version=2
    )


def _proposal(place: places.Place, name: str, scores: tuple[int, ...]) -> Proposal:
    return Proposal(place.code, place.name, f"{place.name.removesuffix('驿站')}站长", f"demo_{name}", "13800000000", _points(scores))


def _visit(visited_on: date, findings: str, scores: tuple[int, ...]) -> Visit:
    return Visit(visited_on, "晋安区妇联干事、鼓山镇妇联主席", findings, _points(scores))


def _points(scores: tuple[int, ...]) -> dict[str, Point]:
    return {name: Point(score, note) for name, score, note in zip(POINTS, scores, _REMARKS, strict=True)}
