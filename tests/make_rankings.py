"""What rankings are tested with: counties with accepted months, women, a formula."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, update

from portal.core import clock
from portal.core.db import db
from portal.standing.models import Ranking
from portal.standing.queries import formulas as formula_rows
from portal.standing.queries import ranking as queries
from portal.standing.rules.formulas import Basis, Formula, Item
from portal.standing.rules.measures import Value
from portal.standing.rules.ranking import Entrant, reckon
from portal.standing.services import formulas, objections, women
from portal.standing.services import ranking as services
from portal.tallies.rules.months import Step
from portal.tallies.services.months import move_month, submit_month
from portal.tenants.services import tree
from tests import make

MONTH, NEXT = "2026-01", "2026-02"
ITEMS = (Item("attendances", Basis.TOTAL, 60), Item("sessions", Basis.TOTAL, 40))
STATIONS = {make.JINAN: (make.LIANXIANG, "lianxiang"), make.GULOU: (make.JUNMEN, "junmen")}
ADMINS = {make.JINAN: "jinan", make.GULOU: "gulou"}


def formula(since_month: str = "2026-01", *items: Item, **changes: Any) -> UUID:
    """Set a formula of the city from a month on and return its id."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        return formulas.set_formula(scope, Formula(since_month, items or ITEMS, **changes), reason="市级研究决定")


def women_of(code: str, count: int, year: int = 2026) -> UUID:
    """Note how many women live in a county."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        return women.set_count(scope, make.tenant(code).id, year, count=count, source="统计年鉴")


def accepted(month: str, attendances: Mapping[str, int]) -> None:
    """Let each county have one gathering of so many in a month, submit the month, and the city accept it."""
    for code, heads in attendances.items():
        station, manager = STATIONS[code]
        with make.working_at(station, manager) as scope:
            day = date.fromisoformat(f"{month}-15")
            make.stations.log_activities(scope, [make.gathering(held_on=day, attendances=heads, women=min(heads, 5))])
        with make.working_at(code, ADMINS[code]) as scope:
            submit_month(scope, month, revision=0, due_on=clock.today())
            move_month(scope, month, Step.ACCEPT, revision=1, done_from=make.tenant(make.CITY).id)


def ranked(month: str = MONTH, attendances: Mapping[str, int] | None = None, *, name: str = "fuzhou", **said: Any) -> UUID:
    """Reckon a month of both counties and return the id of its ranking; on notice until the 19th."""
    accepted(month, attendances or {make.JINAN: 30, make.GULOU: 60})
    with make.working_at(make.CITY, name) as scope:
        return services.reckon(scope, month, **said)


def ranking(month: str = MONTH) -> UUID:
    """Set a formula and rank a month."""
    formula()
    return ranked(month)


def objection(ranking_id: UUID | None = None, code: str = make.JINAN) -> UUID:
    """Let a county object to a ranking and return the id of the objection."""
    ranking_id = ranking_id or ranking()
    with make.working_at(code, ADMINS[code]) as scope:
        return objections.raise_objection(scope, ranking_id, "场次少算了一场，依据是一月的月报")


def past_notice(ranking_id: UUID) -> None:
    """Let the notice of a ranking have ended yesterday."""
    table = cast(Table, Ranking.__table__)
    with make.working_at(make.CITY, "fuzhou") as scope:
        own = (scope.changes(table), table.c.id == ranking_id)
        db.session.execute(update(table).where(*own).values(objections_until=clock.today() - timedelta(days=1)), scope.binds)


def published(month: str = MONTH, attendances: Mapping[str, int] | None = None) -> UUID:
    """Rank a month and publish it."""
    made = ranked(month, attendances)
    past_notice(made)
    with make.working_at(make.CITY, "fuzhou") as scope:
        services.publish(scope, made)
    return made


def told(ranking_id: UUID) -> Any:
    """Return a ranking as it is kept."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        return queries.get_ranking(scope, ranking_id)


def shown(month: str = "2024-01") -> UUID:
    """Let a ranking of 晋安 alone be on notice, without what it was reckoned from, and return its id."""
    formula_id = _formula_in_force()
    jinan = make.tenant(make.JINAN)
    line = reckon(Formula(MONTH, ITEMS), [Entrant(jinan.id, jinan.code, jinan.name, {"sessions": Value(3)})])[0]
    with make.working_at(make.CITY, "fuzhou") as scope:
        row = _bare(scope, month, 0, formula_id)
        row.lines = [line.listed()]
        db.session.add(row)
        db.session.flush()
        return row.id


def spare_formula() -> UUID:
    """Set a formula that nothing was ranked by, and return its id."""
    return formula("2026-05")


def many_rankings(n: int) -> None:
    """Let there be n rankings more of as many months, without what they were reckoned from."""
    formula_id = _formula_in_force()
    with make.working_at(make.CITY, "fuzhou") as scope:
        db.session.add_all(_bare(scope, f"{2000 + n}-{number % 12 + 1:02d}", number // 12, formula_id) for number in range(n))


def many_formulas(n: int) -> None:
    """Let there be n formulas more, each from a month of its own on."""
    for number in range(n):
        formula(f"{2000 + n + number // 12}-{number % 12 + 1:02d}")


def many_counties(n: int) -> None:
    """Let there be n counties more, each with its women."""
    with make.working_at(make.CITY, "fuzhou"):
        for number in range(n):
            code = f"3509{n:02d}{number:02d}0000"
            tree.add_child(parent=make.tenant(make.CITY), code=code, name=f"县 {n}-{number}", level="county", status="open")
    for number in range(n):
        women_of(f"3509{n:02d}{number:02d}0000", 1_000)


def _formula_in_force() -> UUID:
    with make.working_at(make.CITY, "fuzhou") as scope:
        found = formula_rows.find_formula(scope, MONTH)
    return found.id if found else formula("2000-01")


def _bare(scope: Any, month: str, revision: int, formula_id: UUID) -> Ranking:
    made: dict[str, Any] = {"made_by": scope.account_id, "made_at": datetime(2026, 3, 1, tzinfo=clock.SHANGHAI)}
    shown: dict[str, Any] = {"state": "notice", "objections_until": date(2026, 3, 30), "lines": [], "digest": "0" * 64}
    return Ranking(**scope.stamp(Ranking), month=month, revision=revision + 1, formula_id=formula_id, **shown, **made)
