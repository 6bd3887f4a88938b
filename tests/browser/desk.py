"""A morning at a station's desk, step by step, each with what its manager sees."""

from playwright.sync_api import expect

from portal.demo.places import JUNMEN, LIANXIANG
from tests.browser import station
from tests.browser.station import Woman
from tests.browser.visitor import Visitor


def log_three_by_keyboard(manager: Visitor) -> None:
    """From 本月待办 to the log without touching the mouse."""
    manager.sees("本月待办")
    manager.shoot("todos")
    station.tab_to(manager.page, "登记当天活动")
    manager.page.keyboard.press("Enter")
    manager.page.wait_for_url("**/activities/new")
    station.type_columns(
        manager.page,
        [
            ("kind_id", ("微课堂", "大宣讲", "招聘")),
            ("title", ("日走查的微课堂", "日走查的大宣讲", "日走查的招聘会")),
            ("is_online", ("", "线上")),
            ("attendances", ("30", "１２０", "15")),
            ("women", ("28", "100", "9")),
        ],
    )
    expect(manager.page.locator("[data-sum=attendances]")).to_have_text("165")
    manager.shoot("grid")
    station.tab_to(manager.page, "登记这些活动")
    manager.page.keyboard.press("Enter")
    manager.is_told("已登记 3 场活动")
    manager.sees("日走查的微课堂", "日走查的大宣讲", "日走查的招聘会")
    expect(manager.row("日走查的大宣讲")).to_contain_text("线上")
    manager.shoot("log")


def amend_the_first_and_void_the_third(manager: Visitor) -> None:
    """Correct one activity, and take one out with a reason."""
    manager.follow("修改", within=manager.row("日走查的微课堂"))
    manager.answer(人次="32", 其中女性="29")
    manager.shoot("activity")
    manager.press("保存修改")
    manager.is_told("已保存修改")
    manager.follow("活动日志", within=manager.page.locator("nav.side"))
    expect(manager.row("日走查的微课堂")).to_contain_text("32")
    manager.follow("修改", within=manager.row("日走查的招聘会"))
    manager.follow("作废")
    manager.press("作废这场活动")
    manager.is_refused("必须填写")
    manager.answer(作废原因="与另一场重复登记")
    manager.press("作废这场活动")
    manager.is_told("已作废，数字已相应扣除")
    manager.finds_no("日走查的招聘会")


def take_in_two(manager: Visitor, newly_come: Woman, skilled: Woman) -> None:
    """Take in one who must learn first, and one who has a skill; their numbers are shown masked alone."""
    station.take_in(manager, LIANXIANG, newly_come)
    manager.is_told("已登记学员，去向：先培训")
    manager.sees(newly_come.masked, "还没有技能")
    manager.finds_no(newly_come.number, "已有登记")
    manager.shoot("trainee")
    station.fill_admission(manager, LIANXIANG, skilled, "月嫂", "营养配餐")
    manager.shoot("admission")
    manager.press("登记学员")
    manager.is_told("已登记学员，去向：推荐")
    manager.sees(skilled.masked, "月嫂、营养配餐")
    manager.follow("返回学员名单")
    expect(manager.row(skilled.name)).to_contain_text("推荐")
    expect(manager.row(newly_come.name)).to_contain_text("先培训")
    manager.finds_no(skilled.number, newly_come.number)


def take_in_one_known_elsewhere(junmen: Visitor, woman: Woman) -> None:
    """Another station takes the same woman in: it is told that she is known, not where or by whom."""
    station.take_in(junmen, JUNMEN, Woman("温氏", woman.number, "13900001111"))
    junmen.sees("已有登记，由县级核对。")
    junmen.finds_no("连翔", "晋安", woman.name, woman.phone)
    junmen.shoot("known-elsewhere")


def credit_and_take_back(manager: Visitor, name: str) -> None:
    """Credit a volunteer's hours in two ways of writing them, and take one of them back."""
    station.register_volunteer(manager, LIANXIANG, name)
    page = manager.page.url
    station.credit(manager, name, "1.5", "90分")
    manager.is_told("已登记 2 条服务时长，已计入时间账户")
    manager.page.goto(page)
    manager.sees("3小时", "助餐")
    expect(manager.page.locator("#statement tbody tr")).to_have_count(2)
    manager.page.locator("#statement").get_by_role("link", name="冲正").first.click()
    manager.answer(冲正原因="同一次服务登记了两遍")
    manager.press("冲正这一条")
    manager.is_told("已冲正，时间账户和本月数字已相应扣除")
    expect(manager.page.locator("#statement tbody tr")).to_have_count(3)
    expect(manager.page.locator(".stat").filter(has_text="时间余额")).to_contain_text("1小时30分")
    manager.shoot("volunteer")


def keeps_what_was_typed(manager: Visitor, name: str, number: str) -> None:
    """Find everything in the form as it was typed, what was ticked and the consent among it."""
    for label, value in {"姓名": name, "证件号码": number, "联系电话": "13850126688", "备注": "上午可以上课"}.items():
        expect(manager.control(label)).to_have_value(value)
    for label, words in {"证件类型": "居民身份证", "意向工种": "养老护理", "来源": "网格走访"}.items():
        expect(manager.control(label).locator("option:checked")).to_have_text(words)
    for words in ("整理收纳", "当面阅读后同意", station.CONSENT):
        expect(manager.page.get_by_label(words, exact=True)).to_be_checked()
