"""The words of the catalogue: which health certificate does for which work, how a level is written."""

from datetime import date

import pytest

from portal.training.rules.courses import Step, Tier, level_words, steps_reached


@pytest.mark.parametrize(
    ("held", "wanted", "does"),
    [
        (Tier.GENERAL, Tier.GENERAL, True),
        (Tier.GENERAL, Tier.HOME, False),
        (Tier.HOME, Tier.GENERAL, True),
        (Tier.ELDER, Tier.HOME, True),
        (Tier.ELDER, Tier.MATERNITY, False),
        (Tier.MATERNITY, Tier.ELDER, False),
        (Tier.MATERNITY, Tier.HOME, True),
    ],
)
def test_a_wider_health_certificate_does_for_narrower_work(held: Tier, wanted: Tier, does: bool) -> None:
    assert held.covers(wanted) is does


@pytest.mark.parametrize(
    ("level", "track", "words"),
    [(5, "母婴护理员", "五级/初级工（母婴护理员）"), (2, "", "二级/技师"), (None, "", "")],
)
def test_a_level_is_written_with_its_track(level: int | None, track: str, words: str) -> None:
    assert level_words(level, track) == words


def test_how_far_she_has_come_is_when_she_first_completed_each_step_and_a_refresher_is_a_step_of_its_own() -> None:
    first, second, third = date(2026, 1, 5), date(2026, 2, 5), date(2026, 3, 5)
    completed = [(Step.SKILL, False, second), (Step.SKILL, False, first), (Step.SKILL, True, third)]
    reached = {Step.SKILL: (first, 2), Step.REFRESHER: (third, 1)}
    assert steps_reached(completed) == {step: reached.get(step) for step in Step}
