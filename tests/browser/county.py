"""What a county does in the browser: an application for a station, from the first line to 揭牌."""

import re
from dataclasses import dataclass

from playwright.sync_api import expect

from portal.core import clock
from portal.demo.places import JINAN
from tests.browser.station import log_one
from tests.browser.visitor import Visitor

REASON = "请附上场所使用协议后再报"
SCORES = {"交通便利": "4 分（较好）", "场所适宜": "5 分（很好）", "居住集中": "4 分（较好）", "干部积极": "5 分（很好）"}


@dataclass(frozen=True)
class Plan:
    """A station to be: the code and words of its community, its name, and the account of its manager."""

    code: str
    community: str
    name: str
    account: str
    manager: str = "郑小满"


def choose_community(clerk: Visitor, code: str, *, account: str, nth: int = -1) -> Plan:
    """Open a new application and pick a community of the list, the last one; the demo's own applications are for the first."""
    clerk.open(f"/t/{code}/applications/new")
    option = clerk.control("社区").locator("option").filter(has_text="社区").nth(nth)
    words = option.inner_text().strip()
    return Plan(option.get_attribute("value") or "", words, f"{words.split('社区')[0]}社区驿站", account)


def file_application(clerk: Visitor, plan: Plan) -> None:
    """File the application that is open, with the four points."""
    clerk.control("社区").select_option(value=plan.code)
    clerk.answer(驿站名称=plan.name, 姓名=plan.manager, 登录账号=plan.account, 手机号码="13705910000")
    score(clerk)
    clerk.press("上报")
    clerk.is_told("已上报，等待走访和审批")


def record_visit(clerk: Visitor) -> None:
    """Record the visit."""
    clerk.follow("记录走访")
    clerk.answer(走访日期=clock.today().isoformat(), 走访人="县级干事、街道妇联主席", 走访情况="场所已看过，培训教室明亮，住户集中。")
    score(clerk)
    clerk.press("记录走访")
    clerk.is_told("已记录走访，等待审批")


def score(clerk: Visitor) -> None:
    """Score the four points, with a remark each."""
    for point, words in SCORES.items():
        clerk.answer(**{f"{point}评分": words, f"{point}说明": "现场核实"})


def decide(admin: Visitor, county: str, plan: Plan, verdict: str, reason: str = "") -> None:
    """Decide on an application out of 本月待办."""
    admin.open(f"/t/{county}/")
    admin.page.get_by_role("link", name=f"审批建站申请：{plan.name}").click()
    admin.tick(verdict)
    if reason:
        admin.answer(原因=reason)
    admin.press("提交审批意见")


def file_again(clerk: Visitor, county: str, plan: Plan, reason: str) -> None:
    """Read why it came back, and file it again out of 本月待办."""
    clerk.open(f"/t/{county}/")
    clerk.page.get_by_role("link", name=f"修改建站申请：{plan.name}").click()
    clerk.sees(reason)
    clerk.answer(驿站名称=plan.name)
    clerk.press("上报")
    clerk.is_told("已上报，等待审批")


def expect_no_decision(clerk: Visitor) -> None:
    """See that a clerk is offered nothing that is the administrator's."""
    expect(clerk.page.locator(".page-actions")).to_contain_text("撤回")
    expect(clerk.page.get_by_role("link", name=re.compile("审批|揭牌"))).to_have_count(0)
    assert clerk.status_of(re.sub(r"^https?://[^/]+", "", clerk.page.url) + "/decision") == 403


def make_link(admin: Visitor) -> str:
    """Make the one-time link of the application that is open, and return it."""
    admin.press("生成一次性登录链接")
    admin.sees("链接只在这里显示这一次")
    return admin.page.locator("main a[href*='/join/']").inner_text()


def unveil(admin: Visitor, county: str, plan: Plan) -> None:
    """揭牌, out of 本月待办."""
    admin.open(f"/t/{county}/")
    admin.page.get_by_role("link", name=f"揭牌：{plan.name}").click()
    admin.press("确认揭牌")
    admin.is_told(f"{plan.name}已揭牌，可以登记活动了")


def file_return_and_approve(clerk: Visitor, admin: Visitor) -> Plan:
    """The clerk files and visits, the administrator returns with a reason, the clerk files again, the administrator approves."""
    plan = choose_community(clerk, JINAN, account="xinzhan_zoucha")
    file_application(clerk, plan)
    record_visit(clerk)
    clerk.shoot("application")
    expect_no_decision(clerk)
    decide(admin, JINAN, plan, "退回修改")
    admin.is_refused("退回修改必须写明原因")
    decide(admin, JINAN, plan, "退回修改", REASON)
    admin.is_told("已退回，等待修改后重新上报")
    file_again(clerk, JINAN, plan, REASON)
    decide(admin, JINAN, plan, "批准")
    admin.is_told("已批准，驿站已建立（筹建中）")
    return plan


def welcome(newcomer: Visitor, link: str, plan: Plan) -> None:
    """The new manager comes by her link, sets a password, and cannot log before 揭牌; the link works once."""
    newcomer.page.goto(link)
    newcomer.sees(plan.manager, plan.account)
    newcomer.shoot("join")
    newcomer.answer(设置密码="Wenruyu 2580", 再输一次="Wenruyu 2580")
    newcomer.press("设置密码并登录")
    newcomer.page.wait_for_url(f"**/t/{plan.code}/")
    newcomer.sees(f"{plan.name}还没有揭牌。")
    assert newcomer.status_of(f"/t/{plan.code}/activities/new") == 403
    newcomer.sees("这个驿站还没有揭牌，揭牌后才能登记。")
    newcomer.shoot("not-yet-open")
    assert newcomer.status_of(link.removeprefix(newcomer.site.url)) == 404


def log_the_first_activity(newcomer: Visitor, plan: Plan) -> None:
    """The station is open: its manager logs."""
    newcomer.open(f"/t/{plan.code}/")
    log_one(newcomer, kind_id="培训", title="揭牌后的第一场培训", attendances="20", women="18")
    newcomer.is_told("已登记 1 场活动")
