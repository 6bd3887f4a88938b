"""The intake below the views: what counts, what moves, who may read it."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.audit.models import AuditLine
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope, ScopeError
from portal.tallies import services as tallies
from portal.tallies.queries import sum_values
from portal.training import queries
from portal.training.models import Intake, Trainee
from portal.training.rules.intake import Branch, Channel, Trade
from portal.training.services import intake as services
from tests import make

MARCH = {"first": date(2026, 3, 1), "last": date(2026, 3, 31)}
TRUSTED = {"trusted": True}
row_level = pytest.mark.parametrize("app", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)  # SQLite has no such lock


def figures(code: str, month: str = "2026-03") -> dict[str, int]:
    """What a unit's month says, without zeros."""
    with make.working_at(code) as scope:
        rows = sum_values(scope, tenants=[scope.tenant_id], first=month, last=month)
    return {row.indicator: row.value for row in rows if row.value}


def differences() -> list[Any]:
    """Where the figures of 福州 are not what their rows say."""
    with make.working_at(make.CITY) as scope:
        return tallies.differences(scope)


def amend(trainee_id: UUID, version: int = 1, **changes: Any) -> None:
    """Change what the station wrote of its trainee."""
    with make.working_at(make.LIANXIANG) as scope:
        services.amend_trainee(scope, trainee_id, make.admission(**changes).particulars, version=version)


def close(code: str, month: str = "2026-03") -> None:
    with make.working_at(code) as scope:
        tallies.close_month(scope, month)


def test_an_intake_is_counted_at_its_station_and_its_county(session: Session) -> None:
    make.trainee(n=1)
    make.trainee(n=2, skills=(Trade.CLEANING,))
    make.trainee(make.NEIGHBOUR, n=3)
    assert figures(make.LIANXIANG) == {"intakes": 2, "referred": 1, "train_first": 1}
    assert figures(make.JINAN) == {"intakes": 3, "referred": 1, "train_first": 2}
    assert differences() == []


def test_a_figure_that_was_tampered_with_is_found(session: Session) -> None:
    make.trainee()
    with make.working_at(make.LIANXIANG):
        session.execute(text("UPDATE tally SET value = 9 WHERE indicator = 'intakes'"), execution_options=TRUSTED)
    assert {(key[2], kept, counted) for key, kept, counted in differences()} == {("intakes", 9, 1)}


def test_skills_learnt_move_the_figures_of_the_month_of_intake(session: Session) -> None:
    trainee_id = make.trainee(taken_on=date(2026, 2, 10))
    amend(trainee_id, skills=(Trade.MATERNITY,))
    assert figures(make.LIANXIANG, "2026-02") == {"intakes": 1, "referred": 1}
    assert figures(make.LIANXIANG) == {}
    amend(trainee_id, version=2)
    assert figures(make.LIANXIANG, "2026-02") == {"intakes": 1, "train_first": 1}
    assert differences() == []


def test_a_closed_month_takes_nobody_in_and_moves_nobody(session: Session) -> None:
    trainee_id = make.trainee()
    close(make.LIANXIANG)
    with pytest.raises(Conflict, match="2026年3月已由"):
        make.trainee(n=2)
    with pytest.raises(Conflict, match="2026年3月已由"):
        amend(trainee_id, skills=(Trade.MATERNITY,))
    assert figures(make.LIANXIANG) == {"intakes": 1, "train_first": 1}
    assert differences() == []


def test_a_closed_month_lets_a_telephone_be_put_right(session: Session) -> None:
    trainee_id = make.trainee()
    close(make.LIANXIANG)
    amend(trainee_id, phone="13900005678")
    with make.working_at(make.LIANXIANG) as scope:
        assert queries.get_trainee(scope, trainee_id).particulars.phone == "13900005678"


def test_whoever_saw_an_older_version_changes_nothing(session: Session) -> None:
    trainee_id = make.trainee()
    amend(trainee_id, name="李小梅")
    with pytest.raises(Conflict, match="刚才被别人修改过"):
        amend(trainee_id, name="李大梅", skills=(Trade.CLEANING,))
    with make.working_at(make.LIANXIANG) as scope:
        kept = queries.get_trainee(scope, trainee_id)
    assert (kept.particulars.name, kept.branch, kept.version) == ("李小梅", Branch.TRAIN_FIRST, 2)


def test_a_version_not_yet_seen_moves_no_figure(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a clerk sends may name the version somebody else is just writing; the difference is that to the row as it was read."""
    made = make.trainee()
    with make.working_at(make.LIANXIANG) as scope:
        before = queries.get_trainee(scope, made)
    amend(made, skills=(Trade.CLEANING,))
    monkeypatch.setattr(queries, "get_trainee", lambda *_: before)
    with pytest.raises(Conflict):
        amend(made, version=2, skills=())
    assert differences() == []


def test_a_second_intake_at_her_station_is_refused_with_the_first(session: Session) -> None:
    trainee_id = make.trainee()
    with pytest.raises(Conflict) as refused:
        make.trainee(name="王芳")
    assert (refused.value.subject_id, refused.value.action) == (trainee_id, "trainee.admit")
    assert "李梅" not in refused.value.message
    assert figures(make.LIANXIANG) == {"intakes": 1, "train_first": 1}


def test_a_second_intake_at_another_station_is_kept_and_marked(session: Session) -> None:
    first, second = make.trainee(), make.trainee(make.JUNMEN)
    with make.working_at(make.LIANXIANG) as scope:
        assert not queries.get_trainee(scope, first).is_known_elsewhere
    with make.working_at(make.JUNMEN) as scope:
        assert queries.get_trainee(scope, second).is_known_elsewhere
    assert figures(make.JUNMEN) == {"intakes": 1, "train_first": 1}


def test_the_audit_knows_who_admitted_and_amended_whom(session: Session) -> None:
    trainee_id = make.trainee()
    amend(trainee_id, note="愿意夜班")
    with make.working_at(make.LIANXIANG) as scope:
        mine = select(AuditLine.action, AuditLine.result, AuditLine.note).where(scope.owns(AuditLine), AuditLine.subject_id == trainee_id)
        lines = session.execute(mine.order_by(AuditLine.id), scope.binds).all()
    assert [tuple(line) for line in lines] == [("trainee.admit", "done", ""), ("trainee.amend", "done", "")]


@pytest.mark.parametrize("changes", [{"taken_on": date(2026, 3, 17)}, {"taken_on": date(1999, 1, 1)}, {"consent_version": 7}])
def test_an_impossible_intake_leaves_nothing(session: Session, changes: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken):
        make.trainee(**changes)
    assert figures(make.LIANXIANG) == {}


def test_consent_is_kept_with_version_time_and_channel(session: Session) -> None:
    trainee_id = make.trainee()
    with make.working_at(make.LIANXIANG) as scope:
        case = queries.get_trainee(scope, trainee_id)
    assert (case.consent_version, case.consent_channel, case.consented_at.isoformat()) == (1, "in_person", "2026-03-16T02:00:00+00:00")
    assert case.number == f"{make.resident_number()[:6]}********{make.resident_number()[-4:]}"
    assert case.masked_phone == "138****1234"


@pytest.mark.parametrize("code", [make.JINAN, make.CITY])
def test_parents_read_nameless_rows_and_no_trainee(session: Session, code: str) -> None:
    make.trainee(n=1, taken_on=date(2026, 3, 2))
    make.trainee(n=2, skills=(Trade.TIDYING,), channel=Channel.GRID)
    make.trainee(make.NEIGHBOUR, n=3)
    station = make.tenant(make.LIANXIANG).id
    with make.working_at(code) as scope:
        rows = queries.list_intakes(scope, tenant_id=station, **MARCH, branch=None, page=1)
        assert [tuple(row)[:4] for row in rows] == [(date(2026, 3, 5), "refer", "grid", 2), (date(2026, 3, 2), "train_first", "counter", 2)]
        referred = queries.list_intakes(scope, tenant_id=station, **MARCH, branch="refer", page=1)
        assert [tuple(row)[:4] for row in referred] == [(date(2026, 3, 5), "refer", "grid", 1)]
        assert queries.list_intakes(scope, tenant_id=station, **MARCH, branch=None, page=2) == []
        for asked in (scope.owns, scope.changes, scope.stamp):
            with pytest.raises(ScopeError, match="personal"):
                asked(Trainee)
        with pytest.raises(ScopeError):
            queries.list_trainees(scope, queries.Filter(), page=1)


@pytest.mark.parametrize("code", [make.GULOU, make.NEIGHBOUR, make.OTHER_CITY])
def test_who_is_not_above_reads_no_nameless_row(session: Session, code: str) -> None:
    make.trainee()
    with make.working_at(code) as scope:
        assert queries.list_intakes(scope, tenant_id=make.tenant(make.LIANXIANG).id, **MARCH, branch=None, page=1) == []


@row_level
@pytest.mark.parametrize("code", [make.JINAN, make.CITY, make.NEIGHBOUR, make.OTHER_CITY, make.OTHER_STATION])
def test_nobody_else_sees_a_trainee_even_by_raw_sql(session: Session, code: str) -> None:
    make.trainee()
    path = make.tenant(code).path
    session.rollback()
    session.info["scope"] = Scope(path)
    assert session.execute(text("SELECT count(*) FROM trainee"), execution_options=TRUSTED).scalar() == 0
    assert session.execute(text("UPDATE trainee SET name = '王芳'"), execution_options=TRUSTED).rowcount == 0  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize("code", [make.NEIGHBOUR, make.OTHER_STATION])
def test_another_stations_trainee_is_not_found(session: Session, code: str) -> None:
    trainee_id = make.trainee()
    with make.working_at(code) as scope:
        with pytest.raises(NotFound):
            queries.get_trainee(scope, trainee_id)
        with pytest.raises(NotFound):
            services.amend_trainee(scope, trainee_id, make.admission().particulars, version=1)


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("李", {"李梅", "李小梅"}),
        ("小", {"李小梅"}),
        ("1234", {"李梅"}),
        ("5678", {"李小梅", "阿依古丽"}),
        ("%", set()),
        ("_", set()),
        ("\\", set()),
        ("无此人", set()),
    ],
)
def test_a_name_or_the_end_of_a_telephone_finds_her(session: Session, sought: str, found: set[str]) -> None:
    make.trainee(n=1)
    make.trainee(n=2, name="李小梅", phone="13900005678")
    make.trainee(n=3, name="阿依古丽", phone="0591-83515678")
    with make.working_at(make.LIANXIANG) as scope:
        rows, total = queries.list_trainees(scope, queries.Filter(sought=sought), page=1)
    names = {row.particulars.name for row in rows}
    assert names == found
    assert total == len(rows)


def test_a_list_is_narrowed_by_month_and_branch_and_paged(session: Session) -> None:
    for n in range(1, 28):
        make.trainee(n=n, taken_on=date(2026, 2 + n % 2, 5), skills=(Trade.CLEANING,) if n % 3 == 0 else ())
    with make.working_at(make.LIANXIANG) as scope:
        rows, total = queries.list_trainees(scope, queries.Filter(), page=2)
        assert (len(rows), total) == (2, 27)
        march = queries.Filter(days=(MARCH["first"], MARCH["last"]), branch=Branch.REFER)
        assert queries.list_trainees(scope, march, page=1)[1] == 5
        sums = queries.count_intakes(scope, **MARCH)
        assert (sums.all, sums.this_month, sums.refer, sums.train_first) == (27, 14, 9, 18)


def test_the_database_itself_refuses_what_no_form_lets_through(session: Session) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        row = {**scope.stamp(Intake), "taken_on": date(2026, 3, 5), "branch": "refer", "channel": "counter"}
        for wrong in ({"branch": "both"}, {"channel": "x"}, {"taken_on": date(1999, 12, 31)}):
            with pytest.raises(Exception, match=r"(?i)check"), session.begin_nested():
                session.add(Intake(**{**row, **wrong}))
                session.flush()
