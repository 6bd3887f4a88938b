"""How names sound: found from any syllable on, and by initials."""

import pytest

from portal.people.rules.sounds import LONGEST, sought_sound, sound_of


@pytest.mark.parametrize(
    ("typed", "name", "is_found"),
    [
        ("lm", "李梅", True),
        ("LiMei", "李梅", True),
        ("mei", "李梅", True),
        ("li mei", "李梅", True),
        ("imei", "李梅", False),
        ("m", "李梅", True),
        ("ly", "吕燕", True),
        ("lü", "吕燕", True),
        ("guli", "阿依古丽·买买提", True),
    ],
)
def test_a_name_is_found_by_how_it_sounds(typed: str, name: str, is_found: bool) -> None:
    assert (sought_sound(typed) in sound_of(name)) is is_found


@pytest.mark.parametrize("typed", ["", " ", "李", "1380", "l%", "l_", "|", "L;m"])
def test_what_is_no_pinyin_is_not_looked_for(typed: str) -> None:
    assert sought_sound(typed) == ""


def test_a_long_name_keeps_its_initials() -> None:
    sound = sound_of("古" * 30)
    assert len(sound) == LONGEST
    assert sound.startswith("|" + "g" * 30)
