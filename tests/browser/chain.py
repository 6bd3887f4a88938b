"""From a scanned code to a contract, step by step, each with what is seen there."""

import re
from datetime import date, timedelta

from playwright.sync_api import expect

from portal.core import clock
from portal.demo.places import LIANXIANG
from tests.browser.station import CONSENT, Woman
from tests.browser.visitor import Visitor

UNIT = f"/t/{LIANXIANG}"
COURSE = "上岗前培训（职业道德、安全与法律）"
ALL_DAY = ("00:00", "23:59")  # a lesson that is on whenever the walk is made


def today() -> date:
    """The machine's day in Shanghai."""
    return clock.today()


def make_poster(manager: Visitor, where: str) -> str:
    """Make a code for a poster and return the path that it opens."""
    manager.open(f"{UNIT}/codes/new")
    manager.answer(放在哪里="海报扫码", 具体位置=where)
    manager.press("生成")
    link = manager.page.locator("main").get_by_role("link", name=re.compile("^http"))
    manager.shoot("code")
    return "/p/" + str(link.get_attribute("href")).rpartition("/p/")[2]


def sign_up(herself: Visitor, path: str, woman: Woman) -> None:
    """Scan the poster and answer one question a page, on a phone."""
    herself.page.set_viewport_size({"width": 390, "height": 844})
    herself.open(path)
    herself.shoot("public-start", 390)
    herself.press("我要报名")
    herself.tick("家务服务员")
    herself.press("继续")
    herself.tick_like(COURSE)
    herself.press("继续")
    herself.answer(姓名=woman.name)
    herself.press("继续")
    prove_telephone(herself, woman)
    herself.answer(**{"村、小区或地址": "连翔新村"})
    herself.press("继续")
    herself.press("继续")
    herself.press("不填，继续")
    agree(herself)
    herself.sees(woman.name, woman.phone, COURSE)
    herself.shoot("public-check", 390)
    herself.press("确认报名")
    herself.sees("已收到您的报名", "受理号")
    herself.shoot("public-done", 390)


def prove_telephone(herself: Visitor, woman: Woman) -> None:
    """Give a number with a digit missing, then the right one, and the code that was sent to it."""
    herself.answer(手机号码=woman.phone[:-1])
    herself.press("继续")
    herself.is_refused("号码")
    herself.answer(手机号码=woman.phone)
    herself.press("继续")
    herself.sees("验证码已发到")
    herself.answer(验证码=herself.site.last_code())
    herself.press("继续")


def agree(herself: Visitor) -> None:
    """Read the notice; without her consent nothing goes on."""
    herself.press("同意并继续")
    herself.is_refused("同意")
    herself.tick_like("我已阅读并同意")
    herself.press("同意并继续")


def admit(manager: Visitor, woman: Woman) -> str:
    """Take her in from her wish: what she said is not typed again. Return the path of her record."""
    manager.open(f"{UNIT}/wishes/")
    row = manager.row(woman.name)
    expect(row).to_contain_text("海报扫码")
    manager.shoot("wishes")
    row.get_by_role("link", name=re.compile("查看")).click()
    manager.follow("转为学员")
    expect(manager.control("姓名")).to_have_value(woman.name)
    expect(manager.control("联系电话")).to_have_value(woman.phone)
    manager.answer(证件类型="居民身份证", 证件号码=woman.number)
    manager.tick("当面阅读后同意", CONSENT)
    manager.press("登记学员")
    manager.is_told("已登记学员，去向：先培训")
    return manager.page.url.removeprefix(manager.site.url)


def open_class(manager: Visitor, woman: Woman) -> str:
    """Open a class that meets today, enrol her, and start it; return its path."""
    manager.open(f"{UNIT}/classes/new")
    day = str(today())
    manager.answer(课程=COURSE, 班别="岗前培训", 开始日期=day, 结束日期=day, 名额="10", 班名="走查岗前班")
    manager.press("开班")
    manager.sees("走查岗前班")
    path = manager.page.url.removeprefix(manager.site.url).rstrip("/")
    manager.open(f"{path}/timetable/new")
    manager.answer(上课日期=day, 上课时间=ALL_DAY[0], 下课时间=ALL_DAY[1], 内容="职业道德和安全")
    manager.press("排课")
    manager.open(f"{path}/enrolments/new")
    manager.tick_like(woman.name)
    manager.press("报名")
    expect(manager.page.locator("main")).to_contain_text(woman.name)
    manager.press("开始上课")
    manager.shoot("class")
    return path


def arrive(herself: Visitor, manager: Visitor, path: str, woman: Woman) -> None:
    """Scan the class code in the room and sign in; a second time she is told that she is in already."""
    manager.open(path)
    source = manager.page.content()
    found = re.search(r"/p/([2-9a-z]{8})", source)
    assert found, "the class shows its code"
    herself.open(f"/p/{found[1]}")
    herself.answer(报名时留的手机号码=woman.phone)
    herself.press("签到")
    herself.sees("签到")
    herself.shoot("public-arrived", 390)


def teach_and_end(manager: Visitor, path: str, woman: Woman) -> None:
    """Key the rest of the register, write the minutes, and end the class with her completed."""
    manager.open(f"{path}/lessons/")
    manager.shoot("grid-attendance")
    manager.page.locator("main input[type=checkbox]").last.check()  # whoever did not sign in was absent
    manager.press("保存考勤")
    manager.is_told("考勤")
    manager.page.get_by_role("link", name=re.compile("00:00")).first.click()
    manager.sees(woman.name, "扫码签到")
    manager.follow_like("纪要")
    manager.answer(教学纪要="讲职业道德、居家安全和法律常识，分组练习。", 实际课时="8小时")
    manager.press("保存")
    manager.is_told("已保存")
    manager.shoot("lesson")
    manager.open(f"{path}/lessons/end")
    manager.shoot("class-end")
    manager.press("结班")
    manager.sees("已结班")


def examine(manager: Visitor, path: str, woman: Woman) -> None:
    """Hold an exam today, and note that she passed."""
    manager.open(path)
    manager.follow("安排考试")
    manager.answer(考试日期=str(today()), **{"考核、发证单位": "海峡家政服务中心"})
    manager.press("发布")
    manager.follow_like("报名")
    manager.tick_like(woman.name)
    manager.press("报名")
    manager.page.get_by_role("link", name=re.compile("登记成绩")).first.click()
    for field in manager.page.locator("table.grid input.number").all():
        field.fill("88")
    manager.shoot("marks")
    manager.press("保存成绩")
    manager.sees("合格")


def certify(manager: Visitor, woman: Woman) -> str:
    """Issue her certificate, and return the path where anybody checks it."""
    manager.open(f"{UNIT}/certificates/entitled")
    manager.row(woman.name).get_by_role("link").first.click()
    manager.answer(发证单位="海峡家政服务中心")
    manager.press("确认发证")
    manager.shoot("certificate")
    found = re.search(r"/v/([2-9a-z]{16})", manager.page.content())
    assert found, "the certificate says where it is checked"
    return f"/v/{found[1]}"


def check_certificate(stranger: Visitor, path: str, woman: Woman) -> None:
    """Anybody reads on a phone what the paper says, and nothing more."""
    stranger.open(path)
    stranger.sees(woman.name, COURSE, "海峡家政服务中心")
    stranger.finds_no(woman.phone, woman.number, woman.masked, "连翔新村")
    stranger.shoot("public-certificate", 390)


def go_to_work(manager: Visitor, record: str, woman: Woman) -> None:
    """Without a health certificate the gate stays shut; with one she goes to work."""
    manager.open(f"{UNIT}/employers/new")
    manager.tick("企业")
    manager.answer(名称="走查家政服务公司")
    manager.press("登记")
    trainee_id = record.rpartition("/")[2]
    place_her(manager, trainee_id)
    manager.sees("还不能上岗")
    manager.shoot("gate-shut")
    manager.open(f"{UNIT}/health-checks/of/{trainee_id}/new")
    manager.answer(类别="居家", 发证机构="区疾控中心", 体检日期=str(today() - timedelta(days=1)))
    manager.tick("在纸质告知书上签字")
    manager.page.get_by_label(re.compile("^她单独同意登记这份健康证明")).check()
    manager.press("登记")
    place_her(manager, trainee_id)
    manager.sees(woman.name, "走查家政服务公司")
    manager.shoot("placement")


def place_her(manager: Visitor, trainee_id: str) -> None:
    """Fill in the contract and send it."""
    manager.open(f"{UNIT}/placements/of/{trainee_id}/new")
    manager.answer(用工单位="走查家政服务公司", 工作="家居保洁", 合同编号="走查-01")
    manager.tick("本地", "不住家", "全日")
    manager.press("登记上岗")


def story(manager: Visitor, record: str) -> list[str]:
    """Return the titles of a woman's story, the latest first."""
    manager.open(record)
    manager.shoot("story")
    return manager.page.locator("#story .timeline strong").all_inner_texts()


def look_for(manager: Visitor, woman: Woman, typed: str) -> None:
    """Find her on the roll by pinyin."""
    manager.open(f"{UNIT}/trainees/")
    manager.answer(姓名或电话尾号=typed)
    manager.press("查询")
    expect(manager.row(woman.name)).to_be_visible()
