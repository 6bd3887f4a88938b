"""A report on its way from the ranking to the paper, step by step, each with what is seen there."""

import re
from pathlib import Path

from playwright.sync_api import expect
from pypdf import PdfReader

from portal.demo.places import FUZHOU
from tests.browser.visitor import Visitor

CITY = f"/t/{FUZHOU}"
WRONG = "四、补充情况\n全市大宣讲活动参与妇女群众4000余人，各县同步开展，反响热烈。全市大宣讲活动参与妇女群众近4000人。"
RIGHT = "四、补充情况\n全市大宣讲活动参与妇女群众4000余人，各县同步开展，反响热烈。"
REASON = "连翔社区驿站的两场活动已补计。"
WRITTEN = "全市大宣讲活动"


def rank(city: Visitor) -> str:
    """Reckon the month anew that a county objected to, and return its words: 2026年8月."""
    city.open(f"{CITY}/ranking/")
    city.page.locator("table tbody tr").filter(has_text="公示").first.get_by_role("link").first.click()
    city.sees("总分")
    month = re.search(r"[0-9]{4}年[0-9]{1,2}月", city.page.locator("h1").inner_text())
    assert month
    city.shoot("report-ranking", 1440, 390)
    city.follow("重新计算")
    city.press("重新计算并公示")
    city.is_refused("请写明为什么重新计算")
    city.page.locator("textarea").last.fill(REASON)
    city.press("重新计算并公示")
    city.is_told("已计算")
    return month[0]


def draft(city: Visitor) -> None:
    """Begin a report; it reads as one at once, with figures that open."""
    city.open(f"{CITY}/narratives/")
    city.page.get_by_role("link", name="起草汇报材料").first.click()
    city.press("起草")
    city.is_told("已起草")
    city.sees("一、工作开展情况", "二、下一步")
    expect(city.page.locator("#preview a[href*='/reports/']").nth(20)).to_be_attached()
    city.shoot("report-editor", 1440, 390)


def write(city: Visitor, words: str) -> None:
    """Write something at the end, and wait until the page has saved it by itself and looked at the figures again."""
    text = city.page.locator("textarea[name=text]")
    whole = text.input_value()
    kept = whole[: whole.index("四、补充情况")] if "四、补充情况" in whole else f"{whole}\n"
    with city.page.expect_response(lambda answer: answer.url.endswith("/text") and answer.request.method == "GET"):
        text.fill(f"{kept}{words}")
        text.press("End")
    expect(city.page.locator("#saved [data-status]")).to_contain_text("已自动保存")


def finish(city: Visitor) -> None:
    """Freeze the report."""
    city.press("保存草稿")
    city.is_told("已保存草稿")
    city.follow("定稿")
    city.sees("以后不再变动")
    city.shoot("report-finish", 1440, 390)
    city.press("定稿")
    city.is_told("已定稿")


def print_paper(city: Visitor) -> PdfReader:
    """Ask for the PDF, wait for it, take it."""
    city.press("打印（PDF）")
    expect(city.page.get_by_role("link", name="打开 PDF")).to_be_visible()
    with city.page.expect_download() as coming:
        city.follow("下载")
    assert Path(coming.value.suggested_filename).suffix == ".pdf"
    return PdfReader(coming.value.path())


def code_of(paper: PdfReader) -> str:
    """Return the path that the paper's QR code leads to: it is written beside it."""
    words = "".join("".join(page.extract_text().split()) for page in paper.pages)
    found = re.search(r"/c/[2-9a-z]{12}", words)
    assert found, words[-600:]
    return found[0]


def scan(stranger: Visitor, path: str, *words: str) -> None:
    """Open what the code leads to, without an account."""
    stranger.open(path)
    stranger.sees(*words)
    stranger.finds_no(WRITTEN)
    stranger.shoot("report-scanned", 390)


def revise(city: Visitor) -> None:
    """Make the next version of the report and finish it."""
    city.open(f"{CITY}/narratives/")
    city.page.locator("table tbody tr").filter(has_text="已定稿").first.get_by_role("link").first.click()
    city.follow("修订")
    city.press("建新版")
    city.is_told("已建新版")
    finish(city)
