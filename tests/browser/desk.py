"""A morning at a station's desk, step by step, each with what its manager sees."""

from playwright.sync_api import expect

from portal.core.text import format_minutes, parse_minutes
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


def key_hours_and_show_them(manager: Visitor, name: str) -> None:
    """Key a volunteer's signed hours in two ways of writing them, and verify them: they stand on the notice, and not in her account."""
    station.register_volunteer(manager, LIANXIANG, name)
    page = manager.page.url
    station.key_hours(manager, name, "1.5", "90分")
    manager.is_told("已录入 2 条，等待核实")
    expect(manager.row(name).filter(has_text="待核实").filter(has_text="家属 林依妹")).to_have_count(2)
    for box in manager.row(name).get_by_role("checkbox").all():
        box.check()
    manager.shoot("verify-sheet")
    manager.press("核实勾选的服务")
    manager.is_told("已核实 2 条，公示 3 天后入账")
    expect(manager.row(name)).to_have_count(0)
    manager.page.goto(page)
    has_nothing_yet(manager, shown=2)
    number = manager.page.locator(".heading-note").inner_text()
    manager.follow("服务时长", within=manager.page.locator("nav.side"))
    manager.follow("公示")
    expect(manager.row(number).filter(has_text="公示中").filter(has_text="1小时30分")).to_have_count(2)
    manager.finds_no(name)
    manager.shoot("notice")
    manager.press("把公示期满的入账")
    manager.sees("没有公示期满可以入账的时长")
    expect(manager.row(number)).to_have_count(2)
    void_one(manager, name)
    manager.page.goto(page)
    has_nothing_yet(manager, shown=1)
    manager.shoot("volunteer")


def has_nothing_yet(manager: Visitor, *, shown: int) -> None:
    """See on a new volunteer's page that so many of her services are on the notice, and none in her account."""
    expect(manager.page.locator(".stat").filter(has_text="时间余额")).to_contain_text("0分")
    expect(manager.page.locator(".stat").filter(has_text="累计服务")).to_contain_text("0分")
    expect(manager.page.locator("#statement")).to_contain_text("还没有存入时间")
    expect(manager.page.locator("#shifts tbody tr").filter(has_text="公示中")).to_have_count(shown)


def void_one(manager: Visitor, name: str) -> None:
    """Let one of a volunteer's services on the notice count for nothing, with a reason."""
    manager.open(f"/t/{LIANXIANG}/shifts/?tab=notice")
    manager.row(name).first.get_by_role("link", name="作废").click()
    manager.answer(作废原因="同一次服务录入了两遍")
    manager.press("作废")
    manager.is_told("已作废，这段时间已释放")
    manager.open(f"/t/{LIANXIANG}/shifts/?tab=notice")
    expect(manager.row(name)).to_have_count(1)


def take_back_credited_hours(manager: Visitor, month: str) -> int:
    """Take back the latest service of a month that was credited, and return its minutes."""
    manager.open(f"/t/{LIANXIANG}/volunteers/hours/?month={month}")
    row = manager.row("有效").first
    worked_min = parse_minutes(row.locator("[data-label=时长]").inner_text())
    row.get_by_role("link", name="冲正").click()
    manager.press("冲正这一条")
    manager.is_refused("必须填写")
    manager.answer(冲正原因="同一次服务登记了两遍")
    manager.press("冲正这一条")
    manager.is_told("已冲正，时间账户和本月数字已相应扣除")
    newest = manager.page.locator("#statement tbody tr").first
    expect(newest).to_contain_text("同一次服务登记了两遍")
    expect(newest.locator("[data-label=支出]")).to_have_text(format_minutes(worked_min))
    manager.shoot("taken-back")
    return worked_min


def keeps_what_was_typed(manager: Visitor, name: str, number: str) -> None:
    """Find everything in the form as it was typed, what was ticked and the consent among it."""
    for label, value in {"姓名": name, "证件号码": number, "联系电话": "13850126688", "备注": "上午可以上课"}.items():
        expect(manager.control(label)).to_have_value(value)
    for label, words in {"证件类型": "居民身份证", "意向工种": "养老护理", "来源": "网格走访"}.items():
        expect(manager.control(label).locator("option:checked")).to_have_text(words)
    for words in ("整理收纳", "当面阅读后同意", station.CONSENT):
        expect(manager.page.get_by_label(words, exact=True)).to_be_checked()
