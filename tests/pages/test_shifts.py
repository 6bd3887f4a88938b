"""/t/<unit>/shifts: what volunteers do today, what waits, and what is done with it in one click; the notice; the disputes."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from portal.core import clock
from portal.ledger import queries as books
from portal.volunteer import nightly
from portal.volunteer.queries import shifts as queries
from portal.volunteer.queries.roll import get_volunteer
from portal.web import jobs
from tests import make, make_shifts
from tests.browse import Browser

SHIFTS = f"/t/{make.LIANXIANG}/shifts/"
DISPUTES = f"/t/{make.JINAN}/disputes/"
DAUGHTER = {"confirmed_as": "family", "confirmer": "林建国", "channel": "phone"}
LATER = datetime(2026, 3, 20, 2, tzinfo=UTC)


def shift(browse: Browser, state: str = "ended", **changes: Any) -> UUID:
    with browse.app.app_context():
        return make_shifts.shift(make.volunteer(), state, **changes)


def state(browse: Browser, shift_id: UUID) -> str:
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        return queries.get_shift(scope, shift_id).state


def test_a_volunteer_signs_in_and_out_is_confirmed_verified_and_credited(browse: Browser) -> None:
    with browse.app.app_context():
        chen = make.volunteer()
    browse.sign_in("lianxiang")
    assert browse.fill(f"{SHIFTS}new", {"volunteer": "陈秀英", "kind": "meals", "day": "2026-03-16", "at": "8:30"}).status_code == 303
    assert "签退" in browse.get(SHIFTS).text
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        shift_id = queries.list_today(scope, clock.today())[0].id
    pressed = {"once": f"{shift_id}-1", "step": "out"}
    assert browse.post(f"{SHIFTS}{shift_id}/sign", {"step": "in"}).status_code == 409
    out = browse.post(f"{SHIFTS}{shift_id}/sign", pressed)
    assert "已签退，服务 1小时30分" in browse.get(out.location).text
    assert browse.post(f"{SHIFTS}{shift_id}/sign", pressed).location == out.location
    assert browse.fill(f"{SHIFTS}{shift_id}/confirm", DAUGHTER).status_code == 303
    verified = browse.fill(f"{SHIFTS}?tab=verify", {"ids": [str(shift_id)]})
    assert "公示 3 天后入账" in browse.get(verified.location).text
    notice = browse.get(f"{SHIFTS}notice/").text
    assert "陈**" in notice
    assert "陈秀英" not in notice
    assert "没有公示期满" in browse.get(browse.fill(f"{SHIFTS}notice/", {}).location).text
    with browse.app.app_context(), clock.pretending(LATER):
        assert (nightly.settle_everywhere(), nightly.settle_everywhere()) == (1, 0)
        with make.working_at(make.LIANXIANG) as scope:
            assert books.balance_of(scope, get_volunteer(scope, chen).account_id) == 90
    assert "冲正" in browse.get(f"{SHIFTS}{shift_id}").text


@pytest.mark.parametrize("tab", ["today", "confirm", "verify", "notice", "disputed", "credited", "later", "void", "nonsense"])
def test_every_tab_opens_alone_and_whole(browse: Browser, tab: str) -> None:
    reached = {
        "confirm": "ended",
        "verify": "confirmed",
        "notice": "verified",
        "disputed": "disputed",
        "credited": "credited",
        "void": "void",
    }
    shift(browse, reached.get(tab, "running"))
    browse.sign_in("lianxiang")
    whole, part = browse.get(f"{SHIFTS}?tab={tab}").text, browse.swap(f"{SHIFTS}?tab={tab}", "shifts").text
    assert ("陈秀英" in whole) == ("陈秀英" in part) == (tab != "later")
    assert "<html" not in part


def test_a_forgotten_sign_out_is_told_and_made_good(browse: Browser) -> None:
    shift_id = shift(browse, "running")
    browse.sign_in("lianxiang")
    assert "忘记签退 1 条" in browse.get(f"/t/{make.LIANXIANG}/").text
    assert "补签退" in browse.get(SHIFTS).text
    page = f"{SHIFTS}{shift_id}/sign"
    for bad in ({"at": ""}, {"day": "2026-03-16", "at": "9:30"}, {"day": "2026-03-05", "at": "8:00"}, {"at": "x" * 10_000}):
        assert browse.fill(page, {"day": "2026-03-05", **bad}).status_code == 422
    assert browse.fill(page, {"day": "2026-03-05", "at": "10:30"}).status_code == 303
    assert state(browse, shift_id) == "ended"


def test_a_time_to_come_is_refused(browse: Browser) -> None:
    shift_id = shift(browse, "planned")
    answer = browse.sign_in("lianxiang").fill(f"{SHIFTS}{shift_id}/sign", {"day": "2026-03-16", "at": "10:01"})
    assert answer.status_code == 422
    assert "还没有到" in answer.text


@pytest.mark.parametrize("name", ["陈秀英", "13900005678", "", "字" * 31, "\0"])
def test_a_confirmation_of_her_own_is_refused(browse: Browser, name: str) -> None:
    shift_id = shift(browse)
    answer = browse.sign_in("lianxiang").fill(f"{SHIFTS}{shift_id}/confirm", {**DAUGHTER, "confirmer": name})
    assert answer.status_code == 422
    assert state(browse, shift_id) == "ended"


def test_only_what_was_ticked_and_is_confirmed_is_verified(browse: Browser) -> None:
    ended = shift(browse)
    browse.sign_in("lianxiang")
    assert browse.fill(f"{SHIFTS}?tab=verify", {}).status_code == 422
    assert browse.fill(f"{SHIFTS}?tab=verify", {"ids": ["nonsense"]}).status_code == 422
    assert browse.fill(f"{SHIFTS}?tab=verify", {"ids": [str(ended)]}).status_code == 409
    assert browse.fill(f"{SHIFTS}?tab=verify", {"ids": [str(uuid4())]}).status_code == 404
    assert state(browse, ended) == "ended"


def test_a_helper_neither_verifies_nor_voids_what_was_verified(browse: Browser) -> None:
    with browse.app.app_context():
        chen = make.volunteer()
        confirmed, verified = make_shifts.shift(chen, "confirmed"), make_shifts.shift(chen, "verified", start_min=700)
    browse.sign_in("lianxiang_helper")
    assert browse.post(f"{SHIFTS}?tab=verify", {"ids": [str(confirmed)]}).status_code == 403
    assert browse.post(f"{SHIFTS}notice/").status_code == 403
    assert browse.post(f"{SHIFTS}{verified}/void", {"reason": "记错了"}).status_code == 403
    assert browse.fill(f"{SHIFTS}{confirmed}/void", {"reason": "记错了"}).status_code == 303
    assert state(browse, confirmed) == "void"


def test_a_reason_names_nobody(browse: Browser) -> None:
    shift_id = shift(browse, "verified")
    browse.sign_in("lianxiang")
    for page in ("void", "dispute"):
        for bad in ("陈秀英没有来", "打 13900005678 问过", "", "字" * 201):
            assert browse.fill(f"{SHIFTS}{shift_id}/{page}", {"channel": "phone", "reason": bad}).status_code == 422


@pytest.mark.parametrize(("name", "status"), [("jinan", 403), ("neighbour", 404), ("stranger", 404)])
def test_nobody_else_works_with_a_stations_shifts(browse: Browser, name: str, status: int) -> None:
    shift_id = shift(browse)
    browse.sign_in(name)
    for page in ("", f"{shift_id}", f"{shift_id}/sign", f"{shift_id}/confirm", f"{shift_id}/void", "notice/", "new", "sheets"):
        assert browse.get(SHIFTS + page).status_code == status
    assert browse.post(f"{SHIFTS}{shift_id}/confirm", DAUGHTER).status_code == status


def test_another_stations_shift_is_not_found(browse: Browser) -> None:
    with browse.app.app_context():
        theirs = make_shifts.shift(make.volunteer(make.NEIGHBOUR), "ended", make.NEIGHBOUR, "neighbour")
    browse.sign_in("lianxiang")
    for page in ("", "/sign", "/confirm", "/void", "/dispute"):
        assert browse.get(f"{SHIFTS}{theirs}{page}").status_code == 404
    assert browse.post(f"{SHIFTS}?tab=verify", {"ids": [str(theirs)]}).status_code == 404


def test_blank_sheets_and_the_notice_are_printed(browse: Browser) -> None:
    shift(browse, "verified")
    browse.sign_in("lianxiang")
    assert browse.fill(f"{SHIFTS}sheets", {"count": "21"}).status_code == 422
    asked = [browse.fill(f"{SHIFTS}sheets", {"count": "2", "place": "日间照料站"}), browse.fill(f"{SHIFTS}notice/paper", {})]
    with browse.app.app_context():
        for answer in asked:
            job_id = UUID(answer.location.rpartition("/")[2])
            with make.working_at(make.LIANXIANG) as scope:
                jobs.carry_out(scope, job_id)
            with make.working_at(make.LIANXIANG) as scope:
                assert jobs.get(scope, job_id).state == "done"


def test_the_county_decides_an_objection_without_a_name(browse: Browser) -> None:
    shift_id = shift(browse, "verified")
    browse.sign_in("lianxiang")
    assert browse.fill(f"{SHIFTS}{shift_id}/dispute", {"channel": "phone", "reason": "那天没有看到她来"}).status_code == 303
    assert browse.post(f"{SHIFTS}{shift_id}/void", {"reason": "算了"}).status_code == 409
    browse.sign_in("jinan")
    assert "裁定时长异议 1 件" in browse.get(f"/t/{make.JINAN}/").text
    listed = browse.get(DISPUTES).text
    assert "连翔社区驿站" in listed
    assert "陈秀英" not in listed
    page = DISPUTES + re.findall(rf'href="{DISPUTES}([0-9a-f-]{{36}})"', listed)[-1]
    for bad in ({"verdict": "changed"}, {"verdict": "changed", "new_min": "1.5"}, {"verdict": "void", "new_min": "1"}, {"verdict": "open"}):
        assert browse.fill(page, {"reason": "已核对", **bad}).status_code == 422
    assert browse.fill(page, {"verdict": "void", "reason": "问 13900005678"}).status_code == 422
    stale = browse.post(page, {"verdict": "upheld", "reason": "属实", "version": "7"})
    assert stale.status_code == 409
    assert browse.fill(page, {"verdict": "changed", "new_min": "1", "reason": "签到记录为一小时"}).status_code == 303
    assert browse.post(page, {"verdict": "void", "reason": "再改", "version": "1"}).status_code == 409
    browse.sign_in("lianxiang")
    told = browse.get(f"/t/{make.LIANXIANG}/disputes/?state=changed").text
    assert "改为 1小时" in told
    assert "公示到 2026-03-19" in browse.get(f"{SHIFTS}?tab=notice").text
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        row = queries.get_shift(scope, shift_id)
        assert (row.worked_min, row.public_until) == (60, clock.today() + timedelta(days=3))


def test_disputes_of_another_county_are_not_there(browse: Browser) -> None:
    with browse.app.app_context():
        dispute_id = make_shifts.dispute(make.volunteer())
    browse.sign_in("gulou")
    for which in (dispute_id, uuid4()):
        assert browse.get(f"/t/{make.GULOU}/disputes/{which}").status_code == 404
        assert browse.post(f"/t/{make.GULOU}/disputes/{which}", {"verdict": "void", "reason": "不行", "version": "1"}).status_code == 404
    assert browse.get(f"/t/{make.JINAN}/disputes/").status_code == 404
