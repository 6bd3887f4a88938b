"""Factories of problems, rounds and their sheets."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import update

from portal.core.db import db
from portal.problems.queries import problems as problem_rows
from portal.problems.queries import sheets as sheet_rows
from portal.problems.rules.problems import Finding, Source
from portal.problems.rules.rounds import TEMPLATES, Kind, RoundDraft
from portal.problems.rules.sheets import Mark, Review
from portal.problems.services import problems, rounds
from portal.problems.services import sheets as sheet_services
from portal.tenants.models import Tenant
from tests import make

DUE = date(2026, 4, 15)


def finding(**changes: Any) -> Finding:
    """Return a problem of the station that may be raised."""
    usual: dict[str, Any] = {
        "unit_code": make.LIANXIANG,
        "source": Source.RETURN,
        "source_id": None,
        "source_words": "2026-02 月报",
        "title": "签到表不齐",
        "detail": "二月有两场活动没有签到表",
        "owner_name": "陈站长",
        "due_on": DUE,
    }
    return Finding(**{**usual, **changes})


def problem(raised_at: str = make.JINAN, by: str = "jinan", **changes: Any) -> UUID:
    """Put one problem on the list, of the station unless it is said, and return its id."""
    with make.working_at(raised_at, by) as scope:
        return problems.raise_problem(scope, finding(**changes))


def fixed(problem_id: UUID, code: str = make.LIANXIANG, by: str = "lianxiang") -> UUID:
    """Report a problem mended."""
    with make.working_at(code, by) as scope:
        version = problem_rows.get_problem(scope, problem_id).version
        problems.fix(scope, problem_id, proof="签到表已补齐，站内公示", version=version)
    return problem_id


def state_of(problem_id: UUID, code: str = make.LIANXIANG) -> str:
    """Return how a problem stands, seen from its unit."""
    with make.working_at(code) as scope:
        return problem_rows.get_problem(scope, problem_id).state


def many(n: int) -> None:
    """Put n problems on the list of the station."""
    with make.working_at(make.JINAN, "jinan") as scope:
        for i in range(n):
            problems.raise_problem(scope, finding(title=f"第 {n}-{i} 条"))


def draft(**changes: Any) -> RoundDraft:
    """Return a round that may be made: a visit of the first quarter."""
    kind: Kind = changes.get("kind", Kind.VISIT)
    days = {"first_on": date(2026, 3, 16), "last_on": date(2026, 4, 15)}
    usual: dict[str, Any] = {"kind": kind, "title": f"一季度{kind.label}", **days, "guidance": "看三个点", "items": TEMPLATES[kind]}
    return RoundDraft(**{**usual, **changes})


def round_draft(code: str = make.JINAN, by: str = "jinan", **changes: Any) -> UUID:
    """Make a round ready and return its id."""
    with make.working_at(code, by) as scope:
        return rounds.make_round(scope, draft(**changes))


def round_open(code: str = make.JINAN, by: str = "jinan", *, due_on: date = date(2026, 4, 1), **changes: Any) -> UUID:
    """Make a round ready, open it, and return its id."""
    new_id = round_draft(code, by, **changes)
    with make.working_at(code, by) as scope:
        rounds.open_round(scope, new_id, due_on=due_on, version=1)
    return new_id


def sheet_of(inspection_id: UUID, code: str = make.LIANXIANG) -> UUID:
    """Return the sheet of a unit in a round."""
    with make.working_at(code) as scope:
        return sheet_rows.list_sheets(scope, inspection_id)[0].id


def sheet(**changes: Any) -> UUID:
    """Open a round of the county and return the sheet of its station."""
    return sheet_of(round_open(**changes))


def sheets(n: int) -> None:
    """Open n rounds of the county."""
    for i in range(n):
        round_open(title=f"第 {n}-{i} 次观摩")


def marks(kind: Kind = Kind.VISIT, *, less: int = 0, words: str = "见台账") -> tuple[Mark, ...]:
    """Return full points of the usual items of a kind, and a few less for the first."""
    return tuple(Mark(n, it.points - (less if n == 1 else 0), words) for n, it in enumerate(TEMPLATES[kind], 1))


def scored(sheet_id: UUID, code: str = make.LIANXIANG, by: str = "lianxiang", **changes: Any) -> UUID:
    """Let a unit score itself."""
    with make.working_at(code, by) as scope:
        version = sheet_rows.get_sheet(scope, sheet_id).version
        sheet_services.score_sheet(scope, sheet_id, marks(**changes), version=version)
    return sheet_id


def review(**changes: Any) -> Review:
    """Return what those who came say: three points less for the first item."""
    usual: dict[str, Any] = {"visited_on": date(2026, 3, 16), "hosts": "站长", "participants": "县妇联三人", "marks": marks(less=3)}
    return Review(**{**usual, "findings": "1. 签到表不齐\n2. 公示栏没有更新", **changes})


def suspend(code: str) -> None:
    """Let a unit not work for a while."""
    db.session.execute(update(Tenant).where(Tenant.code == code).values(status="suspended"))
    db.session.commit()


def only_id() -> UUID:
    """Return the id of the station's only problem."""
    with make.working_at(make.LIANXIANG) as scope:
        return problem_rows.list_problems(scope, problem_rows.Filter(), on=DUE, page=1)[0].id


def only_sheet() -> UUID:
    """Return the id of the station's only sheet."""
    with make.working_at(make.LIANXIANG) as scope:
        return sheet_rows.list_own_sheets(scope, page=1)[0].id
