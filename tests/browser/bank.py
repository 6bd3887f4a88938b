"""From a request to a receipt, step by step, each with what is seen there."""

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import expect

from portal.core import clock
from portal.demo.places import FUZHOU, LIANXIANG
from tests.browser import chain
from tests.browser.station import CONSENT, Woman
from tests.browser.visitor import Site, Visitor

UNIT = f"/t/{LIANXIANG}"
SCANNED = f"/p/{LIANXIANG}"
SERVED_MIN = 70
KIND = "理发"


@dataclass(frozen=True)
class Helper:
    """A volunteer who goes."""

    name: str
    phone: str
    number: str = ""


def begin_with_the_demos_rules(site: Site) -> None:
    """Forget what another test ruled today: who rules cannot take back a version that has begun, and both need their own notice."""
    with closing(sqlite3.connect(site.environ["DATABASE_URL"].removeprefix("sqlite:///"))) as rows, rows:
        rows.execute("DELETE FROM bank_rule WHERE effective_on >= ?", (clock.today().isoformat(),))


def shorten_the_notice(city: Visitor) -> None:
    """Let hours of this city be credited as soon as they are verified, from today on."""
    city.open(f"/t/{FUZHOU}/bank/")
    city.sees("入账前公示", "3 天")
    city.follow("制定新规则")
    city.answer(入账前公示="0", 为什么改="走查：核实后当天入账")
    city.press("制定这一版规则")
    city.is_told("已制定规则")
    city.shoot("bank-rules")


def ask(family: Visitor, woman: Woman) -> str:
    """Scan the station's code and ask for service, one question a page, on a phone; return the request's number."""
    family.page.set_viewport_size({"width": 390, "height": 844})
    family.open(SCANNED)
    family.follow("我要服务")
    family.tick("我自己")
    family.press("继续")
    family.tick(KIND)
    family.press("继续")
    family.tick("尽快")
    family.press("继续")
    family.answer(**{"村、小区或地址": "连翔新村 3 座"})
    family.press("继续")
    family.answer(您的姓名=woman.name)
    family.press("继续")
    chain.prove_telephone(family, woman)
    chain.agree(family)
    family.sees(woman.name, KIND)
    family.shoot("ask-check", 390)
    family.press("提交申请")
    family.sees("已收到您的申请", "受理号")
    family.shoot("ask-done", 390)
    number = re.search(r"F[0-9]{4}-[0-9]{4}", family.page.locator("main").inner_text())
    assert number, family.page.locator("main").inner_text()
    return number.group()


def put_on_the_roll(manager: Visitor, it: Helper) -> Helper:
    """Register a volunteer who can do what is asked, and return her with her number."""
    manager.open(f"{UNIT}/volunteers/new")
    manager.answer(姓名=it.name, 联系电话=it.phone, 出生日期="1980-05-06")
    manager.page.get_by_label(KIND, exact=True).first.check()
    manager.tick("当面阅读后同意", CONSENT)
    manager.shoot("volunteer-new")
    manager.press("登记志愿者")
    manager.is_told("已登记志愿者")
    number = re.search(r"V[0-9]{13}", manager.page.locator("main").inner_text())
    assert number
    return Helper(it.name, it.phone, number.group())


def accept(manager: Visitor, number: str, woman: Woman) -> None:
    """Put on the roll who asked, and accept her request as hers."""
    manager.open(f"{UNIT}/recipients/new")
    manager.answer(姓名=woman.name, 联系电话=woman.phone, 家属姓名="温家女儿", 与她的关系="女儿")
    manager.tick("当面阅读后同意", "她或家属已知道并同意以上内容 *（必填）")
    manager.press("登记服务对象")
    manager.is_told("已登记服务对象")
    manager.open(f"{UNIT}/requests/")
    manager.row(number).get_by_role("link", name=re.compile("受理")).click()
    manager.sees(woman.phone)
    manager.answer(服务对象=woman.name)
    manager.press("受理，去派单")
    manager.is_told("已受理")


def dispatch(manager: Visitor, it: Helper) -> None:
    """Send the volunteer: she can do it, so she stands among those who may go."""
    row = manager.row(it.name)
    expect(row).to_contain_text(f"会{KIND}")
    row.get_by_label(f"派 {it.name}").check()
    manager.shoot("dispatch")
    manager.press("派给选中的人")
    manager.is_told("已派 1 人")


def begin(manager: Visitor, it: Helper) -> None:
    """She rang when she arrived; the counter writes down when that was."""
    manager.open(f"{UNIT}/shifts/")
    manager.row(it.name).get_by_role("link", name=re.compile("补时间")).click()
    began = clock.local(clock.now()) - timedelta(minutes=SERVED_MIN)
    manager.answer(日期=f"{began:%Y-%m-%d}", 时间=f"{began:%H:%M}")
    manager.press("签到")
    manager.is_told("已签到")


def end(herself: Visitor, it: Helper) -> None:
    """She signs out on her phone: a wrong telephone opens nothing, the right one ends her service."""
    herself.page.set_viewport_size({"width": 390, "height": 844})
    herself.open(f"{SCANNED}/shift")
    herself.answer(志愿者编号=it.number, 登记时留的电话号码="13900000000")
    herself.press("继续")
    herself.is_refused("编号")
    herself.answer(志愿者编号=it.number, 登记时留的电话号码=it.phone)
    herself.press("继续")
    herself.sees(KIND)
    herself.shoot("sign-out", 390)
    herself.press("服务结束，签退")
    herself.sees("分")
    herself.shoot("signed-out", 390)


def confirm(manager: Visitor, it: Helper) -> None:
    """The daughter signs; the volunteer's own name would be refused."""
    manager.open(f"{UNIT}/shifts/?tab=confirm")
    manager.row(it.name).get_by_role("link", name=re.compile("确认")).click()
    manager.tick("家属", "当面")
    manager.answer(确认人姓名=it.name)
    manager.press("确认属实")
    manager.is_refused("自己")
    manager.answer(确认人姓名="温家女儿")
    manager.press("确认属实")
    manager.is_told("已确认")


def verify(manager: Visitor, it: Helper) -> None:
    """The station verifies; with no notice to wait for, the hours are credited."""
    manager.open(f"{UNIT}/shifts/?tab=verify")
    manager.row(it.name).get_by_role("checkbox").check()
    manager.shoot("verify")
    manager.press("核实勾选的服务")
    manager.is_told("已核实 1 条")


def redeem(manager: Visitor, it: Helper) -> str:
    """Reserve a pack of tissues, hand it over for a signed slip, and return the path of the receipt."""
    manager.open(f"{UNIT}/shop/")
    manager.answer(**{"姓名、拼音、电话或志愿者编号": it.number})
    manager.press("找人")
    manager.row(it.number).get_by_role("link", name=re.compile("兑换")).click()
    manager.sees("1小时1")
    manager.answer(按编号录入="A4*9")
    manager.press("预留")
    manager.sees("还差")
    manager.answer(按编号录入="A4")
    manager.shoot("basket")
    manager.press("预留")
    manager.is_told("已预留")
    manager.page.locator("main").get_by_role("link", name="交付", exact=True).first.click()
    manager.tick("签名的兑换单")
    manager.tick_like("已收到签了名的兑换单")
    manager.shoot("hand-over")
    manager.press("交付")
    manager.is_told("已交付")
    manager.follow_like("兑换单")
    manager.sees(it.number, "抽纸")
    manager.finds_no(it.phone)
    manager.shoot("receipt", 1440)
    return manager.page.url


def look_up(herself: Visitor, it: Helper) -> None:
    """She reads on her phone what is left, after a code was sent to it."""
    herself.page.set_viewport_size({"width": 390, "height": 844})
    herself.open(f"{SCANNED}/balance")
    herself.answer(志愿者编号=it.number, 登记时留的电话号码=it.phone)
    herself.press("发送验证码")
    herself.answer(验证码=herself.site.last_code())
    herself.press("继续")
    herself.sees("可以用的时间", "累计服务", "兑换")
    herself.shoot("balance", 390)


def figures(visitor: Visitor) -> dict[str, int]:
    """Return the month's figures of 为老服务 of the station."""
    month = clock.month_of(clock.today())
    visitor.open(f"{UNIT}/reports/rollup?first={month}&last={month}&table=care")
    heads = [head.inner_text().split("\n")[0] for head in visitor.page.locator("thead th").all()]
    cells = [cell.inner_text() for cell in visitor.page.locator("tfoot tr, tbody tr").last.locator("th, td").all()]
    return {head: int(cell.replace(",", "")) for head, cell in zip(heads, cells, strict=False) if cell.replace(",", "").isdigit()}
