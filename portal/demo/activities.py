"""What a station did in a month: gatherings with the titles, places and sizes one meets in the federation's own reports."""

from datetime import date
from random import Random

from portal.core import clock
from portal.stations.rules import Gathering

_KINDS: dict[str, tuple[tuple[str, ...], tuple[int, int], float]] = {
    # kind: (titles, heads from–to, share of the month's gatherings)
    "lecture": (("妇联约你学家政", "家政政策进社区", "巾帼家政大宣讲", "家政服务业就业政策宣讲"), (25, 80), 0.18),
    "micro_class": (
        ("家政微课堂：居家保洁", "家政微课堂：营养配餐", "家政微课堂：婴幼儿辅食", "家政微课堂：老人起居照护"),
        (20, 120),
        0.16,
    ),
    "training": (
        ("收纳整理培训班", "养老护理技能培训", "母婴护理（月嫂）培训", "失能老人照护培训", "家庭烹饪与营养配餐培训"),
        (20, 45),
        0.22,
    ),
    "refresher": (("母婴护理回炉培训", "养老护理回炉培训"), (8, 20), 0.04),
    "job_fair": (("家政专场招聘会", "春风送岗进社区", "供需见面：阿姨见面会"), (30, 90), 0.07),
    "welfare": (("为老人免费理发", "助浴助餐进家门", "巾帼志愿者上门保洁", "老年人健康护理课"), (12, 40), 0.15),
    "visit_of_care": (("慰问困难家政姐妹", "走访慰问独居老人"), (4, 15), 0.05),
    "survey": (("入户摸排家政就业意愿", "微网格走访统计"), (15, 60), 0.08),
    "role_model": (("金牌月嫂讲自己的故事", "身边的好阿姨事迹分享"), (20, 50), 0.03),
    "committee_link": (("执委联系家政姐妹", "执委一联一座谈"), (2, 8), 0.02),
}
_PLACES = ("社区活动室", "驿站培训教室", "妇女儿童之家", "社区广场", "党群服务中心", "文化礼堂")
_STARTS = (540, 570, 600, 840, 870, 900, 1140)


def month_of_gatherings(chance: Random, month: str, kinds: dict[str, int], *, until: date, pace: int) -> list[Gathering]:
    """Return what one station held in a month, in the order of the days.

    Args:
        chance: the station's own, so that the same demo comes out each time.
        kinds: {code: id} of the kinds.
        until: the last day of the demo.
        pace: how many gatherings a month, about.
    """
    first, last = clock.days_of(month)
    days = (min(last, until) - first).days + 1
    count = max(1, round(chance.uniform(0.7, 1.3) * pace * days / 30))
    gatherings = [_gathering(chance, first.replace(day=chance.randint(1, days)), kinds) for _ in range(count)]
    return sorted(gatherings, key=lambda it: (it.held_on, it.start_min or 0))


def _gathering(chance: Random, held_on: date, kinds: dict[str, int]) -> Gathering:
    code = chance.choices(list(_KINDS), [share for _, _, share in _KINDS.values()])[0]
    titles, (fewest, most), _ = _KINDS[code]
    is_online = code == "micro_class" and chance.random() < 0.6
    attendances = chance.randint(fewest, most) * (2 if is_online else 1)
    women = round(attendances * chance.uniform(0.78, 1.0))
    return Gathering(
        kind_id=kinds[code],
        title=chance.choice(titles),
        held_on=held_on,
        start_min=chance.choice(_STARTS),
        place="直播间" if is_online else chance.choice(_PLACES),
        is_online=is_online,
        attendances=attendances,
        women=women,
        note="",
    )
