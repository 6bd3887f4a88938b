"""By what a city gives stars: set from a year on, withdrawn while nothing was rated by it, never changed."""

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
from portal.people.rules.reasons import check_reason
from portal.standing.models import StarRule
from portal.standing.queries import star_rules as queries
from portal.standing.rules.star_items import StarSystem, Subject, check_system

SET, WITHDRAW = "star.set_rule", "star.withdraw_rule"
rule = cast(Table, StarRule.__table__)
_KEY = ["city_id", "subject", "since_year"]


def set_rule(scope: Scope, it: StarSystem, *, reason: str) -> UUID:
    """Give stars by this rule from its year on.

    Raises:
        RuleBroken: it contradicts itself, begins with a year that was rated, or another begins with that year.
    """
    check_reason(reason)
    check_system(it, last_rated=queries.find_last_rated(scope, it.subject), this_year=clock.today().year)
    rule_id = uuid7()
    what = {"subject": it.subject.value, "since_year": it.since_year, "items": it.listed(), "steps": list(it.steps)}
    who = {"reason": reason, "set_by": scope.account_id, "set_at": clock.now()}
    new = insert_or(rule).on_conflict_do_nothing(index_elements=_KEY).returning(rule.c.id)
    if db.session.execute(new, {**scope.stamp(rule), "id": rule_id, **what, **who}).scalar() is None:
        message = f"{it.subject.label}从 {it.since_year} 年起已经定了一版办法，请换一个年份；还没有用过的那一版也可以先撤回"
        raise RuleBroken("since_year", message)
    audit.note(scope, SET, rule_id, note=f"{it.subject.label}，{it.since_year} 年起：{reason}"[:200])
    return rule_id


def withdraw_rule(scope: Scope, rule_id: UUID, *, reason: str) -> None:
    """Take back a rule by which nothing was rated yet.

    Raises:
        NotFound: there is none.
        Conflict: something was.
    """
    check_reason(reason)
    queries.hold_rule(scope, rule_id)
    row = queries.get_rule(scope, rule_id)
    if row.used:
        message = "已经按这一版办法评过星，不能撤回。"
        raise Conflict(message, action=WITHDRAW, subject_id=rule_id, advice="要改，请制定一版新办法，从以后的年份起用。")
    own = (scope.changes(rule), rule.c.id == bindparam("which"))
    db.session.execute(delete(rule).where(*own), {**scope.binds, "which": rule_id})
    audit.note(scope, WITHDRAW, rule_id, note=f"{Subject(row.subject).label}，{row.since_year} 年起的一版：{reason}"[:200])


register_words({SET: "制定星级评定办法", WITHDRAW: "撤回星级评定办法"}, group="星级评定")
