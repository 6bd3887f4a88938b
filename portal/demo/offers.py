"""What the demo's station offers to whoever scans its code: work, and an exam to come."""

from portal.demo import places
from portal.demo.steering import DAY, Steered
from portal.placement.rules.openings import OpeningDraft
from portal.placement.services import openings
from portal.tenants.services import codes
from portal.training.queries.courses import find_course
from portal.training.rules.exams import ExamPlan
from portal.training.services import exams

WORK = (
    ("tidying", "上门整理收纳师", "榕城家政公司（演示）", "live_out", "part", 3, "每次 200–300 元"),
    ("elder_care_5", "照护老人，住家", "晋安区一户家庭", "live_in", "full", 1, "每月 5500–6500 元，包吃住"),
    ("hourly", "钟点保洁", "连翔社区多户家庭", "live_out", "hourly", 4, "每小时 35 元"),
)
NOTE = "有培训证书和健康证的优先；没有的，驿站免费培训。"


def tell(it: Steered) -> None:
    """Offer work, announce the next exam, and hang up a code at the market."""
    with it.at(places.LIANXIANG, it.until - 5 * DAY) as scope:
        for code, title, who, living, hours, wanted, pay in WORK:
            if course := find_course(code):
                ends_on = it.until + 40 * DAY
                openings.make_opening(scope, OpeningDraft(title, course.id, who, "local", living, hours, wanted, pay, ends_on, NOTE))
        codes.make_code(scope, "station", channel="poster", label="农贸市场门口")
        if course := find_course("tidying"):
            day, title = it.until + 20 * DAY, "整理收纳专项考核"
            exams.hold_exam(scope, ExamPlan(course.id, None, title, day, 9 * 60, "社区二楼教室", "福州市家政服务行业协会"))
