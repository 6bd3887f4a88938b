"""The intake's pure rules."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from portal.core.errors import RuleBroken
from portal.people.rules import ConsentChannel
from portal.tallies.rules import INTAKES, REFERRED, TRAIN_FIRST
from portal.training.rules.intake import OLDEST_DAYS, Branch, Channel, Trade, branch_for, check, entries
from tests import make

TODAY = date(2026, 3, 16)


@pytest.mark.parametrize(
    ("skills", "branch"),
    [((), Branch.TRAIN_FIRST), ((Trade.CLEANING,), Branch.REFER), ((Trade.OTHER,), Branch.REFER), (tuple(Trade), Branch.REFER)],
)
def test_a_skill_is_referred_and_none_is_trained_first(skills: tuple[Trade, ...], branch: Branch) -> None:
    assert branch_for(skills) is branch


def test_an_intake_counts_once_and_in_its_branch() -> None:
    day = date(2026, 3, 5)
    assert [(e.on, e.indicator, e.value) for e in entries(day, Branch.REFER)] == [(day, INTAKES, 1), (day, REFERRED, 1)]
    assert [(e.on, e.indicator, e.value) for e in entries(day, Branch.TRAIN_FIRST)] == [(day, INTAKES, 1), (day, TRAIN_FIRST, 1)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"taken_on": TODAY + timedelta(days=1)}, "taken_on"),
        ({"taken_on": TODAY - timedelta(days=OLDEST_DAYS + 1)}, "taken_on"),
        ({"consent_version": 2}, "has_consented"),
        ({"consent_version": 0}, "has_consented"),
    ],
)
def test_what_cannot_have_been_is_refused(change: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check(replace(make.admission(), **change), today=TODAY, consent_version=1)
    assert broken.value.field == field


@pytest.mark.parametrize("taken_on", [TODAY, TODAY - timedelta(days=OLDEST_DAYS)])
def test_the_first_and_the_last_possible_day_are_taken(taken_on: date) -> None:
    check(replace(make.admission(), taken_on=taken_on), today=TODAY, consent_version=1)


@pytest.mark.parametrize("words", [Branch, Channel, ConsentChannel, Trade])
def test_every_word_has_its_chinese(words: type[Branch]) -> None:
    assert len({one.label for one in words}) == len(words)
    assert all("\u4e00" <= one.label[0] <= "\u9fff" for one in words)


def test_a_name_stays_out_of_what_is_logged() -> None:
    assert "李梅" not in repr(make.admission())
    assert make.resident_number() not in repr(make.admission())
