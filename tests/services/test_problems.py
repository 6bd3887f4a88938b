"""Problems: raised in the row of the unit that mends them, looked at again by others, counted for those above."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.problems.queries import problems as queries
from portal.problems.rules.problems import Content
from portal.problems.services import problems
from tests import make, make_problems
from tests.make_problems import DUE, finding, fixed, problem, state_of, suspend

LATER = "2026-04-20 10:00+08:00"


def test_it_stands_in_the_row_of_its_unit_and_is_closed_by_another(session: Session) -> None:
    new_id = problem()
    fixed(new_id)
    with make.working_at(make.JINAN, "jinan") as scope:
        problems.recheck(scope, new_id, is_good=False, note="还差一张", version=2)
    fixed(new_id)
    with make.working_at(make.JINAN, "jinan") as scope:
        problems.recheck(scope, new_id, is_good=True, note="", version=4)
        row = queries.get_problem(scope, new_id)
        steps = [step.step for step in queries.list_steps(scope, new_id)]
    assert (row.tenant_id, row.state, row.sent_back) == (make.tenant(make.LIANXIANG).id, "closed", 1)
    assert steps == ["raise", "fix", "send_back", "fix", "accept"]


def test_nobody_rechecks_what_she_reported_mended(session: Session) -> None:
    new_id = problem()
    make.add_role("jinan_deputy", make.LIANXIANG, "manager")
    fixed(new_id, by="jinan_deputy")
    with make.working_at(make.JINAN, "jinan_deputy") as scope, pytest.raises(Conflict, match="是您报告的"):
        problems.recheck(scope, new_id, is_good=True, note="", version=2)
    assert state_of(new_id) == "fixed"


def test_a_countys_problem_is_rechecked_by_the_city_alone(session: Session) -> None:
    new_id = problem(make.CITY, "fuzhou", unit_code=make.JINAN)
    fixed(new_id, make.JINAN, "jinan")
    with make.working_at(make.JINAN, "jinan_deputy") as scope, pytest.raises(Conflict, match="不能复核自己"):
        problems.recheck(scope, new_id, is_good=True, note="", version=2)
    with make.working_at(make.CITY, "fuzhou") as scope:
        problems.recheck(scope, new_id, is_good=True, note="", version=2)
    assert state_of(new_id, make.JINAN) == "closed"


def test_the_second_of_two_reviewers_is_told_who_was_first(session: Session) -> None:
    new_id = fixed(problem())
    with make.working_at(make.JINAN, "jinan") as scope:
        problems.recheck(scope, new_id, is_good=True, note="看过现场", version=2)
    with make.working_at(make.JINAN, "jinan_deputy") as scope, pytest.raises(Conflict, match="晋安区的jinan 的使用人") as refused:
        problems.recheck(scope, new_id, is_good=False, note="不行", version=2)
    assert "复核通过" in refused.value.message


@pytest.mark.parametrize(
    ("unit_code", "error", "words"),
    [
        (make.JINAN, RuleBroken, "不能列给自己"),
        (make.JUNMEN, NotFound, "没有找到"),
        (make.CITY, NotFound, "没有找到"),
        ("0" * 12, NotFound, "没有找到"),
    ],
)
def test_only_units_below_are_given_problems(session: Session, unit_code: str, error: type[Exception], words: str) -> None:
    with make.working_at(make.JINAN, "jinan") as scope, pytest.raises(error, match=words):
        problems.raise_problem(scope, finding(unit_code=unit_code))


def test_a_suspended_unit_is_given_none_but_its_old_ones_are_rechecked(session: Session) -> None:
    new_id = fixed(problem())
    suspend(make.LIANXIANG)
    with make.working_at(make.JINAN, "jinan") as scope:
        with pytest.raises(RuleBroken, match="已暂停"):
            problems.raise_problem(scope, finding(title="另一条"))
        problems.recheck(scope, new_id, is_good=True, note="", version=2)
    assert state_of(new_id) == "closed"


def test_the_same_problem_is_not_raised_twice_while_it_is_open(session: Session) -> None:
    new_id = problem()
    with make.working_at(make.CITY, "fuzhou") as scope, pytest.raises(Conflict, match="同名问题") as refused:
        problems.raise_problem(scope, finding())
    assert refused.value.subject_id == new_id
    with make.working_at(make.JINAN, "jinan") as scope:
        problems.withdraw(scope, new_id, reason="记错了", version=1)
    assert problem() != new_id


@pytest.mark.parametrize("field", ["title", "detail", "owner_name"])
def test_no_number_of_a_person_stands_in_it(session: Session, field: str) -> None:
    with make.working_at(make.JINAN, "jinan") as scope, pytest.raises(RuleBroken) as broken:
        problems.raise_problem(scope, finding(**{field: "请打 13800001234"}))
    assert broken.value.field == field


def test_the_proof_names_nobody_of_the_rolls(session: Session) -> None:
    new_id = problem()
    make.volunteer(name="林秀英")
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken, match="林秀英"):
        problems.fix(scope, new_id, proof="林秀英已补签", version=1)


def test_more_time_and_better_words_leave_what_was_before(session: Session) -> None:
    new_id = problem()
    with make.working_at(make.JINAN, "jinan") as scope:
        problems.postpone(scope, new_id, due_on=DUE + timedelta(days=9), reason="下大雨", version=1)
        problems.amend(scope, new_id, Content("签到表缺两张", "", "林站长"), version=2)
        notes = [step.note for step in queries.list_steps(scope, new_id)]
    assert notes[1] == "期限由 2026-04-15 改为 2026-04-24：下大雨"
    assert "责任人原为“陈站长”" in notes[2]
    with make.working_at(make.CITY, "fuzhou") as scope, pytest.raises(Conflict, match="由提出的单位"):
        problems.postpone(scope, new_id, due_on=DUE + timedelta(days=20), reason="市里延", version=3)


def test_who_is_overdue_is_told_for_the_bulletin_and_who_was_in_time_is_counted(session: Session) -> None:
    closed, late = problem(title="甲"), problem(title="乙")
    problem(make.CITY, "fuzhou", unit_code=make.GULOU, title="丙", due_on=DUE + timedelta(days=30))
    fixed(closed)
    with make.working_at(make.JINAN, "jinan") as scope:
        problems.recheck(scope, closed, is_good=True, note="", version=2)
    with time_machine.travel(LATER, tick=False), make.working_at(make.CITY, "fuzhou") as scope:
        overdue = queries.list_overdue(scope, date(2026, 4, 20))
        counted = queries.count_by_unit(scope, date(2026, 4, 1), date(2026, 4, 30))
    assert [(it.id, it.unit_name, it.title, it.owner_name, it.due_on, it.days) for it in overdue] == [
        (late, "连翔社区驿站", "乙", "陈站长", DUE, 5)
    ]
    assert counted == {make.tenant(make.LIANXIANG).id: (1, 2)}


def test_what_a_county_raised_is_the_new_countys_when_its_station_moves(session: Session) -> None:
    new_id = fixed(problem())
    make.order(make.GULOU)
    with make.working_at(make.GULOU, "gulou") as scope:
        assert queries.count_waiting(scope)[0] == 1
        problems.recheck(scope, new_id, is_good=True, note="", version=2)
    with make.working_at(make.JINAN, "jinan") as scope, pytest.raises(NotFound):
        queries.get_problem(scope, new_id)
    assert make_problems.state_of(new_id) == "closed"
