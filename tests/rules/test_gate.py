"""The gate before work, as a table of cases; days of certificates and of follow-ups."""

from datetime import date
from uuid import UUID

import pytest

from portal.core.errors import RuleBroken
from portal.people.rules import ConsentChannel
from portal.placement.rules.gate import Check, Grant, Missing, check_asking, codes_of, covering, lacks, missing_of
from portal.placement.rules.health import HealthDraft, Standing, check_health, standing_of, year_after
from portal.placement.rules.work import Answer, Due, Job, Leaving, check_answer, check_end, check_job, due_of
from portal.training.rules.courses import Tier

DAY = date(2026, 3, 16)
HEALTH, PRE_JOB, CONSENT = Missing.HEALTH, Missing.PRE_JOB, Missing.CONSENT


def check(tier: Tier = Tier.HOME, since: date = date(2026, 1, 1), until: date = date(2027, 1, 1), n: int = 1) -> Check:
    return Check(UUID(int=n), tier, since, until)


@pytest.mark.parametrize(
    ("pre_job", "checks", "wanted", "has_consent", "on", "expected"),
    [
        (True, [check()], Tier.HOME, True, DAY, []),
        (False, [check()], Tier.HOME, True, DAY, [PRE_JOB]),
        (True, [], Tier.HOME, True, DAY, [HEALTH]),
        (True, [check()], Tier.HOME, False, DAY, [CONSENT]),
        (False, [], Tier.HOME, False, DAY, [CONSENT, PRE_JOB, HEALTH]),
        (True, [check(until=DAY)], Tier.HOME, True, DAY, []),  # the very day of expiry is in date
        (True, [check(until=date(2026, 3, 15))], Tier.HOME, True, DAY, [HEALTH]),
        (True, [check(since=DAY)], Tier.HOME, True, DAY, []),
        (True, [check(since=date(2026, 3, 17))], Tier.HOME, True, DAY, [HEALTH]),
        (True, [check(Tier.GENERAL)], Tier.HOME, True, DAY, [HEALTH]),
        (True, [check(Tier.ELDER)], Tier.HOME, True, DAY, []),
        (True, [check(Tier.ELDER)], Tier.MATERNITY, True, DAY, [HEALTH]),
        (True, [check(Tier.MATERNITY)], Tier.ELDER, True, DAY, [HEALTH]),
        (True, [check(until=date(2026, 3, 15)), check(Tier.ELDER)], Tier.HOME, True, DAY, []),
        (True, [check(since=date(2027, 3, 1), until=date(2028, 2, 29))], Tier.HOME, True, date(2028, 2, 29), []),
        (True, [check(since=date(2027, 3, 1), until=date(2028, 2, 29))], Tier.HOME, True, date(2028, 3, 1), [HEALTH]),
    ],
)
def test_who_may_start(pre_job: bool, checks: list[Check], wanted: Tier, has_consent: bool, on: date, expected: list[Missing]) -> None:
    found = lacks(pre_job=pre_job, checks=checks, wanted=wanted, has_consent=has_consent, on=on)
    assert [it.what for it in found] == expected
    assert all(it.words and it.mend for it in found)


@pytest.mark.parametrize(
    ("checks", "words"),
    [
        ([], "没有“养老照护”类健康证明"),
        ([check(Tier.HOME)], "类别不对，这份工作要“养老照护”类"),
        ([check(Tier.ELDER, until=date(2026, 3, 15))], "2026-03-15 到期，2026-03-16 已过期"),
        ([check(Tier.ELDER, since=date(2026, 3, 17))], "2026-03-17 才办理，晚于 2026-03-16"),
    ],
)
def test_why_her_certificate_does_not_do(checks: list[Check], words: str) -> None:
    [lack] = lacks(pre_job=True, checks=checks, wanted=Tier.ELDER, has_consent=True, on=DAY)
    assert words in lack.words


def test_the_certificate_that_lasts_longest_lets_her_through() -> None:
    found = covering([check(n=1), check(n=2, until=date(2027, 6, 1)), check(Tier.GENERAL, n=3, until=date(2028, 1, 1))], Tier.HOME, DAY)
    assert found
    assert found.id == UUID(int=2)


@pytest.mark.parametrize(
    ("on", "what", "expected"),
    [
        (date(2026, 3, 16), (HEALTH,), True),
        (date(2026, 4, 15), (HEALTH, PRE_JOB), True),
        (date(2026, 3, 15), (HEALTH, PRE_JOB), False),
        (date(2026, 4, 16), (HEALTH, PRE_JOB), False),
        (date(2026, 3, 20), (PRE_JOB,), False),
    ],
)
def test_what_a_grant_covers(on: date, what: tuple[Missing, ...], expected: bool) -> None:
    [lack] = lacks(pre_job=True, checks=[], wanted=Tier.HOME, has_consent=True, on=DAY)
    assert Grant(what, date(2026, 3, 16), date(2026, 4, 15)).covers([lack], on) is expected


def test_her_consent_is_nobodys_to_replace() -> None:
    found = lacks(pre_job=False, checks=[], wanted=Tier.HOME, has_consent=False, on=DAY)
    with pytest.raises(RuleBroken, match="县级也不能放行"):
        check_asking(found)
    assert not Grant((HEALTH, PRE_JOB, CONSENT), DAY, DAY).covers(found, DAY)
    assert missing_of(codes_of(found[1:])) == (HEALTH, PRE_JOB)


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (date(2026, 3, 15), Standing.EXPIRED),
        (date(2026, 3, 16), Standing.SOON),
        (date(2026, 4, 15), Standing.SOON),
        (date(2026, 4, 16), Standing.VALID),
    ],
)
def test_how_a_certificate_stands(until: date, expected: Standing) -> None:
    assert standing_of(until, DAY) is expected


def test_a_year_after_a_leap_day() -> None:
    assert [year_after(date(2028, 2, 29), years) for years in (1, 4, -1)] == [date(2029, 2, 28), date(2032, 2, 29), date(2027, 2, 28)]


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [
        (date(2026, 3, 17), date(2027, 3, 17), "checked_on"),
        (date(2021, 3, 15), date(2027, 3, 17), "checked_on"),
        (DAY, DAY, "expires_on"),
        (DAY, date(2031, 3, 17), "expires_on"),
    ],
)
def test_certificates_that_cannot_be(since: date, until: date, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_health(HealthDraft(Tier.HOME, "", "疾控中心", since, until, ConsentChannel.PAPER), today=DAY)
    assert broken.value.field == field


@pytest.mark.parametrize(
    ("started_on", "contract_on", "band", "field"),
    [
        (date(2026, 3, 17), DAY, "", "started_on"),
        (date(2024, 3, 1), DAY, "", "started_on"),
        (date(2026, 3, 4), DAY, "", "started_on"),
        (DAY, date(2026, 3, 17), "", "contract_on"),
        (DAY, date(2020, 1, 1), "", "contract_on"),
        (DAY, DAY, "to_5000", "income_consent"),
    ],
)
def test_work_that_cannot_have_begun_so(started_on: date, contract_on: date, band: str, field: str) -> None:
    job = Job(1, started_on, contract_on, "", "local", "live_in", "full", band, None, "")
    with pytest.raises(RuleBroken) as broken:
        check_job(job, today=DAY, since=date(2026, 3, 5) if started_on.year == 2026 else date(2020, 1, 1))
    assert broken.value.field == field


@pytest.mark.parametrize(
    ("ended_on", "cause", "field"),
    [
        (date(2026, 3, 17), "family", "ended_on"),
        (date(2026, 2, 28), "family", "ended_on"),
        (DAY, "", "left_cause"),
        (DAY, "bored", "left_cause"),
    ],
)
def test_an_end_that_cannot_be(ended_on: date, cause: str, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_end(Leaving(ended_on, cause, ""), started_on=date(2026, 3, 1), today=DAY)
    assert broken.value.field == field


@pytest.mark.parametrize(
    ("on", "ended_on", "is_done", "expected"),
    [
        (date(2026, 3, 30), None, False, Due.LATER),
        (date(2026, 3, 31), None, False, Due.OPEN),
        (date(2026, 4, 15), None, False, Due.OPEN),
        (date(2026, 4, 16), None, False, Due.OVERDUE),
        (date(2026, 4, 16), date(2026, 4, 1), False, Due.GONE),
        (date(2026, 4, 16), date(2026, 4, 1), True, Due.DONE),
    ],
)
def test_how_a_follow_up_stands(on: date, ended_on: date | None, is_done: bool, expected: Due) -> None:
    assert due_of(date(2026, 3, 1), 30, on=on, ended_on=ended_on, is_done=is_done) is expected


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"done_on": date(2026, 3, 30)}, "done_on"),
        ({"done_on": date(2026, 4, 3)}, "done_on"),
        ({"outcome": "unreached", "satisfaction": 3}, "outcome"),
        ({"income_band": "to_5000"}, "income_consent"),
        ({"outcome": "left", "leaving": Leaving(date(2026, 2, 1), "pay", "")}, "left_on"),
    ],
)
def test_a_follow_up_that_cannot_have_been(changes: dict[str, object], field: str) -> None:
    usual: dict[str, object] = {"done_on": date(2026, 4, 1), "outcome": "working", "satisfaction": None, "note": "", "leaving": None}
    answer = Answer(**{**usual, "income_band": "", "income_consent": None, **changes})  # type: ignore[arg-type]
    with pytest.raises(RuleBroken) as broken:
        check_answer(answer, started_on=date(2026, 3, 1), day=30, today=date(2026, 4, 2))
    assert broken.value.field == field
