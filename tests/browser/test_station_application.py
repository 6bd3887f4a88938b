"""How a station comes to be, end to end, in a real Chromium: from the first draft with its photos to the first activity."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from portal.demo.places import FUZHOU, JINAN
from portal.demo.seed import PASSWORD
from tests import make
from tests.browser import county, figures
from tests.browser.county import Plan
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
Visit = Callable[[], Visitor]
DEPUTY, DEPUTY_NAME = "jinan_fu", "林副主席"
NEW_PASSWORD = "Qinghe Wan 2580"
REASON = "请补充培训教室的照片，并更换拟任站长"


def test_from_a_draft_to_the_first_activity(visit: Visit) -> None:
    filer, clerk = visit().sign_in("jinan"), visit().sign_in("jinan_clerk")
    deputy, newcomer, fuzhou = visit(), visit(), visit().sign_in("fuzhou")
    appoint_a_second_admin(filer, deputy)
    plan = save_a_draft(filer)
    attach(filer, "申请照片", "门口", "teal", "salmon")
    file_the_draft(filer)
    expect_no_buttons(fuzhou, plan)
    send_back(deputy, plan)
    change_and_file_again(filer, plan)
    visit_the_place(clerk, plan)
    expect_no_decision_on_ones_own(filer, plan)
    read_what_was_changed(deputy, plan)
    county.decide(deputy, JINAN, plan, "批准")
    deputy.is_told("已批准，驿站已建立（筹建中）")
    read_the_paper(deputy, plan)
    county.welcome(newcomer, county.make_link(deputy), plan)
    county.unveil(filer, JINAN, plan)
    county.log_the_first_activity(newcomer, plan)


def test_of_two_admins_at_once_the_second_is_told_who_decided(visit: Visit) -> None:
    clerk, first, second = visit().sign_in("jinan_clerk"), visit().sign_in("jinan"), visit()
    appoint_a_second_admin(first, second, account="jinan_er", name="黄主席")
    plan = county.choose_community(clerk, JINAN, account="yiqi_shenpi", nth=-2)
    county.file_application(clerk, plan)
    county.record_visit(clerk)
    for admin in (first, second):
        admin.open(f"/t/{JINAN}/")
        admin.page.get_by_role("link", name=f"审批建站申请：{plan.name}").click()
    first.tick("退回修改")
    first.answer(原因="请先落实场所")
    first.press("提交审批意见")
    first.is_told("已退回")
    second.tick("批准")
    second.press("提交审批意见")
    second.is_refused("这份申请已由 晋安区妇联 于 ")
    second.is_refused("退回修改，您这一次没有保存。")
    second.shoot("told-who-decided")
    second.open(f"/t/{JINAN}/applications/?state=returned")
    expect(second.row(plan.name)).to_contain_text("填报人修改后上报")


# ------------------------------------------------------------------ step by step


def appoint_a_second_admin(admin: Visitor, newcomer: Visitor, *, account: str = DEPUTY, name: str = DEPUTY_NAME) -> None:
    """The administrator adds another one, who comes in by her link."""
    admin.open(f"/t/{JINAN}/members/new")
    admin.tick("新建账号", "县级管理员")
    admin.answer(账号名=account, 姓名=name)
    if admin.page.get_by_label("您的登录密码").count():
        admin.answer(您的登录密码=PASSWORD)
    admin.press("添加")
    admin.sees("链接只在这里显示这一次")
    newcomer.page.goto(admin.page.locator("main a[href*='/join/']").inner_text())
    newcomer.answer(设置密码=NEW_PASSWORD, 再输一次=NEW_PASSWORD)
    newcomer.press("设置密码并登录")
    newcomer.page.wait_for_url(f"**/t/{JINAN}/")


def save_a_draft(filer: Visitor) -> Plan:
    """Save what is known so far."""
    plan = county.choose_community(filer, JINAN, account="xinzhan_quancheng")
    filer.control("社区").select_option(value=plan.code)
    filer.answer(驿站名称=plan.name)
    filer.press("保存草稿（未上报）")
    filer.is_told("已保存草稿，还没有上报")
    expect(filer.page.get_by_role("button", name="打印审批表")).to_have_count(0)
    return plan


def attach(visitor: Visitor, heading: str, caption: str, *colours: str) -> None:
    """Add photos to the application that is open: something that is no photo is refused by its name first."""
    page = visitor.page.url
    panel(visitor, heading).get_by_role("link", name=re.compile("^添加或移除")).click()
    bad = {"name": "说明.docx", "mimeType": "image/jpeg", "buffer": b"PK\x03\x04 not a photo"}
    good = [{"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": make.picture(colour, (2000, 1500))} for colour in colours]
    visitor.page.set_input_files("[name=photos]", [*good, bad])  # type: ignore[arg-type]
    visitor.press("添加照片")
    visitor.is_refused(f"第 {len(colours) + 1} 张（说明.docx）不是完好的")
    visitor.page.set_input_files("[name=photos]", good)  # type: ignore[arg-type]
    visitor.answer(说明=caption)
    visitor.press("添加照片")
    visitor.is_told(f"已添加 {len(colours)} 张照片")
    shown = visitor.page.get_by_role("img", name=caption, exact=True)
    expect(shown).to_have_count(len(colours))
    assert shown.last.evaluate("img => img.decode().then(() => img.naturalWidth)") == 320
    visitor.shoot(f"album-{len(colours)}")
    visitor.page.goto(page)


def panel(visitor: Visitor, heading: str) -> Locator:
    """Return the panel under a heading."""
    by_heading = visitor.page.get_by_role("heading", name=heading, exact=True)
    return visitor.page.locator("section.panel").filter(has=by_heading)


def file_the_draft(filer: Visitor) -> None:
    """Complete the draft and file it."""
    filer.follow("修改并上报")
    filer.press("上报")
    filer.is_refused("上报前必须填写")
    filer.answer(姓名="郑小满", 登录账号="xinzhan_quancheng", 手机号码="13705910000")
    county.score(filer)
    filer.press("上报")
    filer.is_told("已上报，等待走访和审批")
    filer.sees("等待干事走访")
    expect(panel(filer, "申请照片").get_by_role("link", name=re.compile("^添加或移除"))).to_have_count(0)


def expect_no_buttons(fuzhou: Visitor, plan: Plan) -> None:
    """The city sees with whom it is, opens it, and is offered nothing but the paper and its sheet."""
    fuzhou.open(f"/t/{FUZHOU}/")
    fuzhou.follow("建站进度", within=fuzhou.page.locator("nav.side"))
    row = fuzhou.row(plan.name)
    expect(row).to_contain_text("干事走访")
    fuzhou.shoot("stuck")
    row.get_by_role("link", name=re.compile("^查看")).click()
    fuzhou.sees(plan.manager)
    expect(fuzhou.page.locator(".page-actions")).to_have_text(re.compile(r"^\s*打印审批表\s*导出 Excel\s*$"))


def send_back(deputy: Visitor, plan: Plan) -> None:
    """Return it before anybody went there; a reason there must be."""
    deputy.open(f"/t/{JINAN}/applications/?state=filed")
    deputy.row(plan.name).get_by_role("link", name=re.compile("^查看")).click()
    deputy.follow("审批")
    deputy.sees("还没有走访记录，现在只能退回。")
    deputy.tick("退回修改")
    deputy.press("提交审批意见")
    deputy.is_refused("退回修改必须写明原因")
    deputy.answer(原因=REASON)
    deputy.press("提交审批意见")
    deputy.is_told("已退回，等待修改后重新上报")


def change_and_file_again(filer: Visitor, plan: Plan) -> None:
    """Read why it came back, add what was asked for, and file it again."""
    filer.open(f"/t/{JINAN}/")
    filer.page.get_by_role("link", name=f"修改建站申请：{plan.name}").click()
    filer.sees(REASON)
    filer.answer(手机号码="13705910001")
    filer.press("保存修改（未上报）")
    filer.is_told("已保存修改，还没有上报")
    attach(filer, "申请照片", "培训教室", "gold")
    filer.follow("修改并上报")
    filer.press("上报")
    filer.is_told("已上报")


def visit_the_place(clerk: Visitor, plan: Plan) -> None:
    """Go there, score the four points, and add a photo."""
    clerk.open(f"/t/{JINAN}/")
    clerk.page.get_by_role("link", name=f"走访：{plan.name}").click()
    page = clerk.page.url.removesuffix("/visit").removeprefix(clerk.site.url)
    clerk.open(page)
    county.record_visit(clerk)
    attach(clerk, "走访", "现场", "olive")
    clerk.shoot("application-visited")


def expect_no_decision_on_ones_own(filer: Visitor, plan: Plan) -> None:
    """Who filed it is offered no decision, and refused the one she sends all the same."""
    filer.page.reload()
    filer.sees("这份申请是您上报的，须由另一位管理员审批。")
    expect(filer.page.get_by_role("link", name="审批", exact=True)).to_have_count(0)
    filer.open(filer.page.url.removeprefix(filer.site.url) + "/decision")
    filer.tick("批准")
    filer.press("提交审批意见")
    filer.is_refused("这份申请是您上报的，按规定须由另一位管理员审批。")
    filer.open(f"/t/{JINAN}/")
    expect(filer.page.get_by_role("link", name=f"审批建站申请：{plan.name}")).to_have_count(0)


def read_what_was_changed(deputy: Visitor, plan: Plan) -> None:
    """See what is another than when it was filed the first time."""
    deputy.open(f"/t/{JINAN}/applications/?waits=decision&sort=-waited")
    deputy.row(plan.name).get_by_role("link", name=re.compile("^查看")).click()
    changes = panel(deputy, "这次上报改了什么")
    expect(changes.locator("tbody tr")).to_contain_text(["手机号码 13705910000 13705910001", "申请照片 2 张 3 张（新增 1 张）"])


def read_the_paper(deputy: Visitor, plan: Plan) -> None:
    """Print the form, and find on it what was decided, by whom, on what."""
    page = deputy.page.url
    name, printed = figures.print_paper(deputy, "打印审批表")
    assert name == f"社区驿站建站审批表（{plan.name}）.pdf"
    said = re.sub(r"\s+", "", printed)
    facts = (plan.name, plan.code, plan.manager, "13705910001", "5分（很好）", "县级干事、街道妇联主席", "场所已看过")
    decided = ("状态：已批准", "同意建站", DEPUTY_NAME, "签字（盖章）", "数据截至", "—1—", "申请照片（3张", "走访照片（1张")
    assert [words for words in (*facts, *decided) if words not in said] == []
    deputy.page.goto(page)
