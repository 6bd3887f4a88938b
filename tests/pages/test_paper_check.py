"""/c/<code>: anybody who holds a paper is told what it is and whether it still holds; never what stands in it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select

from portal.bulletins.services import bulletins
from portal.core import clock
from portal.core.db import db
from portal.returns.services.corrections import correct
from portal.standing.services import ranking as rankings
from portal.tenants.models import Imprint
from portal.tenants.rules.applications import Move
from portal.tenants.services import applications
from portal.tenants.services.code_tries import MOST_MISSES
from portal.training.queries import certificates
from tests import make, make_bulletins, make_corrections, make_problems, make_rankings, make_returns, make_stars
from tests.browse import Browser

RETURN = f"/t/{make.LIANXIANG}/returns/{make.LIANXIANG}/2026-02/paper"


def printed(browse: Browser, name: str, path: str, data: dict[str, Any] | None = None) -> str:
    """Ask for a paper and return the code that stands on it: that of the imprint made last."""
    answer = browse.sign_in(name).post(path, data)
    assert answer.status_code == 303, answer.text
    unit = path.split("/")[2]
    with browse.app.app_context(), make.working_at(unit, name) as scope:
        own = select(Imprint.code).where(scope.changes(Imprint)).order_by(Imprint.id.desc()).limit(1)
        return str(db.session.scalar(own, scope.binds))


def check(browse: Browser, code: str) -> str:
    """Scan a code as a stranger does and return the page."""
    stranger = Browser(browse.app)
    answer = stranger.get(f"/c/{code}")
    assert answer.status_code == 200
    return answer.text


def test_a_stranger_reads_what_a_paper_is_and_that_it_holds(browse: Browser) -> None:
    with browse.app.app_context():
        make_returns.logged(attendances=4321)
        make_returns.submitted()
    code = printed(browse, "lianxiang", RETURN)
    answer = Browser(browse.app).get(f"/c/{code}")
    for words in ("有效（最新版）", "连翔社区驿站巾帼家政工作月报", "2026年2月", "第1版", "2026年3月16日", code):
        assert words in answer.text
    for secret in ("4,321", "4321", "的使用人", "<script"):
        assert secret not in answer.text
    assert len(answer.data) < 60_000
    assert (answer.headers["X-Robots-Tag"], answer.headers["Cache-Control"]) == ("noindex", "no-store")


def test_a_paper_shows_its_code_its_address_and_who_answers_for_it(browse: Browser) -> None:
    with browse.app.app_context():
        make_returns.logged()
        make_returns.submitted()
        make_returns.accepted()
    printed(browse, "lianxiang", RETURN)
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        row = db.session.execute(select(Imprint).where(scope.changes(Imprint)), scope.binds).scalar_one()
        assert (row.filled_by, row.reviewed_by) == ("lianxiang 的使用人", "jinan 的使用人")


# What is printed: who prints it where; then what happens, and what the page behind its code says of it afterwards.
Made = tuple[str, str, dict[str, str]]


def _rollup() -> Made:
    return "jinan", f"/t/{make.JINAN}/reports/rollup/paper", {}


def _open_month() -> Made:
    make_returns.logged()
    return "lianxiang", RETURN, {}


def _closed_month() -> Made:
    make_corrections.closed_activity()
    return "lianxiang", RETURN, {}


def _bulletin() -> Made:
    return "fuzhou", f"/t/{make.CITY}/bulletins/{make_bulletins.published()}/paper", {}


def _ranking() -> Made:
    return "jinan", f"/t/{make.JINAN}/ranking/{make_rankings.ranking()}/paper", {}


def _stars() -> Made:
    return "fuzhou", f"/t/{make.CITY}/stars/{make_stars.rating()}/paper", {}


def _sheet() -> Made:
    return "jinan", f"/t/{make.JINAN}/rounds/sheets/{make_problems.sheet()}/paper", {}


def _application() -> Made:
    return "jinan", f"/t/{make.JINAN}/applications/{make.application(state='visited')}/paper", {}


def _statement() -> Made:
    giver = make.volunteer(name="吴小梅", phone="13600003333")
    make.hours(giver, worked_min=120)
    days = {"from_on": "2026-03-01", "until_on": "2026-03-16"}
    return "lianxiang", f"/t/{make.LIANXIANG}/volunteers/{giver}/giving/statement", days


def _log_more(_: str) -> None:
    make.activity()


def _log_in_february(_: str) -> None:
    make_returns.logged(attendances=7, women=7)


def _submit(_: str) -> None:
    make_returns.submitted()


def _correct(_: str) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        correct(scope, make_corrections.missed())


def _revise(path: str) -> None:
    with make.working_at(make.CITY, "fuzhou") as scope:
        made = bulletins.revise(scope, UUID(path.split("/")[4]))
        bulletins.write_foreword(scope, made, foreword="更正第二项，县里报错了", version=1)
    make_bulletins.publish(made)


def _draft_a_revision(path: str) -> None:
    with make.working_at(make.CITY, "fuzhou") as scope:
        bulletins.revise(scope, UUID(path.split("/")[4]))


def _publish_ranking(path: str) -> None:
    ranking_id = UUID(path.split("/")[4])
    make_rankings.past_notice(ranking_id)
    with make.working_at(make.CITY, "fuzhou") as scope:
        rankings.publish(scope, ranking_id)


def _score(path: str) -> None:
    make_problems.scored(UUID(path.split("/")[5]))


def _decide(path: str) -> None:
    with make.working_at(make.JINAN, "jinan") as scope:
        applications.decide_application(scope, UUID(path.split("/")[4]), Move.APPROVE, reason="同意", version=2)


def _serve(path: str) -> None:
    make.hours(UUID(path.split("/")[4]), worked_min=30)


def _nothing(_: str) -> None:
    return


AFTERWARDS: dict[str, tuple[Callable[[], Made], Callable[[str], None], str]] = {
    "a roll-up stays": (_rollup, _nothing, "有效（最新版）"),
    "a roll-up moves on": (_rollup, _log_more, "这段期间的数据有了变动"),
    "an open month moves on": (_open_month, _log_in_february, "还没有上报，打印以后数据有了变动"),
    "a month is submitted": (_open_month, _submit, "数据已有变动"),
    "a closed month stays": (_closed_month, _nothing, "有效（最新版）"),
    "a closed month is corrected": (_closed_month, _correct, "这个月的数据有了更正"),
    "a bulletin stays": (_bulletin, _nothing, "有效（最新版）"),
    "a revision that is a draft takes no place": (_bulletin, _draft_a_revision, "有效（最新版）"),
    "a bulletin is revised": (_bulletin, _revise, "现在以〔2026〕1号（第2版）为准（2026年3月16日 10:00 发布）"),
    "a ranking stays": (_ranking, _nothing, "有效（最新版）"),
    "a ranking is published": (_ranking, _publish_ranking, "现在以第1版（已公布）为准"),
    "stars stay": (_stars, _nothing, "有效（最新版）"),
    "a sheet stays": (_sheet, _nothing, "有效（最新版）"),
    "a sheet is scored": (_sheet, _score, "又有填写或评分"),
    "an application stays": (_application, _nothing, "有效（最新版）"),
    "an application is decided": (_application, _decide, "又有了办理"),
    "a statement stays": (_statement, _nothing, "有效（最新版）"),
    "minutes come in": (_statement, _serve, "流水有了变动"),
}


@pytest.mark.parametrize("case", AFTERWARDS.values(), ids=AFTERWARDS)
def test_a_paper_holds_until_what_it_says_has_changed(browse: Browser, case: tuple[Any, Any, str]) -> None:
    prepare, happen, words = case
    with browse.app.app_context():
        name, path, data = prepare()
    code = printed(browse, name, path, data)
    with browse.app.app_context():
        happen(path)
    page = check(browse, code)
    assert words in page
    assert "吴小梅" not in page


def test_a_paper_of_a_closed_unit_is_still_answered_for(browse: Browser) -> None:
    code = printed(browse, "lianxiang", f"/t/{make.LIANXIANG}/reports/rollup/paper")
    with browse.app.app_context():
        make_problems.suspend(make.LIANXIANG)
    assert "有效（最新版）" in check(browse, code)


def test_a_code_typed_by_hand_leads_to_its_page_and_certificates_to_theirs(browse: Browser) -> None:
    code = printed(browse, "jinan", f"/t/{make.JINAN}/reports/rollup/paper")
    with browse.app.app_context():
        made = make.certificate(make.trainee(n=5, name="林秀英"))
        with make.working_at(make.LIANXIANG) as scope:
            certificate = certificates.get_certificate(scope, made).check_code
    stranger = Browser(browse.app)
    typed = f" {code[:4].upper()} {code[4:8]}-{code[8:]} "
    assert stranger.get("/c/", query_string={"code": typed}).location.endswith(f"/c/{code}")
    assert stranger.get(f"/c/{certificate}").location.endswith(f"/v/{certificate}")
    assert stranger.get(f"/v/{code}").location.endswith(f"/c/{code}")
    assert "请填写查验码" in stranger.get("/c/", query_string={"code": "x" * 41}).text
    assert "这是材料上的二维码" in stranger.get(f"/p/{code}").text


@pytest.mark.parametrize("code", ["23456789abcd", "nonsense", "%00", "x" * 300, make.LIANXIANG, "'; drop table imprint"])
def test_what_is_no_paper_is_not_found(browse: Browser, code: str) -> None:
    answer = Browser(browse.app).get(f"/c/{code}")
    assert answer.status_code == 404
    assert "平台上没有这个查验码" in answer.text


def test_who_guesses_is_refused_for_a_while(browse: Browser) -> None:
    code = printed(browse, "jinan", f"/t/{make.JINAN}/reports/rollup/paper")
    stranger = Browser(browse.app)
    for n in range(MOST_MISSES):
        assert stranger.get(f"/c/23456789ab{n + 10}").status_code == 404
    assert stranger.get(f"/c/{code}").status_code == 429
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=False):
        assert stranger.get(f"/c/{code}").status_code == 200
