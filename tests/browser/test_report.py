"""A report from the ranking to the paper and the code on it, in a real Chromium on the demo as it is served."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from portal.demo.places import FUZHOU
from tests.browser import report
from tests.browser.visitor import Site, Visitor

pytestmark = pytest.mark.browser
Visit = Callable[[], Visitor]


def test_a_city_ranks_drafts_checks_mends_prints_and_anybody_scans_whether_it_holds(visit: Visit, site: Site) -> None:
    city, stranger = visit().sign_in("fuzhou"), visit()
    report.rank(city)
    report.draft(city)
    report.write(city, report.WRONG)
    city.sees("“余”“近”并用", "4000余", "近4000")
    city.shoot("report-found", 1440, 390)
    report.write(city, report.RIGHT)
    expect(city.page.locator("#preview")).not_to_contain_text("近4000")
    report.finish(city)
    paper = report.print_paper(city)
    assert len(paper.pages) >= 2
    code = report.code_of(paper)
    report.scan(stranger, code, "有效", "福州市", "第1版")
    report.revise(city)
    report.scan(stranger, code, "第2版")


def test_a_text_from_elsewhere_is_checked_and_what_it_says_is_not_kept(visit: Visit, site: Site) -> None:
    city = visit().sign_in("fuzhou")
    city.open(f"/t/{FUZHOU}/checking/")
    city.answer(要核对的文稿=report.WRONG)
    city.press("核对数字")
    city.sees("发现 1 处互相矛盾", "“余”“近”并用")
    city.shoot("checked", 1440, 390)
    city.open(f"/t/{FUZHOU}/checking/")
    city.finds_no(report.WRITTEN)
