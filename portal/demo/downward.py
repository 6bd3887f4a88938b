"""What the demo's city and county send down: a circular some have read, a task one county has done, a task that is overdue."""

from uuid import UUID

from portal.circulars.queries import copies as copy_rows
from portal.circulars.rules.sending import Audience, Draft, Kind
from portal.circulars.services import answers, drafts, sending
from portal.demo import places
from portal.demo.steering import DAY, Steered

READING = (
    "各县（市、区）妇联、各社区驿站：\n入冬以后老人摔倒、燃气使用不当的情况增多。请在上门服务前再讲一遍安全要点，"
    "查看照料区域的防滑垫、取暖设备和燃气阀门。\n发现隐患先停止服务，当天报县级基地。"
)
PLAN = "请各县（市、区）妇联填报下一季度培训班计划：期数、人数、课程、讲师和场地。已有点单的课程优先安排。"
STOCK = "请各驿站盘点爱心超市，盘点表由两人签字，账物不符的写明原因和处理办法。"


def tell(it: Steered) -> None:
    """Send the three, and let some of those who got them answer."""
    city = it.city.code
    reading = Draft(Kind.CIRCULAR, "关于做好冬季居家服务安全提醒的通知", READING, Audience.ALL, due_on=it.until + 3 * DAY)
    sent_id = _send(it, city, 4, reading)
    for code in (places.JINAN, places.GULOU, places.JUNMEN):
        _answer(it, code, sent_id, before=3)
    plan = Draft(Kind.TASK, "填报下一季度培训班计划", PLAN, Audience.COUNTIES, due_on=it.until + 7 * DAY)
    _answer(
        it, places.JINAN, _send(it, city, 5, plan), before=2, words="晋安区计划 12 期，其中整理收纳 5 期、母婴护理 4 期、养老护理 3 期。"
    )
    stock = Draft(Kind.TASK, "爱心超市月度盘点", STOCK, Audience.STATIONS, due_on=it.until - 3 * DAY)
    stock_id = _send(it, places.JINAN, 12, stock)
    _answer(it, places.LIANXIANG, stock_id, before=10)
    with it.at(places.JINAN, it.until - DAY) as scope:
        sending.remind(scope, stock_id)


def _send(it: Steered, code: str, before: int, draft: Draft) -> UUID:
    """Write it down and send it, so many days before the last one."""
    with it.at(code, it.until - before * DAY) as scope:
        new_id = drafts.write_draft(scope, draft)
        meant, _ = sending.reckon_units(scope, draft.audience, draft.chosen)
        sending.send(scope, new_id, units=len(meant), version=1)
        return new_id


def _answer(it: Steered, code: str, circular_id: UUID, *, before: int, words: str = "") -> None:
    """Let a unit sign for its copy, and answer where there is something to say."""
    with it.at(code, it.until - before * DAY) as scope:
        one = copy_rows.find_own(scope, circular_id)
        if one is None:
            return
        answers.receive(scope, one.id)
        if words:
            answers.reply(scope, one.id, words=words, version=one.version)
