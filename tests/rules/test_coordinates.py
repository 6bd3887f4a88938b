"""Where a unit is on the map, as it is typed, and how far that is."""

import pytest

from portal.tenants.rules.coordinates import (
    BadCoordinates,
    Coordinates,
    coordinates_words,
    distance_words,
    metres_between,
    parse_coordinates,
    to_map,
)

GUSHAN = Coordinates(26_074_500, 119_296_500)


@pytest.mark.parametrize(
    "typed",
    [
        "26.0745, 119.2965",
        "119.2965,26.0745",
        "２６．０７４５，１１９．２９６５",
        "26.07450000 119.29650049",
        "北纬26.0745度、东经119.2965度",
        "26.0745°N; 119.2965°E",
        " 26.0745，\x00119.2965 ",
    ],
)
def test_a_place_is_read_in_whatever_way_a_map_gives_it(typed: str) -> None:
    assert parse_coordinates(typed) == GUSHAN


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("26.0745", "两个数"),
        ("26, 119", "至少三位"),
        ("26.0745, 119.2965, 12.000", "两个数"),
        ("-26.0745, 119.2965", "两个数"),
        ("1e2.000, 119.2965", "两个数"),
        ("NaN.000, 119.2965", "两个数"),
        ("٢٦.0745, 119.2965", "两个数"),
        ("51.5074, 0.1278", "不在中国境内"),
        ("54.0001, 119.2965", "不在中国境内"),
        ("26.0745, 136.0001", "不在中国境内"),
        ("26.0745, 26.0745", "不在中国境内"),
        ("1" * 10_000, "两个数"),
    ],
)
def test_what_is_no_place_in_china_is_refused(typed: str, words: str) -> None:
    with pytest.raises(BadCoordinates, match=words):
        parse_coordinates(typed)


def test_a_place_is_shown_as_it_may_be_typed_again() -> None:
    assert coordinates_words(GUSHAN) == "26.074500, 119.296500"
    assert parse_coordinates(coordinates_words(GUSHAN)) == GUSHAN


@pytest.mark.parametrize(
    ("other", "metres"),
    [
        (GUSHAN, 0),
        (Coordinates(26_084_500, 119_296_500), 1112),  # a hundredth of a degree of latitude
        (Coordinates(26_074_500, 119_306_500), 999),  # of longitude, shorter up here
        (Coordinates(39_904_200, 116_407_400), 1_561_242),  # Beijing
    ],
)
def test_distances_are_whole_metres_and_the_same_both_ways(other: Coordinates, metres: int) -> None:
    assert metres_between(GUSHAN, other) == pytest.approx(metres, rel=0.001)
    assert metres_between(GUSHAN, other) == metres_between(other, GUSHAN)


@pytest.mark.parametrize(
    ("metres", "words"),
    [
        (0, "就在这里"),
        (49, "就在这里"),
        (50, "约 50 米"),
        (349, "约 350 米"),
        (974, "约 950 米"),
        (975, "约 1 公里"),
        (1_240, "约 1.2 公里"),
        (9_949, "约 9.9 公里"),
        (9_950, "约 10 公里"),
        (12_499, "约 12 公里"),
        (100_400, "约 100 公里"),
    ],
)
def test_a_distance_is_told_in_round_words(metres: int, words: str) -> None:
    assert distance_words(metres) == words


def test_a_telephone_is_drawn_where_the_maps_of_china_draw_it() -> None:
    tiananmen = to_map(Coordinates(39_907_340, 116_390_890))
    assert metres_between(tiananmen, Coordinates(39_908_741, 116_397_131)) < 5
    assert 400 < metres_between(GUSHAN, to_map(GUSHAN)) < 700
