"""From a scanned code to work, end to end, in a real Chromium on the demo as it is served: one woman, one readable story."""

from collections.abc import Callable

import pytest

from portal.demo.places import JINAN, LIANXIANG
from tests.browser import chain
from tests.browser.station import Woman, number_of_nobody
from tests.browser.visitor import Site, Visitor

pytestmark = pytest.mark.browser
Visit = Callable[[], Visitor]


def test_a_woman_goes_from_a_scanned_code_to_work(visit: Visit, site: Site) -> None:
    manager, herself, stranger, county = visit().sign_in("lianxiang"), visit(), visit(), visit().sign_in("jinan")
    woman = Woman("温如走查", number_of_nobody(), "13850127799")
    before = stages(manager)
    chain.sign_up(herself, chain.make_poster(manager, "走查菜市场门口"), woman)
    record = chain.admit(manager, woman)
    path = chain.open_class(manager, woman)
    chain.arrive(herself, manager, path, woman)
    chain.teach_and_end(manager, path, woman)
    chain.examine(manager, path, woman)
    chain.check_certificate(stranger, chain.certify(manager, woman), woman)
    chain.go_to_work(manager, record, woman)
    told = chain.story(manager, record)
    assert len(told) >= 7, told
    assert moved(before, stages(manager)) == {"意愿": 1, "审核": 1, "培训": 1, "考证": 1, "上岗": 1, "公益": 0}
    chain.look_for(manager, woman, "wrzc")
    for path_above in (f"/t/{JINAN}/funnel/", f"/t/{LIANXIANG}/funnel/", path):
        county.open(path_above)
        county.finds_no(woman.name, woman.phone, woman.masked)
    assert "(all agree)" in site.flask("tallies", "verify")


def stages(visitor: Visitor) -> dict[str, int]:
    """Return the figures of the six stages."""
    visitor.open(f"/t/{LIANXIANG}/funnel/")
    visitor.shoot("funnel")
    rows = visitor.page.locator("table tbody").first.locator("tr").all()
    return {row.locator("th").inner_text(): int(row.locator(".figure").inner_text().replace(",", "")) for row in rows}


def moved(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """Return by how much each stage moved."""
    return {stage: after[stage] - value for stage, value in before.items()}
