"""What the demo's city made of its figures: the bulletins of two months, one published, and the stars of the year before."""

from portal.bulletins.services import bulletins
from portal.core import clock
from portal.demo import places
from portal.demo.steering import DAY, Steered
from portal.standing.queries import star_evidence as evidence_rows
from portal.standing.rules.star_items import StarItem, StarSystem, Subject, key_of
from portal.standing.services import star_evidence, star_rules, stars

STORY = "特色做法"
STEPS = (40, 55, 70, 80, 90)
FOREWORD = "现将本月巾帼家政工作情况通报如下。请各县（市、区）妇联对照问题清单抓好整改。"


def tell(it: Steered) -> None:
    """Publish the bulletin of the last month that all counties closed, draft the next one, and give the stars of last year."""
    ready = [first for first in it.months[:-1] if (it.until - clock.days_of(clock.month_of(first))[1]).days > 45]
    for first in ready[-1:]:
        day = clock.days_of(clock.month_of(first))[1] + 35 * DAY
        with it.at(it.city.code, day) as scope:
            bulletin_id = bulletins.draft(scope, clock.month_of(first), foreword=FOREWORD)
            bulletins.publish(scope, bulletin_id, version=1)
    later = [first for first in it.months[:-1] if first not in ready]
    for first in later[:1]:
        with it.at(it.city.code, it.until) as scope:
            bulletins.draft(scope, clock.month_of(first), foreword=FOREWORD)
    if it.months[0].year < it.until.year:
        _rate(it, it.months[0].year)


def _rate(it: Steered, year: int) -> None:
    """Stars of county federations: two figures, and what a county shows of its own doing."""
    items = (StarItem("attendances", 50, 1_500), StarItem("sessions", 30, 30), StarItem(key_of(STORY), 20, 20, STORY))
    day = it.until - 30 * DAY
    with it.at(it.city.code, it.months[0]) as scope:
        star_rules.set_rule(scope, StarSystem(Subject.COUNTY, year, items, STEPS), reason="市妇联主席办公会议研究决定")
    words = "鼓山镇把理发、助浴、助餐排成每周一次的固定服务日。"
    with it.at(places.JINAN, day) as scope:
        shown_id = star_evidence.show_evidence(scope, Subject.COUNTY, year, key_of(STORY), words=words, version=0)
    with it.at(it.city.code, day + DAY) as scope:
        version = evidence_rows.get_evidence(scope, shown_id).version
        star_evidence.judge_evidence(scope, shown_id, points=16, remark="做法可复制", version=version)
        stars.publish(scope, stars.reckon(scope, Subject.COUNTY, year))
