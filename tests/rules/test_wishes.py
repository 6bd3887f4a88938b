"""The rules of wishes: what a cell may say, what is refused."""

from datetime import date
from types import SimpleNamespace

import pytest

from portal.core.paper_numbers import make_number
from portal.core.text import BadInput
from portal.training.rules.intake import Trade
from portal.training.rules.wish_checks import Known, Notices, check_all
from portal.training.rules.wish_sheets import (
    Option,
    choose,
    name_communities,
    parse_group,
    parse_skills,
    parse_yes,
)
from portal.training.rules.wishes import PRIORITIES, Collector, DemandState, Told, WishDraft, WishState
from tests import make

TODAY = date(2026, 3, 16)
NUMBER = make_number(date(2026, 3, 16), [1, 5, 9])
COURSES = [Option("20", "整理收纳", "20"), Option("4", "母婴护理员（月嫂）初级", "4"), Option("5", "母婴护理员（月嫂）中级", "5")]
NOTICES = Notices(((date(2022, 1, 1), 1), (date(2026, 3, 1), 2)))


def known() -> Known:
    return Known({20: "整理收纳", 4: "月嫂"}, frozenset({"350111100010"}), NOTICES)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("20", "20"), ("２０", "20"), ("020", "20"), ("整理收纳", "20"), ("收纳", "20"), ("月嫂）中", "5"), ("母婴护理员（月嫂）初级", "4")],
)
def test_a_thing_is_chosen_by_number_by_words_or_by_a_part_of_them(typed: str, value: str) -> None:
    assert choose(typed, COURSES, "课程") == value


@pytest.mark.parametrize(
    ("typed", "words"), [("月嫂", "有几种"), ("99", "没有叫“99”的课程"), ("2", "没有叫"), ("", "没有叫"), ("x" * 10_000, "没有叫")]
)
def test_what_is_chosen_must_be_one(typed: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as bad:
        choose(typed, COURSES, "课程")
    assert len(str(bad.value)) < 120


@pytest.mark.parametrize(
    ("typed", "skills"),
    [
        ("", ()),
        ("无", ()),
        ("没有", ()),
        ("月嫂、保洁", (Trade.MATERNITY, Trade.CLEANING)),
        ("7 1", (Trade.MATERNITY, Trade.CLEANING)),
        ("７，１；月嫂", (Trade.MATERNITY, Trade.CLEANING)),
        ("养老", (Trade.ELDER_CARE,)),
    ],
)
def test_skills_are_read_from_one_cell(typed: str, skills: tuple[Trade, ...]) -> None:
    assert parse_skills(typed) == skills


def test_groups_and_yes() -> None:
    assert [parse_group(typed) for typed in ("1", "脱贫", "无")] == ["lifted", "lifted", ""]
    assert [parse_yes(typed) for typed in ("是", "√", "", "否")] == [True, True, False, False]
    with pytest.raises(BadInput):
        parse_yes("也许")


def test_communities_of_one_name_carry_their_street() -> None:
    told = (("1", "新村社区", "鼓山镇"), ("2", "新村社区", "象园街道"), ("3", "三木社区", "鼓山镇"))
    rows = [SimpleNamespace(code=code, name=name, street=street) for code, name, street in told]
    assert [one.label for one in name_communities(rows)] == ["鼓山镇新村社区", "象园街道新村社区", "三木社区"]


def draft(**changes: object) -> WishDraft:
    said = {name: changes.pop(name) for name in list(changes) if name in Told.__slots__}
    told = Told(**{"name": "李梅", "phone": "13800001234", "course_id": 20, **said})  # type: ignore[arg-type]
    came = {
        "collected_on": TODAY,
        "channel": make.Channel.GRID,
        "collector": Collector.GRID,
        "consent_version": 2,
        "consent_channel": "paper",
    }
    return WishDraft(told, **{**came, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"collected_on": date(2026, 3, 17)}, ["collected_on"]),
        ({"collected_on": date(2024, 3, 15)}, ["collected_on"]),
        ({"collected_on": date(2024, 3, 16), "consent_version": 1}, []),
        ({"collected_on": date(2026, 2, 28), "consent_version": 1}, []),
        ({"collected_on": date(2026, 2, 28)}, []),
        ({"consent_version": 1}, ["has_consented"]),
        ({"consent_version": 3}, ["has_consented"]),
        ({"course_id": 99}, ["course"]),
        ({"community_code": "350111100010"}, []),
        ({"community_code": "999999999999"}, ["community"]),
        ({"born_year": 1915}, ["born_year"]),
        ({"born_year": 2026}, []),
        ({"born_year": 2027}, ["born_year"]),
        ({"priority": "lifted"}, ["priority"]),
        ({"priority": "lifted", "has_priority_consent": True}, []),
        ({"priority": "rich", "has_priority_consent": True}, ["priority"]),
        ({"priority": "lifted", "course_id": 0, "born_year": 1}, ["course", "born_year", "priority"]),
    ],
)
def test_why_a_wish_cannot_be_kept(changes: dict[str, object], fields: list[str]) -> None:
    assert [fault.field for fault in check_all([(1, draft(**changes))], known(), today=TODAY)[0]] == fields


def test_doubles_are_found_within_a_batch_and_with_what_is_there() -> None:
    there = known()
    there.asked = {("13900005678", 20): (date(2026, 3, 1), 0)}
    there.serials = {f"{NUMBER}-09": 0}
    rows = [draft(), draft(), draft(course_id=4), draft(phone="13900005678"), draft(phone="13900009999", sheet_serial=f"{NUMBER}-09")]
    found = check_all(enumerate(rows, start=2), there, today=TODAY)
    assert [[fault.message[:8] for fault in faults] for faults in found] == [
        [],
        ["与第 2 行重复"[:8]],
        [],
        ["这个电话已于 2"[:8]],
        ["这张表的这一行（"[:8]],
    ]


def test_a_bad_row_is_no_double_of_a_good_one() -> None:
    found = check_all([(1, draft(priority="lifted")), (2, draft())], known(), today=TODAY)
    assert [len(faults) for faults in found] == [1, 0]


def test_everything_has_its_words() -> None:
    assert all(one.label for one in (*Collector, *WishState, *DemandState))
    assert [one.label for one in Collector] == ["村书记", "妇女主任", "招生专员", "网格员", "宣传员", "本人", "其他"]
    assert "脱贫人口" in PRIORITIES.values()
    assert "李梅" not in repr(draft())
