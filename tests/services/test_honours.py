"""Certificates of volunteer service: seven days of notice, hours from the rows alone, void ones told."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.volunteer.queries import honours as queries
from portal.volunteer.queries import kinships
from portal.volunteer.services import honour_papers, honours, kin_belongings
from portal.volunteer.services.hours import reverse_hours
from tests import make, make_giving

DAYS = {"first": date(2026, 3, 1), "last": date(2026, 3, 16)}
LATER = datetime(2026, 3, 24, 2, tzinfo=UTC)


def helper(**changes) -> object:
    volunteer_id = make.volunteer(**changes)
    make.hours(volunteer_id, worked_min=90)
    make.hours(volunteer_id, worked_min=45, kind="meals", served_on=date(2026, 3, 10))
    make.hours(volunteer_id, worked_min=30, served_on=date(2026, 2, 1))
    return volunteer_id


def test_the_printed_hours_are_the_sum_of_the_rows_that_stand(session: Session) -> None:
    her = helper()
    wrong = make.hours(her, worked_min=60, served_on=date(2026, 3, 12))
    neighbour = make.volunteer(make.JUNMEN, name="陈秀英", phone="13900001111")
    make.hours(neighbour, make.JUNMEN, worked_min=200)
    with make.working_at(make.LIANXIANG) as scope:
        reverse_hours(scope, wrong, reason="记错了", once="")
        made = honours.propose(scope, her, **DAYS, wording=make_giving.WORDING)
        row = queries.get_honour(scope, made)
        rows = queries.list_proved(scope, row.account_id, first=row.from_on, last=row.until_on)
        assert row.worked_min == sum(it.worked_min for it in rows) == 135
        assert row.content == "理发 1小时30分、助餐 45分"
        assert (row.notice_until, row.state) == (date(2026, 3, 23), "notice")
        assert [it["name"] for it in queries.list_on_notice(scope, clock.today())] == ["陈**"]
    with time_machine.travel(LATER, tick=False), make.working_at(make.LIANXIANG) as scope:
        honours.issue(scope, made, version=1)
        paper = honour_papers.printed(scope, made, address="http://localhost/v/abc")
        assert (paper["hours"], paper["document"], paper["name"]) == ("2小时15分", "未登记", "陈秀英")
        assert queries.list_on_notice(scope, clock.today()) == []


def test_it_is_issued_after_seven_whole_days_and_as_it_was_shown(session: Session) -> None:
    her = helper()
    with make.working_at(make.LIANXIANG) as scope:
        made = honours.propose(scope, her, **DAYS, wording=make_giving.WORDING)
        with pytest.raises(Conflict, match="没有重复生成"):
            honours.propose(scope, her, **DAYS, wording=make_giving.WORDING)
        with pytest.raises(Conflict, match="公示到 2026-03-23"):
            honours.issue(scope, made, version=1)
    last_day = time_machine.travel(LATER - timedelta(hours=11), tick=False)
    with last_day, make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="公示到 2026-03-23"):
        honours.issue(scope, made, version=1)
    late = make.hours(her, worked_min=15)
    with time_machine.travel(LATER, tick=False), make.working_at(make.LIANXIANG) as scope:
        with pytest.raises(Conflict, match="办理过"):
            honours.issue(scope, made, version=7)
        with pytest.raises(Conflict, match="现在的服务记录合计 2小时30分"):
            honours.issue(scope, made, version=1)
        reverse_hours(scope, late, reason="记错了", once="")
        honours.issue(scope, made, version=1)
        with pytest.raises(Conflict, match="已出具"):
            honours.issue(scope, made, version=1)


def test_days_without_service_and_strangers_get_none(session: Session) -> None:
    her = helper()
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken, match="没有她在本站"):
        honours.propose(scope, her, first=date(2025, 1, 1), last=date(2025, 2, 1), wording=make_giving.WORDING)
    made = make_giving.honour(her)
    with make.working_at(make.JUNMEN, "neighbour") as scope:
        for call in (lambda: honours.issue(scope, made, version=1), lambda: honours.end(scope, made, reason="x", version=1)):
            with pytest.raises(NotFound):
                call()


def test_numbers_run_on_in_a_station_and_its_year(session: Session) -> None:
    first, second = make_giving.honour(), make_giving.honour(helper())
    with make.working_at(make.LIANXIANG) as scope:
        numbers = [queries.get_honour(scope, one).number for one in (first, second)]
        assert numbers == ["ZF350111100013-2026-0001", "ZF350111100013-2026-0002"]
        honours.end(scope, second, reason="日期选错", version=1)
        assert queries.list_of_volunteer(scope, queries.get_honour(scope, second).volunteer_id)[0].state == "withdrawn"


def test_relations_and_certificates_follow_a_joined_record_and_lose_their_names_at_erasure(session: Session) -> None:
    giver, twin, mother = (
        make.volunteer(),
        make.volunteer(name="陈秀瑛", phone="13700001111"),
        make.volunteer(name="林阿婆", phone="13700002222"),
    )
    for one in (giver, twin):
        make_giving.kinship(one, mother)
    make_giving.kinship(twin, giver)
    make.hours(twin, worked_min=60)
    made = make_giving.honour(twin, state="issued")
    with make.working_at(make.LIANXIANG) as scope:
        kin_belongings.move(scope, twin, giver)
        assert [row.receiver_id for row in kinships.list_kinships(scope, giver)] == [mother]
        assert queries.get_honour(scope, made).volunteer_id == giver
        assert [sheet.title for sheet in kin_belongings.sheets(scope, giver)] == ["亲属关系（用于赠与时间）", "志愿服务证明"]
        kin_belongings.blank(scope, giver)
        assert queries.get_honour(scope, made).holder_name == "已删除"
        assert kinships.list_kinships(scope, giver)[0].ended_at is not None
        assert len(kin_belongings.remains(scope, giver)) == 1
        assert kin_belongings.open_ones(scope, giver) == []
