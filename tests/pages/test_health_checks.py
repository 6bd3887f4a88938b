"""/t/<station>/health-checks: who has which health certificate, and until when."""

from datetime import date

import pytest

from portal.placement.queries import placements
from tests import make, make_work
from tests.browse import Browser

HOME, LIST = f"/t/{make.LIANXIANG}/", f"/t/{make.LIANXIANG}/health-checks/"
ONE = {"tier": "home", "number": "３５０-1", "issuer": "晋安区疾控中心", "checked_on": "2026-03-01", "expires_on": "2027-03-01"}
SAID = {"consent_channel": "paper", "has_consented": "y"}


def test_a_certificate_is_noted_with_a_consent_of_its_own(browse: Browser) -> None:
    with browse.app.app_context():
        trainee_id = make.trainee()
    browse.sign_in("lianxiang")
    assert "还没有登记健康证明" in browse.get(LIST).text
    new = f"{LIST}of/{trainee_id}/new"
    assert 'value="2027-03-16"' in browse.get(new).text, "a year from today"
    answer = browse.fill(new, {**ONE, "consent_channel": "paper"})
    assert answer.status_code == 422
    assert "单独同意" in answer.text
    assert browse.fill(new, {**ONE, **SAID}).status_code == 303
    assert browse.fill(new, {**ONE, **SAID}).status_code == 409
    assert "同意（健康证明）" in browse.get(f"/t/{make.LIANXIANG}/trainees/{trainee_id}").text
    page = browse.get(LIST).text
    for words in ("李梅", "居家", "2027-03-01", "有效", "共 1 条"):
        assert words in page
    assert "李梅" in browse.post(LIST, {"sought": "limei"}).text
    assert "没有符合条件" in browse.get(f"{LIST}?standing=expired").text
    assert browse.post(LIST, {"sought": "", "standing": "soon"}).location == f"{LIST}?standing=soon"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("tier", "", "必须填写"),
        ("issuer", "\x00", "必须填写"),
        ("issuer", "字" * 81, "最多 80 个字"),
        ("checked_on", "2026-03-17", "还没有到"),
        ("checked_on", "2025-02-29", "没有这一天"),
        ("expires_on", "2026-03-01", "必须晚于体检日期"),
        ("expires_on", "2099-01-01", "不能超过 5 年"),
    ],
)
def test_what_cannot_be_is_named(browse: Browser, field: str, value: str, words: str) -> None:
    with browse.app.app_context():
        trainee_id = make.trainee()
    answer = browse.sign_in("lianxiang").fill(f"{LIST}of/{trainee_id}/new", {**ONE, **SAID, field: value})
    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize(
    ("until", "soon", "urgent"),
    [
        (date(2026, 3, 15), False, True),
        (date(2026, 3, 16), True, False),
        (date(2026, 4, 15), True, False),
        (date(2026, 4, 16), False, False),
    ],
)
def test_what_runs_out_is_told_thirty_days_before(browse: Browser, until: date, soon: bool, urgent: bool) -> None:
    with browse.app.app_context():
        make_work.placement_of(date(2025, 12, 10), until=until)
    page = browse.sign_in("lianxiang").get(HOME).text
    assert ("30 天内到期 1 份" in page, "健康证明已到期 1 份" in page) == (soon, urgent)


def test_a_renewed_certificate_is_told_of_no_more(browse: Browser) -> None:
    with browse.app.app_context():
        make_work.placement_of(date(2025, 12, 10), until=date(2026, 3, 15))
        with make.working_at(make.LIANXIANG) as scope:
            [row] = placements.list_placements(scope, placements.Filter(), page=1)
        make_work.health_check(row.trainee_id)
    browse.sign_in("lianxiang")
    assert "健康证明" not in browse.get(HOME).text
    assert "没有符合条件" in browse.get(f"{LIST}?standing=expired").text
    assert "共 1 条" in browse.get(LIST).text


def test_a_certificate_is_voided_with_a_cause(browse: Browser) -> None:
    with browse.app.app_context():
        trainee_id = make.trainee()
        check_id, foreign = make_work.health_check(trainee_id), make_work.health_check(make.trainee(make.NEIGHBOUR, n=2), make.NEIGHBOUR)
    browse.sign_in("lianxiang")
    assert browse.fill(f"{LIST}{check_id}/void", {}).status_code == 422
    assert "不要写她的姓名" in browse.fill(f"{LIST}{check_id}/void", {"cause": "mistake", "reason": "不是李梅的"}).text
    assert browse.fill(f"{LIST}{check_id}/void", {"cause": "withdrawn"}).status_code == 303
    assert browse.fill(f"{LIST}{check_id}/void", {"cause": "withdrawn"}).status_code == 409
    page = browse.get(f"/t/{make.LIANXIANG}/placements/of/{trainee_id}").text
    assert "已作废" in page
    assert "350111202600001" not in page
    assert browse.get(f"{LIST}{foreign}/void").status_code == 404
    assert browse.post(f"{LIST}{foreign}/void", {"cause": "mistake"}).status_code == 404
