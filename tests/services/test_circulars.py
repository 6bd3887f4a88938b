"""Circulars: who gets a copy, what SQL and the rules say of it, and that no copy changes afterwards."""

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from portal.circulars.queries import copies, stands
from portal.circulars.queries.circulars import count_copies
from portal.circulars.rules.copies import Mark, Stand
from portal.circulars.rules.sending import Audience, Kind
from portal.circulars.services import answers, sending
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.tenants.models import Tenant
from portal.tenants.services import tree
from tests import make, make_circulars


@pytest.fixture(autouse=True)
def _working(app: Flask) -> object:
    with app.app_context():
        yield


def states_of(circular_id: object, code: str = make.JINAN, by: str = "jinan", state: str = "") -> set[str]:
    with make.working_at(code, by) as scope:
        rows = copies.list_board(scope, circular_id, state=state, on=clock.today(), page=1)  # pyright: ignore[reportArgumentType]
        return {row.unit_code for row in rows}


def test_each_unit_gets_its_own_and_the_county_sees_those_of_its_stations() -> None:
    new_id = make_circulars.sent(make.CITY, "fuzhou", audience=Audience.ALL)
    assert states_of(new_id, make.CITY, "fuzhou") == {make.JINAN, make.GULOU, make.LIANXIANG, make.NEIGHBOUR, make.JUNMEN}
    assert states_of(new_id) == {make.LIANXIANG, make.NEIGHBOUR}
    assert states_of(new_id, make.OTHER_CITY, "linqing") == set()


def test_sql_says_of_a_copy_what_the_rules_say() -> None:
    for kind, needs_reply in ((Kind.TASK, True), (Kind.CIRCULAR, True), (Kind.CIRCULAR, False)):
        which = make_circulars.sent(kind=kind, needs_reply=needs_reply)
        one = make_circulars.copy_of(which)
        seen = [_check(which, one)]
        with make.working_at(make.LIANXIANG) as scope:
            answers.receive(scope, one)
        seen.append(_check(which, one))
        if needs_reply:
            make_circulars.replied(one)
            seen.append(_check(which, one))
            _judge(one, is_good=False)
            seen.append(_check(which, one))
            make_circulars.replied(one, "已补")
        if kind is Kind.TASK:
            _judge(one, is_good=True)
            seen.append(_check(which, one))
        make_circulars.withdrawn(which)
        seen.append(_check(which, one))
        wanted = [mark for mark in Mark if needs_reply or mark in {Mark.UNREAD, Mark.READ, Mark.WITHDRAWN}]
        assert seen == [mark for mark in wanted if kind is Kind.TASK or mark is not Mark.ACCEPTED]


def _check(which: object, one: object) -> Mark:
    with time_machine.travel("2026-03-21 09:00+08:00", tick=False), make.working_at(make.JINAN, "jinan") as scope:
        row = copies.get_copy(scope, one)  # pyright: ignore[reportArgumentType]
        stand = Stand.of(row)
        states = [mark.value for mark in stands.IS]
        found = [state for state in [*states, "late", "waiting", "done"] if make.LIANXIANG in states_of(which, state=state)]
    late = ["late"] if stand.is_late(row.due_on, "open", clock.today().replace(month=12)) else []
    rest = ["waiting"] if stand.waits else [] if stand.mark is Mark.WITHDRAWN else ["done"]
    assert found == [stand.mark.value, *late, *rest]
    return stand.mark


def _judge(one: object, *, is_good: bool) -> None:
    with make.working_at(make.JINAN, "jinan") as scope:
        version = copies.get_copy(scope, one).version  # pyright: ignore[reportArgumentType]
        answers.judge(scope, one, is_good=is_good, reason="" if is_good else "缺名册", version=version)  # pyright: ignore[reportArgumentType]


def test_a_unit_opened_later_gets_nothing_and_one_that_closed_is_not_late() -> None:
    which = make_circulars.sent()
    with make.working_at(make.PLATFORM, "operator"):
        parent = make.tenant(make.JINAN)
        tree.add_child(parent=parent, code=make.SANMU, name="三木社区驿站", level="station", status="open")
        db.session.execute(update(Tenant).where(Tenant.code == make.NEIGHBOUR).values(status="closed"))
    with time_machine.travel("2026-03-21 00:00+08:00", tick=False), make.working_at(make.JINAN, "jinan") as scope:
        counts = count_copies(scope, [which], on=clock.today())[which]
        assert (counts.units, counts.waiting, counts.late) == (2, 2, 1)


def test_the_day_ends_at_midnight_in_shanghai() -> None:
    which = make_circulars.sent()
    for moment, late in (("2026-03-20 23:59+08:00", 0), ("2026-03-21 00:00+08:00", 2)):
        with time_machine.travel(moment, tick=False), make.working_at(make.JINAN, "jinan") as scope:
            assert count_copies(scope, [which], on=clock.today())[which].late == late


def test_who_is_slow_is_reminded_once_a_day() -> None:
    which = make_circulars.sent()
    make_circulars.replied(make_circulars.copy_of(which))
    with make.working_at(make.JINAN, "jinan") as scope:
        assert sending.remind(scope, which) == 1
        with pytest.raises(Conflict, match="今天 10:00 已经催办过"):
            sending.remind(scope, which)
    with time_machine.travel("2026-03-17 00:00+08:00", tick=False), make.working_at(make.JINAN, "jinan") as scope:
        assert sending.remind(scope, which) == 1


def test_what_was_withdrawn_takes_no_answer() -> None:
    which = make_circulars.sent()
    one = make_circulars.copy_of(which)
    make_circulars.withdrawn(which)
    with make.working_at(make.LIANXIANG) as scope:
        for act in (lambda: answers.receive(scope, one), lambda: answers.reply(scope, one, words="已办", version=2)):
            with pytest.raises(Conflict, match="已被发出单位撤回"):
                act()
        assert copies.get_copy(scope, one).withdrawn_reason == "发错了"


def test_an_answer_names_no_woman_of_the_rolls() -> None:
    one = make_circulars.copy()
    make.trainee(name="林秀英")
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken, match="林秀英"):
        answers.reply(scope, one, words="已安排林秀英参加", version=1)


def test_nobody_answers_or_judges_for_another() -> None:
    one = make_circulars.copy()
    with make.working_at(make.NEIGHBOUR, "neighbour") as scope, pytest.raises(NotFound):
        answers.reply(scope, one, words="已办", version=1)
    make_circulars.replied(one)
    with make.working_at(make.GULOU, "gulou") as scope, pytest.raises(NotFound):
        answers.judge(scope, one, is_good=True, reason="", version=2)
    with make.working_at(make.CITY, "fuzhou") as scope, pytest.raises(Conflict, match="由发出的单位"):
        answers.judge(scope, one, is_good=True, reason="", version=2)
