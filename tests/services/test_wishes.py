"""Wishes: the nameless row that counts, the one that is hers, and what becomes of both."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import ScopeError
from portal.people import queries as people
from portal.tallies import queries as tallies
from portal.tallies import services as figures
from portal.training import queries as trainees
from portal.training.queries import wishes as queries
from portal.training.queries.courses import find_course
from portal.training.queries.wishes import WishFilter
from portal.training.rules.intake import Trade
from portal.training.rules.wish_checks import WishesBroken
from portal.training.rules.wishes import DemandState, WishState
from portal.training.services import wish_consent, wishes
from tests import make

pytestmark = pytest.mark.usefixtures("session")


def kept(wish_id: UUID, code: str = make.LIANXIANG) -> queries.WishRow:
    with make.working_at(code) as scope:
        return queries.get_wish(scope, wish_id)


def figure() -> int:
    """What the city's March says; its figures are what their rows say, and its county's are its station's."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        assert figures.differences(scope) == []
        values = [value for (_, month, name, _), value in tallies.kept(scope).items() if (month, name) == ("2026-03", "wishes")]
    assert len(set(values)) == 1
    return values[0]


def course_id(code: str) -> int:
    found = find_course(code)
    assert found
    return found.id


def test_a_wish_counts_once_for_its_station_and_its_county() -> None:
    make.wish()
    assert figure() == 1


def test_who_has_a_skill_is_referred_and_who_has_none_is_trained_first() -> None:
    assert kept(make.wish()).branch == "train_first"
    assert kept(make.wish(phone="13800001235", skills=(Trade.CLEANING,))).branch == "refer"


def test_the_same_telephone_and_course_is_kept_once_until_it_is_done_with() -> None:
    first = make.wish()
    with pytest.raises(WishesBroken, match="已于 2026-03-05 登记过同一门课程") as broken:
        make.wish()
    assert broken.value.field == "phone"
    make.wish(course="nutrition")
    make.wish(make.NEIGHBOUR)
    with make.working_at(make.LIANXIANG) as scope:
        wishes.drop_wish(scope, first, reason="搬走了", version=1)
    make.wish()


def test_a_batch_is_written_whole_or_not_at_all_and_names_each_row() -> None:
    good = make.wish_draft()
    drafts = [good, replace(good, told=replace(good.told, phone="13800009999", priority="lifted")), good]
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(WishesBroken) as broken:
        wishes.record_wishes(scope, drafts, rows=[1, 4, 7])
    assert {place: [one.field for one in faults] for place, faults in broken.value.faults.items()} == {1: ["priority"], 2: ["phone"]}
    assert "与第 1 行重复" in broken.value.faults[2][0].message
    with make.working_at(make.LIANXIANG) as scope:
        assert queries.list_wishes(scope, WishFilter(), page=1) == ([], 0)


def test_a_row_of_a_paper_sheet_is_typed_in_once() -> None:
    make.wish(sheet_serial="260305-KHTM-01")
    with pytest.raises(WishesBroken, match="已经录入过"):
        make.wish(phone="13800009999", sheet_serial="260305-KHTM-01")
    make.wish(make.NEIGHBOUR, sheet_serial="260305-KHTM-01")


def test_another_course_moves_the_figure_and_a_dropped_wish_still_counts() -> None:
    wish_id = make.wish()
    with make.working_at(make.LIANXIANG) as scope:
        told = replace(queries.get_wish(scope, wish_id).told, course_id=course_id("nutrition"), skills=(Trade.NUTRITION,))
        wishes.amend_wish(scope, wish_id, told, version=1)
    assert (kept(wish_id).told.course_id, kept(wish_id).branch) == (course_id("nutrition"), "refer")
    with make.working_at(make.LIANXIANG) as scope:
        wishes.drop_wish(scope, wish_id, reason="搬走了", version=2)
    assert (kept(wish_id).state, kept(wish_id).demand_state) == (WishState.DROPPED, DemandState.DROPPED)
    assert figure() == 1


@pytest.mark.parametrize(("version", "words"), [(1, "被别人修改过"), (2, "已作废")])
def test_what_was_changed_meanwhile_or_dropped_is_not_amended(version: int, words: str) -> None:
    wish_id = make.wish()
    with make.working_at(make.LIANXIANG) as scope:
        wishes.drop_wish(scope, wish_id, reason="搬走了", version=1)
    told = kept(wish_id).told
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match=words):
        wishes.amend_wish(scope, wish_id, told, version=version)


def test_a_reason_names_nobody() -> None:
    wish_id = make.wish()
    for reason in ("李梅搬走了", "打 13800001234 没人接"):
        with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken):
            wishes.drop_wish(scope, wish_id, reason=reason, version=1)


def test_nothing_is_written_into_a_closed_month() -> None:
    with make.working_at(make.LIANXIANG) as scope:
        figures.close_month(scope, "2026-03")
    with pytest.raises(Conflict, match="2026年3月已由"):
        make.wish()


def test_who_is_taken_in_brings_all_her_wishes_and_her_consent_to_a_priority_group() -> None:
    first, second = make.wish(priority="lifted", has_priority_consent=True, is_student=True), make.wish(course="nutrition")
    namesake = make.wish(course="cleaning", name="王芳")
    trainee_id = make.trainee()
    with make.working_at(make.LIANXIANG) as scope:
        wishes.mark_admitted(scope, first, trainee_id)
    assert [kept(it).state for it in (first, second, namesake)] == [WishState.ADMITTED, WishState.ADMITTED, WishState.OPEN]
    with make.working_at(make.LIANXIANG) as scope:
        assert [row.purpose for row in people.list_consent(scope, trainee_id)].count("priority") == 1
        assert [row.id for row in queries.list_of_trainee(scope, trainee_id)] == sorted((first, second))
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="已转学员"):
        wishes.mark_admitted(scope, first, trainee_id)


def test_what_she_asked_for_follows_her_through_the_class() -> None:
    wish_id, other = make.wish(), make.wish(course="nutrition")
    trainee_id = make.trainee()
    with make.working_at(make.LIANXIANG) as scope:
        wishes.mark_admitted(scope, wish_id, trainee_id)
    for state in (DemandState.PLACED, DemandState.OPEN, DemandState.MET, DemandState.PLACED):
        with make.working_at(make.LIANXIANG) as scope:
            wishes.follow_enrolment(scope, trainee_id, course_id("tidying"), state)
        wanted = DemandState.MET if state is DemandState.PLACED and kept(wish_id).demand_state is DemandState.MET else state
        assert (kept(wish_id).demand_state, kept(other).demand_state) == (wanted, DemandState.OPEN)
    with make.working_at(make.LIANXIANG) as scope:
        wishes.follow_work(scope, trainee_id, course_id("nutrition"))
    assert kept(other).demand_state is DemandState.MET


def test_who_takes_her_consent_back_is_masked_and_planned_for_no_more() -> None:
    wish_id = make.wish()
    with make.working_at(make.LIANXIANG) as scope:
        wish_consent.withdraw_wish(scope, wish_id, reason="", version=1)
    row, trainee_id = kept(wish_id), make.trainee()
    assert (row.told.name, row.told.phone, row.demand_state) == ("李*", "138****1234", DemandState.DROPPED)
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="撤回同意"):
        wishes.mark_admitted(scope, wish_id, trainee_id)
    assert figure() == 1


def test_who_is_erased_leaves_a_pseudonym_and_the_figure() -> None:
    wish_id = make.wish(priority="lifted", has_priority_consent=True, place="三组", limits="孩子小", note="下午有空", born_year=1980)
    with make.working_at(make.LIANXIANG) as scope:
        wish_consent.erase_wish(scope, wish_id, reason="本人要求删除", version=1)
    told = kept(wish_id).told
    assert told.name.startswith("意愿-")
    assert (told.phone, told.place, told.limits, told.note, told.born_year, told.priority) == ("", "", "", "", None, "")
    assert figure() == 1
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="已经删除过"):
        wish_consent.erase_wish(scope, wish_id, reason="本人要求删除", version=2)


def test_the_wishes_of_a_trainee_are_erased_and_joined_with_her() -> None:
    wish_id = make.wish()
    first, second = make.trainee(), make.trainee(n=2)
    with make.working_at(make.LIANXIANG) as scope:
        wishes.mark_admitted(scope, wish_id, first)
        wish_consent.move_wishes(scope, first, second)
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="已经是学员"):
        wish_consent.erase_wish(scope, wish_id, reason="本人要求删除", version=2)
    with make.working_at(make.LIANXIANG) as scope:
        wish_consent.follow_erasure(scope, second)
    assert kept(wish_id).told.phone == ""
    assert kept(wish_id).state is WishState.ADMITTED


@pytest.mark.parametrize("sought", ["李梅", "梅", "limei", "lm", "mei", "LiMei", "1234", "13800001234"])
def test_a_wish_is_found_by_name_sound_and_telephone(sought: str) -> None:
    wish_id = make.wish()
    make.wish(name="王芳", phone="13900005678")
    with make.working_at(make.LIANXIANG) as scope:
        rows, total = queries.list_wishes(scope, WishFilter(sought=sought), page=1)
    assert ([row.id for row in rows], total) == ([wish_id], 1)


@pytest.mark.parametrize("sought", ["%", "_", "\\", "‱", "%%'--", "'; drop table wish"])
def test_signs_of_a_pattern_find_nothing(sought: str) -> None:
    make.wish()
    with make.working_at(make.LIANXIANG) as scope:
        assert queries.list_wishes(scope, WishFilter(sought=sought), page=1) == ([], 0)


def test_nobody_above_or_beside_reads_a_wish() -> None:
    wish_id = make.wish()
    for code, name in ((make.JINAN, "jinan"), (make.CITY, "fuzhou")):
        with make.working_at(code, name) as scope, pytest.raises(ScopeError):
            queries.get_wish(scope, wish_id)
    with make.working_at(make.NEIGHBOUR, "neighbour") as scope, pytest.raises(NotFound):
        wishes.drop_wish(scope, wish_id, reason="x", version=1)


def test_a_notice_that_was_replaced_stands_for_nobody() -> None:
    for version in (0, 9):
        with make.working_at(make.LIANXIANG) as scope, pytest.raises(WishesBroken, match="告知书已经更新"):
            wishes.record_wishes(scope, [make.wish_draft(consent_version=version)])


def test_tomorrow_is_no_day_to_collect_on() -> None:
    make.wish(collected_on=date(2026, 2, 28), phone="13800001111")
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(WishesBroken, match="不能晚于今天"):
        wishes.record_wishes(scope, [make.wish_draft(collected_on=date(2026, 3, 17))])


def test_the_trainee_keeps_what_she_allowed() -> None:
    wish_id = make.wish(priority="lifted", has_priority_consent=True, consent_channel="online")
    trainee_id = make.trainee()
    with make.working_at(make.LIANXIANG) as scope:
        wishes.mark_admitted(scope, wish_id, trainee_id)
        assert trainees.get_trainee(scope, trainee_id).consent_channel == "in_person"
        assert {row.channel for row in people.list_consent(scope, trainee_id)} == {"in_person"}
