"""/t/<unit>/stars/grades and /t/<unit>/plans: the city grades bases and asks weak ones for a plan, the county works it off."""

from datetime import date
from typing import Any

import pytest
import time_machine

from portal.standing.rules.grades import Grade
from tests import make, make_plans
from tests.browse import Browser

GRADES, PLANS = f"/t/{make.CITY}/stars/grades/", f"/t/{make.JINAN}/plans/"
BASE = f"{GRADES}{make.JINAN}"
WEAK = {"grade": "weak", "since_on": "2026-03-01", "reason": "三个月没有开班"}
ORDER = {"title": "基地提升方案", "weakness": "师资不足", "due_on": "2026-06-30"}
STEP = {"rows-0-words": "补齐师资", "rows-0-owner_name": "王小明", "rows-0-due_on": "2026-04-01"}


def made(browse: Browser, maker: Any, *args: Any, **said: Any) -> Any:
    with browse.app.app_context():
        return maker(*args, **said)


def test_the_city_grades_a_base_and_the_county_reads_why(browse: Browser) -> None:
    browse.sign_in("fuzhou")
    assert "还没有定" in browse.get(GRADES).text
    assert browse.fill(BASE, WEAK).status_code == 303
    stale = browse.post(BASE, {**WEAK, "grade": "middle", "seen": "0"})
    assert stale.status_code == 409
    assert "已经有人定为“薄弱”" in stale.text
    assert browse.fill(BASE, {**WEAK, "grade": "middle", "since_on": "2026-03-10", "reason": "已经开班"}).status_code == 303
    page = browse.swap(f"{GRADES}?grade=middle", "bases").text
    assert "已经开班" in page
    assert "鼓楼区" not in page
    page = browse.sign_in("jinan").get(f"/t/{make.JINAN}/stars/grades/{make.JINAN}").text
    for words in ("薄弱", "三个月没有开班", "一般", "fuzhou 的使用人"):
        assert words in page
    assert "保存等级" not in page
    assert browse.post(f"/t/{make.JINAN}/stars/grades/{make.JINAN}", WEAK).status_code == 403
    assert browse.get(f"/t/{make.JINAN}/stars/grades/{make.GULOU}").status_code == 404
    assert browse.sign_in("linqing").get(f"/t/{make.OTHER_CITY}/stars/grades/{make.JINAN}").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("since_on", "2026-02-28", "不能早于这一天"),
        ("since_on", "2028-03-01", "最多一年"),
        ("since_on", "2026-02-30", "没有这一天"),
        ("grade", "weak", "没有变化"),
        ("grade", "best", "请从列表中选择"),
        ("reason", "电话 13812345678", "电话或证件号码"),
        ("reason", "字" * 10_000, "最多 500 个字"),
        ("reason", "\x00", "必须填写"),
    ],
)
def test_a_wrong_grade_is_said_at_its_field(browse: Browser, field: str, value: str, words: str) -> None:
    made(browse, make_plans.graded)
    answer = browse.sign_in("fuzhou").fill(BASE, {**WEAK, "grade": "mature", field: value})
    assert answer.status_code == 422
    assert words in answer.text


def test_a_grade_counts_from_its_day_on(browse: Browser) -> None:
    made(browse, make_plans.graded)
    made(browse, make_plans.graded, Grade.MATURE, date(2026, 3, 17), seen=1)
    browse.sign_in("fuzhou")
    assert make.JINAN in browse.swap(f"{GRADES}?grade=weak", "bases").text
    with time_machine.travel("2026-03-17T02:00:00Z", tick=False):
        browse.sign_in("jinan")
        assert make.JINAN in browse.swap(f"/t/{make.JINAN}/stars/grades/?grade=mature", "bases").text


def test_only_a_weak_base_is_asked_for_a_plan_and_for_one_at_a_time(browse: Browser) -> None:
    browse.sign_in("fuzhou")
    refused = browse.fill(f"{BASE}/plan", ORDER)
    assert refused.status_code == 409
    assert "只能要求薄弱基地" in refused.text
    made(browse, make_plans.graded)
    assert browse.fill(f"{BASE}/plan", {**ORDER, "due_on": "2026-03-15"}).status_code == 422
    asked = browse.fill(f"{BASE}/plan", ORDER)
    assert asked.status_code == 303
    again = browse.fill(f"{BASE}/plan", ORDER)
    assert again.status_code == 409
    assert "查看那一份" in again.text
    assert "还没有措施" in browse.get(asked.location).text
    assert "添加措施" not in browse.get(asked.location).text
    browse.sign_in("jinan")
    assert "给提升方案“基地提升方案”写措施" in browse.get(f"/t/{make.JINAN}/").text
    mine = asked.location.replace(make.CITY, make.JINAN)
    assert browse.fill(f"{mine}/steps", STEP).status_code == 303
    assert "福州市" in browse.get(mine).text
    assert "0 / 1" in browse.sign_in("fuzhou").get(GRADES).text


def test_a_county_works_its_own_plan_off(browse: Browser) -> None:
    browse.sign_in("jinan")
    wrong = browse.fill(f"{PLANS}new", {**ORDER, **STEP, "rows-0-due_on": "2026-07-01"})
    assert wrong.status_code == 422
    assert "不能晚于方案的完成期限" in wrong.text
    path = browse.fill(f"{PLANS}new", {**ORDER, **STEP}).location
    early = browse.fill(f"{path}/end", {"state": "done", "outcome": "好了"})
    assert early.status_code == 422
    assert "还有 1 项措施没有办完" in early.text
    assert browse.fill(f"{path}/steps/2", {"note": "没有这一项"}).status_code == 404
    assert browse.fill(f"{path}/steps/1", {"note": ""}).status_code == 422
    form = {"note": "聘了两位老师", "version": "1", "once": "a" * 32}
    assert browse.post(f"{path}/steps/1", form).status_code == browse.post(f"{path}/steps/1", form).status_code == 303
    assert browse.post(f"{path}/steps/1", {"note": "再报", "version": "2"}).status_code == 409
    assert browse.post(f"{path}/end", {"state": "done", "outcome": "旧页面", "version": "1"}).status_code == 409
    assert f"办结提升方案“{ORDER['title']}”" in browse.get(f"/t/{make.JINAN}/").text
    assert browse.fill(f"{path}/end", {"state": "done", "outcome": "每月都能开班"}).status_code == 303
    page = browse.get(path).text
    for words in ("已完成", "每月都能开班", "聘了两位老师", "1 / 1"):
        assert words in page
    assert browse.post(f"{path}/steps", {**STEP, "version": "3"}).status_code == 409
    assert "每月" not in browse.sign_in("gulou").get(f"/t/{make.GULOU}/plans/").text
    assert browse.get(path.replace(make.JINAN, make.GULOU)).status_code == 404


def test_what_is_late_is_marked_and_told_to_county_and_city(browse: Browser) -> None:
    plan = made(browse, make_plans.plan)
    with time_machine.travel("2026-04-02T02:00:00Z", tick=False):
        browse.sign_in("jinan")
        assert "逾期" in browse.get(f"{PLANS}{plan}").text
        assert "1 项措施逾期" in browse.get(f"/t/{make.JINAN}/").text
        assert "0 / 2，逾期 1" in browse.swap(f"{PLANS}?state=running", "plans").text
    with time_machine.travel("2026-07-01T02:00:00Z", tick=False):
        assert "基地提升方案逾期 1 份" in browse.sign_in("fuzhou").get(f"/t/{make.CITY}/").text


def test_a_plan_that_is_given_up_says_why(browse: Browser) -> None:
    plan = made(browse, make_plans.plan)
    browse.sign_in("jinan")
    assert browse.fill(f"{PLANS}{plan}/end", {"state": "ended", "outcome": "联系 13812345678"}).status_code == 422
    assert browse.fill(f"{PLANS}{plan}/end", {"state": "ended", "outcome": "基地撤并"}).status_code == 303
    assert "已终止" in browse.get(PLANS).text
    assert made(browse, make_plans.plan) != plan
