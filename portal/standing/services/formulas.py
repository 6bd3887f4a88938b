"""The formula of a city's ranking: set from a month on, withdrawn while nothing was ranked by it, never changed."""

from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db, insert_or
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.standing.models import RankFormula
from portal.standing.queries import formulas as queries
from portal.standing.rules.formulas import Formula, check_formula

SET, WITHDRAW = "rank.set_formula", "rank.withdraw_formula"
formula = cast(Table, RankFormula.__table__)


def set_formula(scope: Scope, it: Formula, *, reason: str) -> UUID:
    """Rank the city's counties by this formula from its month on.

    Raises:
        RuleBroken: it contradicts itself, begins with a month that was ranked, or another begins with that month.
    """
    check_formula(it, last_ranked=queries.find_last_ranked(scope), this_month=clock.month_of(clock.today()))
    formula_id = uuid7()
    what = {"since_month": it.since_month, "items": it.listed(), "least_base": it.least_base, "objection_workdays": it.objection_workdays}
    who = {"reason": reason, "set_by": scope.account_id, "set_at": clock.now()}
    new = insert_or(formula).on_conflict_do_nothing(index_elements=["city_id", "since_month"]).returning(formula.c.id)
    if db.session.execute(new, {**scope.stamp(formula), "id": formula_id, **what, **who}).scalar() is None:
        raise RuleBroken("since_month", f"{it.since_month} 起已经定了一版公式，请换一个月；还没有用过的那一版也可以先撤回")
    audit.note(scope, SET, formula_id, note=f"{it.since_month} 起：{reason}"[:200])
    return formula_id


def withdraw_formula(scope: Scope, formula_id: UUID, *, reason: str) -> None:
    """Take back a formula by which nothing was ranked yet.

    Raises:
        NotFound: there is none.
        Conflict: something was.
    """
    queries.hold_formula(scope, formula_id)
    row = queries.get_formula(scope, formula_id)
    if row.used:
        message = "已经按这一版公式排过名，不能撤回。"
        raise Conflict(message, action=WITHDRAW, subject_id=formula_id, advice="要改，请制定一版新公式，从以后的月份起用。")
    own = (scope.changes(formula), formula.c.id == bindparam("which"))
    db.session.execute(delete(formula).where(*own), {**scope.binds, "which": formula_id})
    audit.note(scope, WITHDRAW, formula_id, note=f"{row.since_month} 起的一版：{reason}"[:200])


register_words({SET: "制定排名公式", WITHDRAW: "撤回排名公式"}, group="县区排名")
