"""Division codes, the snapshot of real places, and finding them by sound."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.tenants import divisions
from portal.tenants.divisions import DivisionLevel

steady = settings(derandomize=True, max_examples=300, deadline=None)
LIANXIANG = "350111100013"


@pytest.mark.parametrize("raw", [LIANXIANG, "３５０１１１１０００１３", "350111 100 013", " 350111100013\u200b"])
def test_a_code_has_one_form(raw):
    assert divisions.parse_code(raw) == LIANXIANG


@pytest.mark.parametrize(
    ("raw", "says"),
    [("", "请填写"), ("350111", "12位"), ("3501111000130", "12位"), ("35011110001a", "12位"), ("٣50111100013", "12位"),
    ("050111100013", "12位"),
     ("350000000000", "全省"), ("-50111100013", "12位")],
)  # fmt: skip
def test_what_is_no_code_is_refused_in_chinese(raw, says):
    with pytest.raises(divisions.BadDivisionCode, match=says):
        divisions.parse_code(raw)


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("350100000000", DivisionLevel.CITY, None),
        ("350111000000", DivisionLevel.COUNTY, "350100000000"),
        ("350111100000", DivisionLevel.STREET, "350111000000"),
        (LIANXIANG, DivisionLevel.COMMUNITY, "350111100000"),
        ("371581001000", DivisionLevel.STREET, "371581000000"),
        ("441900003000", DivisionLevel.STREET, "441900000000"),
        ("441900003001", DivisionLevel.COMMUNITY, "441900003000"),
    ],
)
def test_the_zeros_at_the_end_tell_level_and_parent(code, level, parent):
    assert divisions.level_of(code) is level
    assert divisions.parent_of(code) == parent


@given(st.from_regex(r"[1-9][0-9]0[1-9]([0-9]{2}|00)([0-9]{3}|000)([0-9]{3}|000)", fullmatch=True))
@steady
def test_going_up_ends_at_a_city(code):
    steps = 0
    while (above := divisions.parent_of(code)) is not None:
        code, steps = above, steps + 1
    assert steps <= 3
    assert divisions.level_of(code) is DivisionLevel.CITY


@pytest.mark.parametrize(
    ("code", "local"),
    [
        ("350111100900", False),
        ("350111100901", True),
        ("350111100999", True),
        (LIANXIANG, False),
        ("350111901000", False),
        ("350111100090", False),
    ],
)
def test_a_local_addition_ends_in_901_to_999(code, local):
    assert divisions.is_local_addition(code) is local


@pytest.mark.parametrize("question", [divisions.level_of, divisions.parent_of, divisions.is_local_addition])
def test_nothing_is_said_of_what_is_no_code(question):
    with pytest.raises(divisions.BadDivisionCode):
        question("350111901")


@pytest.mark.parametrize(("snapshot", "counts"), [("fuzhou", (1, 13, 186, 3022)), ("linqing", (1, 1, 16, 116))])
def test_the_snapshot_is_whole_and_agrees_with_its_codes(snapshot, counts):
    rows = divisions.read_snapshot(snapshot)
    assert tuple(sum(row.level is level for row in rows) for level in DivisionLevel) == counts
    seen = set()
    for row in rows:
        assert divisions.level_of(row.code) is row.level
        assert divisions.parent_of(row.code) in {None, *seen} if row.level is DivisionLevel.CITY else divisions.parent_of(row.code) in seen
        assert not divisions.is_local_addition(row.code)
        assert row.code not in seen
        seen.add(row.code)


def test_the_first_station_of_the_city_is_in_the_snapshot():
    names = {row.code: row.name for row in divisions.read_snapshot("fuzhou")}
    assert (names[LIANXIANG], names["350111100000"], names["350111000000"]) == ("连翔社区", "鼓山镇", "晋安区")
    assert names["350102004001"] == "军门社区"


def test_a_snapshot_read_by_one_is_not_spoilt_for_another():
    divisions.read_snapshot("linqing").clear()
    assert divisions.read_snapshot("linqing")


@pytest.mark.parametrize("name", ["nowhere", "../data/divisions-fuzhou", "", "FUZHOU"])
def test_a_snapshot_that_does_not_exist_is_a_lookup_error(name):
    with pytest.raises(LookupError):
        divisions.read_snapshot(name)


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("连翔社区", "lxsq"),
        ("长乐区", "clq"),
        ("重庆路社区", "cqlsq"),
        ("绿洲社区", "lzsq"),
        ("（东）村", "dc"),
        ("第1社区", "d1sq"),
        ("", ""),
    ],
)
def test_initials_are_read_by_phrases(name, initials):
    assert divisions.pinyin_initials(name) == initials


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "连翔社区"),
        ("连翔", "连翔社区"),
        ("翔社", "连翔社区"),
        (" 连 翔 ", "连翔社区"),
        ("lianxiang", "连翔社区"),
        ("LianXiang", "连翔社区"),
        ("ｌｉａｎ", "连翔社区"),
        ("lian xiang", "连翔社区"),
        ("lianx", "连翔社区"),
        ("xiangshe", "连翔社区"),
        ("lx", "连翔社区"),
        ("xsq", "连翔社区"),
        ("changle", "长乐区"),
        ("yinhang", "银行社区"),
        ("lvzhou", "绿洲社区"),
        ("lüzhou", "绿洲社区"),
        ("xi'an", "西安路社区"),
        ("东村", "东（村）东村"),
    ],
)
def test_a_place_is_found_by_its_name_its_sound_or_its_initials(query, name):
    assert divisions.matches(query, name)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("军门", "连翔社区"),
        ("ianx", "连翔社区"),
        ("lianxing", "连翔社区"),
        ("ls", "连翔社区"),
        ("zhangle", "长乐区"),
        ("连x", "连翔社区"),
        ("%", "连翔社区"),
    ],
)
def test_a_place_is_not_found_by_what_it_is_not_called(query, name):
    assert not divisions.matches(query, name)
