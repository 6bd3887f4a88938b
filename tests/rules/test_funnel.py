"""The funnel: shares of the stage before, small cells hidden from those above."""

import pytest

from portal.reports.rules.funnel import course_lines, funnel

VALUES = {"wishes": 40, "intakes": 20, "trained": 10, "certified": 2, "placed": 0, "welfare": 5}


def test_each_stage_stands_beside_the_one_before_it() -> None:
    found = funnel(VALUES, is_above=False)
    assert [(stage.kind.label, stage.shown, stage.share_words) for stage in found] == [
        ("意愿", "40", ""),
        ("审核", "20", "50.0%"),
        ("培训", "10", "50.0%"),
        ("考证", "2", "20.0%"),
        ("上岗", "0", "0.0%"),
        ("公益", "5", ""),
    ]
    assert [stage.width for stage in found] == [1000, 500, 250, 50, 0, 125]


def test_those_above_see_neither_a_small_cell_nor_the_share_that_would_tell_it() -> None:
    found = {stage.kind.code: stage for stage in funnel(VALUES, is_above=True)}
    assert (found["certified"].shown, found["certified"].share_words, found["placed"].share_words) == ("<3", "", "")
    assert (found["placed"].shown, found["trained"].share_words) == ("0", "50.0%")
    assert found["certified"].width == funnel({**VALUES, "certified": 1}, is_above=True)[3].width  # nor does the bar


@pytest.mark.parametrize(("is_above", "cells"), [(False, ("1", "0", "0", "4", "0")), (True, ("<3", "0", "0", "4", "0"))])
def test_a_course_that_was_met_has_its_line(is_above: bool, cells: tuple[str, ...]) -> None:
    sums = {("wishes", 1): 1, ("certified", 1): 4, ("lesson_present", 2): 9, ("wishes", None): 3}
    found = course_lines(sums, {2: "营养配餐", 1: "整理收纳"}, is_above=is_above)
    assert [(line.name, line.cells) for line in found] == [("整理收纳", cells)]


def test_a_stage_that_many_reached_without_the_one_before_has_no_share_of_it() -> None:
    found = {stage.kind.code: stage for stage in funnel({**VALUES, "wishes": 8}, is_above=False)}
    assert (found["intakes"].share_words, found["trained"].share_words) == ("", "50.0%")
