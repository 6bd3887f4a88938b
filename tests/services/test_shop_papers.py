"""The receipt and the blank sheets as PDF: the job names nobody, the paper masks her."""

from uuid import UUID

import pytest

from portal.shop.queries.sheets import list_sheets
from portal.shop.services import receipts, sheets
from portal.web import jobs
from tests import make
from tests.make_redemptions import BY_HAND, item, redemption, rich


@pytest.mark.usefixtures("session")
def test_a_receipt_and_a_blank_sheet_are_made_by_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = list[str]()
    monkeypatch.setattr("portal.web.print.make_pdf", lambda html: pages.append(html) or b"%PDF-")
    soap = item()
    made: UUID = redemption(rich(name="陈秀英"), soap, taking=BY_HAND)
    with make.working_at(make.LIANXIANG) as scope:
        asked = [receipts.ask_for_receipt(scope, made), sheets.ask_for_sheets(scope, "连翔社区驿站", count=2)]
    for job_id in asked:
        with make.working_at(make.LIANXIANG) as scope:
            jobs.carry_out(scope, job_id)
    receipt, blank = pages
    assert [words in receipt for words in ("DH000001", "陈**", "4小时", "领取人签名", "陈秀英")] == [True, True, True, True, False]
    assert [words in blank for words in ("A01", "洗衣液", "代领人签名")] == [True, True, True]


@pytest.mark.usefixtures("session")
def test_a_number_that_was_drawn_before_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([0, 0, 0, 0, 0, 0, 1, 1, 1])
    monkeypatch.setattr("portal.core.paper_numbers.randbelow", lambda _: next(drawn))
    with make.working_at(make.LIANXIANG) as scope:
        for _ in range(2):
            sheets.ask_for_sheets(scope, "连翔社区驿站", count=1)
        assert len({row.serial for row in list_sheets(scope, page=1)[0]}) == 2
