"""The words of the catalogue: which health certificate does for which work, how a level is written."""

import pytest

from portal.training.rules.courses import Tier, level_words


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
