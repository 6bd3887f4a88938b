"""Who stayed at each mark, and how counts become shares."""

from datetime import date

from portal.placement.rules.figures import Stay, shares, stays

TODAY = date(2026, 3, 16)
LONG_AGO = date(2025, 6, 1)


def test_who_stayed_is_told_of_those_who_began_long_enough_ago() -> None:
    placements = [
        ("stays", LONG_AGO, None),
        ("left early", LONG_AGO, date(2025, 6, 20)),
        ("left late", LONG_AGO, date(2026, 3, 1)),
        ("silent", LONG_AGO, None),
        ("new", date(2026, 2, 14), None),  # its first mark is today
        ("newer", date(2026, 2, 15), None),
    ]
    answers = {("stays", 30): "working", ("stays", 90): "working", ("left late", 30): "working", ("left late", 90): "left"}
    answers |= {("silent", 30): "unreached", ("left late", 180): "working"}
    found = stays(placements, answers, today=TODAY)
    assert found == [Stay(30, 5, 2, 1, 1), Stay(90, 4, 1, 2, 0), Stay(180, 4, 1, 1, 0)]
    assert [it.unasked for it in found] == [1, 1, 2]
    assert [it.share for it in found] == ["66.7%", "33.3%", "50.0%"]


def test_a_share_of_nobody_is_no_share() -> None:
    assert Stay(30, 4, 0, 0, 4).share == ""
    assert shares(["", ""], {"local": "本地"}) == []
    assert shares(["away", "local", "local"], {"local": "本地", "away": "外地", "none": "无"}) == [("本地", 2, 667), ("外地", 1, 333)]
